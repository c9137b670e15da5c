"""Corrections: a new version beside the old one, never a change of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.crossing import Crossing, Direction, Purpose, Stay
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.person import Traveller
from app.flow.decide import owes_stay
from app.flow.ports import Clock, SignedIn


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right in a crossing, and why. None leaves a value as it was."""

    why: str
    traveller: Traveller | None = None
    direction: Direction | None = None
    purpose: Purpose | None = None
    stay: Stay | None = None
    conveyance_number: str | None = None


def correct(
    latest: Crossing, wanted: Correction, session: SignedIn, clock: Clock, new_id: Callable[[], str]
) -> Crossing:
    """Record a new version of `latest` and return it; both versions are kept.

    Raises WorldError(NOT_ALLOWED) for another officer's crossing without the permission,
    WorldError(FIELD_INVALID) without a reason in words, or where it makes a foreigner's admitted arrival
    that has no purpose or stay.
    """
    mine = latest.officer == session.officer.username
    if not session.officer.may(Act.CORRECT_ANY) and not (mine and session.officer.may(Act.CORRECT_OWN)):
        raise WorldError(FailureCode.NOT_ALLOWED, "correction", act=Act.CORRECT_ANY)
    if not wanted.why.strip():
        raise WorldError(FailureCode.FIELD_INVALID, "correction", field="why")
    put_right = applied(latest, wanted, session.station.country)
    if _grants(put_right, session.station.country) and not (put_right.purpose and put_right.stay):
        raise WorldError(FailureCode.FIELD_INVALID, "correction", field="stay")
    corrected = replace(
        put_right,
        record_id=new_id(),
        version=latest.version + 1,
        correction=wanted.why.strip(),
        opened_at=latest.crossed_at,
        at=max(clock(), latest.at),
        officer=session.officer.username,
    )
    session.crossings.record(corrected)
    return corrected


def applied(latest: Crossing, wanted: Correction, country: str) -> Crossing:
    """The crossing with the values put right; `country` is the station's.

    Purpose and stay follow from the rest: nobody who departs or comes home has them, nor anybody a
    stay who was not admitted.
    """
    conveyance = latest.conveyance
    if wanted.conveyance_number is not None:
        conveyance = replace(conveyance, number=wanted.conveyance_number)
    put_right = replace(
        latest,
        traveller=wanted.traveller or latest.traveller,
        direction=wanted.direction or latest.direction,
        conveyance=conveyance,
    )
    asked = owes_stay(put_right.direction, put_right.traveller, country)
    return replace(
        put_right,
        purpose=(wanted.purpose or latest.purpose) if asked else None,
        stay=(wanted.stay or latest.stay) if _grants(put_right, country) else None,
    )


def _grants(crossing: Crossing, country: str) -> bool:
    admitted = crossing.decision.kind is DecisionKind.ADMIT
    return admitted and owes_stay(crossing.direction, crossing.traveller, country)
