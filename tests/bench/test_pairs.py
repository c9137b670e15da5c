"""The bench of pairs finds the threshold and the weights that it says it finds."""

from __future__ import annotations

import numpy as np

from bench.pairs import best_f1, f1, fitted, valued


def test_the_best_threshold_is_found() -> None:
    values, truth = np.array([0.1, 0.4, 0.6, 0.9]), np.array([False, True, False, True])
    assert best_f1(values, truth) == (0.8, 0.4)


def test_nothing_said_is_worth_nothing() -> None:
    assert f1(np.zeros(3, dtype=bool), np.ones(3, dtype=bool)) == 0.0


def test_a_fit_weighs_what_tells_apart_and_leaves_the_rest() -> None:
    chance = np.random.default_rng(4)
    grounds = chance.random((400, 3))
    grounds[:, 2] = 0.0  # a ground that never occurs
    truth = grounds[:, 0] < 0.5
    weights = fitted(grounds, truth)
    assert weights[1] < -3 < abs(weights[2]) < 1.5
    assert weights[3] == 0.0
    assert f1(valued(grounds, weights) > 0, truth) > 0.95
