"""A port without any link closes its days, takes them to HQ on a stick, and HQ knows every record of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner

from app.flow.ports import SignedIn
from app.main.courier import StickCourier
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.main.enrolling import for_the_stick, take_answer, write_request
from bench.people import Booth, crossings
from devices.simulated.drives import SimulatedDrives
from sync.hq.age_keys import load_age
from sync.hq.cli import cli
from tests.app.store.booth import MovableClock, StationInTest
from tests.helpers.hq import Postgres, RunningHq
from tests.helpers.stick import a_drive

pytestmark = pytest.mark.journey
AtHq: TypeAlias = Callable[..., Any]
DAYS = StationDays()


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
def at_hq(hq: RunningHq) -> AtHq:
    """Type a `matapa-hq` command; its JSON."""

    def typed(group: str, command: str, *words: str) -> Any:
        home = ["--home", str(hq.home.folder), "--json"]
        result = CliRunner().invoke(cli, [group, command, *home, *words])
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.stdout)

    return typed


def test_days_of_a_port_without_a_link_come_to_hq_whole(
    hq: RunningHq, at_hq: AtHq, drive: Path, tmp_path: Path
) -> None:
    station = StationInTest(tmp_path / "home").found()
    export = StationDayExport(DAYS, station.clock)
    number = enrol(hq, at_hq, drive, station)
    with station.signed_in("supervisor") as session:
        StickCourier(lambda: SimulatedDrives([drive]), station.clock).read(session, drive, look_on)
        assert [name for name, _ in export.policy(session).recipients] == ["HQ"]
        day = cross(session, 9)
        log = DAYS.close(session, day, look_on)
        cross(session, 4, seed=6)
        assert DAYS.add(session, day, look_on).head.number == 2
        export.export(session, (1, 2), drive, look_on)
        assert [view.logs[0].exported_at for view in DAYS.days(session)] == [station.clock()]
    said = at_hq("courier", "read", str(drive))
    assert (said["logs"], said["new_logs"], said["rejected"], said["refused"]) == (2, 2, 0, [])
    first, second = at_hq("day", "list", "--station", str(number))["logs"]
    assert (first["came"], first["crossings"], first["digest"]) == (9, 9, log.digest.hex())
    assert (second["kind"], second["came"], second["missing"]) == ("addendum", 4, 0)
    assert hq.count() == 13
    proved = export.verify(drive, proved_key(station), str(load_age(hq.home)))
    assert [(one.head.number, one.trusted) for one in proved] == [(1, True), (2, True)]
    again = at_hq("day", "import", str(drive))["packages"][0]
    assert [(one["new"], one["same"], one["came"]) for one in again["logs"]] == [(False, 9, 0), (False, 4, 0)]
    with station.signed_in("officer") as session:
        StickCourier(lambda: SimulatedDrives([drive]), station.clock).read(session, drive, look_on)
        assert session.outbox.view().waiting == 0, "the receipts came back with the stick"


def enrol(hq: RunningHq, at_hq: AtHq, drive: Path, station: StationInTest) -> int:
    """Enrol the station by stick; its number at HQ."""
    with station.signed_in("harbourmaster") as session:
        asked = for_the_stick(session.station, hq.enrol_code("UTAVR", "A1"), "https://hq.example", None)
        session.enrolment.keep_pending(asked)
        write_request(drive, asked, MovableClock()())
        assert at_hq("courier", "read", str(drive))["enrolled"] == 1
        made = take_answer(drive, asked)
        session.enrolment.save(made)
    with station.signed_in("supervisor") as session:
        StickCourier(lambda: SimulatedDrives([drive]), station.clock).write(session, drive, look_on)
    at_hq("courier", "read", str(drive))
    return made.station_number


def proved_key(station: StationInTest) -> bytes:
    """The key by which the station's logs are signed."""
    with station.raw() as connection:
        (key,) = connection.execute("SELECT public_key FROM day_logs LIMIT 1").fetchone()
    return bytes(key)


def cross(session: SignedIn, number: int, seed: int = 5) -> date:
    """Travellers cross at this booth; the local day on which they do."""
    here = session.station
    booth = Booth(here.station_id, here.port, here.booth, ("supervisor",), here.training)
    made = list(crossings(number, seed, booth))
    for crossing in made:
        session.crossings.record(crossing)
    return made[0].crossed_at.astimezone().date()


def look_on(done: int, total: int) -> None:
    """Watch how far it is."""
    assert 0 <= done <= total
