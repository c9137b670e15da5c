"""The stick between stations and HQ: the same record, receipt and refusals as on the link."""

from __future__ import annotations

import contextlib
import errno
import json
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given

from app.domain.failure import FailureCode, WorldError
from app.domain.record import encode
from sync import enrol
from sync.courier.files import Files
from sync.courier.station import Besides
from sync.courier.stick import Stick
from sync.hq.audit import Reader
from sync.hq.cli import cli
from sync.hq.courier import StickIntake
from sync.hq.courier_giving import StickFiller
from sync.hq.courier_report import StickReport
from sync.http import HqClient
from sync.identity import certificate_request, proved
from sync.ports import Settlement
from sync.protocol import receipt as receipts
from tests.helpers.fuzzing import fuzzed
from tests.helpers.hq import RunningHq
from tests.helpers.stick import LittleStation, PulledFiles, a_drive, files_of
from tests.helpers.stick_trees import Tree, plant, trees
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.listening import Desk
from tests.sync.hq.station import BOOTH, PORT, Station

PULLS = 30


@pytest.fixture
def drive() -> Iterator[Path]:
    """An empty stick."""
    with a_drive() as folder:
        yield folder


class Courier:
    """A station that sends by stick, and HQ's end of it."""

    def __init__(self, hq: RunningHq, station: Station, folder: Path) -> None:
        self.hq, self.station = hq, station
        self.little = LittleStation(folder, identity=station.identity)

    def record(self, number: int) -> None:
        """Travellers cross."""
        for crossing in self.station.crossings(number):
            self.little.outbox.record(encode(crossing))


@pytest.fixture
def courier(hq: RunningHq, station: Station, tmp_path: Path) -> Courier:
    """One station that has recorded five travellers."""
    made = Courier(hq, station, tmp_path / "station")
    made.record(5)
    return made


def at_hq(hq: RunningHq, command: str, drive: Path, *options: str, exits: int = 0) -> Any:
    """Type a `matapa-hq courier` command; its JSON."""
    words = ["courier", command, str(drive), "--home", str(hq.home.folder), "--json", *options]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == exits, result.output
    return json.loads(result.stdout) if result.stdout else result.stderr


def why(said: Any) -> list[str]:
    """What was refused, in words."""
    return [one["why"] for one in said["refused"]]


def test_a_stick_brings_records_up_and_receipts_and_lists_down(
    hq: RunningHq, courier: Courier, drive: Path, desk: Desk
) -> None:
    desk.take({"A": "Somebody Wanted"})
    before = hq.count()
    courier.little.write(drive)
    said = at_hq(hq, "read", drive)
    assert (said["batches"], said["known"], said["receipts"], said["refused"]) == (1, 0, 1, [])
    assert said["stations"] == [courier.station.number]
    assert hq.count() == before + 5
    taken = courier.little.read(drive)
    assert (taken.rows_settled, taken.failed) == (5, ())
    assert {f"keys/{courier.station.number}", desk.people} <= set(taken.publications)
    courier.little.write(drive)
    again = at_hq(hq, "read", drive)
    assert (again["batches"], again["publications"]) == (0, 0), "it holds what its word says"


