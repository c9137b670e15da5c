"""The sync thread: send what waits by lanes, run the errands of the road, rest, and tell how it goes.

It holds nothing that it cannot read again from the outbox. How batches go is in `sync.sending`, what the
link may carry today in `sync.budget`. What HQ publishes is fetched when nothing waits to be sent, and
what begins to wait meanwhile goes first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane, LinkKind, LinkPlan
from sync.backoff import Backoff
from sync.budget import CALL, HANDSHAKE, INDEX, LinkBook, Ration
from sync.fetching import Fetching
from sync.http import HqBusy
from sync.line import Stopped
from sync.ports import StationIdentity, StationInbox, StationOutbox
from sync.rationed import HELD, RationedRoad
from sync.road import Errand, OpenErrand, Road
from sync.sending import Sender

_log = logging.getLogger(__name__)

ASK_AGAIN: Final = 15.0
"""Seconds after which the port's relay is asked whether HQ has answered for what it carries."""
LOOK_AGAIN: Final = 300.0
"""Seconds after which an idle worker looks at the outbox and at HQ without being poked."""


HALF_AN_HOUR: Final = 1800.0
"""Seconds between two looks at what HQ publishes on a metered link, with something that is sent; an hour
where nothing is."""


class LinkState(StrEnum):
    """What the worker knows of the road to HQ."""

    OFF = "off"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """State of the road, when HQ was last heard, what failed last and when the next try is due.

    BUDGET_SPENT and CONSENT_NEEDED are no failures: something waits for tomorrow or for a person's yes
    (`LinkBook.consent`, then `poke`), and `plan` says what sending all now would take.
    """

    state: LinkState
    last_contact: datetime | None = None
    failure: FailureCode | None = None
    next_try: datetime | None = None
    plan: LinkPlan | None = None


_REFUSALS: Final = frozenset({
    FailureCode.HQ_REFUSED_STATION, FailureCode.HQ_NOT_TRUSTED, FailureCode.RECEIPT_NOT_TRUSTED,
    FailureCode.CERTIFICATE_EXPIRED,
})  # fmt: skip


