"""The station's end of the stick: what waits gets on it whole, what HQ answered settles it once."""

from __future__ import annotations

import errno
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.domain.record import encode
from bench.people import crossings
from sync.courier.files import Files
from sync.courier.stick import Stick
from sync.protocol.courier import read_word
from sync.pull import SUFFIX
from tests.helpers.publications import LittlePress
from tests.helpers.stick import NOW, LittleStation, PulledFiles, a_drive, files_of

PAYLOADS = [encode(crossing) for crossing in crossings(12, seed=7)]
PULLS = 30


@pytest.fixture
def drive() -> Iterator[Path]:
    """An empty stick."""
    with a_drive() as folder:
        yield folder


@pytest.fixture
def station(tmp_path: Path) -> LittleStation:
    """A station where travellers wait to be sent."""
    made = LittleStation(tmp_path / "station")
    for payload in PAYLOADS:
        made.outbox.record(payload)
    return made


def code_of(error: pytest.ExceptionInfo[WorldError]) -> FailureCode:
    """The code that an officer is told."""
    return error.value.failure.code


def test_what_waits_is_on_the_stick_as_the_bytes_that_the_link_would_send(
    station: LittleStation, drive: Path
) -> None:
    written = station.write(drive)
    (batch,) = station.outbox.unsettled()
    files = files_of(drive)
    assert (written.batches, written.rows, written.already_there) == (1, len(PAYLOADS), 0)
    assert files[f"up/000007/0000000001-{batch.batch_id.hex()[:16]}.mbat"] == batch.data
    word = read_word(files["up/000007/word.mword"], station.key.public_key().public_bytes_raw())
    assert (word.station_number, word.made_at, word.held) == (7, NOW, {})
    note = (drive / "MATAPA" / "READ ME.txt").read_text(encoding="ascii")
    assert "station 7" in note
    assert {path.name for path in drive.iterdir()} == {"MATAPA"}
    assert not list(drive.rglob("*.part"))


def test_writing_again_writes_no_batch_twice_and_mends_a_torn_one(
    station: LittleStation, drive: Path
) -> None:
    station.write(drive)
    (path,) = drive.rglob("*.mbat")
    whole = path.read_bytes()
    assert station.write(drive).already_there == 1
    path.write_bytes(b"")
    assert station.courier.look(Stick(drive)).torn == (path.name,)
    assert station.write(drive).already_there == 0
    assert path.read_bytes() == whole


def test_a_receipt_settles_the_batch_and_takes_it_off_the_stick_and_nothing_else(
    station: LittleStation, drive: Path
) -> None:
    station.write(drive)
    (drive / "holiday.jpg").write_bytes(b"mine")
    (drive / "MATAPA" / "up" / "000007" / "notes.txt").write_bytes(b"mine too")
    (receipt,) = station.answer(drive)
    before = files_of(drive)
    taken = station.read(drive)
    assert (taken.receipts, taken.rows_settled, taken.failed) == (1, len(PAYLOADS), ())
    assert station.outbox.settled == len(PAYLOADS)
    (gone,) = before.keys() - files_of(drive).keys()
    assert gone.endswith(".mbat")
    assert receipt.exists()
    assert (drive / "holiday.jpg").exists()
    assert station.read(drive).rows_settled == 0, "the same stick read twice settles nothing twice"


def test_a_receipt_of_another_hq_or_station_or_batch_settles_nothing(
    station: LittleStation, drive: Path
) -> None:
    station.write(drive)
    other = Ed25519PrivateKey.generate()
    (path,) = station.answer(drive, other)
    with pytest.raises(WorldError) as raised:
        station.read(drive)
    assert code_of(raised) is FailureCode.DRIVE_FOREIGN
    seen = station.courier.look(Stick(drive))
    assert (seen.torn, seen.from_us) == ((), 1)
    (batch,) = station.outbox.unsettled()
    path.write_bytes(station.receipt_for(batch.batch_id, number=8))
    with pytest.raises(WorldError):
        station.read(drive)
    assert station.outbox.settled == 0


def test_a_torn_receipt_is_told_and_the_others_are_taken(station: LittleStation, drive: Path) -> None:
    station.write(drive)
    station.answer(drive)
    folder = drive / "MATAPA" / "down" / "000007"
    (folder / ("ab" * 8 + ".mrec")).write_bytes(b"\xff torn")
    seen = station.courier.look(Stick(drive))
    assert (seen.for_us, seen.torn, seen.foreign) == (1, ("ab" * 8 + ".mrec",), False)
    taken = station.read(drive)
    assert taken.rows_settled == len(PAYLOADS)
    assert [(name, error.failure.code) for name, error in taken.failed] == [
        ("ab" * 8 + ".mrec", FailureCode.DRIVE_TORN)
    ]


