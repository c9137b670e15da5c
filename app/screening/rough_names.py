"""The last look at a short name: one letter off in all, or the same in another romanisation of Chinese.

Names of two short words leave `score` too little to go by: KIM HU and KIM HO, CHU MAO and ZHU MAO share
one word only. That two such names meet under one birth date is a coincidence rare enough to be compared
at the booth, so they get a score that reaches no more than that (`app.screening.bands`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import OSA

from app.screening.scoring import SPELLING, NameScore, Prepared, score

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
    """The score of two names, ROUGHLY at least where they are roughly the same."""
    found = score(query, listed, truncated=truncated)
    if found.value < ROUGHLY and _roughly_same(query, listed):
        return replace(found, value=ROUGHLY, reason=SPELLING)
    return found


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
