"""Given names that are one name in several languages or in everyday use: DAVID, TEVITA, DAVE."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = """
DAVID TEVITA TAVITA DAVE DAUD DAWUD DAVIT DAVIDE
"""


def _by_name() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines(), 1):
        for name in line.split():
            found.setdefault(name, number)
    return found


_NUMBERS: Final = _by_name()


def equivalent(token: str) -> int:
    """The number of the group of given names that `token` belongs to; 0 when it belongs to none."""
    return _NUMBERS.get(token, 0)
