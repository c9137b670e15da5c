"""Keys by which names meet in the people index: of words, of words with a slip, of pairs of skeletons."""

from __future__ import annotations

import hashlib
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.domain.names import document_number_key
from app.screening.scoring import Prepared

ALONE: Final = 0xFFFFFFFF
"""Stands in a pair key for the partner of a name's only skeleton."""
MOST_SKELETONS: Final = 8
"""Skeletons of one name that are paired: the longest ones."""
SHORTEST_WITH_SLIPS: Final = 4
"""Letters from which on a word is also found with a slip in it."""


def word_key(word: str) -> int:
    """The key of a word, or of its skeleton."""
    return crc32(word.encode())


def slips(word: str) -> set[int]:
    """The keys of a word and of what is left of it without one of its letters.

    Two words with a key in common differ by a letter too many, too few or another one, or by two
    neighbours changed over; some by a little more.
    """
    keys = {word_key(word)}
    if len(word) >= SHORTEST_WITH_SLIPS:
        keys.update(word_key(word[:place] + word[place + 1 :]) for place in range(len(word)))
    return keys


def keyed(name: Prepared) -> list[int]:
    """The places of the words that are worth a key, one for each skeleton: the longest ones.

    Single letters only where a name has nothing else.
    """
    several = [place for place, word in enumerate(name.tokens) if len(word) > 1]
    places = several or range(len(name.tokens))
    ordered = sorted(places, key=lambda place: (-len(name.skeletons[place]), name.skeletons[place], place))
    firsts = {name.skeletons[place]: place for place in reversed(ordered)}
    return [place for place in ordered if firsts[name.skeletons[place]] == place][:MOST_SKELETONS]


def skeletons(name: Prepared) -> tuple[str, ...]:
    """The different skeletons of a name that are worth a key, the longest ones first."""
    return tuple(name.skeletons[place] for place in keyed(name))


def mixed(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """One key of two, whatever their order; arrays are paired element by element."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    turned = high * np.uint32(0x85EBCA77)
    turned = (turned << np.uint32(15)) | (turned >> np.uint32(17))
    found: NDArray[np.uint32] = (low * np.uint32(0x9E3779B1)) ^ turned
    return found


def number_key(number: str) -> int:
    """The key of a document number, 64 bits; 0 for a number without a letter or figure."""
    key = document_number_key(number)
    if not key:
        return 0
    digest = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
