"""Tell from their names which readers have a field for chips and which have a slot for contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

# One device is several readers to PC/SC: "ACS ACR1281 PICC 0" lies beside its "ICC 0" and "SAM 0".
_CONTACTLESS: Final = re.compile(r"\bPICC\b|CL\b|contactless|\bNFC\b|\bRFID\b", re.IGNORECASE)
_CONTACT: Final = re.compile(r"\bICC\b|\bSAM\b|\bcontact\b", re.IGNORECASE)

_COUNTED: Final = re.compile(r"( \d\d){1,2}$")


def fitting(wanted: str, names: Sequence[str]) -> str:
    """The reader that somebody means by `wanted`: its name, the same at another plug, or a part of it.

    PC/SC counts readers (`... 01 00`), and counts anew when one is plugged in elsewhere. Empty for the
    one to be liked best; and where nothing fits.
    """
    if wanted in names:
        return wanted
    stem = _COUNTED.sub("", wanted)
    return next((name for name in by_liking(names) if stem in name), "")


def by_liking(names: Iterable[str]) -> tuple[str, ...]:
    """The names, readers with a field first, contact slots last."""
    return tuple(sorted(names, key=_rank))


def _rank(name: str) -> tuple[int, str]:
    if _CONTACTLESS.search(name):
        return 0, name
    return (2 if _CONTACT.search(name) else 1), name
