"""A founded station with one account per role and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.crossing import Crossing
from app.domain.officer import Role
from app.flow.ports import SignedIn, StationPlan
from app.store.database import open_database
from app.store.door import StationDoor
from app.store.driver import Connection
from app.store.keys import Hardness, unwrap
from app.store.place import StationPlace
from app.store.slots import read_key_file
from bench.people import Booth, crossings

CHEAP = Hardness(memory_kib=64, passes=1, lanes=1)
PASSWORDS = {
    "harbourmaster": "tall palm by the reef",
    "officer": "blue lagoon at dawn",
    "supervisor": "seven canoes landing",
    "technician": "soldering iron 650",
}
PLAN = StationPlan(
    "UTO",
    "UTAVR",
    "A1",
    "https://hq.example",
    "harbourmaster",
    "Harbour Master",
    PASSWORDS["harbourmaster"],
    training=True,
)


@dataclass
class MovableClock:
    """Tells the time that the test has set."""

    now: datetime = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass, or set the clock back."""
        self.now += by


@dataclass
class StationInTest:
    """A station in a folder of its own, with the door to it."""

    home: Path
    clock: MovableClock = field(default_factory=MovableClock)

    @property
    def place(self) -> StationPlace:
        return StationPlace(self.home)

    def door(self) -> StationDoor:
        """The door as a newly started program would make it."""
        return StationDoor(self.home, self.clock, CHEAP)

    def found(self) -> StationInTest:
        """Make the station and one account per role, each named after its role."""
        self.door().found(PLAN)
        with self.signed_in("harbourmaster") as session:
            for role in (Role.OFFICER, Role.SUPERVISOR, Role.TECHNICIAN):
                session.officers.add(role.value, f"Some {role.value}", role, PASSWORDS[role.value])
        return self

    @contextmanager
    def signed_in(self, username: str) -> Iterator[SignedIn]:
        """One account signed in, and signed out at the end."""
        door = self.door()
        session = door.sign_in(username, PASSWORDS[username])
        try:
            yield session
        finally:
            door.sign_out(session)

    @contextmanager
    def raw(self) -> Iterator[Connection]:
        """A connection past all doors, as a person who has the key would make it."""
        slot = read_key_file(self.place.keys).keys.slot("harbourmaster")
        assert slot is not None
        key = unwrap(slot, "harbourmaster", PASSWORDS["harbourmaster"])
        assert key is not None
        connection = open_database(self.place.store, key)
        try:
            yield connection
        finally:
            connection.close()


def travellers(count: int, officer: str = "officer", seed: int = 1) -> list[Crossing]:
    """Crossings of invented people, decided by one officer."""
    return list(crossings(count, seed, Booth(officers=(officer,), training=True)))
