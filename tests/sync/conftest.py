"""What the tests of the road share: a small HQ, and a worker that is stopped whatever happens."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.backoff import Backoff
from sync.http import HqClient
from sync.ports import StationOutbox
from sync.worker import LinkReport, SyncWorker
from tests.helpers.little_hq import LittleHq


@pytest.fixture
def little_hq(tmp_path: Path) -> Iterator[LittleHq]:
    """A small HQ on loopback."""
    with LittleHq(tmp_path) as hq:
        yield hq


StartWorker = Callable[[StationOutbox, list[LinkReport]], SyncWorker]


@pytest.fixture
def start_worker() -> Iterator[StartWorker]:
    """Start a worker on an outbox; its reports go into the list. Stopped at the end of the test."""
    workers: list[SyncWorker] = []

    def start(outbox: StationOutbox, reports: list[LinkReport]) -> SyncWorker:
        worker = SyncWorker(
            open_outbox=lambda: outbox,
            open_road=HqClient,
            clock=lambda: datetime.now(UTC),
            backoff=Backoff(random.Random(7).random, first=0.01, longest=0.1),
            listener=reports.append,
        )
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        assert worker.stop(5.0), "the sync thread did not stop"
