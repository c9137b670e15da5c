"""How birth dates agree when clerks slip and lists know years alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_entry import EntryBirth
from app.domain.dates import PartialDate
from app.screening.birth_dates import NEAR, BirthMatch, compare, compare_one, variants, years_of
from tests.helpers.fuzzing import fuzzed


def listed(first: str, last: str = "", *, doubt: bool = False) -> EntryBirth:
    """A birth as a list has it."""
    return EntryBirth(PartialDate.parse(first), PartialDate.parse(last or first), doubt)


@pytest.mark.parametrize(
    "born, birth, match",
    [
        ("1971-05-09", listed("1971-05"), BirthMatch.YEAR_ONLY),
        ("1971-06-09", listed("1971-05"), BirthMatch.SAME_YEAR),
        ("1972-06-09", listed("1971"), BirthMatch.YEAR_BESIDE),
        ("1973-06-09", listed("1971"), BirthMatch.DIFFERENT),
        ("1972-06-09", listed("1971", doubt=True), BirthMatch.YEAR_ONLY),
        ("1958-06-09", listed("1957", "1960"), BirthMatch.YEAR_ONLY),
        ("1961-06-09", listed("1957", "1960"), BirthMatch.YEAR_BESIDE),
        ("1961-06-09", listed("1900", "1999"), BirthMatch.UNKNOWN),
        ("1961-06-09", listed(""), BirthMatch.UNKNOWN),
        ("", listed("1961"), BirthMatch.UNKNOWN),
        ("1961", listed("1961-06-09"), BirthMatch.YEAR_ONLY),
    ],
)
def test_a_year_alone_agrees_as_far_as_it_goes(born: str, birth: EntryBirth, match: BirthMatch) -> None:
    assert compare_one(PartialDate.parse(born), birth) is match


def test_the_best_of_several_births_counts() -> None:
    births = [listed("1950-01-02"), listed("1971"), listed("1971-05-09")]
    assert compare(PartialDate(1971, 5, 9), births) is BirthMatch.SAME
    assert compare(PartialDate(1971, 5, 9), []) is BirthMatch.UNKNOWN


@fuzzed(share=0.1)
@given(st.dates(), st.dates())
def test_every_slip_is_near_and_the_other_way_round_too(day: date, other: date) -> None:
    for slip in variants(day)[1:]:
        birth = EntryBirth(PartialDate.of(slip), PartialDate.of(slip))
        assert compare_one(PartialDate.of(day), birth) in NEAR
    one, two = PartialDate.of(day), PartialDate.of(other)
    assert compare_one(one, EntryBirth(two, two)) is compare_one(two, EntryBirth(one, one))


def test_years_of_a_birth_without_any_are_none() -> None:
    assert years_of(listed("")) is None
