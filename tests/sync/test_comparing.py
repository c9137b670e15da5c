"""An HQ that went back to yesterday's copy gets what it lost, and nothing else goes again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.comparing import AT_ONCE, FOREIGN, Comparing, missing
from sync.hq.spans import progress
from sync.http import HqBusy
from sync.ports import ChainState, FrozenBatch, OutboxRow, Settlement, StationIdentity
from sync.protocol import receipt as receipts
from sync.protocol.standing import read_standing, write_standing
from sync.road import Road
from tests.helpers.fuzzing import fuzzed
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.logs import ExpectLog

NUMBER = 7
KEY = Ed25519PrivateKey.generate()
RAW = KEY.private_bytes_raw()
WHO = StationIdentity(
    "https://hq", NUMBER, "t", bytes(32), KEY.public_key().public_bytes_raw(), bytes(32), b""
)


class ForgetfulHq:
    """An HQ in memory, a `sync.road.Road` as far as batches go; `batches` may be made fewer."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        self.batches: dict[bytes, FrozenBatch] = {}
        self.delivered: list[int] = []
        self.asked = 0
        self.refused: set[int] = set()
        self.cuts = 0
        self.tried = 0
        self.old = self.busy = False

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        if self.cuts:
            self.cuts -= 1
            raise WorldError(FailureCode.HQ_UNREACHABLE, "hq")
        self.tried += 1
        if batch.first_seq in self.refused:
            raise WorldError(FailureCode.BATCH_DAMAGED, "hq")
        self.delivered.append(batch.first_seq)
        self.batches[batch.batch_id] = batch
        self.now += timedelta(seconds=1)
        up_to, gaps = self._progress()
        return receipts.sign(receipts.Receipt(NUMBER, batch.batch_id, up_to, gaps, (), self.now), RAW)

    def standing(self) -> bytes:
        self.asked += 1
        if self.old or self.busy:
            raise HqBusy(404 if self.old else 503, 0.0)
        _, gaps = self._progress()
        highest = max((one.first_seq + one.count - 1 for one in self.batches.values()), default=0)
        return write_standing(NUMBER, gaps, highest, self.now, RAW)

    def forget(self, *firsts: int) -> None:
        """Go back to a copy without the batches that begin at these seqs."""
        self.batches = {name: one for name, one in self.batches.items() if one.first_seq not in firsts}

    def _progress(self) -> tuple[int, tuple[tuple[int, int], ...]]:
        return progress(0, [(one.first_seq, one.first_seq + one.count - 1) for one in self.batches.values()])

    def check(self) -> None:
        raise AssertionError("not asked")

    def renew(self, request: bytes) -> bytes:
        raise AssertionError("not asked")

    def index(self, held: Mapping[str, int]) -> bytes:
        raise AssertionError("not asked")

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        raise AssertionError("not asked")

    def on_behalf(self, station_number: int) -> Road:
        raise AssertionError("not asked")

    def close(self) -> None:
        """Hang up."""


@pytest.fixture
def hq() -> ForgetfulHq:
    return ForgetfulHq()


def sent(hq: ForgetfulHq, number: int, rows: int = 3) -> LittleOutbox:
    """An outbox of which HQ has taken this many batches."""
    outbox = LittleOutbox(WHO)
    more(outbox, hq, number, rows)
    return outbox


def more(outbox: LittleOutbox, hq: ForgetfulHq, number: int, rows: int = 3) -> None:
    def frozen(rows: Sequence[OutboxRow], chain: ChainState) -> bytes:
        return chain.previous_batch + rows[0].payload

    for _ in range(number):
        for turn in range(rows):
            outbox.record(b"record %d" % turn)
        batch = outbox.freeze(rows, frozen)
        assert batch is not None
        outbox.settle(Settlement(batch.batch_id, hq.deliver(batch, True), ()))
    hq.delivered.clear()
    hq.tried = 0


