"""Send from a command line: the same sync thread as the desk's, until nothing waits and HQ's publications
were fetched."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Clock, SignedIn
from app.store.door import session_inbox, session_link_book, session_outbox
from sync.backoff import Backoff
from sync.fetching import Fetching
from sync.http import HqClient
from sync.rationed import HELD
from sync.road import Road
from sync.worker import LinkReport, LinkState, SyncWorker

_LOOK: Final = 0.5
"""Seconds between two looks at what waits."""


class LinkSending:
    """Implements `app.flow.link.SendingPort` for one session; nothing else may be sending."""

    def __init__(self, session: SignedIn, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def send(self, seconds: float, progress: Callable[[int], None]) -> int:
        """Send what may go; see `SendingPort.send`."""
        reports: queue.Queue[LinkReport] = queue.Queue()
        session, last = self._session, _Last()
        worker = SyncWorker(
            open_outbox=lambda: session_outbox(session),
            open_road=HqClient,
            clock=self._clock,
            backoff=Backoff(random.random),
            listener=reports.put,
            errands=(lambda _, stop: Fetching(lambda: session_inbox(session), stop), lambda *_: last),
            open_book=lambda: session_link_book(session),
        )
        worker.attend()
        worker.start()
        try:
            return self._watch(reports, last.reached, time.monotonic() + seconds, progress)
        finally:
            worker.stop(10.0)

    def _watch(
        self,
        reports: queue.Queue[LinkReport],
        fetched: threading.Event,
        until: float,
        progress: Callable[[int], None],
    ) -> int:
        while True:
            waiting = self._session.outbox.view().waiting
            progress(waiting)
            try:
                report = reports.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() > until:
                    return waiting
                continue
            if report.failure in HELD:
                return self._session.outbox.view().waiting
            if report.state is LinkState.CONNECTED and fetched.is_set():
                waiting = self._session.outbox.view().waiting
                if not waiting:
                    progress(0)
                    return 0
            if report.state is not LinkState.CONNECTED:
                raise WorldError(report.failure or FailureCode.HQ_UNREACHABLE, "link")


class _Last:
    """The errand behind all others, a `sync.road.Errand`: once it is run, they were."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def due(self) -> bool:
        """Until it was run."""
        return not self.reached.is_set()

    def ask(self) -> None:
        """Nothing is brought by it."""

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Say so."""
        self.reached.set()
        return None

    def close(self) -> None:
        """Nothing is open."""
