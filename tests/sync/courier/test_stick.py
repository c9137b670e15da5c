"""One stick: what a stranger put there costs little and is never followed, what we write is whole."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given

from app.domain.failure import FailureCode, WorldError
from app.domain.record import encode
from bench.people import crossings
from sync.courier import layout, read_me
from sync.courier.files import Files
from sync.courier.stick import Stick, source_of
from tests.helpers.fuzzing import fuzzed
from tests.helpers.stick import NOW, LittleStation, a_drive, files_of
from tests.helpers.stick_trees import Tree, plant, trees

(PAYLOAD,) = [encode(crossing) for crossing in crossings(1, seed=9)]
PLACE = ("up", "000007", "0000000001-0123456789abcdef.mbat")


def outcome(work: Callable[[], object]) -> FailureCode | None:
    """The code with which the work ended, None for well."""
    try:
        work()
    except WorldError as error:
        return error.failure.code
    return None


class Refusing(Files):
    """A file system on which one kind of step fails in one way, with a root that still answers."""

    def __init__(self, step: str, number: int) -> None:
        self.fails, self.number = step, number

    def _check(self, step: str) -> None:
        if step == self.fails:
            raise OSError(self.number, os.strerror(self.number))

    def make_folder(self, folder: Path) -> None:
        self._check("make_folder")
        super().make_folder(folder)

    def create(self, path: Path) -> int:
        self._check("create")
        return super().create(path)

    def write(self, descriptor: int, data: bytes) -> None:
        self._check("write")
        super().write(descriptor, data)

    def flush(self, descriptor: int) -> None:
        self._check("flush")
        super().flush(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        self._check("rename")
        super().rename(path, to)

    def open(self, path: Path) -> int:
        self._check("open")
        return super().open(path)


@pytest.mark.parametrize(
    "step, number, code",
    [
        ("create", errno.EROFS, FailureCode.DRIVE_READ_ONLY),
        ("make_folder", errno.EACCES, FailureCode.DRIVE_READ_ONLY),
        ("create", errno.EEXIST, FailureCode.DRIVE_BUSY),
        ("write", errno.ENOSPC, FailureCode.DRIVE_FULL),
        ("write", errno.EFBIG, FailureCode.DRIVE_FULL),
        ("write", errno.EIO, FailureCode.DRIVE_WRONG_BYTES),
        ("flush", errno.EIO, FailureCode.DRIVE_WRONG_BYTES),
        ("flush", errno.ENODEV, FailureCode.DRIVE_GONE),
        ("rename", errno.EISDIR, FailureCode.DRIVE_FOREIGN),
        ("open", errno.EIO, FailureCode.DRIVE_WRONG_BYTES),
    ],
)
def test_what_the_system_says_has_a_code_and_leaves_no_half_file(
    tmp_path: Path, step: str, number: int, code: FailureCode
) -> None:
    stick = Stick(tmp_path, Refusing(step, number))
    assert outcome(lambda: stick.write(PLACE, source_of(b"something"))) is code
    assert not list(tmp_path.rglob("*.part"))
    assert list(files_of(tmp_path).values()) in ([], [b"something"])


def test_a_stick_whose_folder_is_gone_or_is_another_device_is_gone(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    stick = Stick(drive)
    stick.write(PLACE, source_of(b"something"))
    drive.rename(tmp_path / "pulled out")
    for work in (
        lambda: stick.write(PLACE, source_of(b"other")),
        lambda: stick.read(PLACE, 100),
        lambda: stick.names("up"),
        lambda: stick.remove(PLACE),
        stick.require,
        stick.free,
    ):
        assert outcome(work) is FailureCode.DRIVE_GONE
    assert not drive.exists()


class AnotherDevice(Files):
    """The folder stays when the stick is gone: it lies on the system's own disk then."""

    pulled = False

    def device(self, folder: Path) -> int:
        return super().device(folder) + self.pulled


def test_nothing_is_written_to_the_systems_own_disk_in_place_of_the_stick(tmp_path: Path) -> None:
    files = AnotherDevice()
    stick = Stick(tmp_path, files)
    files.pulled = True
    assert outcome(lambda: stick.write(PLACE, source_of(b"something"))) is FailureCode.DRIVE_GONE
    assert list(tmp_path.iterdir()) == []


