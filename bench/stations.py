"""Five hundred stations with backlogs over bad lines for ten minutes, against one HQ over TLS.

Each station is the real sync thread with its outbox in memory; HQ is the real server with its settlers, its
screening and its own PostgreSQL, and shares the machine's cores with all of them. Stations are enrolled by
HQ's own functions; from then on they know HQ by their lines alone, each call with their certificate.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.bad_links import Quality
from bench.hq_weight import Weight, Weights
from bench.nation import founded
from bench.stations_group import Enrolled, Job, Outcome, wait_for_others, work
from bench.table import Row
from sync.hq.authority import Root, load_root
from sync.hq.database import Connection, connect, database
from sync.hq.enrolment import enrol
from sync.hq.home import HqHome
from sync.hq.keys import HqKeys, load_keys
from sync.hq.stations import make_code
from sync.identity import certificate_request, make_tls_key, proved
from sync.ports import StationIdentity
from sync.protocol.enrolment import write_request

_PORTS: Final = 30
_GRACE: Final = 90.0
"""Seconds that the slowest line may take after the last record: some tries, each after a pause."""
_LOOK: Final = 2.0
_LINES: Final = (
    Quality(300.0, 1.5, 20_000), Quality(1_000.0, 0.6, 30_000), Quality(4_000.0, 0.3, 40_000),
    Quality(16_000.0, 0.1, 100_000),
)  # fmt: skip
"""A line of 2.4 kbit/s over a satellite, two of a telephone, and a bad mobile one, by turns."""
_ARRIVED: Final = """
SELECT station, count(*), count(DISTINCT record_id),
    encode(sha256(string_agg(payload, ''::bytea ORDER BY seq)), 'hex')
FROM crossing GROUP BY station
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """How many stations for how many seconds, with which backlog; one crossing every `pace` seconds at each;
    lines are `faster` times as fast as they should be. The stations share `groups` processes."""

    stations: int
    seconds: float
    backlog: int
    pace: float = 20.0
    faster: float = 1.0
    groups: int = 4

    @classmethod
    def of(cls, scale: float) -> Terms:
        """At full scale 500 for ten minutes, with 300 crossings waiting at each."""
        most = min(1.0, scale)
        stations = max(4, round(500 * scale))
        return cls(stations, max(5.0, 600 * most), max(20, round(300 * min(1.0, 5 * most))))


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the ledger has of what the stations made; all zeros when each record is there exactly once."""

    missing: int
    doubled: int
    altered: int


def run_stations(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures of many stations."""
    return measure(Terms.of(scale), say)


def measure(terms: Terms, say: Callable[[str], None]) -> list[Row]:
    """The same by other terms."""
    with founded() as home:
        return measure_in(home, terms, say)


def measure_in(home: HqHome, terms: Terms, say: Callable[[str], None]) -> list[Row]:
    """The same at an HQ that does not run."""
    say(f"stations: enrolling {terms.stations}")
    with database(home, home.settings()) as url, connect(url) as connection:
        enrolled = _enrolled(connection, home, terms)
        with _serving(home) as (hq, process):
            outcomes, weights = _run(terms, enrolled, hq, Weights(process, home.database), say)
        say("stations: counting in the ledger")
        proof = _prove(connection, outcomes)
    return _rows(terms, outcomes, weights, proof)


def _enrolled(connection: Connection, home: HqHome, terms: Terms) -> list[Enrolled]:
    keys, root = load_keys(home), load_root(home)
    found = []
    for number in range(terms.stations):
        port, booth = f"UT{chr(65 + number % _PORTS // 26)}A{chr(65 + number % _PORTS % 26)}", str(number)
        line = _LINES[number % len(_LINES)]
        quality = Quality(line.rate * terms.faster, line.delay / terms.faster, line.carries)
        identity = _identity(connection, keys, root, (port, booth))
        found.append(Enrolled(identity, f"{port}-{booth}", booth, quality))
    connection.commit()
    return found


def _identity(connection: Connection, keys: HqKeys, root: Root, place: tuple[str, str]) -> StationIdentity:
    """Enrolled without the link."""
    port, booth = place
    code = make_code(connection, root.fingerprint(), port, booth, 1.0)
    signing, tls_key = Ed25519PrivateKey.generate().private_bytes_raw(), make_tls_key()
    station = ("UTO", port, booth, f"{port}-{booth}")
    request = write_request(code.secret, station, signing, certificate_request(tls_key))
    said = enrol(connection, keys, root, request)
    certificate = proved(said.certificate, tls_key, root.pem(), said.station_number, port)
    return StationIdentity(
        "", said.station_number, said.token, signing, said.hq_receipt_key, said.hq_seal_key, root.pem(),
        certificate, tls_key, port,
    )  # fmt: skip


