"""From inspection to decision: what stands in the way, and the crossing that is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.checks import CheckName
from app.domain.crossing import Crossing, Direction, Stay
from app.domain.decision import AdmitPolicy, Decision, DecisionKind, Reason
from app.domain.person import Traveller
from app.flow.alerts import Scene
from app.flow.inspection import Inspection
from app.flow.ports import SignedIn
from app.flow.today import local_day


class Missing(StrEnum):
    """What an officer must still settle before a decision can be taken."""

    CHIP = "chip"
    SETTLE_HIT = "settle_hit"
    RELEASE_HIT = "release_hit"
    SURNAME = "surname"
    PURPOSE = "purpose"
    STAY = "stay"
    CONVEYANCE = "conveyance"
    OVERRULE_REASON = "overrule_reason"
    REASON = "reason"
    NOTE = "note"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way of a decision; `check` says which check, where one is the cause."""

    missing: Missing
    check: CheckName | None = None


class NotReady(Exception):
    """The decision cannot be taken yet; `obstacles` say what to settle first, in order."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        self.obstacles = obstacles
        super().__init__(", ".join(o.missing for o in obstacles))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer asks for: a decision with its reasons, or with reasons to overrule checks."""

    kind: DecisionKind
    reasons: tuple[Reason, ...] = ()
    note: str = ""


def obstacles(inspection: Inspection, wish: Wish, policy: AdmitPolicy, country: str) -> tuple[Obstacle, ...]:
    """Everything in the way of this wish, in the order in which the officer would settle it.

    A referral or refusal needs a reason and nothing else: the second line completes the rest.
    """
    found: list[Obstacle] = []
    if not inspection.traveller.surname:
        found.append(Obstacle(Missing.SURNAME))
    if wish.kind is DecisionKind.ADMIT:
        found += _admit_obstacles(inspection, wish, policy, country)
    elif not wish.reasons:
        found.append(Obstacle(Missing.REASON))
    if Reason.OTHER in wish.reasons and not wish.note.strip():
        found.append(Obstacle(Missing.NOTE))
    return tuple(found)


def _admit_obstacles(inspection: Inspection, wish: Wish, policy: AdmitPolicy, country: str) -> list[Obstacle]:
    found = [Obstacle(Missing.FORBIDDEN, name) for name in policy.forbids(inspection.checks)]
    owed = _owed_on_hits(inspection)
    found += owed
    if needs_stay(inspection, country):
        found += [Obstacle(Missing.PURPOSE)] if inspection.purpose is None else []
        found += [Obstacle(Missing.STAY)] if inspection.stay is None else []
    if not wish.reasons:
        overruled = policy.to_overrule(inspection.checks)
        # Nobody is asked to overrule a hit that is still to be looked at.
        found += [
            Obstacle(Missing.OVERRULE_REASON, name)
            for name in overruled
            if not (owed and name is CheckName.ALERT_LIST)
        ]
    return found


def _owed_on_hits(inspection: Inspection) -> list[Obstacle]:
    """What is still to be said of the hits that the first line sees: a word, and for a STOP a release."""
    if any(one.unsettled for one in inspection.hits):
        return [Obstacle(Missing.SETTLE_HIT, CheckName.ALERT_LIST)]
    if any(one.unreleased for one in inspection.hits):
        return [Obstacle(Missing.RELEASE_HIT, CheckName.ALERT_LIST)]
    return []


def needs_stay(inspection: Inspection, country: str) -> bool:
    """Whether purpose and stay must be settled: foreigners who arrive."""
    return owes_stay(inspection.shift.direction, inspection.traveller, country)


def owes_stay(direction: Direction, traveller: Traveller, country: str) -> bool:
    """Whether one who crosses this way is asked for a purpose and granted a stay."""
    return direction is Direction.ARRIVAL and traveller.nationality != country


def grant(days: int, arrival: datetime) -> Stay:
    """The stay of so many days, the day of arrival counted as day 1 (as in EES, Art. 11)."""
    return Stay(days, local_day(arrival) + timedelta(days=days - 1))


def crossing_of(
    inspection: Inspection, wish: Wish, policy: AdmitPolicy, session: SignedIn, at: datetime
) -> Crossing:
    """The crossing that this wish makes of the inspection; raises NotReady.

    Where the clock was set back since the document came in, the decision is as old as the inspection.
    """
    in_the_way = obstacles(inspection, wish, policy, session.station.country)
    if in_the_way:
        raise NotReady(in_the_way)
    return as_crossing(
        inspection, _decision(inspection, wish, policy), session, max(at, inspection.opened_at)
    )


def _decision(inspection: Inspection, wish: Wish, policy: AdmitPolicy) -> Decision:
    overruled = policy.to_overrule(inspection.checks) if wish.kind is DecisionKind.ADMIT else ()
    reasons = wish.reasons if overruled or wish.kind is not DecisionKind.ADMIT else ()
    return Decision(wish.kind, reasons, overruled, wish.note.strip())


def scene_of(inspection: Inspection, session: SignedIn, at: datetime) -> Scene:
    """What every alert event of this inspection says of place, officer and traveller."""
    station = session.station
    return Scene(
        inspection.record_id, inspection.document, inspection.traveller, station.station_id, station.port,
        station.booth, session.officer.username, station.training, at,
    )  # fmt: skip


def as_crossing(inspection: Inspection, decision: Decision, session: SignedIn, at: datetime) -> Crossing:
    """The inspection and a decision as version 1 of a crossing."""
    station = session.station
    asked = needs_stay(inspection, station.country)
    admitted = decision.kind is DecisionKind.ADMIT
    return Crossing(
        record_id=inspection.record_id,
        crossing_id=inspection.record_id,
        version=1,
        correction="",
        station=station.station_id,
        port=station.port,
        booth=station.booth,
        direction=inspection.shift.direction,
        opened_at=inspection.opened_at,
        at=at,
        conveyance=inspection.shift.conveyance,
        document=inspection.document,
        traveller=inspection.traveller,
        purpose=inspection.purpose if asked else None,
        stay=inspection.stay if asked and admitted else None,
        checks=inspection.checks,
        decision=decision,
        officer=session.officer.username,
        training=station.training,
    )
