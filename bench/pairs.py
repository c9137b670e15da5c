"""Measure how well pairs of names are judged: F1 on labelled pairs, beside what others would say.

The pairs are public names, half of a public set, and stay outside the repository: they are looked for
beside the checkout, in shared/data/watchlist. Thresholds of the others are the best in hindsight on the
same pairs; ours stands beside it as the product uses it. How much of ours is left on pairs that took no
part is measured by fitting the weights anew without them.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.utils import default_process

from app.screening.pair_grounds import between
from app.screening.pair_words import read
from app.screening.pairs import judge
from app.screening.scoring import prepare, score
from bench.table import Row

PAIRS: Final = Path(__file__).parents[2] / "shared" / "data" / "watchlist" / "name_pairs_for_tuning.csv"
FOLDS, SHUFFLES = 5, 4
RIDGE: Final = 10.0
"""How strongly a fit is held back from extreme weights, as a prior's precision on standardised grounds."""

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """One pair, what kind of bearer it has, which group it came from, and whether it is one."""

    one: str
    other: str
    schema: str
    group: str
    same: bool


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Judge every labelled pair by every judge there is; `scale` below 1 takes a share of them."""
    if not PAIRS.exists():
        return [
            Row("Pairs: F1", 0, "", failure=f"no labelled pairs at {PAIRS.name}; see docs on shared data")
        ]
    labelled = _labelled(scale)
    truth = np.array([pair.same for pair in labelled])
    beside = f"{len(labelled)} pairs, {int(truth.sum())} of them one"
    say(f"pairs: {beside}")
    ours, seconds = _timed(lambda pair: judge(pair.one, pair.other).score, labelled)
    said = np.array([judge(pair.one, pair.other).band == "match" for pair in labelled])
    best, threshold = best_f1(ours, truth)
    rows = [
        Row("Pairs: F1 of band match", f1(said, truth), "", None, beside, more_is_better=True),
        Row("Pairs: best F1", best, "", None, f"at {threshold:.2f}, in sample", more_is_better=True),
        Row("Pairs: time each", seconds * 1e6, "µs"),
    ]
    say("pairs: fitting the weights without the pairs they are tried on")
    rows += _held_out(labelled, truth)
    for name, way in _others().items():
        say(f"pairs: {name}")
        values, seconds = _timed(way, labelled)
        best, threshold = best_f1(values, truth)
        rows.append(
            Row(
                f"Pairs: best F1 of {name}",
                best,
                "",
                None,
                f"at {threshold:.2f}, {seconds * 1e6:.3g} µs each",
            )
        )
    if importlib.util.find_spec("nomenklatura") is None:
        rows.append(
            Row(
                "Pairs: best F1 of nomenklatura logic-v2",
                0,
                "",
                beside="not installed: uv sync --group bench",
            )
        )
    return rows + _scoring(labelled)


def f1(said: Truth, truth: Truth) -> float:
    """Harmonic mean of precision and recall."""
    return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))


def best_f1(values: Floats, truth: Truth) -> tuple[float, float]:
    """The best F1 that any threshold reaches, and that threshold."""
    return max((f1(values >= threshold, truth), float(threshold)) for threshold in np.unique(values))


def _labelled(scale: float) -> list[Labelled]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = [
            Labelled(row["name1"], row["name2"], row["schema"], row["case_group"], row["is_match"] == "true")
            for row in csv.DictReader(file)
        ]
    return pairs if scale >= 1 else Random(4).sample(pairs, max(50, int(len(pairs) * scale)))


def _timed(way: Callable[[Labelled], float], labelled: Sequence[Labelled]) -> tuple[Floats, float]:
    """What `way` says of each pair, and its seconds a pair, the second time round."""
    values = np.array([way(pair) for pair in labelled])
    began = time.perf_counter()
    for pair in labelled:
        way(pair)
    return values, (time.perf_counter() - began) / len(labelled)


def _others() -> dict[str, Callable[[Labelled], float]]:
    found: dict[str, Callable[[Labelled], float]] = {
        "rapidfuzz WRatio": lambda pair: fuzz.WRatio(pair.one, pair.other, processor=default_process) / 100,
        "Jaro-Winkler": lambda pair: JaroWinkler.similarity(pair.one, pair.other, processor=default_process),
        "token_sort": lambda pair: (
            fuzz.token_sort_ratio(pair.one, pair.other, processor=default_process) / 100
        ),
    }
    if importlib.util.find_spec("nomenklatura") is not None:
        found["nomenklatura logic-v2"] = _logic_v2()
    return found


def _logic_v2() -> Callable[[Labelled], float]:
    """logic-v2 with its defaults, told the kind of bearer; every entity has an id of its own, since it
    remembers names by id."""
    logic: Any = importlib.import_module("nomenklatura.matching.logic_v2.model").LogicV2
    proxy: Any = importlib.import_module("followthemoney.proxy").EntityProxy
    config = logic.default_config()
    count = iter(range(10**9))

    def judged(pair: Labelled) -> float:
        one, other = (
            proxy.from_dict({"id": f"n{next(count)}", "schema": pair.schema, "properties": {"name": [name]}})
            for name in (pair.one, pair.other)
        )
        return float(logic.compare(one, other, config).score)

    return judged


def _held_out(labelled: Sequence[Labelled], truth: Truth) -> list[Row]:
    """F1 of weights fitted on the other folds, with the threshold that was best there."""
    grounds = np.array(
        [astuple(between(read(min(p.one, p.other)), read(max(p.one, p.other)))) for p in labelled]
    )
    families = _families(labelled)
    reached = []
    for shuffle in range(SHUFFLES):
        order = list(range(len(labelled)))
        Random(shuffle).shuffle(order)
        folds = np.array([order[family] % FOLDS for family in families])
        reached.append(f1(_said_held_out(grounds, truth, folds), truth))
    names = sorted({pair.group for pair in labelled})
    groups = np.array([names.index(pair.group) for pair in labelled])
    return [
        Row(
            "Pairs: F1 cross-validated", float(np.mean(reached)), "", None,
            f"{FOLDS} folds, {SHUFFLES} times ({min(reached):.3f} to {max(reached):.3f}), no name in two",
            more_is_better=True,
        ),
        Row(
            "Pairs: F1 with a whole group of cases left out",
            f1(_said_held_out(grounds, truth, groups), truth), "", None, f"{len(names)} groups",
            more_is_better=True,
        ),
    ]  # fmt: skip


def _said_held_out(grounds: Floats, truth: Truth, folds: NDArray[np.int64]) -> Truth:
    said = np.zeros(len(truth), dtype=bool)
    for fold in np.unique(folds):
        held = folds == fold
        weights = fitted(grounds[~held], truth[~held])
        _, threshold = best_f1(valued(grounds[~held], weights), truth[~held])
        said[held] = valued(grounds[held], weights) >= threshold
    return said


def fitted(grounds: Floats, truth: Truth) -> Floats:
    """Weights of a logistic regression held back by RIDGE (Newton's method), the constant first.

    Grounds are standardised for the fit and the weights given back for grounds as they are.
    """
    spread = np.where(grounds.std(axis=0) > 0, grounds.std(axis=0), 1.0)
    middle = grounds.mean(axis=0)
    design = np.column_stack([np.ones(len(grounds)), (grounds - middle) / spread])
    held_back = np.diag([0.0] + [RIDGE] * grounds.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (truth - chance) - held_back @ weights
        bend = (design.T * (chance * (1 - chance))) @ design + held_back + 1e-9 * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    plain = weights[1:] / spread
    return np.concatenate([[weights[0] - float(plain @ middle)], plain])


def valued(grounds: Floats, weights: Floats) -> Floats:
    """The balance of each row of grounds."""
    balance: Floats = weights[0] + grounds @ weights[1:]
    return balance


def _families(labelled: Sequence[Labelled]) -> list[int]:
    """The number of the first pair that each pair is tied to by a shared name, through any others."""
    heads = list(range(len(labelled)))

    def head(place: int) -> int:
        while heads[place] != place:
            place = heads[place]
        return place

    seen: dict[str, int] = {}
    for place, pair in enumerate(labelled):
        for name in (pair.one.lower(), pair.other.lower()):
            heads[head(place)] = head(seen.setdefault(name, place))
    return [head(place) for place in range(len(labelled))]


def _scoring(labelled: Sequence[Labelled]) -> list[Row]:
    """The score of screening itself, which knows only persons and forgives order: its F1 and its speed."""
    persons = [pair for pair in labelled if pair.schema == "Person"]
    truth = np.array([pair.same for pair in persons])
    ready = {pair: (prepare(pair.one), prepare(pair.other)) for pair in persons}
    values, seconds = _timed(lambda pair: score(*ready[pair]).value, persons)
    best, threshold = best_f1(values, truth)
    names = [name for pair in persons for name in (pair.one, pair.other) if name.isascii()]
    began = time.perf_counter()
    for name in names:
        prepare(name)
    each = (time.perf_counter() - began) / max(1, len(names))
    return [
        Row("Scoring: best F1 on persons", best, "", None, f"at {threshold:.2f}; {len(persons)} pairs"),
        Row("Scoring: two prepared names", seconds * 1e6, "µs", 20),
        Row("Scoring: preparing a name in ASCII", each * 1e6, "µs", 30),
    ]
