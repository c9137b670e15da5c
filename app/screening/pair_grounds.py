"""What speaks against two names being one: words aligned, and what stays between them measured.

No ground is ever for one name: two names of which nothing differs have no grounds against them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from rapidfuzz.distance import OSA

from app.domain.states import StateKind, all_states
from app.screening.equivalents import equivalent
from app.screening.pair_words import Words
from app.screening.phonetics import consonants, fold, romanised, skeleton

_likeness = OSA.normalized_similarity
_slips = OSA.distance

_APART: Final = 9.0
"""Slips between words that have nothing in common."""
_FEW_SLIPS: Final = 1.0
_INITIAL: Final = 4
"""Letters that an initial which contradicts a word stands for."""
_GIVEN_NAMES_TOO: Final = frozenset({"CHAD", "JORDAN", "GEORGIA", "ISRAEL", "DOMINICA"})
_COUNTRIES: Final = frozenset(
    word
    for word in (state.name.upper() for state in all_states() if state.kind is StateKind.STATE)
    if word.isalpha() and word.isascii() and word not in _GIVEN_NAMES_TOO
) | {
    "RUSSIA",
    "KOREA",
    "IRAN",
    "SYRIA",
    "VIETNAM",
    "TURKEY",
    "KONG",
    "KINGDOM",
    "EMIRATES",
    "MOLDOVA",
    "BOLIVIA",
}
_ROMAN: Final = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


@dataclass(frozen=True, slots=True)
class Grounds:
    """`slips`: letters between words that answer each other, as the worst of them has, up to 3; `beyond`:
    those of all words but the first of each; `unlike`: slips to letters of the whole.

    `contradiction` 1 when words on both sides answer nothing, `apart` how different those are in letters
    (6 letters are 1), `share` their share of the name; `left_out`: share that one side only has. The others
    are 1 when they hold: `lone`, one common word beside others; `forms`, other legal forms; `country` or
    `number` on one side only; `signs`: share of syllables that differ in a script of syllables.
    """

    slips: float = 0.0
    beyond: float = 0.0
    unlike: float = 0.0
    contradiction: float = 0.0
    apart: float = 0.0
    share: float = 0.0
    left_out: float = 0.0
    lone: float = 0.0
    forms: float = 0.0
    country: float = 0.0
    number: float = 0.0
    signs: float = 0.0


def between(one: Words, other: Words) -> Grounds:
    """The grounds against one name; both need a word."""
    forms = float(bool(one.kinds and other.kinds) and set(one.kinds).isdisjoint(other.kinds))
    signs = 0.0
    if one.native and other.native and one.joined != other.joined:  # old and new signs sound alike
        signs = 1 - _likeness(one.native, other.native)
    mine = _joined(one.heavy, other.heavy)
    theirs = _joined(other.heavy, mine)
    measured = _measured(mine, theirs, forms, signs)
    if not (measured.contradiction or measured.left_out or (measured.beyond and one.rough != other.rough)):
        return measured
    whole = _as_one_word(one, other)
    if whole is None:
        return measured
    length = max(len(one.joined), len(other.joined))
    return Grounds(min(whole, 3.0), max(0.0, whole - 1), whole / length, forms=forms, signs=signs)


def _measured(mine: Sequence[str], theirs: Sequence[str], forms: float, signs: float) -> Grounds:
    pairs = _aligned(mine, theirs)
    ones, others = {one for _, one, _ in pairs}, {other for _, _, other in pairs}
    left = [word for place, word in enumerate(mine) if place not in ones]
    unanswered = [word for place, word in enumerate(theirs) if place not in others]
    least = 2 if pairs else 3
    _take_acronyms(left, unanswered, least)
    _take_acronyms(unanswered, left, least)

    full = [(slips, one, other) for slips, one, other in pairs if min(len(mine[one]), len(theirs[other])) > 1]
    common = sum(len(mine[one]) + len(theirs[other]) for _, one, other in pairs) / 2
    less, more = sorted((_letters(left), _letters(unanswered)))
    both = bool(left and unanswered)
    apart = _slips("".join(left), "".join(unanswered)) if both else 0
    slips = sum(slip for slip, _, _ in full)
    total = common + more
    length = max(sum(map(len, mine)), sum(map(len, theirs)))
    extra = [] if both or not pairs else left or unanswered
    return Grounds(
        slips=min(3.0, max((slip for slip, _, _ in full), default=0.0)),
        beyond=sum(max(0.0, slip - 1) for slip, _, _ in full),
        unlike=(slips + apart) / length,
        contradiction=float(both),
        apart=min(apart, 6) / 6,
        share=less / total if total else 0.0,
        left_out=(more - less) / total if total else 0.0,
        lone=float(len(pairs) == 1 and len(full) <= 1 and max(len(mine), len(theirs)) > 1),
        forms=forms,
        country=float(not _COUNTRIES.isdisjoint(extra)),
        number=float(any(_is_number(word) for word in extra)),
        signs=signs,
    )


def _as_one_word(one: Words, other: Words) -> float | None:
    """Slips between the names written as one word each, where that explains them; else None."""
    if _is_acronym(one, other) or _is_acronym(other, one):
        return _FEW_SLIPS
    if min(len(one.joined), len(other.joined)) < 6:
        return None
    if len(one.every) != len(other.every) and _likeness(one.joined, other.joined) >= 0.88:
        return float(_slips(one.joined, other.joined))
    if one.joined != other.joined and romanised(one.joined) == romanised(other.joined):
        return _FEW_SLIPS
    if one.rough != other.rough:
        mine, theirs = consonants(one.joined), consonants(other.joined)
        if min(len(mine), len(theirs)) >= 4 and _slips(mine, theirs) <= (len(theirs) >= 6):
            return _FEW_SLIPS
    return None


def _is_acronym(short: Words, long: Words) -> bool:
    """Whether all of `short` is the initials of `long`, small words too: BOA for BANK OF AMERICA."""
    return len(short.every) == 1 and len(short.joined) >= 3 and short.joined in long.initials


def _joined(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """`words`, those put together that are one word among `others`."""
    made = list(words)
    place = 0
    while place < len(made) - 1:
        for count in (4, 3, 2):
            parts = made[place : place + count]
            if len(parts) == count and any(_joins(parts, other) for other in others):
                made[place : place + count] = ["".join(parts)]
                break
        place += 1
    return made


def _joins(parts: Sequence[str], other: str) -> bool:
    together = "".join(parts)
    if len(together) < 5 or abs(len(together) - len(other)) > 2 or _likeness(together, other) <= 0.82:
        return False
    return all(_likeness(part, other) < 0.82 for part in parts)


def _aligned(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[float, int, int]]:
    """Slips, place and place of words that answer each other, the best first, each word once."""
    found = []
    for (one, word), (other, answer) in product(enumerate(mine), enumerate(theirs)):
        slips = _between_words(word, answer)
        short, long = sorted((len(word), len(answer)))
        alike = 1 - slips / long if short > 1 or not slips else 0.75 if slips < _APART else 0.0
        if alike >= 0.5:
            found.append((-alike, abs(one - other), one, other, slips))
    found.sort()
    ones: set[int] = set()
    others: set[int] = set()
    pairs = []
    for _, _, one, other, slips in found:
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            pairs.append((slips, one, other))
    return pairs


def _between_words(one: str, other: str) -> float:
    """Slips between two words, in letters; a spelling of the same sound is less than one."""
    if one == other:
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return 0.5 if one[0] == other[0] else _APART
    slips = float(_slips(one, other))
    if one.isdigit() or other.isdigit():
        return slips
    folded, folded_other = fold(one), fold(other)
    if folded == folded_other:
        return 0.3
    slips = min(slips, 0.3 + _slips(folded, folded_other))
    group = equivalent(one)
    if slips > 0.7 and group and group == equivalent(other):
        return 0.7
    if slips > 1:
        bones = skeleton(folded)
        if len(bones) > 1 and bones == skeleton(folded_other):
            return max(1.0, slips - 1)
    return slips


def _take_acronyms(words: list[str], others: list[str], least: int) -> None:
    """Take out of both a word that is the initials of neighbours among `others`: JC for JEAN CLAUDE."""
    for word in words:
        if least <= len(word) <= 5 and len(others) >= len(word):
            begins = "".join(other[0] for other in others).find(word)
            if begins >= 0:
                words.remove(word)
                del others[begins : begins + len(word)]
                return


def _letters(words: Sequence[str]) -> int:
    return sum(_INITIAL if len(word) == 1 and not word.isdigit() else len(word) for word in words)


def _is_number(word: str) -> bool:
    return word.isdigit() or _ROMAN.fullmatch(word) is not None
