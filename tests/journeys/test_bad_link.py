"""Two thousand travellers over a 64 kbit/s link that drops two hundred times: real store, real HQ."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.flow.ports import SignedIn
from app.store.door import session_outbox
from bench.people import Booth, crossings
from sync.backoff import Backoff
from sync.hq.database import connect
from sync.http import HqClient
from sync.worker import SyncWorker
from tests.helpers.counting_hq import CountingHq
from tests.helpers.hq import Postgres
from tests.helpers.slow_link import KBIT_64, SlowLink, random_cuts
from tests.journeys.enrolled import enrolled_station

TRAVELLERS, DROPS, FLIGHT = 2_000, 200, 80
PATIENCE = 120.0

pytestmark = pytest.mark.journey


def test_two_thousand_crossings_survive_two_hundred_drops(tmp_path: Path, postgres: Postgres) -> None:
    cuts = random_cuts(seed=3, least=200, most=2_200)
    database = postgres.new_database()
    with CountingHq(tmp_path / "hq", database, training=True) as hq:
        target = ("127.0.0.1", urlsplit(hq.url).port or 0)
        with SlowLink(target, KBIT_64, lambda: cuts() if link.drops < DROPS else None) as link:
            station = enrolled_station(tmp_path / "station", hq, f"https://127.0.0.1:{link.port}")
            with station.signed_in("officer") as session, sending(session) as road:
                for flight in range(TRAVELLERS // FLIGHT):
                    record_flight(session, flight)
                    road.worker.poke()
                    road.wait_for_receipts(session)
        stats = hq.stats()
    assert link.drops >= DROPS
    with station.raw() as connection:
        kept = [bytes(row[0]) for row in connection.execute("SELECT record_id FROM crossings ORDER BY id")]
        (in_batches,) = connection.execute("SELECT sum(length(data)) FROM batch_files").fetchone()
    assert arrived(database) == kept
    assert len(kept) == TRAVELLERS
    assert stats["duplicates"] == stats["records_offered_again"] == stats["chain_breaks"] == 0
    assert hq.body_bytes <= 2 * in_batches, "no byte is sent more than twice on average"


class Road:
    """A running worker, to be waited for."""

    def __init__(self, session: SignedIn) -> None:
        self.moved = threading.Event()
        self.worker = SyncWorker(
            open_outbox=lambda: session_outbox(session),
            open_road=HqClient,
            clock=lambda: datetime.now(UTC),
            backoff=Backoff(random.Random(7).random, first=0.001, longest=0.001),
            listener=lambda _: self.moved.set(),
        )

    def wait_for_receipts(self, session: SignedIn) -> None:
        """Until HQ has confirmed all there is."""
        while session.outbox.view().waiting:
            assert self.moved.wait(PATIENCE), "the road stands still"
            self.moved.clear()


@contextmanager
def sending(session: SignedIn) -> Iterator[Road]:
    """The worker at work."""
    road = Road(session)
    road.worker.start()
    try:
        yield road
    finally:
        assert road.worker.stop()


def record_flight(session: SignedIn, number: int) -> None:
    """Record the travellers of a flight."""
    here = session.station
    booth = Booth(here.station_id, here.port, here.booth, ("officer",), here.training)
    for crossing in crossings(FLIGHT, seed=number, booth=booth):
        session.crossings.record(crossing)


def arrived(database: str) -> list[bytes]:
    """Record ids at HQ in the station's order."""
    with connect(database) as connection:
        rows = connection.execute("SELECT record_id FROM crossing ORDER BY seq").fetchall()
    return [row[0].bytes for row in rows]
