"""Compare states as documents and lists name them: Germany is D and DEU, British are many things."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from app.domain.alerts import Agreement

_OF_ONE = {"DEU": "D", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}
_OF_NONE = frozenset({"", "XXA", "XXB", "XXC", "XXX"})
"""Stateless persons, refugees and unspecified (Doc 9303-3, 5, part D): they may have had any state."""


def state_key(text: str) -> str:
    """The code by which a state is compared; empty for none, and for words that are no code."""
    code = text.strip().strip("<").upper()
    code = _OF_ONE.get(code, code)
    if code in _OF_NONE or len(code) > 3 or not (code.isascii() and code.isalpha()):
        return ""
    return code


def state_number(text: str) -> int:
    """The state as a number for an index; 0 for none."""
    key = state_key(text)
    return crc32(key.encode()) if key else 0


def compare_states(one: str, others: Iterable[str]) -> Agreement:
    """SAME when the state is among the others, DIFFERENT when both sides name states and it is not."""
    own, theirs = state_key(one), {state_key(other) for other in others} - {""}
    if not own or not theirs:
        return Agreement.UNKNOWN
    return Agreement.SAME if own in theirs else Agreement.DIFFERENT
