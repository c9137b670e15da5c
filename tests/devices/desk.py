"""A listener that waits: what a driver reported, in order, and conditions on it instead of sleeps."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.api import DeviceState, DeviceStatus, DocumentScan, ReaderEvent, Unreadable
from devices.errors import DeviceCode

PATIENCE = 15.0  # seconds; only a failing test waits so long


class Desk:
    """Collects a reader's events from its thread."""

    def __init__(self) -> None:
        self.events: list[ReaderEvent] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def listen(self, event: ReaderEvent) -> None:
        with self._changed:
            self.events.append(event)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE), f"only came: {self.kinds()}"

    def wait_state(self, state: DeviceState, times: int = 1) -> None:
        self.wait(lambda: self.states().count(state) >= times)

    def wait_documents(self, count: int) -> list[DocumentScan]:
        self.wait(lambda: len(self.documents()) >= count)
        return self.documents()

    def documents(self) -> list[DocumentScan]:
        return [event for event in self.events if isinstance(event, DocumentScan)]

    def unreadable(self) -> list[Unreadable]:
        return [event for event in self.events if isinstance(event, Unreadable)]

    def statuses(self) -> list[DeviceStatus]:
        return [event for event in self.events if isinstance(event, DeviceStatus)]

    def states(self) -> list[DeviceState]:
        """States, the passing READING left out."""
        seen = [status.state for status in self.statuses() if status.state is not DeviceState.READING]
        return [state for place, state in enumerate(seen) if place == 0 or seen[place - 1] is not state]

    def codes(self) -> list[DeviceCode]:
        return [status.code for status in self.statuses() if status.code is not None]

    def kinds(self) -> list[str]:
        return [f"{type(event).__name__} {getattr(event, 'state', '')}" for event in self.events]
