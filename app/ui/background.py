"""Do slow work off the window's thread, one thing after the other, and come back with its end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.failure import WorldError

T_ = TypeVar("T_")


class Background(QObject):
    """One thread for sign-in, password and store checks. `stop` waits for it and may be called twice.

    Only a WorldError is an answer; any other exception is a bug and comes up on the window's thread.
    """

    _ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
        self._stopped = False
        self._ended.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], T_], done: Callable[[T_], None], failed: Callable[[WorldError], None]
    ) -> None:
        """Run `work` there, then `done` or `failed` here."""

        def settle(future: Future[T_]) -> None:
            error = future.exception()
            if isinstance(error, WorldError):
                failed(error)
            else:
                done(future.result())

        future = self._thread.submit(work)
        future.add_done_callback(lambda ended: self._report(lambda: settle(ended)))

    def _report(self, end: Callable[[], None]) -> None:
        if not self._stopped:
            self._ended.emit(end)

    def _settle(self, end: Callable[[], None]) -> None:
        if not self._stopped:
            end()

    def stop(self) -> None:
        """Finish what runs, drop what waits, join the thread."""
        self._stopped = True
        self._thread.shutdown(wait=True, cancel_futures=True)
