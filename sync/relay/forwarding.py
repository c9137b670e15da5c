"""The errand of the booth that keeps the relay: bring HQ what other booths left, and them what HQ has.

Runs on the sync thread after the booth's own batches, over the same link and within its budget.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from app.domain.failure import FailureCode, WorldError
from sync.http import HqBusy
from sync.protocol import receipt as receipts
from sync.protocol.index import Listed, needed, read_index
from sync.relay.hold import BatchHold, Carrying, read_carried
from sync.relay.keeper import RelayKeeper
from sync.relay.shelf import is_for
from sync.road import Road

_log = logging.getLogger(__name__)

MIRROR_AGAIN: Final = 300.0
"""Seconds between two looks at what a booth lacks that HQ could not give it."""
SLICE: Final = 64 << 10
_TO_HQ: Final = frozenset({FailureCode.HQ_UNREACHABLE, FailureCode.HQ_NOT_TRUSTED})
"""Failures of the relay's own link."""
_REFUSALS: Final = frozenset({FailureCode.HQ_REFUSED_STATION, FailureCode.CERTIFICATE_EXPIRED})
_OF_ANOTHER: Final = "403"
"""The status of a refusal that is about the station for which the call is, and not about the relay."""


class Kept(Protocol):
    """What the errand asks of this booth's side of the port."""

    def keeper(self) -> RelayKeeper | None:
        """The relay that this booth keeps, None for none."""


class Troubled(Protocol):
    """Who knows how the port's relay is (`sync.relay.side.PortSide`)."""

    def trouble(self) -> FailureCode | None:
        """What an officer should know of it, None when all is well."""


class Watching:
    """Tells what is wrong with the port's relay, and that it is well again; a `sync.road.Errand`."""

    def __init__(self, side: Troubled) -> None:
        self._side = side
        self._told: FailureCode | None = None

    def due(self) -> bool:
        """Whether that has changed."""
        return self._side.trouble() != self._told

    def ask(self) -> None:
        """It is told as it is, whenever it changes."""

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """What is wrong now; nothing goes over the road."""
        self._told = self._side.trouble()
        return None if self._told is None else WorldError(self._told, "relay")

    def close(self) -> None:
        """Nothing is held."""


class Forwarding:
    """Carries for the port; a `sync.road.Errand`."""

    def __init__(self, side: Kept, stop: threading.Event) -> None:
        self._side = side
        self._stop = stop
        self._mirrored: dict[int, float] = {}

    def due(self) -> bool:
        """Whether a booth left something, or waits for something."""
        keeper = self._side.keeper()
        if keeper is None:
            return False
        return bool(keeper.standings.waiting() or keeper.hold.waiting() or self._behind(keeper))

    def ask(self) -> None:
        """Look at every booth again."""
        self._mirrored = {}

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Carry until nothing waits; raises WorldError for a failure of the link."""
        keeper = self._side.keeper()
        if keeper is None:
            return None
        failure = self._bring_batches(keeper, road, send)
        failure = self._ask_standings(keeper, road) or failure
        for station, held in self._behind(keeper):
            self._mirrored[station] = time.monotonic() + MIRROR_AGAIN
            mirror = partial(self._mirror, keeper, road.on_behalf(station), station, held, send)
            failure = self._guarded(mirror) or failure
        return failure

    def close(self) -> None:
        """Nothing is held: the relay is its keeper's."""

    def _behind(self, keeper: RelayKeeper) -> list[tuple[int, dict[str, int]]]:
        now = time.monotonic()
        return [one for one in keeper.shelf.behind() if self._mirrored.get(one[0], 0.0) <= now]

    def _bring_batches(
        self, keeper: RelayKeeper, road: Road, send: Callable[[], object]
    ) -> WorldError | None:
        failure = None
        for station, path in keeper.hold.waiting():
            if self._stop.is_set():
                break
            send()
            carrying = read_carried(station, path)
            if carrying is not None:
                failure = self._guarded(partial(self._bring, keeper, road, carrying)) or failure
        return failure

    def _bring(self, keeper: RelayKeeper, road: Road, one: Carrying) -> None:
        hold: BatchHold = keeper.hold
        name, station = one.batch.batch_id, one.station_number
        try:
            receipt = road.on_behalf(station).deliver(one.batch, fresh=False)
            said = receipts.read(receipt, keeper.identity.hq_receipt_key)
            receipts.require_about(said, station, name)
        except WorldError as error:
            if error.failure.code is not FailureCode.BATCH_DAMAGED and not _is_of_another(error):
                raise
            _log.warning("%s station=%d batch=%s refused", error.failure.code, station, name.hex())
            (hold.turn_away if _is_of_another(error) else hold.refuse)(station, name)
            return
        hold.settle(station, name, receipt)

    def _ask_standings(self, keeper: RelayKeeper, road: Road) -> WorldError | None:
        failure = None
        for station in keeper.standings.waiting():
            failure = self._guarded(partial(self._ask_standing, keeper, road, station)) or failure
        return failure

    def _ask_standing(self, keeper: RelayKeeper, road: Road, station: int) -> None:
        keeper.standings.say(station, road.on_behalf(station).standing())

    def _mirror(
        self,
        keeper: RelayKeeper,
        road: Road,
        station: int,
        held: dict[str, int],
        send: Callable[[], object],
    ) -> None:
        """Fetch every file that brings a station that holds this up to date, and that is not here yet."""
        rows = read_index(road.index(held))
        ours = [row for row in rows if is_for(row.stream, station)]
        for row in needed(ours, held):
            if not keeper.shelf.has(row.stream, row.sequence):
                self._fetch(keeper, road, row, send)
        keeper.shelf.note_mirrored(station)

    def _fetch(self, keeper: RelayKeeper, road: Road, row: Listed, send: Callable[[], object]) -> None:
        shelf = keeper.shelf
        have = shelf.coming(row.stream, row.sequence)
        while have < row.size and not self._stop.is_set():
            part = road.fetch(row.stream, row.sequence, have, min(SLICE, row.size - have))
            shelf.offer(row.stream, row.sequence, have, part)
            if not part or (
                shelf.coming(row.stream, row.sequence) <= have and not shelf.has(row.stream, row.sequence)
            ):
                raise WorldError(FailureCode.PUBLICATION_DAMAGED, "relay.shelf", stream=row.stream)
            have += len(part)
            send()

    def _guarded(self, deed: Callable[[], object]) -> WorldError | None:
        """Do it; what fails of it is returned, but a failure of the link itself is raised."""
        try:
            deed()
        except HqBusy as error:
            return error
        except WorldError as error:
            if _is_of_another(error):  # its own desk says so
                _log.info("%s place=%s of another station", error.failure.code, error.failure.place)
                return None
            if error.failure.code in _TO_HQ or error.failure.code in _REFUSALS:
                raise
            return error
        except OSError as error:
            return WorldError(FailureCode.STORE_FULL, "relay.folder", reason=type(error).__name__)
        return None


def _is_of_another(error: WorldError) -> bool:
    """Whether HQ refused the station for which the relay called; else it refused the relay itself."""
    status = dict(error.failure.details).get("status")
    return error.failure.code in _REFUSALS and status == _OF_ANOTHER
