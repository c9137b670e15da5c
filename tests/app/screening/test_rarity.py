"""A name is as rare against a short list as against a long one, but for the strangers that a list holds."""

from __future__ import annotations

import pytest

from app.screening.rarity import rarity
from app.screening.scoring import prepare

COMMON, RARE = prepare("MOHAMED AHMED"), prepare("TAMIRUD KORIVAT")
ASKED_WITHOUT_BIRTH = 4
"""What the bands ask of a name where nothing is known of the birth."""


@pytest.mark.parametrize("names", [1, 700, 5_000, 1_000_000])
def test_the_commonest_name_is_never_rare(names: int) -> None:
    assert rarity(COMMON, lambda bones: names // 100, names) < ASKED_WITHOUT_BIRTH


@pytest.mark.parametrize("names", [1, 700, 5_000, 1_000_000])
def test_a_name_that_nobody_bears_is_rare_on_any_list(names: int) -> None:
    assert rarity(RARE, lambda bones: 1, names) > ASKED_WITHOUT_BIRTH


def test_the_longer_the_list_the_more_strangers_it_holds() -> None:
    found = [rarity(RARE, lambda bones: 0, names) for names in (500, 50_000, 5_000_000)]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3