def test_no_flipped_byte_of_any_file_is_ever_taken(station: LittleStation, drive: Path) -> None:
    station.write(drive)
    (path,) = station.answer(drive)
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 0x40,)) + whole[place + 1 :])
        assert outcome(lambda: station.read(drive)) in (None, FailureCode.DRIVE_FOREIGN)
        assert station.outbox.settled == 0


def test_publications_are_taken_and_the_next_word_says_so(
    station: LittleStation, drive: Path, tmp_path: Path
) -> None:
    press = LittlePress(tmp_path, station.hq)
    station.write(drive)
    published = drive / "MATAPA" / "published"
    published.mkdir()
    for path in (press.publish_keys(7, station.key), press.publish("people/un", [b"somebody"])):
        (published / path.name).write_bytes(path.read_bytes())
    assert station.courier.look(Stick(drive)).for_us == 2
    done: list[tuple[int, int]] = []
    taken = station.courier.read(Stick(drive), lambda now, total: done.append((now, total)))
    assert taken.publications == ("keys/7", "people/un")
    assert done[-1][0] == done[-1][1] > 0
    station.write(drive)
    word = read_word(files_of(drive)["up/000007/word.mword"], station.key.public_key().public_bytes_raw())
    assert word.held == {"keys/7": 1, "people/un": 1}


def test_a_stick_pulled_out_among_publications_is_told_and_goes_on_afterwards(
    station: LittleStation, drive: Path
) -> None:
    station.write(drive)
    published, away = drive / "MATAPA" / "published", drive.with_name("away")
    published.mkdir()
    press = LittlePress(published, station.hq)
    press.publish_keys(7, station.key)
    press.publish("people/un", [b"somebody"])
    torn = press.publish("people/torn", [b"somebody else"])
    torn.write_bytes(torn.read_bytes()[:-1] + b"\x00")

    def pull(done: int, total: int) -> None:
        if done and drive.exists():
            drive.rename(away)

    with pytest.raises(WorldError) as raised:
        station.courier.read(Stick(drive), pull)
    assert code_of(raised) is FailureCode.DRIVE_GONE
    away.rename(drive)
    taken = station.read(drive)
    assert {one.stream for one in station.inbox.taken} == {"keys/7", "people/un"}
    assert [(name, error.failure.code) for name, error in taken.failed] == [
        (torn.name, FailureCode.PUBLICATION_DAMAGED)
    ]


def test_links_on_a_stick_are_never_followed(station: LittleStation, drive: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"people_un-000001{SUFFIX}").write_bytes(b"MP")
    (drive / "MATAPA").symlink_to(outside)
    for work in (station.write, station.read):
        with pytest.raises(WorldError) as raised:
            work(drive)
        assert code_of(raised) is FailureCode.DRIVE_FOREIGN
    assert [path.name for path in outside.iterdir()] == [f"people_un-000001{SUFFIX}"]
    (drive / "MATAPA").unlink()
    station.write(drive)
    (receipt,) = station.answer(drive)
    (outside / "receipt").write_bytes(receipt.read_bytes())
    receipt.unlink()
    receipt.symlink_to(outside / "receipt")
    (drive / "MATAPA" / "published").mkdir()
    (drive / "MATAPA" / "published" / f"people_un-000001{SUFFIX}").symlink_to(
        outside / f"people_un-000001{SUFFIX}"
    )
    taken = station.read(drive)
    assert taken.receipts == 0
    assert [error.failure.code for _, error in taken.failed] == [FailureCode.DRIVE_FOREIGN]
    assert station.outbox.settled == 0


def test_ten_thousand_files_of_a_stranger_are_passed_over(station: LittleStation, drive: Path) -> None:
    station.write(drive)
    station.answer(drive)
    folder = drive / "MATAPA" / "down" / "000007"
    for number in range(10_000):
        (folder / f"IMG_{number}.jpg").touch()
    with (folder / ("cd" * 8 + ".mrec")).open("wb") as huge:
        huge.truncate(3 << 30)
    taken = station.read(drive)
    assert taken.rows_settled == len(PAYLOADS)
    assert [error.failure.code for _, error in taken.failed] == [FailureCode.DRIVE_TORN]


