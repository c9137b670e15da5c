"""The random player: it draws steps by a seed, plays them on a nation, and says what it did.

What it draws depends on the seed alone and never on how quickly something went, so that the same seed plays
the same steps again.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from tests.journeys.chaos.nation import Breach, Nation, Station, enrol
from tests.journeys.chaos.station import DONE, READY

MOST_PAUSE = 0.15
"""Seconds at most between two steps."""
TRIES = 40
"""Tries of what a person would try again, half a second apart."""


@dataclass
class Damage:
    """Something that is broken until step `until`, and how it is put right."""

    name: str
    until: int
    mend: Callable[[], None]


class Player:
    """Plays steps on a nation. `told` gets a line for each thing done."""

    def __init__(self, nation: Nation, stack: ExitStack, seed: int, told: Callable[[str], None]) -> None:
        self.nation, self.stack, self.told = nation, stack, told
        self.dice = random.Random(seed)
        self.damages: list[Damage] = []
        self.keeper: Station | None = None
        self.step = 0
        self.done: dict[str, int] = {}
        self.skipped: dict[str, str] = {}
        self.pause = threading.Event()

    @property
    def stations(self) -> list[Station]:
        """Every booth."""
        return self.nation.stations

    @property
    def port(self) -> list[Station]:
        """The booths of the port that has a relay."""
        return [one for one in self.stations if one.port == self.stations[0].port]

    def play(self, name: str, deed: Callable[[Player], str]) -> None:
        """Play one step, mend what is due, and rest for a moment."""
        self.step += 1
        for damage in [one for one in self.damages if one.until <= self.step]:
            self._mend(damage)
        rest = self.dice.uniform(0, MOST_PAUSE)
        self.told(f"{self.step:4} {name}: {deed(self)}")
        self.done[name] = self.done.get(name, 0) + 1
        self.pause.wait(rest)

    def draw_station(self) -> Station:
        """Some booth, running."""
        return self.awake(self.dice.choice(self.stations))

    def awake(self, station: Station) -> Station:
        """The same booth, started if it was down."""
        self.mend(f"down {station.name}")
        return station

    def break_until(self, name: str, mend: Callable[[], None], longest: int = 3) -> str:
        """Leave something broken for some steps; said in words."""
        until = self.step + self.dice.randint(1, longest)
        self.damages.append(Damage(name, until, mend))
        return f"until step {until}"

    def broken(self, name: str) -> bool:
        """Whether that is broken now."""
        return any(one.name == name for one in self.damages)

    def mend(self, name: str) -> None:
        """Put something right before its time, if it is broken."""
        for damage in [one for one in self.damages if one.name == name]:
            self._mend(damage)

    def mend_all(self) -> None:
        """Put everything right: first what others stand on, revoked stations last."""
        order = ("database", "hq disk", "hq", "disk", "down", "link", "cable", "lan", "clock", "revoked")
        for damage in sorted(self.damages, key=lambda one: _rank(one.name, order)):
            self._mend(damage)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Try again until it is met; a breach if it never is."""
        for _ in range(TRIES):
            if met():
                return
            self.pause.wait(0.5)
        raise Breach(f"not even after {TRIES // 2} s: {what}")

    def kill(self, station: Station) -> str:
        """Kill a booth; it is down for some steps."""
        station.kill()
        if not self.broken(f"down {station.name}"):
            return self.break_until(f"down {station.name}", lambda: self.start(station), 2)
        return "once more"

    def start(self, station: Station) -> None:
        """Start a booth, with its clock as it is set and its disk emptied if it cannot open otherwise."""
        if station.up:
            return
        code = station.start()
        if code != READY:
            self.told(f"     {station.name} does not start: {code}")
            if not self.broken(f"disk {station.name}"):
                raise Breach(f"{station.name} does not start: {code}")
            self.mend(f"disk {station.name}")
            code = station.start()
        if code != READY:
            raise Breach(f"{station.name} does not start: {code}")
        if self.broken(f"clock {station.name}"):
            station.get("clock", -365)

    def enrol(self, station: Station) -> None:
        """Enrol it again by a code, as its people would: until it works."""
        for name in ("database", "hq disk", "hq", f"disk {station.name}"):
            self.mend(name)
        self.awake(station)
        self.until(lambda: enrol(self.nation, station)[0] == DONE, f"{station.name} enrols again")

    def settle_roles(self, keeper: Station) -> list[str]:
        """Settle who keeps the port's relay; the codes of what could not be settled."""
        self.keeper, failed = keeper, []
        for station in self.port:
            if station.up:
                where = keeper.lan.url.removeprefix("https://")
                role = ("here", keeper.listens) if station is keeper else ("use", where)
                word, code = station.ask("role", *role)
                failed += [] if word == DONE else [f"{station.name} {code}"]
        return failed

    def _mend(self, damage: Damage) -> None:
        if damage in self.damages:
            self.damages.remove(damage)
            damage.mend()
            self.told(f"     mended {damage.name}")


def _rank(name: str, order: tuple[str, ...]) -> int:
    return next((place for place, begin in enumerate(order) if name.startswith(begin)), len(order))
