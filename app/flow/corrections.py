"""Corrections: a new version beside the old one, never a change of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.crossing import Crossing, Direction, Purpose, Stay
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.person import Traveller
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
    WorldError(FIELD_INVALID) without a reason in words.
    """
    mine = latest.officer == session.officer.username
    if not session.officer.may(Act.CORRECT_ANY) and not (mine and session.officer.may(Act.CORRECT_OWN)):
        raise WorldError(FailureCode.NOT_ALLOWED, "correction", act=Act.CORRECT_ANY)
    if not wanted.why.strip():
        raise WorldError(FailureCode.FIELD_INVALID, "correction", field="why")
    conveyance = latest.conveyance
    if wanted.conveyance_number is not None:
        conveyance = replace(conveyance, number=wanted.conveyance_number)
    corrected = replace(
        latest,
        record_id=new_id(),
        version=latest.version + 1,
        correction=wanted.why.strip(),
        at=max(clock(), latest.at),
        traveller=wanted.traveller or latest.traveller,
        direction=wanted.direction or latest.direction,
        purpose=wanted.purpose or latest.purpose,
        stay=wanted.stay or latest.stay,
        conveyance=conveyance,
        officer=session.officer.username,
    )
    session.crossings.record(corrected)
    return corrected
