"""The load valve: for a named time and reason a supervisor lets less be captured of each traveller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.checks import Check, Verdict

LONGEST = timedelta(hours=12)
"""No valve stays open for longer: it shuts by itself, also while the desk is off."""
LIGHT = "chip.valve"
"""Reason of a check that did not run because the valve was open (a key of `app.wording`)."""


class CaptureLevel(StrEnum):
    """What is captured. FULL: everything that the readers can. PAGE: the page and the lists, no chip.

    Lists are asked at every level; no valve lets anybody past them. It only grows at its end.
    """

    FULL = "full"
    PAGE = "page"


class ValveReason(StrEnum):
    """Why it was opened. It only grows at its end."""

    QUEUE = "queue"
    READER_FAILED = "reader_failed"
    EMERGENCY = "emergency"
    STAFF_SHORT = "staff_short"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LoadValve:
    """An opening: the level until a moment, why, in which words, and who opened it when."""

    level: CaptureLevel
    until: datetime
    reason: ValveReason
    note: str
    officer: str
    opened_at: datetime

    def level_at(self, moment: datetime) -> CaptureLevel:
        """The level that holds at a moment."""
        return self.level if self.opened_at <= moment < self.until else CaptureLevel.FULL


def is_light(checks: tuple[Check, ...]) -> bool:
    """Whether a crossing was processed at a lower level: listed for follow-up."""
    return any(one.verdict is Verdict.NOT_RUN and one.reason == LIGHT for one in checks)
