"""A supervisor takes closed days to a drive: sealed, or plain for a reason; whole, and proved by anybody."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import random
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import cbor2
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import SignedIn
from app.reports.day_slip import WIDTH
from sync.courier.files import Files
from tests.helpers.logs_of_days import DAY, KEY, DaysInTest, closed, look_on
from tests.helpers.stick import PulledFiles, a_drive, files_of

PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
PULLS = 30
OF_THE_DRIVE = {
    FailureCode.DRIVE_MISSING, FailureCode.DRIVE_GONE, FailureCode.DRIVE_FULL, FailureCode.DRIVE_READ_ONLY,
    FailureCode.DRIVE_WRONG_BYTES, FailureCode.DRIVE_TORN, FailureCode.DRIVE_BUSY,
}  # fmt: skip


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> DaysInTest:
    """Two closed days at a station to which HQ has said how they leave."""
    return closed(tmp_path_factory.mktemp("station") / "home")


@pytest.fixture
def drive() -> Iterator[Path]:
    """An empty stick."""
    with a_drive() as folder:
        yield folder


@pytest.fixture
def session(days: DaysInTest) -> Iterator[SignedIn]:
    """A supervisor is signed in."""
    with days.station.signed_in("supervisor") as signed_in:
        yield signed_in


def package_of(drive: Path) -> Path:
    """The only package on a stick."""
    (found,) = (path for path in drive.rglob("*.zip*") if not path.name.endswith(".part"))
    return found


def code_of(raised: pytest.ExceptionInfo[WorldError]) -> FailureCode:
    """The code that a person is told."""
    return raised.value.failure.code


def test_closed_days_leave_sealed_and_whole_and_the_chain_says_so(days: DaysInTest, drive: Path) -> None:
    receipt = days.export(drive, (2, 1))
    sealed = receipt.path.read_bytes()
    assert (receipt.numbers, receipt.recipients) == ((1, 2), ("HQ", "Immigration"))
    assert (receipt.size, receipt.digest) == (len(sealed), sha256(sealed).digest())
    opened = pyrage.decrypt(sealed, [days.service])
    assert opened == pyrage.decrypt(sealed, [days.identity])
    package = zipfile.ZipFile(io.BytesIO(opened))
    assert package.testzip() is None
    names = package.namelist()
    assert {name.partition("/")[0] for name in names} == {"000001", "000002", "batches"}
    assert names[:3] == ["000001/manifest.json", "000001/manifest.sig", "000001/station-key.pem"]
    first, second = days.port().verify(drive, PUBLIC, str(days.service))
    assert (first.head.day, first.counts.crossings, first.trusted) == (DAY, 6, True)
    assert second.counts.crossings == 0
    with days.station.raw() as connection:
        subject, detail = connection.execute(
            "SELECT subject, detail FROM audit WHERE act = 'day_exported' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert (subject, cbor2.loads(detail)["numbers"]) == (receipt.digest, [1, 2])
    with days.station.signed_in("supervisor") as session:
        logs = [log for view in days.days.days(session) for log in view.logs]
    assert {log.exported_at for log in logs} == {receipt.at}


def test_the_slip_fits_the_printer_and_holds_the_hash_and_nobody_s_name(
    days: DaysInTest, drive: Path
) -> None:
    receipt = days.export(drive)
    assert max(map(len, receipt.slip)) <= WIDTH
    joined = "".join(receipt.slip)
    assert receipt.digest.hex() in joined.replace(" ", "")
    assert receipt.path.name in joined
    beside = receipt.path.with_name(receipt.path.name.removesuffix(".zip.age") + ".txt")
    assert beside.read_text(encoding="ascii").splitlines() == list(receipt.slip)
    assert "station 12" in (drive / "MATAPA" / "READ ME.txt").read_text(encoding="ascii")


def test_a_plain_log_leaves_only_where_hq_allows_it_and_for_a_reason(days: DaysInTest, drive: Path) -> None:
    with pytest.raises(WorldError) as raised:
        days.export(drive, reason="the ministry has no key yet")
    assert code_of(raised) is FailureCode.DAY_PLAIN_FORBIDDEN
    days.say(plain_allowed=True)
    for poor in ("  ", "why", "x" * 201):
        with pytest.raises(WorldError) as raised:
            days.export(drive, reason=poor)
        assert code_of(raised) is FailureCode.FIELD_INVALID
    assert files_of(drive) == {}
    receipt = days.export(drive, reason=" the ministry has\nno key yet ")
    days.say()
    assert (receipt.recipients, receipt.path.suffix) == ((), ".zip")
    assert days.port().verify(receipt.path, PUBLIC)[0].head.number == 1
    assert "NOT ENCRYPTED" in "".join(receipt.slip)
    assert not (drive / "MATAPA" / "READ ME.txt").exists(), "it says that everything is sealed"
    with days.station.raw() as connection:
        (purpose,) = connection.execute(
            "SELECT purpose FROM audit WHERE act = 'day_exported' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert purpose == "the ministry has no key yet"


def test_before_hq_said_to_whom_nothing_leaves(days: DaysInTest, drive: Path, session: SignedIn) -> None:
    with days.station.raw() as connection, connection:
        connection.execute("DELETE FROM settings WHERE name = 'export_policy'")
    with pytest.raises(WorldError) as raised:
        days.port().export(session, (1,), drive, look_on)
    days.say()
    assert code_of(raised) is FailureCode.DAY_NO_RECIPIENT
    for unknown in ((), (1, 99)):
        with pytest.raises(WorldError) as raised:
            days.port().export(session, unknown, drive, look_on)
        assert code_of(raised) is FailureCode.DAY_UNKNOWN
    assert not list(drive.rglob("*.zip*"))


def test_a_log_is_proved_from_its_unpacked_folder_too_and_no_changed_file_is(
    days: DaysInTest, drive: Path, tmp_path: Path
) -> None:
    days.export(drive, (1, 2))
    plain = pyrage.decrypt(package_of(drive).read_bytes(), [days.identity])
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        package.extractall(tmp_path / "all")
    (tmp_path / "all" / "000001").rename(tmp_path / "Monday")
    (tmp_path / "all" / "²").mkdir()  # a digit for some, and no number
    (tmp_path / "all" / "²" / "manifest.json").write_bytes(b"{}")
    port = days.port()
    assert [log.head.number for log in port.verify(tmp_path / "all")] == [2]
    (own,) = port.verify(tmp_path / "Monday")
    assert (own.head.number, own.public_key, own.trusted) == (1, PUBLIC, False)
    for path in sorted((tmp_path / "Monday").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
        with pytest.raises(WorldError) as raised:
            port.verify(tmp_path / "Monday", PUBLIC)
        assert code_of(raised) in (FailureCode.DAY_DAMAGED, FailureCode.DAY_NOT_SIGNED), path.name
        path.unlink()
        with pytest.raises(WorldError):
            port.verify(tmp_path / "Monday", PUBLIC)
        path.write_bytes(whole)
    assert port.verify(tmp_path / "Monday", PUBLIC)[0].trusted


def test_what_does_not_open_or_is_signed_by_another_is_said_so(days: DaysInTest, drive: Path) -> None:
    port, sealed = days.port(), days.export(drive).path
    stranger = str(pyrage.x25519.Identity.generate())
    for key, identity, code in (
        (PUBLIC, "", FailureCode.DAY_SEALED),
        (PUBLIC, stranger, FailureCode.DAY_SEALED),
        (PUBLIC, "# nothing", FailureCode.DAY_SEALED),
        (OTHER, str(days.identity), FailureCode.DAY_NOT_SIGNED),
    ):
        with pytest.raises(WorldError) as raised:
            port.verify(sealed, key, identity)
        assert code_of(raised) is code
    whole = sealed.read_bytes()
    endless = b"age-encryption.org/v1\n" + b"-> X25519 x\n" * 5000
    spoilt = whole[:9000] + b"!" + whole[9001:]
    for cut in (whole[:-1], whole[: len(whole) // 2], whole + b"x", spoilt, endless):
        sealed.write_bytes(cut)
        with pytest.raises(WorldError) as raised:
            port.verify(sealed, PUBLIC, str(days.identity))
        assert code_of(raised) is FailureCode.DAY_DAMAGED
    with pytest.raises(WorldError) as raised:
        port.verify(drive / "nothing here")
    assert code_of(raised) is FailureCode.DRIVE_MISSING


def test_pulled_or_full_at_any_moment_of_writing_the_day_is_whole_or_not_there(
    days: DaysInTest, session: SignedIn
) -> None:
    rolls = random.Random(6)
    steps = steps_of(days, session)
    failed = 0
    for _ in range(PULLS):
        number = rolls.choice((errno.ENODEV, errno.ENODEV, errno.ENOSPC, errno.EIO, errno.EROFS))
        with a_drive() as drive:
            files = PulledFiles(rolls.randrange(steps), number)
            with told_of_the_drive() as told:
                days.port(files).export(session, (1, 2), drive, look_on)
            failed += len(told)
            for there in drive.rglob("*.zip.age"):
                assert len(days.port().verify(there, PUBLIC, str(days.identity))) == 2
            again = days.port().export(session, (1, 2), drive, look_on)
            assert len(days.port().verify(again.path, PUBLIC, str(days.identity))) == 2
            assert not list(drive.rglob("*.part"))
    assert failed > PULLS // 2


def test_pulled_at_any_moment_of_reading_nothing_is_called_proved(
    days: DaysInTest, session: SignedIn, drive: Path
) -> None:
    days.port().export(session, (1, 2), drive, look_on)
    rolls = random.Random(7)
    for _ in range(PULLS):
        files = PulledFiles(rolls.randrange(14), errno.ENODEV)
        proved = 0
        with contextlib.suppress(WorldError):
            proved = len(days.port(files).verify(drive, PUBLIC, str(days.identity)))
        assert proved == 2 * (not files.failed)
    assert len(days.port().verify(drive, PUBLIC, str(days.identity))) == 2


def test_a_drive_without_room_is_said_before_anything_is_written(days: DaysInTest, drive: Path) -> None:
    class Small(Files):
        def free(self, folder: Path) -> int:
            return 1000

    with pytest.raises(WorldError) as raised:
        days.export(drive, files=Small())
    assert code_of(raised) is FailureCode.DRIVE_FULL
    assert not list(drive.rglob("*.zip*"))


@contextlib.contextmanager
def told_of_the_drive() -> Iterator[list[FailureCode]]:
    """The codes of what fails: only those that speak of the drive."""
    told: list[FailureCode] = []
    try:
        yield told
    except WorldError as error:
        told.append(error.failure.code)
    assert set(told) <= OF_THE_DRIVE


def steps_of(days: DaysInTest, session: SignedIn) -> int:
    """How many steps of the file system an export takes."""
    with a_drive() as drive:
        files = PulledFiles(10_000, 0)
        days.port(files).export(session, (1, 2), drive, look_on)
        return 10_000 - files.left


class YankedOnceWhole(Files):
    """A stick that is pulled out when the package has its name."""

    gone = False

    def flush_folder(self, folder: Path) -> None:
        if any(path.name.endswith(".zip") for path in folder.iterdir()):
            self.gone = True
        super().flush_folder(folder)

    def device(self, folder: Path) -> int:
        return super().device(folder) + int(self.gone)

    def open(self, path: Path) -> int:
        if self.gone:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().open(path)

    def remove(self, path: Path) -> None:
        if self.gone:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().remove(path)


def test_what_left_on_a_stick_that_was_pulled_out_stands_in_the_chain(
    days: DaysInTest, drive: Path, session: SignedIn
) -> None:
    days.say(plain_allowed=True)
    port = days.port(YankedOnceWhole())
    with pytest.raises(WorldError) as raised:
        port.export(session, (1,), drive, look_on, plain_reason="for my brother in law")
    days.say()
    assert code_of(raised) is FailureCode.DRIVE_GONE
    assert zipfile.ZipFile(package_of(drive)).testzip() is None, "the thief has all of it"
    with days.station.raw() as connection:
        act, purpose, detail = connection.execute(
            "SELECT act, purpose, detail FROM audit WHERE act LIKE 'day_export%' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert (act, purpose) == ("day_export_begun", "for my brother in law")
    assert cbor2.loads(detail)["numbers"] == [1]
