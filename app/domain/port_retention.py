"""What a port may keep for how long, as HQ says (publication `policy/retention`), and what of it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LEAST_DAYS: Final = 30
"""A shorter rule counts as this: so long are crossings screened again against newer lists."""
MOST_DAYS: Final = 36_500
PLAN_HOLDS: Final = timedelta(hours=24)
"""How long a plan may wait for a second person, and an approved one to be begun."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """Days after which a crossing, counted from its newest version, and an alert's events, counted from the
    last word on the case, must go from the port. HQ keeps its own copy by its own rule.

    Fields only grow at the end, each with a default: the store keeps them as a row.
    """

    crossing_days: int = 365
    event_days: int = 365

    def crossings_before(self, now: datetime) -> datetime:
        """Crossings whose newest version is older are over."""
        return now - timedelta(days=_days(self.crossing_days))

    def events_before(self, now: datetime) -> datetime:
        """Cases whose last event is older are over."""
        return now - timedelta(days=_days(self.event_days))


def _days(said: int) -> int:
    return max(LEAST_DAYS, min(said, MOST_DAYS))


class RecordClass(StrEnum):
    """What is kept and goes by a rule of its own. It only grows at its end."""

    CROSSING = "crossing"
    ALERT = "alert"


class HeldBack(StrEnum):
    """Why something that is old enough stays all the same, gravest first. It only grows at its end.

    UNCONFIRMED: HQ has not receipted it. PARKED: HQ did not take it, a person must look. CASE_OPEN: a case
    about it waits for somebody. DAY_OPEN: its day is not closed, or it came to a closed day and to no
    addendum. BATCH: the frozen batch that holds it holds a younger record too. CLOCK: it was recorded after
    a younger one, by a clock that was behind.
    """

    UNCONFIRMED = "unconfirmed"
    PARKED = "parked"
    CASE_OPEN = "case_open"
    DAY_OPEN = "day_open"
    BATCH = "batch"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Records of one class of a month (`2025-11`, UTC) that are over: those that may go, those that stay."""

    month: str
    record_class: RecordClass
    erasable: int
    held: int


@dataclass(frozen=True, slots=True)
class PurgeCounts:
    """What would go and what is held back: `crossings` counts versions, `events` own and HQ's, `batches`
    frozen batches whose bytes go with them; `months` oldest first; `held` by the first reason found."""

    crossings: int
    events: int
    batches: int
    months: tuple[MonthCount, ...]
    held: tuple[tuple[HeldBack, int], ...]

    @property
    def records(self) -> int:
        """All that would go."""
        return self.crossings + self.events


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """A purge as one person planned it: `digest` is the SHA-256 of which rows with which content go, and is
    what a second person approves. `approved_by` is empty until then, `done_at` None until all are gone."""

    number: int
    planned_at: datetime
    planned_by: str
    valid_until: datetime
    crossings_before: datetime
    events_before: datetime
    digest: bytes
    counts: PurgeCounts
    approved_by: str = ""
    approved_at: datetime | None = None
    erased: int = 0
    kept: int = 0
    done_at: datetime | None = None

    @property
    def approved(self) -> bool:
        """Whether a second person has approved it."""
        return bool(self.approved_by)
