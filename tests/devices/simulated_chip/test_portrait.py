"""The portrait of an invented traveller is always the same, and no larger than on a real chip."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from devices.simulated.chip.portrait import HEIGHT, MAX_BYTES, WIDTH, portrait_jpeg, portrait_jpeg2000

PEOPLE = [("01-tonga", "M", 38), ("02-specimen", "F", 52), ("18-child", "M", 8), ("nobody", "<", 70)]


@pytest.mark.parametrize("key, sex, age", PEOPLE)
def test_it_is_as_large_as_the_page_wants_and_small_enough_for_a_chip(key: str, sex: str, age: int) -> None:
    for data in (portrait_jpeg(key, sex, age), portrait_jpeg2000(key, sex, age)):
        assert 15_000 <= len(data) <= MAX_BYTES
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.size == (WIDTH, HEIGHT)


def test_two_people_look_different_and_one_always_the_same() -> None:
    first = portrait_jpeg("01-tonga", "M", 38)
    portrait_jpeg.cache_clear()
    assert portrait_jpeg("01-tonga", "M", 38) == first
    assert portrait_jpeg("02-specimen", "F", 52) != first
