"""Choose what may be erased at the port: old, confirmed by HQ, of closed days, of no open case."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import cbor2

from app.domain.port_retention import HeldBack, MonthCount, PurgeCounts, RecordClass
from app.store.audit import record_hash
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms

MOST_LOOKED_AT = 200_000
"""Crossings that are looked at in one go, oldest first: the next plan has the rest."""
_OFTEN = 1_000
_CARDS = """
    SELECT c.crossing, c.crossing_id, c.record_id, c.version, c.at, r.made_at FROM cards c
    JOIN records r ON r.seq = c.crossing WHERE c.at < ? ORDER BY c.crossing LIMIT ?"""
_YOUNG = "SELECT crossing_id FROM cards WHERE version > 1 AND (at >= ? OR crossing > ?)"
# The first crossing younger than the cut-off, but for those that a clock set ahead put into the future.
_FIRST_YOUNG = """
    SELECT coalesce(min(crossing), 1 << 62) FROM cards WHERE at >= ?
    AND at <= (SELECT at FROM audit ORDER BY seq DESC LIMIT 1)"""
_EVENTS = """
    SELECT e.case_id, e.seq, e.number, e.audit_seq, a.at, c.state, r.made_at FROM alert_events e
    JOIN audit a ON a.seq = e.audit_seq LEFT JOIN alert_cases c ON c.case_id = e.case_id
    LEFT JOIN records r ON r.seq = e.seq ORDER BY e.audit_seq"""
_WAITING = frozenset({"open", "proposed"})


class Marked(NamedTuple):
    """A record that may go: its seq (0 for an event that HQ told), its number there (0 for an own record),
    what it goes with, its audit line, and the SHA-256 of its bytes."""

    seq: int
    number: int
    subject: bytes
    line: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """What may go by two cut-offs (milliseconds): crossings and events older than these."""

    crossings_before: int
    events_before: int
    marked: tuple[Marked, ...]
    counts: PurgeCounts

    @property
    def digest(self) -> bytes:
        """Tells this choice from any other: the cut-offs, which rows, and the hash of what they hold."""
        said = [self.crossings_before, self.events_before, [[*one] for one in self.marked]]
        return hashlib.sha256(cbor2.dumps(said, canonical=True)).digest()


def choose(
    connection: Connection, before: tuple[datetime, datetime], tick: Callable[[int, int], None]
) -> Choice:
    """What of crossings and events before these moments may go, by the store as it is in this transaction."""
    crossings, events = (to_ms(one) for one in before)
    chosen = _Choosing(connection, crossings, events)
    chosen.crossings()
    chosen.events()
    return chosen.choice(tick)


@dataclass(slots=True)
class _Group:
    """A crossing or a case with all its records: seq, number, line (0: by the record), made at."""

    record_class: RecordClass
    subject: bytes
    month: str
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    held: HeldBack | None = None


class _Choosing:
    def __init__(self, connection: Connection, crossings: int, events: int) -> None:
        self._connection = connection
        self._crossings_before, self._events_before = crossings, events
        self._groups: list[_Group] = []
        self._rejected = {seq for (seq,) in connection.execute("SELECT seq FROM rejections")}
        self._batches: list[tuple[int, int, int, int | None, int]] = connection.execute(
            "SELECT first_seq, first_seq + count, number, settled_at, coalesce((SELECT made_at FROM records"
            " WHERE seq = first_seq + count - 1), 0) FROM batches ORDER BY first_seq"
        ).fetchall()
        self._firsts = [batch[0] for batch in self._batches]
        self._gone: set[int] = set()

    def crossings(self) -> None:
        """Gather crossings of which every version is old enough."""
        cards = self._connection.execute(_CARDS, (self._crossings_before, MOST_LOOKED_AT)).fetchall()
        last = cards[-1][0] if cards else 0
        young = {one for (one,) in self._connection.execute(_YOUNG, (self._crossings_before, last))}
        waiting = {
            crossing for (crossing,) in self._connection.execute(
                "SELECT crossing FROM alert_cases WHERE state IN ('open', 'proposed')"
            )
        }  # fmt: skip
        closed = _Closed(self._connection)
        (first_young,) = self._connection.execute(_FIRST_YOUNG, (self._crossings_before,)).fetchone()
        groups: dict[bytes, _Group] = {}
        firsts: dict[bytes, int] = {}
        for seq, crossing, record_id, version, at, made_at in cards:
            if crossing in young:
                continue
            if version == 1:
                firsts[crossing] = at
            group = groups.get(crossing)
            if group is None:
                group = groups[crossing] = _Group(RecordClass.CROSSING, crossing, _month(at))
            group.rows.append((seq, 0, 0, made_at))
            held = self._held(seq, self._crossings_before)
            if record_id in waiting:
                held = _graver(held, HeldBack.CASE_OPEN)
            if seq > first_young:
                held = _graver(held, HeldBack.CLOCK)
            if not closed.has(firsts.get(crossing, at), seq):
                held = _graver(held, HeldBack.DAY_OPEN)
            group.held = _graver(group.held, held)
        self._groups += groups.values()

    def events(self) -> None:
        """Gather cases of which every event is old enough."""
        groups: dict[bytes, _Group] = {}
        young: set[bytes] = set()
        for case, seq, number, line, at, state, made_at in self._connection.execute(_EVENTS):
            if at >= self._events_before:
                young.add(case)
            group = groups.get(case)
            if group is None:
                group = groups[case] = _Group(RecordClass.ALERT, case, _month(at))
            group.rows.append((seq or 0, number or 0, line, made_at or 0))
            held = self._held(seq, self._events_before) if seq else None
            if state in _WAITING:
                held = _graver(held, HeldBack.CASE_OPEN)
            group.held = _graver(group.held, held)
        self._groups += [group for case, group in groups.items() if case not in young]

    def choice(self, tick: Callable[[int, int], None]) -> Choice:
        """Read each record that may go for its hash, and count."""
        going = [group for group in self._groups if group.held is None]
        whole = sum(len(group.rows) for group in going)
        marked: list[Marked] = []
        for group in going:
            for seq, number, _, _ in group.rows:
                if len(marked) % _OFTEN == 0:
                    tick(len(marked), whole)
                marked.append(self._mark(group.subject, seq, number))
        marked.sort()
        return Choice(self._crossings_before, self._events_before, tuple(marked), self._counts(going))

    def _mark(self, subject: bytes, seq: int, number: int) -> Marked:
        table, key, value = ("records", "seq", seq) if seq else ("foreign_events", "number", number)
        line, record = self._connection.execute(
            f"SELECT audit_seq, record FROM {table} WHERE {key} = ?", (value,)
        ).fetchone()
        return Marked(seq, number, subject, line, record_hash(record))

    def _held(self, seq: int, before: int) -> HeldBack | None:
        """Why a row may not go by what HQ said of it and of its batch."""
        place = bisect_right(self._firsts, seq) - 1
        batch = self._batches[place] if place >= 0 else None
        if batch is None or seq >= batch[1] or batch[3] is None:
            return HeldBack.UNCONFIRMED
        if seq in self._rejected:
            return HeldBack.PARKED
        return HeldBack.BATCH if batch[4] >= before else None

    def _counts(self, going: Iterable[_Group]) -> PurgeCounts:
        months: Counter[tuple[str, RecordClass, bool]] = Counter()
        held: Counter[HeldBack] = Counter()
        for group in self._groups:
            months[group.month, group.record_class, group.held is None] += len(group.rows)
            if group.held is not None:
                held[group.held] += len(group.rows)
        keys = sorted({(month, record_class) for month, record_class, _ in months})
        crossings = sum(len(one.rows) for one in going if one.record_class is RecordClass.CROSSING)
        events = sum(len(one.rows) for one in going if one.record_class is RecordClass.ALERT)
        return PurgeCounts(
            crossings,
            events,
            len(self._batches_of(going)),
            tuple(MonthCount(*key, months[*key, True], months[*key, False]) for key in keys),
            tuple((reason, held[reason]) for reason in HeldBack if held[reason]),
        )

    def _batches_of(self, going: Iterable[_Group]) -> set[int]:
        kept = {number for (number,) in self._connection.execute("SELECT number FROM batch_files")}
        places = (bisect_right(self._firsts, seq) - 1 for one in going for seq, *_ in one.rows if seq)
        return {self._batches[place][2] for place in places} & kept


class _Closed:
    """Which rows of which days a signed log covers."""

    def __init__(self, connection: Connection) -> None:
        spans: dict[tuple[int, int], int] = {}
        for since, until, up_to in connection.execute("SELECT since, until, up_to_seq FROM day_logs"):
            spans[since, until] = max(up_to, spans.get((since, until), 0))
        self._spans = sorted((since, until, up_to) for (since, until), up_to in spans.items())
        self._since = [since for since, _, _ in self._spans]

    def has(self, at: int, seq: int) -> bool:
        """Whether a log covers this row of a crossing that was first recorded then."""
        place = bisect_right(self._since, at) - 1
        if place < 0:
            return False
        _, until, up_to = self._spans[place]
        return at < until and seq <= up_to


def _graver(one: HeldBack | None, other: HeldBack | None) -> HeldBack | None:
    order = tuple(HeldBack)
    return min((reason for reason in (one, other) if reason is not None), key=order.index, default=None)


def _month(at: int) -> str:
    moment = from_ms(at)
    return f"{moment.year:04}-{moment.month:02}"
