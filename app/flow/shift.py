"""The shift at a glance and the load valve, as a supervisor sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason

if TYPE_CHECKING:
    from app.flow.ports import CrossingSummary


@dataclass(frozen=True, slots=True)
class Spread:
    """Times in whole seconds: how many, the median, the ninth decile, the longest. All 0 for none."""

    count: int
    median: int
    ninth_decile: int
    longest: int


@dataclass(frozen=True, slots=True)
class OfficerFigures:
    """One officer's part: crossings, their median seconds, how many had failed checks overruled."""

    username: str
    crossings: int
    median_seconds: int
    overruled: int
    referred: int
    refused: int


@dataclass(frozen=True, slots=True)
class Override:
    """How often a failed check was overruled: `failed` times it failed, `overruled` of them by an admit."""

    check: str
    failed: int
    overruled: int


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """A span of time at this station.

    `processing` is from the document's coming in to the decision. `waiting` is how long after the first
    traveller of the same call a traveller's document came in (`app/domain/statistics_times.py`): the queue as
    the counter sees it.
    `light` are record ids of those processed at a lower capture level; `referrals_open` of those referred
    and not decided since.
    """

    since: datetime
    until: datetime
    crossings: int
    arrivals: int
    departures: int
    admitted: int
    referred: int
    refused: int
    corrected: int
    processing: Spread
    waiting: Spread
    referrals_open: tuple[str, ...]
    alerts_open: int
    unsent: int
    parked: int
    oldest_unsent: datetime | None
    officers: tuple[OfficerFigures, ...]
    overrides: tuple[Override, ...]
    light: tuple[str, ...]
    per_hour: tuple[tuple[datetime, int], ...]


class ShiftPort(Protocol):
    """Figures of a shift; raises WorldError(NOT_ALLOWED, STORE_*)."""

    def figures(self, since: datetime, until: datetime) -> ShiftFigures:
        """Count a span; shows record ids and usernames, no traveller's data."""

    def follow_up(self, since: datetime, until: datetime) -> Sequence[CrossingSummary]:
        """Who was processed at a lower capture level, newest first, at most 500; audited as supervision."""


class ValvePort(Protocol):
    """The load valve. Reading it is for everybody at the desk."""

    def now(self) -> LoadValve | None:
        """The valve that is open at this moment."""

    def open(self, level: CaptureLevel, until: datetime, reason: ValveReason, note: str) -> LoadValve:
        """Open it, in the place of any other; audited. Raises WorldError(NOT_ALLOWED, FIELD_INVALID)."""

    def shut(self) -> None:
        """Capture everything again from now on; audited."""

    def past(self, since: datetime) -> Sequence[LoadValve]:
        """Every opening since, newest first, as long as each lasted."""
