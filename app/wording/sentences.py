"""Put a check's reason into an English sentence with its facts in place (screens translate first)."""

from __future__ import annotations

import re
from typing import Final

from app.domain.checks import Check
from app.wording.choices import CHIP_FILES
from app.wording.reasons import REASONS

_FEW_GROUPS: Final = re.compile(r"DG\d+(?:, DG\d+){0,2}")
"""As many data groups as are named by what they hold; more would hide the sentence."""


class _Facts(dict[str, str]):
    """A fact that a sentence names and a check did not bring stays visible as missing."""

    def __missing__(self, key: str) -> str:
        return "not known"


def sentence(made: Check) -> str:
    """What a check says; its bare reason where the words are of a newer version."""
    facts = _Facts({key: _told(value) or "not known" for key, value in made.evidence})
    return REASONS.get(made.reason, made.reason).format_map(facts)


def _told(value: str) -> str:
    """`DG2 (photo)` for `DG2`: at night nobody knows the groups by their numbers."""
    return ", ".join(map(_group, value.split(", "))) if _FEW_GROUPS.fullmatch(value) else value


def _group(name: str) -> str:
    held = CHIP_FILES.get(f"EF.{name}")
    return f"{name} ({held.lower()})" if held else name
