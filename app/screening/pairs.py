"""Whether two names name one person, company, organisation or vessel; nothing tells which they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.screening.scoring import prepare, score

MATCH: Final = 0.71
POSSIBLE: Final = 0.55


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """`score` from 0 to 1; `band` is `match`, `possible` or `different`."""

    score: float
    band: str


def judge(name1: str, name2: str) -> PairJudgement:
    """Judge two names; the order in which they are given does not matter."""
    one, other = prepare(name1), prepare(name2)
    value = (score(one, other).value + score(other, one).value) / 2
    return PairJudgement(
        value, "match" if value >= MATCH else "possible" if value >= POSSIBLE else "different"
    )
