"""A port without any link: enrolled, heard, answered and renewed by a stick alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner

from app.flow.ports import HqEnrolment, SignedIn
from app.main.courier import StickCourier
from app.main.enrolling import for_the_stick, take_answer, write_request
from bench.people import Booth, crossings
from devices.simulated.drives import SimulatedDrives
from sync.hq.cli import cli
from tests.app.store.booth import MovableClock, StationInTest
from tests.helpers.hq import Postgres, RunningHq
from tests.helpers.stick import a_drive, files_of

pytestmark = pytest.mark.journey
AtHq: TypeAlias = Callable[..., Any]


@pytest.fixture
def drive() -> Iterator[Path]:
    """The stick on the weekly boat."""
    with a_drive() as folder:
        yield folder


@pytest.fixture
def hq(tmp_path: Path, postgres: Postgres) -> RunningHq:
    """An HQ that serves nobody: nothing reaches it but the stick."""
    return RunningHq(tmp_path / "hq", postgres.new_database(), training=True)


@pytest.fixture
def at_hq(hq: RunningHq, drive: Path) -> AtHq:
    """Type `matapa-hq courier read`; what it says."""

    def read(exits: int = 0) -> Any:
        words = ["courier", "read", str(drive), "--home", str(hq.home.folder), "--json"]
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == exits, result.output
        return json.loads(result.stdout)

    return read


@pytest.fixture
def station(tmp_path: Path) -> StationInTest:
    """A booth that no cable leaves."""
    return StationInTest(tmp_path / "home").found()


@pytest.fixture
def courier(station: StationInTest, drive: Path) -> StickCourier:
    """What its desk carries with."""
    return StickCourier(lambda: SimulatedDrives([drive]), station.clock)


def test_a_port_without_a_link_lives_by_the_stick(
    hq: RunningHq, at_hq: AtHq, drive: Path, station: StationInTest, courier: StickCourier
) -> None:
    first = enrolled(hq, at_hq, drive, station)
    with station.signed_in("officer") as session:
        cross(session, 7)
        assert courier.write(session, drive, look_on).rows == 7
        said = at_hq()
        assert (said["batches"], said["receipts"], said["rejected"]) == (1, 1, 0)
        done = courier.read(session, drive, look_on)
        assert (done.rows_settled, done.failed) == (7, ())
        assert f"keys/{first.station_number}" in done.publications
        assert session.outbox.view().waiting == 0
        assert courier.read(session, drive, look_on).rows_settled == 0
    assert hq.count() == 7

    station.clock.move(timedelta(days=300))
    with station.signed_in("officer") as session:
        courier.write(session, drive, look_on)
        assert at_hq()["renewed"] == 1
        done = courier.read(session, drive, look_on)
        assert (done.renewed, done.failed) == (True, ())
        assert not courier.read(session, drive, look_on).renewed
    with station.signed_in("harbourmaster") as session:
        now = session.enrolment.current()
        assert session.keeper.check().intact
    assert now is not None
    assert now.certificate != first.certificate


def test_a_station_that_was_revoked_is_heard_no_more(
    hq: RunningHq, at_hq: AtHq, drive: Path, station: StationInTest, courier: StickCourier
) -> None:
    first = enrolled(hq, at_hq, drive, station)
    hq.revoke(first.station_number)
    with station.signed_in("officer") as session:
        cross(session, 1)
        courier.write(session, drive, look_on)
    assert at_hq(exits=1)["batches"] == 0
    assert hq.count() == 0
    assert sum(name.endswith(".mbat") for name in files_of(drive)) == 1, "it is not HQ's to delete"


def enrolled(hq: RunningHq, at_hq: AtHq, drive: Path, station: StationInTest) -> HqEnrolment:
    """Enrol the station by stick; what came of it."""
    with station.signed_in("harbourmaster") as session:
        asked = for_the_stick(session.station, hq.enrol_code("UTAVR", "A1"), "https://hq.example", None)
        session.enrolment.keep_pending(asked)
        write_request(drive, asked, MovableClock()())
        assert at_hq()["enrolled"] == 1
        session.enrolment.save(take_answer(drive, asked))
        made = session.enrolment.current()
    assert made is not None
    return made


def cross(session: SignedIn, number: int) -> None:
    """Travellers cross at this booth."""
    here = session.station
    booth = Booth(here.station_id, here.port, here.booth, ("officer",), here.training)
    for crossing in crossings(number, 5, booth):
        session.crossings.record(crossing)


def look_on(done: int, total: int) -> None:
    """Watch how far it is."""
    assert 0 <= done <= total
