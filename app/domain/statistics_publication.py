"""Hide small cells of tables that leave the service, so that nobody is known by a figure.

A count under `SMALLEST` is hidden. Where a period's hidden cells of one column follow from the total of
that column, the next smallest is hidden with them. This protects each table by itself; whoever holds several
tables of overlapping spans may still reckon, and the publisher answers for that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

from app.domain.statistics import Dimension, Measure, Row, Statistics, Table

SMALLEST: Final = 3
"""The smallest count that is shown."""


def publishable(statistics: Statistics) -> Statistics:
    """The same figures with small cells hidden (`Row.counts` None)."""
    return replace(statistics, tables=tuple(suppressed(table) for table in statistics.tables))


def suppressed(table: Table) -> Table:
    """A table with small cells hidden. Times of fewer than `SMALLEST` travellers are hidden as a whole."""
    if Measure.TIMES in table.measures:
        return replace(table, rows=tuple(_times(row) for row in table.rows))
    hidden: set[tuple[int, int]] = set()
    for column in range(len(table.measures)):
        for rows in _groups(table).values():
            hidden.update((row, column) for row in _hidden(table, rows, column))
    return replace(table, rows=tuple(_without(row, at, hidden) for at, row in enumerate(table.rows)))


def _without(row: Row, at: int, hidden: set[tuple[int, int]]) -> Row:
    counts = (None if (at, column) in hidden else count for column, count in enumerate(row.counts))
    return replace(row, counts=tuple(counts))


def _groups(table: Table) -> dict[str, list[int]]:
    """Rows of one period: that is where totals are published."""
    groups: dict[str, list[int]] = defaultdict(list)
    place = table.dimensions.index(Dimension.PERIOD) if Dimension.PERIOD in table.dimensions else None
    for at, row in enumerate(table.rows):
        groups["" if place is None else row.labels[place]].append(at)
    return groups


def _hidden(table: Table, rows: list[int], column: int) -> list[int]:
    counted = sorted((table.rows[row].counts[column] or 0, row) for row in rows)
    present = [(count, row) for count, row in counted if count]
    hidden = [one for one in present if one[0] < SMALLEST]
    for one in present[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(count for count, _ in hidden) >= SMALLEST):
            break
        hidden.append(one)
    return [row for _, row in hidden]


def _times(row: Row) -> Row:
    many = row.counts[0] or 0
    return row if many >= SMALLEST else replace(row, counts=(None,) * len(row.counts))
