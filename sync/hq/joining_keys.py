"""Keys by which bearers meet who may be one traveller: documents, personal numbers, names with a birth date.

Two bearers are compared only when they share a key, and keys are numbers in one index, so that a new
crossing meets a handful among millions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Final

from app.domain.names import document_number_key
from app.screening.birth_dates import variants
from app.screening.name_keys import skeletons
from app.screening.scoring import Prepared, prepare
from sync.hq.travellers_bearer import Bearer

MOST_WORDS: Final = 4
"""Words of a name that are keyed: the longest ones."""
MOST_NAMES: Final = 2
_ALIKE: Final = str.maketrans("OI", "01")
"""Signs that readers and typists take for one another."""


def number_of(bearer: Bearer) -> str:
    """The document number with O and I as figures."""
    return document_number_key(bearer.number).translate(_ALIKE)


def names_of(bearer: Bearer) -> tuple[Prepared, ...]:
    """The names as settled and as printed, ready to be compared; none without a letter."""
    settled = prepare(f"{bearer.surname}<{bearer.given_names}")
    found = (settled, prepare(bearer.printed)) if bearer.printed else (settled,)
    return tuple(one for one in found[:MOST_NAMES] if one.tokens)


def stored_keys(bearer: Bearer, names: Sequence[Prepared]) -> list[int]:
    """What a bearer is found by, ascending, each key once."""
    found = set(_numbers(bearer))
    for bones in map(_bones, names):
        found.update(_key("word", bearer.birth, word) for word in bones if bearer.birth)
        found.update(_pairs(bearer.birth, bones))
    return sorted(found)


def asked_keys(bearer: Bearer, names: Sequence[Prepared]) -> list[int]:
    """What other bearers are looked for by: the stored keys, and pairs of words under the birth dates
    that a clerk's slip makes. Symmetrical: who finds is found."""
    found = set(stored_keys(bearer, names))
    day = bearer.born.complete
    if day is not None:
        for other in variants(day)[1:]:
            number = other.year * 10_000 + other.month * 100 + other.day
            for bones in map(_bones, names):
                found.update(_pairs(number, bones))
    return sorted(found)


def _numbers(bearer: Bearer) -> Iterable[int]:
    number = number_of(bearer)
    if number:
        yield _key("document", 0, number)
    if bearer.personal_number:
        yield _key("personal", 0, bearer.personal_number)


def _bones(name: Prepared) -> tuple[str, ...]:
    return skeletons(name)[:MOST_WORDS]


def _pairs(birth: int, bones: Sequence[str]) -> Iterable[int]:
    if birth:
        for one, other in combinations(sorted(bones), 2):
            yield _key("pair", birth, f"{one} {other}")


def _key(kind: str, birth: int, text: str) -> int:
    said = f"{kind}|{birth}|{text}".encode(errors="surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), signed=True)
