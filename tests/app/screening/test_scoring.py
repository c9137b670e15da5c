"""One person's name is found again in another order, spelling or country, and two people stay two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screening.scoring import (
    DIFFERENT,
    JOINED,
    MISSING,
    SAME,
    SPELLING,
    SWAPPED,
    NameScore,
    prepare,
    score,
)
from tests.helpers.fuzzing import fuzzed

STOP, CHECK, BACKGROUND = 0.88, 0.78, 0.62
"""What a name has to reach beside an equal birth date."""


def scored(query: str, listed: str, *, truncated: bool = False) -> NameScore:
    return score(prepare(query), prepare(listed), truncated=truncated)


def test_the_same_words_are_the_same_name() -> None:
    assert scored("MOANA<<ANA", "Moana, Ana") == NameScore(1.0, SAME)


@pytest.mark.parametrize(
    "query,listed",
    [
        ("MOANA ANA SIONE", "ANA SIONE MOANA"),
        ("HALIM BILAL", "BILAL HALIM"),
        ("MARIA LUZ CRUZ", "LUZ MARIA CRUZ"),
    ],
)
def test_another_order_is_the_same_person(query: str, listed: str) -> None:
    found = scored(query, listed)
    assert 0.95 <= found.value < 1.0
    assert found.reason == SWAPPED


@pytest.mark.parametrize(
    "query,listed",
    [
        ("HANS MUELLER", "Hans Müller"),
        ("HANS MULLER", "HANS MUELLER"),
        ("JOSE NUNXXEZ", "José Núñez"),
        ("JURGEN GROSS", "Jürgen Groß"),
        ("THORDIS HELGA", "Þórdís Helga"),
        ("ABDURRAHMAN HALIM", "ABD AL RAHMAN HALIM"),
        ("NOUREDDINE ABDELKADER", "NUR AL DIN ABD AL QADIR"),
        ("SALAH EDDINE OMAR", "SALAHUDDIN UMAR"),
        ("MOHAMED YOUSSEF", "MUHAMMAD YUSUF"),
        ("محمد سلمان", "MOHAMMAD SALMAN"),
        ("SERGEJ LAVRENKO", "Сергей Лавренко"),
        ("TEVITA FIFITA", "DAVID FIFITA"),
        ("SIONE TAUFAAHAU", "JOHN TAUFA'AHAU"),
        ("VILIAMI KAUFUSI", "WILLIAM KAUFUSI"),
        ("BILL HARTMAN", "WILLIAM HARTMAN"),
    ],
)
def test_another_spelling_can_still_stop(query: str, listed: str) -> None:
    assert scored(query, listed).value >= STOP
    assert scored(listed, query).value >= STOP


@pytest.mark.parametrize(
    "query,listed",
    [
        ("DE LA CRUZ JUAN", "DELACRUZ JUAN"),
        ("ANAMOANA SIONE", "ANA MOANA SIONE"),
        ("BINHALIM OMAR", "BIN HALIM OMAR"),
    ],
)
def test_words_written_together_are_found(query: str, listed: str) -> None:
    found = scored(query, listed)
    assert found.value >= STOP
    assert found.reason == JOINED


def test_one_slip_of_the_finger_is_a_spelling() -> None:
    found = scored("KONSTANTIN VELIKANOV", "KONSTANTIN VELIKANOW")
    assert found.value >= STOP
    assert found.reason == SPELLING


@pytest.mark.parametrize(
    "query,listed",
    [
        ("KII SE GON", "KIM SE GON"),
        ("IR WON HOK", "RI WON HOK"),
        ("SAID RIF", "SAID ARIF"),
        ("PAK BONG RAM", "PAK BONG NAM"),
        ("MANAN AGHA ABDUL", "ABDUL MANAN AGHA"),
        ("EDDINE GASMI SALAH", "SALAH EDDINE GASMI"),
        ("HAJI ASHRAF", "HAJI MUHAMMAD ASHRAF"),
        ("ABDULLAHANSHORI", "ABDULLAH ANSHORI"),
    ],
)
def test_a_slip_in_a_short_word_stays_in_sight(query: str, listed: str) -> None:
    assert scored(query, listed).value >= BACKGROUND


def test_a_dropped_middle_name_costs_less_where_the_document_drops_it() -> None:
    dropped = scored("TOMASI FIFITA", "TOMASI SEMISI FIFITA")
    added = scored("TOMASI SEMISI FIFITA", "TOMASI FIFITA")
    assert dropped.reason == added.reason == MISSING
    assert dropped.value > added.value >= BACKGROUND
    assert dropped.value >= CHECK


def test_a_short_form_of_a_long_arabic_name_is_kept_in_sight() -> None:
    assert scored("OMAR BIN SALIM", "UMAR IBN MUHAMMAD IBN AWAD BIN SALEM").value >= BACKGROUND


@pytest.mark.parametrize(
    "query,listed",
    [
        ("NGUYEN VAN AN", "NGUYEN THI AN"),
        ("KIM YONG CHOL", "KIM YONG CHUN"),
        ("TOMASI FIFITA", "TOMASI KAUFUSI"),
        ("FIFITA ANA", "FAIVA ANA"),
        ("IVAN PETRENKO", "IVAN SAVCHENKO"),
    ],
)
def test_another_person_with_a_part_of_the_name_is_not_found(query: str, listed: str) -> None:
    found = scored(query, listed)
    assert found.value < BACKGROUND


def test_a_vietnamese_given_name_does_not_change_places_with_the_middle_one_for_free() -> None:
    found = scored("NGUYEN VAN AN", "NGUYEN AN VAN")
    assert found.value < STOP
    assert found.reason == SWAPPED


def test_one_name_alone_on_the_list_can_be_looked_at_and_never_stops() -> None:
    assert BACKGROUND <= scored("HANNIBAL BARKAS", "HANNIBAL").value < CHECK
    assert scored("HANNIBAL", "HANNIBAL").value == 1.0


def test_names_cut_by_the_mrz_cost_nothing() -> None:
    listed = "RATU SITIVENI LIGAMAMADA RABUKAVEI TUIKILAKILA VUNIPOLA"
    cut = "RATU SITIVENI LIGAMAMADA RABUKAVEI TUIK"
    assert scored(cut, listed, truncated=True).value >= 0.97
    assert scored(cut, listed).value < scored(cut, listed, truncated=True).value
    other = "RATU SITIVENI LIGAMAMADA RABUKAVEI SEMISI"
    assert scored(cut, other, truncated=True).value < scored(cut, listed, truncated=True).value


def test_a_name_without_letters_is_like_nothing() -> None:
    assert scored("", "MOANA") == scored("123", "123") == NameScore(0.0, DIFFERENT)


@fuzzed(share=0.2)
@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_no_two_texts_break_a_score(query: str, listed: str, truncated: bool) -> None:
    assert 0.0 <= scored(query, listed, truncated=truncated).value <= 1.0


_WORDS = st.lists(
    st.sampled_from(["AL", "BIN", "ABD", "UDDIN", "VAN", "AN", "THI", "NGUYEN", "A", "KIM", "DELA", "CRUZ"]),
    max_size=9,
)


@fuzzed(share=0.2)
@given(_WORDS, _WORDS, st.booleans())
def test_no_words_of_names_break_a_score(query: list[str], listed: list[str], truncated: bool) -> None:
    assert 0.0 <= scored(" ".join(query), " ".join(listed), truncated=truncated).value <= 1.0
    whole = scored(" ".join(query), " ".join(query)).value
    assert whole == (1.0 if query else 0.0)
