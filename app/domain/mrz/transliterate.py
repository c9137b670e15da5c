"""Write names as the MRZ does, and say what an MRZ name may have been (Doc 9303-3, section 6)."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from itertools import islice, product

from app.domain.failure import FailureCode, WorldError
from app.domain.mrz.letters import (
    ARABIC,
    CYRILLIC,
    CYRILLIC_BY_LANGUAGE,
    LATIN,
    NOT_ENCODED,
    SHADDA,
    TEH_MARBUTA,
)  # fmt: skip

MOST_VARIANTS = 64
"""Spellings given at most for one name."""

_SPELLINGS = {**LATIN, **CYRILLIC, **ARABIC}
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Script(StrEnum):
    """Scripts from which Doc 9303-3, 6 transliterates."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"


def to_mrz_name(text: str, language: str = "") -> str:
    """A name in the letters A to Z, its parts divided by single spaces (which the MRZ prints as fillers).

    Apostrophes and full stops go, hyphens divide (Doc 9303-3, 4.6). `language` is an ISO 639-1 code
    whose Cyrillic spelling differs (be, bg, mk, sr, uk). Raises WorldError(FIELD_INVALID) for a letter
    or digit that the standard does not transliterate.
    """
    own = CYRILLIC_BY_LANGUAGE.get(language, {})
    return _joined([own.get(letter, spellings[0]) for letter, spellings in _letters(text)])


def mrz_variants(text: str) -> tuple[str, ...]:
    """Every spelling that an MRZ may carry for a name, the usual one first, at most MOST_VARIANTS.

    `Müller` gives MUELLER, MUXXLER... and MULLER. Raises as `to_mrz_name`.
    """
    choices = [spellings for _, spellings in _letters(text)]
    return tuple(dict.fromkeys(_joined(list(one)) for one in islice(product(*choices), MOST_VARIANTS)))


def originals(mrz_name: str, script: Script = Script.LATIN) -> tuple[str, ...]:
    """What a name may be in its own script, the name as it stands first for Latin; at most MOST_VARIANTS.

    Arabic was made to be read back (Doc 9303-3, App. B); Cyrillic and Latin lose letters, so that these
    are readings to search by, never facts. Single bare letters are not given back their marks.
    """
    readings = _READINGS[script]
    longest = max(map(len, readings))
    choices: list[tuple[str, ...]] = []
    at = 0
    while at < len(mrz_name):
        size = next((n for n in range(longest, 0, -1) if mrz_name[at : at + n] in readings), 1)
        part = mrz_name[at : at + size]
        choices.append(readings.get(part, (part,)))
        at += size
    return tuple(dict.fromkeys("".join(one) for one in islice(product(*choices), MOST_VARIANTS)))


def letters_of(text: str) -> str:
    """The text in capitals with the letters of `_SPELLINGS` whole and every other mark taken off."""
    capitals = unicodedata.normalize("NFC", text).upper()
    return "".join(
        letter if letter in _SPELLINGS or letter == SHADDA else _without_marks(letter) for letter in capitals
    )


def spellings_of(letter: str) -> tuple[str, ...] | None:
    """How a capital letter is spelled in the MRZ, or None when the standard does not say."""
    return (letter,) if letter in _CAPITALS else _SPELLINGS.get(letter)


def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter).upper()
    return "".join(part for part in parts if not unicodedata.combining(part))


def _letters(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each letter with its spellings; divisions between parts are spaces."""
    found: list[tuple[str, tuple[str, ...]]] = []
    whole = letters_of(text)
    for at, letter in enumerate(whole):
        spellings = spellings_of(letter)
        if letter == TEH_MARBUTA and not whole[at + 1 : at + 2].isalpha():
            spellings = ("XAH", "XTA")  # at the end of a name part (Doc 9303-3, 6.C, note 1)
        if letter == SHADDA:
            spellings = found[-1][1] if found else ("",)
        if spellings is None:
            spellings = (_mark(letter),)
        found.append((letter, spellings))
    return found


def _mark(sign: str) -> str:
    """What stands for a sign that is no letter: nothing, or a division."""
    if sign in NOT_ENCODED or sign in "'’‘ʼʻ`´.":
        return ""
    if sign.isalnum():
        raise WorldError(FailureCode.FIELD_INVALID, "mrz.name", character=f"U+{ord(sign):04X}")
    return " "


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


_LATIN_READINGS: dict[str, tuple[str, ...]] = {
    "AE": ("AE", "Ä", "Æ"), "AA": ("AA", "Å"), "OE": ("OE", "Ö", "Ø", "Œ"), "UE": ("UE", "Ü"),
    "UXX": ("UXX", "Ü"), "NXX": ("NXX", "Ñ"), "SS": ("SS", "ẞ"), "TH": ("TH", "Þ"), "IJ": ("IJ", "Ĳ"),
}  # fmt: skip
_CYRILLIC_READINGS: dict[str, tuple[str, ...]] = {
    "SHCH": ("Щ",), "ZH": ("Ж",), "KH": ("Х",), "TS": ("Ц",), "CH": ("Ч",), "SH": ("Ш",),
    "IU": ("Ю", "ИУ"), "IA": ("Я", "ИА"), "IE": ("ИЕ", "Ъ", "Є"), "A": ("А",), "B": ("Б",),
    "V": ("В",), "G": ("Г",), "H": ("Г", "Х"), "D": ("Д",), "E": ("Е", "Э", "Ё"), "Z": ("З",),
    "I": ("И", "Й"), "Y": ("Ы", "Й"), "K": ("К",), "L": ("Л",), "M": ("М",), "N": ("Н",), "O": ("О",),
    "P": ("П",), "R": ("Р",), "S": ("С",), "T": ("Т",), "U": ("У",), "F": ("Ф",), "J": ("Ј",), "C": ("Ц",),
}  # fmt: skip


def _arabic_readings() -> dict[str, tuple[str, ...]]:
    readings: dict[str, tuple[str, ...]] = {}
    for letter, spellings in ARABIC.items():
        for spelling in spellings[: 2 if letter == TEH_MARBUTA else 1]:
            readings[spelling] = (*readings.get(spelling, ()), letter)
    return readings


_READINGS = {
    Script.LATIN: _LATIN_READINGS,
    Script.CYRILLIC: _CYRILLIC_READINGS,
    Script.ARABIC: _arabic_readings(),
}
