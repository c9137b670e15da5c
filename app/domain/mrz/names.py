"""Split the MRZ name field into primary and secondary identifier (Doc 9303-3, 4.6)."""

from __future__ import annotations

from typing import NamedTuple


class SplitNames(NamedTuple):
    """Surname and given names, single fillers as spaces.

    `irregular` says that fillers stand where the standard has none (at the beginning, or a second
    `<<`); `possibly_truncated` that the last position is no filler (Doc 9303-4, 4.2.3).
    """

    surname: str
    given_names: str
    irregular: bool
    possibly_truncated: bool


def split_names(field: str) -> SplitNames:
    """Split a whole name field, fillers included; a person with one name has no given names."""
    body = field.rstrip("<")
    primary, _, secondary = body.partition("<<")
    irregular = primary.startswith("<") or secondary.startswith("<") or "<<" in secondary or not primary
    truncated = bool(body) and len(body) == len(field)
    if irregular:
        primary, secondary = _single(primary), _single(secondary)
    return SplitNames(primary.replace("<", " "), secondary.replace("<", " "), irregular, truncated)


def _single(text: str) -> str:
    return "<".join(part for part in text.split("<") if part)
