"""What a supervisor sees, in memory: for windows whose store is a stand-in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.day import DayCounts, DayHead, LogKind, OpenCount, OpenItem, Reconciliation
from app.domain.failure import FailureCode, WorldError
from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason
from app.flow.days import DayFiles, DayLog, DayPreview, DayProgress, DayView
from app.flow.ports import CrossingSummary, SignedIn
from app.flow.shift import OfficerFigures, Override, ShiftFigures, Spread

NOT_ASKED: Any = object()
"""A port that the test never asks."""

COUNTS = DayCounts(214, 131, 4, 2, 74, 2, 1, 3, 5, 2, 1)
PROOF = Reconciliation(217, 217, 217, 180)
OPEN = (
    OpenCount(OpenItem.REFERRAL, 2), OpenCount(OpenItem.ALERT, 1), OpenCount(OpenItem.UNSENT, 37),
    OpenCount(OpenItem.LIGHTLY, 2),
)  # fmt: skip


class MemoryValve:
    """ValvePort of one station; `opened` may be set by a test."""

    def __init__(self) -> None:
        self.opened: LoadValve | None = None

    def now(self) -> LoadValve | None:
        return self.opened

    def open(self, level: CaptureLevel, until: datetime, reason: ValveReason, note: str) -> LoadValve:
        self.opened = LoadValve(level, until, reason, note, "leilani", until - timedelta(minutes=40))
        return self.opened

    def shut(self) -> None:
        self.opened = None

    def past(self, since: datetime) -> Sequence[LoadValve]:
        return [] if self.opened is None else [self.opened]


class MemoryShift:
    """ShiftPort whose figures are always the same; `asked` keeps the spans that were counted."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self.light: list[CrossingSummary] = []
        self.fails: FailureCode | None = None

    def figures(self, since: datetime, until: datetime) -> ShiftFigures:
        self.asked.append((since, until))
        if self.fails is not None:
            raise WorldError(self.fails, "shift")
        return ShiftFigures(
            since=since, until=until, crossings=214, arrivals=137, departures=77, admitted=205,
            referred=3, refused=6, corrected=3,
            processing=Spread(211, 34, 71, 402), waiting=Spread(198, 640, 1510, 2288),
            referrals_open=("one", "two"), alerts_open=1, unsent=37, parked=0,
            oldest_unsent=until - timedelta(minutes=52),
            officers=(
                OfficerFigures("mere", 121, 31, 2, 1, 4), OfficerFigures("sione", 66, 44, 0, 2, 1),
                OfficerFigures("tari", 27, 29, 3, 0, 1),
            ),
            overrides=(Override("validity", 4, 1), Override("mrz", 9, 4)),
            light=tuple(one.crossing_id for one in self.light), per_hour=_hours(since),
        )  # fmt: skip

    def follow_up(self, since: datetime, until: datetime) -> Sequence[CrossingSummary]:
        return self.light


class MemoryDays:
    """DaysPort with a closed day, one that waits, and today; `hold` keeps a closing from ending."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.rows: dict[date, int] = {}
        self.logs: dict[date, list[DayLog]] = {}
        self.fails: FailureCode | None = None
        self.hold = threading.Event()
        self.hold.set()
        before = today - timedelta(days=2)
        self.logs[before] = [self._log(before, LogKind.DAY, False, "")]
        self.rows[before] = 3

    def _log(self, day: date, kind: LogKind, early: bool, note: str) -> DayLog:
        number = 12 + sum(map(len, self.logs.values()))
        since = datetime(day.year, day.month, day.day, tzinfo=UTC)
        head = DayHead(
            number, kind, day, since, since + timedelta(days=1), 660, "VU-VLI-A1", 7, "VUT", "VUVLI", "A1",
            since + timedelta(hours=25), "leilani", note, early, 0, 900 + number, 4000, bytes(32),
            bytes(32), False,
        )  # fmt: skip
        return DayLog(head, bytes(range(32)), COUNTS, since + timedelta(hours=26) if number == 12 else None)

    def days(self, session: SignedIn, limit: int = 60) -> Sequence[DayView]:
        every = [self.today - timedelta(days=back) for back in range(3)]
        return [
            DayView(day, 214 - back * 9, tuple(self.logs.get(day, ())), self.rows.get(day, 0))
            for back, day in enumerate(every)
        ]

    def preview(self, session: SignedIn, day: date) -> DayPreview:
        return DayPreview(day, day < self.today, COUNTS, PROOF, OPEN)

    def close(
        self, session: SignedIn, day: date, progress: DayProgress, *, early: bool = False, note: str = ""
    ) -> DayLog:
        progress(1, 3)
        self.hold.wait(10)
        if self.fails is not None:
            raise WorldError(self.fails, "days")
        if day == self.today and not early:
            raise WorldError(FailureCode.DAY_NOT_OVER, "days")
        log = self._log(day, LogKind.DAY, early, note)
        self.logs.setdefault(day, []).append(log)
        return log

    def add(self, session: SignedIn, day: date, progress: DayProgress, *, note: str = "") -> DayLog:
        log = self._log(day, LogKind.ADDENDUM, False, note)
        self.logs[day].append(log)
        self.rows[day] = 0
        return log

    def make(self, session: SignedIn, number: int, progress: DayProgress, *, anew: bool = False) -> DayFiles:
        return DayFiles(b"", b"", ())


def _hours(since: datetime) -> tuple[tuple[datetime, int], ...]:
    """Two flights."""
    counts = (0, 0, 31, 74, 12, 3, 48, 46)
    return tuple((since + timedelta(hours=place), count) for place, count in enumerate(counts))


def disagreeing(proof: Reconciliation = PROOF) -> Reconciliation:
    """Counts of which one lacks a record."""
    return replace(proof, audit_lines=proof.audit_lines - 1)
