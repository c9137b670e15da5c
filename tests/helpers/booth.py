"""A booth in memory: every port of the flow done for real but without disk, device or network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import uuid_utils

from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer, Role
from app.flow.booth import Booth
from app.flow.chip import ChipPort
from app.flow.courier import CourierPort
from app.flow.days import DayExportPort, DaysPort
from app.flow.link import RoadsPort
from app.flow.ports import (
    CrossingSummary,
    LinkState,
    LinkStatus,
    OutboxView,
    ReadPurpose,
    SearchQuery,
    SignedIn,
    Station,
    StoreReport,
)
from app.flow.reading import DeskEvent, DocumentRead, ReaderState, ReaderView, Typing, WedgePort
from app.trust.anchors import Anchors, Source
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.trust_file import ImportPlan, TrustFile
from tests.helpers.alerts import MemoryAlerts, MemoryCases, MemoryLists
from tests.helpers.erasing import MemoryRetention
from tests.helpers.figures import MemoryStatistics
from tests.helpers.no_officers import NoOfficers
from tests.helpers.supervised import NOT_ASKED, MemoryShift, MemoryValve

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""One day in nearly every time zone."""
PASSWORDS = {"tari": "outrigger lagoon", "leilani": "hibiscus reef"}
FREE_TRIES = 3


class SetClock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        """Seconds since the beginning of this clock."""
        return (self.now - NOON).total_seconds()


@dataclass
class Memory:
    """What the station in memory keeps: versions of crossings, the draft, and reads with their purpose."""

    crossings: list[Crossing] = field(default_factory=list)
    draft: bytes | None = None
    reads: list[ReadPurpose] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    fail_next: FailureCode | None = None
    full: bool = False
    opened: int = 0
    anchors: Anchors = field(default_factory=MemoryAnchors)
    alerts: MemoryAlerts = field(default_factory=MemoryAlerts)
    valve: MemoryValve = field(default_factory=MemoryValve)
    shift: MemoryShift = field(default_factory=MemoryShift)
    statistics: MemoryStatistics = field(default_factory=MemoryStatistics)
    retention: MemoryRetention = field(default_factory=MemoryRetention)


def summary_of(crossing: Crossing, sent: str) -> CrossingSummary:
    """The line of history of a crossing."""
    traveller = crossing.traveller
    return CrossingSummary(
        crossing.record_id, crossing.crossing_id, crossing.version, crossing.at, crossing.direction,
        crossing.port, crossing.document.number, traveller.surname, traveller.given_names,
        str(traveller.birth_date), traveller.nationality, crossing.decision.kind, crossing.officer, sent,
        crossing.crossed_at,
    )  # fmt: skip


