"""The road of a booth whose port has a relay: by the relay first, straight to HQ where it does not answer.

At the booth that keeps the relay the road goes to HQ, and what comes down is put on the relay's shelf as
it comes, so that one satellite link brings each list once for the port. Used on the sync thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar

from app.domain.failure import FailureCode, WorldError
from sync.http import HqBusy
from sync.line import Traffic
from sync.pace import Pace
from sync.ports import FrozenBatch
from sync.relay.client import RelayClient
from sync.relay.shelf import Shelf
from sync.road import Carried, CountedRoad, Road

T = TypeVar("T")
_log = logging.getLogger(__name__)

BACK_AFTER: Final = 20.0
"""Seconds after which a relay that did not answer is tried again."""
STRAIGHT: Final = 600.0
"""Seconds for which a booth goes straight to HQ whose relay gets nothing there: time to hear what HQ
publishes, such as that the relay is revoked."""
LONGEST_CARRIED: Final = 26 * 3600.0
"""Seconds after which a batch that the relay carries and HQ never answered for goes straight: more than a
day, after which the relay's bytes begin anew."""
_NOT_THERE: Final = frozenset({FailureCode.RELAY_UNREACHABLE, FailureCode.RELAY_REFUSED})
_SHUT_OUT: Final = frozenset({FailureCode.HQ_REFUSED_STATION, FailureCode.CERTIFICATE_EXPIRED})
"""HQ refuses the relay: what rests there gets nowhere."""


class Sided(Protocol):
    """What the road asks of this booth's side of the port (`sync.relay.side.PortSide`)."""

    def open_relay(self, stop: threading.Event) -> tuple[RelayClient, int] | None:
        """The relay that this booth uses, None for none; raises WorldError(RELAY_REFUSED)."""

    def which(self) -> int:
        """A number that changes with the booth's role."""

    def own_shelf(self) -> tuple[int, Shelf] | None:
        """This station's number and the shelf of the relay that it keeps, None where it keeps none."""

    def note_relay(self, trouble: FailureCode | None) -> None:
        """The relay failed so, or (None) answered."""

    def note_hq_of_relay(self, trouble: FailureCode | None) -> None:
        """The relay's own road to HQ fails so, or (None) works."""


