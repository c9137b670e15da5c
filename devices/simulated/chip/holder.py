"""What the files of a chip need to know of its holder, read off the printed lines (Doc 9303-4, -5 and -6)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from devices.emrtd.reading import MrzKey
from devices.simulated.people import Traveller

_TWO_LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUS": "AU", "BEL": "BE", "FJI": "FJ", "FRA": "FR", "IDN": "ID", "LKA": "LK", "NZL": "NZ",
        "TON": "TO", "UTO": "UT", "VUT": "VU", "WSM": "WS", "QQZ": "XQ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person with a document; names without fillers, dates YYMMDD as printed."""

    key: str
    lines: tuple[str, ...]
    issuing_state: str
    surname: str
    given_names: str
    document_number: str
    birth_date: str
    expiry_date: str
    sex: str

    @property
    def mrz_key(self) -> MrzKey:
        """What opens the chip."""
        return MrzKey(self.document_number, self.birth_date, self.expiry_date)

    @property
    def country(self) -> str:
        """The issuing state by two letters, as in certificates; raises KeyError for one not provided for."""
        return _TWO_LETTERS[self.issuing_state]

    @property
    def expires(self) -> date:
        """The last day of validity."""
        return _day(self.expiry_date, 2000)

    @property
    def issued(self) -> date:
        """Ten years before the document expires, five for whoever was not sixteen then."""
        grown = self.expires.year - self.born(self.expires).year >= 26
        return _earlier(self.expires, 10 if grown else 5)

    def born(self, today: date) -> date:
        """The birth date, unknown parts as the first of them, in the last hundred years."""
        day = _day(self.birth_date, 2000)
        return day if day <= today else _earlier(day, 100)

    def age(self, today: date) -> int:
        """Whole years of age."""
        born = self.born(today)
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def holder_of(traveller: Traveller) -> Holder:
    """Whose document it is by the fields of its lines as issued, whatever their check digits say."""
    lines = traveller.issued
    if len(lines) == 3:
        upper, middle, names = lines
        number, state = upper[5:14], upper[2:5]
        number = _whole_number(upper[5:30])
        dates, sex = (middle[0:6], middle[8:14]), middle[7]
    else:
        upper, lower = lines
        state, names = upper[2:5], upper[5:]
        number = lower[0:9] if len(lower) == 44 else _whole_number(lower[0:10] + lower[28:35])
        dates, sex = (lower[13:19], lower[21:27]), lower[20]
    surname, _, given = names.rstrip("<").partition("<<")
    return Holder(
        key=traveller.key,
        lines=lines,
        issuing_state=state.rstrip("<"),
        surname=surname.replace("<", " "),
        given_names=given.replace("<", " "),
        document_number=number.rstrip("<"),
        birth_date=dates[0],
        expiry_date=dates[1],
        sex=sex,
    )


def _whole_number(field: str) -> str:
    """Nine characters and their digit; with a filler there, what follows up to its digit (Doc 9303-5, j)."""
    if field[9] != "<":
        return field[:9]
    rest = field[10:].split("<", 1)[0]
    return field[:9] + rest[:-1]


def _day(text: str, century: int) -> date:
    year, month, day = (int(part) if part.isdigit() else 0 for part in (text[0:2], text[2:4], text[4:6]))
    month = min(max(month, 1), 12)
    # Nobody minds when the holder of an impossible date has a possible one.
    last = calendar.monthrange(century + year, month)[1]
    return date(century + year, month, min(max(day, 1), last))


def _earlier(day: date, years: int) -> date:
    # The 29th of February has no anniversary in most years.
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)
