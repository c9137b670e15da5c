"""A log is the same bytes wherever and whenever it is made again; a power cut leaves a day open or closed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.main.days import StationDays
from sync.protocol.day import read_manifest
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.closing import ClosingStation, corrected, enrol
from tests.helpers.zones import SetZone
from tests.helpers.zones import zone as zone

# Makes a log anew as another program run on another machine's settings would, and says what came out.
ANOTHER_RUN = """
import hashlib, json, locale, sys
from datetime import UTC, datetime
from pathlib import Path
from app.main.days import StationDays
from tests.app.store.booth import StationInTest
from tests.app.store.closing import ClosingStation

station = StationInTest(Path(sys.argv[1]))
station.clock.now = datetime(2031, 7, 1, 3, 4, 5, tzinfo=UTC)
made = ClosingStation(station, StationDays()).make(1)
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in made.files}))
"""


@pytest.fixture
def desk(home: Path, zone: SetZone) -> ClosingStation:
    """A station at eleven hours before Greenwich with a day of travellers, one of them corrected."""
    zone("<+11>-11")
    station = StationInTest(home).found()
    enrol(station)
    desk = ClosingStation(station, StationDays())
    people = travellers(40)
    desk.record(*people)
    desk.record(corrected(people[3], people[-1].at + timedelta(minutes=1)), by="supervisor")
    station.clock.move(timedelta(days=2))
    return desk


def test_another_process_in_another_zone_and_language_makes_the_same_bytes(desk: ClosingStation) -> None:
    day = min(view.day for view in desk.list())
    desk.close(day, note="Fa’afetai – ça va")
    made = desk.make(1)
    assert made == desk.make(1, anew=False)
    said = read_manifest(made.manifest)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in made.files}
    assert hashes == {one.name: one.digest.hex() for one in said.files}
    assert list(hashes) == ["records.cbor", "day-log.pdf", "day-log.xlsx", "day-log.csv"]
    settings = {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"}
    another = subprocess.run(
        [sys.executable, "-c", ANOTHER_RUN, str(desk.station.home)],
        env=os.environ | settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(another.stdout) == hashes


def test_closing_tells_how_far_it_is_and_never_goes_back(desk: ClosingStation) -> None:
    told: list[tuple[int, int]] = []
    day = min(view.day for view in desk.list())
    with desk.station.signed_in("supervisor") as session:
        desk.days.close(session, day, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 100), (100, 100))


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_process_that_is_killed_at_any_step_leaves_the_day_open_or_closed(desk: ClosingStation) -> None:
    desk.days = StationDays({"a.csv": lambda content: b"a", "b.csv": lambda content: b"b"})
    day = min(view.day for view in desk.list())
    for step in range(1, 8):
        if (pid := os.fork()) == 0:
            try:
                closing_ends_at(desk, day, step)
            finally:
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        closed = next(view for view in desk.list() if view.day == day).closed
        assert closed == (os.waitstatus_to_exitcode(status) == 0)
        if closed:
            break
    assert step > 4
    assert desk.make(1).files[1] == ("a.csv", b"a")


def closing_ends_at(desk: ClosingStation, day: date, step: int) -> None:
    """Close a day in this process, which dies at a step as by a power cut, or says that it is done."""
    steps = iter(range(1, step))

    def progress(done: int, total: int) -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    with desk.station.signed_in("supervisor") as session:
        desk.days.close(session, day, progress)
        os._exit(0)
