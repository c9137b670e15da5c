"""The errand of fetching what HQ publishes; a publication that cannot be taken in holds up nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.ports import StationInbox
from sync.pull import Puller
from sync.road import Road

FETCH_AGAIN: Final = 300.0
"""Seconds after which HQ is asked again without being told to."""

OF_THE_LINK: Final = frozenset({
    FailureCode.HQ_UNREACHABLE, FailureCode.HQ_NOT_TRUSTED, FailureCode.HQ_REFUSED_STATION,
    FailureCode.CERTIFICATE_EXPIRED,
})  # fmt: skip


class Fetching:
    """Brings every stream up to date, at once and then every `FETCH_AGAIN` seconds; a `sync.road.Errand`."""

    def __init__(self, open_inbox: Callable[[], StationInbox], stop: threading.Event) -> None:
        self._open_inbox = open_inbox
        self._stop = stop
        self._asked = threading.Event()
        self._at = 0.0
        self._inbox: StationInbox | None = None
        self._puller: Puller | None = None

    def due(self) -> bool:
        """Whether somebody asked, or it is time."""
        return self._asked.is_set() or time.monotonic() >= self._at

    def ask(self) -> None:
        """Fetch at the next turn."""
        self._asked.set()

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Fetch what there is; a link that breaks raises, so that it goes on after the wait."""
        failure: WorldError | None = None
        try:
            if self._puller is None:
                self._inbox = self._open_inbox()
                self._puller = Puller(self._inbox, self._stop)
            failure = self._puller.pull(road, send)
        except WorldError as error:
            if error.failure.code in OF_THE_LINK:
                raise
            failure = error
        self._asked.clear()
        self._at = time.monotonic() + FETCH_AGAIN
        return failure

    def close(self) -> None:
        """Close the inbox."""
        if self._inbox is not None:
            self._inbox.close()
