"""Read which span, port and cut an address of the statistics asks for, within bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.domain.statistics import Period, StatisticsQuery
from sync.hq.console.statistics_words import day_words, month_words

SPAN: Final = "span"
LONGEST_DAYS: Final = 3_660
"""Days of a free span, and of figures that are asked for at once."""
DAYS_ONE_BY_ONE: Final = 62
"""Up to so many days the course of a span is shown day by day."""
_MONTHS_BACK, _QUARTERS_BACK, _YEARS_BACK = 36, 12, 10
_OVER: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-Q([1-4]))?")
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: a month, quarter, year or free span, at one port or at all (empty)."""

    over: str
    first: date
    last: date
    port: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The span in words, and where."""
        kind = _OVER.fullmatch(self.over)
        if kind is None:
            span = f"{day_words(self.first)} to {day_words(self.last)}"
        elif kind[2]:
            span = month_words(self.first)
        else:
            span = f"quarter {kind[3]} of {kind[1]}" if kind[3] else f"the year {kind[1]}"
        return f"{span}, {self.port or 'all ports'}"

    @property
    def address(self) -> str:
        """The query that asks it again."""
        said = {"over": self.over, "port": self.port}
        if self.over == SPAN:
            said |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return urlencode({name: value for name, value in said.items() if value})

    def query(self, zone: ZoneInfo, period: Period) -> StatisticsQuery:
        """The same as figures are read by."""
        return StatisticsQuery(self.first, self.last, period, self.port, zone=zone)


def read_asked(said: Mapping[str, str], today: date, known: list[str]) -> tuple[Asked, dict[str, str]]:
    """What the fields of an address ask, and what is wrong with them; where anything is, it is the month of
    `today` at all ports. `known` are the ports there are."""
    wrong: dict[str, str] = {}
    over = said.get("over", "") or f"{today:%Y-%m}"
    first, last = _whole(over) or (None, None)
    if over == SPAN:
        first, last = _day(said.get("from", "")), _day(said.get("to", ""))
        if first is None:
            wrong["from"] = "Say the first day as year-month-day, such as 2026-11-01."
        if last is None:
            wrong["to"] = "Say the last day as year-month-day, such as 2026-11-28."
        if first and last and not 0 <= (last - first).days < LONGEST_DAYS:
            wrong["to"] = (
                f"The last day is no earlier than the first, and within {LONGEST_DAYS:,} days of it."
            )
    elif first is None:
        wrong["over"] = "Choose one of the periods."
    port = said.get("port", "").strip().upper()
    if port and port not in known:
        wrong["port"] = "Nothing was counted at a port of this name."
    if wrong or first is None or last is None:
        this = f"{today:%Y-%m}"
        return Asked(this, *(_whole(this) or (today, today)), ""), wrong
    return Asked(over, first, last, port), {}


def choices(today: date, counted: tuple[date, date] | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of periods to choose from: those that have figures, newest first, and the present ones."""
    oldest = today if counted is None else min(max(counted[0], date(2000, 1, 1)), today)
    months: list[tuple[str, str]] = []
    month = today.replace(day=1)
    while len(months) < _MONTHS_BACK and month >= oldest.replace(day=1):
        months.append((f"{month:%Y-%m}", month_words(month)))
        month = (month - _A_DAY).replace(day=1)
    quarters: list[tuple[str, str]] = []
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    while len(quarters) < _QUARTERS_BACK and quarter >= oldest.replace(day=1) - timedelta(days=62):
        number = (quarter.month + 2) // 3
        quarters.append((f"{quarter.year}-Q{number}", f"Quarter {number} of {quarter.year}"))
        before = quarter - _A_DAY
        quarter = date(before.year, before.month - 2, 1)
    years = [(str(year), f"Year {year}") for year in range(today.year, oldest.year - 1, -1)][:_YEARS_BACK]
    free = [(SPAN, "From one day to another")]
    return [("Months", months), ("Quarters", quarters), ("Years", years), ("Other", free)]


def _whole(over: str) -> tuple[date, date] | None:
    """First and last day of a month, a quarter or a year; None for anything else."""
    found = _OVER.fullmatch(over)
    if found is None or not 1970 <= int(found[1]) <= 2199:
        return None
    year, begin, many = int(found[1]), 1, 12
    if found[2]:
        begin, many = int(found[2]), 1
    elif found[3]:
        begin, many = int(found[3]) * 3 - 2, 3
    if not 1 <= begin <= 12:
        return None
    end = begin + many
    return date(year, begin, 1), date(year + (end - 1) // 12, (end - 1) % 12 + 1, 1) - _A_DAY


def _day(said: str) -> date | None:
    try:
        read = date.fromisoformat(said.strip())
    except ValueError:
        return None
    return read if 1970 <= read.year <= 2199 else None
