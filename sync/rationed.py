"""A road whose every call asks first whether its bytes may go: what comes down keeps to the day's bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import copy
from typing import TypeVar

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane
from sync.budget import CALL, HANDSHAKE, INDEX, Ration
from sync.pace import Pace
from sync.ports import FrozenBatch
from sync.protocol.index import read_index
from sync.road import CountedRoad, Road

T = TypeVar("T")

HELD = frozenset({FailureCode.BUDGET_SPENT, FailureCode.CONSENT_NEEDED})
"""Codes of what waits for another day or for a person's yes; nothing is wrong with the link."""


class RationedRoad:
    """The road that errands get; each call raises WorldError(BUDGET_SPENT, CONSENT_NEEDED) beside what
    the road itself raises. Slices are no larger than the link carries in some seconds, and `urgent` is
    called between those of a batch that goes up for another booth."""

    def __init__(self, road: Road, ration: Ration, urgent: Callable[[], object]) -> None:
        self._road, self._ration, self._urgent = road, ration, urgent
        self._pace, self._up = Pace(ration.policy), Pace(ration.policy)
        self._ahead = 0

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        """As `Road.deliver`, in slices where the road has them."""
        road, up = self._road, self._up
        if not isinstance(road, CountedRoad):
            return road.deliver(batch, fresh)
        up.between = lambda left: self._between(batch, left)
        cost = CALL + min(up.size, len(batch.data))
        return self._within(cost, lambda: road.deliver_paced(batch, fresh, up), batch.lane)

    def check(self) -> None:
        """As `Road.check`."""
        self._within(CALL + HANDSHAKE, self._road.check)

    def standing(self) -> bytes:
        """As `Road.standing`."""
        return self._within(CALL, self._road.standing)

    def renew(self, request: bytes) -> bytes:
        """As `Road.renew`."""
        return self._within(CALL + 3 * len(request), lambda: self._road.renew(request))

    def index(self, held: Mapping[str, int]) -> bytes:
        """As `Shelf.index`; notes how much there is to fetch."""
        answer = self._within(INDEX, lambda: self._road.index(held))
        try:
            self._ahead = sum(row.size for row in read_index(answer))
            self._ration.note_ahead(self._ahead)
        except WorldError:
            pass  # whoever asked for it reads it and says so
        return answer

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """As `Shelf.fetch`, perhaps fewer bytes."""
        count = min(count, self._pace.size)
        began = time.monotonic()
        part = self._within(CALL + count, lambda: self._road.fetch(stream, sequence, first, count))
        self._pace.took(len(part), time.monotonic() - began)
        self._ahead = max(self._ahead - len(part), 0)
        self._ration.note_ahead(self._ahead)
        return part

    def on_behalf(self, station_number: int) -> Road:
        """As `Road.on_behalf`."""
        other = copy(self)
        other._road = self._road.on_behalf(station_number)  # noqa: SLF001 - a copy of this very object
        return other

    def close(self) -> None:
        """Nothing: the road is the worker's."""

    def _between(self, batch: FrozenBatch, left: int) -> None:
        self._ration.end()
        self._urgent()
        cost = CALL + min(self._up.size, left)
        held = self._ration.forbids(batch.lane, cost)
        if held is not None:
            raise WorldError(held, "link")
        self._ration.begin(batch.lane, cost)

    def _within(self, cost: int, call: Callable[[], T], lane: Lane = Lane.PUBLISHED) -> T:
        held = self._ration.forbids(lane, cost)
        if held is not None:
            raise WorldError(held, "link")
        self._ration.begin(lane, cost)
        try:
            return call()
        finally:
            self._ration.end()
