"""How a traveller's birth date and a listed one agree, and which dates are worth a look.

The slips are those that clerks make: day and month swapped, a day beside, a year beside, ten years
off. A list often knows only a year, or a range of years.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from app.domain.alert_entry import EntryBirth
from app.domain.dates import PartialDate


class BirthMatch(IntEnum):
    """How firmly two birth dates agree, firmest first."""

    SAME = 0
    SWAPPED = 1
    ONE_DAY = 2
    ONE_YEAR = 3
    TEN_YEARS = 4
    YEAR_ONLY = 5
    YEAR_BESIDE = 6
    UNKNOWN = 7
    SAME_YEAR = 8
    DIFFERENT = 9


NEAR = frozenset({BirthMatch.SWAPPED, BirthMatch.ONE_DAY, BirthMatch.ONE_YEAR, BirthMatch.TEN_YEARS})
"""Slips of a clerk between two whole dates."""

LONGEST_RANGE = 25
"""Years of the widest range that says anything; a wider one counts as unknown."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years in which a birth may lie, both included."""

    first: int
    last: int


def years_of(birth: EntryBirth) -> Years | None:
    """The years that an entry's birth may lie in, None where it says nothing of use.

    A doubtful year (`approximate`) reaches one year further on both sides.
    """
    first, last = birth.first.year or birth.last.year, birth.last.year or birth.first.year
    if not first or not last or not 0 <= last - first <= LONGEST_RANGE:
        return None
    doubt = 1 if birth.approximate and not _whole(birth) else 0
    return Years(first - doubt, last + doubt)


def compare(born: PartialDate, listed: Iterable[EntryBirth]) -> BirthMatch:
    """The firmest agreement of a traveller's birth with any of an entry's; UNKNOWN without one."""
    return min((compare_one(born, one) for one in listed), default=BirthMatch.UNKNOWN)


def compare_one(born: PartialDate, listed: EntryBirth) -> BirthMatch:
    """How a traveller's birth agrees with one of an entry's."""
    years = years_of(listed)
    if not born.year or years is None:
        return BirthMatch.UNKNOWN
    day, theirs = born.complete, _whole(listed)
    if day and theirs:
        return _between(day, theirs)
    if not years.first - 1 <= born.year <= years.last + 1:
        return BirthMatch.DIFFERENT
    month = listed.first.month if listed.first == listed.last else 0
    if month and born.month and month != born.month and born.year == listed.first.year:
        return BirthMatch.SAME_YEAR
    return BirthMatch.YEAR_ONLY if years.first <= born.year <= years.last else BirthMatch.YEAR_BESIDE


def variants(day: date) -> tuple[date, ...]:
    """The date itself and every date that a clerk's slip makes of it, without doubles."""
    if not 1 < day.year < 9999:
        return (day,)
    found = [day, day - timedelta(1), day + timedelta(1)]
    if day.day <= 12:
        found.append(date(day.year, day.day, day.month))
    for years in (-1, 1, -10, 10):
        moved = _moved(day, years)
        if moved:
            found.append(moved)
    return tuple(dict.fromkeys(found))


def _between(one: date, other: date) -> BirthMatch:
    if one == other:
        return BirthMatch.SAME
    if abs((one - other).days) == 1:
        return BirthMatch.ONE_DAY
    if one.year == other.year:
        swapped = one.month == other.day and one.day == other.month
        return BirthMatch.SWAPPED if swapped else BirthMatch.SAME_YEAR
    if (one.month, one.day) == (other.month, other.day):
        years = abs(one.year - other.year)
        return {1: BirthMatch.ONE_YEAR, 10: BirthMatch.TEN_YEARS}.get(years, BirthMatch.DIFFERENT)
    return BirthMatch.DIFFERENT


def _whole(birth: EntryBirth) -> date | None:
    return birth.first.complete if birth.first == birth.last else None


def _moved(day: date, years: int) -> date | None:
    year = day.year + years
    if not 1 <= year <= 9999 or (day.month, day.day) == (2, 29):  # 29 February has no such slip
        return None
    return day.replace(year=year)
