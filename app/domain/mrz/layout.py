"""Say where every field of the five MRZ formats stands (Doc 9303-4 to 7), as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class MrzFormat(StrEnum):
    """The five formats of Doc 9303; the order is fixed for ever (records carry the place as a number)."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


class Span(NamedTuple):
    """Characters `start` to `stop` (from 0, stop excluded) of line `line` (from 0)."""

    line: int
    start: int
    stop: int

    def of(self, lines: Sequence[str]) -> str:
        """The characters of the span."""
        return lines[self.line][self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: count and width of its lines and the place of each field.

    A check digit directly follows its field, except that `optional_digit` (TD3) and `composite` are
    named because not every format has them; `composite_over` lists what the composite covers.
    `long_numbers` says whether a document number may run on into the optional data.
    """

    format: MrzFormat
    lines: int
    width: int
    code: Span
    issuing_state: Span
    names: Span
    number: Span
    nationality: Span
    birth_date: Span
    sex: Span
    expiry_date: Span
    optional_data: Span
    optional_data_2: Span | None = None
    optional_digit: Span | None = None
    composite: Span | None = None
    composite_over: tuple[Span, ...] = ()
    long_numbers: bool = False

    def fields(self) -> tuple[tuple[str, Span], ...]:
        """Every field that is present, check digits excepted, with the name it has in reports."""
        named = (
            ("document_code", self.code), ("issuing_state", self.issuing_state), ("names", self.names),
            ("document_number", self.number), ("nationality", self.nationality),
            ("birth_date", self.birth_date), ("sex", self.sex), ("expiry_date", self.expiry_date),
            ("optional_data", self.optional_data), ("optional_data_2", self.optional_data_2),
        )  # fmt: skip
        return tuple((name, span) for name, span in named if span is not None)


def digit_after(span: Span) -> Span:
    """Where the check digit of a field stands: the position after it."""
    return Span(span.line, span.stop, span.stop + 1)


def _two_lines(format_: MrzFormat, width: int, optional: Span, **more: object) -> Layout:
    return Layout(
        format=format_, lines=2, width=width, code=Span(0, 0, 2), issuing_state=Span(0, 2, 5),
        names=Span(0, 5, width), number=Span(1, 0, 9), nationality=Span(1, 10, 13),
        birth_date=Span(1, 13, 19), sex=Span(1, 20, 21), expiry_date=Span(1, 21, 27),
        optional_data=optional, **more,  # type: ignore[arg-type]
    )  # fmt: skip


LAYOUTS: dict[MrzFormat, Layout] = {
    # Doc 9303-5, 4.2.2 and 4.2.4
    MrzFormat.TD1: Layout(
        format=MrzFormat.TD1, lines=3, width=30, code=Span(0, 0, 2), issuing_state=Span(0, 2, 5),
        names=Span(2, 0, 30), number=Span(0, 5, 14), nationality=Span(1, 15, 18),
        birth_date=Span(1, 0, 6), sex=Span(1, 7, 8), expiry_date=Span(1, 8, 14),
        optional_data=Span(0, 15, 30), optional_data_2=Span(1, 18, 29), composite=Span(1, 29, 30),
        composite_over=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
        long_numbers=True,
    ),
    # Doc 9303-6, 4.2.2
    MrzFormat.TD2: _two_lines(
        MrzFormat.TD2, 36, Span(1, 28, 35), composite=Span(1, 35, 36), long_numbers=True,
        composite_over=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    ),
    # Doc 9303-4, 4.2.2.2
    MrzFormat.TD3: _two_lines(
        MrzFormat.TD3, 44, Span(1, 28, 42), optional_digit=Span(1, 42, 43), composite=Span(1, 43, 44),
        composite_over=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    ),
    # Doc 9303-7, 4.2.2 and 5.2.2: visas have no composite check digit
    MrzFormat.MRV_A: _two_lines(MrzFormat.MRV_A, 44, Span(1, 28, 44)),
    MrzFormat.MRV_B: _two_lines(MrzFormat.MRV_B, 36, Span(1, 28, 36)),
}  # fmt: skip

_BY_SIZE = {
    (3, 30): (MrzFormat.TD1, MrzFormat.TD1),
    (2, 36): (MrzFormat.TD2, MrzFormat.MRV_B),
    (2, 44): (MrzFormat.TD3, MrzFormat.MRV_A),
}


def format_of(lines: Sequence[str]) -> MrzFormat | None:
    """The format that the number, widths and first letter of the lines say, or None."""
    widths = {len(line) for line in lines}
    if len(widths) != 1:
        return None
    document, visa = _BY_SIZE.get((len(lines), widths.pop()), (None, None))
    return visa if lines[0][0] in "Vv" else document
