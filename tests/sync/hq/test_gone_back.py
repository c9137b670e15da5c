"""An HQ restored from yesterday's backup: stations notice, nothing is lost or doubled, and lists go on."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbor2
import pytest

from app.domain.failure import FailureCode, WorldError
from app.domain.record import encode
from sync.backoff import Backoff
from sync.comparing import Comparing
from sync.enrol import enrol
from sync.hq import retention_plan, retention_run
from sync.hq.database import connect
from sync.hq.failure import HqCode, HqError
from sync.hq.publishing import publish_events
from sync.http import HqClient
from sync.protocol.index import read_index
from sync.worker import LinkReport, LinkState, SyncWorker
from tests.helpers.hq import RunningHq
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.logs import ExpectLog
from tests.sync.hq.listening import Desk, Listener, many, typed
from tests.sync.hq.station import BOOTH, PORT, Station


class Backup:
    """A copy of an HQ's database, made and put back while that HQ rests."""

    def __init__(self, hq: RunningHq) -> None:
        self._hq = hq
        parts = urlsplit(hq.database_url)
        self._name = parts.path.removeprefix("/")
        self._server = parts._replace(path="/postgres").geturl()

    def make(self) -> None:
        """Copy the database as it is now."""
        self._copy(self._name, f"{self._name}_backup")

    def put_back(self) -> None:
        """Go back to the copy."""
        self._copy(f"{self._name}_backup", self._name)

    def _copy(self, old: str, new: str) -> None:
        self._hq.stop()
        with connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {new}".encode())
            connection.execute(f"CREATE DATABASE {new} TEMPLATE {old}".encode())
        self._hq.start()


