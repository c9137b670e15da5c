"""An enrolled station whose days are closed, and travellers at moments that the test chooses."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.crossing import Crossing
from app.domain.decision import Decision
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayFiles, DayLog, DayPreview, DayView
from app.flow.ports import HqEnrolment
from app.main.days import StationDays
from bench.people import uuid7
from tests.app.store.booth import StationInTest, travellers
from tests.helpers.zones import SetZone

SIGNING_KEY = b"\x05" * 32
PUBLIC_KEY = Ed25519PrivateKey.from_private_bytes(SIGNING_KEY).public_key().public_bytes_raw()
ENROLMENT = HqEnrolment("https://hq.example", 7, "token", SIGNING_KEY, bytes(32), b"\x09" + bytes(31), b"PEM")
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def unseen(done: int, total: int) -> None:
    """Nobody looks on."""


@dataclass
class ClosingStation:
    """Records, closes, adds and makes anew, each as another program run would."""

    station: StationInTest
    days: StationDays

    def record(self, *crossings: Crossing, by: str = "officer") -> None:
        """Keep crossings; the clock is then a moment after the last."""
        with self.station.signed_in(by) as session:
            for crossing in crossings:
                self.station.clock.now = max(self.station.clock.now, crossing.at)
                session.crossings.record(crossing)

    def close(self, day: date = DAY, early: bool = False, note: str = "") -> DayLog:
        """Close a day as the supervisor."""
        with self.station.signed_in("supervisor") as session:
            return self.days.close(session, day, unseen, early=early, note=note)

    def add(self, day: date = DAY, note: str = "") -> DayLog:
        """Add to a day as the supervisor."""
        with self.station.signed_in("supervisor") as session:
            return self.days.add(session, day, unseen, note=note)

    def make(self, number: int, anew: bool = True) -> DayFiles:
        """Make a log anew as the supervisor."""
        with self.station.signed_in("supervisor") as session:
            return self.days.make(session, number, unseen, anew=anew)

    def preview(self, day: date = DAY) -> DayPreview:
        """Count a day as the supervisor."""
        with self.station.signed_in("supervisor") as session:
            return self.days.preview(session, day)

    def list(self) -> Sequence[DayView]:
        """List days as the supervisor."""
        with self.station.signed_in("supervisor") as session:
            return self.days.days(session)


def enrol(station: StationInTest) -> None:
    """Let the station have a signing key."""
    with station.signed_in("harbourmaster") as session:
        session.enrolment.save(ENROLMENT)


def at(
    moment: datetime, seed: int = 1, decision: Decision | None = None, officer: str = "officer"
) -> Crossing:
    """A traveller who crosses at this moment; `seed` says who."""
    (one,) = travellers(1, officer, seed)
    record_id = uuid7(random.Random(f"{moment}{seed}"), moment)
    return replace(
        one, record_id=record_id, crossing_id=record_id, at=moment, opened_at=moment - timedelta(seconds=9),
        decision=decision or one.decision,
    )  # fmt: skip


def corrected(first: Crossing, moment: datetime, version: int = 2) -> Crossing:
    """The next version of a crossing, made at this moment by the supervisor."""
    record_id = uuid7(random.Random(f"{moment}{version}"), moment)
    return replace(
        first, record_id=record_id, version=version, correction="misread", at=moment, officer="supervisor",
    )  # fmt: skip


@pytest.fixture
def desk(station: StationInTest, zone: SetZone) -> ClosingStation:
    """An enrolled station in Greenwich without writers: `records.cbor` says all that a log holds."""
    zone("UTC")
    enrol(station)
    station.clock.now = NOON - timedelta(hours=6)
    return ClosingStation(station, StationDays({}))


def code_of(refused: pytest.ExceptionInfo[WorldError]) -> FailureCode:
    """The code of a failure that was raised."""
    return FailureCode(refused.value.failure.code)