class PortRoad:
    """Implements `sync.road.CountedRoad` over the road to HQ and the port's relay. `seconds` is a steady
    clock."""

    def __init__(
        self,
        hq: CountedRoad,
        side: Sided,
        stop: threading.Event,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._hq = hq
        self._side = side
        self._stop = stop
        self._relay: tuple[RelayClient, int] | None = None
        self._down_until = 0.0
        self._offered: dict[bytes, float] = {}

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        """As `Road.deliver`. The call in which a relay falls silent or has no room fails with
        RELAY_UNREACHABLE or RELAY_REFUSED; from the next one on it goes straight to HQ, for a while."""
        return self._deliver(batch, fresh, lambda new: self._hq.deliver(batch, new))

    def deliver_paced(self, batch: FrozenBatch, fresh: bool, pace: Pace) -> bytes:
        """As `CountedRoad.deliver_paced`; the LAN needs no slices."""
        return self._deliver(batch, fresh, lambda new: self._hq.deliver_paced(batch, new, pace))

    def traffic(self) -> Traffic:
        """As `CountedRoad.traffic`: bytes on the way to HQ; those on the LAN cost nothing."""
        return self._hq.traffic()

    def costs(self) -> bool:
        """As `CountedRoad.costs`."""
        return self._open_relay_or_note() is None

    def _deliver(self, batch: FrozenBatch, fresh: bool, straight: Callable[[bool], bytes]) -> bytes:
        relay = self._open_relay_or_note()
        if relay is None:
            # A relay that fell silent may have brought it to HQ before.
            known = batch.batch_id in self._offered
            self._offered.pop(batch.batch_id, None)
            return straight(fresh and not known)
        since = self._offered.setdefault(batch.batch_id, self._seconds())
        try:
            receipt = relay.deliver(batch, fresh)
        except Carried as carried:
            self._side.note_relay(None)
            self._side.note_hq_of_relay(carried.trouble)
            if carried.trouble in _SHUT_OUT:
                raise self._shut_out() from carried
            if self._seconds() - since > LONGEST_CARRIED:
                late = WorldError(FailureCode.RELAY_UNREACHABLE, "relay", reason="no_receipt")
                self._give_up(late, STRAIGHT)
                raise late from carried
            raise
        except HqBusy as error:
            no_room = WorldError(FailureCode.RELAY_UNREACHABLE, "relay", reason="no_room")
            self._give_up(no_room)
            raise no_room from error
        except WorldError as error:
            if error.failure.code in _NOT_THERE:
                self._give_up(error)
            raise
        self._offered.pop(batch.batch_id, None)
        self._side.note_relay(None)
        return receipt

    def check(self) -> None:
        """As `Road.check`: whether the relay answers, or else HQ."""
        self._by(self._check_relay, lambda hq: hq.check())

    def standing(self) -> bytes:
        """As `Road.standing`."""
        return self._by(lambda relay: relay.standing(), lambda hq: hq.standing())

    def renew(self, request: bytes) -> bytes:
        """As `Road.renew`, straight to HQ: no relay may get another station's certificate."""
        return self._hq.renew(request)

    def index(self, held: Mapping[str, int]) -> bytes:
        """As `Shelf.index`."""
        own = self._side.own_shelf()
        if own is None:
            return self._by(lambda relay: relay.index(held), lambda hq: hq.index(held))
        answer = self._hq.index(held)
        own[1].note_index(held, answer)
        return answer

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """As `Shelf.fetch`."""
        own = self._side.own_shelf()
        if own is None:
            return self._by(
                lambda relay: relay.fetch(stream, sequence, first, count),
                lambda hq: hq.fetch(stream, sequence, first, count),
            )
        try:
            here = own[1].read(own[0], stream, sequence, first, count)
            if here:
                return here
            part = self._hq.fetch(stream, sequence, first, count)
            own[1].offer(stream, sequence, first, part)
        except OSError as error:
            raise WorldError(FailureCode.STORE_FULL, "relay.shelf", reason=type(error).__name__) from error
        return part

    def on_behalf(self, station_number: int) -> Road:
        """As `Road.on_behalf`."""
        return self._hq.on_behalf(station_number)

    def close(self) -> None:
        """Close both connections."""
        self._close_relay()
        self._hq.close()

    def _by(self, by_relay: Callable[[RelayClient], T], by_hq: Callable[[Road], T]) -> T:
        relay = self._open_relay_or_note()
        if relay is not None:
            try:
                found = by_relay(relay)
            except WorldError as error:
                if error.failure.code not in _NOT_THERE:
                    raise
                self._give_up(error)
            else:
                self._side.note_relay(None)
                return found
        return by_hq(self._hq)

    def _check_relay(self, relay: RelayClient) -> None:
        trouble = relay.hq_trouble()
        self._side.note_hq_of_relay(trouble)
        if trouble in _SHUT_OUT:
            raise self._shut_out()

    def _shut_out(self) -> WorldError:
        """HQ takes nothing from this relay: leave it alone."""
        error = WorldError(FailureCode.RELAY_REFUSED, "relay", reason="refused_by_hq")
        self._give_up(error, STRAIGHT)
        return error

    def _open_relay_or_note(self) -> RelayClient | None:
        try:
            return self._open_relay()
        except WorldError as error:
            if error.failure.code not in _NOT_THERE:
                raise
            self._give_up(error)
            return None

    def _give_up(self, error: WorldError, seconds: float = BACK_AFTER) -> None:
        """Leave the relay alone for a while."""
        _log.info("%s place=%s, straight to HQ", error.failure.code, error.failure.place)
        self._side.note_relay(error.failure.code)
        self._down_until = max(self._down_until, self._seconds() + seconds)
        self._close_relay()

    def _open_relay(self) -> RelayClient | None:
        which = self._side.which()
        if self._relay is not None and self._relay[1] != which:
            self._close_relay()
            self._down_until = 0.0
        if self._relay is None and self._seconds() >= self._down_until:
            self._relay = self._side.open_relay(self._stop)
        return None if self._relay is None else self._relay[0]

    def _close_relay(self) -> None:
        relay, self._relay = self._relay, None
        if relay is not None:
            relay[0].close()
