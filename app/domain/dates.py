"""Dates as documents carry them: parts may be unknown."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from app.domain.failure import FailureCode, WorldError


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date whose day, month or all parts may be unknown (Doc 9303-3, 4.8).

    Unknown parts are 0, so that `PartialDate(1974, 8, 0)` is some day in August 1974 and
    `PartialDate(0, 0, 0)` is wholly unknown. The text form is `1974-08-12`, `1974-08`, `1974`
    or the empty string; a day known without its month is written `1974-00-12`.

    Raises WorldError(DATE_DOES_NOT_EXIST) for a date that no calendar has.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        longest = calendar.monthrange(self.year or 2000, self.month)[1] if 1 <= self.month <= 12 else 31
        if not (0 <= self.year <= 9999 and 0 <= self.month <= 12 and 0 <= self.day <= longest):
            raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, "date")

    @property
    def complete(self) -> date | None:
        """The calendar date, or None while a part is unknown."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None

    def __str__(self) -> str:
        if not self.year and not self.month and not self.day:
            return ""
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the text form back; raises WorldError(DATE_DOES_NOT_EXIST)."""
        parts = text.split("-") if text else []
        if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, "date")
        return cls(*(int(part) for part in parts)) if parts else UNKNOWN_DATE

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The wholly known date."""
        return cls(day.year, day.month, day.day)

    def age_on(self, day: date) -> int | None:
        """Completed years on `day`, by the youngest reading of unknown parts; None without a year."""
        if not self.year:
            return None
        birthday = (self.month or 12, self.day or 31)
        return day.year - self.year - ((day.month, day.day) < birthday)


UNKNOWN_DATE = PartialDate(0)
