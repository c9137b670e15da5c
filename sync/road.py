"""What a way to HQ can do, and what the sync thread does on it beside sending: its errands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

from app.domain.failure import FailureCode, WorldError
from sync.line import Traffic
from sync.pace import Pace
from sync.ports import FrozenBatch, StationOutbox
from sync.pull import Shelf


class Carried(WorldError):
    """A batch rests whole and durable on the way to HQ, at the port's relay, and HQ has not answered for it
    yet: it stays unsettled here, and others may go. `trouble` is what the relay says of its road to HQ.
    Who does not know better may take it for HQ_BUSY."""

    def __init__(self, trouble: FailureCode | None) -> None:
        super().__init__(FailureCode.HQ_BUSY, "relay", reason="carried")
        self.trouble = trouble


class Road(Shelf, Protocol):
    """A way to HQ, used on the worker's thread; `sync.http.HqClient` is one. Each call raises WorldError
    (HQ_UNREACHABLE, HQ_NOT_TRUSTED, HQ_REFUSED_STATION, HQ_BUSY, ...) or Stopped."""

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        """Bring a batch to HQ; its receipt, unread. Raises WorldError, Carried or Stopped."""

    def check(self) -> None:
        """Ask whether HQ is there; raises WorldError or Stopped."""

    def standing(self) -> bytes:
        """HQ's signed word on how far it has this station's rows: a receipt about no batch, unread."""

    def renew(self, request: bytes) -> bytes:
        """A new client certificate for this certificate request (PKCS 10, DER); PEM, unproved."""

    def on_behalf(self, station_number: int) -> Road:
        """The same way for another station of this port, whose batches and publications this station
        carries as the port's relay; it shares the connection, and closing it does nothing."""

    def close(self) -> None:
        """Close the connection."""


@runtime_checkable
class CountedRoad(Road, Protocol):
    """A road whose bytes cost something: `sync.http.HqClient` is one, the port's own network is none. Only
    such a road is held to the day's bytes and to a person's yes (`sync.budget`)."""

    def deliver_paced(self, batch: FrozenBatch, fresh: bool, pace: Pace) -> bytes:
        """As `deliver`, in slices; `pace.between` is called between two and may use this road."""

    def traffic(self) -> Traffic:
        """Bytes on the wire so far, both ways; they only grow."""

    def costs(self) -> bool:
        """Whether what goes now costs anything: not while the port's relay takes it on the LAN."""


class Errand(Protocol):
    """Something to do on the road once what waits has gone: fetch, compare, renew. For the sync thread."""

    def due(self) -> bool:
        """Whether it is time for it."""

    def ask(self) -> None:
        """Somebody wants it now; called from any thread, returns at once."""

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Do it. `send` lets what began to wait meanwhile go first: call it between steps of some seconds.

        Returns what failed and holds up nobody; raises WorldError for a failure of the link, so that it
        is tried again after the wait.
        """

    def close(self) -> None:
        """Let go of what it holds."""


OpenErrand: TypeAlias = Callable[[StationOutbox, threading.Event], Errand]
"""Makes an errand on the sync thread; the event ends its waits."""
