"""Send what waits, urgent lanes first; no batch and no lane holds up another.

Rows are frozen in seq order and cut where an urgent one needs a batch of its own; frozen batches go in
the order of their lanes. Used on the sync thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane, LinkKind
from sync.budget import CALL, HANDSHAKE, Ration
from sync.freezing import freeze
from sync.gathering import Gathering
from sync.http import HqBusy
from sync.lanes import LANES, room
from sync.pace import Pace
from sync.ports import FrozenBatch, Settlement, StationIdentity, StationOutbox
from sync.protocol import receipt as receipts
from sync.road import Carried, CountedRoad, Road

_log = logging.getLogger(__name__)

ASIDE: Final = 3600.0
"""Seconds for which a batch that HQ refused rests before it is offered again (HQ may have been mended)."""
STUCK: Final = 60.0
"""Seconds for which a batch rests that HQ put off three times: the others go meanwhile."""
_PUT_OFF: Final = 3


class _Held(Exception):
    """What is left of this batch must wait."""


class Sender:
    """Sends as one station on one road.

    `heard` is called whenever HQ answered for a batch; `clock` tells the time of day, which may jump,
    so waits go by `seconds`, a steady one.
    """

    def __init__(
        self,
        outbox: StationOutbox,
        road: Road,
        identity: StationIdentity,
        ration: Ration,
        stop: threading.Event,
        heard: Callable[[], None],
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox, self._road, self._identity = outbox, road, identity
        self._ration, self._stop, self._heard, self._clock = ration, stop, heard, clock
        self.pace = Pace(ration.policy)
        self._seconds = seconds
        self._gathering = Gathering(outbox, seconds)
        self._queue: list[FrozenBatch] = []
        self._offered: set[bytes] = set()
        self._fresh: set[bytes] = set()
        self._resting: dict[bytes, float] = {}
        self._put_off: dict[bytes, int] = {}
        self.refused: set[bytes] = set()
        self.carried: dict[bytes, FailureCode | None] = {}
        self.held: FailureCode | None = None

    def send_all(self) -> int:
        """Offer HQ every batch once, those of urgent lanes first, and freeze what gathers meanwhile; how
        many HQ has taken or refused. `held` says why something waits for a person or for tomorrow.

        Raises WorldError for a failure of the link or of HQ as a whole, and Stopped.
        """
        self._look_again()
        sent, waiting = 0, False
        while not self._stop.is_set():
            self._freeze_due(urgent_only=False)
            batch = self._next(waiting)
            if batch is None:
                break
            sent += self._offer(batch)
            waiting = waiting or batch.batch_id in self.carried
        if self._ration.kind is LinkKind.DEAR and self._gathering.rows:
            self.held = self.held or FailureCode.CONSENT_NEEDED
        return sent

    def send_urgent(self) -> None:
        """Freeze and send what became urgent since the last look; raises as `send_all`."""
        self._freeze_due(urgent_only=True)
        while (urgent := self._next(waiting=False, lane=Lane.URGENT)) is not None:
            self._offer(urgent)

    @property
    def stuck(self) -> bool:
        """Whether HQ puts off a batch again and again."""
        return any(times >= _PUT_OFF for times in self._put_off.values())

    def until_due(self) -> float:
        """Seconds until what gathers should go."""
        return self._gathering.until_due(self._ration)

    def _look_again(self) -> None:
        policy = self._ration.policy
        self._ration.refresh()
        if self._ration.policy != policy:
            self.pace = Pace(self._ration.policy)
        self._queue = list(self._outbox.unsettled())
        ours = {batch.batch_id for batch in self._queue}
        self.carried = {name: said for name, said in self.carried.items() if name in ours}
        self.refused &= ours
        self._offered, self.held = set(), None

    def _freeze_due(self, urgent_only: bool) -> None:
        """Freeze what should go now, as many batches as that makes."""
        share = room(self._ration.policy)
        while not self._stop.is_set() and self._gathering.due(self._ration, urgent_only):
            consent = self._ration.consent
            last = 0 if consent is None or urgent_only else consent.up_to_seq
            frozen = freeze(self._outbox, self._identity, share, last)
            self._gathering.forget()
            if frozen is None:
                return
            self._fresh.add(frozen.batch_id)
            self._queue.append(frozen)

    def _next(self, waiting: bool, lane: Lane | None = None) -> FrozenBatch | None:
        """The first batch that may be offered now; those that HQ put off thrice come last."""
        now = self._seconds()
        found = [
            batch
            for batch in self._queue
            if batch.batch_id not in self._offered
            and self._resting.get(batch.batch_id, 0.0) <= now
            and (lane is None or batch.lane is lane)
            # The relay brings HQ old ones first: while one of them waits there, so do those behind it.
            and not (waiting and batch.batch_id in self.carried)
        ]
        return min(found, key=self._order, default=None)

    def _order(self, batch: FrozenBatch) -> tuple[bool, int, int]:
        stuck = self._put_off.get(batch.batch_id, 0) >= _PUT_OFF
        return stuck, LANES.index(batch.lane), batch.first_seq

    def _offer(self, batch: FrozenBatch) -> int:
        """Bring HQ one batch, unless it must wait; 1 if HQ or the relay has it or refused it."""
        self._offered.add(batch.batch_id)
        cost = CALL + HANDSHAKE + min(self.pace.size, len(batch.data))
        held = self._ration.forbids(batch.lane, cost, batch.last_seq)
        if held is not None:
            self.held = self.held or held
            return 0
        self._ration.begin(batch.lane, cost)
        try:
            receipt = self._deliver(batch)
            said = receipts.read(receipt, self._identity.hq_receipt_key)
            receipts.require_about(said, self._identity.station_number, batch.batch_id)
        except _Held:
            return 0
        except Carried as carried:
            self.carried[batch.batch_id] = carried.trouble
            return 1
        except WorldError as error:
            return self._failed(batch, error)
        finally:
            self._ration.end()
        self._outbox.settle(Settlement(batch.batch_id, receipt, said.rejected))
        self._forget(batch)
        self._heard()
        return 1

    def _deliver(self, batch: FrozenBatch) -> bytes:
        fresh = batch.batch_id in self._fresh
        self._fresh.discard(batch.batch_id)
        if not isinstance(self._road, CountedRoad):
            return self._road.deliver(batch, fresh)
        self.pace.between = lambda left: self._between(batch, left)
        try:
            return self._road.deliver_paced(batch, fresh, self.pace)
        finally:
            self.pace.between = lambda _: None

    def _between(self, batch: FrozenBatch, left: int) -> None:
        """Between two slices: what became urgent goes first, and the next slice is reckoned."""
        self._ration.end()
        between = self.pace.between
        if batch.lane is not Lane.URGENT:
            self.send_urgent()
            self.pace.between = between
        cost = CALL + min(self.pace.size, left)
        held = self._ration.forbids(batch.lane, cost, batch.last_seq)
        if held is not None:
            self.held = self.held or held
            raise _Held
        self._ration.begin(batch.lane, cost)

    def _failed(self, batch: FrozenBatch, error: WorldError) -> int:
        """Set aside what HQ refuses (1), let rest what it puts off again and again (0), raise all else."""
        code, name = error.failure.code, batch.batch_id
        if code is FailureCode.BATCH_DAMAGED:
            rest = ASIDE
            self.refused.add(name)
            self.carried.pop(name, None)
            _log.warning("%s batch=%s first_seq=%d set aside", code, name.hex(), batch.first_seq)
        else:
            self._put_off[name] = self._put_off.get(name, 0) + isinstance(error, HqBusy)
            if not isinstance(error, HqBusy) or self._put_off[name] < _PUT_OFF or not self._others(name):
                self._outbox.note_failure(name, code, self._clock())
                raise error
            rest = max(STUCK, error.wait)
        self._resting[name] = self._seconds() + rest
        self._outbox.note_failure(name, code, self._clock() + timedelta(seconds=rest))
        return int(name in self.refused)

    def _others(self, name: bytes) -> bool:
        """Whether anything else waits that HQ may take."""
        return any(one.batch_id not in {name, *self.refused} for one in self._queue)

    def _forget(self, batch: FrozenBatch) -> None:
        name = batch.batch_id
        self._queue = [one for one in self._queue if one.batch_id != name]
        self._resting.pop(name, None)
        self._put_off.pop(name, None)
        self.carried.pop(name, None)
        self.refused.discard(name)

    def waits_for_consent(self) -> bool:
        """Whether rows that a person let go still wait."""
        consent = self._ration.consent
        if consent is None:
            return False
        frozen = any(batch.first_seq <= consent.up_to_seq for batch in self._queue)
        return frozen or self._gathering.waits_up_to(consent.up_to_seq)
