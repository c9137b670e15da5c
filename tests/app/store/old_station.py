"""A station of a year ago: crossings and cases that HQ has confirmed, a closed day, and a later now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind
from app.domain.officer import Act
from app.domain.port_retention import PurgePlan
from app.flow.ports import SignedIn
from app.store.door import session_outbox
from app.store.keys import unwrap
from app.store.slots import read_key_file
from sync.ports import Settlement
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.case_events import met, said
from tests.app.store.closing import DAY, NOON, ClosingStation, at
from tests.app.store.closing import desk as desk
from tests.helpers.zones import zone as zone

ADMIT = Decision(DecisionKind.ADMIT)
YEAR = timedelta(days=400)
PAGE, RESERVE = 4096, 80
"""Bytes of a page of SQLCipher 4, and of the initialisation vector and code at its end."""


def unseen(done: int, whole: int) -> None:
    """Nobody looks on."""


def named(surname: str, moment: datetime, seed: int = 1) -> Crossing:
    """A traveller by this name who was admitted then."""
    one = at(moment, seed, ADMIT)
    document = replace(one.document, surname=surname, mrz_lines=())
    return replace(one, document=document, traveller=replace(one.traveller, surname=surname))


@dataclass
class OldStation:
    """Ten travellers of one day, two of whom met an alert that was settled; HQ has all of it in batches."""

    desk: ClosingStation
    people: list[Crossing] = field(default_factory=list)
    met: list[AlertEvent] = field(default_factory=list)

    @property
    def station(self) -> StationInTest:
        return self.desk.station

    def live(self, surnames: Sequence[str] = (), start: datetime = NOON) -> None:
        """Record a day of travellers, each ten minutes after the other."""
        names = surnames or [f"OLDTRAVELLER{place:02}" for place in range(10)]
        people = [
            named(name, start + timedelta(minutes=10 * place), place + 1) for place, name in enumerate(names)
        ]
        for place, crossing in enumerate(people):
            with self.station.signed_in("officer") as session:
                self.station.clock.now = crossing.at
                events: tuple[AlertEvent, ...] = ()
                if place in (2, 5) and not surnames:
                    opened = met(crossing)
                    events = (opened, said(opened, officer="officer"))
                    self.met.append(opened)
                session.crossings.record(crossing, events)
        self.people += people

    def send(self, at_a_time: int = 6, rejected: Sequence[int] = ()) -> None:
        """HQ takes all that waits, but for rejected rows."""
        with self.station.signed_in("supervisor") as session:
            outbox = session_outbox(session)
            while True:
                batch = outbox.freeze(at_a_time, lambda rows, chain: b"".join(row.payload for row in rows))
                if batch is None:
                    break
                codes = tuple((seq, "REC-05") for seq in rejected
                              if batch.first_seq <= seq < batch.first_seq + batch.count)  # fmt: skip
                outbox.settle(Settlement(batch.batch_id, b"receipt", codes))
            outbox.close()

    def close_day(self, day: date = DAY) -> None:
        """The supervisor closes the day, some time after its midnight."""
        midnight = NOON.replace(hour=0) + timedelta(days=1 + (day - DAY).days)
        self.station.clock.now = max(self.station.clock.now, midnight)
        self.desk.close(day)

    def close_day_again(self) -> None:
        """The supervisor adds what came to the day since."""
        self.desk.add()

    def later(self, by: timedelta = YEAR) -> None:
        """A long time passes; for the last month of it the station was in use."""
        self.station.clock.now = NOON + by - timedelta(days=31)
        with self.as_planner():
            self.station.clock.now = NOON + by

    def vouch(self, session: SignedIn, username: str = "harbourmaster") -> None:
        """The door proves a second person at this desk."""
        self.station.door().vouch(session, username, PASSWORDS[username], Act.APPROVE_PURGE)

    def approved(self, session: SignedIn) -> PurgePlan:
        """A plan, approved by the administrator."""
        plan = session.retention.plan(unseen)
        self.vouch(session)
        return session.retention.approve(plan.number, plan.digest, "harbourmaster")

    def purge(self) -> PurgePlan:
        """Plan, approve, erase."""
        with self.station.signed_in("supervisor") as session:
            return session.retention.purge(self.approved(session).number, unseen)

    @contextmanager
    def as_planner(self) -> Iterator[SignedIn]:
        """The supervisor signed in."""
        with self.station.signed_in("supervisor") as session:
            yield session

    def pages(self) -> bytes:
        """Every page of the store and of its write-ahead log, opened with the key."""
        slot = read_key_file(self.station.place.keys).keys.slot("harbourmaster")
        assert slot is not None
        key = unwrap(slot, "harbourmaster", PASSWORDS["harbourmaster"])
        assert key is not None
        store = self.station.place.store
        data = store.read_bytes()
        pages = [data[start : start + PAGE] for start in range(0, len(data), PAGE)]
        opened = _opened(key.raw[:32], pages[0][16:]) + b"".join(_opened(key.raw[:32], p) for p in pages[1:])
        log = store.with_name(store.name + "-wal")
        frames = log.read_bytes()[32:] if log.exists() else b""
        size = 24 + PAGE
        return opened + b"".join(
            _opened(key.raw[:32], frames[start + 24 : start + size]) for start in range(0, len(frames), size)
        )


def _opened(key: bytes, page: bytes) -> bytes:
    vector = page[-RESERVE : -RESERVE + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[:-RESERVE]) + decryptor.finalize()


@dataclass
class Lived:
    """The day as it was lived once in this run: its folder, and who crossed."""

    folder: Path
    people: list[Crossing] = field(default_factory=list)
    met: list[AlertEvent] = field(default_factory=list)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Filled by the first test that needs it, and only ever copied."""
    return Lived(tmp_path_factory.mktemp("lived") / "home")


@pytest.fixture
def old(desk: ClosingStation, lived: Lived) -> OldStation:
    """A year later: a day that is closed and confirmed."""
    home = desk.station.home
    if lived.folder.exists():
        shutil.rmtree(home)
        shutil.copytree(lived.folder, home)
        made = OldStation(desk, list(lived.people), list(lived.met))
    else:
        made = OldStation(desk)
        made.live()
        made.send()
        made.close_day()
        shutil.copytree(home, lived.folder)
        lived.people, lived.met = list(made.people), list(made.met)
    made.later()
    return made
