"""Numbers in names: spelled out, ordinal, Roman, or a digit in the place of a letter."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = (
    "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN"
    " SEVENTEEN EIGHTEEN NINETEEN"
)
_TENS: Final = "TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"
_ORDINALS: Final = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH"
_VALUES: Final = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    **{word: value for value, word in enumerate(_ORDINALS.split(), 1)},
}
_ORDINAL: Final = re.compile(r"^(\d+)(?:ST|ND|RD|TH)$")
_LOOKALIKES: Final = str.maketrans("01345789", "OIEASTBG")
_MIXED: Final = re.compile(r"^(?=(?:.*[A-Z]){2})[A-Z0-9]+$")


def plain(words: list[str]) -> list[str]:
    """`words` with numbers in digits: FORTY FOUR and FORTY 4 give 44, 1ST gives 1, SECH1N gives SECHIN."""
    made: list[str] = []
    tens = 0
    for word in words:
        value = _value(word)
        if tens and value is not None and 0 < value < 10:
            made[-1] = str(tens + value)
            tens = 0
            continue
        tens = value if value is not None and 20 <= value < 100 and not word.isdigit() else 0
        made.append(str(value) if value is not None else _letters(word))
    return made


def _value(word: str) -> int | None:
    if word.isdigit() and len(word) < 10:
        return int(word)
    found = _ORDINAL.match(word)
    if found and len(found[1]) < 10:
        return int(found[1])
    return _VALUES.get(word)


def _letters(word: str) -> str:
    """A word with digits among letters, as somebody evading a search writes it."""
    if word.isalpha() or not _MIXED.match(word) or not word[0].isalpha():
        return word
    digits = sum(letter.isdigit() for letter in word)
    return word.translate(_LOOKALIKES) if digits * 3 <= len(word) else word