def test_an_old_word_of_hq_that_a_relay_repeats_makes_nobody_send_again(
    hq: ForgetfulHq, expect_log: ExpectLog
) -> None:
    expect_log("SYN-13")
    outbox = sent(hq, 2)
    hq.forget(4)
    old = hq.standing()
    hq.batches = {batch.batch_id: batch for batch in outbox.settled_from(1, 9)}
    more(outbox, hq, 1)
    lying = Repeating(old)
    comparing = Comparing(outbox, threading.Event())
    assert comparing.run(lying, lambda: None) is None
    assert (lying.delivered, comparing.due()) == ([], False)
    hq.forget(4)
    comparing.ask()
    comparing.run(hq, lambda: None)
    comparing.run(hq, lambda: None)
    assert hq.delivered == [4], "what HQ says today counts"


class Repeating(ForgetfulHq):
    """A relay that gives an old word of HQ whenever it is asked."""

    def __init__(self, word: bytes) -> None:
        super().__init__()
        self._word = word

    def standing(self) -> bytes:
        return self._word


def errand(outbox: LittleOutbox) -> Comparing:
    return Comparing(outbox, threading.Event())


def turns(compare: Comparing, hq: ForgetfulHq) -> list[FailureCode | None]:
    """Run the errand until it is no longer due; what each turn told."""
    told: list[FailureCode | None] = []
    while compare.due():
        failure = compare.run(hq, lambda: None)
        told.append(None if failure is None else failure.failure.code)
        assert len(told) < 50
    return told


def test_all_is_well_and_costs_one_small_word(hq: ForgetfulHq) -> None:
    compare = errand(sent(hq, 4))
    assert turns(compare, hq) == [None]
    assert not compare.due(), "not before tomorrow"
    assert (hq.asked, hq.delivered) == (1, [])
    assert len(hq.standing()) < 130
    compare.ask()
    assert turns(compare, hq) == [None]


def test_what_hq_lost_goes_again_oldest_first_and_is_told_meanwhile(
    hq: ForgetfulHq, expect_log: ExpectLog
) -> None:
    expect_log("SYN-13")
    outbox = sent(hq, AT_ONCE + 4)
    hq.forget(4, 10, 13, *range(25, 100))
    went = []
    compare = errand(outbox)
    told = []
    while compare.due():
        failure = compare.run(hq, lambda: went.append(len(hq.delivered)))
        told.append(None if failure is None else failure.failure.code)
    assert told == [FailureCode.HQ_BEHIND, None]
    assert hq.delivered == [4, 10, 13, 25, 28, 31, 34]
    assert went == list(range(len(hq.delivered))), "what waits goes between two"
    assert set(hq.batches) == set(outbox.batches)