def test_a_stick_with_nothing_for_us_and_one_of_another_station_are_explained(
    station: LittleStation, drive: Path, tmp_path: Path
) -> None:
    with pytest.raises(WorldError) as raised:
        station.read(drive)
    assert code_of(raised) is FailureCode.DRIVE_NOTHING
    other = LittleStation(tmp_path / "other", 8, station.hq)
    other.outbox.record(PAYLOADS[0])
    other.write(drive)
    with pytest.raises(WorldError) as raised:
        station.read(drive)
    assert code_of(raised) is FailureCode.DRIVE_FOREIGN
    seen = station.courier.look(Stick(drive))
    assert (seen.others, seen.foreign, seen.written_at) == (2, False, NOW)
    with pytest.raises(WorldError) as raised:
        Stick(tmp_path / "no such stick")
    assert code_of(raised) is FailureCode.DRIVE_MISSING


class _Full(Files):
    def free(self, folder: Path) -> int:
        return 40_000


def test_a_stick_without_room_says_how_much_is_missing_before_anything_is_written(
    station: LittleStation, drive: Path
) -> None:
    with pytest.raises(WorldError) as raised:
        station.write(drive, _Full())
    assert code_of(raised) is FailureCode.DRIVE_FULL
    assert dict(raised.value.failure.details)["reason"].endswith("_kB_more_are_needed")
    assert list(drive.iterdir()) == []


class _Liar(Files):
    """A stick that forgets what it was given, as counterfeit ones do."""

    def write(self, descriptor: int, data: bytes) -> None:
        super().write(descriptor, bytes(len(data)))


def test_a_stick_that_gives_back_other_bytes_is_found_out(station: LittleStation, drive: Path) -> None:
    with pytest.raises(WorldError) as raised:
        station.write(drive, _Liar())
    assert code_of(raised) is FailureCode.DRIVE_WRONG_BYTES


def outcome(work: Callable[[], object]) -> FailureCode | None:
    """The code with which the work ended, None for well."""
    try:
        work()
    except WorldError as error:
        return error.failure.code
    return None


def steps(station: LittleStation, drive: Path, read: bool) -> int:
    """How many steps of the file system the work takes."""
    counting = PulledFiles(1 << 30, 0)
    (station.read if read else station.write)(drive, counting)
    return (1 << 30) - counting.left


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.ENODEV])
def test_pulled_at_any_moment_of_writing_every_file_is_whole_or_not_there(
    station: LittleStation, drive: Path, tmp_path: Path, number: int
) -> None:
    whole_drive = tmp_path / "whole"
    whole_drive.mkdir()
    count = steps(station, whole_drive, read=False)
    whole = {sha256(data).digest() for data in files_of(whole_drive).values()}
    for at in random.Random(5).sample(range(count), min(PULLS // 3, count)):
        code = outcome(lambda at=at: station.write(drive, PulledFiles(at, number)))  # type: ignore[misc]
        assert code in (
            None, FailureCode.DRIVE_GONE, FailureCode.DRIVE_FULL, FailureCode.DRIVE_MISSING,
            FailureCode.DRIVE_WRONG_BYTES, FailureCode.DRIVE_TORN,
        )  # fmt: skip
        assert {sha256(data).digest() for data in files_of(drive).values()} <= whole
    station.write(drive)
    assert files_of(drive) == files_of(whole_drive)
    assert len(station.outbox.batches) == 1, "nothing is frozen twice"


def test_pulled_at_any_moment_of_reading_one_record_and_one_receipt_remain(tmp_path: Path) -> None:
    rolls = random.Random(6)
    drive = tmp_path / "drive"
    for turn in range(PULLS):
        station = LittleStation(tmp_path / f"station{turn}", turn + 1)
        drive.mkdir(exist_ok=True)
        station.outbox.record(PAYLOADS[0])
        station.write(drive)
        station.answer(drive)
        pulled = PulledFiles(rolls.randrange(60), errno.ENODEV)
        code = outcome(lambda: station.read(drive, pulled))  # noqa: B023
        assert code in (None, FailureCode.DRIVE_GONE, FailureCode.DRIVE_MISSING)
        station.write(drive)
        assert station.read(drive).failed == ()
        assert len(station.outbox.receipts) == 1
        assert station.outbox.settled == 1
        assert not [name for name in files_of(drive) if name.endswith(".mbat")]
