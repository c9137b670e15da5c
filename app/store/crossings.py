"""Crossings kept for good: each with its audit line and its place in the outbox, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.record import decode, encode
from app.flow.ports import CrossingSummary, ReadPurpose, SearchQuery
from app.store import lookups
from app.store.alert_events import keep_events
from app.store.audit import AuditAct, record_hash
from app.store.card_index import MOST_UNFILED, file_cards, id_bytes, last_filed
from app.store.drafts import outlive_correction
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.session import Session

CROSSING_KIND = 1
"""The kind of record that a crossing is (`sync.protocol.kinds`)."""

_INSERT = "INSERT INTO records (kind, made_at, record_id, audit_seq, record) VALUES (?, ?, ?, ?, ?)"
_KNOWN = (
    "SELECT record FROM crossings WHERE id > (SELECT coalesce(max(crossing), 0) FROM cards) AND record_id = ?"
    " UNION ALL SELECT record FROM cards JOIN crossings ON id = crossing WHERE cards.record_id = ?"
)
_FIRST_VERSION = "SELECT officer, superseded_by FROM cards WHERE record_id = ? AND version = ?"
_LATER_VERSION = (
    "SELECT officer, superseded_by FROM cards WHERE crossing_id = ? AND version = ? AND version > 1"
)


class SqlCrossings:
    """The crossings of this station, for one signed-in officer."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def record(self, crossing: Crossing, events: Sequence[AlertEvent] = ()) -> None:
        """Keep a crossing and its alert events for good; see `CrossingPort.record`.

        Recording the very same again is harmless, so a caller may retry after a failure.
        Raises WorldError(NOT_ALLOWED, FIELD_INVALID, RECORD_UNKNOWN, STORE_FULL, STORE_BUSY,
        STORE_DAMAGED).
        """
        record, record_id = encode(crossing), id_bytes(crossing.record_id)
        with self.session.connections.writing("store.record") as connection:
            self._permit(connection, crossing)
            if not self._known(connection, record_id, record):
                self._record(connection, crossing, record_id, record)
            keep_events(connection, self.session, events, crossing)

    def history(self, document_number: str, surname: str, birth_date: str) -> Sequence[CrossingSummary]:
        """Earlier crossings of this traveller; see `CrossingPort.history`.

        Its audit line costs no wait for the disk: it is safe from a crash at once, and from a power
        cut with the next durable write, which follows when the inspection's draft is kept.
        """
        with self.session.connections.writing("store.history", durable=False) as connection:
            self.session.require(connection, Act.PROCESS)
            file_cards(connection)
            found = lookups.history(connection, document_number, surname, birth_date)
            asked = lookups.asked(SearchQuery(document_number, surname, birth_date=birth_date))
            self._note_read(connection, AuditAct.READ_HISTORY, ReadPurpose.PROCESSING, asked, found)
            return lookups.summaries(connection, found)

    def shift(self, since: datetime, officer: str | None, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        """Crossings since a time; an officer without SEARCH sees none."""
        with self.session.connections.writing("store.shift") as connection:
            self.session.require(connection, Act.SEARCH)
            file_cards(connection)
            found = lookups.since(connection, to_ms(since), officer)
            self._note_read(connection, AuditAct.READ_SHIFT, purpose, {"officer": officer or ""}, found)
            return lookups.summaries(connection, found)

    def search(self, query: SearchQuery, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        """Crossings that match; the audit line is durable before the officer sees them."""
        with self.session.connections.writing("store.search") as connection:
            self.session.require(connection, Act.SEARCH)
            file_cards(connection)
            found = lookups.search(connection, query)
            self._note_read(connection, AuditAct.READ_SEARCH, purpose, lookups.asked(query), found)
            return lookups.summaries(connection, found)

    def versions(self, crossing_id: str, purpose: ReadPurpose) -> Sequence[Crossing]:
        """Every version of one crossing, oldest first; raises WorldError(RECORD_UNKNOWN)."""
        subject = id_bytes(crossing_id)
        with self.session.connections.writing("store.versions") as connection:
            self.session.require(connection, Act.SEARCH, Act.CORRECT_OWN, Act.CORRECT_ANY)
            file_cards(connection)
            records = lookups.versions(connection, subject)
            if not records:
                raise WorldError(FailureCode.RECORD_UNKNOWN, "store.versions")
            self.session.note(connection, AuditAct.READ_VERSIONS, subject, purpose.value, found=len(records))
        return [decode(record) for record in records]

    def _record(self, connection: Connection, crossing: Crossing, record_id: bytes, record: bytes) -> None:
        if crossing.version > 1:
            self._permit_correction(connection, crossing)
        row = self._keep(connection, crossing.version, record_id, record)
        if crossing.version > 1:
            outlive_correction(connection, row)
        if row - last_filed(connection) >= MOST_UNFILED:
            file_cards(connection)

    def _permit(self, connection: Connection, crossing: Crossing) -> None:
        session = self.session
        session.require(connection, Act.PROCESS)
        if crossing.officer != session.officer.username:
            raise WorldError(FailureCode.NOT_ALLOWED, "store.record", act=Act.PROCESS.value)
        if crossing.training != session.station.training:
            raise WorldError(FailureCode.FIELD_INVALID, "store.record", field="training")
        if (crossing.version == 1) != (crossing.crossing_id == crossing.record_id):
            raise WorldError(FailureCode.FIELD_INVALID, "store.record", field="version")
        if crossing.at < crossing.opened_at:  # nobody could read it again, here or at HQ
            raise WorldError(FailureCode.FIELD_INVALID, "store.record", field="at")

    def _permit_correction(self, connection: Connection, crossing: Crossing) -> None:
        file_cards(connection)
        row = connection.execute(
            _FIRST_VERSION if crossing.version == 2 else _LATER_VERSION,
            (id_bytes(crossing.crossing_id), crossing.version - 1),
        ).fetchone()
        if row is None or row[1] is not None:
            raise WorldError(FailureCode.RECORD_UNKNOWN, "store.record", version=str(crossing.version - 1))
        own = row[0] == self.session.officer.username
        self.session.require(connection, Act.CORRECT_ANY, *([Act.CORRECT_OWN] if own else []))

    @staticmethod
    def _known(connection: Connection, record_id: bytes, record: bytes) -> bool:
        row = connection.execute(_KNOWN, (record_id, record_id)).fetchone()
        if row is not None and row[0] != record:
            raise ValueError("another crossing has this record id")
        return row is not None

    def _keep(self, connection: Connection, version: int, record_id: bytes, record: bytes) -> int:
        act = AuditAct.RECORDED if version == 1 else AuditAct.CORRECTED
        audit_seq = self.session.note(connection, act, record_id, record=record_hash(record))
        made_at = to_ms(self.session.clock())
        cursor = connection.execute(_INSERT, (CROSSING_KIND, made_at, record_id, audit_seq, record))
        return int(cursor.lastrowid or 0)

    def _note_read(
        self,
        connection: Connection,
        act: AuditAct,
        purpose: ReadPurpose,
        asked: dict[str, str],
        found: list[int],
    ) -> None:
        self.session.note(
            connection, act, lookups.blinded(connection, asked), purpose.value,
            fields=" ".join(sorted(name for name, value in asked.items() if value)), shown=found,
        )  # fmt: skip
