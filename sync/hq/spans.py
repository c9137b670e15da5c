"""Reckon what HQ has of a station: everything up to which seq, and which runs are missing beyond."""

from __future__ import annotations

from collections.abc import Iterable

MOST_GAPS = 500
"""Gaps that a receipt names; it must stay within its bounds, and the next one names what is left."""


def progress(up_to: int, spans: Iterable[tuple[int, int]]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The new `up_to_seq` and the gaps beyond it, after settled runs (first, last) in any order.

    `up_to` is what was known before; runs may overlap.
    """
    gaps: list[tuple[int, int]] = []
    highest = up_to
    for first, last in sorted(spans):
        if first > highest + 1:
            gaps.append((highest + 1, first - 1))
        highest = max(highest, last)
    return (gaps[0][0] - 1 if gaps else highest), tuple(gaps[:MOST_GAPS])