def test_an_hq_that_lost_all_gets_all_by_portions(hq: ForgetfulHq, expect_log: ExpectLog) -> None:
    expect_log("SYN-13")
    outbox = sent(hq, 40, 1)
    hq.batches.clear()
    compare = errand(outbox)
    assert turns(compare, hq) == [FailureCode.HQ_BEHIND] * (40 // AT_ONCE + 1) + [None]
    assert hq.delivered == list(range(1, 41))


def test_a_cut_in_the_middle_goes_on_from_there(hq: ForgetfulHq, expect_log: ExpectLog) -> None:
    expect_log("SYN-13")
    outbox = sent(hq, 5)
    hq.forget(1, 7, 13)
    compare = errand(outbox)
    compare.run(hq, lambda: None)
    hq.cuts = 1
    with pytest.raises(WorldError):
        compare.run(hq, lambda: None)
    assert turns(compare, hq) == [None]
    assert hq.delivered == [1, 7, 13]


def test_a_receipt_with_a_new_hole_is_noticed_without_asking(hq: ForgetfulHq, expect_log: ExpectLog) -> None:
    expect_log("SYN-13")
    outbox = sent(hq, 5)
    compare = errand(outbox)
    turns(compare, hq)
    hq.forget(4, 13)
    assert not compare.due(), "nobody can know yet"
    more(outbox, hq, 1)
    assert compare.due()
    assert turns(compare, hq) == [FailureCode.HQ_BEHIND, None]
    assert hq.delivered == [4, 13]


def test_an_hq_that_does_not_keep_what_it_gets_is_told_and_left_for_an_hour(
    hq: ForgetfulHq, expect_log: ExpectLog
) -> None:
    expect_log("SYN-13")
    expect_log("SYN-05")
    outbox = sent(hq, 3)
    hq.forget(4)
    hq.refused = {4}
    compare = errand(outbox)
    assert turns(compare, hq) == [FailureCode.HQ_BEHIND, FailureCode.HQ_BEHIND]
    assert not compare.due()
    assert hq.delivered == []


def test_batches_that_were_made_for_another_hq_are_not_sent_by_the_hundred(
    hq: ForgetfulHq, expect_log: ExpectLog
) -> None:
    expect_log("SYN-13")
    expect_log("SYN-05")
    outbox = sent(hq, 20)
    hq.batches.clear()
    hq.refused = set(range(1, 100))
    compare = errand(outbox)
    assert turns(compare, hq) == [FailureCode.HQ_BEHIND, FailureCode.HQ_BEHIND]
    assert hq.tried == FOREIGN
    assert not compare.due()


def test_an_hq_that_is_busy_is_asked_again_soon(hq: ForgetfulHq) -> None:
    compare = errand(sent(hq, 2))
    hq.busy = True
    assert turns(compare, hq) == [FailureCode.HQ_BUSY]
    compare.ask()
    hq.busy = False
    assert turns(compare, hq) == [None]


def test_an_hq_of_an_older_version_and_a_forged_word_trouble_nobody(hq: ForgetfulHq) -> None:
    outbox = sent(hq, 2)
    hq.old = True
    assert turns(errand(outbox), hq) == [None]

    class Forging(ForgetfulHq):
        def standing(self) -> bytes:
            return write_standing(NUMBER, (), 0, self.now, bytes(32))

    assert turns(errand(outbox), Forging()) == [FailureCode.RECEIPT_NOT_TRUSTED]
    outbox.who = None
    assert turns_of_nobody(errand(outbox), hq) is None


def turns_of_nobody(compare: Comparing, hq: ForgetfulHq) -> WorldError | None:
    return compare.run(hq, lambda: None)


def test_a_word_that_came_by_stick_names_what_to_write_and_an_old_one_nothing(hq: ForgetfulHq) -> None:
    outbox = sent(hq, 3)
    before = hq.standing()
    more(outbox, hq, 2)
    assert list(missing(outbox, before)) == [], "the receipts of the last two are younger than the word"
    hq.forget(4, 13)
    assert [batch.first_seq for batch in missing(outbox, hq.standing())] == [4, 13]
    for wrong in (b"", before[:-1], write_standing(8, (), 0, hq.now, RAW)):
        with pytest.raises(WorldError) as told:
            missing(outbox, wrong)
        assert told.value.failure.code is FailureCode.RECEIPT_NOT_TRUSTED
    about_a_batch = receipts.sign(receipts.Receipt(NUMBER, b"x" * 32, 0, (), (), hq.now), RAW)
    with pytest.raises(WorldError):
        missing(outbox, about_a_batch)


@fuzzed(share=0.05)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_whatever_hq_lost_comes_back_once_and_nothing_else_goes(sizes: list[int], lost: set[int]) -> None:
    hq, outbox = ForgetfulHq(), LittleOutbox(WHO)
    for size in sizes:
        more(outbox, hq, 1, size)
    batches = list(outbox.batches.values())
    gone = [batch.first_seq for place, batch in enumerate(batches) if place in lost]
    hq.forget(*gone)
    word = hq.standing()
    assert [batch.first_seq for batch in missing(outbox, word)] == gone
    gaps = read_standing(word, WHO.hq_receipt_key, NUMBER).gaps
    assert all(one[1] < other[0] for one, other in pairwise(gaps))


@fuzzed(share=0.2)
@given(st.binary(max_size=200))
def test_whatever_comes_in_place_of_a_word_is_refused(data: bytes) -> None:
    with pytest.raises(WorldError):
        read_standing(data, WHO.hq_receipt_key, NUMBER)
