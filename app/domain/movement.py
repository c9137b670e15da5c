"""A crossing as statistics see it: who is a visitor, a resident or a migrant, and by which rule.

Sources as in `app.domain.statistics`. What is an inbound visitor follows from the country of residence
(IRTS 2008, 2.39 and 2.42) and from why and for how long somebody comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.crossing import Crossing, Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import DocumentKind
from app.domain.person import Sex
from app.domain.statistics import LONG_TERM_NIGHTS, SHORT_TERM_NIGHTS, country_label


class IrtsPurpose(StrEnum):
    """Main purposes of IRTS 2008: personal (its eight classes, shopping among them) and business."""

    HOLIDAYS = "holidays"
    VISITING = "visiting"
    EDUCATION = "education"
    HEALTH = "health"
    RELIGION = "religion"
    SHOPPING = "shopping"
    TRANSIT = "transit"
    OTHER = "other"
    BUSINESS = "business"


IRTS_PURPOSES: dict[Purpose, IrtsPurpose] = {
    Purpose.HOLIDAY: IrtsPurpose.HOLIDAYS,
    Purpose.VISITING: IrtsPurpose.VISITING,
    Purpose.EDUCATION: IrtsPurpose.EDUCATION,
    Purpose.HEALTH: IrtsPurpose.HEALTH,
    Purpose.RELIGION: IrtsPurpose.RELIGION,
    Purpose.TRANSIT: IrtsPurpose.TRANSIT,
    Purpose.OTHER: IrtsPurpose.OTHER,
    Purpose.BUSINESS: IrtsPurpose.BUSINESS,
}
"""IRTS's class of each purpose that a counter asks. SHOPPING is not asked and stands in OTHER; WORK, CREW,
OFFICIAL and RETURNING have none, since such travellers are no visitors."""


class VisitorClass(StrEnum):
    """Who a traveller is to tourism statistics (IRTS 2008; country of residence counts, not nationality).

    TOURIST: a visitor who stays overnight. SAME_DAY: one who does not. VISITOR: one whose nights are not
    known. The others are no visitors: RESIDENT (lives here), CREW, WORKER (employed here), OFFICIAL,
    LONG_STAY (12 months or more). UNKNOWN: neither nationality nor residence is known.
    """

    TOURIST = "tourist"
    SAME_DAY = "same_day"
    VISITOR = "visitor"
    RESIDENT = "resident"
    CREW = "crew"
    WORKER = "worker"
    OFFICIAL = "official"
    LONG_STAY = "long_stay"
    UNKNOWN = ""


VISITORS = frozenset({VisitorClass.TOURIST, VisitorClass.SAME_DAY, VisitorClass.VISITOR})


class MigrationClass(StrEnum):
    """Who a traveller may be to migration statistics (RSIM 1998), by the length of stay alone.

    LONG_TERM: 12 months or more. SHORT_TERM: 3 months to less than 12, except for recreation, holiday,
    visits, business, medical treatment or religion. NONE: a shorter stay, or one of those purposes.
    """

    LONG_TERM = "long_term"
    SHORT_TERM = "short_term"
    NONE = "none"
    RESIDENT = "resident"
    UNKNOWN = ""


NO_MIGRANT = frozenset({
    Purpose.HOLIDAY, Purpose.VISITING, Purpose.BUSINESS, Purpose.HEALTH, Purpose.RELIGION, Purpose.TRANSIT,
    Purpose.CREW,
})  # fmt: skip
"""Purposes that make nobody a short-term migrant (RSIM's list; transit and crew are as short-lived)."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What statistics see of a crossing: no name and no number.

    As the newest version says; `opened_at` to `decided_at` is the work at the counter as version 1 says,
    `decided_at` None where that is not known.
    `stay_days` is the stay granted, the day of arrival being day 1. Of a departure whose arrival was found,
    `nights` are the local midnights between the two and `arrived_for` the arrival's purpose. `settled_as`
    is what a referral became by a later decision on the same document.
    """

    direction: Direction
    decision: DecisionKind
    reasons: tuple[Reason, ...]
    port: str
    mode: Mode
    conveyance: str
    crossed_at: datetime
    opened_at: datetime
    decided_at: datetime | None
    nationality: str
    residence: str
    purpose: Purpose | None
    birth_date: PartialDate
    sex: Sex
    stay_days: int | None
    crew: bool
    training: bool
    nights: int | None = None
    arrived_for: Purpose | None = None
    settled_as: DecisionKind | None = None

    @property
    def admitted_purpose(self) -> Purpose | None:
        """Why the traveller is or was here: the purpose asked, or for a departure its arrival's."""
        return self.purpose or self.arrived_for

    @property
    def known_nights(self) -> int | None:
        """Nights granted to who arrives, nights stayed of who departs."""
        if self.direction is Direction.DEPARTURE:
            return self.nights
        return None if self.stay_days is None else max(self.stay_days - 1, 0)


def movement_of(newest: Crossing, first: Crossing | None = None) -> Movement:
    """What is counted of a crossing; `first` is its version 1 where `newest` is a later one."""
    worked = newest if newest.version == 1 else first
    return Movement(
        direction=newest.direction,
        decision=newest.decision.kind,
        reasons=newest.decision.reasons,
        port=newest.port,
        mode=newest.conveyance.mode,
        conveyance=newest.conveyance.number,
        crossed_at=newest.crossed_at,
        opened_at=newest.crossed_at if worked is None else worked.opened_at,
        decided_at=None if worked is None else worked.at,
        nationality=newest.traveller.nationality,
        residence=newest.traveller.residence,
        purpose=newest.purpose,
        birth_date=newest.traveller.birth_date,
        sex=newest.traveller.sex,
        stay_days=None if newest.stay is None else newest.stay.days,
        crew=newest.purpose is Purpose.CREW or newest.document.kind is DocumentKind.CREW_CERTIFICATE,
        training=newest.training,
    )


def lives_here(movement: Movement, country: str) -> bool | None:
    """Whether the country of residence is this one; None when nothing is known.

    Where no residence was recorded, nationals and who says to be returning are taken for residents and
    everybody else for none: a national who lives abroad is then counted wrongly, and nothing here knows it.
    """
    here = country_label(country)
    if movement.residence:
        return country_label(movement.residence) == here
    if movement.admitted_purpose is Purpose.RETURNING:
        return True
    return country_label(movement.nationality) == here if movement.nationality else None


def visitor_class(movement: Movement, country: str) -> VisitorClass:
    """Who a traveller is, by the first of these rules that applies: crew, resident, worker, official,
    12 months or more, unknown, nights unknown, same day, tourist."""
    purpose, nights, resident = (
        movement.admitted_purpose, movement.known_nights, lives_here(movement, country)
    )  # fmt: skip
    if movement.crew or purpose is Purpose.CREW:
        return VisitorClass.CREW
    if resident:
        return VisitorClass.RESIDENT
    if purpose is Purpose.WORK:
        return VisitorClass.WORKER
    if purpose is Purpose.OFFICIAL:
        return VisitorClass.OFFICIAL
    if nights is not None and nights >= LONG_TERM_NIGHTS:
        return VisitorClass.LONG_STAY
    if resident is None:
        return VisitorClass.UNKNOWN
    if nights is None:
        return VisitorClass.VISITOR
    return VisitorClass.TOURIST if nights else VisitorClass.SAME_DAY


def migration_class(movement: Movement, country: str) -> MigrationClass:
    """Who a traveller may be to migration statistics."""
    nights, resident = movement.known_nights, lives_here(movement, country)
    if resident:
        return MigrationClass.RESIDENT
    if resident is None or nights is None:
        return MigrationClass.UNKNOWN
    if nights >= LONG_TERM_NIGHTS:
        return MigrationClass.LONG_TERM
    if nights < SHORT_TERM_NIGHTS or movement.admitted_purpose in NO_MIGRANT:
        return MigrationClass.NONE
    return MigrationClass.SHORT_TERM
