"""Keep the evidence of checks within what a record holds, whatever a chip says, and at whatever length.

What a chip says may be a stranger's work: a name of a state that fills a certificate would else make a
crossing that nobody can record, or worse, one that is recorded and never read again; and one with a
character that no database keeps would never come to HQ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.checks import Check

MOST = 8_192
"""Bytes of all evidence of a chip together: half of the largest record (`record.LARGEST`)."""

_STEPS = (512, 256, 128, 64, 32)
"""Bytes to which each text is cut, the first that suffices; both lines of a passport need 89."""

_REPLACED = "\ufffd"


def bounded(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The same checks, signs that nobody can read replaced, the longest texts cut as far as MOST needs it.

    A cut is marked by `…`.
    """
    made = tuple(map(_readable, checks))
    for limit in _STEPS:
        made = tuple(_cut(one, limit) for one in made)
        if sum(_size(one) for one in made) <= MOST:
            break
    return made


def _readable(made: Check) -> Check:
    if all(text.isprintable() for _, text in made.evidence):  # nearly all
        return made
    return replace(made, evidence=tuple((key, _plain(text)) for key, text in made.evidence))


def _plain(text: str) -> str:
    """The text without controls, halves of characters and signs that turn a line; line ends stay."""
    return "".join(
        sign if sign.isprintable() or sign == "\n" else " " if sign.isspace() else _REPLACED for sign in text
    )


def _cut(made: Check, limit: int) -> Check:
    if all(len(text) * 4 <= limit for _, text in made.evidence):  # no letter takes more than 4 bytes
        return made
    return replace(made, evidence=tuple((key, _shortened(text, limit)) for key, text in made.evidence))


def _shortened(text: str, limit: int) -> str:
    data = text.encode()
    return text if len(data) <= limit else data[:limit].decode(errors="ignore") + "…"


def _size(made: Check) -> int:
    return sum(len(key) + len(text.encode()) for key, text in made.evidence)
