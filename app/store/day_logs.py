"""Logs of days as they were signed and kept, and what is listed of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.day import DayHead
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayLog, DayView
from app.store import audit
from app.store.audit import AuditAct
from app.store.day_rows import count_crossings, count_new
from app.store.day_spans import Calendar, Span, load_calendar
from app.store.driver import Connection
from app.store.identity import load_newest_log, save_newest_log
from app.store.moments import from_ms, to_ms
from sync.protocol.day import DayManifest, digest_of, read_manifest, require_signed

_COLUMNS = (
    "number, day, since, until, utc_offset, after_seq, up_to_seq, line, public_key, manifest, signature"
)
_INSERT = f"INSERT INTO day_logs ({_COLUMNS}, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LATEST_CROSSING = "SELECT max(at) FROM cards INDEXED BY cards_of_crossings WHERE version = 1 AND at < ?"
_NO_LOG = bytes(32)
_CLOSING = (AuditAct.DAY_CLOSED.value, AuditAct.DAY_ADDED.value)
_END_OF_TIME = 1 << 62


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A log as it is kept: which rows of which day it covers, its line in the chain, what was signed."""

    number: int
    span: Span
    after: int
    up_to: int
    line: int
    public_key: bytes
    manifest: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def read(self) -> DayManifest:
        """What was signed; raises WorldError(DAY_DIFFERS) where that is not what is kept any more."""
        try:
            require_signed(self.manifest, self.signature, self.public_key)
            said = read_manifest(self.manifest)
        except WorldError as error:
            raise differs(self.number, "signature") from error
        head = said.head
        wanted = (self.number, self.span.day, self.after, self.up_to, self.span.since, self.span.until)
        if wanted != (
            head.number, head.day, head.after_seq, head.up_to_seq, to_ms(head.since), to_ms(head.until),
        ):  # fmt: skip
            raise differs(self.number, "row")
        return said


def differs(number: int, reason: str) -> WorldError:
    """A log is not any more, or cannot be made any more, as it was signed; `reason` names where."""
    return WorldError(FailureCode.DAY_DIFFERS, "store.day", number=str(number), reason=reason)


def load_log(connection: Connection, number: int) -> KeptLog | None:
    """The log of this number."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM day_logs WHERE number = ?", (number,)).fetchall()
    return _kept(rows[0]) if rows else None


def load_logs(connection: Connection, day: date) -> list[KeptLog]:
    """The logs of a day, its own first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM day_logs WHERE day = ? ORDER BY number", (day.isoformat(),)
    )
    return [_kept(row) for row in rows]


def newest_log(connection: Connection) -> tuple[int, bytes]:
    """Number of the station's newest log and the SHA-256 of its manifest; 0 and zeros before the first."""
    number, digest = load_newest_log(connection)
    return (number, digest) if number else (0, _NO_LOG)


def insert_log(connection: Connection, head: DayHead, kept: KeptLog) -> None:
    """Keep a log, within the caller's transaction."""
    span = kept.span
    connection.execute(
        _INSERT,
        (kept.number, span.day.isoformat(), span.since, span.until, span.offset, kept.after, kept.up_to,
         kept.line, kept.public_key, kept.manifest, kept.signature, head.kind.value),
    )  # fmt: skip
    save_newest_log(connection, kept.number, digest_of(kept.manifest))


def require_in_chain(connection: Connection, kept: KeptLog, head: DayHead) -> None:
    """Raise WorldError(DAY_DIFFERS) unless the audit chain is what it was when the log was signed, and
    holds the log itself."""
    lines = dict(
        connection.execute("SELECT seq, hash FROM audit WHERE seq = ?", (head.audit_seq,)).fetchall()
    )
    said = connection.execute("SELECT act, subject FROM audit WHERE seq = ?", (kept.line,)).fetchone()
    unbroken = lines.get(head.audit_seq, audit.GENESIS) == head.audit_hash
    if not unbroken or said is None or said[0] not in _CLOSING or said[1] != digest_of(kept.manifest):
        raise differs(kept.number, "audit_chain")


def view_days(connection: Connection, limit: int) -> Sequence[DayView]:
    """Days with crossings or logs, newest first."""
    calendar = load_calendar(connection)
    days = set(_days_with_logs(connection, limit)) | set(_days_with_crossings(connection, calendar, limit))
    return [_view(connection, calendar, day) for day in sorted(days, reverse=True)[:limit]]


def _view(connection: Connection, calendar: Calendar, day: date) -> DayView:
    span, kept = calendar.span(day), load_logs(connection, day)
    exported = _exported(connection, [one.number for one in kept])
    logs = []
    for one in kept:
        said = read_manifest(one.manifest)
        logs.append(DayLog(said.head, digest_of(one.manifest), said.counts, exported.get(one.number)))
    new = count_new(connection, span, kept[-1].up_to) if kept else 0
    return DayView(day, count_crossings(connection, span), tuple(logs), new)


def _days_with_logs(connection: Connection, limit: int) -> list[date]:
    rows = connection.execute("SELECT DISTINCT day FROM day_logs ORDER BY day DESC LIMIT ?", (limit,))
    return [date.fromisoformat(day) for (day,) in rows]


def _days_with_crossings(connection: Connection, calendar: Calendar, limit: int) -> list[date]:
    found: list[date] = []
    at = _END_OF_TIME
    while len(found) < limit:
        (at,) = connection.execute(_LATEST_CROSSING, (at,)).fetchone()
        if at is None:
            break
        span = calendar.span(calendar.day_of(at))
        found.append(span.day)
        at = min(at, span.since)
    return found


def _exported(connection: Connection, numbers: Sequence[int]) -> dict[int, datetime]:
    """When each log was last exported."""
    places = ", ".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT number, max(at) FROM day_exported JOIN day_exports USING (export)"
        f" WHERE number IN ({places}) GROUP BY number",
        tuple(numbers),
    )
    return {number: from_ms(at) for number, at in rows}


def _kept(row: tuple[int, str, int, int, int, int, int, int, bytes, bytes, bytes]) -> KeptLog:
    number, day, since, until, offset = row[:5]
    return KeptLog(number, Span(date.fromisoformat(day), since, until, offset), *row[5:])
