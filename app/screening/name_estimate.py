"""Guess at the name score of hundreds of listed names at once, generously: `score` has the last word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
Word = tuple[str, str, str, int, bool]
"""A word of the query: letters, fold, skeleton, group of equivalents, and whether it may be cut off."""

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


def estimate(readings: Sequence[Prepared], listed: Listed, truncated: bool) -> Shares:
    """The estimated score of each listed name, from 0 to 1, by the best of the query's readings.

    Like `score`, but a word may serve twice and the floors are lower.
    """
    rows: dict[Word, int] = {}
    for name in readings:
        for word in _words(name, truncated):
            rows.setdefault(word, len(rows))
    lengths = np.char.str_len(listed.texts).astype(np.float32)
    alike = _alike(list(rows), listed, lengths)[:, listed.words]
    best = np.zeros(len(listed.starts), np.float32)
    for name in readings:
        own = alike[[rows[word] for word in _words(name, truncated)]]
        np.maximum(best, _value(name, own, listed, lengths, truncated), out=best)
    return best


def _words(name: Prepared, truncated: bool) -> Iterator[Word]:
    """The words of a name; the last one may be cut off."""
    last = len(name.tokens) - 1 if truncated else -1
    parts = zip(name.tokens, name.folds, name.skeletons, name.equivalents, strict=True)
    return ((*part, place == last) for place, part in enumerate(parts))


def _value(name: Prepared, alike: Shares, listed: Listed, lengths: Shares, truncated: bool) -> Shares:
    """The score of each listed name by the likeness of each word of the query to each of its words."""
    ours = np.asarray([[len(word) + 1.5] for word in name.tokens], np.float32)
    best = np.maximum.reduceat(alike, listed.starts, axis=1)
    best[best < _ALIKE] = 0
    met = best > 0
    weight = (ours * met).sum(axis=0)
    left = ours.sum() - weight
    over = np.zeros(len(listed.starts), np.float32)
    if not truncated:
        theirs = np.where(alike.max(axis=0) < _ALIKE, (lengths + 1.5)[listed.words], np.float32(0))
        over = np.add.reduceat(theirs, listed.starts)
    value = (ours * best).sum(axis=0) / (weight + 0.75 * left + 0.25 * over + 0.6 * np.minimum(left, over))
    if not truncated:
        lone = met.sum(axis=0) == 1
        several = np.diff(listed.starts, append=len(listed.words)) > 1
        if len(name.tokens) > 1:
            value[lone] *= np.where(several[lone], 0.7, 0.85)
        else:
            value[lone & several] *= 0.85
    found: Shares = value.astype(np.float32)
    return found


def _alike(words: Sequence[Word], listed: Listed, lengths: Shares) -> Shares:
    """How alike each of these words is to each word of the list."""
    alike = _cdist([word.encode()[:WORD] for word, *_ in words], listed.texts.tolist())
    folded = _cdist([fold.encode()[:WORD] for _, fold, *_ in words], listed.folds.tolist())
    np.maximum(alike, 0.98 * folded, out=alike)
    letters = listed.texts.view(np.uint8).reshape(-1, WORD)
    for row, (text, _, bones, group, cut) in zip(alike, words, strict=True):
        spelled = np.frombuffer(text.encode()[:WORD], np.uint8)
        short = np.minimum(lengths, len(spelled))
        row[row < np.where(short >= 5, _FLOOR, np.where(short == 4, 0.7, 0.66))] = 0
        _raise(row, listed.bones == word_key(bones), 0.9)
        _raise(row, listed.roughs == word_key(rough(text)), 0.85)
        if group:
            _raise(row, listed.groups == group, 0.93)
        _begin_alike(row, spelled, letters, short, cut)
    return alike


def _begin_alike(
    row: Shares, spelled: NDArray[np.uint8], letters: NDArray[np.uint8], short: Shares, cut: bool
) -> None:
    """Raise where one word is the beginning of the other: an initial, a short form, a word cut off."""
    near = np.flatnonzero(letters[:, 0] == spelled[0])
    theirs, least = letters[near], short[near]
    padded = np.zeros(WORD, np.uint8)
    padded[: len(spelled)] = spelled
    begins = (theirs[:, : len(spelled)] == spelled).all(axis=1)
    ends = ((theirs == padded) | (theirs == 0)).all(axis=1)
    floor = np.where(least == 1, 0.75, np.where((begins | ends) & (least >= 4), 0.93, 0))
    if cut:
        floor[begins] = 0.95
    row[near] = np.maximum(row[near], floor)


def _cdist(ours: Sequence[bytes], theirs: Sequence[bytes]) -> Shares:
    """Likenesses of letters; 0 under the lowest floor, which spares most of the work."""
    return cdist(ours, theirs, scorer=OSA.normalized_similarity, score_cutoff=_FLOOR, dtype=np.float32)


def _raise(row: Shares, where: NDArray[np.bool_], least: float) -> None:
    row[where] = np.maximum(row[where], np.float32(least))