class MemoryCrossings:
    """CrossingPort, DraftPort and OutboxPort over one Memory."""

    def __init__(self, memory: Memory, officer: Officer) -> None:
        self._memory, self._officer = memory, officer

    def record(self, crossing: Crossing, events: Sequence[AlertEvent] = ()) -> None:
        if self._memory.fail_next is not None:
            code, self._memory.fail_next = self._memory.fail_next, None
            raise WorldError(code, "store.record")
        self._memory.crossings.append(crossing)
        self._memory.alerts.events += events
        self._memory.sent[crossing.record_id] = "waiting"
        if crossing.version == 1:
            self._memory.draft = None

    def _latest(self) -> list[CrossingSummary]:
        newest = {c.crossing_id: c for c in self._memory.crossings}
        lines = [summary_of(c, self._memory.sent[c.record_id]) for c in newest.values()]
        return sorted(lines, key=lambda line: line.at, reverse=True)

    def history(self, document_number: str, surname: str, birth_date: str) -> Sequence[CrossingSummary]:
        self._memory.reads.append(ReadPurpose.PROCESSING)
        return [
            line for line in self._latest()
            if line.document_number == document_number
            or (line.surname, line.birth_date) == (surname, birth_date)
        ]  # fmt: skip

    def shift(self, since: datetime, officer: str | None, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        if officer != self._officer.username and not self._officer.may(Act.CORRECT_ANY):
            raise WorldError(FailureCode.NOT_ALLOWED, "store.permission")
        self._memory.reads.append(purpose)
        return [line for line in self._latest() if line.at >= since and officer in (None, line.officer)]

    def search(self, query: SearchQuery, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        self._memory.reads.append(purpose)
        found = [line for line in self._latest() if _matches(line, query)]
        return found[: query.limit]

    def versions(self, crossing_id: str, purpose: ReadPurpose) -> Sequence[Crossing]:
        self._memory.reads.append(purpose)
        found = [c for c in self._memory.crossings if c.crossing_id == crossing_id]
        if not found:
            raise WorldError(FailureCode.RECORD_UNKNOWN, "store.versions")
        return found

    def keep(self, draft: bytes) -> None:
        if self._memory.full:
            raise WorldError(FailureCode.STORE_FULL, "store.draft")
        self._memory.draft = draft

    def take(self) -> bytes | None:
        return self._memory.draft

    def clear(self) -> None:
        if self._memory.full:
            raise WorldError(FailureCode.STORE_FULL, "store.draft")
        self._memory.draft = None

    def view(self) -> OutboxView:
        states = list(self._memory.sent.values())
        oldest = min((c.at for c in self._memory.crossings), default=None)
        return OutboxView(states.count("waiting"), states.count("parked"), states.count("accepted"), oldest)


def _matches(line: CrossingSummary, query: SearchQuery) -> bool:
    return (
        line.document_number.startswith(query.document_number)
        and line.surname.startswith(query.surname.upper())
        and line.given_names.startswith(query.given_names.upper())
        and line.birth_date.startswith(query.birth_date)
        and line.nationality.startswith(query.nationality)
        and (query.first_day is None or line.at.date() >= query.first_day)
        and (query.last_day is None or line.at.date() <= query.last_day)
    )


class MemoryTrust:
    """TrustPort of a station whose window only rests on what is trusted: `Memory.anchors`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def anchors(self) -> Anchors:
        return self._memory.anchors

    def sources(self) -> Sequence[Source]:
        return self._memory.anchors.sources

    def plan(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        raise WorldError(FailureCode.NOT_ALLOWED, "trust")

    def take_in(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        raise WorldError(FailureCode.NOT_ALLOWED, "trust")

    def remove(self, source_id: str) -> Source:
        raise WorldError(FailureCode.NOT_ALLOWED, "trust")


class MemoryKeeper:
    """KeeperPort that counts what is there."""

    def __init__(self, crossings: MemoryCrossings, memory: Memory) -> None:
        self._crossings, self._memory = crossings, memory

    def check(self) -> StoreReport:
        return StoreReport(True, True, 0, None, len(self._memory.crossings), self._crossings.view())


class MemoryDoor:
    """SignInPort with a lock-out after three wrong passwords."""

    def __init__(self, memory: Memory, clock: SetClock, station: Station, roles: dict[str, Role]) -> None:
        self.memory, self._clock, self._station, self._roles = memory, clock, station, roles
        self.passwords = dict(PASSWORDS)
        self._wrong: dict[str, int] = {}
        self._until: dict[str, datetime] = {}
        self.threads: list[str] = []

    def usernames(self) -> Sequence[str]:
        return tuple(self.passwords)

    def sign_in(self, username: str, password: str) -> SignedIn:
        self._prove(username, password)
        officer = Officer(username, username.title() + " Vira", self._roles.get(username, Role.OFFICER))
        crossings = MemoryCrossings(self.memory, officer)
        self.memory.opened += 1
        return SignedIn(
            officer, self._station, crossings, crossings, crossings, NoOfficers(),
            MemoryKeeper(crossings, self.memory), NoOfficers(), MemoryTrust(self.memory),
            MemoryLists(self.memory.alerts), MemoryCases(self.memory.alerts, officer),
            self.memory.shift, self.memory.valve, self.memory.statistics, NOT_ASKED,
            self.memory.retention,
        )  # fmt: skip

    def _prove(self, username: str, password: str) -> None:
        self.threads.append(threading.current_thread().name)
        until = self._until.get(username)
        if until is not None and self._clock() < until:
            raise WorldError(FailureCode.SIGN_IN_LOCKED, "door", until=until.isoformat())
        if self.passwords.get(username) != password:
            self._wrong[username] = self._wrong.get(username, 0) + 1
            if self._wrong[username] % FREE_TRIES == 0:
                self._until[username] = self._clock() + timedelta(minutes=5)
            raise WorldError(FailureCode.SIGN_IN_WRONG, "door")

    def unlock(self, session: SignedIn, password: str) -> None:
        self._prove(session.officer.username, password)

    def vouch(self, session: SignedIn, username: str, password: str, act: Act) -> Officer:
        self._prove(username, password)
        officer = Officer(username, username.title() + " Vira", self._roles.get(username, Role.OFFICER))
        if not officer.may(act) or username == session.officer.username:
            raise WorldError(FailureCode.NOT_ALLOWED, "door")
        return officer

    def change_password(self, session: SignedIn, old: str, new: str) -> None:
        self._prove(session.officer.username, old)
        if len(new) < 12:
            raise WorldError(FailureCode.PASSWORD_TOO_WEAK, "door")
        self.passwords[session.officer.username] = new

    def sign_out(self, session: SignedIn) -> None:
        self.memory.opened -= 1


class HandReader:
    """ReaderPort whose documents are swiped by the test, from a thread of its own."""

    def __init__(self) -> None:
        self._listener: Callable[[DeskEvent], None] | None = None
        self.running = False

    def start(self, listener: Callable[[DeskEvent], None]) -> None:
        self._listener, self.running = listener, True
        self.say(ReaderView("Swipe reader", ReaderState.READY))

    def stop(self) -> None:
        self._listener, self.running = None, False

    def swipe(self, lines: Sequence[str], partial: bool = False) -> None:
        """A document is swiped."""
        self.say(DocumentRead(tuple(lines), partial))

    def say(self, event: DeskEvent) -> None:
        """Report anything, as a device's own thread would."""
        listener = self._listener
        if listener is not None:
            thread = threading.Thread(target=listener, args=(event,), name="hand-reader")
            thread.start()
            thread.join()


class HandLink:
    """LinkPort that says what the test wants said."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        self.listener: Callable[[LinkStatus], None] | None = None
        self.pokes = 0

    def start(self, session: SignedIn, listener: Callable[[LinkStatus], None]) -> None:
        self.listener = listener
        listener(LinkStatus(LinkState.CONNECTED, self._clock()))

    def poke(self) -> None:
        self.pokes += 1

    def stop(self) -> None:
        self.listener = None


class BurstWedge:
    """WedgePort over a clock that stands: what is typed at one moment is a burst."""

    def __init__(self) -> None:
        self._keys = ""
        self._last = -1.0

    def key(self, character: str, moment: float) -> Typing:
        before = self._given_back() if moment - self._last > 0.03 else ""
        self._last = moment
        if not character:
            return Typing(False, before + self._given_back())
        if character == "\r" and len(self._keys) >= 88:
            lines = self._keys.split("\r")
            self._keys = ""
            return Typing(True, before, DocumentRead(tuple(lines), False))
        if character == "\r" and not self._keys:
            return Typing(False, before)
        self._keys += character
        return Typing(True, before)

    def quiet(self, moment: float) -> Typing:
        return Typing(False, self._given_back())

    def _given_back(self) -> str:
        keys, self._keys = self._keys, ""
        return keys


class Taste:
    """TastePort in memory."""

    def __init__(self, theme: str = "light", lock_after_seconds: int = 600) -> None:
        self._theme, self._seconds = theme, lock_after_seconds

    @property
    def theme(self) -> str:
        return self._theme

    def keep_theme(self, theme: str) -> None:
        self._theme = theme

    @property
    def lock_after_seconds(self) -> int:
        return self._seconds


class MemoryBooth:
    """A whole booth in memory, its parts at hand for the test."""

    def __init__(
        self, theme: str = "light", training: bool = True, lock_after_seconds: int = 600,
        roles: dict[str, Role] | None = None, memory: Memory | None = None,
        wedge: WedgePort | None = None, chip: ChipPort | None = None, courier: CourierPort | None = None,
        roads: RoadsPort | None = None, days: DaysPort | None = None,
        day_export: DayExportPort | None = None,
    ) -> None:  # fmt: skip
        self.clock = SetClock()
        self.memory = memory or Memory()
        station = Station("VU-VLI-A1", "VUT", "VUVLI", "A1", "https://hq.example", True, training)
        self.station = replace(station, training=training)
        self.door = MemoryDoor(self.memory, self.clock, self.station, roles or {"leilani": Role.SUPERVISOR})
        self.reader = HandReader()
        self.link = HandLink(self.clock)
        self.taste = Taste(theme, lock_after_seconds)
        self.booth = Booth(
            door=self.door,
            clock=self.clock,
            monotonic=self.clock.monotonic,
            new_id=lambda: str(uuid_utils.uuid7()),
            reader=self.reader,
            wedge=wedge or BurstWedge(),
            link=self.link,
            taste=self.taste,
            version="0.1.0",
            chip=chip,
            courier=courier,
            roads=roads,
            days=days,
            day_export=day_export,
        )
