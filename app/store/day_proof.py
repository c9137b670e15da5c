"""Count the rows of a day where they do not know each other: as records, in the audit chain, for HQ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cbor2

from app.domain.day import Reconciliation
from app.store.audit import AuditAct, record_hash
from app.store.day_rows import Bounds, DayRow, DayRows
from app.store.driver import Connection

_WIDEST_GAP = 1_000
"""Rows of other days between two of a day, at most, that are looked through for what is missing."""
_KEEPING = (AuditAct.RECORDED.value, AuditAct.CORRECTED.value)
_LINE = "SELECT act, subject, detail FROM audit WHERE seq = ?"
# Lines of records of this day that no card stands for: they are gone, or cannot be read any more.
_ORPHANS = f"""
    SELECT count(*) FROM audit a WHERE a.seq > ? AND a.seq < ? AND a.act = '{AuditAct.RECORDED.value}'
    AND a.at >= ? AND a.at < ? AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.record_id = a.subject)
    AND NOT EXISTS (SELECT 1 FROM purge_rows m JOIN records e ON e.seq = m.seq
        WHERE m.line = a.seq AND length(e.record) = 0)"""
_BATCHES = """
    SELECT first_seq, first_seq + count, settled_at IS NOT NULL FROM batches
    WHERE first_seq + count > ? AND first_seq <= ? ORDER BY first_seq"""


@dataclass(frozen=True, slots=True)
class Proof:
    """The counts, and the record ids of rows that HQ did not take; `unsent` were not answered for yet."""

    counts: Reconciliation
    unsent: int
    parked: tuple[bytes, ...]


def prove(connection: Connection, bounds: Bounds, found: DayRows) -> Proof:
    """Count the rows of a log in the three places, and how many of them HQ has confirmed."""
    lines = sum(_holds(connection, row) for row in found.every)
    outbox = _Outbox(connection, found.every)
    missing = 0
    # Of a day without any row all of the chain is looked through: all that it had may be lost.
    places = [_neighbours(connection, run) for run in _runs(found.every)] or [_ends(connection)]
    for low, high in places:
        gone = _orphans(connection, bounds, low, high)
        lines += gone
        missing += min(gone, _holes(connection, low, high))  # other holes are of other days, erased since
    confirmed = sum(outbox.confirmed(row.seq) for row in found.every)
    parked = tuple(row.record_id for row in found.every if row.seq in outbox.parked)
    queued = sum(outbox.holds(row.seq) for row in found.every)
    counts = Reconciliation(len(found.readable), lines, queued + missing, confirmed)
    return Proof(counts, len(found.every) - confirmed - len(parked), parked)


def _holds(connection: Connection, row: DayRow) -> bool:
    """Whether the chain holds this record by its id and the hash of its bytes."""
    line = connection.execute(_LINE, (row.line,)).fetchone()
    if line is None or line[0] not in _KEEPING or line[1] != row.record_id:
        return False
    try:
        detail = cbor2.loads(line[2])
    except cbor2.CBORDecodeError:
        return False
    return isinstance(detail, dict) and detail.get("record") == record_hash(row.record)


class _Outbox:
    """Where the rows are on their way to HQ."""

    def __init__(self, connection: Connection, rows: Sequence[DayRow]) -> None:
        self.parked: set[int] = set()
        self._batches: list[tuple[int, int, int]] = []
        for run in _runs(rows):
            ends = (run[0].seq, run[-1].seq)
            self._batches += connection.execute(_BATCHES, ends).fetchall()
            parked = connection.execute("SELECT seq FROM rejections WHERE seq BETWEEN ? AND ?", ends)
            self.parked.update(seq for (seq,) in parked)
        self._batches = sorted(set(self._batches))
        self._starts = [first for first, _, _ in self._batches]
        (self._frozen,) = connection.execute(
            "SELECT coalesce(max(first_seq + count - 1), 0) FROM batches"
        ).fetchone()

    def holds(self, seq: int) -> bool:
        """Whether the row is in a batch, or will be in the next ones."""
        return seq > self._frozen or self._batch(seq) is not None

    def confirmed(self, seq: int) -> bool:
        """Whether HQ has receipted the row and taken it."""
        batch = self._batch(seq)
        return batch is not None and bool(batch[2]) and seq not in self.parked

    def _batch(self, seq: int) -> tuple[int, int, int] | None:
        place = bisect_right(self._starts, seq) - 1
        batch = self._batches[place] if place >= 0 else None
        return batch if batch is not None and seq < batch[1] else None


def _runs(rows: Sequence[DayRow]) -> Iterator[Sequence[DayRow]]:
    """Rows that lie near each other. After a clock was wrong a day may lie in several places."""
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].seq - rows[place - 1].seq > _WIDEST_GAP:
            yield rows[start:place]
            start = place


def _neighbours(connection: Connection, run: Sequence[DayRow]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Seq and line of the records of any day just before and just after a run."""
    before = connection.execute(
        "SELECT seq, audit_seq FROM records WHERE seq < ? ORDER BY seq DESC LIMIT 1", (run[0].seq,)
    ).fetchone()
    after = connection.execute(
        "SELECT seq, audit_seq FROM records WHERE seq > ? ORDER BY seq LIMIT 1", (run[-1].seq,)
    ).fetchone()
    return before or (0, 0), after or (run[-1].seq + 1, _ends(connection)[1][1])


def _ends(connection: Connection) -> tuple[tuple[int, int], tuple[int, int]]:
    """Seq and line before the first record and after the last."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM records").fetchone()
    (line,) = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM audit").fetchone()
    return (0, 0), (seq, line)


def _holes(connection: Connection, low: tuple[int, int], high: tuple[int, int]) -> int:
    """How many seqs between two records have no record: the outbox had them once."""
    (kept,) = connection.execute(
        "SELECT count(*) FROM records WHERE seq > ? AND seq < ?", (low[0], high[0])
    ).fetchone()
    return int(high[0] - low[0] - 1 - kept)


def _orphans(connection: Connection, bounds: Bounds, low: tuple[int, int], high: tuple[int, int]) -> int:
    where = (low[1], high[1], bounds.span.since, bounds.span.until)
    return int(connection.execute(_ORPHANS, where).fetchone()[0])
