"""Group bearers into travellers: what people said first, then the surest joins, none against another.

The outcome depends on the bearers, their joins and people's words alone, not on the order in which they
came: joins are taken by confidence and then by the bearers' fingerprints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

MOST_COMPARED = 1_000
"""Bearers of one traveller that are all looked at; beyond this only the two that a join names."""


@dataclass(frozen=True, slots=True)
class Join:
    """Two bearers that are one traveller with this confidence; `word` is the number of a person's word,
    0 where HQ judged by itself."""

    one: int
    other: int
    confidence: float
    word: int = 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """Travellers as sets of bearers, and the joins that were held back."""

    groups: tuple[frozenset[int], ...]
    held: tuple[Join, ...]


def group(
    fingerprints: Mapping[int, bytes],
    joins: Iterable[Join],
    opposed: Callable[[int, int], bool],
    refused: AbstractSet[frozenset[int]] = frozenset(),
    apart: AbstractSet[int] = frozenset(),
) -> Grouped:
    """Group the bearers of `fingerprints`.

    A join by HQ is held back when any two bearers of the two sides are opposed or refused by a person,
    or when one end is apart. A person's join is always made; of two words the later one is the caller's
    to find. A join within one group is no longer held.
    """
    of = {number: frozenset((number,)) for number in fingerprints}
    late: list[Join] = []
    for join in sorted(joins, key=lambda one: _order(one, fingerprints)):
        mine, theirs = of[join.one], of[join.other]
        if mine == theirs:
            continue
        if not join.word and (
            join.one in apart or join.other in apart or _forbidden(join, mine, theirs, opposed, refused)
        ):
            late.append(join)
            continue
        together = mine | theirs
        of.update(dict.fromkeys(together, together))
    held = tuple(join for join in late if of[join.one] != of[join.other])
    return Grouped(tuple(dict.fromkeys(of.values())), held)


def _order(join: Join, fingerprints: Mapping[int, bytes]) -> tuple[bool, float, bytes, bytes]:
    ends = sorted((fingerprints[join.one], fingerprints[join.other]))
    return not join.word, -join.confidence, ends[0], ends[1]


def _forbidden(
    join: Join,
    mine: AbstractSet[int],
    theirs: AbstractSet[int],
    opposed: Callable[[int, int], bool],
    refused: AbstractSet[frozenset[int]],
) -> bool:
    if len(mine) * len(theirs) > MOST_COMPARED:
        mine, theirs = {join.one}, {join.other}
    pairs = ((one, other) for one in mine for other in theirs)
    return any(frozenset(pair) in refused or opposed(*pair) for pair in pairs)
