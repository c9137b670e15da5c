"""Only the right password opens the store, and guessing it is slow, counted and remembered."""

from __future__ import annotations

import json
import os
import stat
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer, Role
from app.store.door import StationDoor
from app.store.keys import STANDARD, DatabaseKey, wrap
from app.store.place import StationPlace
from app.store.slots import KeyFile, read_key_file, write_key_file
from tests.app.store.booth import CHEAP, PASSWORDS, PLAN, MovableClock, StationInTest
from tests.helpers.logs import ExpectLog


def failure(station: StationInTest, username: str, password: str) -> FailureCode:
    with pytest.raises(WorldError) as refused:
        station.door().sign_in(username, password)
    return refused.value.failure.code


def acts(station: StationInTest) -> list[tuple[str, str, str]]:
    with station.raw() as connection:
        rows = connection.execute("SELECT act, actor, subject FROM audit ORDER BY seq").fetchall()
    return [(act, actor, subject.decode("utf-8", "replace")) for act, actor, subject in rows]


def test_every_account_opens_the_same_store_with_its_own_password(station: StationInTest) -> None:
    for username, password in PASSWORDS.items():
        door = station.door()
        session = door.sign_in(f" {username.upper()} ", password)
        assert session.officer.username == username
        assert session.station.port == "UTAVR"
        door.sign_out(session)
    assert station.door().usernames() == sorted(PASSWORDS)


def test_a_wrong_password_and_an_unknown_name_are_told_alike(station: StationInTest) -> None:
    assert failure(station, "officer", "not the password") is FailureCode.SIGN_IN_WRONG
    assert failure(station, "nobody", "not the password") is FailureCode.SIGN_IN_WRONG
    assert failure(station, "officer", "") is FailureCode.SIGN_IN_WRONG
    assert failure(station, "", "") is FailureCode.SIGN_IN_WRONG


