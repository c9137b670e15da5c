"""One measured figure per row, with its aim beside it and whether it was reached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

REACHED, NOT_REACHED, NO_AIM, FAILED = "reached", "NOT reached", "", "did not run"


@dataclass(frozen=True)
class Row:
    """One figure: `value` in `unit`; `aim` is the most that is good, or the least where `more_is_better`.

    `beside` is what the figure stands next to, such as the naive alternative. A row with a `failure`
    is a measurement that could not be made; its value means nothing.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    beside: str = ""
    more_is_better: bool = False
    failure: str = ""

    @property
    def outcome(self) -> str:
        """`reached`, `NOT reached`, `did not run`, or nothing where there is no aim."""
        if self.failure:
            return FAILED
        if self.aim is None:
            return NO_AIM
        good = self.value >= self.aim if self.more_is_better else self.value <= self.aim
        return REACHED if good else NOT_REACHED


def as_table(rows: Sequence[Row]) -> str:
    """The rows as text in columns, numbers to the right."""
    cells = [("figure", "value", "unit", "aim", "", "beside"), *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    lines = [_line(line, widths) for line in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a JSON array of objects, each with its outcome."""
    return json.dumps([asdict(row) | {"outcome": row.outcome} for row in rows], indent=2)


def _cells(row: Row) -> tuple[str, ...]:
    if row.failure:
        return row.name, "", "", "", row.outcome, row.failure
    bound = "" if row.aim is None else ("≥ " if row.more_is_better else "≤ ") + in_figures(row.aim)
    return row.name, in_figures(row.value), row.unit, bound, row.outcome, row.beside


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    right = {1, 3}
    parts = [
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(parts).rstrip()


def in_figures(value: float) -> str:
    """Three significant digits, or all digits of a whole number: 0.0123, 1.25, 48.7, 1,000,000."""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 1 else f"{value:.3g}"
