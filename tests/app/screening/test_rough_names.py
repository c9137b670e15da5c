"""Short names and joined words, where word by word there is too little to go by."""

from __future__ import annotations

import pytest

from app.screening.rough_names import ROUGHLY, compared, rough
from app.screening.scoring import JOINED, SAME, SPELLING, prepare


@pytest.mark.parametrize(
    "one, other",
    [
        ("DELACRUZ JUAN", "JUAN DE LA CRUZ"),
        ("JUAN DE LA CRUZ", "DELACRUZ JUAN"),
        ("MARIALUISA HASTUK", "HASTUK MARIA LUISA"),
    ],
)
def test_joined_words_are_found_in_any_order(one: str, other: str) -> None:
    found = compared(prepare(one), prepare(other))
    assert found.value >= 0.9
    assert found.reason == JOINED


@pytest.mark.parametrize(
    "one, other",
    [("EKO SUO", "EKO SUTO"), ("HUA HADJ", "HADJ HUDA"), ("CHU MAO", "ZHU MAO"), ("HSIN YANG", "YANG XIN")],
)
def test_short_names_one_letter_or_one_romanisation_apart_are_compared(one: str, other: str) -> None:
    found = compared(prepare(one), prepare(other))
    assert found.value >= ROUGHLY
    assert found.reason == SPELLING


@pytest.mark.parametrize("other", ["LI NA", "PARK HO SUN", "TAMIRUD", "WEN HU"])
def test_other_short_names_stay_apart(other: str) -> None:
    assert compared(prepare("KIM HU"), prepare(other)).value < ROUGHLY


def test_the_same_name_stays_the_same() -> None:
    assert compared(prepare("KIM HU"), prepare("Kim Hu")).reason == SAME


def test_pinyin_and_wade_giles_are_roughly_one() -> None:
    assert rough("ZHANG") == rough("CHANG")
    assert rough("XUE") == rough("HSUE")
    assert rough("GUO") == rough("KUO")
