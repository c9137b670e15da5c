"""HQ's word on how it stands with each booth, fetched by the relay for those that ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

WAIT: Final = 8.0
"""Seconds for which a booth's call waits until the relay has asked HQ."""


class Standings:
    """Booths ask, the sync thread answers. `asked` is called when somebody waits. From any thread."""

    def __init__(self, asked: Callable[[], None], wait: float = WAIT) -> None:
        self._asked = asked
        self.wait = wait
        self._changed = threading.Condition()
        self._waiting: dict[int, int] = {}
        self._words: dict[int, bytes] = {}

    def ask(self, station: int) -> bytes | None:
        """HQ's newest word about this station, unread; None when HQ could not be asked in time."""
        until = time.monotonic() + self.wait
        with self._changed:
            self._words.pop(station, None)
            self._waiting[station] = self._waiting.get(station, 0) + 1
        self._asked()
        with self._changed:
            try:
                self._changed.wait_for(lambda: station in self._words, max(0.0, until - time.monotonic()))
                return self._words.get(station)
            finally:
                self._waiting[station] -= 1
                if not self._waiting[station]:
                    del self._waiting[station]

    def waiting(self) -> list[int]:
        """Stations that wait for HQ's word now."""
        with self._changed:
            return [station for station in self._waiting if station not in self._words]

    def say(self, station: int, word: bytes) -> None:
        """HQ's word has come."""
        with self._changed:
            self._words[station] = word
            self._changed.notify_all()
