"""Lists on their way down: they arrive whole, in turn and once, whatever the link, a stick or HQ does."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.line import Stopped
from sync.ports import Held, StationIdentity
from sync.protocol.index import Listed, write_index
from sync.pull import LARGEST_SLICE, SMALLEST_SLICE, Puller, take_file, take_folder
from tests.helpers.fuzzing import fuzzed
from tests.helpers.little_hq import STATION
from tests.helpers.little_inbox import LittleInbox
from tests.helpers.logs import ExpectLog
from tests.helpers.publications import RING, LittlePress, LittleShelf

PEOPLE = "people/un"
BIG = random.Random(4).randbytes(300_000)


@pytest.fixture
def press(tmp_path: Path) -> LittlePress:
    """HQ's press."""
    (tmp_path / "hq").mkdir()
    return LittlePress(tmp_path / "hq")


@pytest.fixture
def inbox(press: LittlePress, tmp_path: Path) -> LittleInbox:
    """The inbox of station 7, which has the keys."""
    who = StationIdentity("https://hq", STATION, "token", bytes(range(32)), press.public_key, bytes(32), b"")
    made = LittleInbox(who, tmp_path / "inbox")
    made.ring = RING
    return made


def code_of(call: Callable[[], object]) -> FailureCode:
    """The code with which a call fails."""
    with pytest.raises(WorldError) as told:
        call()
    return told.value.failure.code


def nothing() -> None:
    """Between two slices nothing waits."""


def a_puller(inbox: LittleInbox, seconds: Callable[[], float] = time.monotonic) -> Puller:
    return Puller(inbox, threading.Event(), seconds)


