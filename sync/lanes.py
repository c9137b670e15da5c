"""Which lane a record travels in, and where waiting rows are cut so that an urgent one need not wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.link_policy import Lane, LinkPolicy
from app.domain.record import DECISION, load_row
from sync.ports import OutboxRow
from sync.protocol.kinds import ALERT_EVENT, CROSSING

LANES: Final = tuple(Lane)
"""Lanes in the order in which they go."""
WAIT_SECONDS: Final = 4.0
"""Seconds of a link for which an urgent record may wait behind what shares its batch."""
WORTH_A_BATCH: Final = 2400
"""Bytes that two more batches cost with their calls and receipts, and with what small ones compress less
(`python -m bench roads`): less than this beside an urgent record is not worth parting from it."""

_REFUSED: Final = tuple(DecisionKind).index(DecisionKind.REFUSE)


def lane_of(row: OutboxRow) -> Lane:
    """URGENT for an alert's event and a refused crossing, else CROSSINGS.

    A referral is none: what it ends in follows as a record of its own, which is urgent if it is a
    refusal. Bytes that are no record of ours travel as crossings do.
    """
    if row.kind == ALERT_EVENT:
        return Lane.URGENT
    if row.kind == CROSSING:
        try:
            return Lane.URGENT if load_row(row.payload)[DECISION] == _REFUSED else Lane.CROSSINGS
        except WorldError:
            return Lane.CROSSINGS
    return Lane.CROSSINGS


def lane_of_all(rows: Sequence[OutboxRow]) -> Lane:
    """The lane of a batch: that of its most urgent row."""
    urgent = any(lane_of(row) is Lane.URGENT for row in rows)
    return Lane.URGENT if urgent else Lane.CROSSINGS


def likely_bytes(row: OutboxRow) -> int:
    """About what a row adds to a batch file: a crossing among others a fifth of its canonical bytes."""
    return len(row.payload) // (5 if row.kind == CROSSING else 2)


def room(policy: LinkPolicy) -> int:
    """Bytes that may share a batch with an urgent record on this link."""
    return max(WORTH_A_BATCH, int(policy.bits_per_second / 8 * WAIT_SECONDS))


def first_run(rows: Sequence[OutboxRow], share: int) -> int:
    """How many of these rows, from the first, make the next batch, if at most `share` likely bytes of
    others may go with an urgent row.

    Seqs of a batch are consecutive and batches are frozen in their order, so rows are only ever cut,
    never sorted: a run without an urgent row, or one that ends with the last urgent row that fits.
    """
    lanes = [lane_of(row) for row in rows]
    if Lane.URGENT not in lanes:
        return len(rows)
    end, others = 0, 0
    for place, (row, lane) in enumerate(zip(rows, lanes, strict=True)):
        if lane is not Lane.URGENT:
            others += likely_bytes(row)
        elif others <= share:
            end = place + 1
        if others > share:
            return end or lanes.index(Lane.URGENT)
    return len(rows)
