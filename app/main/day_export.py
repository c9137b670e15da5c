"""Taking logs of days to a drive, and proving them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.export_policy import ExportPolicy
from app.flow.days import DayProgress, DayReceipt, DaysPort, VerifiedLog
from app.flow.ports import Clock, SignedIn


class StationDayExport:
    """Implements `flow.days.DayExportPort`."""

    def __init__(self, days: DaysPort, clock: Clock) -> None:
        self._days, self._clock = days, clock

    def policy(self, session: SignedIn) -> ExportPolicy:
        """To whom HQ wants logs encrypted."""
        raise NotImplementedError

    def export(
        self, session: SignedIn, numbers: Sequence[int], drive: Path, progress: DayProgress, *,
        plain_reason: str = "",
    ) -> DayReceipt:  # fmt: skip
        """Take logs to a drive."""
        raise NotImplementedError

    def verify(
        self, path: Path, public_key: bytes | None = None, identity: str = ""
    ) -> Sequence[VerifiedLog]:
        """Prove a log."""
        raise NotImplementedError
