"""The words of one lamp in the bar at the top."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.checks import Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """A short text in the link bar and how urgent it is; PASSED is well, NOT_RUN neutral."""

    text: str
    verdict: Verdict
    hint: str = ""
