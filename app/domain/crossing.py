"""A crossing: one traveller, one border, one moment, one decision, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.checks import Check
from app.domain.decision import Decision
from app.domain.document import TravelDocument
from app.domain.person import Traveller


class Direction(StrEnum):
    """Which way the traveller goes."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"


class Mode(StrEnum):
    """Mode of transport (UN/ECE Recommendation 19)."""

    SEA = "sea"
    AIR = "air"
    ROAD = "road"


class Purpose(StrEnum):
    """Main purpose of the visit (UN IRTS 2008, 3.14, with the classes a counter needs beside it)."""

    HOLIDAY = "holiday"
    VISITING = "visiting"
    BUSINESS = "business"
    WORK = "work"
    EDUCATION = "education"
    HEALTH = "health"
    RELIGION = "religion"
    TRANSIT = "transit"
    CREW = "crew"
    OFFICIAL = "official"
    RETURNING = "returning"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Conveyance:
    """What the traveller comes or goes by.

    `number` is a flight number (`NF011`), an IMO or registration number or a yacht's name;
    `other_port` the UN/LOCODE it comes from or goes to. Empty means not known.
    """

    mode: Mode
    number: str = ""
    other_port: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """The stay granted on arrival: whole days, and the last day on which the traveller may stay."""

    days: int
    last_day: date


@dataclass(frozen=True, slots=True)
class Crossing:
    """One version of one crossing.

    `record_id` (UUIDv7 text) names this version and is its idempotency key for ever; `crossing_id`
    is the record_id of version 1. A correction is a new version with its reason; both are kept.
    Times are UTC with milliseconds: `opened_at` when the document came in, `at` the decision; in a correction
    `opened_at` is when the traveller crossed, and `at` when the correction was made.
    """

    record_id: str
    crossing_id: str
    version: int
    correction: str
    station: str
    port: str
    booth: str
    direction: Direction
    opened_at: datetime
    at: datetime
    conveyance: Conveyance
    document: TravelDocument
    traveller: Traveller
    purpose: Purpose | None
    stay: Stay | None
    checks: tuple[Check, ...]
    decision: Decision
    officer: str
    training: bool = False

    @property
    def crossed_at(self) -> datetime:
        """When the traveller crossed, which no correction moves."""
        return self.at if self.version == 1 else self.opened_at
