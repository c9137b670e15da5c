"""How alike two names of persons are, from 0 to 1, whatever the order of their parts, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from rapidfuzz.distance import OSA

from app.screening.equivalents import equivalent
from app.screening.names import normalise, tokens
from app.screening.phonetics import fold, skeleton

SAME: Final = "hit.name.same"
SWAPPED: Final = "hit.name.order_swapped"
SPELLING: Final = "hit.name.spelling"
MISSING: Final = "hit.name.part_missing"
JOINED: Final = "hit.name.joined"
DIFFERENT: Final = "hit.name.different"

TURNED: Final = 0.99
MOVED: Final = 0.96
SYLLABLES_MOVED: Final = 0.85
CUT: Final = 0.95
"""A word that the MRZ's last letters begin."""
LONE: Final = 0.66
"""What one word that is all the list knows can reach beside other words of the query."""

SHORT_SLIP: Final = 0.6
"""One slip in a word of two or three letters: it answers, and weakly."""

_alike = OSA.normalized_similarity
_slips = OSA.distance


@dataclass(frozen=True, slots=True)
class Prepared:
    """A name ready to be compared: `text` in A to Z and blanks; per word of it its fold, its skeleton and
    the number of its group of equivalents (0: none). Particles stand apart."""

    text: str
    tokens: tuple[str, ...]
    folds: tuple[str, ...]
    skeletons: tuple[str, ...]
    equivalents: tuple[int, ...]
    particles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameScore:
    """`value` from 0 (nothing alike) to 1 (the same words); `reason` is a key of app.wording."""

    value: float
    reason: str


_NOTHING: Final = NameScore(0.0, DIFFERENT)


def prepare(text: str) -> Prepared:
    """Make `text`, a full name in any script, ready; without a single letter it has no tokens."""
    normal = normalise(text)
    carrying, particles = tokens(normal)
    folds = tuple([fold(token) for token in carrying])
    return Prepared(
        normal,
        carrying,
        folds,
        tuple([skeleton(folded) for folded in folds]),
        tuple([equivalent(token) for token in carrying]),
        particles,
    )


def score(query: Prepared, listed: Prepared, *, truncated: bool = False) -> NameScore:
    """How well `query` is explained by `listed`; `truncated`: the query may go on behind its last letter.

    A name missing from the query costs a third of one that the list does not have.
    """
    if not query.tokens or not listed.tokens:
        return _NOTHING
    if query.tokens == listed.tokens:
        return NameScore(1.0, SAME)
    pairs = _aligned(query, listed, truncated)
    value = _weighed(pairs, query, listed, truncated)
    value *= _order(pairs, query)
    joined = _joined(query, listed, len(pairs)) if value < 0.97 else 0.0
    if joined > value:
        return NameScore(joined, JOINED)
    return NameScore(value, _reason(pairs, query, listed, value))


Pair: TypeAlias = tuple[float, int, int]
Word: TypeAlias = tuple[str, str, str, int]


def _aligned(query: Prepared, listed: Prepared, truncated: bool) -> list[Pair]:
    """The pairs of words that answer each other, best first, each word once."""
    found: list[Pair] = []
    last = len(query.tokens) - 1 if truncated else -1
    others = tuple(
        enumerate(zip(listed.tokens, listed.folds, listed.skeletons, listed.equivalents, strict=True))
    )
    for one, word in enumerate(
        zip(query.tokens, query.folds, query.skeletons, query.equivalents, strict=True)
    ):
        for other, answer in others:
            alike = 1.0 if word[0] == answer[0] else _token(word, answer)
            if one == last and alike < CUT and len(word[0]) > 1 and answer[0].startswith(word[0]):
                alike = CUT
            if alike:
                found.append((alike, one, other))
    if len(found) > 1:
        found.sort(key=_best_first)
    pairs, taken, answered = [], 0, 0
    for pair in found:
        if not (taken >> pair[1] & 1 or answered >> pair[2] & 1):
            taken |= 1 << pair[1]
            answered |= 1 << pair[2]
            pairs.append(pair)
    return pairs


def _best_first(pair: Pair) -> tuple[float, int]:
    return -pair[0], abs(pair[1] - pair[2])