@contextmanager
def sending(outbox: LittleOutbox, reports: list[LinkReport]) -> Iterator[SyncWorker]:
    """The sync thread of a station, which compares."""
    backoff = Backoff(random.Random(7).random, first=0.01, longest=0.1)
    worker = SyncWorker(
        lambda: outbox, HqClient, lambda: datetime.now(UTC), backoff, reports.append, errands=(Comparing,)
    )
    worker.start()
    yield worker
    assert worker.stop(5.0)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    for _ in range(2000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("did not happen in time")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file to publish."""
    path = tmp_path / "rules.txt"
    path.write_bytes(b"the rules")
    return path


def test_an_hq_that_was_restored_gets_what_it_lost_and_goes_on_above_what_stations_hold(
    own_hq: RunningHq, rules: Path, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("SYN-13")
    desk, station, backup = Desk(own_hq, tmp_path), Station(own_hq), Backup(own_hq)
    listener, reports = Listener(station, tmp_path / "inbox"), list[LinkReport]()
    outbox, people = LittleOutbox(station.identity), [encode(one) for one in station.crossings(9)]

    def send(worker: SyncWorker, records: list[bytes]) -> None:
        for record in records:
            outbox.record(record)
            worker.poke()
            outbox.wait_for(lambda box: box.settled == len(box.rows))

    desk.take(many(20))
    publish(own_hq, rules, b"first")
    with sending(outbox, []) as worker:
        send(worker, people[:3])
    backup.make()
    desk.take(many(25))
    rules.write_bytes(b"lost with the copy")
    typed(own_hq, "publish", "rules", "lost", str(rules))
    publish(own_hq, rules, b"second")
    listener.look()
    with sending(outbox, reports) as worker:
        send(worker, people[3:8])
        wait_for(lambda: bool(reports) and reports[-1].failure is None)
        backup.put_back()
        assert own_hq.count() == 3
        send(worker, people[8:])
        wait_for(lambda: own_hq.count() == 9)
        wait_for(lambda: (reports[-1].state, reports[-1].failure) == (LinkState.CONNECTED, None))
    assert FailureCode.HQ_BEHIND in {report.failure for report in reports}
    (row,) = own_hq.stats()["stations"]
    assert (row["up_to_seq"], row["highest_seq"]) == (9, 9)

    assert read_index(listener.road.index(held(listener))) == []
    beyond = {one["stream"] for one in typed(own_hq, "published")["ahead"]}
    assert beyond == {desk.people, "rules/all", "rules/lost", f"late/{PORT}"}
    done = typed(own_hq, "restored")
    assert (done["above"] > 1_000_000, done["lost"], done["stations"]) == (True, [], 1)
    assert (done["revoked"], done["void_plans"]) == ([], 0)
    again = {desk.people, "rules/all", f"late/{PORT}", f"keys/{station.number}", "policy/export"}
    assert {(stream, sequence > done["above"], base) for stream, sequence, base in listener.look()} == {
        (stream, True, 0) for stream in again
    }
    assert listener.names(desk.name) == many(20)
    assert listener.inbox.contents["rules/all"] == [b"the rules"]
    assert cbor2.loads(listener.inbox.contents[f"late/{PORT}"][0]) == [b"first"]
    desk.take(many(22))
    typed(own_hq, "publish", "rules", "lost", str(rules))
    brought = {(stream, base > 0) for stream, _, base in listener.look()}
    assert brought == {("rules/lost", False), (desk.people, True)}
    assert listener.names(desk.name) == many(22)
    compares_and_leaves_numbers_out(own_hq, listener)
    listener.close()
    station.close()


def test_what_a_restored_hq_has_forgotten_counts_no_more(own_hq: RunningHq) -> None:
    stations = stolen, gone, liar, _good = [Station(own_hq) for _ in range(4)]
    backup, code = Backup(own_hq), own_hq.enrol_code(PORT, BOOTH)
    with own_hq.connection() as connection:
        plan, _ = retention_plan.preview(connection, "lrapoto")
        retention_plan.approve(connection, plan.number, "mvira")
    lie = f"/v1/published?held=people/un:{10**15 - 1}"
    assert liar.http.get(lie, headers=liar.authorization()).status_code == 200
    backup.make()
    typed(own_hq, "lost-station", str(stolen.number), "--reason", "stolen from the quay")
    own_hq.revoke(gone.number)
    enrol(own_hq.url, code, ("UTO", PORT, BOOTH, "UTAVR-later"))
    backup.put_back()
    refused = stolen.http.get("/v1/published", headers=stolen.authorization())
    assert refused.status_code == 401, "HQ's own word about the port names it, before it can call"
    done = typed(own_hq, "restored", "--revoke", str(gone.number))
    assert done["revoked"] == [gone.number]
    assert done["void_plans"] == 1
    assert done["above"] < 1 << 40, "no station carries all others beyond what a sequence can be"
    answers = [one.http.get("/v1/published", headers=one.authorization()).status_code for one in stations]
    assert answers == [401, 401, 200, 200]
    with pytest.raises(WorldError) as told:
        enrol(own_hq.url, code, ("UTO", PORT, BOOTH, "UTAVR-again"))
    assert told.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG
    backup.make()
    above = done["above"]
    for _ in range(2):
        backup.put_back()
        again = typed(own_hq, "restored")["above"]
        assert again > above, "the same copy once more knows nothing of the first time"
        above = again
    with own_hq.connection(autocommit=True) as connection, pytest.raises(HqError) as void:
        retention_run.run(connection, own_hq.home, plan.number, "mvira")
    assert void.value.code is HqCode.RETENTION_REFUSED
    for one in stations:
        one.close()


def compares_and_leaves_numbers_out(hq: RunningHq, listener: Listener) -> None:
    """HQ knows who has compared since, and gives a newcomer no number that another may have."""
    assert typed(hq, "published")["compared_since_restored"] == {"stations": 1, "compared": 0}
    listener.road.standing()
    assert typed(hq, "published")["compared_since_restored"]["compared"] == 1
    newcomer = Station(hq)
    assert newcomer.number > listener.station.number + 1000
    newcomer.close()


def publish(hq: RunningHq, rules: Path, event: bytes) -> None:
    """Publish the rules for all and an event for the port."""
    typed(hq, "publish", "rules", "all", str(rules))
    with hq.connection() as connection:
        publish_events(connection, hq.home, PORT, [event])


def held(listener: Listener) -> dict[str, Any]:
    """What the station says that it holds."""
    return {stream: one.sequence for stream, one in listener.inbox.streams.items()}
