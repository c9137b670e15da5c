"""Rounds of the chaos run: every kind of step once in a drawn order, then peace and the invariants."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.journeys.chaos.invariants import breaches, broken_chains, figures
from tests.journeys.chaos.nation import Breach, Nation, a_nation
from tests.journeys.chaos.player import Player
from tests.journeys.chaos.steps import STEPS, start_hq

PEACE = 90.0
"""Seconds that peace may take until everything is where it belongs; on a quiet machine some five."""
LAST = 60
"""Lines that are told again after a breach."""


@dataclass
class Outcome:
    """What a run did: steps by kind, kinds that cannot be tried here and why, what is at HQ, how long peace
    took after each round, and what was wrong (nothing, or where it stopped)."""

    seed: int
    rounds: int = 0
    steps: int = 0
    done: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    at_hq: dict[str, int] = field(default_factory=dict)
    peace_seconds: list[float] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    last_steps: list[str] = field(default_factory=list)
    logs: dict[str, str] = field(default_factory=dict, repr=False)


def play(
    seed: int,
    on: Callable[[Outcome], bool],
    say: Callable[[str], None],
    only: Sequence[str] = (),
    after: Callable[[Nation], None] = lambda _: None,
) -> Outcome:
    """Play rounds on one nation until `on` says no or an invariant does not hold; with `only` these kinds.

    `after` is called at the end with the nation in peace.
    """
    outcome, last = Outcome(seed), deque[str](maxlen=LAST)

    def told(line: str) -> None:
        last.append(line)
        say(line)

    stack = ExitStack()
    with a_nation(stack) as nation:
        player = Player(nation, stack, seed, told)
        player.settle_roles(nation.stations[0])
        nation.back_up()
        try:
            while on(outcome) and not outcome.breaches:
                _round(player, outcome, only)
        except Breach as breach:
            outcome.breaches.append(str(breach))
        outcome.steps, outcome.done, outcome.skipped = player.step, player.done, player.skipped
        if outcome.breaches:
            outcome.last_steps, outcome.logs = list(last), nation.logs()
        else:
            outcome.at_hq = figures(nation)
            after(nation)
    return outcome


def _round(player: Player, outcome: Outcome, only: Sequence[str]) -> None:
    deck = [name for name in STEPS if not only or name in only]
    random.Random(player.dice.random()).shuffle(deck)
    for name in deck:
        player.play(name, STEPS[name])
        # Somebody crosses all the time.
        if player.dice.random() < 0.4:
            player.play("record", STEPS["record"])
    outcome.rounds += 1
    outcome.breaches += peace(player, outcome)


def peace(player: Player, outcome: Outcome) -> list[str]:
    """Mend everything, open all roads, wait until all is where it belongs; what is not."""
    player.mend_all()
    start_hq(player)
    for station in player.stations:
        player.awake(station)
    player.settle_roles(player.keeper or player.port[0])
    for station in player.stations:
        player.dice.random()
        station.get("record", player.dice.getrandbits(40), 1, "admitted")
    began = time.monotonic()
    for station in player.stations:
        station.get("fetch")
    wrong, asked = breaches(player.nation), time.monotonic()
    while wrong and time.monotonic() < began + PEACE:
        player.pause.wait(0.3)
        if time.monotonic() > asked + 3:
            asked = time.monotonic()
            for station in player.stations:
                station.get("fetch")  # as a person does who waits for something
        wrong = breaches(player.nation)
    took = time.monotonic() - began
    outcome.peace_seconds.append(round(took, 1))
    player.told(f"     peace after {took:.1f} s: {wrong or 'all is well'}")
    if wrong:
        for station in player.stations:
            wrong.append(f"{station.name}: {station.get('waiting')} wait, link {station.get('link')}")
    wrong += broken_chains(player.nation)
    checked = {one.name: one.get("check") for one in player.stations}
    wrong += [f"{name}: its own check says {said}" for name, said in checked.items() if said]
    return wrong
