"""What an MRZ says once it is parsed: fields, check digits, flags and suspected misreadings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from app.domain.checks import Verdict
from app.domain.dates import PartialDate
from app.domain.mrz.layout import MrzFormat


@dataclass(frozen=True, slots=True)
class MrzChecks:
    """The verdict of each check digit; NOT_RUN where the format or the document has none."""

    document_number: Verdict = Verdict.NOT_RUN
    birth_date: Verdict = Verdict.NOT_RUN
    expiry_date: Verdict = Verdict.NOT_RUN
    optional_data: Verdict = Verdict.NOT_RUN
    composite: Verdict = Verdict.NOT_RUN

    def items(self) -> Iterator[tuple[str, Verdict]]:
        """Name and verdict of each check digit, in the order of the fields."""
        return ((field.name, getattr(self, field.name)) for field in fields(self))

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of those that failed."""
        return tuple(name for name, verdict in self.items() if verdict is Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class Confusion:
    """One character that was probably misread: a suggestion, never applied.

    `line` and `column` count from 1 as an officer counts; `meant` is empty when the reader could not
    read the character and nothing says what it was. `mends` names the failed check digits that pass
    with the suggestion (with all suggestions of that field, when several characters are impossible).
    """

    field: str
    line: int
    column: int
    read: str
    meant: str
    mends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mrz:
    """A parsed MRZ. Text fields are without trailing fillers; single fillers in names are spaces.

    `birth_date` and `expiry_date` are YYMMDD as printed; the resolved ones are None when no calendar
    has the date. `sex` is F, M or `<`. `lines` are as read, trimmed only. `flags` names what deserves
    a second look, in a fixed order, confusions last as `ocr_confusion:<field>`.
    """

    format: MrzFormat
    document_code: str
    issuing_state: str
    surname: str
    given_names: str
    document_number: str
    nationality: str
    birth_date: str
    birth_date_resolved: PartialDate | None
    sex: str
    expiry_date: str
    expiry_date_resolved: PartialDate | None
    optional_data: str
    optional_data_2: str
    checks: MrzChecks
    flags: tuple[str, ...]
    confusions: tuple[Confusion, ...]
    lines: tuple[str, ...]
