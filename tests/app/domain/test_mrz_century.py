"""Two-digit years: a birth is past, an expiry is near, whatever the day on which one asks."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.mrz.century import birth_date, expiry_date

ON = date(2026, 11, 24)

days = st.dates(date(1950, 1, 1), date(2120, 12, 31))


@pytest.mark.parametrize(
    "raw, on, expected",
    [
        ("740812", ON, PartialDate(1974, 8, 12)),
        ("261124", ON, PartialDate(2026, 11, 24)),  # born today
        ("261125", ON, PartialDate(1926, 11, 25)),  # not born yet: a century older
        ("27<<<<", ON, PartialDate(1927)),
        ("26<<<<", ON, PartialDate(2026)),
        ("2611<<", ON, PartialDate(2026, 11)),
        ("2612<<", ON, PartialDate(1926, 12)),
        ("<<<<<<", ON, UNKNOWN_DATE),
        ("<<0812", ON, PartialDate(0, 8, 12)),
        ("74<<12", ON, PartialDate(1974, 0, 12)),
        ("000229", ON, PartialDate(2000, 2, 29)),
        ("990101", date(1999, 6, 1), PartialDate(1999, 1, 1)),
        ("000101", date(1999, 6, 1), PartialDate(1900, 1, 1)),
        ("010229", ON, None),
        ("74081", ON, None),
        ("7408<2", ON, None),
        ("74O812", ON, None),
        ("７40812", ON, None),
        ("740800", ON, None),
        ("", ON, None),
    ],
)
def test_a_birth_is_the_latest_one_that_is_past(raw: str, on: date, expected: PartialDate | None) -> None:
    assert birth_date(raw, on) == expected


@pytest.mark.parametrize(
    "raw, on, expected",
    [
        ("120415", ON, PartialDate(2012, 4, 15)),
        ("320415", ON, PartialDate(2032, 4, 15)),
        ("760101", ON, PartialDate(2076, 1, 1)),
        ("770101", ON, PartialDate(1977, 1, 1)),
        ("961210", ON, PartialDate(1996, 12, 10)),
        ("020101", date(1998, 1, 1), PartialDate(2002, 1, 1)),
        ("980101", date(2003, 1, 1), PartialDate(1998, 1, 1)),
        ("<<<<<<", ON, UNKNOWN_DATE),
        ("310431", ON, None),
    ],
)
def test_an_expiry_is_the_nearest_one(raw: str, on: date, expected: PartialDate | None) -> None:
    assert expiry_date(raw, on) == expected


@given(days, st.integers(0, 36_000))
def test_everybody_under_a_hundred_is_given_the_right_century(on: date, age_in_days: int) -> None:
    birth = date.fromordinal(on.toordinal() - age_in_days)
    assert birth_date(birth.strftime("%y%m%d"), on) == PartialDate.of(birth)


@given(days, st.integers(-49 * 365, 49 * 365))
def test_every_document_within_49_years_is_given_the_right_century(on: date, days_off: int) -> None:
    expiry = date.fromordinal(on.toordinal() + days_off)
    assert expiry_date(expiry.strftime("%y%m%d"), on) == PartialDate.of(expiry)


@given(st.text("0123456789<OI", max_size=8), days)
def test_any_six_characters_give_a_date_or_none(raw: str, on: date) -> None:
    for read in (birth_date, expiry_date):
        day = read(raw, on)
        if day is not None and day.complete:
            assert day.day <= calendar.monthrange(day.year, day.month)[1]
