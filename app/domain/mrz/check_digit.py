"""Compute the check digit of Doc 9303-3, 4.9: weights 7, 3, 1 and modulus 10."""

from __future__ import annotations

_UNKNOWN = 255
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = bytes(0 if sign == "<" else _ALPHABET.find(sign) % 256 for sign in map(chr, range(256)))


def check_digit(text: str) -> str | None:
    """The digit of an MRZ field, or None when the field has a character that no MRZ may carry."""
    try:
        values = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError:
        return None
    if _UNKNOWN in values:
        return None
    total = 7 * sum(values[0::3]) + 3 * sum(values[1::3]) + sum(values[2::3])
    return str(total % 10)
