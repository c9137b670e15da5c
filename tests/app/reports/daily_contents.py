"""Contents of daily logs for tests: invented days of any size, nil days, addenda, hostile texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain.crossing import Crossing, Direction
from app.domain.day import (
    DayContent,
    DayCounts,
    DayEntry,
    DayHead,
    LogKind,
    OpenCount,
    OpenItem,
    Reconciliation,
)
from app.domain.decision import DecisionKind
from app.domain.load_valve import is_light
from bench.people import Booth, crossings

DAY = date(2026, 11, 27)
SINCE = datetime(2026, 11, 26, 11, tzinfo=UTC)
"""Midnight of `DAY` at UTC+13:00."""

HEAD = DayHead(
    number=12,
    kind=LogKind.DAY,
    day=DAY,
    since=SINCE,
    until=SINCE + timedelta(days=1),
    utc_offset=13 * 60,
    station="TOTBU-01",
    station_number=7,
    country="TO",
    port="TOTBU",
    booth="1",
    closed_at=SINCE + timedelta(days=1, minutes=7),
    closed_by="sup.ana",
    note="",
    early=False,
    after_seq=0,
    up_to_seq=4711,
    audit_seq=9200,
    audit_hash=bytes(range(32)),
    previous=bytes(range(32, 64)),
    training=False,
)


def people(count: int, seed: int = 6) -> list[DayEntry]:
    """`count` first versions of one day, in order."""
    step = timedelta(days=1) / (count + 1)
    made = crossings(count, seed, Booth(), SINCE)
    return [DayEntry(seq, _at(one, SINCE + step * seq), 1, seq % 53 == 0) for seq, one in enumerate(made, 1)]


def _at(crossing: Crossing, moment: datetime) -> Crossing:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return replace(crossing, at=moment, opened_at=moment - timedelta(seconds=40))


def content(
    entries: Sequence[DayEntry], head: DayHead = HEAD, open_items: Iterable[OpenCount] = ()
) -> DayContent:
    """A content whose counts are those of its entries."""
    rows = len(entries)
    proof = Reconciliation(rows, rows, rows, rows // 2)
    return DayContent(head, counts(entries), proof, tuple(open_items), tuple(entries))


def counts(entries: Sequence[DayEntry]) -> DayCounts:
    """Counted independently of the product."""

    def many(way: Direction, kind: DecisionKind) -> int:
        return sum(e.crossing.direction is way and e.crossing.decision.kind is kind for e in entries)

    into, out = Direction.ARRIVAL, Direction.DEPARTURE
    return DayCounts(
        len(entries),
        many(into, DecisionKind.ADMIT),
        many(into, DecisionKind.REFER),
        many(into, DecisionKind.REFUSE),
        many(out, DecisionKind.ADMIT),
        many(out, DecisionKind.REFER),
        many(out, DecisionKind.REFUSE),
        sum(e.versions > 1 for e in entries),
        sum(bool(e.crossing.decision.overruled) for e in entries),
        sum(is_light(e.crossing.checks) for e in entries),
        sum(e.hit for e in entries),
    )


def some_open(entries: Sequence[DayEntry]) -> tuple[OpenCount, ...]:
    """A day with everything open."""
    stopped = [e.crossing.record_id for e in entries if e.crossing.decision.kind is DecisionKind.REFER]
    return (
        OpenCount(OpenItem.DRAFT, 1),
        OpenCount(OpenItem.REFERRAL, len(stopped), tuple(stopped[:50])),
        OpenCount(OpenItem.UNSENT, 120),
        OpenCount(OpenItem.EARLIER_DAY, 1, ("2026-11-26",)),
    )
