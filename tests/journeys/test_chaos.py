"""Everything is killed, cut, filled, turned back and restored at random, and nothing is lost or doubled."""

from __future__ import annotations

import os

import pytest

from tests.journeys.chaos.play import play
from tests.journeys.chaos.steps import STEPS

SEED = 5

pytestmark = [pytest.mark.journey, pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")]


def test_a_nation_in_chaos_loses_and_doubles_nothing() -> None:
    said: list[str] = []
    outcome = play(SEED, lambda so_far: so_far.rounds < 1, said.append)
    assert outcome.breaches == [], "\n".join(said)
    assert outcome.done.keys() == STEPS.keys(), "every kind of step was tried"
    assert outcome.at_hq["restoration"] == 1
    assert outcome.at_hq["crossing"] > 100
