"""Enrol the station: between the store, which keeps keys, and `sync.enrol`, which makes and proves them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import HqEnrolment, PendingEnrolment, Station
from sync import enrol as enrolling
from sync.courier import read_me
from sync.courier.layout import ANSWER_ENDS, DOWN, ENROL, READ_ME, REQUEST_ENDS, UP
from sync.courier.stick import Stick, source_of
from sync.ports import StationIdentity
from sync.protocol.bounds import LARGEST_MESSAGE


def over_the_link(station: Station, code: str, hq_url: str, known: HqEnrolment | None) -> HqEnrolment:
    """Enrol at once; raises as `sync.enrol.enrol`."""
    return _enrolment(enrolling.enrol(hq_url, code, _who(station), _identity(known)))


def for_the_stick(station: Station, code: str, hq_url: str, known: HqEnrolment | None) -> PendingEnrolment:
    """What to keep before anything is written to a stick; raises WorldError(ENROLMENT_CODE_WRONG)."""
    pending, _ = enrolling.begin_by_stick(code, _who(station), hq_url, _identity(known))
    return PendingEnrolment(**asdict(pending))


def write_request(drive: Path, pending: PendingEnrolment, now: datetime) -> None:
    """Put the request on the stick, with a note for whoever finds it; both are read back and proved.

    Raises WorldError(DRIVE_*).
    """
    stick = Stick(drive)
    stick.write((READ_ME,), source_of(read_me.text(now, "a new station")))
    stick.write((UP, ENROL, pending.name + REQUEST_ENDS), source_of(pending.request))


def take_answer(drive: Path, pending: PendingEnrolment) -> HqEnrolment:
    """What HQ's answer on the stick makes of the station.

    Raises WorldError(DRIVE_NOTHING) when there is none to this request, DRIVE_TORN, DRIVE_FOREIGN,
    HQ_NOT_TRUSTED for one of another HQ, and DRIVE_* as the stick does.
    """
    data = Stick(drive).read((DOWN, ENROL, pending.name + ANSWER_ENDS), LARGEST_MESSAGE)
    if data is None:
        raise WorldError(FailureCode.DRIVE_NOTHING, "enrol.stick", name=pending.name + ANSWER_ENDS)
    return _enrolment(enrolling.finish_by_stick(enrolling.Pending(**asdict(pending)), data))


def _who(station: Station) -> tuple[str, str, str, str]:
    return station.country, station.port, station.booth, station.station_id


def _identity(known: HqEnrolment | None) -> StationIdentity | None:
    return None if known is None else StationIdentity(**asdict(known))


def _enrolment(identity: StationIdentity) -> HqEnrolment:
    fields = asdict(identity)
    del fields["port"]
    return HqEnrolment(**fields)
