"""A process full of stations: each with its outbox, its sync thread and its own bad line to HQ."""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing.synchronize import Barrier
from typing import Final
from urllib.parse import urlsplit

from app.domain.record import encode
from bench.bad_links import BadLinks, Quality
from bench.people import Booth, crossings
from sync.backoff import Backoff
from sync.http import HqClient
from sync.ports import Settlement, StationIdentity
from sync.worker import SyncWorker
from tests.helpers.little_outbox import LittleOutbox

_READY_WITHIN: Final = 300.0
"""Seconds that the slowest group may take to invent its travellers."""
_GLANCE: Final = 0.25
_started: list[Barrier] = []


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A station as HQ knows it, with the line that it has."""

    identity: StationIdentity
    station_id: str
    booth: str
    line: Quality


@dataclass(frozen=True, slots=True)
class Job:
    """What a group does: `backlog` crossings wait at each station, then one comes every `pace` seconds on
    the mean for `seconds`; `grace` is how long the rest may take to arrive."""

    stations: Sequence[Enrolled]
    url: str
    backlog: int
    pace: float
    seconds: float
    grace: float
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a group. `lags` are seconds from record to receipt of live crossings, `steady` of those
    made when the station's backlog was through, `drained` those until it was; `made` says for each station
    how many records it made and the SHA-256 of all their bytes in order."""

    lags: Sequence[float]
    steady: Sequence[float]
    drained: Sequence[float]
    made: dict[int, tuple[int, str]]
    batches: int
    unsettled: int
    rejected: int
    failures: int
    connections: int
    cuts: int
    carried: int
    overtime: float


class _Outbox(LittleOutbox):
    """Notes when each row was made and when it got its receipt."""

    def __init__(self, identity: StationIdentity) -> None:
        super().__init__(identity)
        self.made: list[float] = []
        self.waited: dict[int, float] = {}

    def record(self, payload: bytes, kind: int = 1) -> None:
        """Add a row, as Admit does."""
        self.made.append(time.monotonic())
        super().record(payload, kind)

    def settle(self, settlement: Settlement) -> None:
        """Keep the receipt."""
        batch, moment = self.batches[settlement.batch_id], time.monotonic()
        for seq in range(batch.first_seq, batch.last_seq + 1):
            self.waited.setdefault(seq, moment - self.made[seq - 1])
        super().settle(settlement)

    def drained(self, backlog: int) -> float:
        """Seconds until the first so many rows had their receipts; infinite where they have not."""
        return max((self.waited.get(seq, float("inf")) for seq in range(1, backlog + 1)), default=0.0)


@dataclass(slots=True)
class _Station:
    outbox: _Outbox
    worker: SyncWorker
    live: Iterator[bytes]


def wait_for_others(barrier: Barrier) -> None:
    """All groups begin together: what each process is told as it starts."""
    _started.append(barrier)


def work(job: Job) -> Outcome:
    """Run the group to its end; its lines, threads and sockets are gone when it returns."""
    payloads = [_payloads(one, job, place) for place, one in enumerate(job.stations)]
    where = urlsplit(job.url)
    with ExitStack() as stack:
        far = (where.hostname or "", where.port or 0)
        lines = stack.enter_context(BadLinks(far, [one.line for one in job.stations], job.seed))
        stations = [
            _station(one, port, made, job.backlog)
            for one, port, made in zip(job.stations, lines.ports, payloads, strict=True)
        ]
        _started[0].wait(_READY_WITHIN)
        began = time.monotonic()
        for station in stations:
            station.outbox.made = [began] * job.backlog
            station.worker.start()
        stack.callback(_end, stations)
        _live(stations, job, began)
        overtime = _wait_for_the_rest(stations, job.grace)
    return _outcome(stations, job, lines, overtime)


def _payloads(one: Enrolled, job: Job, place: int) -> list[bytes]:
    booth = Booth(one.station_id, one.identity.port, one.booth, training=False)
    count = job.backlog + max(1, round(2 * job.seconds / job.pace))
    seed = job.seed * 1000 + place
    return [encode(crossing) for crossing in crossings(count, seed, booth)]


def _station(one: Enrolled, port: int, made: Sequence[bytes], backlog: int) -> _Station:
    identity = replace(one.identity, hq_url=f"https://127.0.0.1:{port}")
    outbox = _Outbox(identity)
    for payload in made[:backlog]:
        outbox.record(payload)
    worker = SyncWorker(
        lambda: outbox, HqClient, lambda: datetime.now(UTC), Backoff(random.random), lambda _: None
    )
    return _Station(outbox, worker, iter(made[backlog:]))


def _live(stations: Sequence[_Station], job: Job, began: float) -> None:
    """Travellers come to each station by chance, until the time is over."""
    dice, never = random.Random(job.seed), threading.Event()
    due = [(began + dice.expovariate(1 / job.pace), place) for place in range(len(stations))]
    heapq.heapify(due)
    while due[0][0] < began + job.seconds:
        moment, place = due[0]
        never.wait(max(0.0, moment - time.monotonic()))
        station = stations[place]
        payload = next(station.live, None)
        if payload is not None:
            station.outbox.record(payload)
            station.worker.poke()
        heapq.heapreplace(due, (moment + dice.expovariate(1 / job.pace), place))


def _wait_for_the_rest(stations: Sequence[_Station], grace: float) -> float:
    """Seconds until everything had its receipt, at most `grace`."""
    began, never = time.monotonic(), threading.Event()
    while time.monotonic() - began < grace and any(_open(one.outbox) for one in stations):
        never.wait(_GLANCE)
    return time.monotonic() - began


def _open(outbox: _Outbox) -> int:
    return len(outbox.rows) - outbox.settled


def _end(stations: Sequence[_Station]) -> None:
    for station in stations:
        station.worker.stop(0.0)
    for station in stations:
        station.worker.stop(10.0)


def _outcome(stations: Sequence[_Station], job: Job, lines: BadLinks, overtime: float) -> Outcome:
    boxes = [one.outbox for one in stations]
    drained = [box.drained(job.backlog) for box in boxes]
    live = [
        (lag, box.made[seq - 1] - box.made[0] > through)
        for box, through in zip(boxes, drained, strict=True)
        for seq, lag in box.waited.items()
        if seq > job.backlog
    ]
    return Outcome(
        lags=[lag for lag, _ in live],
        steady=[lag for lag, steady in live if steady],
        drained=drained,
        made={
            one.identity.station_number: (
                len(box.rows),
                sha256(b"".join(r.payload for r in box.rows)).hexdigest(),
            )
            for one, box in zip(job.stations, boxes, strict=True)
        },
        batches=sum(len(box.receipts) for box in boxes),
        unsettled=sum(_open(box) for box in boxes),
        rejected=sum(len(one.rejected) for box in boxes for one in box.receipts.values()),
        failures=sum(len(box.failures) for box in boxes),
        connections=lines.connections,
        cuts=lines.cuts,
        carried=lines.carried,
        overtime=overtime,
    )