def _token(one: Word, other: Word) -> float:
    """How alike two words are that are not the same; 0 when they do not answer each other.

    What short words have to reach is more, since a letter is more of them.
    """
    (first, folded, bones, group), (second, folded_other, bones_other, group_other) = one, other
    length, length_other = len(first), len(second)
    short, long = (length, length_other) if length < length_other else (length_other, length)
    if short == 1:
        return 0.75 if first[0] == second[0] else 0.0
    if folded == folded_other:
        return 0.98
    if group and group == group_other:
        return 0.93
    best = 0.90 if bones == bones_other and len(bones) > 1 else 0.0
    if short >= 4 and first[0] == second[0] and (first.startswith(second) or second.startswith(first)):
        best = 0.93 if long - short <= 2 else max(best, 0.85)
    if short < 4:
        slipped = long - short < 2 < long and _slips(first, second) == 1
        return max(best, SHORT_SLIP) if slipped or first == second[::-1] else best
    floor = 0.62 if short >= 5 else 0.72
    if short >= floor * long:
        best = max(best, _alike(first, second, score_cutoff=floor))
    return max(best, 0.97 * _alike(folded, folded_other, score_cutoff=floor / 0.97))


def _weighed(pairs: Sequence[Pair], query: Prepared, listed: Prepared, truncated: bool) -> float:
    if not pairs:
        return 0.0
    ones = [len(token) + 1.5 for token in query.tokens]
    others = [len(token) + 1.5 for token in listed.tokens]
    total = found = 0.0
    for alike, one, other in pairs:
        weight = (ones[one] + others[other]) / 2
        total += weight
        found += alike * weight
        ones[one] = others[other] = 0.0
    left, unexplained = sum(ones), sum(others)
    if truncated:
        unexplained = 0.0
    value = found / (total + 0.75 * left + 0.25 * unexplained + 0.6 * min(left, unexplained))
    if len(pairs) == 1 and not truncated:
        if len(query.tokens) > 1 and len(listed.tokens) > 1:
            value *= 0.7
        elif len(query.tokens) != len(listed.tokens):
            value *= 0.85
            if len(listed.tokens) == 1:  # all that the list knows: worth a look where the birth date agrees
                value = max(value, LONE * pairs[0][0]) if len(listed.text) >= 4 else value
    return min(1.0, value)


def _order(pairs: Sequence[Pair], query: Prepared) -> float:
    """What another order of the same words costs: next to nothing where surname and given names changed
    places as wholes, more where words moved among themselves, most where those words are syllables."""
    if len(pairs) < 2:
        return 1.0
    places = [(one, other) for _, one, other in pairs]
    places.sort()
    others = [other for _, other in places]
    ordered = sorted(others)
    if others == ordered:
        return 1.0
    start = ordered.index(others[0])
    if others == ordered[start:] + ordered[:start]:
        return TURNED
    moved = [one for (one, other), due in zip(places, ordered, strict=True) if other != due]
    return SYLLABLES_MOVED if max(len(query.tokens[one]) for one in moved) <= 4 else MOVED


def _joined(query: Prepared, listed: Prepared, answered: int) -> float:
    """Words written together on one side: the joined names compared, 0 where nothing speaks for it."""
    if answered == max(len(query.tokens), len(listed.tokens)) and not (query.particles or listed.particles):
        return 0.0
    best = 0.0
    for first, second in (
        ("".join(query.tokens), "".join(listed.tokens)),
        (query.text.replace(" ", ""), listed.text.replace(" ", "")),
    ):
        if len(first) >= 6 and len(second) >= 6 and abs(len(first) - len(second)) <= 3:
            best = max(best, _alike(first, second))
    return 0.97 * best if best > 0.86 else 0.0


def _reason(pairs: Sequence[Pair], query: Prepared, listed: Prepared, value: float) -> str:
    if value < 0.6:
        return DIFFERENT
    if len(pairs) < max(len(query.tokens), len(listed.tokens)):
        return MISSING
    if any(alike < 1.0 for alike, _, _ in pairs):
        return SPELLING
    return SWAPPED if any(one != other for _, one, other in pairs) else SAME
