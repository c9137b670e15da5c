"""The station's own calendar: half the Pacific is a day ahead of UTC when its officers start work."""

from __future__ import annotations

from datetime import date, datetime


def local_day(moment: datetime) -> date:
    """The day on this machine's calendar at a moment; stays, expiries and ages count by it."""
    return moment.astimezone().date()
