"""`matapa courier`: what waits goes to a stick by command, and HQ's answer comes back from it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, cast

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.commands.cli import build
from app.commands.kit import Kit
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import HqEnrolment, SignInPort
from app.main.courier import StickCourier
from app.store.door import StationDoor
from devices.simulated.drives import SimulatedDrives
from sync.protocol.batch import batch_id
from tests.app.store.booth import CHEAP, PASSWORDS, StationInTest, travellers
from tests.helpers.publications import LittlePress
from tests.helpers.stick import LittleStation, files_of

Command: TypeAlias = Callable[..., Result]


class KitInTest:
    """The parts of `Kit` that these commands use: the real store and courier, and a folder for a drive."""

    def __init__(self, station: StationInTest, drive: Path) -> None:
        self.home = station.home
        self._station = station
        self.drives = SimulatedDrives([drive])

    def door(self) -> SignInPort:
        return StationDoor(self.home, self._station.clock, CHEAP)

    def courier(self) -> StickCourier:
        return StickCourier(lambda: self.drives, self._station.clock)


class HqOnPaper:
    """HQ's keys, and what it says of the batches on a stick."""

    def __init__(self, station: StationInTest, folder: Path) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.station_key = Ed25519PrivateKey.generate()
        self.said = LittleStation(folder, 7, self.key)
        with station.signed_in("harbourmaster") as session:
            session.enrolment.save(
                HqEnrolment(
                    "https://hq.example", 7, "token", self.station_key.private_bytes_raw(),
                    self.key.public_key().public_bytes_raw(),
                    X25519PrivateKey.generate().public_key().public_bytes_raw(), b"PEM",
                )
            )  # fmt: skip

    def answer(self, drive: Path) -> None:
        """Put a receipt beside every batch, and the keys."""
        down, published = drive / "MATAPA" / "down" / "000007", drive / "MATAPA" / "published"
        for folder in (down, published):
            folder.mkdir(parents=True)
        for path in drive.rglob("*.mbat"):
            name = batch_id(path.read_bytes())
            (down / f"{name.hex()[:16]}.mrec").write_bytes(self.said.receipt_for(name))
        LittlePress(published, self.key).publish_keys(7, self.station_key)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A stick that is plugged in."""
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def kit(station: StationInTest, drive: Path) -> KitInTest:
    """A station where six travellers crossed."""
    with station.signed_in("officer") as session:
        for crossing in travellers(6):
            session.crossings.record(crossing)
    return KitInTest(station, drive)


@pytest.fixture
def run(kit: KitInTest) -> Command:
    """Type a `matapa courier` command; all but the first two as the officer."""

    def typed(*words: str) -> Result:
        account = [] if words[0] in ("find", "eject") else ["--as", "officer", "--password-stdin"]
        matapa = build(lambda _: cast("Kit", kit), "0")
        return CliRunner().invoke(matapa, ["courier", *words, *account], input=PASSWORDS["officer"] + "\n")

    return typed


def test_a_stick_makes_the_trip_by_command(
    run: Command, station: StationInTest, drive: Path, tmp_path: Path
) -> None:
    hq = HqOnPaper(station, tmp_path / "hq")
    assert json.loads(run("find", "--json").stdout)["drives"][0]["path"] == str(drive)
    written = run("write")
    assert written.exit_code == 0, written.output
    assert "On the stick for HQ: 6 records in 1 batch." in written.stdout
    assert "Writing: 100 %" in written.stderr
    hq.answer(drive)
    seen = json.loads(run("look", "--json").stdout)
    assert (seen["for_us"], seen["from_us"], seen["torn"], seen["foreign"]) == (2, 0, [], False)
    read = json.loads(run("read", str(drive), "--json").stdout)
    assert (read["receipts"], read["rows_settled"], read["publications"]) == (1, 6, ["keys/7"])
    assert not [name for name in files_of(drive) if name.endswith(".mbat")]
    with station.signed_in("officer") as session:
        assert (session.outbox.view().waiting, session.outbox.view().accepted) == (0, 6)
    again = run("read")
    assert "Everything else on it was here already." in again.stdout
    assert "may be pulled out" in run("eject").stdout
    assert "DRV-01" in run("find").output
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_what_cannot_be_done_is_told_with_a_remedy(
    run: Command, kit: KitInTest, station: StationInTest, drive: Path, tmp_path: Path
) -> None:
    assert "SYN-09" in run("write").stderr
    hq = HqOnPaper(station, tmp_path / "hq")
    assert "DRV-05" in run("read").stderr
    assert "DRV-01" in run("write", str(tmp_path / "nowhere")).stderr
    run("write")
    hq.answer(drive)
    torn = drive / "MATAPA" / "down" / "000007" / ("ab" * 8 + ".mrec")
    torn.write_bytes(b"\xff")
    told = run("read")
    assert told.exit_code == 1
    assert "HQ has confirmed 6 records" in told.stdout
    assert torn.name in told.stderr
    assert "DRV-06" in told.stderr
    (tmp_path / "second").mkdir()
    kit.drives = SimulatedDrives([drive, tmp_path / "second"])
    assert "More than one stick" in run("look").output


def test_the_desk_may_stop_a_stick_and_work_on_another_thread(
    kit: KitInTest, station: StationInTest, drive: Path, tmp_path: Path
) -> None:
    HqOnPaper(station, tmp_path / "hq")
    ended: list[object] = []

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with station.signed_in("officer") as session:
        with pytest.raises(KeyboardInterrupt):
            kit.courier().write(session, drive, stop)
        assert not [name for name in files_of(drive) if name.endswith(".mbat")]
        assert not list(drive.rglob("*.part"))
        thread = threading.Thread(
            target=lambda: ended.append(kit.courier().write(session, drive, lambda _, __: None))
        )
        thread.start()
        thread.join()
        assert len(ended) == 1
        kit.courier().eject(drive)
        with pytest.raises(WorldError) as raised:
            kit.courier().eject(drive)
        assert raised.value.failure.code is FailureCode.DRIVE_MISSING


def test_a_folder_is_no_drive_to_let_go_of_and_a_name_in_error_is_said(
    run: Command, station: StationInTest, tmp_path: Path
) -> None:
    HqOnPaper(station, tmp_path / "hq")
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "eject" not in run("write", str(folder)).stdout
    said = run("eject", str(folder))
    assert (said.exit_code, "nothing to let go of" in said.stdout) == (0, True)
    wrong = run("write", str(tmp_path / "not there"))
    assert (wrong.exit_code, "no such folder" in wrong.stderr) == (1, True)
