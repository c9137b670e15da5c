"""Sounds of a word across languages: `fold` unites spellings of one sound, `skeleton` drops vowels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_INITIAL: Final = (
    (re.compile(r"^(?:YE|JE|IE)"), "E"),
    (re.compile(r"^(?:YU|JU|IU|YOU|JOU)"), "U"),
    (re.compile(r"^Y"), "J"),
)
_CONSONANTS: Final = re.compile(r"TSCH|SHCH|TCH|SCH|SH|CH|DZH|DJ|ZH|PH|TH|DH|KH|GH|CK|Q|C|TZ|TS|Z|W|NXX|UXX")
_SOUNDS: Final = {
    **dict.fromkeys(("TSCH", "SHCH", "TCH", "SCH", "SH", "CH"), "X"),
    **dict.fromkeys(("DZH", "DJ", "ZH"), "j"),  # no vowel, whatever stands before it
    "PH": "F", "TH": "T", "DH": "D", "KH": "H", "GH": "G", "CK": "K", "Q": "K", "C": "K",
    "TZ": "S", "TS": "S", "Z": "S", "W": "V", "NXX": "N", "UXX": "U",
}  # fmt: skip
_SOFT_C: Final = re.compile(r"C(?=[EIY])")
_ROUND: Final = re.compile(r"OU|OO|O")
_FRONT: Final = re.compile(r"EE|Y|(?<=[AEIU])J")
_DIPHTHONGS: Final = re.compile(r"AI|EI|AE|UE|IE|II|IA$")
_JOINED: Final = {"AI": "E", "EI": "E", "AE": "A", "UE": "U", "IE": "I", "II": "I", "IA": "I"}
_DOUBLED: Final = re.compile(r"(.)\1+")
_ARTICLE: Final = re.compile(r"^[AE]L(?=[AOUBCDFGHJKMNPQRSTVWXYZ]).")
_NO_VOWELS: Final = str.maketrans("", "", "AEIOUH")
_VOWELS: Final = frozenset("AEIOU")
_VOWEL_RUN: Final = re.compile(r"([AIU])[AIU]+")
_CHINESE: Final = (
    ("HS", "X"), ("IEN", "IAN"), ("UNG", "ONG"), ("SZU", "SI"), ("SSU", "SI"), ("IH", "I"), ("TS", "C"),
    ("TZ", "C"), ("CH", "C"), ("ZH", "C"), ("Q", "C"), ("J", "C"), ("Z", "C"), ("T", "D"), ("K", "G"),
    ("P", "B"),
)  # fmt: skip
_CLASSES: Final = {
    letter: letters[0]
    for letters in ("BP", "FVW", "DT", "KGQCX", "LR", "SZJ", "M", "N")
    for letter in letters
}
_THREE_VOWELS: Final = str.maketrans("EO", "IU", "H")


@lru_cache(maxsize=65_536)
def fold(token: str) -> str:
    """One spelling for one sound, as far as the languages of passports agree on it.

    An article glued to a long word is dropped (ALHASSAN), and the ways in which Doc 9303-3, section 6,
    writes umlauts and N with a tilde come out alike (MUELLER and MULLER).
    """
    if len(token) > 6 and _ARTICLE.match(token):
        token = token[2:]
    for pattern, sound in _INITIAL:
        token, count = pattern.subn(sound, token)
        if count:
            break
    token = _SOFT_C.sub("S", token) if "C" in token else token
    token = _CONSONANTS.sub(lambda found: _SOUNDS[found[0]], token)
    token = _ROUND.sub("U", token)
    token = _FRONT.sub("I", token)
    token = _DIPHTHONGS.sub(lambda found: _JOINED[found[0]], token)
    return _DOUBLED.sub(r"\1", token.upper())


@lru_cache(maxsize=65_536)
def skeleton(folded: str) -> str:
    """The consonants of a folded word behind its first letter, any vowel there as A.

    A long word in which vowels lead, as in the Pacific, would leave too little and keeps its vowels in
    three classes (TAUFAAHAU: TAFA, not TF).
    """
    if not folded:
        return ""
    first = "A" if folded[0] in _VOWELS else folded[0]
    short = _DOUBLED.sub(r"\1", first + folded[1:].translate(_NO_VOWELS))
    if len(short) > 2 or len(folded) < 5:
        return short
    vowels = sum(letter in _VOWELS for letter in folded)
    if vowels < 3 or 2 * vowels < len(folded):
        return short
    return _DOUBLED.sub(r"\1", _VOWEL_RUN.sub(r"\1", folded.translate(_THREE_VOWELS)))


def romanised(word: str) -> str:
    """Chinese in Wade-Giles and in Pinyin alike, such as MAOTSETUNG and MAOZEDONG; no spelling to show."""
    for letters, sound in _CHINESE:
        word = word.replace(letters, sound)
    return word


def consonants(word: str) -> str:
    """The consonants of a word in eight classes, in which Chinese, Khmer or Arabic renderings of a foreign
    name still agree with it (BEILAKE and BARACK)."""
    return _DOUBLED.sub(r"\1", "".join([_CLASSES.get(letter, "") for letter in fold(word)]))
