"""How rare a name is among travellers: the measure behind hits by name without a whole birth date.

A word's rarity is -ln of the part of people who bear it, in any spelling with its skeleton. Large lists
show that part themselves; in a short list each word stands once or twice and would look as rare, or as
common, as the list is short. So the list's own counts are added to those of an imagined crowd of
`CROWD` people in which the words of `common_names` have their shares. The same name is then as rare
against 700 entries as against a million, and the thresholds of the bands mean one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import log
from typing import Final

from app.screening.common_names import SHARES
from app.screening.scoring import Prepared, prepare

CROWD: Final = 250_000
UNSEEN: Final = 8e-7
"""Part of people with a word that no table and no list has: as rare as a word gets (about 14)."""
MOST: Final = 14.0
COUNTED: Final = 3
"""The rarest words of a name that count."""

Counts = Callable[[str], int]
"""How many names of the list have a skeleton."""


def rarity(name: Prepared, counts: Counts, names: int) -> float:
    """The rarities of the name's three rarest words together, against a list of so many names."""
    found = sorted((_of(bones, counts, names) for bones in set(name.skeletons) if bones), reverse=True)
    return sum(found[:COUNTED])


def _of(bones: str, counts: Counts, names: int) -> float:
    share = (counts(bones) + CROWD * _shares().get(bones, UNSEEN)) / (names + CROWD)
    return min(MOST, -log(share))


@cache
def _shares() -> dict[str, float]:
    found: dict[str, float] = {}
    for word, share in SHARES.items():
        for bones in prepare(word).skeletons:
            found[bones] = found.get(bones, 0.0) + share
    return found


def probes() -> Sequence[str]:
    """Words by which a saved index tells that names are still taken apart as when it was made."""
    return tuple(SHARES)
