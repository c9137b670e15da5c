"""Find which characters each check digit covers, and judge it (Doc 9303-3, 4.9; parts 4 to 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.checks import Verdict
from app.domain.mrz.check_digit import check_digit
from app.domain.mrz.fields import MrzChecks
from app.domain.mrz.layout import Layout, Span, digit_after


@dataclass(frozen=True, slots=True)
class Guarded:
    """The spans that one check digit covers, and where the digit stands."""

    name: str
    over: tuple[Span, ...]
    digit: Span

    def passes(self, lines: Sequence[str]) -> bool:
        """Whether the digit is that of the covered characters."""
        return check_digit("".join(span.of(lines) for span in self.over)) == self.digit.of(lines)


@dataclass(frozen=True, slots=True)
class NumberField:
    """The document number, where it stands and what it left of the optional data."""

    text: str
    guarded: Guarded
    optional: str
    long: bool


def number_field(lines: Sequence[str], layout: Layout) -> NumberField:
    """Read the document number, which in TD1 and TD2 may run on into the optional data.

    Then the digit's place holds a filler, and the rest, its check digit and a filler open the
    optional data (Doc 9303-5, 4.2.2 note j; Doc 9303-6, 4.2.2 note j).
    """
    span, digit = layout.number, digit_after(layout.number)
    field, optional = span.of(lines), layout.optional_data.of(lines)
    rest = optional.partition("<")[0]
    if layout.long_numbers and digit.of(lines) == "<" and len(rest) >= 2 and not field.endswith("<"):
        line, start, _ = layout.optional_data
        end = start + len(rest) - 1
        guarded = Guarded("document_number", (span, Span(line, start, end)), Span(line, end, end + 1))
        return NumberField(field + rest[:-1], guarded, optional[len(rest) + 1 :], long=True)
    guarded = Guarded("document_number", (span,), digit)
    return NumberField(field.rstrip("<"), guarded, optional, long=False)


def guarded_fields(layout: Layout, number: NumberField) -> tuple[Guarded, ...]:
    """Every check digit of the document, in the order of the fields."""
    found = [
        number.guarded,
        Guarded("birth_date", (layout.birth_date,), digit_after(layout.birth_date)),
        Guarded("expiry_date", (layout.expiry_date,), digit_after(layout.expiry_date)),
    ]
    if layout.optional_digit is not None:
        found.append(Guarded("optional_data", (layout.optional_data,), layout.optional_digit))
    if layout.composite is not None:
        found.append(Guarded("composite", layout.composite_over, layout.composite))
    return tuple(found)


def judge(lines: Sequence[str], guarded: Sequence[Guarded]) -> MrzChecks:
    """The verdict of every check digit."""
    return MrzChecks(**{one.name: _verdict(lines, one) for one in guarded})


# TD3 may print a filler for the digit of empty optional data (Doc 9303-4, 4.2.2.2); a number that is
# not there has nothing to check.
_WITHOUT_DIGIT = {"optional_data": Verdict.PASSED, "document_number": Verdict.NOT_RUN}


def _verdict(lines: Sequence[str], one: Guarded) -> Verdict:
    if one.passes(lines):
        return Verdict.PASSED
    if one.digit.of(lines) == "<" and not one.over[0].of(lines).strip("<"):
        return _WITHOUT_DIGIT.get(one.name, Verdict.FAILED)
    return Verdict.FAILED
