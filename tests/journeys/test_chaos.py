"""Everything is killed, cut, filled, turned back and restored at random, and nothing is lost or doubled."""

from __future__ import annotations

import os

import pytest

from sync.hq.database import connect
from tests.journeys.chaos.invariants import breaches
from tests.journeys.chaos.nation import Nation
from tests.journeys.chaos.play import play
from tests.journeys.chaos.steps import STEPS

SEED = 5

pytestmark = [pytest.mark.journey, pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")]


def test_a_nation_in_chaos_loses_and_doubles_nothing() -> None:
    said: list[str] = []
    outcome = play(SEED, lambda so_far: so_far.rounds < 1, said.append, after=would_be_noticed)
    assert outcome.breaches == [], "\n".join(said)
    assert outcome.done.keys() == STEPS.keys(), "every kind of step was tried"
    assert outcome.at_hq["restoration"] == 1
    assert outcome.at_hq["crossing"] > 100


def would_be_noticed(nation: Nation) -> None:
    """What is held against each other notices a loss, a change and a break."""
    assert breaches(nation) == []
    with connect(nation.hq.database_url) as hq:
        hq.execute("DELETE FROM crossing WHERE record_id = (SELECT min(record_id::text)::uuid FROM crossing)")
        hq.execute(
            "UPDATE crossing SET payload = payload || '\\x00'"
            " WHERE record_id = (SELECT max(record_id::text)::uuid FROM crossing)"
        )
        hq.execute("DELETE FROM batch WHERE station = 3 AND first_seq = 1")
    found = " ".join(breaches(nation))
    for words in (
        "records are not at HQ",
        "other bytes at HQ",
        "1 record lines without",
        "chain of batches breaks",
    ):
        assert words in found
