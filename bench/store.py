"""Measure the store with a million crossings in it: Admit to durable, lookups, sign-in.

Everything that is compared is interleaved in one run, so that both sides meet the same disk and the
same load. Times are of the calls that the desk makes, permissions, audit and encoding included.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from app.domain.crossing import Crossing
from app.domain.officer import Role
from app.domain.record import encode
from app.flow.ports import ReadPurpose, SearchQuery, SignedIn, StationPlan
from app.store import driver
from app.store.crossings import SqlCrossings
from app.store.database import Connections, open_database
from app.store.door import StationDoor
from app.store.drafts import SqlDrafts
from app.store.driver import Connection
from app.store.keys import DatabaseKey
from app.store.session import Session
from bench.full_store import Known, copy_unencrypted, fill
from bench.people import Booth, crossings
from bench.table import Row

CROSSINGS = 1_000_000
RECORDED = 1_500
LOOKUPS = 1_500
OFFICER, PASSWORD = "amoana", "nine frigate birds"
PLAN = StationPlan("UTO", "UTAVR", "1", "", "harbour", "Harbour Master", "tall palm by the reef", True)


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Build the store in a temporary folder and measure it."""
    home = Path(tempfile.mkdtemp(prefix="bench-store-"))
    try:
        return _measure(home, max(1_000, int(CROSSINGS * scale)), say)
    finally:
        shutil.rmtree(home)


def _measure(home: Path, count: int, say: Callable[[str], None]) -> list[Row]:
    door = StationDoor(home, lambda: datetime.now(UTC))
    door.found(PLAN)
    administrator = door.sign_in(PLAN.administrator, PLAN.password)
    administrator.officers.add(OFFICER, "Ana Moana", Role.OFFICER, PASSWORD)
    began = time.perf_counter()
    with _session(administrator).connections.reading("bench") as connection:
        known = fill(connection, count, OFFICER, say)
        built = time.perf_counter() - began
        copy_unencrypted(connection, home / "plain.db")
    key = _session(administrator).key
    door.sign_out(administrator)
    rows = [Row("Store: building it in bulk", built, "s", 120, f"{count:,} crossings")]
    rows += _doors(door, home, key, count)
    session = door.sign_in(OFFICER, PASSWORD)
    say("store: recording, interleaved with the unencrypted store and the bare insert")
    rows += _recording(session, home, count)
    say("store: looking people up")
    rows += _looking_up(session, known, count)
    door.sign_out(session)
    return rows


def _doors(door: StationDoor, home: Path, key: DatabaseKey, count: int) -> list[Row]:
    sign_ins, openings = [], []
    for _ in range(7):
        began = time.perf_counter()
        session = door.sign_in(OFFICER, PASSWORD)
        sign_ins.append(time.perf_counter() - began)
        door.sign_out(session)
        began = time.perf_counter()
        connection = open_database(home / "station" / "store.db", key)
        connection.execute("SELECT max(id) FROM crossings").fetchone()
        openings.append(time.perf_counter() - began)
        connection.close()
    beside = f"median of 7, {count:,} crossings"
    return [
        Row(
            "Sign-in: password to open store",
            median(sign_ins) * 1e3,
            "ms",
            1_500,
            f"{beside}; Argon2id 64 MiB",
        ),
        Row("Opening the store with its raw key", median(openings) * 1e3, "ms", None, beside),
    ]


def _recording(session: SignedIn, home: Path, count: int) -> list[Row]:
    encrypted = _session(session)
    plain_connections = Connections(partial(_open_plain, home / "plain.db"))
    plain = SqlCrossings(
        Session(encrypted.officer, encrypted.station, encrypted.key, plain_connections, encrypted.clock)
    )
    bare = _bare(home / "bare.db")
    begin = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    booth = Booth(officers=(OFFICER,), training=True)
    people = list(crossings(RECORDED, 11, booth, begin))
    ways: tuple[Callable[[Crossing], None], ...] = (session.crossings.record, plain.record, bare)
    times: list[list[float]] = [[], [], []]
    for crossing, first in zip(people, cycle(range(3)), strict=False):
        # As at the desk: before Admit come the swipe and a draft of the inspection.
        for desk, drafts in ((session.crossings, session.drafts), (plain, SqlDrafts(plain.session))):
            desk.history(crossing.document.number, crossing.traveller.surname, "")
            drafts.keep(bytes(600))
        for way in (first, (first + 1) % 3, (first + 2) % 3):  # nobody always goes first
            began = time.perf_counter()
            ways[way](crossing)
            times[way].append(time.perf_counter() - began)
    plain_connections.close()
    (p50, p99), (plain50, plain99), (bare50, bare99) = (_percentiles(taken) for taken in times)
    beside = f"unencrypted {plain50:.3g} ms, bare insert {bare50:.3g} ms; n={RECORDED}, {count:,} crossings"
    beside99 = f"unencrypted {plain99:.3g} ms, bare insert {bare99:.3g} ms"
    return [
        Row("Admit to durable, p50", p50, "ms", None, beside),
        Row("Admit to durable, p99", p99, "ms", None, beside99),
        Row(
            "Admit against the bare fsync'd insert, p50",
            p50 / bare50,
            "x",
            1.2,
            "the bare one: 1 row, no key",
        ),
        Row("Admit against the bare fsync'd insert, p99", p99 / bare99, "x", 1.2),
        Row(
            "What Admit adds to the bare insert, p50",
            p50 - bare50,
            "ms",
            None,
            "cipher, chain and permissions, beside the fsync",
        ),
        Row("Admit against the unencrypted store, p50", p50 / plain50, "x", None),
    ]


def _looking_up(session: SignedIn, known: Sequence[Known], count: int) -> list[Row]:
    people = list(islice(cycle(known), LOOKUPS))
    look, inquiry = session.crossings, ReadPurpose.INQUIRY
    ways: dict[str, Callable[[Known], Sequence[object]]] = {
        "History by document number": lambda one: look.history(one.number, "", ""),
        "History by name and birth date": lambda one: look.history("", one.surname, one.birth_date),
        "History by both, as on a swipe": lambda one: look.history(one.number, one.surname, one.birth_date),
        "Search by number, audited durably": lambda one: look.search(SearchQuery(one.number), inquiry),
    }
    rows = []
    for name, way in ways.items():
        taken = []
        for one in people:
            began = time.perf_counter()
            found = way(one)
            taken.append(time.perf_counter() - began)
            assert found, "somebody who is in the store was not found"
        p50, p99 = _percentiles(taken)
        rows.append(Row(f"{name}, p99", p99, "ms", 20, f"p50 {p50:.3g} ms; n={LOOKUPS}, {count:,} crossings"))
    return rows


def _bare(path: Path) -> Callable[[Crossing], None]:
    """The naive way that costs the least: one row with the same bytes, no key, no index, no chain."""
    connection = _open_plain(path)
    connection.execute("CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB NOT NULL)")

    def insert(crossing: Crossing) -> None:
        connection.execute("INSERT INTO records (record) VALUES (?)", (encode(crossing),))

    return insert


def _open_plain(path: Path) -> Connection:
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=rwc", 5.0)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16384"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _session(signed_in: SignedIn) -> Session:
    assert isinstance(signed_in.crossings, SqlCrossings)
    return signed_in.crossings.session


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1e3, cuts[98] * 1e3
