"""The sync thread as a station sees it: what waits arrives, whatever HQ and the link do."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.failure import FailureCode, WorldError
from app.domain.record import encode
from bench.people import crossings
from sync.backoff import Backoff
from sync.http import HqClient
from sync.ports import StationIdentity
from sync.protocol.bounds import MOST_RECORDS
from sync.worker import LinkReport, LinkState, SyncWorker
from tests.helpers.little_hq import LittleHq, Script
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.logs import ExpectLog
from tests.helpers.slow_link import SlowLink
from tests.sync.conftest import StartWorker

PAYLOADS = [encode(crossing) for crossing in crossings(60, seed=5)]


def test_what_was_recorded_arrives_byte_for_byte(little_hq: LittleHq, start_worker: StartWorker) -> None:
    outbox = LittleOutbox(little_hq.identity())
    for payload in PAYLOADS:
        outbox.record(payload)
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == len(PAYLOADS))
    assert list(little_hq.ledger.records.values()) == PAYLOADS
    assert len(outbox.batches) == 1


def test_a_traveller_recorded_later_is_sent_as_soon_as_the_worker_is_poked(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox = LittleOutbox(little_hq.identity())
    worker = start_worker(outbox, [])
    for count, payload in enumerate(PAYLOADS[:3], 1):
        outbox.record(payload)
        worker.poke()
        outbox.wait_for(lambda box, count=count: box.settled == count)  # type: ignore[misc]
    assert len(outbox.batches) == 3
    assert little_hq.ledger.calls.count("HEAD") == 0, "a batch that HQ cannot know is not asked about"


def test_a_station_that_is_not_enrolled_keeps_its_rows_and_says_so(start_worker: StartWorker) -> None:
    outbox, reports = LittleOutbox(None), Reports()
    outbox.record(PAYLOADS[0])
    start_worker(outbox, reports)
    reports.wait_for(LinkState.OFF, FailureCode.NOT_ENROLLED)
    assert not outbox.batches


def test_rows_recorded_before_enrolment_go_as_soon_as_there_is_an_hq(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox, reports = LittleOutbox(None), Reports()
    outbox.record(PAYLOADS[0])
    worker = start_worker(outbox, reports)
    reports.wait_for(LinkState.OFF, FailureCode.NOT_ENROLLED)
    outbox.who = little_hq.identity()
    worker.poke()
    outbox.wait_for(lambda box: box.settled == 1)


def test_a_backlog_goes_in_batches_of_at_most_a_thousand(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox = LittleOutbox(little_hq.identity())
    for place in range(MOST_RECORDS + 10):
        outbox.record(PAYLOADS[place % len(PAYLOADS)])
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == MOST_RECORDS + 10)
    assert [batch.count for batch in outbox.batches.values()] == [MOST_RECORDS, 10]


def test_very_large_records_go_in_smaller_batches(little_hq: LittleHq, start_worker: StartWorker) -> None:
    outbox = LittleOutbox(little_hq.identity())
    for place in range(5):
        outbox.record(bytes([place]) * 400_000, kind=99)
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == 5)
    assert [batch.count for batch in outbox.batches.values()] == [2, 2, 1]


def test_batches_of_an_earlier_run_go_first(little_hq: LittleHq, start_worker: StartWorker) -> None:
    outbox = LittleOutbox(little_hq.identity())
    outbox.record(PAYLOADS[0])
    little_hq.scripts.extend([Script(503)] * 3)
    first = start_worker(outbox, [])
    outbox.wait_for(lambda box: bool(box.failures))
    assert first.stop()
    outbox.record(PAYLOADS[1])
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == 2)
    assert list(little_hq.ledger.records) == [1, 2]
    assert not little_hq.ledger.seen_twice


def test_hq_that_is_away_is_tried_again_until_it_is_back(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox, reports = LittleOutbox(little_hq.identity(port=1)), Reports()
    outbox.record(PAYLOADS[0])
    start_worker(outbox, reports)
    reports.wait_for(LinkState.UNREACHABLE, FailureCode.HQ_UNREACHABLE)
    assert reports[-1].next_try is not None
    outbox.who = little_hq.identity()
    outbox.wait_for(lambda box: box.settled == 1)
    reports.wait_for(LinkState.CONNECTED, None)


def test_a_stranger_who_answers_for_hq_gets_nothing(
    little_hq: LittleHq, tmp_path: Path, start_worker: StartWorker
) -> None:
    (tmp_path / "stranger").mkdir()
    with LittleHq(tmp_path / "stranger") as stranger:
        outbox, reports = LittleOutbox(little_hq.identity(port=stranger.port)), Reports()
        outbox.record(PAYLOADS[0])
        start_worker(outbox, reports)
        reports.wait_for(LinkState.REFUSED, FailureCode.HQ_NOT_TRUSTED)
        assert not stranger.ledger.calls


def test_a_receipt_that_hq_did_not_sign_settles_nothing(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    forged = replace(little_hq.identity(), hq_receipt_key=bytes(range(32)))
    outbox, reports = LittleOutbox(forged), Reports()
    outbox.record(PAYLOADS[0])
    start_worker(outbox, reports)
    reports.wait_for(LinkState.REFUSED, FailureCode.RECEIPT_NOT_TRUSTED)
    assert not outbox.receipts


def test_a_revoked_station_is_told_so_and_keeps_its_rows(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox, reports = LittleOutbox(little_hq.identity()), Reports()
    outbox.record(PAYLOADS[0])
    little_hq.scripts.append(Script(401))
    start_worker(outbox, reports)
    reports.wait_for(LinkState.REFUSED, FailureCode.HQ_REFUSED_STATION)
    outbox.wait_for(lambda box: box.settled == 1)


def test_a_batch_that_hq_refuses_is_set_aside_and_the_next_one_goes_on(
    little_hq: LittleHq, start_worker: StartWorker, expect_log: ExpectLog
) -> None:
    expect_log("SYN-05")
    little_hq.refused.add(1)
    outbox, reports = LittleOutbox(little_hq.identity()), Reports()
    outbox.record(PAYLOADS[0])
    worker = start_worker(outbox, reports)
    outbox.wait_for(lambda box: bool(box.failures))
    outbox.record(PAYLOADS[1])
    worker.poke()
    outbox.wait_for(lambda box: box.settled == 1)
    assert outbox.failures == [(next(iter(outbox.batches)), FailureCode.BATCH_DAMAGED)]
    assert len(outbox.unsettled()) == 1, "nothing unsent is ever thrown away"
    reports.wait_for(LinkState.CONNECTED, FailureCode.BATCH_DAMAGED)


def test_a_record_that_hq_rejects_is_parked_and_its_neighbours_are_accepted(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    little_hq.rejected[2] = FailureCode.RECORD_MALFORMED
    outbox = LittleOutbox(little_hq.identity())
    for payload in PAYLOADS[:3]:
        outbox.record(payload)
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == 3)
    assert next(iter(outbox.receipts.values())).rejected == ((2, "REC-01"),)


def test_hq_that_asks_for_time_gets_it(little_hq: LittleHq) -> None:
    outbox, waits = LittleOutbox(little_hq.identity()), []
    outbox.record(PAYLOADS[0])
    little_hq.scripts.append(Script(503, retry_after="120"))
    reports = Reports()
    worker = SyncWorker(
        lambda: outbox, HqClient, lambda: datetime.now(UTC), Backoff(lambda: 0.0), reports.append
    )
    worker.start()
    reports.wait_for(LinkState.UNREACHABLE, FailureCode.HQ_BUSY)
    due = reports[-1].next_try
    assert due is not None
    waits.append((due - datetime.now(UTC)).total_seconds())
    worker.poke()
    assert worker.stop(), "a long wait ends at once when the station closes"
    assert 100 < waits[0] <= 120
    assert not outbox.receipts


def test_stopping_in_the_middle_of_a_slow_upload_takes_less_than_two_seconds(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=1_000.0) as link:
        outbox = LittleOutbox(little_hq.identity(port=link.port))
        outbox.record(bytes(range(256)) * 2_000 + PAYLOADS[0], kind=99)
        worker = start_worker(outbox, [])
        deadline = time.monotonic() + 20
        while not little_hq.ledger.body_bytes:
            assert time.monotonic() < deadline, "the upload never began"
            threading.Event().wait(0.02)
        assert worker.stop(2.0)
        assert outbox.closed
    assert not outbox.receipts


def test_a_silent_link_does_not_hold_up_the_stop(little_hq: LittleHq, start_worker: StartWorker) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=0.01) as link:
        outbox = LittleOutbox(little_hq.identity(port=link.port))
        outbox.record(PAYLOADS[0])
        worker = start_worker(outbox, [])
        outbox.wait_for(lambda box: bool(box.batches))
        assert worker.stop(2.0)


class BusyOutbox(LittleOutbox):
    """An outbox whose store is busy when it is asked a second time who we are."""

    asked = 0

    def identity(self) -> StationIdentity | None:
        self.asked += 1
        if self.asked == 2:
            raise WorldError(FailureCode.STORE_BUSY, "store.outbox")
        return super().identity()


def test_a_store_that_is_busy_after_a_failure_does_not_end_the_thread(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    outbox = BusyOutbox(little_hq.identity())
    outbox.record(PAYLOADS[0])
    little_hq.scripts.append(Script(503))
    start_worker(outbox, [])
    outbox.wait_for(lambda box: box.settled == 1)
    assert outbox.asked > 2


class Reports(list[LinkReport]):
    """Reports of a worker, to be waited for."""

    def wait_for(self, state: LinkState, failure: FailureCode | None) -> None:
        """Wait until a report says this."""
        pause, deadline = threading.Event(), time.monotonic() + 20
        while not any((found.state, found.failure) == (state, failure) for found in list(self)):
            if time.monotonic() > deadline:
                pytest.fail(f"never said {state} {failure}: {list(self)}")
            pause.wait(0.01)
