"""What is left open when a day is closed. Nothing of it blocks closing; all of it is named in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.alert_entry import Disclosure
from app.domain.day import DayEntry, OpenCount, OpenItem
from app.domain.load_valve import is_light
from app.store.day_proof import Proof
from app.store.day_rows import Bounds, DayRows
from app.store.day_spans import Calendar, Span
from app.store.drafts import is_under_way
from app.store.driver import Connection
from app.store.referrals import undecided
from sync.protocol.day import MOST_NAMES

_TOLD = f"state = 'open' AND disclosure <> '{Disclosure.SILENT}'"
_CASES_OF_DAY = f"""
    SELECT case_id, opened FROM alert_cases WHERE {_TOLD} AND opened_at >= ? AND opened_at < ?
    ORDER BY opened"""
_CASES_OF_CROSSING = f"SELECT case_id, opened FROM alert_cases WHERE {_TOLD} AND crossing = ?"
_OPEN_CASES = f"SELECT count(*) FROM alert_cases WHERE {_TOLD}"
_NEXT_CROSSING = "SELECT min(at) FROM cards INDEXED BY cards_of_crossings WHERE version = 1 AND at >= ?"


@dataclass(frozen=True, slots=True)
class Found:
    """Everything counted of a day so far."""

    bounds: Bounds
    rows: DayRows
    proof: Proof


def open_items(connection: Connection, found: Found, calendar: Calendar) -> tuple[OpenCount, ...]:
    """What is open, in the order of `OpenItem`, items of which there are none left out."""
    counts = found.proof.counts
    three = (counts.records, counts.audit_lines, counts.outbox_rows)
    items = (
        OpenCount(OpenItem.DRAFT, int(is_under_way(connection))),
        _named(OpenItem.REFERRAL, _referrals(connection, found)),
        _alerts(connection, found),
        OpenCount(OpenItem.UNSENT, found.proof.unsent),
        _named(OpenItem.PARKED, [str(UUID(bytes=one)) for one in found.proof.parked]),
        _named(OpenItem.LIGHTLY, [_id(one) for one in found.rows.entries if is_light(one.crossing.checks)]),
        _named(OpenItem.EARLIER_DAY, [one.isoformat() for one in _earlier(connection, found, calendar)]),
        OpenCount(OpenItem.DISAGREES, max(three) - min(three)),
    )
    return tuple(item for item in items if item.count)


def days_with_crossings(connection: Connection, calendar: Calendar, until: int) -> Iterator[date]:
    """Every day that has crossings before a moment, oldest first: a look at the index for each."""
    at = -(1 << 62)
    while True:
        (at,) = connection.execute(_NEXT_CROSSING, (at,)).fetchone()
        if at is None or at >= until:
            return
        span: Span = calendar.span(calendar.day_of(at))
        yield span.day
        at = max(span.until, at + 1)


def _named(item: OpenItem, names: Sequence[str]) -> OpenCount:
    return OpenCount(item, len(names), tuple(names[:MOST_NAMES]))


def _id(entry: DayEntry) -> str:
    return entry.crossing.record_id


def _earlier(connection: Connection, found: Found, calendar: Calendar) -> list[date]:
    """Earlier days with crossings and no log."""
    closed = {day for (day,) in connection.execute("SELECT day FROM day_logs WHERE kind = 'day'")}
    until = found.bounds.span.since
    return [
        day for day in days_with_crossings(connection, calendar, until)
        if day.isoformat() not in closed and day != found.bounds.span.day
    ]  # fmt: skip


def _referrals(connection: Connection, found: Found) -> list[str]:
    crossings = [one.crossing for one in found.rows.entries]
    return [one.record_id for one in undecided(connection, crossings, found.bounds.up_to)]


def _alerts(connection: Connection, found: Found) -> OpenCount:
    """Cases that came up on the day or about its crossings. Silent ones are not among them: a log is printed,
    filed and opened by people who may not know of those, and a number with one name too few tells of them."""
    if not connection.execute(_OPEN_CASES).fetchone()[0]:
        return OpenCount(OpenItem.ALERT, 0)
    span = found.bounds.span
    cases = dict(connection.execute(_CASES_OF_DAY, (span.since, span.until)).fetchall())
    for row in found.rows.every:
        cases.update(connection.execute(_CASES_OF_CROSSING, (row.record_id,)).fetchall())
    return _named(OpenItem.ALERT, [str(UUID(bytes=case)) for case in cases])
