"""A station whose chain has a story: crossings, a correction, two people, lock-outs, readings, a log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.crossing import Crossing
from app.domain.day import DayCounts, DayHead, LogKind, Reconciliation
from app.domain.failure import WorldError
from app.domain.officer import Act, Role
from app.flow.ports import ReadPurpose, SearchQuery, SignedIn
from app.store import audit
from app.store.door import StationDoor
from app.store.driver import Connection
from sync.protocol.day import DayManifest, sign_manifest, write_manifest
from tests.app.store.booth import CHEAP, PLAN, StationInTest, travellers
from tests.helpers.booth import PASSWORDS, MemoryBooth, SetClock

LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""When the daily log of this story was closed."""
ENDED = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""When the story is over."""
SOUGHT = travellers(1, "tari")[0]
"""The traveller whom everybody looks at."""
MORE = {"sione": "seven canoes landing", "harbourmaster": PLAN.password}


def log_of(connection: Connection, number: int, line: int) -> tuple[bytes, bytes]:
    """Manifest and signature of a daily log that holds the chain up to a line."""
    (digest,) = connection.execute("SELECT hash FROM audit WHERE seq = ?", (line,)).fetchone()
    head = DayHead(
        number, LogKind.DAY, date(2026, 11, 24), LOG_AT, LOG_AT + timedelta(days=1), 660, "s", 7, "UTO",
        "UTAVR", "A1", LOG_AT, "leilani", "", True, 0, 8, line, digest, bytes(32), True,
    )  # fmt: skip
    manifest = write_manifest(DayManifest(head, DayCounts(*[0] * 11), Reconciliation(0, 0, 0, 0), (), 0, ()))
    return manifest, sign_manifest(manifest, LOG_KEY.private_bytes_raw())


def keep_log(connection: Connection, number: int, line: int) -> None:
    """Keep such a log as the station does."""
    manifest, signature = log_of(connection, number, line)
    values = (
        number, "day" if number == 1 else "addendum", "2026-11-24", 0, 0, 660, 0, 8, line,
        LOG_KEY.public_key().public_bytes_raw(), manifest, signature,
    )  # fmt: skip
    connection.execute(f"INSERT INTO day_logs VALUES ({','.join('?' * len(values))})", values)


class Story:
    """The station of the story in a folder (where it was `told` before), `parts` a booth whose door it is."""

    def __init__(self, home: Path, theme: str = "light", *, told: bool = False) -> None:
        self.parts = MemoryBooth(theme=theme)
        self.clock: SetClock = self.parts.clock
        self.door = StationDoor(home, self.clock, CHEAP)
        self.parts.booth = replace(self.parts.booth, door=self.door)
        self.station = StationInTest(home)
        if told:
            self.clock.now = ENDED
            return
        self.door.found(PLAN)
        administrator = self.door.sign_in(PLAN.administrator, PLAN.password)
        for name, full_name, role in (
            ("tari", "Tari Vira", Role.OFFICER), ("leilani", "Leilani Fifita", Role.SUPERVISOR),
            ("sione", "Sione Tupou", Role.OFFICER),
        ):  # fmt: skip
            administrator.officers.add(name, full_name, role, (PASSWORDS | MORE)[name])
        self.door.sign_out(administrator)
        self._tell()

    def _tell(self) -> None:
        self.clock.now -= timedelta(hours=9)
        desk = self.sign_in("tari")
        for crossing in travellers(8, "tari"):
            self._process(desk, crossing)
        self.door.vouch(desk, "leilani", PASSWORDS["leilani"], Act.RELEASE_ALERT)
        self._process(desk, travellers(9, "tari", seed=4)[8])
        with suppress(WorldError):
            self.door.vouch(desk, "sione", MORE["sione"], Act.RELEASE_ALERT)
        self._later(55)
        for _ in range(5):
            with suppress(WorldError):
                self.door.sign_in("sione", "not the one at all")
        supervisor = self.sign_in("leilani")
        self._correct(supervisor)
        supervisor.crossings.shift(SOUGHT.at - timedelta(days=3000), None, ReadPurpose.SHIFT_REVIEW)
        query = SearchQuery(surname=SOUGHT.traveller.surname)
        supervisor.crossings.search(query, ReadPurpose.DATA_SUBJECT_REQUEST)
        self._later(300)
        with self.station.raw() as connection:
            keep_log(connection, 1, audit.head(connection)[0])
        self.door.sign_out(supervisor)
        self.door.sign_out(desk)
        self.clock.now = ENDED

    def _process(self, desk: SignedIn, crossing: Crossing) -> None:
        traveller, number = crossing.traveller, crossing.document.number
        desk.crossings.history(number, traveller.surname, str(traveller.birth_date))
        desk.crossings.record(crossing)
        self._later(2)

    def _correct(self, supervisor: SignedIn) -> None:
        given = replace(SOUGHT.traveller, given_names="MARIA ANA")
        supervisor.crossings.record(
            replace(
                SOUGHT, record_id=travellers(30)[29].record_id, version=2, traveller=given,
                correction="Given names misread by the reader", officer="leilani",
            )
        )  # fmt: skip

    def _later(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)

    def sign_in(self, username: str) -> SignedIn:
        """One of the story's people signs in by the door."""
        return self.door.sign_in(username, (PASSWORDS | MORE)[username])
