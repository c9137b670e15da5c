"""A store that is lost, damaged, newer, full or busy is told apart, and nothing is half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose, SignedIn
from app.store import database
from app.store.crossings import SqlCrossings
from app.store.database import Connections, create_database
from app.store.door import session_outbox
from app.store.keys import DatabaseKey
from tests.app.store.booth import PASSWORDS, StationInTest, travellers

PAGE = 4096


def sign_in_failure(station: StationInTest) -> FailureCode:
    with pytest.raises(WorldError) as refused:
        station.door().sign_in("officer", PASSWORDS["officer"])
    return refused.value.failure.code


def connections_of(session: SignedIn) -> Connections:
    assert isinstance(session.crossings, SqlCrossings)
    return session.crossings.session.connections


def record_until_refused(session: SignedIn, kept: list[Crossing]) -> tuple[int, FailureCode | None]:
    """How many were recorded, and what stopped it."""
    for recorded, crossing in enumerate(kept):
        try:
            session.crossings.record(crossing)
        except WorldError as refused:
            return recorded, refused.failure.code
    return len(kept), None


def test_a_lost_store_is_missing_and_none_is_made_in_its_place(station: StationInTest) -> None:
    station.place.store.unlink()
    assert sign_in_failure(station) is FailureCode.STORE_MISSING
    assert not station.place.store.exists()


@pytest.mark.parametrize("spoil", ["noise", "empty", "header", "another store"])
def test_a_store_that_the_proven_key_cannot_read_is_damaged(station: StationInTest, spoil: str) -> None:
    path = station.place.store
    whole = path.read_bytes()
    if spoil == "another store":
        path.unlink()
        create_database(path, DatabaseKey.random())
    else:
        noise = os.urandom(3 * PAGE)
        spoiled = {"noise": noise, "empty": b"", "header": noise[:PAGE] + whole[PAGE:]}
        path.write_bytes(spoiled[spoil])
    assert sign_in_failure(station) is FailureCode.STORE_DAMAGED


def test_the_wrong_password_is_never_called_damage(station: StationInTest) -> None:
    station.place.store.write_bytes(os.urandom(3 * PAGE))
    with pytest.raises(WorldError) as wrong:
        station.door().sign_in("officer", "not the password")
    assert wrong.value.failure.code is FailureCode.SIGN_IN_WRONG


def test_a_damaged_page_is_told_and_the_booth_goes_on_recording(station: StationInTest) -> None:
    kept = travellers(200)
    with station.signed_in("officer") as session:
        for crossing in kept:
            session.crossings.record(crossing)
        session.crossings.history(kept[0].document.number, "", "")
    with station.raw() as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'cards_by_time'"
        ).fetchone()
    spoil_page(station.place.store, page)
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
        assert not report.cipher_ok
        assert not report.intact
    with station.signed_in("officer") as session:
        with pytest.raises(WorldError) as damaged:
            session.crossings.shift(kept[0].at, None, ReadPurpose.SHIFT_REVIEW)
        assert damaged.value.failure.code is FailureCode.STORE_DAMAGED
        assert session.crossings.history(kept[5].document.number, "", "")
        (another,) = travellers(1, seed=77)
        session.crossings.record(another)
        assert session.outbox.view().waiting == len(kept) + 1


def spoil_page(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE + 100)
        file.write(bytes(8))


def test_a_store_of_a_later_version_is_left_alone(station: StationInTest) -> None:
    with station.raw() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('station', '0999_later', '')"
        )
    assert sign_in_failure(station) is FailureCode.STORE_NEWER


def test_another_process_that_holds_the_store_makes_it_busy_not_damaged(
    station: StationInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    (crossing,) = travellers(1)
    with station.signed_in("officer") as session, station.raw() as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorldError) as busy:
            session.crossings.record(crossing)
        assert busy.value.failure.code is FailureCode.STORE_BUSY
        connection.execute("ROLLBACK")
        session.crossings.record(crossing)
        assert session.outbox.view().waiting == 1


def test_a_full_disk_is_told_nothing_is_half_written_and_work_goes_on_after(station: StationInTest) -> None:
    kept = travellers(400)
    with station.signed_in("officer") as session:
        with connections_of(session).reading("test") as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + 12}")
        recorded, code = record_until_refused(session, kept)
        assert code is FailureCode.STORE_FULL
        assert 0 < recorded < len(kept)
        assert session.outbox.view().waiting == recorded
        with connections_of(session).reading("test") as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        for crossing in kept[recorded:]:
            session.crossings.record(crossing)
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert report.crossings == len(kept)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 2 MB, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    command = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_really_full_loses_nothing_acknowledged(small_disk: Path) -> None:
    station = StationInTest(small_disk / "home").found()
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    recorded, code = record_until_refused(session, travellers(8000))
    assert code is FailureCode.STORE_FULL
    assert recorded > 0
    assert session.outbox.view().waiting == recorded
    with pytest.raises(WorldError) as password:
        door.change_password(session, PASSWORDS["officer"], "a quite different reef")
    assert password.value.failure.code is FailureCode.STORE_FULL
    connections_of(session).close()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    with station.signed_in("supervisor") as supervisor:
        report = supervisor.keeper.check()
    assert report.intact
    assert report.crossings == recorded


def test_a_batch_is_frozen_by_one_sender_only(officer: SignedIn) -> None:
    for crossing in travellers(4):
        officer.crossings.record(crossing)
    first, second = session_outbox(officer), session_outbox(officer)

    def overtaken(rows: object, chain: object) -> bytes:
        assert second.freeze(2, lambda rows, chain: b"the other sender's") is not None
        return b"too late"

    with pytest.raises(WorldError) as busy:
        first.freeze(4, overtaken)
    assert busy.value.failure.code is FailureCode.STORE_BUSY
    again = first.freeze(4, lambda rows, chain: b"what is left")
    assert again is not None
    assert (again.first_seq, again.count) == (3, 2)
    first.close()
    second.close()
