"""The rows of a day: every version of its crossings that a log covers, found by the card index.

A crossing belongs to the day of its first version, which no correction moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.crossing import Crossing
from app.domain.day import DayEntry, hit_shown
from app.domain.failure import WorldError
from app.domain.record import decode
from app.store.day_spans import Span
from app.store.driver import Connection
from sync.protocol.day_records import DayRecord
from sync.protocol.kinds import CROSSING

TICK = 500
"""Rows between two calls of `tick`."""

_COLUMNS = "c.crossing, c.crossing_id, c.version, r.audit_seq, r.record_id, r.record"
_FIRSTS = f"""
    SELECT {_COLUMNS} FROM cards c INDEXED BY cards_of_crossings JOIN records r ON r.seq = c.crossing
    WHERE c.version = 1 AND c.at >= ? AND c.at < ? AND c.crossing > ? AND c.crossing <= ?"""
_CORRECTIONS = f"""
    SELECT {_COLUMNS} FROM cards f INDEXED BY cards_of_crossings
    CROSS JOIN cards c ON c.crossing_id = f.record_id AND c.version > 1
    JOIN records r ON r.seq = c.crossing
    WHERE f.version = 1 AND f.at >= ? AND f.at < ? AND c.crossing > ? AND c.crossing <= ?"""
_COUNT = """
    SELECT count(*) FROM cards INDEXED BY cards_of_crossings
    WHERE version = 1 AND at >= ? AND at < ? AND crossing > ? AND crossing <= ?"""
_COUNT_CORRECTIONS = """
    SELECT count(*) FROM cards c INDEXED BY cards_of_corrections JOIN cards f ON f.record_id = c.crossing_id
    WHERE c.version > 1 AND c.crossing > ? AND c.crossing <= ? AND f.at >= ? AND f.at < ?"""

# Rows that the log covers, whose crossing's first version was recorded on the day.
_ERASED = """
    SELECT EXISTS (SELECT 1 FROM purge_rows m JOIN records r ON r.seq = m.seq
    JOIN purge_rows f ON f.purge = m.purge AND f.subject = m.subject JOIN audit a ON a.seq = f.line
    WHERE m.seq > ? AND m.seq <= ? AND length(r.record) = 0 AND r.kind = 1 AND a.at >= ? AND a.at < ?)"""


class DayRow(NamedTuple):
    """A row of the day as it stands in the store: `seq` in the outbox, `line` in the audit chain."""

    seq: int
    crossing_id: bytes
    version: int
    line: int
    record_id: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which rows a log covers: those of a day, of a seq above `after` and up to `up_to`."""

    span: Span
    after: int
    up_to: int


@dataclass(frozen=True, slots=True)
class DayRows:
    """What was found of a day: every row in order of seq, those of them that can be read, and each crossing
    once, as the newest of its rows says."""

    every: Sequence[DayRow]
    readable: tuple[DayRecord, ...]
    entries: tuple[DayEntry, ...]


def load_rows(connection: Connection, bounds: Bounds, tick: Callable[[int, int], None]) -> DayRows:
    """All that a log is made of; `tick` is told how many rows were read, and of how many.

    A record that cannot be read any more is in `every` alone: what is counted then disagrees.
    """
    rows = _rows(connection, bounds)
    readable: list[DayRecord] = []
    newest: dict[bytes, DayEntry] = {}
    for place, row in enumerate(rows):
        if place % TICK == 0:
            tick(place, len(rows))
        crossing = _read(row)
        if crossing is None:
            continue
        readable.append(DayRecord(row.seq, CROSSING, row.record_id, row.record))
        before = newest.get(row.crossing_id)
        if before is None or crossing.version > before.versions:
            hit = hit_shown(crossing.checks)
            newest[row.crossing_id] = DayEntry(row.seq, crossing, crossing.version, hit)
    entries = sorted(newest.values(), key=lambda entry: (entry.crossing.crossed_at, entry.seq))
    return DayRows(rows, tuple(readable), tuple(entries))


def raw_rows(connection: Connection, bounds: Bounds) -> list[DayRecord]:
    """The rows of a log as they stand there, whether or not they can be read."""
    return [DayRecord(row.seq, CROSSING, row.record_id, row.record) for row in _rows(connection, bounds)]


def count_crossings(connection: Connection, span: Span) -> int:
    """How many crossings a day has by now."""
    return _count(connection, Bounds(span, 0, last_seq(connection)))


def count_new(connection: Connection, span: Span, after: int) -> int:
    """How many rows of a day are of a seq above `after`: crossings that came late, and corrections."""
    bounds = Bounds(span, after, last_seq(connection))
    corrections = connection.execute(
        _COUNT_CORRECTIONS, (bounds.after, bounds.up_to, span.since, span.until)
    ).fetchone()
    return _count(connection, bounds) + int(corrections[0])


def last_seq(connection: Connection) -> int:
    """The seq of the last record of any kind; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()[0])


def same_rows(connection: Connection, bounds: Bounds, rows: Iterable[DayRow]) -> bool:
    """Whether a log made now would cover the very same rows."""
    span, found = bounds.span, []
    for query in (_FIRSTS, _CORRECTIONS):
        seqs = query.replace(_COLUMNS, "c.crossing, r.audit_seq", 1)
        found += connection.execute(seqs, (span.since, span.until, bounds.after, bounds.up_to)).fetchall()
    return sorted(found) == [(row.seq, row.line) for row in rows]


def is_erased(connection: Connection, bounds: Bounds) -> bool:
    """Whether an approved purge took rows that a log covered."""
    where = (bounds.after, bounds.up_to, bounds.span.since, bounds.span.until)
    return bool(connection.execute(_ERASED, where).fetchone()[0])


def _rows(connection: Connection, bounds: Bounds) -> list[DayRow]:
    span = bounds.span
    where = (span.since, span.until, bounds.after, bounds.up_to)
    firsts = connection.execute(_FIRSTS, where).fetchall()
    corrections = connection.execute(_CORRECTIONS, where).fetchall()
    return sorted(DayRow(*row) for row in (*firsts, *corrections))


def _count(connection: Connection, bounds: Bounds) -> int:
    where = (bounds.span.since, bounds.span.until, bounds.after, bounds.up_to)
    return int(connection.execute(_COUNT, where).fetchone()[0])


def _read(row: DayRow) -> Crossing | None:
    try:
        crossing = decode(row.record)
    except WorldError:
        return None
    said = (crossing.record_id.replace("-", ""), crossing.version)
    return crossing if said == (row.record_id.hex(), row.version) else None