def test_what_is_still_being_written_and_what_is_no_file_is_never_read(tmp_path: Path) -> None:
    stick = Stick(tmp_path)
    stick.write(PLACE, source_of(b"something"))
    folder = tmp_path / "MATAPA" / "up" / "000007"
    (folder / "0000000002-0123456789abcdef.mbat.part").write_bytes(b"half")
    os.mkfifo(folder / "0000000003-0123456789abcdef.mbat")
    (folder / "0000000004-0123456789abcdef.mbat").mkdir()
    names = stick.names("up", "000007")
    assert [name[:10] for name in names] == ["0000000001", "0000000003", "0000000004"]
    for name in names[1:]:
        assert outcome(lambda name=name: stick.read(("up", "000007", name), 100)) is not None  # type: ignore[misc]
    assert outcome(lambda: stick.read(PLACE, 8)) is FailureCode.DRIVE_TORN, "larger than any of ours"
    assert stick.read(PLACE, 9) == b"something"


def test_a_half_file_of_a_program_that_was_killed_is_replaced(tmp_path: Path) -> None:
    stick = Stick(tmp_path)
    stick.write(PLACE, source_of(b"something"))
    part = tmp_path.joinpath("MATAPA", *PLACE[:-1], PLACE[-1] + ".part")
    part.write_bytes(b"some")
    stick.write(PLACE, source_of(b"something else"))
    assert stick.read(PLACE, 100) == b"something else"
    assert not part.exists()


def test_the_note_says_when_the_stick_was_written_and_no_strangers_note_does() -> None:
    assert read_me.moment(read_me.text(NOW, "HQ")) == NOW
    assert read_me.moment(None) is None
    assert read_me.moment(b"Last written: 2026-13-45 99:99:99 UTC") is None
    assert read_me.moment(b"\xff\xfe") is None


@pytest.mark.parametrize("name", ["1", "0000007", "00007", "abcdef", "00000x", "000007 ", "12345678901"])
def test_a_folder_that_no_station_has_is_passed_over(name: str) -> None:
    assert layout.station_of(name) is None


class Unsynced(Files):
    """Waits for no disk, where that is not what is tried."""

    def flush(self, descriptor: int) -> None:
        """Nothing."""

    def flush_folder(self, folder: Path) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> LittleStation:
    """A station where one traveller waits to be sent."""
    made = LittleStation(tmp_path_factory.mktemp("busy"))
    made.outbox.record(PAYLOAD)
    return made


@fuzzed(share=0.01)
@given(tree=trees)
def test_whatever_lies_on_a_stick_a_station_reads_it_writes_it_or_says_why(
    busy: LittleStation, tree: Tree
) -> None:
    with a_drive() as drive:
        outside = drive.with_name("outside")
        outside.mkdir()
        (outside / "secret").write_bytes(b"ours")
        plant(drive / "MATAPA", tree, outside)
        outcome(lambda: busy.read(drive))
        outcome(lambda: busy.courier.look(Stick(drive)))
        if outcome(lambda: busy.write(drive, Unsynced())) is None:
            assert any(name.endswith(".mbat") for name in files_of(drive))
        assert [path.name for path in outside.iterdir()] == ["secret"]
        assert busy.outbox.settled == 0
        assert not busy.inbox.taken


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with hardly any room, mounted; root only."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount")
    folder = tmp_path / "tiny"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let us mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)


def test_a_real_file_system_that_is_full_locked_or_unmounted_is_explained(tiny: Path) -> None:
    stick = Stick(tiny)
    stick.write(PLACE, source_of(b"something"))
    assert (
        outcome(lambda: stick.write(("up", "000007", "large"), source_of(bytes(1 << 20))))
        is FailureCode.DRIVE_FULL
    )
    assert files_of(tiny) == {"/".join(PLACE): b"something"}
    subprocess.run(["mount", "-o", "remount,ro", str(tiny)], check=True, capture_output=True)
    assert outcome(lambda: stick.write(PLACE, source_of(b"other"))) is FailureCode.DRIVE_READ_ONLY
    assert outcome(lambda: stick.remove(PLACE)) is FailureCode.DRIVE_READ_ONLY
    assert stick.read(PLACE, 100) == b"something"
    subprocess.run(["umount", str(tiny)], check=True, capture_output=True)
    assert outcome(lambda: stick.write(PLACE, source_of(b"other"))) is FailureCode.DRIVE_GONE
    assert list(tiny.iterdir()) == [], "the folder under the stick is the system's own disk"
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(tiny)], check=True, capture_output=True)
