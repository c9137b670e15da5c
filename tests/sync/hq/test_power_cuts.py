"""HQ killed with SIGKILL at any instant: what it acknowledged is there, what it kept is settled, once."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from pathlib import Path

import httpx2
import pytest

from sync.hq.home import write_private
from sync.ports import FrozenBatch
from sync.protocol.batch import read_header
from tests.helpers.hq import RunningHq
from tests.sync.hq.station import Station

_KILLS = 6


class Sender(threading.Thread):
    """Sends a station's batches over and over until each has its receipt, as the sync worker does."""

    def __init__(self, station: Station, batches: list[FrozenBatch]) -> None:
        super().__init__()
        self._station = station
        self._batches = batches
        self.acknowledged: list[FrozenBatch] = []
        self.progress = threading.Event()

    def run(self) -> None:
        """Send until everything is acknowledged."""
        for batch in self._batches:
            while not self._sent(batch):
                self.progress.set()
            self.acknowledged.append(batch)
            self.progress.set()

    def _sent(self, batch: FrozenBatch) -> bool:
        try:
            answer = self._station.put(batch)
        except httpx2.TransportError:
            return False
        if answer.status_code != 200:
            return False
        return self._station.receipt(answer).batch_id == batch.batch_id


def test_no_acknowledged_batch_is_lost_and_none_doubled_however_often_hq_is_killed(
    own_hq: RunningHq,
) -> None:
    dice = random.Random(20261124)
    station = Station(own_hq)
    sender = Sender(station, [station.batch(station.crossings(10)) for _ in range(60)])
    sender.start()
    for _ in range(_KILLS):
        for _ in range(dice.randint(1, 6)):
            sender.progress.wait(20)
            sender.progress.clear()
        before = list(sender.acknowledged)
        own_hq.kill()
        with own_hq.connection() as connection:
            settled = connection.execute("SELECT id FROM batch WHERE receipt IS NOT NULL").fetchall()
        assert {batch.batch_id for batch in before} <= {row[0] for row in settled}
        own_hq.start()
    sender.join(60)
    assert not sender.is_alive()
    station.close()
    figures = own_hq.stats()
    assert (figures["crossings"], figures["duplicates"], figures["batches"]) == (600, 0, 60)
    assert (figures["batches_unsettled"], figures["stations"][0]["up_to_seq"]) == (0, 600)


def test_what_was_kept_and_not_settled_is_settled_at_the_next_start(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    batch = station.batch(station.crossings(12))
    own_hq.kill()
    header = read_header(batch.data)
    with own_hq.connection() as connection:  # as a cut between the two transactions leaves it
        connection.execute(
            "INSERT INTO batch (station, id, first_seq, count, previous, bytes)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (station.number, batch.batch_id, 1, 12, header.previous, batch.data),
        )
    own_hq.start()
    said = station.receipt(station.put(batch))
    station.close()
    assert (said.up_to_seq, said.rejected) == (12, ())
    assert own_hq.count() == 12


def test_parts_kept_before_a_kill_need_not_come_again(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    batch = station.batch(station.crossings(12))
    whole = str(len(batch.data))
    station.put(batch, batch.data[:500], Upload_Length=whole)
    own_hq.restart()
    assert station.head(batch).headers["Upload-Offset"] == "500"
    rest = station.put(batch, batch.data[500:], Upload_Length=whole, Upload_Offset="500")
    assert station.receipt(rest).up_to_seq == 12
    station.close()


def test_a_killed_hq_leaves_no_process_behind(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    station.receipt(station.put(station.batch(station.crossings(1))))  # opens the settling process
    station.close()
    own_hq.kill()
    deadline = time.monotonic() + 30
    with own_hq.connection(autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchone()
            if row == (0,):
                break
            assert time.monotonic() < deadline, "a settling process outlived HQ"


@pytest.mark.parametrize("ends", ["cleanly", "killed"])
def test_hq_on_its_embedded_database_goes_on_after_its_end(ends: str) -> None:
    with tempfile.TemporaryDirectory(prefix="matapa-hq-") as folder, RunningHq(Path(folder), None) as hq:
        station = Station(hq)
        station.receipt(station.put(station.batch(station.crossings(5))))
        if ends == "killed":
            hq.kill()
        else:
            hq.stop()
        hq.start()
        assert station.receipt(station.put(station.batch(station.crossings(5)))).up_to_seq == 10
        station.close()
        hq.stop()
        assert not (Path(folder) / "database" / "postmaster.pid").exists()


def test_a_batch_sealed_to_a_key_that_hq_has_lost_waits_until_it_is_back(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    batch = station.batch(station.crossings(4))
    key = own_hq.home.keys / "seal-1.key"
    raw = key.read_bytes()
    own_hq.kill()
    key.rename(key.with_name("lost"))
    write_private(own_hq.home.keys / "seal-2.key", bytes(range(32)))
    own_hq.start()
    answer = station.put(batch)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert own_hq.stats()["batches_unsettled"] == 1
    own_hq.kill()
    write_private(key, raw)
    own_hq.start()
    assert station.receipt(station.put(batch)).up_to_seq == 4
    station.close()


def test_hq_goes_on_by_itself_when_the_database_drops_its_connections(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    with own_hq.connection(autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    batch = station.batch(station.crossings(2))
    answers = [station.put(batch) for _ in range(12)]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert station.receipt(answers[-1]).up_to_seq == 3
    station.close()
    assert own_hq.count() == 3
