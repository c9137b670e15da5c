"""Fold names and document numbers to keys, so that spellings of one name meet in comparison and search."""

from __future__ import annotations

import re

from app.domain.mrz.transliterate import letters_of, spellings_of

# Spellings between which issuers choose for one letter (Doc 9303-3, 6.A, 6.C): Ä is AE or A, Ü UE, UXX or U.
_CHOICES = re.compile("A[AE]+|OE+|U(?:E|XX)+|N(?:XX)+|XAH|XTA")


def fold(text: str) -> str:
    """The key of a name, by which MUELLER, MULLER, Müller, `O'Brien` and OBRIEN meet their like.

    Capitals without diacritics, hyphens, apostrophes, blanks or fillers, with the standard's
    alternative spellings made one. Letters of scripts that Doc 9303-3 does not transliterate stay. The
    key of a name's beginning is the beginning of the name's key, so that prefix searches work.
    """
    if text.isascii():  # nine names in ten: nothing to take off or to spell out
        return _CHOICES.sub(lambda found: found[0][0], "".join(filter(str.isalnum, text.upper())))
    spelled = (spellings_of(letter) or (letter if letter.isalnum() else "",) for letter in letters_of(text))
    return _CHOICES.sub(lambda found: found[0][0], "".join(options[0] for options in spelled))


def document_number_key(text: str) -> str:
    """The key of a document number: capitals and digits only, no blanks, hyphens or fillers."""
    capitals = text.upper()
    return capitals if capitals.isalnum() else "".join(filter(str.isalnum, capitals))
