"""One HQ for each module of tests, and as many stations as a test wants; each keeps to its own seqs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.hq import Postgres, RunningHq
from tests.sync.hq.listening import Desk, Listener
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.station import Station

NewStation = Callable[[], Station]


@pytest.fixture(scope="module")
def hq(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHq]:
    """A live HQ, serving."""
    with RunningHq(tmp_path_factory.mktemp("hq"), postgres.new_database()) as running:
        yield running


@pytest.fixture
def own_hq(postgres: Postgres, tmp_path: Path) -> Iterator[RunningHq]:
    """An HQ of this test alone: it may be killed."""
    with RunningHq(tmp_path / "hq", postgres.new_database()) as running:
        yield running


@pytest.fixture
def new_station(hq: RunningHq) -> Iterator[NewStation]:
    """Make stations enrolled with the module's HQ."""
    made: list[Station] = []

    def make() -> Station:
        made.append(Station(hq))
        return made[-1]

    yield make
    for station in made:
        station.close()


@pytest.fixture
def station(new_station: NewStation) -> Station:
    """One enrolled station."""
    return new_station()


@pytest.fixture(scope="module")
def _kept_quiet_hq(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietHq]:
    made = QuietHq(tmp_path_factory.mktemp("quiet-hq"), postgres.new_database())
    yield made
    made.close()


@pytest.fixture
def quiet_hq(_kept_quiet_hq: QuietHq) -> QuietHq:
    """An HQ that serves nobody and has nothing yet but one station."""
    _kept_quiet_hq.empty()
    return _kept_quiet_hq


@pytest.fixture
def desk(hq: RunningHq, tmp_path: Path) -> Desk:
    """A list of this test's own at the module's HQ."""
    return Desk(hq, tmp_path)


@pytest.fixture
def listener(station: Station, tmp_path: Path) -> Iterator[Listener]:
    """A station that has taken in all that HQ had published before the test."""
    made = Listener(station, tmp_path / "inbox")
    made.look()
    yield made
    made.close()
