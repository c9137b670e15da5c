"""Closing days for the desk and the commands: the store, the reports and the station's signature together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.flow.days import DayFiles, DayLog, DayPreview, DayProgress, DayView
from app.flow.ports import Clock, SignedIn


class StationDays:
    """Implements `flow.days.DaysPort`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def days(self, session: SignedIn, limit: int = 60) -> Sequence[DayView]:
        """Days with crossings or logs, newest first."""
        raise NotImplementedError

    def preview(self, session: SignedIn, day: date) -> DayPreview:
        """What closing a day now would say."""
        raise NotImplementedError

    def close(
        self, session: SignedIn, day: date, progress: DayProgress, *, early: bool = False, note: str = ""
    ) -> DayLog:
        """Close a day."""
        raise NotImplementedError

    def add(self, session: SignedIn, day: date, progress: DayProgress, *, note: str = "") -> DayLog:
        """Make an addendum."""
        raise NotImplementedError

    def make(self, session: SignedIn, number: int, progress: DayProgress) -> DayFiles:
        """Make a log anew and hold it against what was signed."""
        raise NotImplementedError