def test_the_same_password_typed_in_another_unicode_form_opens(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        session.officers.add("zoe", "Zoë", Role.OFFICER, "Zo\u00eb's bright reef")
    door = station.door()
    door.sign_out(door.sign_in("zoe", "Zoe\u0308's bright reef"))


def test_five_wrong_passwords_lock_the_account_through_a_restart(station: StationInTest) -> None:
    for _ in range(5):
        assert failure(station, "officer", "wrong wrong wrong") is FailureCode.SIGN_IN_WRONG
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.SIGN_IN_LOCKED
    station.clock.move(timedelta(minutes=14, seconds=59))
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.SIGN_IN_LOCKED
    with station.signed_in("supervisor"):
        pass  # others are not locked out
    station.clock.move(timedelta(seconds=1))
    with station.signed_in("officer"):
        pass


def test_a_clock_set_back_does_not_unlock_early(station: StationInTest) -> None:
    for _ in range(5):
        failure(station, "officer", "wrong wrong wrong")
    station.clock.move(timedelta(days=-3))
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.SIGN_IN_LOCKED


def test_each_further_five_wrong_passwords_double_the_lock(station: StationInTest) -> None:
    for minutes in (15, 30, 60, 120):
        for _ in range(5):
            assert failure(station, "officer", "wrong wrong wrong") is FailureCode.SIGN_IN_WRONG
        station.clock.move(timedelta(minutes=minutes, seconds=-1))
        assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.SIGN_IN_LOCKED
        station.clock.move(timedelta(seconds=1))


def test_four_wrong_passwords_are_forgiven_by_the_right_one(station: StationInTest) -> None:
    for _ in range(3):
        for _ in range(4):
            failure(station, "officer", "wrong wrong wrong")
        with station.signed_in("officer"):
            pass


def test_many_guesses_at_once_gain_nothing(station: StationInTest) -> None:
    codes: list[FailureCode] = []
    guessers = [
        threading.Thread(target=lambda: codes.append(failure(station, "officer", "wrong wrong wrong")))
        for _ in range(12)
    ]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert codes.count(FailureCode.SIGN_IN_WRONG) == 5
    assert codes.count(FailureCode.SIGN_IN_LOCKED) == 7


def test_a_supervisor_lifts_the_lock_and_the_chain_tells_the_story(station: StationInTest) -> None:
    for _ in range(5):
        failure(station, "officer", "wrong wrong wrong")
    failure(station, "typed my password here", "wrong wrong wrong")
    with station.signed_in("supervisor") as session:
        session.officers.unlock("officer")
    with station.signed_in("officer"):
        pass
    told = acts(station)
    story = [(act, subject) for act, _, subject in told if act in {"sign_in_failed", "locked_out"}]
    assert story == [("sign_in_failed", "officer")] * 5 + [("locked_out", "officer"), ("sign_in_failed", "?")]
    assert ("lock_out_lifted", "supervisor", "officer") in told


def test_failed_sign_ins_are_written_down_once(station: StationInTest) -> None:
    failure(station, "officer", "wrong wrong wrong")
    for _ in range(3):
        with station.signed_in("supervisor"):
            pass
    assert [act for act, _, _ in acts(station)].count("sign_in_failed") == 1


def test_a_damaged_count_of_attempts_starts_again_and_says_so(station: StationInTest) -> None:
    failure(station, "officer", "wrong wrong wrong")
    with station.signed_in("officer"):
        pass
    station.place.attempts.write_bytes(b"not a database at all, just noise " * 40)
    with station.signed_in("officer"):
        pass
    failure(station, "officer", "wrong wrong wrong")
    with station.signed_in("officer"):
        pass
    told = [act for act, _, _ in acts(station)]
    assert told.count("attempts_lost") == 1
    assert told.count("sign_in_failed") == 2


def test_a_new_password_holds_and_the_old_one_does_not(station: StationInTest) -> None:
    before = station.place.store.stat().st_size
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    door.change_password(session, PASSWORDS["officer"], "a quite different reef")
    door.sign_out(session)
    assert station.place.store.stat().st_size - before < 64 * 1024
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.SIGN_IN_WRONG
    door.sign_out(door.sign_in("officer", "a quite different reef"))


def test_a_password_change_needs_the_old_password_and_a_good_new_one(station: StationInTest) -> None:
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    with pytest.raises(WorldError) as wrong:
        door.change_password(session, "guessed by a passer-by", "a quite different reef")
    assert wrong.value.failure.code is FailureCode.SIGN_IN_WRONG
    with pytest.raises(WorldError) as weak:
        door.change_password(session, PASSWORDS["officer"], "password123")
    assert weak.value.failure.code is FailureCode.PASSWORD_TOO_WEAK
    door.sign_out(session)


def test_the_screen_lock_opens_only_to_the_same_officer(station: StationInTest) -> None:
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    with pytest.raises(WorldError) as other:
        door.unlock(session, PASSWORDS["supervisor"])
    assert other.value.failure.code is FailureCode.SIGN_IN_WRONG
    door.unlock(session, PASSWORDS["officer"])
    door.sign_out(session)
    told = [act for act, _, _ in acts(station)]
    assert told[-3:] == ["sign_in_failed", "screen_unlocked", "signed_out"]


def test_nothing_can_be_read_after_signing_out(station: StationInTest) -> None:
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    door.sign_out(session)
    door.sign_out(session)
    with pytest.raises(WorldError) as closed:
        session.crossings.history("L898902C3", "", "")
    assert closed.value.failure.code is FailureCode.NOT_ALLOWED


@pytest.mark.parametrize(
    "password",
    [
        "short", "harbourmaster1", "HARBOURMASTER!", "1234567890", "0987654321", "qwertyuiop", "Qwertyuiop1",
        "password123", "P@ssw0rd!!", "passwordpassword", "aaaaaaaaaaaa", "abababababab", "welcome2026",
        "Immigration1!", "x" * 300, "abcdefghijkl", "1q2w3e4r5t", "matapa-2026",
    ],
)  # fmt: skip
def test_passwords_that_are_guessed_in_minutes_are_refused(home: Path, password: str) -> None:
    with pytest.raises(WorldError) as weak:
        StationDoor(home, MovableClock(), CHEAP).found(replace(PLAN, password=password))
    assert weak.value.failure.code is FailureCode.PASSWORD_TOO_WEAK
    assert not (home / "station").exists()


@pytest.mark.parametrize(
    "password", ["tall palm by the reef", "Kx7#mQ9$vL", "voyage des pirogues", "ひらがなとカタカナのうた"]
)
def test_ordinary_good_passwords_are_accepted(home: Path, password: str) -> None:
    door = StationDoor(home, MovableClock(), CHEAP)
    door.found(replace(PLAN, password=password))
    door.sign_out(door.sign_in("harbourmaster", password))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_on_the_machine_can_read_the_files(station: StationInTest, officer: object) -> None:
    assert stat.S_IMODE(station.place.folder.stat().st_mode) == 0o700
    for file in station.place.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_damaged_key_file_is_taken_from_its_copy_and_that_is_said(
    station: StationInTest, expect_log: ExpectLog
) -> None:
    whole = station.place.keys.read_bytes()
    station.place.keys.write_bytes(whole[: len(whole) // 2])
    expect_log("KEY-03")
    with station.signed_in("officer"):
        pass
    assert station.place.keys.read_bytes() == whole
    assert "key_file_recovered" in [act for act, _, _ in acts(station)]


def test_a_lost_or_outdated_copy_of_the_key_file_is_made_again(station: StationInTest) -> None:
    copy = station.place.keys.with_name("keys.json.bak")
    copy.unlink()
    with station.signed_in("officer"):
        pass
    assert copy.read_bytes() == station.place.keys.read_bytes()


def test_two_damaged_key_files_are_said_to_be_damaged(station: StationInTest) -> None:
    for file in (station.place.keys, station.place.keys.with_name("keys.json.bak")):
        file.write_bytes(b"{}")
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.KEY_FILE_DAMAGED


def test_a_slot_given_to_another_name_opens_nothing(station: StationInTest) -> None:
    keys = read_key_file(station.place.keys).keys
    slot = keys.slot("officer")
    assert slot is not None
    write_key_file(station.place.keys, keys.with_slot("harbourmaster", slot))
    assert failure(station, "harbourmaster", PASSWORDS["officer"]) is FailureCode.SIGN_IN_WRONG


def test_a_slot_that_would_take_all_memory_is_not_even_tried(station: StationInTest) -> None:
    keys = read_key_file(station.place.keys).keys
    slot = keys.slot("officer")
    assert slot is not None
    greedy = replace(slot, hardness=replace(slot.hardness, memory_kib=2**40))
    write_key_file(station.place.keys, keys.with_slot("officer", greedy))
    assert failure(station, "officer", PASSWORDS["officer"]) is FailureCode.KEY_FILE_DAMAGED


@given(st.binary(max_size=400))
def test_noise_in_the_key_file_is_damage_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    path.write_bytes(noise)
    with pytest.raises(WorldError) as damaged:
        read_key_file(path)
    assert damaged.value.failure.code is FailureCode.KEY_FILE_DAMAGED


@given(st.data())
def test_any_flipped_bit_in_the_key_file_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    keys = KeyFile(
        "UTAVR-A1-0000", (("officer", wrap(DatabaseKey(bytes(48)), "officer", "a password", CHEAP)),)
    )
    write_key_file(path, keys)
    path.with_name("keys.json.bak").unlink()
    flipped = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(flipped) - 1))
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(bytes(flipped))
    with suppress(WorldError):
        assert read_key_file(path).keys == keys  # only blanks between values may change unnoticed


def test_new_slots_are_as_hard_as_the_standard_unless_a_test_asks_otherwise(home: Path) -> None:
    StationDoor(home, MovableClock()).found(PLAN)
    body = json.loads(StationPlace(home).keys.read_bytes())["body"]["slots"]["harbourmaster"]
    assert (body["memory_kib"], body["passes"], body["lanes"]) == (64 * 1024, 3, 4)
    assert (STANDARD.memory_kib, STANDARD.passes, STANDARD.lanes) == (64 * 1024, 3, 4)


# A second person at the desk


def vouching(station: StationInTest, username: str, password: str, act: Act = Act.RELEASE_ALERT) -> object:
    """Who vouched at the officer's desk, or the code with which it was refused."""
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    try:
        return door.vouch(session, username, password, act)
    except WorldError as error:
        return error.failure.code
    finally:
        assert session.officer.username == "officer", "the desk stays the first one's"
        door.sign_out(session)


def vouched(station: StationInTest) -> list[tuple[str, str, dict[str, object]]]:
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT actor, subject, detail FROM audit WHERE act = 'vouched' ORDER BY seq"
        )
        return [(actor, subject.decode(), cbor2.loads(detail)) for actor, subject, detail in rows]


