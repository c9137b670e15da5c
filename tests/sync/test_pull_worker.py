"""Lists over the real road, beside the crossings: these go first, and neither holds up the other."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.failure import FailureCode
from app.domain.record import encode
from bench.people import crossings
from sync.backoff import Backoff
from sync.http import HqClient
from sync.worker import LinkReport, LinkState, SyncWorker
from tests.helpers.little_hq import STATION, LittleHq, Script
from tests.helpers.little_inbox import LittleInbox
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.logs import ExpectLog
from tests.helpers.publications import RING, LittlePress
from tests.helpers.slow_link import SlowLink

PEOPLE = "people/un"
PAYLOADS = [encode(crossing) for crossing in crossings(5, seed=9)]
BIG = random.Random(4).randbytes(300_000)
StartPulling = Callable[[LittleOutbox, LittleInbox, list[LinkReport]], SyncWorker]


@pytest.fixture
def start_pulling() -> Iterator[StartPulling]:
    """Start a worker with an inbox; stopped at the end of the test."""
    workers: list[SyncWorker] = []

    def start(outbox: LittleOutbox, inbox: LittleInbox, reports: list[LinkReport]) -> SyncWorker:
        backoff = Backoff(random.Random(7).random, first=0.01, longest=0.1)
        worker = SyncWorker(
            lambda: outbox, HqClient, lambda: datetime.now(UTC), backoff, reports.append, lambda: inbox
        )
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        assert worker.stop(5.0), "the sync thread did not stop"


def on_show(hq: LittleHq, press: LittlePress) -> None:
    """Put what the press has made on HQ's shelf."""
    hq.published = {name: path.read_bytes() for name, path in press.files.items()}
    hq.listed = press.rows()


@pytest.fixture
def hq_press(little_hq: LittleHq, tmp_path: Path) -> LittlePress:
    """The press of the small HQ."""
    (tmp_path / "hq").mkdir()
    return LittlePress(tmp_path / "hq", little_hq.receipt_key)


def test_lists_come_over_the_real_road_after_crossings_have_gone(
    little_hq: LittleHq, hq_press: LittlePress, tmp_path: Path, start_pulling: StartPulling
) -> None:
    hq_press.publish_keys(STATION, little_hq.station_key)
    hq_press.publish(PEOPLE, [b"header", BIG])
    on_show(little_hq, hq_press)
    outbox = LittleOutbox(little_hq.identity())
    inbox = LittleInbox(little_hq.identity(), tmp_path / "inbox")
    outbox.record(PAYLOADS[0])
    worker = start_pulling(outbox, inbox, [])
    inbox.wait_for(lambda box: PEOPLE in box.streams)
    assert little_hq.ledger.calls[0] == "PUT", "crossings go first"
    assert inbox.contents[PEOPLE] == [b"header", BIG]
    hq_press.publish(PEOPLE, [b"header", b"late news"], delta=True)
    on_show(little_hq, hq_press)
    calls = len(little_hq.ledger.calls)
    outbox.record(PAYLOADS[1])
    worker.poke()
    outbox.wait_for(lambda box: box.settled == 2)
    assert little_hq.ledger.calls[calls:] == ["PUT"], "a traveller does not pay for a look at the lists"
    worker.fetch_now()
    inbox.wait_for(lambda box: len(box.taken) == 3)


def test_a_link_that_breaks_every_few_kilobytes_brings_the_list_in_the_end(
    little_hq: LittleHq, hq_press: LittlePress, tmp_path: Path, start_pulling: StartPulling
) -> None:
    hq_press.publish(PEOPLE, [b"header", BIG[:60_000]])
    on_show(little_hq, hq_press)
    dice = random.Random(11)
    with SlowLink(
        ("127.0.0.1", little_hq.port), rate=1e6, cut_down_after=lambda: dice.randint(3_000, 12_000)
    ) as link:
        inbox = LittleInbox(little_hq.identity(port=link.port), tmp_path / "inbox")
        inbox.ring = RING
        start_pulling(LittleOutbox(little_hq.identity(port=link.port)), inbox, [])
        inbox.wait_for(lambda box: PEOPLE in box.streams, 60)
        assert link.drops > 3
        assert link.carried_down < 4 * 60_000
    assert inbox.contents[PEOPLE] == [b"header", BIG[:60_000]]


def test_a_traveller_recorded_during_a_long_download_is_sent_before_its_end(
    little_hq: LittleHq, hq_press: LittlePress, tmp_path: Path, start_pulling: StartPulling
) -> None:
    hq_press.publish("documents/sltd", [b"header", BIG])
    on_show(little_hq, hq_press)
    with SlowLink(("127.0.0.1", little_hq.port), rate=60_000.0) as link:
        identity = little_hq.identity(port=link.port)
        outbox, inbox = LittleOutbox(identity), LittleInbox(identity, tmp_path / "inbox")
        inbox.ring = RING
        start_pulling(outbox, inbox, [])
        deadline = time.monotonic() + 20
        while not any(inbox.folder().iterdir()):
            assert time.monotonic() < deadline, "the download never began"
            threading.Event().wait(0.02)
        outbox.record(PAYLOADS[0])
        outbox.wait_for(lambda box: box.settled == 1)
        assert not inbox.taken
        inbox.wait_for(lambda box: bool(box.taken), 60)


def test_a_list_that_cannot_be_taken_is_on_the_report_and_crossings_go_on(
    little_hq: LittleHq,
    hq_press: LittlePress,
    tmp_path: Path,
    start_pulling: StartPulling,
    expect_log: ExpectLog,
) -> None:
    expect_log("PUB-05")
    hq_press.publish(PEOPLE, [b"header", b"entries"])
    on_show(little_hq, hq_press)
    outbox, reports = LittleOutbox(little_hq.identity()), list[LinkReport]()
    inbox = LittleInbox(little_hq.identity(), tmp_path / "inbox")
    worker = start_pulling(outbox, inbox, reports)
    wait_for_report(reports, LinkState.CONNECTED, FailureCode.PUBLICATION_NO_KEY)
    outbox.record(PAYLOADS[0])
    worker.poke()
    outbox.wait_for(lambda box: box.settled == 1)


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_hq_that_publishes_nothing_yet_holds_up_no_crossing(
    status: int, little_hq: LittleHq, tmp_path: Path, start_pulling: StartPulling
) -> None:
    little_hq.scripts.extend([Script(200), Script(status)])
    outbox, reports = LittleOutbox(little_hq.identity()), list[LinkReport]()
    worker = start_pulling(outbox, LittleInbox(little_hq.identity(), tmp_path / "inbox"), reports)
    wait_for_report(reports, LinkState.CONNECTED, FailureCode.HQ_BUSY)
    outbox.record(PAYLOADS[0])
    worker.poke()
    outbox.wait_for(lambda box: box.settled == 1)


def wait_for_report(reports: list[LinkReport], state: LinkState, failure: FailureCode) -> None:
    """Wait until a report says this."""
    deadline = time.monotonic() + 20
    while not any((one.state, one.failure) == (state, failure) for one in list(reports)):
        assert time.monotonic() < deadline, f"never said {state} {failure}: {reports}"
        threading.Event().wait(0.01)
