"""Days of a station for one signed-in supervisor: counted, closed, added to, and made anew from the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.day import DayContent, DayHead, LogKind, OpenCount, count_entries
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.days import DayLog, DayPreview, DayView
from app.flow.ports import HqEnrolment, ReadPurpose
from app.store import audit
from app.store.audit import AuditAct
from app.store.card_index import file_cards
from app.store.day_copies import copy_of, keep_copies
from app.store.day_logs import (
    KeptLog,
    differs,
    insert_log,
    load_log,
    load_logs,
    newest_log,
    require_in_chain,
    view_days,
)
from app.store.day_open import Found, open_items
from app.store.day_proof import prove
from app.store.day_rows import Bounds, is_erased, last_seq, load_rows, raw_rows, same_rows
from app.store.day_spans import Span, load_calendar
from app.store.driver import Connection
from app.store.identity import load_enrolment
from app.store.moments import from_ms, to_ms
from app.store.session import Session
from sync.protocol.day import (
    DayFile,
    DayManifest,
    digest_of,
    file_of,
    read_manifest,
    sign_manifest,
    write_manifest,
)
from sync.protocol.day_records import RECORDS, DayRecord, write_records

LONGEST_NOTE = 500
"""Characters of the longest note that a log takes."""
MOST_DAYS = 400
"""Days of the longest list that anybody is shown."""

_PLACE = "store.day"
Tick: TypeAlias = Callable[[int, int], None]
NamedFile: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class DayWork:
    """What a log is made of, and the rows that it covers: from one picture of the store."""

    content: DayContent
    rows: tuple[DayRecord, ...]
    found: Found
    kept: KeptLog | None = None


class SqlDays:
    """The store's part of `flow.days.DaysPort`; the files of a log are made by others in between."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def days(self, limit: int) -> Sequence[DayView]:
        """Days with crossings or logs, newest first, at most `limit`; raises WorldError(NOT_ALLOWED)."""
        self._file_cards(Act.CLOSE_DAY, Act.EXPORT_DAY)
        with self._session.connections.reading(_PLACE) as connection:
            return view_days(connection, max(1, min(limit, MOST_DAYS)))

    def preview(self, day: date, tick: Tick) -> DayPreview:
        """What closing a day now would say; raises WorldError(NOT_ALLOWED, FIELD_INVALID)."""
        now = to_ms(self._session.clock())
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.CLOSE_DAY)
            span = load_calendar(connection).span(day)
            purpose = ReadPurpose.SUPERVISION.value
            self._session.note(connection, AuditAct.DAY_PREVIEWED, b"", purpose, day=day.isoformat())
            file_cards(connection)
            bounds = Bounds(span, 0, last_seq(connection))
        found, open_ = self._look(bounds, tick)
        counts = count_entries(found.rows.entries)
        return DayPreview(day, now >= span.until, counts, found.proof.counts, open_)

    def begin(self, day: date, early: bool, note: str, tick: Tick) -> DayWork:
        """Count a day that is to be closed.

        Raises WorldError(NOT_ALLOWED, NOT_ENROLLED, FIELD_INVALID, DAY_NOT_OVER, DAY_CLOSED)."""
        with self._session.connections.writing(_PLACE, durable=False) as connection:
            enrolment = self._require(connection, note)
            span = load_calendar(connection).span(day)
            if load_logs(connection, day):
                raise WorldError(FailureCode.DAY_CLOSED, _PLACE, day=day.isoformat())
            now = to_ms(self._session.clock())
            if now < span.since or (now < span.until and not early):
                raise WorldError(FailureCode.DAY_NOT_OVER, _PLACE, day=day.isoformat())
            head = self._head(connection, enrolment, span, note, 0)
        return self._work(head, span, tick)

    def begin_addendum(self, day: date, note: str, tick: Tick) -> DayWork:
        """Count what came to a closed day since its last log.

        Raises WorldError(NOT_ALLOWED, NOT_ENROLLED, FIELD_INVALID, DAY_UNKNOWN, DAY_NOTHING_NEW)."""
        with self._session.connections.writing(_PLACE, durable=False) as connection:
            enrolment = self._require(connection, note)
            logs = load_logs(connection, day)
            if not logs:
                raise WorldError(FailureCode.DAY_UNKNOWN, _PLACE, day=day.isoformat())
            span = logs[0].span
            head = self._head(connection, enrolment, span, note, logs[-1].up_to)
        work = self._work(replace(head, kind=LogKind.ADDENDUM), span, tick)
        if not work.found.rows.every:
            raise WorldError(FailureCode.DAY_NOTHING_NEW, _PLACE, day=day.isoformat())
        return work

    def keep(self, work: DayWork, files: Sequence[NamedFile]) -> DayLog:
        """Sign and keep a log whose files were made, with its line in the chain: all of it or nothing.

        Raises WorldError(NOT_ALLOWED, NOT_ENROLLED, DAY_CLOSED), WorldError(STORE_BUSY) when another log was
        made meanwhile."""
        content, bounds = work.content, work.found.bounds
        manifest = write_manifest(signed_manifest(work, files))
        read_manifest(manifest)  # nothing is signed for ever that nobody could read
        with self._session.connections.writing(_PLACE) as connection:
            enrolment = self._require(connection, content.head.note)
            self._require_unchanged(connection, work)
            act = AuditAct.DAY_CLOSED if content.head.kind is LogKind.DAY else AuditAct.DAY_ADDED
            line = self._session.note(
                connection, act, digest_of(manifest), ReadPurpose.SUPERVISION.value,
                number=content.head.number, day=content.head.day.isoformat(), rows=len(work.rows),
            )  # fmt: skip
            signature = sign_manifest(manifest, enrolment.signing_key)
            public_key = _public(enrolment.signing_key)
            insert_log(
                connection, content.head,
                KeptLog(content.head.number, bounds.span, bounds.after, bounds.up_to, line, public_key,
                        manifest, signature),
            )  # fmt: skip
            keep_copies(connection, content.head.number, [one for one in files if one[0] != RECORDS])
        return DayLog(content.head, digest_of(manifest), content.counts, None)

    def kept(self, number: int) -> KeptLog:
        """A log as it was signed, held against the signature and the chain; audited as read.

        Raises WorldError(NOT_ALLOWED, DAY_UNKNOWN, DAY_DIFFERS)."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY, Act.CLOSE_DAY)
            kept = load_log(connection, number)
            if kept is None:
                raise WorldError(FailureCode.DAY_UNKNOWN, _PLACE, number=str(number))
            digest, purpose = digest_of(kept.manifest), ReadPurpose.SUPERVISION.value
            self._session.note(connection, AuditAct.DAY_MADE, digest, purpose, number=number)
            require_in_chain(connection, kept, kept.read().head)
            file_cards(connection)
        return kept

    def from_copies(self, kept: KeptLog) -> tuple[NamedFile, ...] | None:
        """The files of a log where its rows are what was signed and copies of the others are kept; None where
        it must be made anew. Nothing but hashes is compared: it takes a fiftieth of the time."""
        with self._session.connections.reading(_PLACE) as connection:
            rows = raw_rows(connection, Bounds(kept.span, kept.after, kept.up_to))
            made = {RECORDS: write_records(rows)}
            files = []
            for wanted in kept.read().files:
                content = made.get(wanted.name) or copy_of(connection, kept.number, wanted)
                if content is None or file_of(wanted.name, content) != wanted:
                    return None
                files.append((wanted.name, content))
        return tuple(files)

    def begin_anew(self, kept: KeptLog, tick: Tick) -> DayWork:
        """Read all that a log is made of, from the store as it is now."""
        said = kept.read()
        with self._session.connections.reading(_PLACE) as connection:
            bounds = Bounds(kept.span, kept.after, kept.up_to)
            rows = load_rows(connection, bounds, tick)
            found = Found(bounds, rows, prove(connection, bounds, rows))
        content = DayContent(
            said.head, count_entries(rows.entries), said.reconciliation, said.open_items, rows.entries
        )
        return DayWork(content, rows.readable, found, kept)

    def as_signed(self, work: DayWork, files: Sequence[NamedFile]) -> tuple[NamedFile, ...]:
        """The files that a log names: those made anew, or where a newer program makes them otherwise of the
        same rows, the copies that are kept.

        Raises WorldError(DAY_ERASED), WorldError(DAY_DIFFERS) with a file's name or what else differs."""
        kept = work.kept
        if kept is None:
            raise ValueError("this log was not kept")
        if write_manifest(signed_manifest(work, files)) == kept.manifest:
            return tuple(files)
        self._require_not_erased(work)
        said = kept.read()
        if len(work.rows) < said.records:
            raise differs(kept.number, "rows_gone")
        if work.content.counts != said.counts:
            raise differs(kept.number, "counts")
        return tuple(self._signed_file(kept.number, dict(files), one) for one in said.files)

    def _signed_file(self, number: int, made: Mapping[str, bytes], wanted: DayFile) -> NamedFile:
        content = made.get(wanted.name, b"")
        if file_of(wanted.name, content) != wanted:
            with self._session.connections.reading(_PLACE) as connection:
                copy = copy_of(connection, number, wanted)
            if copy is None:
                raise differs(number, wanted.name)
            content = copy
        return wanted.name, content

    def _require_not_erased(self, work: DayWork) -> None:
        with self._session.connections.reading(_PLACE) as connection:
            if is_erased(connection, work.found.bounds):
                number = str(work.content.head.number)
                raise WorldError(FailureCode.DAY_ERASED, _PLACE, number=number)

    def _file_cards(self, *acts: Act) -> None:
        with self._session.connections.writing(_PLACE, durable=False) as connection:
            self._session.require(connection, *acts)
            file_cards(connection)

    def _require(self, connection: Connection, note: str) -> HqEnrolment:
        self._session.require(connection, Act.CLOSE_DAY)
        if len(note) > LONGEST_NOTE or not all(letter.isprintable() for letter in note):
            raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="note")
        enrolment = load_enrolment(connection)
        if enrolment is None:
            raise WorldError(FailureCode.NOT_ENROLLED, _PLACE)
        return enrolment

    def _head(
        self, connection: Connection, enrolment: HqEnrolment, span: Span, note: str, after: int
    ) -> DayHead:
        """What the log says of itself. Rows up to here never change; later ones are for an addendum."""
        file_cards(connection)
        station, now = self._session.station, from_ms(to_ms(self._session.clock()))
        number, previous = newest_log(connection)
        audit_seq, audit_hash = audit.head(connection)
        return DayHead(
            number + 1, LogKind.DAY, span.day, from_ms(span.since), from_ms(span.until), span.offset,
            station.station_id, enrolment.station_number, station.country, station.port, station.booth,
            now, self._session.officer.username, note, to_ms(now) < span.until, after, last_seq(connection),
            audit_seq, audit_hash, previous, station.training,
        )  # fmt: skip

    def _work(self, head: DayHead, span: Span, tick: Tick) -> DayWork:
        bounds = Bounds(span, head.after_seq, head.up_to_seq)
        found, open_ = self._look(bounds, tick)
        entries = found.rows.entries
        content = DayContent(head, count_entries(entries), found.proof.counts, open_, entries)
        return DayWork(content, found.rows.readable, found)

    def _look(self, bounds: Bounds, tick: Tick) -> tuple[Found, tuple[OpenCount, ...]]:
        """All that is counted, in one unmoving picture of the store that keeps no traveller waiting."""
        with self._session.connections.picture(_PLACE) as connection:
            rows = load_rows(connection, bounds, tick)
            found = Found(bounds, rows, prove(connection, bounds, rows))
            return found, open_items(connection, found, load_calendar(connection))

    def _require_unchanged(self, connection: Connection, work: DayWork) -> None:
        """Whether the log still follows the newest one, and what it covers is still what it was."""
        head, bounds = work.content.head, work.found.bounds
        if head.kind is LogKind.DAY and load_logs(connection, head.day):
            raise WorldError(FailureCode.DAY_CLOSED, _PLACE, day=head.day.isoformat())
        follows = newest_log(connection) == (head.number - 1, head.previous)
        if not (follows and same_rows(connection, bounds, work.found.rows.every)):
            raise WorldError(FailureCode.STORE_BUSY, _PLACE, reason="another_log_was_made")


def signed_manifest(work: DayWork, files: Sequence[NamedFile]) -> DayManifest:
    """What is signed of a log: its content without the crossings, and its files."""
    content = work.content
    return DayManifest(
        content.head, content.counts, content.reconciliation, content.open_items, len(work.rows),
        tuple(file_of(name, content) for name, content in files),
    )  # fmt: skip


def _public(signing_key: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()
