"""Where a crossing's values go on the wire: which column, relative to what (layout 1 of `app.domain.record`).

Positions are those of `app.domain.record.to_row`. Changing anything here needs a new codec number.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeAlias

Row: TypeAlias = list[Any]

LAYOUT: Final = 1
FIELDS: Final = 39

RECORD_ID, STATION, PORT, BOOTH, AT, TOOK = 1, 5, 6, 7, 9, 10
ISSUER, NUMBER, SURNAME, GIVEN_NAMES, NATIONALITY = 16, 17, 18, 19, 20
BIRTH, EXPIRY, OPTIONAL, RESIDENCE = 21, 23, 24, 28
STAY_DAYS, LAST_DAY, CHECKS = 30, 31, 32

TEXTS: Final = (NUMBER, SURNAME, GIVEN_NAMES, OPTIONAL)
DATES: Final = (BIRTH, EXPIRY)
RELATIVE: Final = (PORT, BOOTH, NATIONALITY, RESIDENCE, LAST_DAY, CHECKS)
_STEADY: Final = (
    2,
    3,
    4,
    11,
    14,
    15,
    25,
    26,
    27,
    NATIONALITY,
    RESIDENCE,
    LAST_DAY,
    CHECKS,
    33,
    34,
    35,
    36,
    38,
)
_LIVELY: Final = (STATION, PORT, BOOTH, 37, 8, 12, 13, ISSUER, 22, 29, STAY_DAYS)
VALUES: Final = (*_STEADY, *_LIVELY)
"""Columns of few distinct values; those that hardly ever change stand together, which compresses best."""
SEPARATOR: Final = "\n"
TAIL: Final = 10
"""Bytes of a UUIDv7 (RFC 9562, 5.7) behind its 48 bits of milliseconds: mostly random, kept as they are."""

_MILLISECONDS_OF_DAY: Final = 86_400_000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


def zigzag(number: int) -> int:
    """A whole number of either sign as one without, small ones staying small."""
    return number << 1 if number >= 0 else (-number << 1) - 1


def unzigzag(number: int) -> int:
    """The number of `zigzag`."""
    return number >> 1 if not number & 1 else -(number + 1 >> 1)


def pack_date(number: int) -> int:
    """A YYYYMMDD number, parts 0 where unknown, without the gaps between dates; raises ValueError."""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    if number < 0 or month > 12 or day > 31:
        raise ValueError("not a date")
    return (year * 13 + month) * 32 + day


def today_of(at: int) -> int:
    """The packed date of a moment (milliseconds since 1970): dates are sent as their distance from it."""
    return pack_date(_written(date.fromordinal(_day_of(at))))


def unpack_date(packed: int) -> int:
    """The YYYYMMDD number of `pack_date`."""
    return packed // 416 * 10_000 + packed // 32 % 13 * 100 + packed % 32


def place_in(station: str) -> tuple[str, str]:
    """Port and booth as the id of a station usually begins with them (`VUVLI-A1-3f2a`)."""
    port, _, rest = station.partition("-")
    return port, rest.partition("-")[0]


def pack_id_time(id_time: int, opened: int, at: int) -> int:
    """A record id's milliseconds relative to the opening of the inspection or, where nearer, its end."""
    after_opening, after_end = id_time - opened, id_time - at
    if abs(after_opening) <= abs(after_end):
        return zigzag(after_opening) << 1
    return zigzag(after_end) << 1 | 1


def unpack_id_time(packed: int, opened: int, at: int) -> int:
    """The milliseconds of `pack_id_time`."""
    return unzigzag(packed >> 1) + (at if packed & 1 else opened)


def pack_last_day(row: Row) -> int | None:
    """The last day of stay as days beyond the day of crossing and the days granted."""
    last_day = row[LAST_DAY]
    if last_day is None:
        return None
    day = date(last_day // 10_000, last_day // 100 % 100, last_day % 100)
    return day.toordinal() - _day_of(row[AT]) - (row[STAY_DAYS] or 0)


def unpack_last_day(packed: object, at: int, days: object) -> int | None:
    """The YYYYMMDD number of `pack_last_day`; raises ValueError."""
    if packed is None:
        return None
    if type(packed) is not int or not (days is None or type(days) is int):
        raise ValueError("days expected")
    day = date.fromordinal(_day_of(at) + (days or 0) + packed)
    return _written(day)


def _written(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _day_of(at: int) -> int:
    return at // _MILLISECONDS_OF_DAY + _EPOCH_DAY


OWN_MARKS: Final = frozenset({"\x01", "\x02", "\x03"})
"""What `own_words` explains."""


def own_words(port: str, birth: int, expiry: int) -> dict[str, str]:
    """What a record says elsewhere and its checks' evidence often repeats, by the mark sent instead."""
    return {"\x01": _iso(expiry), "\x02": _iso(birth), "\x03": port}


def _iso(number: int) -> str:
    """As `PartialDate` writes wholly known dates."""
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}"
