"""The road to HQ, and the second look at travellers: threads that live while an officer is signed in."""

from __future__ import annotations

import random
from collections.abc import Callable

from app.domain.failure import FailureCode
from app.flow.ports import Clock, LinkState, LinkStatus, SignedIn
from app.main.rescreen import Rescreener
from app.main.telling import Telling
from app.store.door import (
    session_certificates,
    session_inbox,
    session_link_book,
    session_outbox,
    session_port,
    tell_desk,
)
from app.store.outbox import SqlStationOutbox
from sync.backoff import Backoff
from sync.comparing import Comparing
from sync.http import HqClient
from sync.relay.forwarding import Forwarding, Watching
from sync.relay.road import PortRoad
from sync.relay.side import PortSide
from sync.renewing import Renewing
from sync.worker import LinkReport, SyncWorker
from sync.worker import LinkState as SyncState


class SyncLink:
    """Implements `flow.booth.LinkPort` over `sync.worker`."""

    def __init__(self, clock: Clock, longest_wait: float = 60.0, telling: Telling | None = None) -> None:
        self._clock = clock
        self._telling = telling
        self._outbox: SqlStationOutbox | None = None
        self._longest_wait = longest_wait
        self._worker: SyncWorker | None = None
        self._rescreener: Rescreener | None = None
        self._port: PortSide | None = None

    def start(self, session: SignedIn, listener: Callable[[LinkStatus], None]) -> None:
        """Carry this station's outbox and HQ's publications until `stop`, and screen again by newer lists.

        Late hits wake the road, as records of travellers do, and the window by another word of the link.
        """
        self.stop()
        said = _LastWord(listener)
        port = self._port = PortSide(
            session_port(session),
            self._clock,
            self._attend,
            lambda: tell_desk(session),
            self._fetch_published,
        )

        def report(report: LinkReport) -> None:
            port.note_hq(None if report.state is SyncState.CONNECTED else report.failure)
            said.say(_status(report))

        self._worker = SyncWorker(
            open_outbox=lambda: self._open_outbox(session),
            open_road=lambda identity, stop: PortRoad(HqClient(identity, stop, self._tell), port, stop),
            clock=self._clock,
            backoff=Backoff(random.random, longest=self._longest_wait),
            listener=report,
            open_inbox=lambda: session_inbox(session),
            open_book=lambda: session_link_book(session),
            errands=(
                lambda _, stop: Forwarding(port, stop),
                lambda *_: Watching(port),
                Comparing,
                lambda *_: Renewing(lambda: session_certificates(session), self._clock),
            ),
        )

        def found(_: int) -> None:
            self.poke()
            said.repeat()

        self._rescreener = Rescreener(session, session.cases.policy().rescreen_days, found)
        port.start()
        self._worker.start()
        self._rescreener.start()

    def poke(self) -> None:
        """Something new waits."""
        if self._worker is not None:
            self._worker.poke()
        if self._port is not None:
            self._port.poke()

    def relay_failure(self) -> FailureCode | None:
        """What is wrong with the port's relay, here or where this booth uses it; None when nothing is."""
        return None if self._port is None else self._port.trouble()

    def _open_outbox(self, session: SignedIn) -> SqlStationOutbox:
        self._outbox = session_outbox(session)
        return self._outbox

    def _tell(self) -> str:
        """What goes with calls to HQ about this station, asked on the sync thread; nothing where nobody
        watches its readers."""
        if self._telling is None or self._outbox is None:
            return ""
        return self._telling.words(self._outbox.highest_made())

    def _fetch_published(self) -> None:
        if self._worker is not None:
            self._worker.fetch_published()

    def _attend(self) -> None:
        if self._worker is not None:
            self._worker.attend()

    def stop(self) -> None:
        """End the thread; whatever was under way is taken up again at the next start."""
        rescreener, self._rescreener = self._rescreener, None
        if rescreener is not None:
            rescreener.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
        port, self._port = self._port, None
        if port is not None:
            port.stop()


class _LastWord:
    """Tells how the link stands, and says it once more when something else changed behind it."""

    def __init__(self, listener: Callable[[LinkStatus], None]) -> None:
        self._listener = listener
        self._last = LinkStatus(LinkState.OFF)

    def say(self, status: LinkStatus) -> None:
        """Something changed on the road."""
        self._last = status
        self._listener(status)

    def repeat(self) -> None:
        """Something changed in the store."""
        self._listener(self._last)


def _status(report: LinkReport) -> LinkStatus:
    return LinkStatus(
        LinkState(report.state), report.last_contact, report.failure, report.next_try, report.plan
    )
