"""See at a glance, over whole columns, whether rows are crossings that `app.domain.record` reads back.

A batch is looked at column by column, which costs a few microseconds a record; only when something
is wrong anywhere are its rows looked at one by one. MRZ lines that the fields rebuild are taken at
the station's word here: they are rebuilt when the crossing is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from operator import le
from typing import Any, TypeAlias

from app.domain.checks import CheckName, Verdict
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture, DocumentKind
from app.domain.failure import WorldError
from app.domain.person import Sex
from app.domain.record import FIELDS, LAYOUT, LINE_CODES, Row

(
    RECORD_ID, CROSSING_ID, VERSION, CORRECTION, STATION, PORT, BOOTH, DIRECTION, AT, TOOK, MODE, CONVEYANCE,
    OTHER_PORT, KIND, CODE, ISSUER, NUMBER, SURNAME, GIVEN_NAMES, NATIONALITY, BIRTH, SEX, EXPIRY, OPTIONAL,
    CAPTURE, LINES, TRAVELLER, RESIDENCE, PURPOSE, DAYS, LAST_DAY, CHECKS, DECISION, REASONS, OVERRULED,
    NOTE, OFFICER, TRAINING,
) = range(1, FIELDS)  # fmt: skip

Columns: TypeAlias = Sequence[Sequence[Any]]
"""Rows by position: item `p` holds what every row has at `p`."""

_TEXTS = (
    CORRECTION, STATION, PORT, BOOTH, CONVEYANCE, OTHER_PORT, CODE, ISSUER, NUMBER, SURNAME, GIVEN_NAMES,
    NATIONALITY, OPTIONAL, RESIDENCE, NOTE, OFFICER,
)  # fmt: skip
_CHOICES = {
    DIRECTION: len(Direction), MODE: len(Mode), KIND: len(DocumentKind), SEX: len(Sex),
    CAPTURE: len(Capture), DECISION: len(DecisionKind), TRAINING: 2,
}  # fmt: skip
_LATEST = 253_402_300_800_000
"""Milliseconds from 1970 to the year 10000, where calendars of computers end."""
_LARGEST_INTEGER = 1 << 31
_REMEMBERED = 100_000


class Flaws:
    """Judges rows; remembers the dates it has seen, since they return with every batch."""

    def __init__(self) -> None:
        self._dates: dict[int, str | None] = {}

    def none_in(self, rows: Sequence[Row]) -> bool:
        """Whether every one of these rows reads back as a crossing."""
        try:
            columns = list(zip(*rows, strict=True))
        except (TypeError, ValueError):
            return False
        return self.none_in_columns(columns)

    def none_in_columns(self, columns: Columns) -> bool:
        """The same of rows that are given column by column."""
        try:
            return len(columns) == FIELDS and self._columns_right(columns)
        except (TypeError, ValueError, IndexError):
            return False

    def date_texts(self, numbers: Iterable[int]) -> list[str | None]:
        """The text of each YYYYMMDD number with unknown parts 0 (`1974-08`), None where it does not exist."""
        wanted = list(numbers)
        texts = list(map(self._dates.get, wanted))
        return list(map(self._date_text, wanted)) if None in texts else texts

    def _date_text(self, number: int) -> str | None:
        if number in self._dates:
            return self._dates[number]
        try:
            text: str | None = str(PartialDate(number // 10_000, number // 100 % 100, number % 100))
        except WorldError:
            text = None
        if len(self._dates) >= _REMEMBERED:
            self._dates.clear()
        self._dates[number] = text
        return text

    def _columns_right(self, columns: Columns) -> bool:
        return (
            set(columns[0]) == {LAYOUT}
            and _ids(columns)
            and all(_texts(columns[place]) for place in _TEXTS)
            and all(_below(columns[place], most) for place, most in _CHOICES.items())
            and _below([value for value in columns[PURPOSE] if value is not None], len(Purpose))
            and _times(columns)
            and self._dates_right(columns[BIRTH])
            and self._dates_right(columns[EXPIRY])
            and all(map(_lines, columns[LINES]))
            and all(self._traveller(value) for value in columns[TRAVELLER] if value is not None)
            and self._stays(columns)
            and _decisions(columns)
            and _checks(columns[CHECKS])
        )

    def _dates_right(self, numbers: Iterable[object]) -> bool:
        distinct = set(numbers)
        return _below(distinct, 99_991_232) and None not in self.date_texts(distinct)  # type: ignore[arg-type]

    def _traveller(self, value: Any) -> bool:
        surname, given_names, birth, sex, nationality = value
        return (
            _texts((surname, given_names, nationality))
            and self._dates_right([birth])
            and _below((sex,), len(Sex))
        )

    def _stays(self, columns: Columns) -> bool:
        stays = [pair for pair in zip(columns[DAYS], columns[LAST_DAY], strict=True) if pair[0] is not None]
        days, last_days = [pair[0] for pair in stays], [pair[1] for pair in stays]
        return (
            _below(days, _LARGEST_INTEGER)
            and self._dates_right(last_days)
            and all(day > 9999 and day // 100 % 100 and day % 100 for day in set(last_days))
        )


def _ids(columns: Columns) -> bool:
    ids = [value for value in chain(columns[RECORD_ID], columns[CROSSING_ID]) if value is not None]
    return (
        None not in columns[RECORD_ID]
        and set(map(type, ids)) == {bytes}
        and set(map(len, ids)) == {16}
        and _below(columns[VERSION], _LARGEST_INTEGER, 1)
    )


def _times(columns: Columns) -> bool:
    ends, lasted = columns[AT], columns[TOOK]
    return _below(ends, _LATEST) and _below(lasted, _LATEST) and all(map(le, lasted, ends))


def _texts(values: Iterable[Any]) -> bool:
    return "\0" not in "".join(values)  # PostgreSQL's text holds every letter but this


def _below(values: Collection[Any], most: int, least: int = 0) -> bool:
    """Whether all are whole numbers from `least` to below `most`; True and False are none."""
    return not values or (set(map(type, values)) == {int} and least <= min(values) and max(values) < most)


def _lines(value: Any) -> bool:
    if type(value) is list:
        return _texts(value)
    return type(value) is int and value in LINE_CODES


def _decisions(columns: Columns) -> bool:
    reasons, overruled = columns[REASONS], columns[OVERRULED]
    return (
        set(map(type, reasons)) == set(map(type, overruled)) == {list}
        and _below(list(chain.from_iterable(reasons)), len(Reason))
        and _below(list(chain.from_iterable(overruled)), len(CheckName))
    )


def _checks(column: Sequence[Any]) -> bool:
    if set(map(type, column)) != {list}:
        return False
    # Rows of a sheet share the checks that say the same: each is looked at once.
    every = list(chain.from_iterable(column))
    checks = dict(zip(map(id, every), every, strict=True))
    if not checks:
        return True
    names, verdicts, reasons, evidence = zip(*checks.values(), strict=True)
    return (
        set(map(type, evidence)) == {list}
        and not any(length % 2 for length in set(map(len, evidence)))
        and _below(names, len(CheckName))
        and _below(verdicts, len(Verdict))
        and _texts(reasons)
        and _texts(chain.from_iterable(evidence))
    )
