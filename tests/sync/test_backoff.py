"""Waiting after failures."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import Backoff


def test_the_ceiling_doubles_up_to_the_longest_wait() -> None:
    always_the_longest = Backoff(lambda: 1.0, first=1.0, longest=60.0)
    assert [always_the_longest.wait(n) for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_stations_that_fail_together_do_not_come_back_together() -> None:
    waits = {Backoff(random.Random(station).random).wait(6) for station in range(50)}
    assert len(waits) == 50
    assert max(waits) - min(waits) > 20


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True), st.floats(0, 3600))
def test_a_wait_is_never_shorter_than_hq_asked_for_nor_endless(n: int, chance: float, asked: float) -> None:
    assert asked <= Backoff(lambda: chance).wait(n, asked) <= asked + 60
