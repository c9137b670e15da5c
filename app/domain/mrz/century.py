"""Settle the century of a two-digit year as a pure function of a reference date.

Doc 9303 parts 3 to 5 give no rule; these are ours: a birth is the latest one that is past, an expiry
the nearest one (within about 50 years either way). So nobody is read as a hundred or older: the desk
lets the officer correct the year when an old person stands there and the screen says child.
"""

from __future__ import annotations

from datetime import date

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import WorldError


def birth_date(raw: str, on: date) -> PartialDate | None:
    """The birth date that YYMMDD means on a day, or None when it is no date; fillers are unknown parts."""
    parts = _parts(raw)
    if parts is None:
        return None
    year, month, day = parts
    if year is None:
        return _date(0, month, day)
    century = on.year - on.year % 100
    # An unknown part counts as the earliest reading, so that this year without a month is past.
    if (century + year, month, day) > (on.year, on.month, on.day):
        century -= 100
    return _date(century + year, month, day)


def expiry_date(raw: str, on: date) -> PartialDate | None:
    """The expiry that YYMMDD means on a day, or None when it is no date; fillers are unknown parts."""
    parts = _parts(raw)
    if parts is None:
        return None
    year, month, day = parts
    if year is None:
        return _date(0, month, day)
    full = on.year - on.year % 100 + year
    if full - on.year > 50:
        full -= 100
    elif full - on.year <= -50:
        full += 100
    return _date(full, month, day)


def _parts(raw: str) -> tuple[int | None, int, int] | None:
    if len(raw) != 6:
        return None
    pairs = [None if pair == "<<" else pair for pair in (raw[0:2], raw[2:4], raw[4:6])]
    if not all(pair is None or (pair.isascii() and pair.isdigit()) for pair in pairs):
        return None
    if "00" in pairs[1:]:
        return None  # zero would read as unknown, and no calendar has it
    year, month, day = (None if pair is None else int(pair) for pair in pairs)
    return year, month or 0, day or 0


def _date(year: int, month: int, day: int) -> PartialDate | None:
    try:
        known = PartialDate(year, month, day)
    except WorldError:
        return None
    return known if year or month or day else UNKNOWN_DATE
