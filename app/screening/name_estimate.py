"""Guess at the name score of hundreds of listed names at once, generously: `score` has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from app.screening.name_keys import word_key
from app.screening.people_columns import WORD
from app.screening.rough_names import rough
from app.screening.scoring import Prepared

Shares = NDArray[np.float32]

_FLOOR: Final = 0.6
"""Under which likeness of their letters two words are none, and short words even earlier."""
_ALIKE: Final = 0.5
"""From which likeness on two words are taken for one."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Names of a list by their different words.

    First of these words: letters, folds, keys of skeletons, groups, keys of rough forms. `words` is for
    each word of each name, one name after another, which of them it is; `starts` at which of those
    places each name starts. Every name has a word.
    """

    texts: NDArray[np.bytes_]
    folds: NDArray[np.bytes_]
    bones: NDArray[np.uint32]
    groups: NDArray[np.uint16]
    roughs: NDArray[np.uint32]
    words: NDArray[np.int64]
    starts: NDArray[np.int64]


def estimate(name: Prepared, listed: Listed, truncated: bool) -> Shares:
    """The estimated score of each listed name, from 0 to 1.

    Like `score`, but a word may serve twice and the floors are lower.
    """
    lengths = np.char.str_len(listed.texts).astype(np.float32)
    alike = _alike(name, listed, lengths, truncated)[:, listed.words]
    ours = np.asarray([[len(word) + 1.5] for word in name.tokens], np.float32)
    best = np.maximum.reduceat(alike, listed.starts, axis=1)
    met = best >= _ALIKE
    weight = (ours * met).sum(axis=0)
    left = ours.sum() - weight
    theirs = np.where(alike.max(axis=0) < _ALIKE, (lengths + 1.5)[listed.words], np.float32(0))
    over = np.add.reduceat(theirs, listed.starts)
    if truncated:
        over[:] = 0
    value = (ours * best * met).sum(axis=0) / (
        weight + 0.75 * left + 0.25 * over + 0.6 * np.minimum(left, over)
    )
    counts = np.diff(listed.starts, append=len(listed.words))
    lone = (met.sum(axis=0) == 1) & (not truncated)
    if len(name.tokens) > 1:
        value = np.where(lone, np.where(counts > 1, 0.7, 0.85) * value, value)
    else:
        value = np.where(lone & (counts > 1), 0.85 * value, value)
    found: Shares = value.astype(np.float32)
    return found


def _alike(name: Prepared, listed: Listed, lengths: Shares, truncated: bool) -> Shares:
    """How alike each word of the name is to each word of the list."""
    ours = [word.encode()[:WORD] for word in name.tokens]
    folds = [fold.encode()[:WORD] for fold in name.folds]
    alike = _cdist(ours, listed.texts.tolist())
    folded = _cdist(folds, listed.folds.tolist())
    np.maximum(alike, 0.98 * folded, out=alike)
    letters = listed.texts.view(np.uint8).reshape(-1, WORD)
    for place, word in enumerate(ours):
        row = alike[place]
        short = np.minimum(lengths, len(word))
        row[row < np.where(short >= 5, _FLOOR, np.where(short == 4, 0.7, 0.66))] *= 0.35
        _raise(row, listed.bones == word_key(name.skeletons[place]), 0.9)
        _raise(row, listed.roughs == word_key(rough(name.tokens[place])), 0.85)
        if name.equivalents[place]:
            _raise(row, listed.groups == name.equivalents[place], 0.93)
        cut = truncated and place == len(ours) - 1
        spelled = np.frombuffer(word, np.uint8)
        begins = (letters[:, : len(word)] == spelled).all(axis=1)
        _raise(row, begins & ((short >= 4) | cut), 0.95 if cut else 0.93)
        padded = np.zeros(WORD, np.uint8)
        padded[: len(word)] = spelled
        _raise(row, (short >= 4) & ((letters == padded) | (letters == 0)).all(axis=1), 0.93)
        _raise(row, (short == 1) & (letters[:, 0] == spelled[0]), 0.75)
    return alike


def _cdist(ours: Sequence[bytes], theirs: Sequence[bytes]) -> Shares:
    """Likenesses of letters; 0 under the lowest floor, which spares most of the work."""
    return cdist(ours, theirs, scorer=OSA.normalized_similarity, score_cutoff=_FLOOR, dtype=np.float32)


def _raise(row: Shares, where: NDArray[np.bool_], least: float) -> None:
    row[where] = np.maximum(row[where], np.float32(least))
