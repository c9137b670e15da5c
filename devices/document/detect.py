"""Find the port and the profile of a reader by a test document that a technician presents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from devices.api import DetectProgress, DetectRow, DocumentScan, Framing
from devices.document.framing import FrameEvent, Framer
from devices.document.link import Link, OpenLink, open_serial
from devices.document.profiles import PROFILES, ReaderProfile
from devices.errors import DeviceCode, DeviceError

LISTEN = 5.0  # seconds on every port at each step
_GENERIC = frozenset({Framing.AUTO})


@dataclass(frozen=True, slots=True)
class DetectPlan:
    """What to try: ports, profiles, seconds to listen at each step, and whether we may write.

    Without `probe` nothing is ever written: an unknown port may be a modem, a GPS or a power
    supply. `enough` is the score at which detection stops.
    """

    ports: tuple[str, ...]
    profiles: tuple[ReaderProfile, ...] = PROFILES
    seconds: float = LISTEN
    probe: bool = False
    enough: int | None = None


class _Ear:
    """One port at one step: its link, or why there is none, and the best that it heard."""

    def __init__(
        self, port: str, profiles: Sequence[ReaderProfile], probe: bool, open_link: OpenLink
    ) -> None:
        self.port = port
        self.profiles = profiles
        self.heard = 0
        self.best: DocumentScan | None = None
        self.score = 0
        self.code: DeviceCode | None = None
        framing = profiles[0].framing if len(profiles) == 1 else Framing.AUTO
        self._framer = Framer(framing, bcc=probe and profiles[0].bcc)
        self._link: Link | None = None
        try:
            self._link = open_link(port, profiles[0].line)
            if probe:
                for command in (*profiles[0].init, profiles[0].trigger):
                    self._link.write(command)
        except DeviceError as error:
            self.code = error.code

    def listen(self, score: Callable[[DocumentScan], int], now: float) -> None:
        if self._link is None or self.code is not None:
            return
        try:
            data = self._link.read()
        except DeviceError as error:
            self.code = error.code
            return
        self.heard += len(data)
        self._weigh(self._framer.feed(data, now) if data else self._framer.tick(now), score)

    def finish(self, score: Callable[[DocumentScan], int]) -> Iterator[DetectRow]:
        """Close the port; a row for each profile that what was heard speaks for, else one without."""
        self._weigh(self._framer.close(), score)
        if self._link is not None:
            self._link.close()
        if self.best is None:
            silent = DeviceCode.GARBLED if self.heard else DeviceCode.SILENT
            yield DetectRow(self.port, self.profiles[0].key, 0, self.heard, None, self.code or silent)
            return
        fitting = [profile for profile in self.profiles if profile.framing is self.best.framing]
        for profile in fitting or [profile for profile in self.profiles if profile.framing in _GENERIC]:
            yield DetectRow(self.port, profile.key, self.score, self.heard, self.best.framing)

    def _weigh(self, events: tuple[FrameEvent, ...], score: Callable[[DocumentScan], int]) -> None:
        for event in events:
            if isinstance(event, DocumentScan):
                points = score(event)
                if self.best is None or points > self.score:
                    self.best, self.score = event, points


def detect(
    plan: DetectPlan,
    score: Callable[[DocumentScan], int],
    progress: Callable[[DetectProgress], None],
    *,
    open_link: OpenLink = open_serial,
    clock: Callable[[], float] = time.monotonic,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[DetectRow, ...]:
    """Listen on every port at every line setting; rows for what was found, best first.

    All ports are listened to at once, so the technician presents the document once a step.
    Profiles that share their line settings and need no writing share a step: the framing heard
    tells them apart. Called on a thread that may block; sick ports become rows.
    """
    steps = _steps(plan)
    rows: list[DetectRow] = []
    for number, profiles in enumerate(steps, 1):
        ears = [_Ear(port, profiles, plan.probe, open_link) for port in plan.ports]
        try:
            end = clock() + plan.seconds
            keys = tuple(profile.key for profile in profiles)
            while (left := end - clock()) > 0 and not cancelled() and not _enough(plan, ears):
                progress(DetectProgress(number, len(steps), keys, left))
                for ear in ears:
                    ear.listen(score, clock())
                if all(ear.code is not None for ear in ears):
                    break
        finally:
            rows += [row for ear in ears for row in ear.finish(score)]
        if cancelled() or _enough(plan, ears):
            break
    return _best_first(rows)


def _steps(plan: DetectPlan) -> list[tuple[ReaderProfile, ...]]:
    quiet = [profile for profile in plan.profiles if not (plan.probe and profile.writes)]
    steps = [
        tuple(group)
        for _, group in groupby(sorted(quiet, key=lambda each: str(each.line)), key=lambda each: each.line)
    ]
    # The settings that most readers have come first.
    steps.sort(key=lambda group: -len(group))
    return steps + [(profile,) for profile in plan.profiles if plan.probe and profile.writes]


def _enough(plan: DetectPlan, ears: Sequence[_Ear]) -> bool:
    return plan.enough is not None and any(ear.best and ear.score >= plan.enough for ear in ears)


def _best_first(rows: list[DetectRow]) -> tuple[DetectRow, ...]:
    """Rows by score; of rows without a document one for each port is enough."""
    heard = [row for row in rows if row.framing is not None]
    ports = {row.port for row in heard}
    mute: dict[str, DetectRow] = {}
    for row in rows:
        if row.port not in ports and (row.port not in mute or row.heard > mute[row.port].heard):
            mute[row.port] = row
    return (*sorted(heard, key=lambda row: -row.score), *mute.values())
