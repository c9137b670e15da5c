"""Put a check's reason into an English sentence with its facts in place (screens translate first)."""

from __future__ import annotations

from app.domain.checks import Check
from app.wording.reasons import REASONS


class _Facts(dict[str, str]):
    """A fact that a sentence names and a check did not bring stays visible as missing."""

    def __missing__(self, key: str) -> str:
        return "not known"


def sentence(made: Check) -> str:
    """What a check says; its bare reason where the words are of a newer version."""
    facts = _Facts({key: value or "not known" for key, value in made.evidence})
    return REASONS.get(made.reason, made.reason).format_map(facts)