def test_a_new_station_gets_its_keys_and_every_list(
    press: LittlePress, inbox: LittleInbox, tmp_path: Path
) -> None:
    inbox.ring = None
    press.publish(PEOPLE, [b"header", b"entries"])
    press.publish("documents/sltd", [b"header", BIG])
    press.publish_keys(STATION, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    assert a_puller(inbox).pull(LittleShelf(press), nothing) is None
    assert [one.stream for one in inbox.taken] == [f"keys/{STATION}", PEOPLE, "documents/sltd"]
    assert inbox.keyring() == RING
    assert inbox.contents["documents/sltd"] == [b"header", BIG]
    assert list((tmp_path / "inbox").iterdir()) == [], "what was taken in does not lie about"


def test_what_came_before_its_key_is_taken_as_soon_as_the_key_is(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("PUB-05")
    expect_log("STO-03")
    inbox.ring = None
    puller = a_puller(inbox)
    press.publish(PEOPLE, [b"header", b"entries"])
    early = puller.pull(LittleShelf(press), nothing)
    assert early is not None
    assert early.failure.code is FailureCode.PUBLICATION_NO_KEY
    press.publish_keys(STATION, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    inbox.refuse = lambda _: WorldError(FailureCode.STORE_FULL, "inbox")
    full = puller.pull(LittleShelf(press), nothing)
    assert full is not None
    assert full.failure.code is FailureCode.STORE_FULL
    inbox.refuse = lambda _: None
    assert puller.pull(LittleShelf(press), nothing) is None, "nor does a disk that was full cost an hour"
    assert inbox.contents[PEOPLE] == [b"header", b"entries"]


def test_what_is_on_board_does_not_come_again_and_changes_come_as_deltas(
    press: LittlePress, inbox: LittleInbox
) -> None:
    press.publish(PEOPLE, [b"header", BIG])
    puller = a_puller(inbox)
    puller.pull(LittleShelf(press), nothing)
    press.publish(PEOPLE, [b"header", b"one more"], delta=True)
    press.publish(PEOPLE, [b"header", BIG, b"one more"], same=True)
    shelf = LittleShelf(press)
    assert puller.pull(shelf, nothing) is None
    assert puller.pull(shelf, nothing) is None
    assert {(stream, sequence) for stream, sequence, _, _ in shelf.fetched} == {(PEOPLE, 2)}
    press.publish(PEOPLE, [b"header", b"and another"], delta=True)
    assert puller.pull(LittleShelf(press), nothing) is None
    assert [one.sequence for one in inbox.taken] == [1, 2, 4]


def test_a_download_cut_at_any_byte_goes_on_from_there(press: LittlePress, inbox: LittleInbox) -> None:
    path = press.publish(PEOPLE, [b"header", BIG[:3000]])
    size, shelf = path.stat().st_size, LittleShelf(press)
    for cut in range(1, size, 7):
        inbox.streams.clear()
        shelf.fetched.clear()
        shelf.allowance = cut
        assert code_of(lambda: a_puller(inbox).pull(shelf, nothing)) is FailureCode.HQ_UNREACHABLE
        shelf.allowance = None
        assert a_puller(inbox).pull(shelf, nothing) is None
        assert sum(count for _, _, _, count in shelf.fetched) == size, "no byte came twice"
        assert inbox.contents[PEOPLE] == [b"header", BIG[:3000]]


def test_crossings_go_between_two_slices(press: LittlePress, inbox: LittleInbox) -> None:
    press.publish("documents/sltd", [b"header", BIG, BIG])
    shelf, asked = LittleShelf(press), []
    a_puller(inbox).pull(shelf, lambda: asked.append(len(shelf.fetched)))
    assert asked == list(range(1, len(shelf.fetched) + 1))
    assert len(asked) > 2


def test_slices_are_as_large_as_the_link_carries_in_some_seconds(
    press: LittlePress, inbox: LittleInbox
) -> None:
    press.publish("documents/sltd", [b"header", *[BIG] * 12])
    clock = [0.0]

    class TimedShelf(LittleShelf):
        rate = 1e9

        def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
            clock[0] += count / self.rate
            return super().fetch(stream, sequence, first, count)

    fast, slow = TimedShelf(press), TimedShelf(press)
    slow.rate = 1000.0
    a_puller(inbox, lambda: clock[0]).pull(fast, nothing)
    assert max(count for *_, count in fast.fetched) == LARGEST_SLICE
    inbox.streams.clear()
    a_puller(inbox, lambda: clock[0]).pull(slow, nothing)
    assert {count for *_, count in slow.fetched[1:-1]} == {SMALLEST_SLICE}


def test_a_failure_between_slices_costs_nothing_of_what_came(press: LittlePress, inbox: LittleInbox) -> None:
    size = press.publish("documents/sltd", [b"header", BIG]).stat().st_size
    shelf, puller = LittleShelf(press), a_puller(inbox)

    def broken() -> None:
        raise WorldError(FailureCode.HQ_UNREACHABLE, "hq")

    assert code_of(lambda: puller.pull(shelf, broken)) is FailureCode.HQ_UNREACHABLE
    assert puller.pull(shelf, nothing) is None
    assert sum(count for *_, count in shelf.fetched) == size


def test_stopping_while_a_list_is_taken_in_takes_nothing(press: LittlePress, inbox: LittleInbox) -> None:
    press.publish(PEOPLE, [b"header", b"entries"])
    stop = threading.Event()
    puller = Puller(inbox, stop)
    with pytest.raises(Stopped):
        puller.pull(LittleShelf(press), stop.set)
    assert inbox.taken == []
    assert a_puller(inbox).pull(LittleShelf(press), nothing) is None


def test_a_damaged_file_is_fetched_once_more_and_then_left_alone(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("PUB-04")
    path = press.publish(PEOPLE, [b"header", b"entries"])
    press.publish("people/other", [b"header"])
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    shelf, puller = LittleShelf(press), a_puller(inbox)
    failures = [puller.pull(shelf, nothing) for _ in range(4)]
    codes = [None if one is None else one.failure.code for one in failures]
    assert codes == [FailureCode.PUBLICATION_DAMAGED] * 4, "it is told as long as it lasts"
    assert len([one for one in shelf.fetched if one[0] == PEOPLE]) == 2
    assert [one.stream for one in inbox.taken] == ["people/other"], "one bad list holds up no other"


def test_a_station_at_odds_with_hq_says_so_and_begins_anew_with_the_next_snapshot(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("PUB-02")
    press.publish(PEOPLE, [b"header", b"first"])
    inbox.streams[PEOPLE] = Held(1, b"another HQ's first".ljust(32))
    inbox.contents[PEOPLE] = [b"another list"]
    press.publish(PEOPLE, [b"header", b"second"], delta=True)
    puller, after_held = a_puller(inbox), LittleShelf(press)
    after_held.rows = after_held.rows[1:]
    for _ in range(3):
        told = puller.pull(after_held, nothing)
        assert told is not None
        assert told.failure.code is FailureCode.PUBLICATION_GAP
    assert len(after_held.fetched) == 1
    press.publish(PEOPLE, [b"header", b"all"], same=True)
    press.publish(PEOPLE, [b"header", b"more"], delta=True)
    after_held.rows = LittleShelf(press).rows[1:]
    assert puller.pull(after_held, nothing) is None
    assert inbox.contents[PEOPLE] == [b"header", b"all", b"header", b"more"]
    assert puller.pull(after_held, nothing) is None


def test_a_gap_is_closed_by_a_snapshot_in_the_same_look(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("PUB-02")
    press.publish(PEOPLE, [b"header", b"first"])
    inbox.streams[PEOPLE] = Held(1, b"another HQ's first".ljust(32))
    press.publish(PEOPLE, [b"header", b"second"], delta=True)
    press.publish(PEOPLE, [b"header", BIG], same=True)
    assert a_puller(inbox).pull(LittleShelf(press), nothing) is None
    assert inbox.contents[PEOPLE] == [b"header", BIG]


def test_a_list_that_the_store_refuses_is_told_and_not_fetched_again(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("LST-03")
    press.publish(PEOPLE, [b"header", b"entries"])
    inbox.refuse = lambda _: WorldError(FailureCode.LIST_KNOWN_ANSWERS, "lists")
    shelf = LittleShelf(press)
    told = a_puller(inbox).pull(shelf, nothing)
    assert told is not None
    assert told.failure.code is FailureCode.LIST_KNOWN_ANSWERS
    inbox.refuse = lambda _: None
    assert a_puller(inbox).pull(shelf, nothing) is None
    assert len(shelf.fetched) == 1, "the file was kept"
    assert inbox.contents[PEOPLE] == [b"header", b"entries"]


def test_an_index_that_lies_costs_one_slice_and_takes_nothing(
    press: LittlePress, inbox: LittleInbox, expect_log: ExpectLog
) -> None:
    expect_log("PUB-04")
    press.publish("documents/sltd", [b"header", BIG, BIG])
    shelf = LittleShelf(press)
    for lie in (
        replace(shelf.rows[0], size=10**9),
        replace(shelf.rows[0], digest=bytes(32)),
        replace(shelf.rows[0], sequence=5),
        replace(shelf.rows[0], stream="people/un"),
    ):
        press.files[lie.stream, lie.sequence] = press.files["documents/sltd", 1]
        shelf.rows, shelf.fetched = [lie], []
        told = a_puller(inbox).pull(shelf, nothing)
        assert told is not None
        assert told.failure.code is FailureCode.PUBLICATION_DAMAGED
        assert len(shelf.fetched) == 1
    assert inbox.taken == []


def test_what_an_earlier_program_left_of_another_file_is_not_mixed_in(
    press: LittlePress, inbox: LittleInbox
) -> None:
    press.publish(PEOPLE, [b"header", BIG[:2000]])
    (inbox.folder() / "people_un.1.part").write_bytes(bytes(1500))
    (inbox.folder() / "people_un.9.part").write_bytes(bytes(1500))
    assert a_puller(inbox).pull(LittleShelf(press), nothing) is None
    assert inbox.contents[PEOPLE] == [b"header", BIG[:2000]]
    assert list(inbox.folder().iterdir()) == []


@fuzzed(share=0.05)
@given(st.binary(max_size=100), st.lists(st.builds(
    Listed, st.sampled_from(["people/un", "keys/7", "photos/x", "late/UTAVR"]), st.integers(1, 4),
    st.just(0), st.just(0), st.integers(1, 4000), st.binary(min_size=32, max_size=32),
), max_size=4))  # fmt: skip
def test_whatever_a_hostile_hq_answers_is_a_told_failure(
    tmp_path_factory: pytest.TempPathFactory, expect_log: ExpectLog, answer: bytes, rows: list[Listed]
) -> None:
    expect_log("PUB-04")
    press = LittlePress(Path())
    who = StationIdentity("https://hq", STATION, "t", bytes(32), press.public_key, bytes(32), b"")
    inbox = LittleInbox(who, tmp_path_factory.getbasetemp() / "hostile")

    class Hostile:
        def index(self, held: Mapping[str, int]) -> bytes:
            return write_index(rows) if rows else answer

        def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
            return (answer * 100 or b"x")[:count]

    told = Puller(inbox, threading.Event()).pull(Hostile(), nothing)
    assert told is not None
    assert inbox.taken == []


def test_a_stick_brings_what_the_link_would(press: LittlePress, inbox: LittleInbox) -> None:
    inbox.ring = None
    press.publish(PEOPLE, [b"header", b"first"])
    press.publish(PEOPLE, [b"header", b"second"], delta=True)
    press.publish("late/UTXXX", [b"another port's"])
    press.publish("photos/1", [b"of a newer program"])
    press.publish_keys(STATION + 1, Ed25519PrivateKey.generate())
    press.publish_keys(STATION, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    (press.folder / "holiday.mpub").write_bytes(b"no publication")
    (press.folder / "readme.txt").write_bytes(b"")
    brought = take_folder(inbox, press.folder)
    assert [(one.stream, one.sequence) for one in brought.taken] == [
        (f"keys/{STATION}", 1), (PEOPLE, 1), (PEOPLE, 2), ("photos/1", 1),
    ]  # fmt: skip
    assert [(name, str(error.failure.code)) for name, error in brought.failed] == [("holiday.mpub", "PUB-04")]
    assert take_folder(inbox, press.folder).taken == ()


def test_one_file_from_a_stick_says_what_is_wrong_with_it(
    press: LittlePress, inbox: LittleInbox, tmp_path: Path
) -> None:
    first = press.publish(PEOPLE, [b"header", b"first"])
    second = press.publish(PEOPLE, [b"header", b"second"], delta=True)
    other = press.publish_keys(STATION + 1, Ed25519PrivateKey.generate())
    stolen = press.publish_keys(STATION, Ed25519PrivateKey.generate())
    press.publish("photos/1", [b"of a newer program"])
    newer = press.publish("photos/1", [b"with changes"], delta=True)
    assert code_of(lambda: take_file(inbox, second)) is FailureCode.PUBLICATION_GAP
    assert take_file(inbox, first).sequence == 1
    assert take_file(inbox, second).sequence == 2
    assert code_of(lambda: take_file(inbox, first)) is FailureCode.PUBLICATION_OLDER
    for path in (other, stolen, newer):
        assert code_of(partial(take_file, inbox, path)) is FailureCode.PUBLICATION_NOT_FOR_US
    assert code_of(lambda: take_file(inbox, tmp_path / "gone.mpub")) is FailureCode.PUBLICATION_DAMAGED
    (tmp_path / "strange").mkdir()
    strange = LittlePress(tmp_path / "strange").publish(PEOPLE, [b"forged"])
    assert code_of(lambda: take_file(inbox, strange)) is FailureCode.PUBLICATION_NOT_TRUSTED
    inbox.ring = None
    third = press.publish(PEOPLE, [b"header"], delta=True)
    assert code_of(lambda: take_file(inbox, third)) is FailureCode.PUBLICATION_NO_KEY
    inbox.who = None
    assert code_of(lambda: take_file(inbox, third)) is FailureCode.NOT_ENROLLED
    assert code_of(lambda: take_folder(inbox, press.folder)) is FailureCode.NOT_ENROLLED
