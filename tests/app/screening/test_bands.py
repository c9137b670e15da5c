"""The table of bands: what a name must reach by what the birth dates say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.alert_entry import Band
from app.domain.alerts import Agreement
from app.screening.bands import BANDS, Evidence, at_most, band_of, band_of_document, levels
from app.screening.birth_dates import BirthMatch

STOP, CHECK, BACKGROUND = Band.STOP, Band.CHECK, Band.BACKGROUND
SURE = Evidence(1.0, BirthMatch.SAME, rare=30.0, words=3)


@pytest.mark.parametrize(
    "birth, name, rare, band",
    [
        (BirthMatch.SAME, 0.88, 0, STOP),
        (BirthMatch.SAME, 0.87, 0, CHECK),
        (BirthMatch.SAME, 0.77, 0, BACKGROUND),
        (BirthMatch.SAME, 0.61, 99, None),
        (BirthMatch.SWAPPED, 0.90, 0, CHECK),
        (BirthMatch.ONE_DAY, 0.89, 0, BACKGROUND),
        (BirthMatch.TEN_YEARS, 0.90, 2.1, CHECK),
        (BirthMatch.TEN_YEARS, 1.0, 2, BACKGROUND),
        (BirthMatch.TEN_YEARS, 0.81, 99, None),
        (BirthMatch.YEAR_ONLY, 0.93, 6.1, CHECK),
        (BirthMatch.YEAR_ONLY, 0.93, 6, BACKGROUND),
        (BirthMatch.YEAR_ONLY, 0.86, 4.1, BACKGROUND),
        (BirthMatch.YEAR_ONLY, 1.0, 4, None),
        (BirthMatch.YEAR_BESIDE, 0.9, 4.1, BACKGROUND),
        (BirthMatch.YEAR_BESIDE, 1.0, 4, None),
        (BirthMatch.UNKNOWN, 0.93, 4.1, BACKGROUND),
        (BirthMatch.UNKNOWN, 0.88, 8.1, BACKGROUND),
        (BirthMatch.UNKNOWN, 1.0, 4, None),
        (BirthMatch.SAME_YEAR, 0.93, 5.1, BACKGROUND),
        (BirthMatch.DIFFERENT, 0.97, 10.1, BACKGROUND),
        (BirthMatch.DIFFERENT, 0.97, 10, None),
    ],
)
def test_the_weaker_the_birth_date_the_more_of_a_rarer_name_is_asked_for(
    birth: BirthMatch, name: float, rare: float, band: Band | None
) -> None:
    assert band_of(Evidence(name, birth, rare, words=3)) is band


def test_a_year_alone_needs_a_less_rare_name_where_the_nationality_is_the_same() -> None:
    evidence = Evidence(0.9, BirthMatch.YEAR_ONLY, rare=-2.5, words=2)
    assert band_of(evidence) is None
    assert band_of(replace(evidence, nationality=Agreement.SAME)) is BACKGROUND


@pytest.mark.parametrize("birth", list(BirthMatch))
@pytest.mark.parametrize("name", [0.6, 0.8, 0.9, 1.0])
def test_another_nationality_never_raises_and_never_takes_a_stop(birth: BirthMatch, name: float) -> None:
    same = band_of(replace(SURE, birth=birth, name=name))
    other = band_of(replace(SURE, birth=birth, name=name, nationality=Agreement.DIFFERENT))
    assert BANDS.index(same) <= BANDS.index(other) if same and other else not (other and not same)
    assert (same is STOP) == (other is STOP)


def test_a_contradicting_birth_date_needs_more_than_two_words() -> None:
    evidence = replace(SURE, birth=BirthMatch.DIFFERENT)
    assert band_of(evidence) is BACKGROUND
    assert band_of(replace(evidence, words=2)) is None


def test_another_sex_takes_one_band_and_the_last_one_only_without_the_same_birth_date() -> None:
    other = replace(SURE, sex=Agreement.DIFFERENT)
    assert band_of(other) is CHECK
    assert band_of(replace(other, name=0.8)) is BACKGROUND
    assert band_of(replace(other, name=0.7)) is BACKGROUND
    assert band_of(replace(other, birth=BirthMatch.UNKNOWN)) is None


def test_a_weak_alias_never_stops() -> None:
    assert band_of(replace(SURE, weak=True)) is CHECK


@pytest.mark.parametrize(
    "issuer, name, band",
    [
        (Agreement.SAME, 0.5, STOP),
        (Agreement.SAME, 0.0, CHECK),
        (Agreement.UNKNOWN, 0.9, STOP),
        (Agreement.UNKNOWN, 0.6, CHECK),
        (Agreement.UNKNOWN, 0.1, BACKGROUND),
        (Agreement.DIFFERENT, 0.8, CHECK),
        (Agreement.DIFFERENT, 0.1, None),
    ],
)
def test_the_same_number_counts_by_issuer_and_name(issuer: Agreement, name: float, band: Band | None) -> None:
    assert band_of_document(name, issuer) is band


def test_a_bound_only_ever_softens() -> None:
    assert at_most(STOP, CHECK, STOP) is CHECK
    assert at_most(BACKGROUND, STOP) is BACKGROUND


@pytest.mark.parametrize("rare", [-4.0, 0.0, 3.5, 4.5, 5.5, 6.5, 8.5, 10.5])
@pytest.mark.parametrize("words", [1, 2, 3])
def test_no_band_lies_below_the_level_at_which_names_are_looked_at(rare: float, words: int) -> None:
    asked = levels(rare, words)
    level = {
        BirthMatch.SAME: asked.same,
        BirthMatch.YEAR_ONLY: asked.year_only,
        BirthMatch.YEAR_BESIDE: asked.year_beside,
        BirthMatch.UNKNOWN: asked.unknown,
        BirthMatch.SAME_YEAR: asked.same_year,
        BirthMatch.DIFFERENT: asked.different,
    }
    for birth in BirthMatch:
        least = level.get(birth, asked.near)
        for name in (least - 0.01, 0.6, 0.7, 0.85):
            if name < least:
                assert band_of(Evidence(name, birth, rare, words, Agreement.SAME)) is None


def test_another_nationality_makes_a_weak_name_wait_though_the_birth_date_is_the_same() -> None:
    weak = replace(SURE, name=0.8)
    assert band_of(weak) is CHECK
    assert band_of(replace(weak, nationality=Agreement.DIFFERENT)) is BACKGROUND
