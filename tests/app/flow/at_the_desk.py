"""A desk over a founded station, as a test uses it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.dates import PartialDate
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.officer import Role
from app.domain.person import Sex
from app.flow.desk import Desk, Taken
from app.flow.ports import SignedIn, StationPlan
from app.store.door import StationDoor
from app.store.keys import Hardness

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
CHEAP = Hardness(memory_kib=64, passes=1, lanes=1)

ANNA = TravelDocument(
    DocumentKind.PASSPORT, "P", "NZL", "LA898902", "ERIKSSON", "ANNA MARIA", "NZL",
    PartialDate(1974, 8, 12), Sex.FEMALE, PartialDate(2031, 4, 15),
)  # fmt: skip
SIONE = TravelDocument(
    DocumentKind.PASSPORT, "P", "TON", "TN1234567", "TUPOUMALOHI", "SIONE", "TON",
    PartialDate(1990, 3, 4), Sex.MALE, PartialDate(2030, 1, 31),
)  # fmt: skip
MERE = TravelDocument(
    DocumentKind.PASSPORT, "P", "VUT", "RV0123456", "KALTAK", "MERE", "VUT",
    PartialDate(1985, 6, 7), Sex.FEMALE, PartialDate(2029, 9, 30),
)  # fmt: skip


class DeskInTest:
    """A desk, the session behind it, a clock to set and a count of wake-up calls to the road."""

    def __init__(self, home: Path, door: StationDoor, session: SignedIn) -> None:
        self.home, self.door, self.session = home, door, session
        self.now = MORNING
        self.pokes = 0
        self._ids = itertools.count(1)
        self.desk = self.new_desk()

    @classmethod
    @contextmanager
    def opened(cls, home: Path) -> Iterator[DeskInTest]:
        """Found a station in `home`, make an officer's account and sign in."""
        door = StationDoor(home, lambda: MORNING, CHEAP)
        door.found(StationPlan("VUT", "VUVLI", "1", "", "chief", "The Chief", "correct horse battery"))
        chief = door.sign_in("chief", "correct horse battery")
        chief.officers.add("toa", "Toa Tabi", Role.OFFICER, "tall coconut palm")
        chief.officers.add("ruth", "Ruth Bule", Role.OFFICER, "quiet blue lagoon")
        door.sign_out(chief)
        session = door.sign_in("toa", "tall coconut palm")
        opened = cls(home, door, session)
        try:
            yield opened
        finally:
            door.sign_out(opened.session)

    def new_desk(self) -> Desk:
        """A desk as after the window was opened anew."""
        return Desk(self.session, lambda: self.now, self.new_id, self._poked)

    def as_officer(self, username: str, password: str) -> None:
        """Let another officer take the booth over."""
        self.door.sign_out(self.session)
        self.session = self.door.sign_in(username, password)
        self.desk = self.new_desk()

    def swipe(self, document: TravelDocument) -> Taken:
        """Swipe a document whose lines are as its fields say."""
        return self.desk.take_lines(build_mrz(document, MrzFormat.TD3), Capture.READER)

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)

    def new_id(self) -> str:
        """A record id that tells its turn."""
        return f"0199{next(self._ids):04x}-0000-7000-8000-000000000000"

    def _poked(self) -> None:
        self.pokes += 1
