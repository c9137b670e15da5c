"""Find out whether the store still says what was written into it, and where it first does not."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

import cbor2

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.record import decode
from app.flow.ports import OutboxView, StoreReport
from app.store import audit, driver
from app.store.alert_events import ALERT_KIND
from app.store.audit import KEEPING, AuditAct, AuditLine
from app.store.card_index import card_of, file_cards, id_bytes
from app.store.case_rows import first_misfiled, read_event
from app.store.crossings import CROSSING_KIND
from app.store.driver import Connection
from app.store.outbox import count
from app.store.purging import erased_at
from app.store.session import Session

T = TypeVar("T")
_MORE_LOOKS = 4
_KEEPING = frozenset(act.value for act in KEEPING)
_KINDS = {
    AuditAct.RECORDED.value: CROSSING_KIND,
    AuditAct.CORRECTED.value: CROSSING_KIND,
    AuditAct.ALERT_EVENT.value: ALERT_KIND,
}
# Each record, a crossing with its card and the card that stands for the version after it.
_RECORDS = """
    SELECT r.kind, r.record, r.record_id, r.audit_seq, k.record_id, k.crossing_id, k.version, k.at, k.officer,
        k.number_key, k.surname_key, k.birth_date, k.given_key, k.nationality,
        k.superseded_by IS NULL OR (n.crossing_id = k.crossing_id AND n.version = k.version + 1)
    FROM records r LEFT JOIN cards k ON k.crossing = r.seq LEFT JOIN cards n ON n.crossing = k.superseded_by
    ORDER BY r.seq"""
_FOREIGN = "SELECT record, event_id, audit_seq FROM foreign_events ORDER BY number"


class SqlKeeper:
    """Checks of the store, for an officer who may run them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self) -> StoreReport:
        """Cipher and SQLite integrity, the audit chain, every record against its line, the outbox.

        Minutes at a million crossings: call it off the UI thread. What can no longer be read counts
        as broken and does not stop the rest of the check. Raises WorldError(NOT_ALLOWED, STORE_BUSY).
        """
        with self._session.connections.reading("store.check") as connection:
            self._session.require(connection, Act.CHECK_STORE)
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._file_cards()
        walk = self._readable(walk_chain, Walk(0, 1))
        report = StoreReport(
            cipher_ok=self._readable(cipher_sound, False),
            sqlite_ok=self._readable(sqlite_sound, False),
            audit_lines=walk.lines,
            first_broken=walk.first_broken,
            crossings=self._readable(_count_crossings, 0),
            outbox=self._readable(count, OutboxView(0, 0, 0, None)),
            outbox_ok=self._readable(outbox_sound, False),
        )
        self._write_down(report)
        return report

    def _readable(self, look: Callable[[Connection], T], otherwise: T) -> T:
        """What `look` finds in one unmoving picture of the store, or `otherwise` where that is damaged."""
        try:
            with self._session.connections.reading("store.check") as connection:
                connection.execute("BEGIN")
                try:
                    return look(connection)
                finally:
                    connection.execute("ROLLBACK")
        except WorldError as error:
            if error.failure.code is not FailureCode.STORE_DAMAGED:
                raise
            return otherwise

    def _file_cards(self) -> None:
        try:
            with self._session.connections.writing("store.check") as connection:
                file_cards(connection)
        except WorldError as error:
            if error.failure.code is not FailureCode.STORE_DAMAGED:
                raise

    def _write_down(self, report: StoreReport) -> None:
        try:
            with self._session.connections.writing("store.check") as connection:
                self._session.note(connection, AuditAct.STORE_CHECKED, intact=int(report.intact))
        except WorldError as error:
            # The chain may be what is damaged: the report must reach its reader all the same.
            if error.failure.code is not FailureCode.STORE_DAMAGED:
                raise


@dataclass(frozen=True, slots=True)
class Walk:
    """Lines walked and the first one that is broken, by itself or by the record it stands for."""

    lines: int
    first_broken: int | None


def walk_chain(connection: Connection) -> Walk:
    """Walk the whole chain beside the records and the batches that it speaks of.

    Where a page cannot be read, the line that needs it is the broken one.
    """
    walked = _Walker()
    try:
        walked.walk(connection)
    except driver.DatabaseError:
        return Walk(walked.seen, walked.seen + 1)
    return Walk(walked.seen, walked.broken)


