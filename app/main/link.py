"""The road to HQ as the window sees it: a sync thread that lives as long as an officer is signed in."""

from __future__ import annotations

import random
from collections.abc import Callable

from app.flow.ports import Clock, LinkState, LinkStatus, SignedIn
from app.store.door import session_outbox
from sync.backoff import Backoff
from sync.http import HqClient
from sync.worker import LinkReport, SyncWorker


class SyncLink:
    """Implements `flow.booth.LinkPort` over `sync.worker`."""

    def __init__(self, clock: Clock, longest_wait: float = 60.0) -> None:
        self._clock = clock
        self._longest_wait = longest_wait
        self._worker: SyncWorker | None = None

    def start(self, session: SignedIn, listener: Callable[[LinkStatus], None]) -> None:
        """Carry this station's outbox until `stop`."""
        self.stop()
        self._worker = SyncWorker(
            open_outbox=lambda: session_outbox(session),
            open_road=HqClient,
            clock=self._clock,
            backoff=Backoff(random.random, longest=self._longest_wait),
            listener=lambda report: listener(_status(report)),
        )
        self._worker.start()

    def poke(self) -> None:
        """Something new waits."""
        if self._worker is not None:
            self._worker.poke()

    def stop(self) -> None:
        """End the thread; whatever was under way is taken up again at the next start."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()


def _status(report: LinkReport) -> LinkStatus:
    return LinkStatus(LinkState(report.state), report.last_contact, report.failure, report.next_try)
