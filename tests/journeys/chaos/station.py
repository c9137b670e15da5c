"""A station of the chaos run: a process with a real store and all its roads, that does what it is told.

It is forked from a process that has imported everything (`spawn`), so that a killed one is back in
milliseconds. Words come and go by a pipe; whoever kills it knows what it had said by then.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import WorldError
from app.domain.officer import Role
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import LinkStatus, SignedIn, StationPlan
from app.main.courier import StickCourier
from app.main.enrolling import over_the_link
from app.main.link import SyncLink
from app.store.door import StationDoor, session_inbox, session_outbox, settle_role
from bench.people import Booth, crossings, uuid7
from devices.simulated.drives import SimulatedDrives
from sync.courier.station import Besides, StationCourier
from sync.courier.stick import Stick
from tests.app.store.booth import CHEAP
from tests.app.store.case_events import met, said
from tests.helpers.stick import PulledFiles

CHIEF, OFFICER = ("chief", "four canoes landing"), ("toa", "four canoes landing again")
READY, KEPT, DONE, FAILED = "ready", "kept", "done", "failed"
ADMITTED, REFUSED, MET = "admitted", "refused", "met"
_context = multiprocessing.get_context("forkserver")


def found(home: Path, port: str, name: str, url: str) -> None:
    """Found a training station at a booth, with an administrator and an officer."""
    door = StationDoor(home, lambda: datetime.now(UTC), CHEAP)
    door.found(StationPlan("VUT", port, name, url, CHIEF[0], "Moses Kalo", CHIEF[1], training=True))
    session = door.sign_in(*CHIEF)
    session.officers.add(OFFICER[0], "Toa Tabi", Role.OFFICER, OFFICER[1])
    door.sign_out(session)


def spawn(home: Path) -> tuple[BaseProcess, Connection]:
    """A running station and the pipe to it; its first word is READY or FAILED."""
    _context.set_forkserver_preload([__name__])
    here, there = _context.Pipe()
    process = _context.Process(target=live, args=(home, there), daemon=True)
    process.start()
    there.close()
    return process, here


def live(home: Path, pipe: Connection) -> None:
    """Do what comes by the pipe until it ends."""
    log = home.with_name(f"{home.name}.log").open("a", encoding="utf-8")
    os.dup2(log.fileno(), 2)
    sys.stderr = log
    logging.basicConfig(stream=log, level=logging.INFO, force=True)
    try:
        station = _Station(home, pipe)
    except WorldError as error:
        pipe.send((FAILED, error.failure.code.value))
        return
    pipe.send((READY, ""))
    while True:
        try:
            word, *rest = pipe.recv()
        except EOFError:
            break
        try:
            pipe.send((DONE, station.deeds[word](*rest)))
        except WorldError as error:
            logging.getLogger(__name__).info("%s %s", word, error.failure)
            pipe.send((FAILED, error.failure.code.value))
        if word == "end":
            break


@dataclass
class Watch:
    """The station's clock, which somebody sets wrong."""

    wrong_by: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by