@dataclass
class _Walker:
    seen: int = 0
    broken: int | None = None

    def walk(self, connection: Connection) -> None:
        records = _kept(connection)
        frozen = dict(connection.execute("SELECT audit_seq, audit_head FROM batches"))
        kept = next(records, None)
        previous = audit.GENESIS
        for line in audit.lines(connection):
            sound = (
                line.seq == self.seen + 1
                and line.previous == previous
                and line.hash == line.digest()
                and frozen.get(line.seq, line.hash) == line.hash
            )
            if sound and line.act in _KEEPING:
                # Asked for each, and not of a list of all: a station may have erased millions.
                erased = erased_at(connection, line.seq) if kept is not None and not kept.record else None
                sound = kept is not None and kept.stands_for(line, erased)
                kept = next(records, None) if sound else kept
            if not sound:
                self.broken = self.seen + 1
                return
            previous, self.seen = line.hash, line.seq
        # Records that no line speaks of, or batches frozen after lines that are gone now.
        if kept is not None or any(seq > self.seen for seq in frozen):
            self.broken = self.seen + 1
        else:
            self.broken = first_misfiled(connection)


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: int
    record: bytes
    record_id: bytes
    audit_seq: int
    card: tuple[object, ...] = ()
    succession_sound: bool = True

    def stands_for(self, line: AuditLine, erased: bytes | None) -> bool:
        """Whether this is the record that the line speaks of, and its card says what it says; `erased` is the
        hash of what stood here before an approved purge emptied it."""
        if self.audit_seq != line.seq or _KINDS[line.act] != self.kind:
            return False
        if erased is not None:
            uncarded = all(part is None for part in self.card)
            return uncarded and not self.record and cbor2.loads(line.detail).get("record") == erased
        if cbor2.loads(line.detail).get("record") != audit.record_hash(self.record):
            return False
        try:
            return self._says_what_it_is()
        except WorldError:
            return False

    def _says_what_it_is(self) -> bool:
        if self.kind == ALERT_KIND:
            return id_bytes(read_event(self.record).event_id) == self.record_id
        card = card_of(decode(self.record))
        return card == self.card and card.record_id == self.record_id and self.succession_sound


def _kept(connection: Connection) -> Iterator[_Kept]:
    """Own records and what HQ told, as the chain speaks of them."""
    return heapq.merge(_own(connection), _foreign(connection), key=attrgetter("audit_seq"))


def _own(connection: Connection) -> Iterator[_Kept]:
    for kind, record, record_id, audit_seq, *card, succession_sound in connection.execute(_RECORDS):
        yield _Kept(kind, record, record_id, audit_seq, tuple(card), bool(succession_sound))


def _foreign(connection: Connection) -> Iterator[_Kept]:
    return (_Kept(ALERT_KIND, *row) for row in connection.execute(_FOREIGN))


def outbox_sound(connection: Connection) -> bool:
    """Whether records count from 1 without gaps and each batch begins where the one before ended."""
    rows, last = connection.execute("SELECT count(*), coalesce(max(seq), 0) FROM records").fetchone()
    (torn,) = connection.execute(
        "SELECT count(*) FROM batches b WHERE first_seq <> coalesce("
        "(SELECT p.first_seq + p.count FROM batches p WHERE p.number = b.number - 1), 1)"
    ).fetchone()
    return bool(rows == last and not torn)


def cipher_sound(connection: Connection) -> bool:
    """Whether every page of the file passes the cipher's own check.

    A page that another connection is just folding in looks torn for a moment: only a page that fails at
    every look is damaged.
    """
    failing = _failing_pages(connection)
    for _ in range(_MORE_LOOKS):
        if not failing:
            break
        failing &= _failing_pages(connection)
    return not failing


def _failing_pages(connection: Connection) -> set[str]:
    return {str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()}


def sqlite_sound(connection: Connection) -> bool:
    """Whether the database passes SQLite's own check of its structure."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _count_crossings(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM crossings").fetchone()[0])
