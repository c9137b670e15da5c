"""Tell from their names which readers have a field for chips and which have a slot for contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# One device is several readers to PC/SC: "ACS ACR1281 PICC 0" lies beside its "ICC 0" and "SAM 0".
_CONTACTLESS: Final = re.compile(r"\bPICC\b|CL\b|contactless|\bNFC\b|\bRFID\b", re.IGNORECASE)
_CONTACT: Final = re.compile(r"\bICC\b|\bSAM\b|\bcontact\b", re.IGNORECASE)


def by_liking(names: Iterable[str]) -> tuple[str, ...]:
    """The names, readers with a field first, contact slots last."""
    return tuple(sorted(names, key=_rank))


def _rank(name: str) -> tuple[int, str]:
    if _CONTACTLESS.search(name):
        return 0, name
    return (2 if _CONTACT.search(name) else 1), name
