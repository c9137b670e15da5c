"""What a supervisor sees, in memory: for windows whose store is a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason

NOT_ASKED: Any = object()
"""A port that the test never asks."""


class MemoryValve:
    """ValvePort of one station; `opened` may be set by a test."""

    def __init__(self) -> None:
        self.opened: LoadValve | None = None

    def now(self) -> LoadValve | None:
        return self.opened

    def open(self, level: CaptureLevel, until: datetime, reason: ValveReason, note: str) -> LoadValve:
        self.opened = LoadValve(level, until, reason, note, "officer", until)
        return self.opened

    def shut(self) -> None:
        self.opened = None

    def past(self, since: datetime) -> Sequence[LoadValve]:
        return [] if self.opened is None else [self.opened]
