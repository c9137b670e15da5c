"""The thread that screens the last days' crossings again whenever a newer list is on board."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from app.domain.failure import WorldError
from app.flow.ports import SignedIn

_log = logging.getLogger(__name__)

AGAIN: Final = 300.0
"""Seconds after which a pass that the world stopped (a busy store, a full disk) is tried again."""


class Rescreener:
    """Runs `CasesPort.rescreen` at its start and after each swap of a list, until `stop`.

    `found` is called on its thread with the number of new late hits after each pass that found some. A
    pass that is cut short is taken up by the next: the store knows which crossings were looked at.
    """

    def __init__(self, session: SignedIn, days: int, found: Callable[[int], None]) -> None:
        self._session = session
        self._days = days
        self._found = found
        self._stop = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rescreen", daemon=True)

    def start(self) -> None:
        """Start the thread: lists may have changed while nobody was signed in."""
        self._session.lists.on_change(self._wanted.set)
        self._wanted.set()
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End it, also in the middle of a pass; whether it ended in time."""
        self._stop.set()
        self._wanted.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        again: float | None = None
        while True:
            self._wanted.wait(again)
            self._wanted.clear()
            if self._stop.is_set():
                return
            again = None if self._pass() else AGAIN

    def _pass(self) -> bool:
        """Screen once; whether it came to its end."""
        try:
            hits = self._session.cases.rescreen(self._days, self._stop.is_set)
        except WorldError as error:
            _log.info("%s place=%s rescreening", error.failure.code, error.failure.place)
            return False
        if hits and not self._stop.is_set():
            # No word of it in the log: silent ones are counted among them, and a first line may read it.
            self._found(hits)
        return True
