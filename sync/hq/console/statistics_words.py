"""Say days and months of figures in words, as the statistics page prints them."""

from __future__ import annotations

from datetime import date
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def month_words(month: date) -> str:
    """A month as `November 2026`."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def day_words(day: date) -> str:
    """A day as `28 November 2026`."""
    return f"{day.day} {month_words(day)}"


def short_day(day: date) -> str:
    """A day as `28 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def short_month(month: date) -> str:
    """A month as `Nov 26`."""
    return f"{_MONTHS[month.month - 1][:3]} {month.year % 100:02}"
