"""The reader that a technician chose is the one that the desk uses, and a slip never closes the booth."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from app.domain.officer import Role
from app.flow.ports import StationPlan
from app.flow.reading import DeskEvent, ReaderState, ReaderView
from app.main import VERSION, StationKit
from app.main.readers import BoothReader, NoReader, booth_reader
from app.settings import Settings, load_settings
from app.store.door import StationDoor
from app.store.keys import Hardness
from tests.helpers.logs import ExpectLog

PASSWORD = "tall coconut palm"


@pytest.fixture
def station(home: Path) -> Path:
    """A founded station with a technician and an officer."""
    door = StationDoor(home, lambda: datetime.now(UTC), Hardness(memory_kib=64, passes=1, lanes=1))
    door.found(StationPlan("VUT", "VUVLI", "1", "", "chief", "The Chief", PASSWORD))
    chief = door.sign_in("chief", PASSWORD)
    chief.officers.add("tech", "Tom Tari", Role.TECHNICIAN, PASSWORD)
    chief.officers.add("toa", "Toa Tabi", Role.OFFICER, PASSWORD)
    door.sign_out(chief)
    return home


def use(home: Path, user: str, *arguments: str) -> Result:
    matapa = build(lambda chosen: StationKit(chosen, lambda *_: {}), VERSION)
    command = ["--home", str(home), "devices", "use", *arguments, "--as", user, "--password-stdin"]
    return CliRunner().invoke(matapa, command, input=f"{PASSWORD}\n")


def test_a_technician_sets_the_reader_and_takes_it_away(station: Path) -> None:
    done = use(station, "tech", "/dev/ttyACM0", "--profile", "3m-rte-native")
    assert done.exit_code == 0, done.output
    kept = load_settings(station)
    assert (kept.reader_port, kept.reader_profile) == ("/dev/ttyACM0", "3m-rte-native")
    assert use(station, "tech", "COM3").exit_code == 0
    assert (load_settings(station).reader_port, load_settings(station).reader_profile) == ("COM3", "")
    assert use(station, "tech", "--none").exit_code == 0
    assert load_settings(station) == Settings()


def test_a_technician_chooses_the_chip_reader_beside_the_document_reader(station: Path) -> None:
    name = "ACS ACR1252 Dual Reader [PICC] 00 00"
    assert use(station, "tech", "COM3").exit_code == 0
    done = use(station, "tech", "--chip", name)
    assert done.exit_code == 0, done.output
    assert name in done.output
    assert (load_settings(station).reader_port, load_settings(station).chip_reader) == ("COM3", name)
    assert "no chips" in use(station, "tech", "--chip", "none").output
    assert load_settings(station).chip_reader == "none"
    assert use(station, "tech", "COM4", "--chip", "first").exit_code == 0
    assert (load_settings(station).reader_port, load_settings(station).chip_reader) == ("COM4", "")


def test_an_officer_does_not_set_readers(station: Path) -> None:
    refused = use(station, "toa", "COM3")
    assert refused.exit_code == 1
    assert "may not" in refused.stderr or "permi" in refused.stderr.lower()
    assert load_settings(station) == Settings()


@pytest.mark.parametrize(
    "arguments",
    [("COM3", "--profile", "nobody"), (), ("COM3", "--none"), ("not a port!",), ("--chip", "a\tb")],
)
def test_what_cannot_be_used_is_refused_and_nothing_changes(
    station: Path, arguments: tuple[str, ...]
) -> None:
    assert use(station, "tech", *arguments).exit_code in {1, 2}
    assert load_settings(station) == Settings()


def seen_of(port: str, profile: str) -> list[DeskEvent]:
    reader, seen = booth_reader(port, profile), list[DeskEvent]()
    reader.start(seen.append)
    reader.stop()
    return seen


def test_without_a_reader_the_desk_says_that_there_is_none() -> None:
    assert isinstance(booth_reader("", "auto"), NoReader)
    assert seen_of("", "") == [ReaderView("", ReaderState.NONE)]


def test_a_profile_that_nobody_knows_leaves_the_framing_to_be_found(expect_log: ExpectLog) -> None:
    expect_log("no reader profile of this name")
    assert isinstance(booth_reader("socket://127.0.0.1:9", "from-another-version"), BoothReader)


def test_a_reader_that_cannot_be_made_is_shown_as_gone_with_its_code(expect_log: ExpectLog) -> None:
    expect_log("the reader cannot be used")
    assert seen_of("simulated:stx_etx", "") == [ReaderView("simulated:stx_etx", ReaderState.GONE, "DEV-02")]