def test_the_same_stick_read_twice_and_a_link_that_came_back_give_one_record_and_one_receipt(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before = hq.count()
    courier.little.write(drive)
    (batch,) = courier.little.outbox.unsettled()
    road = HqClient(courier.station.identity, threading.Event())
    by_link = road.deliver(batch, fresh=True)
    road.close()
    courier.little.outbox.settle(Settlement(batch.batch_id, by_link, ()))
    first, second = at_hq(hq, "read", drive), at_hq(hq, "read", drive)
    assert [(one["batches"], one["known"]) for one in (first, second)] == [(0, 1), (0, 1)]
    assert hq.count() == before + 5
    name = f"down/{courier.station.number:06}/{batch.batch_id.hex()[:16]}.mrec"
    assert files_of(drive)[name] == by_link
    assert courier.little.read(drive).rows_settled == 0
    assert not list(drive.rglob("*.mbat")), "HQ has read it and it is settled"


def test_a_stick_first_and_the_link_afterwards_is_one_record_too(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before = hq.count()
    courier.little.write(drive)
    at_hq(hq, "read", drive)
    (batch,) = courier.little.outbox.unsettled()
    road = HqClient(courier.station.identity, threading.Event())
    by_link = road.deliver(batch, fresh=False)
    road.close()
    assert receipts.read(by_link, courier.station.identity.hq_receipt_key).batch_id == batch.batch_id
    assert by_link in files_of(drive).values()
    assert hq.count() == before + 5


def test_what_is_not_this_hqs_is_refused_and_said_and_the_others_are_taken(
    hq: RunningHq, courier: Courier, drive: Path, new_station: NewStation, tmp_path: Path
) -> None:
    before = hq.count()
    revoked = Courier(hq, new_station(), tmp_path / "revoked")
    revoked.record(1)
    revoked.little.write(drive)
    hq.revoke(revoked.station.number)
    stranger = LittleStation(tmp_path / "stranger", 900_001)
    stranger.outbox.record(b"anything")
    stranger.write(drive)
    impostor = LittleStation(tmp_path / "impostor", courier.station.number)
    impostor.outbox.record(b"anything")
    impostor.write(drive)
    courier.little.write(drive)
    said = at_hq(hq, "read", drive, exits=1)
    assert sorted(why(said)) == sorted([
        "it is damaged, or not made by this station for this HQ (SYN-05)",
        f"station {revoked.station.number} is revoked",
        "this HQ has no station 900001",
    ])  # fmt: skip
    assert hq.count() == before + 5
    assert not (drive / "MATAPA" / "down" / f"{revoked.station.number:06}").exists()
    other = at_hq(hq, "read", drive, "--port", "NZAKL", exits=1)
    assert f"station {courier.station.number} is of {PORT}, not of NZAKL" in why(other)


def test_a_batch_in_another_stations_folder_is_not_taken_for_that_one(
    hq: RunningHq, courier: Courier, drive: Path, new_station: NewStation
) -> None:
    before, other = hq.count(), new_station()
    courier.little.write(drive)
    up = drive / "MATAPA" / "up"
    (up / f"{courier.station.number:06}").rename(up / f"{other.number:06}")
    said = at_hq(hq, "read", drive, exits=1)
    assert len(said["refused"]) == 2, "the batch and the word"
    assert hq.count() == before


def test_a_strangers_link_holds_up_nobody(
    hq: RunningHq, courier: Courier, drive: Path, new_station: NewStation
) -> None:
    other, outside = f"{new_station().number:06}", drive.with_name("outside")
    outside.mkdir()
    courier.little.write(drive)
    (drive / "MATAPA" / "up" / other).symlink_to(outside)
    (drive / "MATAPA" / "up" / "enrol").symlink_to(outside)
    (drive / "MATAPA" / "published").symlink_to(outside)
    said = at_hq(hq, "read", drive, exits=1)
    assert (said["batches"], said["receipts"]) == (1, 1)
    refused = {one["file"] for one in said["refused"]}
    assert {f"up/{other}", "up/enrol"} <= refused
    assert any(name.startswith("published/keys_") for name in refused)
    assert list(outside.iterdir()) == []
    (drive / "MATAPA" / "published").unlink()
    assert courier.little.courier.look(Stick(drive)).others == 1


def test_a_flipped_byte_anywhere_is_told_and_never_taken(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before = hq.count()
    courier.little.write(drive)
    rolls = random.Random(1)
    for path in [*drive.rglob("*.mbat"), *drive.rglob("*.mword")]:
        whole = path.read_bytes()
        for _ in range(20):
            place = rolls.randrange(len(whole))
            path.write_bytes(
                whole[:place] + bytes((whole[place] ^ 1 << rolls.randrange(8),)) + whole[place + 1 :]
            )
            report = intake(hq, Stick(drive), StickReport())
            assert [name.rpartition("/")[2] for name, _ in report.refused] == [path.name]
        path.write_bytes(whole)
        if path.suffix == ".mbat":
            assert hq.count() == before
            path.unlink()


def test_a_station_is_enrolled_and_renewed_by_stick(hq: RunningHq, courier: Courier, drive: Path) -> None:
    who = ("UTO", PORT, BOOTH, "UTAVR-by-stick")
    pending, request = enrol.begin_by_stick(hq.enrol_code(PORT, BOOTH), who, hq.url)
    asked = drive / "MATAPA" / "up" / "enrol" / f"{pending.name}.mreq"
    asked.parent.mkdir(parents=True)
    asked.write_bytes(request)
    identity = courier.station.identity
    courier.little.besides = Besides(lambda: certificate_request(identity.tls_key))
    courier.little.write(drive)
    said = at_hq(hq, "read", drive)
    assert (said["enrolled"], said["renewed"]) == (1, 1)
    files = files_of(drive)
    made = enrol.finish_by_stick(pending, files[f"down/enrol/{pending.name}.mans"])
    assert made.station_number > courier.station.number
    certificate = files[f"down/{identity.station_number:06}/certificate.pem"]
    assert proved(certificate, identity.tls_key, identity.ca_pem, identity.station_number, PORT)
    assert at_hq(hq, "read", drive)["enrolled"] == 1
    assert files_of(drive)[f"down/enrol/{pending.name}.mans"] == files[f"down/enrol/{pending.name}.mans"]


def test_a_station_whose_certificate_is_over_is_heard_once_it_has_enrolled_again_by_the_same_stick(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before, number = hq.count(), courier.station.number
    courier.little.write(drive)
    hq.let_certificates_end(number)
    said = at_hq(hq, "read", drive, exits=1)
    assert (said["batches"], said["receipts"], said["stations"], hq.count()) == (0, 0, [], before)
    assert "enrols again with a new code, by stick too" in why(said)[0]
    assert not (drive / "MATAPA" / "down" / f"{number:06}").exists()
    at_hq(hq, "write", drive, "--station", str(number), exits=1)
    assert courier.little.write(drive).already_there == 1, "what waits stays at the station"
    who = ("UTO", PORT, BOOTH, courier.station.name)
    pending, request = enrol.begin_by_stick(hq.enrol_code(PORT, BOOTH), who, hq.url, courier.station.identity)
    asked = drive / "MATAPA" / "up" / "enrol" / f"{pending.name}.mreq"
    asked.parent.mkdir(parents=True)
    asked.write_bytes(request)
    said = at_hq(hq, "read", drive)
    assert (said["enrolled"], said["batches"], said["refused"], hq.count()) == (1, 1, [], before + 5)
    answer = files_of(drive)[f"down/enrol/{pending.name}.mans"]
    assert enrol.finish_by_stick(pending, answer).station_number == number


def test_a_stick_may_go_out_first_to_a_port_or_a_station(
    hq: RunningHq, courier: Courier, drive: Path, desk: Desk
) -> None:
    desk.take({"A": "Somebody Wanted"})
    said = at_hq(hq, "write", drive, "--station", str(courier.station.number))
    assert said["stations"] == [courier.station.number]
    assert desk.people in courier.little.read(drive).publications
    assert "NZAKL" in at_hq(hq, "write", drive, "--port", "NZAKL", exits=1)
    assert "HQ-20" in at_hq(hq, "read", drive / "nowhere", exits=1)


def test_an_hq_that_lost_a_batch_is_given_it_again_by_stick(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before = hq.count()
    courier.little.write(drive)
    at_hq(hq, "read", drive)
    courier.little.read(drive)
    with hq.connection() as connection:  # as an older copy is
        number = courier.station.number
        for table in ("crossing", "batch"):
            connection.execute(f"DELETE FROM {table} WHERE station = {number}".encode())
        connection.execute("UPDATE station SET up_to_seq = 0 WHERE number = %s", (number,))
    courier.record(2)
    courier.little.write(drive)
    at_hq(hq, "read", drive)
    assert courier.little.read(drive).rows_settled == 2
    assert courier.little.write(drive).rows == 5, "HQ's word on the stick says that it lacks them"
    assert at_hq(hq, "read", drive)["batches"] == 1
    courier.little.read(drive)
    assert hq.count() == before + 7
    assert not list(drive.rglob("*.mbat"))


class _Narrow(Files):
    """A stick that has this much room."""

    left = 300_000

    def free(self, folder: Path) -> int:
        return self.left


def test_without_room_receipts_and_keys_go_first_and_what_is_left_out_is_said(
    hq: RunningHq, courier: Courier, drive: Path, desk: Desk
) -> None:
    desk.take({"A": "Somebody Wanted"})
    courier.little.write(drive)
    narrow, report = _Narrow(), StickReport()
    narrow.left = 80_000  # a file of one cluster fits, one of two does not

    def note(_: str) -> None:
        narrow.left = 70_000 if report.receipts == 0 else 10_000

    give(hq, Stick(drive, narrow), report, note)
    assert report.receipts == 1
    assert report.publications == 0
    assert any(name.startswith("published/") for name in report.left_out)


def _silent(_: str) -> None:
    """Tell nobody."""


def intake(hq: RunningHq, stick: Stick, report: StickReport) -> StickReport:
    """Take a stick in, in this process."""
    with hq.connection(autocommit=True) as connection:
        StickIntake(hq.home, connection, Reader("mvira", "courier")).take(stick, report, _silent)
    return report


def give(hq: RunningHq, stick: Stick, report: StickReport, note: Callable[[str], None] = _silent) -> None:
    """Take a stick in and answer on it, in this process."""
    reader = Reader("mvira", "courier")
    with hq.connection(autocommit=True) as connection:
        back = StickIntake(hq.home, connection, reader).take(stick, report, note)
        StickFiller(hq.home, connection, reader).fill(stick, back, report, note)


@fuzzed(share=0.003)
@given(tree=trees)
def test_whatever_lies_on_a_stick_hq_refuses_it_by_name_or_passes_it_over(hq: RunningHq, tree: Tree) -> None:
    with a_drive() as drive:
        outside = drive.with_name("outside")
        outside.mkdir()
        (outside / "secret").write_bytes(b"ours")
        plant(drive / "MATAPA", tree, outside)
        report = StickReport()
        with contextlib.suppress(WorldError):
            intake(hq, Stick(drive), report)
        assert (report.batches, report.known, report.enrolled, report.renewed) == (0, 0, 0, 0)
        assert [path.name for path in outside.iterdir()] == ["secret"]


def outcome(hq: RunningHq, drive: Path, files: Files) -> FailureCode | None:
    """The code with which HQ's work on the stick ended, None for well."""
    try:
        give(hq, Stick(drive, files), StickReport())
    except WorldError as error:
        return error.failure.code
    return None


def test_pulled_out_at_any_moment_at_hq_it_ends_with_one_record_and_one_receipt(
    hq: RunningHq, courier: Courier, drive: Path
) -> None:
    before, rolls = hq.count(), random.Random(3)
    courier.little.write(drive)
    batch = courier.little.outbox.unsettled()[0]
    counting = PulledFiles(1 << 30, 0)
    whole_drive = drive.with_name("whole")
    whole_drive.mkdir()
    courier.little.write(whole_drive)
    give(hq, Stick(whole_drive, counting), StickReport())
    steps = (1 << 30) - counting.left
    for _ in range(PULLS):
        number = rolls.choice((errno.EIO, errno.ENODEV, errno.ENOENT, errno.ENOSPC))
        code = outcome(hq, drive, PulledFiles(rolls.randrange(steps), number))
        assert code in (
            None, FailureCode.DRIVE_GONE, FailureCode.DRIVE_MISSING, FailureCode.DRIVE_WRONG_BYTES,
        )  # fmt: skip
        for path in drive.rglob("*.mrec"):
            receipts.read(path.read_bytes(), courier.station.identity.hq_receipt_key)
    give(hq, Stick(drive), StickReport())
    assert hq.count() == before + 5
    station = f"{courier.station.number:06}"
    kept = {name: data for name, data in files_of(drive).items() if name.startswith(f"down/{station}/")}
    assert sorted(name.rpartition("/")[2] for name in kept) == [
        f"{batch.batch_id.hex()[:16]}.mrec", "standing.mrec",
    ]  # fmt: skip
    assert courier.little.read(drive).rows_settled == 5
