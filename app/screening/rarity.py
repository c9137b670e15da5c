"""How rare a name is: how few strangers on a list of some length would bear it by chance.

The share of people who bear a word, in any spelling with its skeleton, is estimated from two sources.
Large lists show it themselves; in a short list each word stands once or twice and would look as rare,
or as common, as the list is short. So the list's own counts are added to those of an imagined crowd of
`CROWD` people in which the words of `common_names` have their shares. The same word is then as rare
against 700 entries as against a million. What the length of a list does decide is how many strangers it
holds: the more, the rarer a name must be before it proves anything. That alone is taken off, so that
the bands' thresholds mean the same number of innocents against any list.
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
SHORTEST: Final = 500
"""Names of the shortest list that is told apart from a shorter one."""
COUNTED: Final = 3
"""The rarest words of a name that count."""

Counts = Callable[[str], int]
"""How many names of the list have a skeleton."""


def rarity(name: Prepared, counts: Counts, names: int) -> float:
    """The natural logarithm of one over the strangers to be expected under this name on a list of so
    many names, judged by its three rarest words as if they came together by chance; 0 for one."""
    found = sorted((_of(bones, counts, names) for bones in set(name.skeletons) if bones), reverse=True)
    return sum(found[:COUNTED]) - log(max(names, SHORTEST))


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
