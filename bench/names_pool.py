"""Names of invented people of many nations, drawn by a seed: common ones often, rare ones seldom.

Each nation has some common given names and surnames from general knowledge and many more that are
built of its syllables, all drawn by Zipf's law. Nobody in particular is meant.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from bench.names_text import NATIONS

GIVEN_BUILT, SURNAMES_BUILT = 520, 620
"""Names of each nation that are built of syllables, beside its common ones."""


@dataclass(frozen=True, slots=True)
class Nation:
    """How the people of one nation are named: `order` makes a full name of given names and surnames,
    `romanised` says by which habits its names are written in Latin letters (see `bench.name_slips`)."""

    code: str
    women: Sequence[str]
    men: Sequence[str]
    surnames: Sequence[str]
    starts: Sequence[str]
    middles: Sequence[str]
    ends: Sequence[str]
    order: str = "given middle surname"
    romanised: str = "latin"


def _nations() -> Iterator[Nation]:
    for block in re.split(r"\n(?=\S+ \S+: )", NATIONS.strip()):
        head, *lines = re.split(r"\n(?=\w)", block)
        (code, romanised), order = head.partition(":")[0].split(), head.partition(":")[2].strip()
        fields = {line.split()[0]: tuple(line.split()[1:]) for line in lines}
        yield Nation(code=code, order=order, romanised=romanised, **fields)


@dataclass(frozen=True, slots=True)
class Pool:
    """The names of one nation with their weights, ready to be drawn."""

    nation: Nation
    women: Callable[[Random], str]
    men: Callable[[Random], str]
    surnames: Callable[[Random], str]

    def full_name(self, random: Random, woman: bool) -> list[str]:
        """The parts of one person's full name."""
        given = self.women if woman else self.men
        parts: list[str] = []
        for part in self.nation.order.split():
            if part in ("given", "father"):
                parts.append((self.men if part == "father" else given)(random))
            elif part == "surname" or (part == "maybe_surname" and random.random() < 0.6):
                parts.append(self.surnames(random))
            elif part == "middle" and random.random() < 0.6:
                parts.append(given(random))
            elif part == "patronymic":
                parts.append(self.men(random) + ("OVNA" if woman else "OVICH"))
            elif part.isupper() and random.random() < 0.5:
                parts.append(part)
        return " ".join(parts).replace("_", " ").split()


def pools(seed: int = 4) -> list[Pool]:
    """The pools of all nations."""
    random = Random(seed)
    return [
        Pool(
            nation,
            _zipf(nation.women, _built(nation, GIVEN_BUILT, random)),
            _zipf(nation.men, _built(nation, GIVEN_BUILT, random)),
            _zipf(nation.surnames, _built(nation, SURNAMES_BUILT, random)),
        )
        for nation in _nations()
    ]


def _built(nation: Nation, count: int, random: Random) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(20 * count):
        middle = "".join(random.choice(nation.middles) for _ in range(random.choice((0, 1, 1, 2))))
        found.setdefault(random.choice(nation.starts) + middle + random.choice(nation.ends))
        if len(found) == count:
            break
    return list(found)


def _zipf(common: Sequence[str], built: Sequence[str]) -> Callable[[Random], str]:
    names = [*common, *(name for name in built if name not in common)]
    summed = list(accumulate(1 / (rank + 4) ** 0.9 for rank in range(len(names))))
    return lambda random: names[bisect(summed, random.random() * summed[-1])]
