"""A supervisor's station with closed days, the policy of an HQ, and what an export of them is proved by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyrage

from app.domain.crossing import Crossing
from app.domain.export_policy import ExportPolicy
from app.domain.value_rows import to_plain
from app.flow.days import DayFiles, DayProgress, DayReceipt
from app.flow.ports import HqEnrolment, SignedIn
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.store.exports import save_export_policy
from sync.courier.files import Files
from tests.app.store.booth import StationInTest, travellers

NUMBER = 12
DAY: date = travellers(1)[0].crossed_at.astimezone().date()
"""The local day of the travellers that tests invent."""
KEY = bytes(range(32))


class DaysOnce(StationDays):
    """Makes each log once and gives it again: for tests of what is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[int, DayFiles] = {}

    def make(self, session: SignedIn, number: int, progress: DayProgress, *, anew: bool = False) -> DayFiles:
        if number not in self._made:
            self._made[number] = super().make(session, number, progress, anew=anew)
        return self._made[number]


@dataclass
class DaysInTest:
    """A station that is enrolled as number 12, whose days a supervisor closes and exports."""

    station: StationInTest
    identity: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    service: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    days: StationDays = field(default_factory=DaysOnce)

    def enrol(self) -> DaysInTest:
        """With an HQ of which nothing else is known."""
        with self.station.signed_in("harbourmaster") as session:
            session.enrolment.save(
                HqEnrolment(
                    "https://hq.example", NUMBER, "token", KEY, bytes(32), b"\x09" + bytes(31), b"PEM"
                )
            )
        return self

    def say(self, plain_allowed: bool = False) -> None:
        """HQ says to whom logs are sealed."""
        named = (("HQ", str(self.identity.to_public())), ("Immigration", str(self.service.to_public())))
        with self.station.raw() as connection, connection:
            save_export_policy(connection, to_plain(ExportPolicy(named, plain_allowed)))

    def cross(self, session: SignedIn, crossings: Sequence[Crossing]) -> None:
        """These are recorded."""
        for crossing in crossings:
            session.crossings.record(crossing)

    def port(self, files: Files | None = None) -> StationDayExport:
        """Exports them."""
        return StationDayExport(self.days, self.station.clock, files)

    def export(
        self, drive: Path, numbers: Sequence[int] = (1,), files: Files | None = None, reason: str = ""
    ) -> DayReceipt:
        """A supervisor takes logs to a drive."""
        with self.station.signed_in("supervisor") as session:
            return self.port(files).export(session, numbers, drive, look_on, plain_reason=reason)


def look_on(done: int, total: int) -> None:
    """Watch how far it is."""
    assert 0 <= done <= total


def closed(folder: Path, crossings: int = 6) -> DaysInTest:
    """A station whose first day is closed as log 1, and whose second day as log 2, with nobody in it."""
    made = DaysInTest(StationInTest(folder).found()).enrol()
    with made.station.signed_in("supervisor") as session:
        made.cross(session, travellers(crossings, "supervisor"))
        for day in (DAY, DAY + timedelta(days=1)):
            made.days.close(session, day, look_on)
    made.say()
    return made
