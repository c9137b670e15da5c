"""The last look at two names: words joined, one letter off in all, other romanisations of Chinese.

Who writes DELACRUZ writes it before the given name or behind it. And names of two short words leave
`score` too little to go by: KIM HU and KIM HO, CHU MAO and ZHU MAO share one word only. That two such
names meet under one birth date is a coincidence rare enough to be compared at the booth, so they get a
score that reaches no more than that (`app.screening.bands`).
"""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import OSA

from app.screening.scoring import JOINED, SPELLING, NameScore, Prepared, prepare, score

JOINED_AGAIN: Final = 0.97
"""What a name is worth at most when words had to be joined."""
ROUGHLY: Final = 0.80
SHORTEST: Final = 5
"""Letters of the shortest name of which one may be wrong."""

_INITIALS: Final = re.compile("HS|SH|X|S|ZH|CH|TS|TZ|C|J|Q|Z|K|G|T|D|P|B|O|U+O?|IE(?=N)|UNG|ONG")
_SOUNDS: Final = {
    **dict.fromkeys(("HS", "SH", "X", "S"), "S"),
    **dict.fromkeys(("ZH", "CH", "TS", "TZ", "C", "J", "Q", "Z"), "C"),
    **dict.fromkeys(("K", "G"), "K"),
    **dict.fromkeys(("T", "D"), "T"),
    **dict.fromkeys(("P", "B"), "P"),
    "IE": "IA",
}  # fmt: skip


def rough(word: str) -> str:
    """A word as pinyin, Wade-Giles and the habits of Hong Kong and Korea have in common."""
    return _INITIALS.sub(lambda found: _SOUNDS.get(found[0], "O"), word)


def compared(query: Prepared, listed: Prepared, *, truncated: bool = False) -> NameScore:
    """The score of two names, or more where words are joined on one side or they are roughly the same."""
    found = score(query, listed, truncated=truncated)
    if found.value >= JOINED_AGAIN:
        return found
    for one, other in ((query, _joined_as(listed, query)), (_joined_as(query, listed), listed)):
        if one and other:
            again = JOINED_AGAIN * score(one, other, truncated=truncated).value
            if again > found.value:
                found = NameScore(again, JOINED)
    if found.value < ROUGHLY and _roughly_same(query, listed):
        return NameScore(ROUGHLY, SPELLING)
    return found


def _joined_as(name: Prepared, pattern: Prepared) -> Prepared | None:
    """The name with two or three neighbouring words joined where the pattern has that word, or None."""
    words = name.text.split()
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            joined = "".join(words[at : at + size])
            if joined in pattern.tokens:
                return prepare(" ".join([*words[:at], joined, *words[at + size :]]))
    return None


def _roughly_same(query: Prepared, listed: Prepared) -> bool:
    ours, theirs = sorted(query.tokens), sorted(listed.tokens)
    if len(ours) != len(theirs) or abs(len(query.text) - len(listed.text)) > len(ours):
        return False
    if max(len(query.text), len(listed.text)) > SHORTEST and (
        _one_letter(query.text, listed.text) or _one_letter(" ".join(ours), " ".join(theirs))
    ):
        return True
    return len(ours) > 1 and sorted(map(rough, ours)) == sorted(map(rough, theirs))


def _one_letter(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=1) <= 1
