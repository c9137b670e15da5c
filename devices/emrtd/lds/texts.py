"""Texts, names and dates of DG11, DG12 and DG16, understood as far as they can be, kept as they stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from devices.emrtd.errors import Malformed

LONGEST_TEXT = 4_096
"""Bytes of the longest text that is looked at."""

_FILLER = "<"
_UNKNOWN_SIGN = "\N{REPLACEMENT CHARACTER}"
# Controls, formats (they turn the direction of what a screen shows), lone surrogates, unassigned signs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # formats too, but Persian, Urdu and the scripts of India are written with them
_LONGEST_DATE = 32
_BCD_DATE = 4
_BCD_MOMENT = 7


@dataclass(frozen=True, slots=True)
class ChipName:
    """A name: `raw` as it stands, `primary` and `secondary` identifiers with spaces for fillers.

    Where no `<<` parts them, all of it is `primary`.
    """

    raw: str
    primary: str
    secondary: str


@dataclass(frozen=True, slots=True)
class ChipDate:
    """A date: `raw` as it stands (BCD as its digits); year, month or day None where not known."""

    raw: str
    year: int | None
    month: int | None
    day: int | None

    @property
    def date(self) -> date | None:
        """The day, where all of it is known and the calendar has it."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def text(value: bytes, where: str) -> str:
    """A text with its fillers, signs that no eye sees replaced by U+FFFD; raises Malformed if it is too long.

    UTF-8 (Doc 9303-10, 4.7.11); what is none is read as Latin-1, which older documents wrote.
    """
    if len(value) > LONGEST_TEXT:
        raise Malformed(where, "a text is too long")
    try:
        signs = value.decode("utf-8")
    except UnicodeDecodeError:
        signs = value.decode("latin-1")
    if signs.isascii() and signs.isprintable():
        return signs
    seen = (_UNKNOWN_SIGN if _unseen(sign) else sign for sign in signs)
    return unicodedata.normalize("NFC", "".join(seen))


def plain(value: bytes, where: str) -> str:
    """A text with a space for every run of fillers."""
    return _spaced(text(value, where))


def parts(value: bytes, where: str) -> tuple[str, ...]:
    """The parts of a text that fillers separate, as in addresses; empty ones left out."""
    return tuple(part for piece in text(value, where).split(_FILLER) if (part := piece.strip()))


def name(value: bytes, where: str) -> ChipName:
    """A name written as in the MRZ, `primary<<secondary<secondary`."""
    raw = text(value, where)
    primary, _, secondary = raw.strip(_FILLER + " ").partition(_FILLER * 2)
    return ChipName(raw, _spaced(primary), _spaced(secondary))


def chip_date(value: bytes, where: str) -> ChipDate:
    """A date CCYYMMDD, as signs or as binary coded decimals, perhaps with a time behind it.

    Zeros and signs other than digits stand for what is not known; anything else than a date has
    nothing known. Raises Malformed only for what is too long.
    """
    if len(value) > _LONGEST_DATE:
        raise Malformed(where, "a date is too long")
    packed = len(value) in {_BCD_DATE, _BCD_MOMENT} and not value.isdigit()
    raw = value.hex().upper() if packed else text(value, where)
    if len(raw) == 4 and raw.isdigit():
        return ChipDate(raw, _known(raw), None, None)
    if len(raw) not in {8, 14}:
        return ChipDate(raw, None, None, None)
    return ChipDate(raw, _known(raw[:4]), _known(raw[4:6]), _known(raw[6:8]))


def _known(digits: str) -> int | None:
    return int(digits) or None if digits.isascii() and digits.isdigit() else None


def _spaced(signs: str) -> str:
    return " ".join(signs.replace(_FILLER, " ").split())


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS
