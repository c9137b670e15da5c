"""Erasing at the port what it need not keep any longer: preview, approval by a second person, purge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from app.domain.port_retention import PurgeCounts, PurgePlan, RetentionPolicy

PurgeProgress: TypeAlias = Callable[[int, int], None]
"""Records looked at or erased, and all; called on the thread that works. Raising stops it: what was erased
until then is gone, the rest goes when the purge is continued."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How this port stands: HQ's rule, the plan that waits for a second person or is under way (None), and
    purges that were made, newest first."""

    policy: RetentionPolicy
    plan: PurgePlan | None
    made: Sequence[PurgePlan]


class RetentionPort(Protocol):
    """Calls may take seconds: off the UI thread. All raise WorldError(NOT_ALLOWED, STORE_*); the reason of a
    PURGE_REFUSED is in its details: `nothing`, `expired`, `unfinished`, `no_plan`, `not_approved`,
    `second_person`."""

    def stands(self) -> Retention:
        """HQ's rule, the plan there is, and what was erased before; counts only."""

    def preview(self, progress: PurgeProgress) -> PurgeCounts:
        """What is over now, what of it may go, and why the rest is held back; nothing is changed."""

    def plan(self, progress: PurgeProgress) -> PurgePlan:
        """Keep what may go now as a plan for 24 hours, in the place of one that nobody approved; audited.

        Raises WorldError(PURGE_REFUSED)."""

    def approve(self, number: int, digest: bytes, second: str) -> PurgePlan:
        """Approve a plan by another person than who planned it, whom the door has proven at this desk just
        now (`SignInPort.vouch` with APPROVE_PURGE); audited.

        Raises WorldError(PURGE_REFUSED), WorldError(PURGE_CHANGED) where other rows would go by now."""

    def purge(self, number: int, progress: PurgeProgress) -> PurgePlan:
        """Erase what was approved, a few records at a time; continues one that was cut short. What met a new
        case or correction since stays, and is counted as kept.

        Raises WorldError(PURGE_REFUSED)."""