class _Station:
    """An officer signed in at the desk, its roads open."""

    def __init__(self, home: Path, pipe: Connection) -> None:
        self._pipe = pipe
        self._clock = Watch()
        self._door = StationDoor(home, self._clock, CHEAP)
        self._session: SignedIn = self._door.sign_in(*OFFICER)
        self._status: LinkStatus | None = None
        self._link = SyncLink(self._clock, longest_wait=0.3)
        self._link.start(self._session, self._heard)
        self.deeds: dict[str, Callable[..., Any]] = {
            "record": self._record, "clock": self._set_clock, "role": self._set_role, "fetch": self._fetch,
            "enrol": self._enrol, "write": self._write, "read": self._read, "waiting": self._waiting,
            "check": self._check, "link": self._how_the_link_is, "end": self._end,
        }  # fmt: skip

    def _heard(self, status: LinkStatus) -> None:
        self._status = status

    def _record(self, seed: int, count: int, kind: str) -> int:
        """Travellers cross; each is said to be kept once it is. Every seventh is corrected afterwards."""
        here = self._session.station
        booth = Booth(here.station_id, here.port, here.booth, (OFFICER[0],), here.training)
        dice = random.Random(seed)
        for place, one in enumerate(crossings(count, seed, booth, self._clock())):
            crossing, events = _as_wanted(one, kind)
            self._keep(crossing, events)
            if place % 7 == 3:
                self._keep(_corrected(crossing, dice, self._clock()), ())
        return count

    def _keep(self, crossing: Crossing, events: Sequence[AlertEvent]) -> None:
        self._session.crossings.record(crossing, events)
        self._link.poke()
        self._pipe.send((KEPT, crossing.record_id))
        for event in events:
            self._pipe.send((KEPT, event.event_id))

    def _set_clock(self, days: int) -> None:
        self._clock.wrong_by = timedelta(days=days)

    def _set_role(self, kind: str, address: str) -> None:
        with self._chief() as chief:
            settle_role(chief, RelayRole(RoleKind(kind), address))

    def _enrol(self, code: str, url: str, reached_by: str) -> int:
        """Enrol at `url` and call HQ by `reached_by` from then on; the station's number."""
        with self._chief() as chief:
            made = over_the_link(chief.station, code, url, chief.enrolment.current())
            chief.enrolment.save(replace(made, hq_url=reached_by))
        self._link.poke()
        return made.station_number

    def _fetch(self) -> None:
        """Somebody asks to look at HQ now."""
        worker = self._link._worker  # what `matapa link fetch` and the desk's button do
        if worker is not None:
            worker.fetch_now()

    def _write(self, drive: Path, pulled_at: int | None, number: int) -> int:
        """Write a stick, which is pulled out at some step."""
        if pulled_at is None:
            return (
                StickCourier(lambda: SimulatedDrives([drive]), self._clock)
                .write(self._session, drive, lambda *_: None)
                .batches
            )
        with self._courier() as courier:
            return courier.write(Stick(drive, PulledFiles(pulled_at, number)), lambda *_: None).batches

    def _read(self, drive: Path) -> list[str]:
        """Read a stick; codes of what failed on it."""
        courier = StickCourier(lambda: SimulatedDrives([drive]), self._clock)
        done = courier.read(self._session, drive, lambda *_: None)
        return [f"{name} {error.failure.code.value}" for name, error in done.failed]

    def _waiting(self) -> int:
        return self._session.outbox.view().waiting

    def _check(self) -> str:
        """What the store's own check finds wrong, nothing for a sound one."""
        with self._chief() as chief:
            report = chief.keeper.check()
        return "" if report.intact else str(report)

    def _how_the_link_is(self) -> str:
        status, trouble = self._status, self._link.relay_failure()
        failure = None if status is None else status.failure
        return f"{None if status is None else status.state.value} {failure} relay {trouble}"

    def _end(self) -> None:
        self._link.stop()
        self._door.sign_out(self._session)

    @contextmanager
    def _chief(self) -> Iterator[SignedIn]:
        session = self._door.sign_in(*CHIEF)
        try:
            yield session
        finally:
            self._door.sign_out(session)

    @contextmanager
    def _courier(self) -> Iterator[StationCourier]:
        outbox, inbox = session_outbox(self._session), session_inbox(self._session)
        try:
            yield StationCourier(outbox, inbox, self._clock, Besides())
        finally:
            inbox.close()
            outbox.close()


def _as_wanted(crossing: Crossing, kind: str) -> tuple[Crossing, tuple[AlertEvent, ...]]:
    if kind == REFUSED:
        refused = Decision(DecisionKind.REFUSE, (Reason.THREAT,))
        return replace(crossing, decision=refused, stay=None), ()
    if kind == MET:
        event = met(crossing)
        return crossing, (event, said(event))
    return crossing, ()


def _corrected(crossing: Crossing, dice: random.Random, now: datetime) -> Crossing:
    return replace(
        crossing, record_id=uuid7(dice, now), version=2, correction="a slip of the hand",
        at=max(now, crossing.at),
    )  # fmt: skip
