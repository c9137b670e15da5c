"""A station without a window for kill tests: `python -m tests.helpers.recording_station HOME COUNT SEED`.

Records crossings with the real store while the real worker carries them to HQ, says each record id on
stdout once it is kept, and `settled` once HQ has confirmed everything.
"""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from app.flow.ports import SignedIn
from app.store.door import session_outbox
from bench.people import Booth, crossings
from sync.backoff import Backoff
from sync.http import HqClient
from sync.worker import SyncWorker
from tests.app.store.booth import StationInTest

READY, SETTLED = "ready", "settled"
_PAUSE = 0.01
"""Seconds between travellers: short, so that something is always between Admit and receipt."""


def main(home: Path, count: int, seed: int) -> None:
    """Record `count` crossings of `seed` and wait until HQ has everything that this station holds."""
    with StationInTest(home).signed_in("officer") as session:
        settled = threading.Event()
        worker = SyncWorker(
            open_outbox=lambda: session_outbox(session),
            open_road=HqClient,
            clock=lambda: datetime.now(UTC),
            backoff=Backoff(random.random, first=0.02, longest=0.1),
            listener=lambda _: settled.set(),
        )
        worker.start()
        _say(READY)
        here = session.station
        booth = Booth(here.station_id, here.port, here.booth, ("officer",), here.training)
        for crossing in crossings(count, seed, booth):
            session.crossings.record(crossing)
            worker.poke()
            _say(crossing.record_id)
            settled.wait(_PAUSE)
            settled.clear()
        _wait_for_receipts(session, settled)
        worker.stop()
    _say(SETTLED)


def _wait_for_receipts(session: SignedIn, settled: threading.Event) -> None:
    while session.outbox.view().waiting:
        settled.wait(0.05)
        settled.clear()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
