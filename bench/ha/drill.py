"""Kill one thing after the other in the middle of ingest, and see that stations notice only delay."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from bench.ha.cluster import Cluster, running
from bench.ha.configurations import database_url
from bench.ha.places import NODES, places
from bench.ha.proof import Proof, prove
from bench.ha.stations import Station, booths, enrol_stations
from sync.hq.authority import load_root
from sync.hq.database import connect
from sync.hq.stations import make_code

_QUIET = 3.0
"""Seconds of ingest before each kill, so that every kill meets work under way."""
_LAST_WORD = 120.0
"""Seconds that the batches under way have at the end to get their receipts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How hard the drill is: kills of the primary, workers of HQ, stations, records of each batch, the
    seconds that a station waits between two batches, and whether HQ finds the primary without HAProxy."""

    kills: int
    workers: int
    stations: int
    records: int
    pace: float
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Kill:
    """One thing that was killed: what, how many seconds until a batch got its receipt again from everybody,
    and until everything stood as before."""

    what: str
    receipts_after: float
    whole_after: float


@dataclass(frozen=True, slots=True)
class Report:
    """What the drill found. Delays are seconds of single batches, from the first offer to the receipt."""

    terms: Terms
    kills: tuple[Kill, ...]
    proof: Proof
    unfinished: int
    tries: int
    delay_p50: float
    delay_p99: float
    delay_most: float
    troubles: dict[str, int]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything that got a receipt is there and every station came to its end."""
        return self.proof.holds and not self.unfinished

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"holds": self.holds}


def drill(terms: Terms, say: Callable[[str], None]) -> Report:
    """Run the whole drill; raises NotReady when something does not come up, and leaves nothing behind."""
    began = time.monotonic()
    with places(terms.workers) as where, running(where, terms.direct, say) as cluster:
        stations = _stations(cluster, terms)
        stop, done = threading.Event(), threading.Event()
        say(f"{len(stations)} stations send over TLS")
        with ThreadPoolExecutor(len(stations)) as pool:
            work = [pool.submit(station.work, stop, done) for station in stations]
            try:
                kills = _kills(cluster, stations, terms, say)
                stop.set()
                unfinished = _await_ends(work)
            finally:
                stop.set()
                done.set()
        say("comparing receipts with the ledger")
        cluster.wait(lambda: cluster.standing().whole, "the last machine")
        with connect(database_url(where, "matapa")) as connection:
            proof = prove(connection, stations)
        return _report(terms, kills, proof, stations, unfinished, time.monotonic() - began)


def _stations(cluster: Cluster, terms: Terms) -> list[Station]:
    people = booths(terms.stations)
    fingerprint = load_root(cluster.home).fingerprint()
    with connect(database_url(cluster.places, "matapa"), autocommit=True) as connection:
        codes = [
            (str(make_code(connection, fingerprint, first.port, first.booth, 1)), booth, first)
            for booth, first in people
        ]
    return enrol_stations(f"https://127.0.0.1:{cluster.places.hq}", codes, terms.records, terms.pace)


def _kills(
    cluster: Cluster, stations: Sequence[Station], terms: Terms, say: Callable[[str], None]
) -> tuple[Kill, ...]:
    kills = [_kill_primary(cluster, stations, turn, terms.kills, say) for turn in range(1, terms.kills + 1)]
    others = (
        ("a worker of HQ", cluster.workers[0]),
        ("HAProxy", cluster.haproxy),
        ("a node of etcd", cluster.etcd[NODES[0]]),
    )
    for what, program in others:
        _ingest(_QUIET)
        program.kill()
        moment = time.monotonic()
        _ingest(1.0)
        program.start()
        kills.append(_watch(cluster, stations, what, moment, say))
    return tuple(kills)


def _kill_primary(
    cluster: Cluster, stations: Sequence[Station], turn: int, turns: int, say: Callable[[str], None]
) -> Kill:
    cluster.wait(lambda: cluster.standing().whole, "three machines that replicate")
    _ingest(_QUIET + random.random())
    victim = cluster.standing().primary
    if victim is None:
        return _kill_primary(cluster, stations, turn, turns, say)
    cluster.kill_machine(victim)
    moment = time.monotonic()
    cluster.wait(lambda: cluster.standing().primary not in (None, victim), "a new primary")
    cluster.patroni[victim].start()
    return _watch(cluster, stations, f"primary {turn} of {turns} ({victim})", moment, say)


def _watch(
    cluster: Cluster, stations: Sequence[Station], what: str, moment: float, say: Callable[[str], None]
) -> Kill:
    """When every station has a receipt for something offered since, and when all stand as before."""
    cluster.wait(
        lambda: all(_served_since(station, moment) for station in stations), "receipts for everybody"
    )
    receipts = time.monotonic() - moment
    cluster.wait(lambda: cluster.standing().whole, "all machines")
    kill = Kill(what, receipts, time.monotonic() - moment)
    say(f"killed {what}: receipts for all after {receipts:.1f} s, whole after {kill.whole_after:.1f} s")
    return kill


def _served_since(station: Station, moment: float) -> bool:
    return bool(station.sent) and station.sent[-1].settled > moment


def _ingest(seconds: float) -> None:
    threading.Event().wait(seconds)


def _await_ends(work: Sequence[Future[None]]) -> int:
    """How many stations did not get the receipt of their last batch in time."""
    until, unfinished = time.monotonic() + _LAST_WORD, 0
    for future in work:
        try:
            future.result(timeout=max(0.0, until - time.monotonic()))
        except TimeoutError:
            unfinished += 1
    return unfinished


def _report(
    terms: Terms,
    kills: tuple[Kill, ...],
    proof: Proof,
    stations: Sequence[Station],
    unfinished: int,
    seconds: float,
) -> Report:
    delays = sorted(one.delay for station in stations for one in station.sent)
    troubles: dict[str, int] = {}
    for station in stations:
        for code, count in station.troubles.items():
            troubles[code] = troubles.get(code, 0) + count
    return Report(
        terms=terms,
        kills=kills,
        proof=proof,
        unfinished=unfinished,
        tries=max((one.tries for station in stations for one in station.sent), default=0),
        delay_p50=_part(delays, 0.50),
        delay_p99=_part(delays, 0.99),
        delay_most=_part(delays, 1.0),
        troubles=troubles,
        seconds=seconds,
    )


def _part(delays: Sequence[float], part: float) -> float:
    return delays[max(0, math.ceil(len(delays) * part) - 1)] if delays else 0.0
