"""Whether two names name one person, company, organisation or ship; nothing tells which they are.

The grounds against it are weighed and put on a scale from 0 to 1. The weights come from a logistic
regression on labelled pairs of public names, held back from their extremes and rounded; `bench/pairs.py`
says what they are worth, and how much of that is left on pairs that took no part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

from app.screening.pair_grounds import Grounds, between
from app.screening.pair_words import read

MATCH: Final = 0.5
"""From here on `match`: where the balance of grounds turns, and the best F1 on the labelled pairs."""
POSSIBLE: Final = 0.2
IN_FAVOUR: Final = 3.15
"""What has to be outweighed before two names are more likely two than one."""
WEIGHTS: Final = Grounds(
    slips=0.6,
    beyond=1.2,
    unlike=3.3,
    contradiction=2.0,
    apart=2.5,
    share=2.0,
    left_out=3.0,
    lone=0.8,
    forms=3.5,
    country=2.5,
    number=1.2,
    signs=10.0,
)
_BY_NAME: Final = tuple((field.name, getattr(WEIGHTS, field.name)) for field in fields(Grounds))


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """`score` from 0 to 1; `band` is `match`, `possible` or `different`."""

    score: float
    band: str


def judge(name1: str, name2: str) -> PairJudgement:
    """Judge two names in any script; the order in which they are given does not matter.

    A name without a letter or digit is different from all others.
    """
    one, other = read(min(name1, name2)), read(max(name1, name2))
    if not one.every or not other.every:
        return PairJudgement(0.0, "different")
    grounds = between(one, other)
    against = sum(weight * getattr(grounds, name) for name, weight in _BY_NAME)
    score = 1.0 if one == other else 1 / (1 + math.exp(against - IN_FAVOUR))
    return PairJudgement(
        score, "match" if score >= MATCH else "possible" if score >= POSSIBLE else "different"
    )
