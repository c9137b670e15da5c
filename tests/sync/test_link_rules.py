"""Lanes, the day's bytes and a person's yes, as a station on a bad link lives with them."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane, LinkKind, LinkPolicy
from app.domain.record import encode
from bench.people import crossings
from sync.backoff import Backoff
from sync.budget import Ration
from sync.freezing import freeze
from sync.http import HqClient
from sync.pace import Pace
from sync.ports import FrozenBatch
from sync.rationed import RationedRoad
from sync.worker import LinkReport, SyncWorker
from tests.helpers.little_book import LittleBook
from tests.helpers.little_hq import LittleHq, Script
from tests.helpers.little_inbox import LittleInbox
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.logs import ExpectLog
from tests.helpers.publications import RING, LittlePress
from tests.helpers.slow_link import SlowLink

PEOPLE = [replace(one, decision=Decision(DecisionKind.ADMIT)) for one in crossings(60, seed=5)]
ADMITTED = [encode(one) for one in PEOPLE]
REFUSED = encode(replace(PEOPLE[0], decision=Decision(DecisionKind.REFUSE, (Reason.ALERT,))))
SLOW = LinkPolicy(bits_per_second=8_000, round_trip_ms=0)
METERED = replace(SLOW, kind=LinkKind.METERED)
DEAR = replace(SLOW, kind=LinkKind.DEAR, price_per_megabyte=500, currency="USD")
NOISE = random.Random(4).randbytes(60_000)


class Station:
    """An outbox, a book and a worker over them, with what it reports."""

    def __init__(self, outbox: LittleOutbox, policy: LinkPolicy, inbox: LittleInbox | None) -> None:
        self.outbox, self.book = outbox, LittleBook(policy, outbox)
        self.reports: list[LinkReport] = []
        self.worker = SyncWorker(
            lambda: outbox,
            HqClient,
            lambda: datetime.now(UTC),
            Backoff(random.Random(7).random, first=0.01, longest=0.1),
            self.reports.append,
            None if inbox is None else lambda: inbox,
            open_book=lambda: self.book,
        )

    def record(self, *payloads: bytes, kind: int = 1) -> None:
        """Record rows and wake the worker."""
        for payload in payloads:
            self.outbox.record(payload, kind)
        self.worker.poke()

    def settled(self, count: int) -> None:
        """Wait until so many rows are settled."""
        self.outbox.wait_for(lambda box: box.settled == count)

    def hears(self, code: FailureCode) -> LinkReport:
        """Wait for a report that says so."""
        until(lambda: any(one.failure is code for one in list(self.reports)))
        return next(one for one in self.reports if one.failure is code)


def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        threading.Event().wait(0.01)


def with_a_list(hq: LittleHq, folder: Path, contents: bytes) -> LittleInbox:
    """Publish a list, and an inbox for it."""
    (folder / "hq").mkdir()
    press = LittlePress(folder / "hq", hq.receipt_key)
    press.publish("people/un", [b"header", contents])
    hq.published = {name: path.read_bytes() for name, path in press.files.items()}
    hq.listed = press.rows()
    inbox = LittleInbox(hq.identity(), folder / "inbox")
    inbox.ring = RING
    return inbox


@pytest.fixture
def station(little_hq: LittleHq) -> Iterator[Callable[..., Station]]:
    """Make a station on a link of this policy, its outbox filled first; stopped at the end."""
    made: list[Station] = []

    def make(
        policy: LinkPolicy, *payloads: bytes, port: int | None = None, inbox: LittleInbox | None = None
    ) -> Station:
        outbox = LittleOutbox(little_hq.identity(port=port))
        for payload in payloads:
            outbox.record(payload)
        made.append(Station(outbox, policy, inbox))
        made[-1].worker.start()
        return made[-1]

    yield make
    for one in made:
        assert one.worker.stop(5.0), "the sync thread did not stop"


def test_a_refusal_goes_before_the_backlog_that_was_recorded_before_it(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    backlog = [ADMITTED[place % 60] for place in range(120)]
    one = station(SLOW, *backlog, REFUSED, *backlog)
    one.settled(241)
    assert next(iter(little_hq.ledger.records)) == 121
    assert [batch.lane for batch in one.outbox.batches.values()] == [
        Lane.CROSSINGS, Lane.URGENT, Lane.CROSSINGS,
    ]  # fmt: skip
    assert not little_hq.ledger.seen_twice


def test_an_alert_passes_a_batch_that_is_on_its_way(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=40_000.0) as link:
        one = station(SLOW, port=link.port)
        one.record(NOISE, kind=99)
        until(lambda: little_hq.ledger.body_bytes > 0)
        one.record(b"an alert's event", kind=2)
        one.settled(1)
        assert list(little_hq.ledger.records) == [2], "the long one is not there yet"
        one.settled(2)
    assert little_hq.ledger.records == {1: NOISE, 2: b"an alert's event"}
    assert little_hq.ledger.body_bytes < len(NOISE) + 2_000, "no byte went twice"


def test_slices_of_a_batch_resume_where_the_link_broke(little_hq: LittleHq) -> None:
    outbox = LittleOutbox(little_hq.identity())
    outbox.record(NOISE[:30_000], kind=99)
    batch = freeze(outbox, little_hq.identity())
    assert batch is not None
    dice = random.Random(3)
    with SlowLink(("127.0.0.1", little_hq.port), 1e6, lambda: dice.randint(6_000, 12_000)) as link:
        client = HqClient(little_hq.identity(port=link.port), threading.Event())
        receipt, fresh = b"", True
        while not receipt:
            receipt, fresh = _try(client, batch, fresh), False
        client.close()
        assert link.drops
    assert little_hq.ledger.body_bytes < 2 * len(batch.data)


def _try(client: HqClient, batch: FrozenBatch, fresh: bool) -> bytes:
    with suppress(WorldError):
        return client.deliver_paced(batch, fresh, Pace(SLOW))
    return b""


def test_on_a_metered_link_crossings_gather_and_a_refusal_takes_them_along(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    one = station(METERED, ADMITTED[0])
    one.settled(1)
    for payload in ADMITTED[:3]:
        one.record(payload)
    one.record(REFUSED)
    one.settled(5)
    assert [batch.count for batch in one.outbox.batches.values()] == [1, 4]
    for payload in ADMITTED * 2:
        one.record(payload)
    one.outbox.wait_for(lambda box: box.settled >= 105)
    assert len(one.outbox.batches) <= 4


def test_what_is_over_the_days_bytes_waits_but_for_the_urgent_and_a_yes(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    one = station(replace(SLOW, daily_bytes=9_000), ADMITTED[0])
    one.settled(1)
    one.record(NOISE, kind=99)
    report = one.hears(FailureCode.BUDGET_SPENT)
    assert report.plan is not None
    assert report.plan.left_today is not None
    assert report.plan.left_today < sum(size for _, size in report.plan.lanes)
    one.record(REFUSED)
    one.outbox.wait_for(lambda box: box.settled == 2)
    assert list(little_hq.ledger.records) == [1, 3], "the urgent one passed"
    one.book.say_yes(one.book.plan())
    one.worker.poke()
    one.settled(3)


def test_on_a_dear_link_nobody_is_called_before_a_person_says_yes(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=1e6) as link:
        one = station(DEAR, *ADMITTED[:20], port=link.port)
        plan = one.hears(FailureCode.CONSENT_NEEDED).plan
        assert plan is not None
        assert (plan.up_to_seq, plan.currency) == (20, "USD")
        assert link.connections == 0
        one.record(*ADMITTED[20:25])
        one.book.say_yes(plan)
        one.worker.poke()
        one.settled(20)
        until(lambda: one.book.let_go is None)
        assert len(one.outbox.batches) == 1, "what came later was not in what was shown"
        assert one.book.bytes <= sum(size for _, size in plan.lanes)
        one.record(REFUSED)
        one.outbox.wait_for(lambda box: box.settled > 20)
        assert max(little_hq.ledger.records) == 26


def test_a_batch_that_hq_puts_off_again_and_again_holds_up_no_other(
    little_hq: LittleHq, station: Callable[..., Station]
) -> None:
    little_hq.scripts.extend([Script(503)] * 3)
    one = station(SLOW, *ADMITTED, *ADMITTED, REFUSED)
    one.settled(120)
    assert [batch.lane for batch in one.outbox.unsettled()] == [Lane.URGENT]
    one.hears(FailureCode.HQ_BUSY)


def test_a_refused_batch_a_spent_budget_and_a_stuck_list_stop_nobody_else(
    little_hq: LittleHq, station: Callable[..., Station], tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("SYN-05")
    little_hq.refused.add(1)
    inbox = with_a_list(little_hq, tmp_path, NOISE)
    one = station(replace(SLOW, daily_bytes=30_000), REFUSED, inbox=inbox)
    one.hears(FailureCode.BUDGET_SPENT)
    assert not inbox.taken, "the list would have passed the day's bytes"
    assert one.book.ahead > 30_000, "what came of it stays"
    assert one.book.bytes <= 30_000
    one.record(REFUSED)
    one.settled(1)


def test_on_a_dear_link_a_list_is_shown_with_its_bytes_before_it_comes(
    little_hq: LittleHq, station: Callable[..., Station], tmp_path: Path
) -> None:
    inbox = with_a_list(little_hq, tmp_path, NOISE[:20_000])
    one = station(DEAR, *ADMITTED[:20], inbox=inbox)
    one.hears(FailureCode.CONSENT_NEEDED)
    one.book.say_yes(one.book.plan())
    one.worker.poke()
    one.settled(20)
    until(lambda: one.book.ahead > 20_000 and one.book.let_go is None)
    assert not inbox.taken, "nobody was shown that it was there"
    plan = one.book.plan()
    assert dict(plan.lanes).keys() == {Lane.PUBLISHED}
    one.book.say_yes(plan)
    one.worker.poke()
    until(lambda: bool(inbox.taken))
    until(lambda: one.book.let_go is None)
    assert one.book.ahead == 0


def test_on_a_metered_link_nobody_looks_at_the_lists_with_every_refusal(
    little_hq: LittleHq, station: Callable[..., Station], tmp_path: Path
) -> None:
    inbox = with_a_list(little_hq, tmp_path, b"entries")
    one = station(METERED, ADMITTED[0], inbox=inbox)
    until(lambda: bool(inbox.taken))
    calls = len(little_hq.ledger.calls)
    for count in range(2, 5):
        one.record(REFUSED)
        one.settled(count)
    assert little_hq.ledger.calls[calls:] == ["PUT"] * 3


def test_what_a_relay_carries_for_others_goes_in_slices_within_the_days_bytes(little_hq: LittleHq) -> None:
    outbox = LittleOutbox(little_hq.identity())
    outbox.record(NOISE, kind=99)
    batch = freeze(outbox, little_hq.identity())
    assert batch is not None
    book, looks = LittleBook(replace(SLOW, daily_bytes=40_000), outbox), []
    client = HqClient(little_hq.identity(), threading.Event())
    road = RationedRoad(client, Ration(book, client), lambda: looks.append(len(little_hq.ledger.calls)))
    with pytest.raises(WorldError) as held:
        road.deliver(batch, fresh=True)
    assert held.value.failure.code is FailureCode.BUDGET_SPENT
    assert looks, "between two slices the booth's own urgent ones may go"
    assert book.bytes <= 40_000
    receipt = RationedRoad(client, Ration(book, client), lambda: None).deliver(
        replace(batch, lane=Lane.URGENT), fresh=False
    )
    client.close()
    assert receipt == little_hq.ledger.receipts[batch.batch_id.hex()]