class SyncWorker:
    """Runs the outbox on its own thread from `start` until `stop`.

    `open_outbox`, `open_road` and `open_inbox` are called on that thread; the road gets the event that
    ends its waits. `listener` is called there too, after each change and each settled batch. Without
    an inbox nothing is fetched. `errands` are run after what waits has gone, in their order. `open_book`
    opens what the store keeps of the link's rules and bytes; without it the link is free.
    """

    def __init__(
        self,
        open_outbox: Callable[[], StationOutbox],
        open_road: Callable[[StationIdentity, threading.Event], Road],
        clock: Callable[[], datetime],
        backoff: Backoff,
        listener: Callable[[LinkReport], None],
        open_inbox: Callable[[], StationInbox] | None = None,
        errands: Sequence[OpenErrand] = (),
        open_book: Callable[[], LinkBook] | None = None,
    ) -> None:
        self._open_outbox = open_outbox
        self._open_road = open_road
        self._clock = clock
        self._backoff = backoff
        self._listener = listener
        fetching: Sequence[OpenErrand] = () if open_inbox is None else (_fetching(open_inbox),)
        self._open_errands = (*errands, *fetching)
        self._stop = threading.Event()
        self._poked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._last_contact: datetime | None = None
        self._failures = 0
        self._state = LinkState.OFF
        self._open_book = open_book
        self._book: LinkBook | None = None
        self._sender: Sender | None = None
        self._asked = threading.Event()
        self._errands_at = 0.0
        self._errands: list[Errand] = []
        self._troubles: dict[Errand, FailureCode] = {}

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def poke(self) -> None:
        """Say that a row was recorded; from any thread, returns at once. It does not shorten a wait
        after a failure: a station on a dead link would call at every traveller."""
        self._poked.set()

    def fetch_now(self) -> None:
        """Say that somebody wants every errand run now; from any thread, returns at once."""
        for errand in tuple(self._errands):
            errand.ask()
        self._asked.set()
        self._poked.set()

    def fetch_published(self) -> None:
        """Say that HQ's publications should be looked at now; from any thread, returns at once."""
        for errand in tuple(self._errands):
            if isinstance(errand, Fetching):
                errand.ask()
        self.attend()

    def attend(self) -> None:
        """Say that an errand has become due; from any thread, returns at once."""
        self._asked.set()
        self._poked.set()

    def stop(self, timeout: float = 2.0) -> bool:
        """Stop, even in the middle of an upload, and join; whether the thread ended in time."""
        self._stop.set()
        self._poked.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        outbox = self._open_outbox()
        self._book = None if self._open_book is None else self._open_book()
        self._errands = [open_errand(outbox, self._stop) for open_errand in self._open_errands]
        try:
            while not self._stop.is_set():
                try:
                    self._serve(outbox)
                except WorldError as error:  # the store was busy or sick just when it was asked who we are
                    self._pause(error)
        except Stopped:
            return
        finally:
            outbox.close()
            if self._book is not None:
                self._book.close()
            for errand in self._errands:
                errand.close()

    def _serve(self, outbox: StationOutbox) -> None:
        """Work as the station that the outbox says we are until that changes or we are told to stop."""
        try:
            identity = outbox.identity()
            if identity is None:
                self._report(LinkState.OFF, FailureCode.NOT_ENROLLED)
                self._rest()
                return
            road = self._open_road(identity, self._stop)
        except WorldError as error:
            self._pause(error)
            return
        try:
            self._keep_sending(outbox, road, identity)
        finally:
            road.close()

    def _keep_sending(self, outbox: StationOutbox, road: Road, identity: StationIdentity) -> None:
        """Send all there is, run what is due, then rest; after a failure of the world, wait."""
        ration = Ration(self._book, road)
        sender = self._sender = Sender(outbox, road, identity, ration, self._stop, self._heard, self._clock)
        poked = False
        while not self._stop.is_set():
            try:
                more = self._round(road, ration, sender, poked)
                poked = more or self._rest(sender)
            except WorldError as error:
                self._pause(error)
                if outbox.identity() != identity:
                    return

    def _round(self, road: Road, ration: Ration, sender: Sender, poked: bool) -> bool:
        """One turn: send, look whether HQ is there, run errands; where bytes are dear, only what may go.

        Whether an errand that sends again what HQ lost has more to send.
        """
        more = False
        sent = sender.send_all()
        looked = not sent and not poked and self._look(road, ration)
        if sent or looked or (ration.kind is LinkKind.FREE and not sender.held):
            self._heard()
        if self._may_run_errands(ration, sent):
            more = self._run_errands(
                road if ration.free else RationedRoad(road, ration, sender.send_urgent), sender, ration
            )
        if sender.held is not None:
            self._report(self._state, sender.held, plan=ration.plan())
        if not sender.waits_for_consent():
            ration.finish()
        return more

    def _look(self, road: Road, ration: Ration) -> bool:
        """Ask whether HQ is there, where that costs nothing; whether it was asked."""
        cost = CALL + HANDSHAKE
        if ration.kind is not LinkKind.FREE or ration.forbids(Lane.PUBLISHED, cost) is not None:
            return False
        ration.begin(Lane.PUBLISHED, cost)
        try:
            road.check()
        finally:
            ration.end()
        return True

    def _may_run_errands(self, ration: Ration, sent: int) -> bool:
        """On a metered link errands go every half hour with what is sent, on a connection that is open
        anyway, or when an hour has passed or somebody asks; on a dear one only with a person's yes, or when
        somebody asks: then the road lets nothing pass but urgent batches of other booths."""
        if ration.kind is LinkKind.FREE:
            return True
        asked = self._asked.is_set()
        self._asked.clear()
        if ration.kind is LinkKind.DEAR:
            return asked or ration.forbids(Lane.PUBLISHED, INDEX) is None
        due = self._errands_at if sent else self._errands_at + HALF_AN_HOUR
        return asked or time.monotonic() >= due

    def _run_errands(self, road: Road, sender: Sender, ration: Ration) -> bool:
        """Run what is due, and all when a person let it go; what fails is told and holds up nobody, but for
        the link itself, which raises. Whether one has more to send again, and the next turn is to follow."""
        more = False
        self._errands_at = time.monotonic() + HALF_AN_HOUR
        for errand in self._errands:
            if errand.due() or ration.consent is not None:
                failure = self._run_errand(errand, road, sender)
                self._troubles.pop(errand, None)
                if failure is not None and failure.failure.code in HELD:
                    sender.held = sender.held or failure.failure.code
                    continue
                if failure is not None:
                    self._troubles[errand] = failure.failure.code
                    more |= failure.failure.code is FailureCode.HQ_BEHIND and errand.due()
                self._heard()
        if more:
            self._asked.set()
        return more

    def _run_errand(self, errand: Errand, road: Road, sender: Sender) -> WorldError | None:
        try:
            return errand.run(road, sender.send_all)
        except WorldError as error:
            if error.failure.code not in HELD:
                raise
            return error

    def _heard(self) -> None:
        """HQ answered as it should."""
        self._failures = 0
        self._last_contact = self._clock()
        sender = self._sender
        carried = () if sender is None else tuple(filter(None, sender.carried.values()))
        trouble = next(iter((*self._troubles.values(), *carried)), None)
        if sender is not None and sender.refused:
            trouble = FailureCode.BATCH_DAMAGED
        elif sender is not None and sender.stuck:
            trouble = trouble or FailureCode.HQ_BUSY
        self._report(LinkState.CONNECTED, trouble)

    def _pause(self, error: WorldError) -> None:
        """Wait after a failure, as long as the backoff or HQ says."""
        self._failures += 1
        wait = self._backoff.wait(self._failures, error.wait if isinstance(error, HqBusy) else 0.0)
        code = error.failure.code
        state = LinkState.REFUSED if code in _REFUSALS else LinkState.UNREACHABLE
        _log.info("%s place=%s failures=%d wait=%.1f", code, error.failure.place, self._failures, wait)
        self._report(state, code, self._clock() + timedelta(seconds=wait))
        self._stop.wait(wait)

    def _rest(self, sender: Sender | None = None) -> bool:
        """Wait until poked, stopped or due to look again; whether somebody poked."""
        wait = LOOK_AGAIN
        if sender is not None:
            wait = min(ASK_AGAIN if sender.carried else LOOK_AGAIN, max(sender.until_due(), 0.0))
        poked = self._poked.wait(wait)
        self._poked.clear()
        return poked

    def _report(
        self,
        state: LinkState,
        failure: FailureCode | None = None,
        next_try: datetime | None = None,
        plan: LinkPlan | None = None,
    ) -> None:
        self._state = state
        self._listener(LinkReport(state, self._last_contact, failure, next_try, plan))


def _fetching(open_inbox: Callable[[], StationInbox]) -> OpenErrand:
    return lambda _, stop: Fetching(open_inbox, stop)
