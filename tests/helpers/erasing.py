"""Retention at a port in memory: months that are over, a plan, a second person, the erasing."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.failure import FailureCode, WorldError
from app.domain.port_retention import (
    PLAN_HOLDS,
    HeldBack,
    MonthCount,
    PurgeCounts,
    PurgePlan,
    RecordClass,
    RetentionPolicy,
)
from app.flow.retention import PurgeProgress, Retention

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
COUNTS = PurgeCounts(
    5_120, 14, 38,
    (
        MonthCount("2025-09", RecordClass.ALERT, 6, 0), MonthCount("2025-09", RecordClass.CROSSING, 2_610, 3),
        MonthCount("2025-10", RecordClass.ALERT, 8, 2), MonthCount("2025-10", RecordClass.CROSSING, 2_510, 0),
        MonthCount("2025-11", RecordClass.CROSSING, 0, 431),
    ),
    ((HeldBack.UNCONFIRMED, 3), (HeldBack.CASE_OPEN, 2), (HeldBack.DAY_OPEN, 431)),
)  # fmt: skip


def plan_of(number: int, by: str = "leilani", counts: PurgeCounts = COUNTS) -> PurgePlan:
    """A plan made at NOW."""
    year = timedelta(days=365)
    return PurgePlan(
        number, NOW, by, NOW + PLAN_HOLDS, NOW - year, NOW - year, bytes([number]) * 32, counts
    )  # fmt: skip


def made(number: int = 1) -> PurgePlan:
    """A purge of half a year ago."""
    then = NOW - timedelta(days=180)
    plan = plan_of(number, "sione")
    return replace(
        plan, planned_at=then, approved_by="leilani", approved_at=then, done_at=then, erased=4_871, kept=2
    )


class MemoryRetention:
    """RetentionPort. `fails` is raised by the next call that changes something; `hold` keeps the erasing from
    ending; `approved_by` lists who approved."""

    def __init__(self) -> None:
        self.counts = COUNTS
        self.now_plan: PurgePlan | None = None
        self.past: list[PurgePlan] = [made()]
        self.fails: WorldError | None = None
        self.hold = threading.Event()
        self.hold.set()

    def stands(self) -> Retention:
        return Retention(RetentionPolicy(), self.now_plan, tuple(self.past))

    def preview(self, progress: PurgeProgress) -> PurgeCounts:
        return self.counts

    def plan(self, progress: PurgeProgress) -> PurgePlan:
        self._fail()
        self.now_plan = plan_of(len(self.past) + 1, counts=self.counts)
        return self.now_plan

    def approve(self, number: int, digest: bytes, second: str) -> PurgePlan:
        self._fail()
        plan = self.now_plan
        if plan is None or (plan.number, plan.digest) != (number, digest):
            raise WorldError(FailureCode.PURGE_CHANGED, "retention")
        self.now_plan = replace(plan, approved_by=second, approved_at=NOW)
        return self.now_plan

    def purge(self, number: int, progress: PurgeProgress) -> PurgePlan:
        progress(1, 4)
        self.hold.wait(10)
        progress(3, 4)
        self._fail()
        plan = self.now_plan
        if plan is None or not plan.approved:
            raise WorldError(FailureCode.PURGE_REFUSED, "retention", reason="not_approved")
        done = replace(plan, done_at=NOW, erased=plan.counts.records - 1, kept=1)
        self.past.insert(0, done)
        self.now_plan, self.counts = None, PurgeCounts(0, 0, 0, (), ())
        return done

    def _fail(self) -> None:
        error, self.fails = self.fails, None
        if error is not None:
            raise error