def test_a_second_person_proves_to_be_there_at_the_first_ones_desk(station: StationInTest) -> None:
    who = vouching(station, " Supervisor ", PASSWORDS["supervisor"])
    assert isinstance(who, Officer)
    assert (who.username, who.role) == ("supervisor", Role.SUPERVISOR)
    assert vouched(station) == [("officer", "supervisor", {"what": "release_alert", "fit": 1})]


@pytest.mark.parametrize("username", ["officer", "technician", "harbourmaster"])
def test_oneself_or_who_may_not_is_no_second_person_and_that_is_written_down(
    station: StationInTest, username: str
) -> None:
    assert vouching(station, username, PASSWORDS[username]) is FailureCode.NOT_ALLOWED
    assert vouched(station) == [("officer", username, {"what": "release_alert", "fit": 0})]


def test_a_supervisor_is_no_second_person_to_himself(station: StationInTest) -> None:
    door = station.door()
    session = door.sign_in("supervisor", PASSWORDS["supervisor"])
    with pytest.raises(WorldError) as refused:
        door.vouch(session, "supervisor", PASSWORDS["supervisor"], Act.RELEASE_ALERT)
    door.sign_out(session)
    assert refused.value.failure.code is FailureCode.NOT_ALLOWED


def test_a_wrong_password_of_the_second_person_counts_on_that_account_alone(station: StationInTest) -> None:
    for _ in range(5):
        assert vouching(station, "supervisor", "not the password") is FailureCode.SIGN_IN_WRONG
    assert vouching(station, "supervisor", PASSWORDS["supervisor"]) is FailureCode.SIGN_IN_LOCKED
    assert failure(station, "supervisor", PASSWORDS["supervisor"]) is FailureCode.SIGN_IN_LOCKED
    with station.signed_in("officer"):
        pass
    told = [(act, subject) for act, _, subject in acts(station)]
    assert told.count(("sign_in_failed", "supervisor")) == 5
    assert told.count(("locked_out", "supervisor")) == 1
    assert vouched(station) == []
    station.clock.move(timedelta(minutes=15))
    assert isinstance(vouching(station, "supervisor", PASSWORDS["supervisor"]), Officer)


def test_nobody_or_somebody_gone_is_told_like_a_wrong_password(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        session.officers.deactivate("supervisor")
    assert vouching(station, "supervisor", PASSWORDS["supervisor"]) is FailureCode.SIGN_IN_WRONG
    assert vouching(station, "nobody", "not the password") is FailureCode.SIGN_IN_WRONG