@contextmanager
def _serving(home: HqHome) -> Iterator[tuple[str, int]]:
    """HQ's address and process, screening and all, until the block ends."""
    command = [
        sys.executable,
        "-m",
        "sync.hq",
        "serve",
        "--home",
        str(home.folder),
        "--port",
        "0",
        "--print-url",
    ]
    with (
        (home.folder / "hq.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()
            process.wait()


def _run(
    terms: Terms, enrolled: Sequence[Enrolled], url: str, weights: Weights, say: Callable[[str], None]
) -> tuple[list[Outcome], list[Weight]]:
    """Let all groups work, and weigh HQ meanwhile."""
    groups = min(terms.groups, terms.stations)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(groups)
    grace = max(_GRACE, terms.seconds / 4)
    jobs = [
        Job(enrolled[place::groups], url, terms.backlog, terms.pace, terms.seconds, grace, place + 1)
        for place in range(groups)
    ]
    with ProcessPoolExecutor(groups, context, wait_for_others, (barrier,)) as pool:
        running = [pool.submit(work, job) for job in jobs]
        weights.take()
        _watch(running, weights, say)
        outcomes = [one.result() for one in running]
    weights.take()
    return outcomes, weights.taken


def _watch(running: Sequence[Future[Outcome]], weights: Weights, say: Callable[[str], None]) -> None:
    said, left = 0.0, set(running)
    while left:
        left = wait(left, _LOOK).not_done
        weights.take()
        if time.monotonic() - said > 30:
            said = time.monotonic()
            now = weights.taken[-1]
            say(f"stations: HQ has {now.hq / 1e6:.0f} MB, PostgreSQL {now.postgres / 1e6:.0f} MB,"
                f" {now.connections} connections")  # fmt: skip


def _prove(connection: Connection, outcomes: Sequence[Outcome]) -> _Proof:
    made = {number: said for outcome in outcomes for number, said in outcome.made.items()}
    rows = {row[0]: row[1:] for row in connection.execute(_ARRIVED).fetchall()}
    missing = doubled = altered = 0
    for number, (count, digest) in made.items():
        there, distinct, found = rows.get(number, (0, 0, ""))
        missing += max(0, count - distinct)
        doubled += there - distinct + max(0, distinct - count)
        altered += count == distinct and found != digest
    return _Proof(missing, doubled, altered)


def _part(found: Sequence[float], part: float) -> float:
    ordered = sorted(found) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _rows(terms: Terms, outcomes: Sequence[Outcome], weights: Sequence[Weight], proof: _Proof) -> list[Row]:
    count = sum(rows for one in outcomes for rows, _ in one.made.values())
    open_still, away = (sum(getattr(one, name) for one in outcomes) for name in ("unsettled", "rejected"))
    lasted = f"{terms.stations} stations, {terms.seconds:.0f} s"
    return [
        Row("records made at stations", count, "", beside=lasted),
        Row("  not in the ledger", proof.missing, "", aim=0, beside=f"{open_still} without a receipt"),
        Row("  doubled", proof.doubled, "", aim=0, beside=f"{away} turned away"),
        Row("  stations with other bytes", proof.altered, "", aim=0),
        *_time_rows(terms, outcomes),
        *_weight_rows(weights),
    ]


def _time_rows(terms: Terms, outcomes: Sequence[Outcome]) -> list[Row]:
    lags, steady = ([lag for one in outcomes for lag in getattr(one, name)] for name in ("lags", "steady"))
    drained = [seconds for one in outcomes for seconds in one.drained]
    batches, failures, cuts, connections, carried = (
        sum(getattr(one, name) for one in outcomes)
        for name in ("batches", "failures", "cuts", "connections", "carried")
    )
    overtime = max(one.overtime for one in outcomes)
    lasted = terms.seconds + overtime
    tries = f"{failures:,} tries failed, {cuts:,} cuts, {connections:,} connections"
    backlog = f"backlog of {terms.backlog} until its receipts"
    return [
        Row("from a live record to its receipt, p50", _part(lags, 0.5), "s", beside=f"{len(lags):,} records"),
        Row("from a live record to its receipt, p99", _part(lags, 0.99), "s", beside=tries),
        Row(
            "  of those made when the backlog was through, p99", _part(steady, 0.99), "s",
            beside=f"p50 {_part(steady, 0.5):.2f} s, {len(steady):,} records",
        ),
        Row(f"{backlog}, p50", _part(drained, 0.5), "s"),
        Row(f"{backlog}, p99", _part(drained, 0.99), "s"),
        Row("all receipts after the last record", overtime, "s", beside=f"{carried:,} B carried"),
        Row("batches", batches / lasted, "/s", beside=f"{batches:,} in {lasted:.0f} s"),
    ]  # fmt: skip


def _weight_rows(weights: Sequence[Weight]) -> list[Row]:
    first, last = weights[0], weights[-1]
    seconds = max(0.001, last.moment - first.moment)
    rows = []
    for name, told in (("HQ's processes", "hq"), ("its PostgreSQL", "postgres")):
        taken = [getattr(one, told) / 1e6 for one in weights]
        said = f"at the start {taken[0]:.0f}, at the end {taken[-1]:.0f}; shared memory counted once"
        rows.append(Row(f"memory of {name}, most", max(taken), "MB", beside=said))
    return [
        *rows,
        Row("connections open at once, most", max(one.connections for one in weights), ""),
        Row(
            "cores that HQ and PostgreSQL used", (last.processor - first.processor) / seconds, "",
            beside="the mean; the stations used the others",
        ),
    ]  # fmt: skip
