"""Station or HQ may be killed at any instant: what an officer was told is kept reaches HQ, exactly once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.store.outbox import count
from sync.hq.database import connect
from tests.app.store.booth import StationInTest
from tests.helpers.hq import Postgres, RunningHq
from tests.helpers.recording_station import READY, SETTLED
from tests.journeys.enrolled import enrolled_station

STATION_KILLS, HQ_KILLS = 40, 20
ENDLESS = 100_000

pytestmark = [pytest.mark.journey, pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")]


@pytest.fixture
def hq(tmp_path: Path, postgres: Postgres) -> Iterator[RunningHq]:
    """A training HQ of its own."""
    with RunningHq(tmp_path / "hq", postgres.new_database(), training=True) as hq:
        yield hq


@pytest.fixture
def station(tmp_path: Path, hq: RunningHq) -> StationInTest:
    """A station enrolled with that HQ."""
    return enrolled_station(tmp_path / "station", hq)


def test_a_station_killed_forty_times_between_admit_and_receipt(
    station: StationInTest, hq: RunningHq
) -> None:
    dice = random.Random(1)
    told: list[str] = []
    on_their_way: list[int] = []
    for turn in range(STATION_KILLS):
        with recording(station, ENDLESS, seed=turn + 1) as process:
            told += words(process, dice.randint(1, 15))
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0, 0.03))
            process.kill()
            told += rest(process)
        on_their_way.append(without_receipt(station))
    assert sum(map(bool, on_their_way)) > STATION_KILLS // 2, "most kills come between Admit and receipt"
    finish(station, told)
    assert_everything_arrived_once(station, hq, told, kills=STATION_KILLS)


def test_an_hq_killed_twenty_times_while_a_station_sends(station: StationInTest, hq: RunningHq) -> None:
    dice = random.Random(2)
    told: list[str] = []
    with recording(station, ENDLESS, seed=1) as process:
        for _ in range(HQ_KILLS):
            told += words(process, dice.randint(1, 6))
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0, 0.05))
            hq.restart()
        process.kill()
        told += rest(process)
    finish(station, told)
    assert_everything_arrived_once(station, hq, told, kills=1)


@contextmanager
def recording(station: StationInTest, count: int, seed: int) -> Iterator[subprocess.Popen[str]]:
    """A station that records and sends, ready to take its first traveller; ended with the block."""
    command = [
        sys.executable, "-m", "tests.helpers.recording_station", str(station.home), str(count), str(seed),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        try:
            assert words(process, 1) == [READY]
            yield process
        finally:
            process.kill()


def words(process: subprocess.Popen[str], count: int) -> list[str]:
    """The next words that the station says."""
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def rest(process: subprocess.Popen[str]) -> list[str]:
    """What a killed station had still said in full."""
    assert process.stdout is not None
    return [line.strip() for line in process.stdout if line.endswith("\n")]


def without_receipt(station: StationInTest) -> int:
    """Crossings kept that HQ has not confirmed."""
    with station.raw() as connection:
        return count(connection).waiting


def finish(station: StationInTest, told: list[str]) -> None:
    """Start the station once more, record one traveller and let it send everything in peace."""
    with recording(station, 1, seed=9_999) as process:
        told += words(process, 1)
        assert words(process, 1) == [SETTLED]
        assert process.wait(20) == 0


def assert_everything_arrived_once(
    station: StationInTest, hq: RunningHq, told: list[str], kills: int
) -> None:
    """Nothing that an officer was told is lost, nothing doubled, every chain whole on both sides."""
    with station.raw() as connection:
        kept = [bytes(row[0]) for row in connection.execute("SELECT record_id FROM crossings ORDER BY id")]
    with connect(hq.database_url) as connection:
        arrived = [
            row[0].bytes
            for row in connection.execute("SELECT record_id FROM crossing ORDER BY seq").fetchall()
        ]
    assert len(told) == len(set(told)) > kills
    assert {bytes.fromhex(word.replace("-", "")) for word in told} <= set(kept)
    assert len(kept) <= len(told) + kills, "at most the one under way at a kill was kept unsaid"
    assert arrived == kept, "HQ has what the station has, once and in its order"
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert (report.outbox.waiting, report.outbox.parked) == (0, 0)
    stats = hq.stats()
    assert stats["duplicates"] == stats["records_offered_again"] == stats["chain_breaks"] == 0
    assert stats["batches_unsettled"] == stats["batches_quarantined"] == stats["records_quarantined"] == 0
    assert [found["up_to_seq"] for found in stats["stations"]] == [len(kept)]
