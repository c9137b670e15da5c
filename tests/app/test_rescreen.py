"""The rescreening thread: once at its start, once after each swap, and never in the way of closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Officer, Role
from app.flow.ports import SignedIn
from app.main.rescreen import Rescreener
from tests.helpers.alerts import MemoryAlerts, MemoryCases
from tests.helpers.booth import PASSWORDS, MemoryBooth

SECONDS = 5.0


class CasesInTest(MemoryCases):
    """Cases whose passes are counted, find what the test says, and may hang until they are stopped."""

    def __init__(self, alerts: MemoryAlerts) -> None:
        super().__init__(alerts, Officer("tari", "Tari Vira", Role.OFFICER))
        self.passes: list[int] = []
        self.finds, self.hangs, self.fails = 0, False, False
        self.passed = threading.Semaphore(0)

    def rescreen(self, days: int, stopped: Callable[[], bool]) -> int:
        self.passes.append(days)
        self.passed.release()
        waiting = threading.Event()
        while self.hangs and not stopped():
            waiting.wait(0.01)
        if self.fails:
            raise WorldError(FailureCode.STORE_BUSY, "store.rescreen")
        return self.finds


class Pass:
    """A signed-in station in memory with its rescreening thread."""

    def __init__(self) -> None:
        parts = MemoryBooth()
        self.alerts = parts.memory.alerts
        self.cases = CasesInTest(self.alerts)
        session: SignedIn = parts.door.sign_in("tari", PASSWORDS["tari"])
        self.found: list[int] = []
        self.told = threading.Semaphore(0)
        self.thread = Rescreener(replace(session, cases=self.cases), 30, self._tell)

    def _tell(self, hits: int) -> None:
        self.found.append(hits)
        self.told.release()

    @contextmanager
    def running(self) -> Iterator[None]:
        self.thread.start()
        try:
            yield
        finally:
            assert self.thread.stop()


def test_it_looks_once_at_its_start_and_again_after_each_new_list() -> None:
    station = Pass()
    station.cases.finds = 2
    with station.running():
        assert station.told.acquire(timeout=SECONDS)
        for listener in station.alerts.listeners:
            listener()
        assert station.told.acquire(timeout=SECONDS)
    assert (station.cases.passes, station.found) == ([30, 30], [2, 2])


def test_nobody_is_told_when_nothing_was_found() -> None:
    station = Pass()
    with station.running():
        assert station.cases.passed.acquire(timeout=SECONDS)
    assert station.found == []


def test_signing_out_ends_it_in_the_middle_of_a_long_pass() -> None:
    station = Pass()
    station.cases.hangs = True
    with station.running():
        assert station.cases.passed.acquire(timeout=SECONDS)


def test_a_sick_store_ends_a_pass_and_not_the_thread() -> None:
    station = Pass()
    station.cases.fails = True
    with station.running():
        assert station.cases.passed.acquire(timeout=SECONDS)
        for listener in station.alerts.listeners:
            listener()
        assert station.cases.passed.acquire(timeout=SECONDS)
