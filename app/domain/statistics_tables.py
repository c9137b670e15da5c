"""In which order the rows of a table stand, and what a table says of its span as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.crossing import Direction, Mode, Purpose
from app.domain.decision import DecisionKind, Reason
from app.domain.movement import IrtsPurpose, MigrationClass, VisitorClass
from app.domain.person import Sex
from app.domain.statistics import UNKNOWN, AgeGroup, Dimension, Measure, Row, StayGroup, Table

T_ = TypeVar("T_")

_IN_ORDER: Final[Mapping[Dimension, type[StrEnum]]] = {
    Dimension.WAY: Direction, Dimension.DECISION: DecisionKind, Dimension.OUTCOME: DecisionKind,
    Dimension.PURPOSE: Purpose, Dimension.IRTS_PURPOSE: IrtsPurpose, Dimension.VISITOR: VisitorClass,
    Dimension.MIGRATION: MigrationClass, Dimension.MODE: Mode, Dimension.AGE: AgeGroup, Dimension.SEX: Sex,
    Dimension.STAY_GRANTED: StayGroup, Dimension.STAYED: StayGroup, Dimension.REASON: Reason,
}  # fmt: skip
_PLACES: Final = {
    dimension: {label.value: place for place, label in enumerate(kind)}
    for dimension, kind in _IN_ORDER.items()
}
_LAST: Final = 1_000


def place_of(dimension: Dimension, label: str) -> tuple[int, str]:
    """By what rows are sorted: groups in their own order, everything else by its code, unknown at the end."""
    if label == UNKNOWN:
        return (_LAST, "")
    return (_PLACES.get(dimension, {}).get(label, 0), label)


def by_place(dimensions: tuple[Dimension, ...]) -> Callable[[tuple[str, ...]], list[tuple[int, str]]]:
    """The key by which labels in these dimensions are sorted."""
    return lambda labels: [place_of(one, label) for one, label in zip(dimensions, labels, strict=True)]


def whole_span(table: Table) -> Table:
    """The same figures for the span as a whole; a table of times, without periods or of
    nothing else, as it is.

    A sum with a hidden part is hidden.
    """
    timeless = Dimension.PERIOD not in table.dimensions or table.dimensions == (Dimension.PERIOD,)
    if timeless or Measure.TIMES in table.measures:
        return table
    place = table.dimensions.index(Dimension.PERIOD)
    sums: dict[tuple[str, ...], list[int | None]] = {}
    for row in table.rows:
        so_far = sums.setdefault(_without(row.labels, place), [0] * len(table.measures))
        for column, count in enumerate(row.counts):
            before = so_far[column]
            so_far[column] = None if before is None or count is None else before + count
    dimensions = _without(table.dimensions, place)
    rows = tuple(Row(labels, tuple(sums[labels])) for labels in sorted(sums, key=by_place(dimensions)))
    return Table(table.name, dimensions, table.measures, rows)


def _without(parts: tuple[T_, ...], place: int) -> tuple[T_, ...]:
    return parts[:place] + parts[place + 1 :]
