"""The sync thread: freeze what waits, bring it to HQ oldest first, settle by HQ's signed receipt.

It holds nothing that it cannot read again from the outbox. A batch is frozen once and sent until HQ
has it; one that HQ refuses is set aside for a human and holds up nobody. What HQ publishes is fetched
when nothing waits to be sent, and what begins to wait meanwhile goes first.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.backoff import Backoff
from sync.fetching import Fetching
from sync.freezing import freeze
from sync.http import HqBusy
from sync.line import Stopped
from sync.ports import (
    FrozenBatch,
    Settlement,
    StationIdentity,
    StationInbox,
    StationOutbox,
)
from sync.protocol import receipt as receipts
from sync.road import Carried, Errand, OpenErrand, Road

_log = logging.getLogger(__name__)

ASIDE: Final = timedelta(hours=1)
"""How long a batch that HQ refused rests before it is offered again (HQ may have been mended)."""
ASK_AGAIN: Final = 15.0
"""Seconds after which the port's relay is asked whether HQ has answered for what it carries."""
LOOK_AGAIN: Final = 300.0
"""Seconds after which an idle worker looks at the outbox and at HQ without being poked."""


class LinkState(StrEnum):
    """What the worker knows of the road to HQ."""

    OFF = "off"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """State of the road, when HQ was last heard, what failed last and when the next try is due."""

    state: LinkState
    last_contact: datetime | None = None
    failure: FailureCode | None = None
    next_try: datetime | None = None


_REFUSALS: Final = frozenset({
    FailureCode.HQ_REFUSED_STATION, FailureCode.HQ_NOT_TRUSTED, FailureCode.RECEIPT_NOT_TRUSTED,
})  # fmt: skip


class SyncWorker:
    """Runs the outbox on its own thread from `start` until `stop`.

    `open_outbox`, `open_road` and `open_inbox` are called on that thread; the road gets the event that
    ends its waits. `listener` is called there too, after each change and each settled batch. Without
    an inbox nothing is fetched. `errands` are run after what waits has gone, in their order.
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
        self._aside: dict[bytes, datetime] = {}
        self._carried: dict[bytes, FailureCode | None] = {}
        self._failures = 0
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
        """Send all there is, fetch what is published, then rest; after a failure of the world, wait."""
        poked = False
        while not self._stop.is_set():
            try:
                if not self._send_all(outbox, road, identity) and not poked:
                    road.check()
                self._heard()
                self._run_errands(road, lambda: self._send_all(outbox, road, identity))
                poked = self._rest()
            except WorldError as error:
                self._pause(error)
                if outbox.identity() != identity:
                    return

    def _send_all(self, outbox: StationOutbox, road: Road, identity: StationIdentity) -> int:
        """Deliver every batch, old ones first; how many HQ has taken or refused."""
        sent, waiting, batches = 0, False, outbox.unsettled()
        ours = {batch.batch_id for batch in batches}
        self._carried = {name: said for name, said in self._carried.items() if name in ours}
        for batch in batches:
            # The relay brings HQ old ones first: while one of them waits there, so do those behind it.
            if waiting and batch.batch_id in self._carried:
                continue
            if self._aside.get(batch.batch_id, self._clock()) <= self._clock():
                self._send(outbox, road, identity, batch, fresh=False)
                waiting = waiting or batch.batch_id in self._carried
                sent += 1
        while not self._stop.is_set():
            frozen = freeze(outbox, identity)
            if frozen is None:
                break
            self._send(outbox, road, identity, frozen, fresh=True)
            sent += 1
        return sent

    def _run_errands(self, road: Road, send: Callable[[], object]) -> None:
        """Run what is due; what fails is told and holds up nobody, but for the link itself, which raises."""
        for errand in self._errands:
            if errand.due():
                failure = errand.run(road, send)
                self._troubles.pop(errand, None)
                if failure is not None:
                    self._troubles[errand] = failure.failure.code
                self._heard()

    def _send(
        self, outbox: StationOutbox, road: Road, identity: StationIdentity, batch: FrozenBatch, fresh: bool
    ) -> None:
        """Deliver one batch and settle it, or set it aside if HQ refuses it for good."""
        try:
            receipt = road.deliver(batch, fresh)
            said = receipts.read(receipt, identity.hq_receipt_key)
            receipts.require_about(said, identity.station_number, batch.batch_id)
        except Carried as carried:
            self._carried[batch.batch_id] = carried.trouble
            return
        except WorldError as error:
            code = error.failure.code
            if code is not FailureCode.BATCH_DAMAGED:
                outbox.note_failure(batch.batch_id, code, self._clock())
                raise
            self._aside[batch.batch_id] = self._clock() + ASIDE
            self._carried.pop(batch.batch_id, None)
            _log.warning("%s batch=%s first_seq=%d set aside", code, batch.batch_id.hex(), batch.first_seq)
            outbox.note_failure(batch.batch_id, code, self._aside[batch.batch_id])
            return
        outbox.settle(Settlement(batch.batch_id, receipt, said.rejected))
        self._aside.pop(batch.batch_id, None)
        self._carried.pop(batch.batch_id, None)
        self._heard()

    def _heard(self) -> None:
        """HQ answered as it should."""
        self._failures = 0
        self._last_contact = self._clock()
        trouble = next(iter(self._troubles.values()), None) or next(
            filter(None, self._carried.values()), None
        )
        self._report(LinkState.CONNECTED, FailureCode.BATCH_DAMAGED if self._aside else trouble)

    def _pause(self, error: WorldError) -> None:
        """Wait after a failure, as long as the backoff or HQ says."""
        self._failures += 1
        wait = self._backoff.wait(self._failures, error.wait if isinstance(error, HqBusy) else 0.0)
        code = error.failure.code
        state = LinkState.REFUSED if code in _REFUSALS else LinkState.UNREACHABLE
        _log.info("%s place=%s failures=%d wait=%.1f", code, error.failure.place, self._failures, wait)
        self._report(state, code, self._clock() + timedelta(seconds=wait))
        self._stop.wait(wait)

    def _rest(self) -> bool:
        """Wait until poked, stopped or due to look again; whether somebody poked."""
        poked = self._poked.wait(ASK_AGAIN if self._carried else LOOK_AGAIN)
        self._poked.clear()
        return poked

    def _report(
        self, state: LinkState, failure: FailureCode | None = None, next_try: datetime | None = None
    ) -> None:
        self._listener(LinkReport(state, self._last_contact, failure, next_try))


def _fetching(open_inbox: Callable[[], StationInbox]) -> OpenErrand:
    return lambda _, stop: Fetching(open_inbox, stop)
