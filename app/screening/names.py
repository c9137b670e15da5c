"""Names as they are compared: Latin capitals, one blank between words, compounds in one form.

Order of work: any script to Latin, capitals, `<` and dashes to blanks, then Arabic compounds written
in one or several words brought to one form, then the words that carry meaning taken apart from the
particles beside them. Doc 9303-3, section 6, gives the transliterations that a document may carry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.screening.scripts import latin

LONGEST: Final = 256
"""Letters of a name that are looked at; the longest name on the UN and OFAC lists has 167."""
MOST_TOKENS: Final = 16

_SEPARATORS: Final = str.maketrans(dict.fromkeys('<-,/_&;:()[]·•・=+|\t\r\n\u00a0‐‑–—"“”«»', " "))
_OTHER: Final = re.compile(r"[^A-Z ]+")
_BLANKS: Final = re.compile(r"  +")

_ABD: Final = re.compile(
    r"\bABD(?!ULLAH\b)(?:UL|EL|AL|OUL|OL|U|OU|E)?"
    r"(?: ?(?:AL|EL|UL|UR|AR|ER|AS|ES|US|AD|ED|AN|EN|ASH)(?= ))? ?(?=[A-Z]{3})"
)
_ABD_ALONE: Final = re.compile(r"\bABD(?:[UEAO]|OU)[LR]\b")
_DIN_ALONE: Final = re.compile(r"\b(?:[UE]D|[AE]L)?DINE?\b")
_DIN: Final = re.compile(r"(?<=[A-Z]{3}) ?(?:U|E|A|OU)[DL]? ?D+INE?\b")

_ALLAH: Final = re.compile(r"(?<=[A-Z]{3})(?: A|U|A|E|O|OU)LL?A?HI?\b")

_PARTICLES: Final = """
AL EL BIN BN BEN IBN BINT BINTI OULD WALAD DE DI DA DO DOS DAS DEL DELLA LA LE LOS LAS VAN VON DER DEN
TEN TER ZU Y E UL UR AD AS AR AT ASH AN
"""
TITLES: Final = frozenset(
    {"MR", "DR", "MRS", "HAJJI", "HAJI", "HAJ", "SHEIKH", "SHAYKH", "SHAIKH", "MULLAH", "MAULAVI"}
)
PARTICLES: Final = frozenset(_PARTICLES.split()) | TITLES
_SYLLABLES: Final = frozenset(
    {"VAN", "AN", "DO", "DA", "DI", "LA", "LE", "TEN", "DEN", "DE", "AS", "AT", "Y"}
)
"""Particles elsewhere, parts of names in Viet Nam."""
_SURNAMES: Final = """
NGUYEN TRAN PHAM HUYNH HOANG PHAN VU VO DANG BUI DO HO NGO DUONG LY DINH TRINH DOAN TRUONG LUONG THI
"""
_VIETNAMESE: Final = frozenset(_SURNAMES.split())


def normalise(text: str) -> str:
    """`text` in A to Z and single blanks, whatever its script; empty when nothing is left of it."""
    text = latin(text[:LONGEST])[:LONGEST].translate(_SEPARATORS).upper()
    return _BLANKS.sub(" ", _OTHER.sub("", text)).strip()


def tokens(normalised: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that carry the name, in order, and the particles between them.

    At most MOST_TOKENS. When less than two words would be left, all but titles carry it.
    """
    words = compounded(normalised).split()[:MOST_TOKENS]
    kept = PARTICLES - _SYLLABLES if may_be_vietnamese(words) else PARTICLES
    carrying = tuple(word for word in words if word not in kept)
    if len(carrying) < 2:
        carrying = tuple(word for word in words if word not in TITLES) or tuple(words)
    return carrying, tuple(word for word in words if word not in carrying)


def compounded(normalised: str) -> str:
    """Arabic compounds in one form: ABDUL RAHMAN and ABDURRAHMAN as ABD RAHMAN, NUREDDINE as NUR
    DIN, SAIF ALLAH as SAIFULLAH."""
    if "LAH" in normalised or "LLH" in normalised:
        normalised = _ALLAH.sub("ULLAH", normalised)
    if "ABD" in normalised:
        normalised = _ABD_ALONE.sub("ABD", _ABD.sub("ABD ", normalised))
    if "DIN" in normalised:
        normalised = _DIN_ALONE.sub("DIN", _DIN.sub(" DIN", normalised))
    return normalised


def may_be_vietnamese(words: Sequence[str]) -> bool:
    """Whether VAN, AN or DO may carry a name here: syllables, one of them a surname of Viet Nam or THI."""
    return 2 <= len(words) <= 5 and not _VIETNAMESE.isdisjoint(words) and max(map(len, words)) <= 6
