"""The road by the relay and back to HQ, and what the keeper carries and fetches for its port."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane
from app.domain.relay_role import RelayRole, RoleKind
from sync.line import Traffic
from sync.pace import Pace
from sync.ports import FrozenBatch
from sync.protocol.index import read_index
from sync.protocol.receipt import Receipt, sign
from sync.relay.forwarding import Forwarding, Watching
from sync.relay.road import LONGEST_CARRIED, STRAIGHT, PortRoad
from sync.relay.shelf import Shelf
from sync.road import Carried, CountedRoad
from tests.helpers.logs import ExpectLog
from tests.helpers.publications import LittlePress, LittleShelf
from tests.sync.relay.conftest import LittlePort
from tests.sync.relay.test_server import batch_of, code_of


@dataclass
class LittleRoad:
    """The way to an HQ in memory; `away` is why it cannot be reached, `status` what it answers then: 403 is
    about the station for which the relay calls, 401 about the relay."""

    port: LittlePort
    shelf: LittleShelf
    number: int = 1
    away: list[FailureCode] = field(default_factory=list)
    brought: list[tuple[int, bytes]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    status: str = "403"

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        self.check()
        self.brought.append((self.number, batch.batch_id))
        receipt = Receipt(self.number, batch.batch_id, batch.last_seq, (), (), datetime.now(UTC))
        return sign(receipt, self.port.authority.receipt_key.private_bytes_raw())

    def deliver_paced(self, batch: FrozenBatch, fresh: bool, pace: Pace) -> bytes:
        return self.deliver(batch, fresh)

    def traffic(self) -> Traffic:
        return Traffic()

    def costs(self) -> bool:
        return True

    def check(self) -> None:
        if self.away:
            raise WorldError(self.away[0], "hq", status=self.status)

    def standing(self) -> bytes:
        self.check()
        return f"standing of {self.number}".encode()

    def renew(self, request: bytes) -> bytes:
        return b"certificate"

    def index(self, held: Mapping[str, int]) -> bytes:
        self.check()
        return self.shelf.index(held)

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        self.check()
        return self.shelf.fetch(stream, sequence, first, count)

    def on_behalf(self, station_number: int) -> LittleRoad:
        return LittleRoad(
            self.port, self.shelf, station_number, self.away, self.brought, self.closed, self.status
        )

    def close(self) -> None:
        self.closed.append(self.number)


@pytest.fixture
def press(port: LittlePort) -> LittlePress:
    """What HQ publishes: keys for booths 1 and 2, a list and its delta."""
    (port.folder / "press").mkdir()
    made = LittlePress(port.folder / "press", port.authority.receipt_key)
    for number in (1, 2):
        made.publish_keys(number, port.authority.receipt_key)
    made.publish("people/un", [b"x" * 3000])
    made.publish("people/un", [b"delta"], delta=True)
    return made


@pytest.fixture
def hq(port: LittlePort, press: LittlePress) -> LittleRoad:
    """HQ as the keeper reaches it."""
    return LittleRoad(port, LittleShelf(press))


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Ends every wait at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def test_what_booths_left_goes_to_hq_urgent_first_and_its_word_comes_back(
    port: LittlePort, hq: LittleRoad, stop: threading.Event
) -> None:
    side, relay, address = port.keep(port.booth(1))
    second, third = port.booth(2), port.booth(3)
    two, three = batch_of(port.identities[1]), batch_of(port.identities[2])
    urgent = FrozenBatch(three.batch_id, 1, 1, three.data, Lane.URGENT)
    away = LittleRoad(port, hq.shelf, away=[FailureCode.HQ_UNREACHABLE])
    roads = []
    for booth, batch in ((second, two), (third, urgent)):
        road = PortRoad(away, port.start(booth, RoleKind.USE, address), stop)
        roads.append(road)
        with pytest.raises(Carried):
            road.deliver(batch, fresh=True)
    errand = Forwarding(side, stop)
    assert errand.due()
    assert code_of(lambda: errand.run(away, lambda: None)) is FailureCode.HQ_UNREACHABLE
    assert errand.run(PortRoad(hq, side, stop), lambda: None) is None
    assert hq.brought == [(3, urgent.batch_id), (2, two.batch_id)]
    assert not errand.due()
    for road, batch in zip(roads, (two, urgent), strict=True):
        assert road.deliver(batch, fresh=False)
        road.close()
    assert relay.hold.waiting() == []


def test_a_batch_that_hq_refuses_or_another_hq_answered_is_not_settled(
    port: LittlePort, hq: LittleRoad, stop: threading.Event, expect_log: ExpectLog
) -> None:
    expect_log("SYN-03")
    side, relay, address = port.keep(port.booth(1))
    road = PortRoad(hq, port.start(port.booth(2), RoleKind.USE, address), stop)
    batch = batch_of(port.identities[1])
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    errand = Forwarding(side, stop)
    hq.number = 9
    lying = LittleRoad(port, hq.shelf)
    lying.on_behalf = lambda station_number: LittleRoad(port, hq.shelf, 9)  # type: ignore[method-assign]
    failure = errand.run(lying, lambda: None)
    assert failure is not None
    assert failure.failure.code is FailureCode.RECEIPT_NOT_TRUSTED
    assert len(relay.hold.waiting()) == 1
    refusing = LittleRoad(port, hq.shelf, away=[FailureCode.HQ_REFUSED_STATION])
    assert errand.run(refusing, lambda: None) is None
    assert relay.hold.waiting() == []
    assert code_of(lambda: road.deliver(batch, fresh=False)) is FailureCode.RELAY_REFUSED
    hq.brought.clear()
    assert road.deliver(batch, fresh=False), "straight to HQ, which knows what is wrong with the station"
    assert len(hq.brought) == 1
    road.close()


def test_a_relay_that_hq_refuses_holds_up_no_booth_of_its_port(
    port: LittlePort, hq: LittleRoad, stop: threading.Event
) -> None:
    side, relay, address = port.keep(port.booth(1))
    hq.number, batch = 2, batch_of(port.identities[1])
    booth = port.start(port.booth(2), RoleKind.USE, address)
    road = PortRoad(hq, booth, stop)
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    for code in (FailureCode.CERTIFICATE_EXPIRED, FailureCode.HQ_REFUSED_STATION):
        refused = LittleRoad(port, hq.shelf, away=[code], status="401")
        assert code_of(lambda: Forwarding(side, stop).run(refused, lambda: None)) is code  # noqa: B023
        assert len(relay.hold.waiting()) == 1, "the batch is not to blame"
    side.note_hq(FailureCode.HQ_REFUSED_STATION)
    assert code_of(lambda: road.deliver(batch, fresh=False)) is FailureCode.RELAY_REFUSED
    assert not booth.relayed()
    assert road.deliver(batch, fresh=False)
    assert hq.brought == [(2, batch.batch_id)]
    road = PortRoad(hq, booth, stop)
    road.check()
    assert road.costs(), "a booth with nothing to send leaves it too"
    road.close()


def test_what_a_relay_carries_for_more_than_a_day_without_a_receipt_goes_straight(
    port: LittlePort, hq: LittleRoad, stop: threading.Event
) -> None:
    _, _, address = port.keep(port.booth(1))
    moments = [0.0]
    hq.number, batch = 2, batch_of(port.identities[1])
    booth = port.start(port.booth(2), RoleKind.USE, address)
    road = PortRoad(hq, booth, stop, lambda: moments[0])
    for moment in (0.0, LONGEST_CARRIED):
        moments[0] = moment
        with pytest.raises(Carried):
            road.deliver(batch, fresh=moment == 0.0)
    moments[0] += 1.0
    assert code_of(lambda: road.deliver(batch, fresh=False)) is FailureCode.RELAY_UNREACHABLE
    moments[0] += STRAIGHT - 1.0
    assert read_index(road.index({}))  # as HQ says it: the relay has nothing before its booth's keys
    assert road.deliver(batch, fresh=False)
    moments[0] += 1.0
    assert not road.costs()
    road.close()


def test_a_silent_relay_is_left_for_hq_and_told(
    port: LittlePort, hq: LittleRoad, stop: threading.Event
) -> None:
    side = port.start(port.booth(2), RoleKind.USE, "127.0.0.1:1")
    road: CountedRoad = PortRoad(hq, side, stop)
    watching = Watching(side)
    assert side.relayed()
    batch = batch_of(port.identities[1])
    hq.number = 2
    assert code_of(lambda: road.deliver(batch, fresh=True)) is FailureCode.RELAY_UNREACHABLE
    assert not side.relayed()
    assert watching.due()
    told = watching.run(road, lambda: None)
    assert told is not None
    assert told.failure.code is FailureCode.RELAY_UNREACHABLE
    assert road.deliver(batch, fresh=True)
    assert hq.brought == [(2, batch.batch_id)]
    road.check()
    assert road.renew(b"request") == b"certificate"
    road.close()
    assert hq.closed == [2]


def test_one_link_brings_each_file_once_for_the_port(
    port: LittlePort, hq: LittleRoad, press: LittlePress, stop: threading.Event
) -> None:
    side, relay, address = port.keep(port.booth(1))
    keeper = PortRoad(hq, side, stop)
    rows = read_index(keeper.index({}))
    for row in rows:
        if row.stream == "people/un":
            data = keeper.fetch(row.stream, row.sequence, 0, 1000)
            while len(data) < row.size:
                data += keeper.fetch(row.stream, row.sequence, len(data), 1000)
            assert data == press.files[row.stream, row.sequence].read_bytes()
    booth = PortRoad(hq, port.start(port.booth(2), RoleKind.USE, address), stop)
    # Its keys come first: without them it could open nothing.
    assert read_index(booth.index({})) == []
    errand = Forwarding(side, stop)
    fetched = len(hq.shelf.fetched)
    assert errand.due()
    assert errand.run(keeper, lambda: None) is None
    assert not errand.due()
    listed = read_index(booth.index({}))
    assert {row.stream for row in listed} == {"people/un", "keys/2"}
    assert {stream for stream, *_ in hq.shelf.fetched[fetched:]} == {"keys/2"}
    for row in listed:
        assert booth.fetch(row.stream, row.sequence, 0, 1 << 20) == (
            press.files[row.stream, row.sequence].read_bytes()
        )
    assert relay.shelf.read(3, "keys/2", 1, 0, 10) is None
    # What is new at HQ is seen by the keeper first, then fetched for booths that lack it.
    press.publish("people/un", [b"delta 2"], delta=True)
    hq.shelf.rows = press.rows()
    keeper.index({"people/un": 2, "keys/1": 1})
    booth.index({"people/un": 2, "keys/2": 1})
    errand.ask()
    assert errand.run(keeper, lambda: None) is None
    assert [row.sequence for row in read_index(booth.index({"people/un": 2, "keys/2": 1}))] == [3]
    for road in (keeper, booth):
        road.close()


def test_only_what_hq_signed_is_put_on_the_shelf(
    port: LittlePort, press: LittlePress, tmp_path: Path
) -> None:
    data = press.files["people/un", 1].read_bytes()
    shelf = Shelf(tmp_path / "shelf", press.public_key, most_bytes=len(data) + 10)
    shelf.offer("people/un", 1, 0, b"x" * 2000)
    assert shelf.coming("people/un", 1) == 0
    shelf.offer("people/un", 2, 0, data)
    assert not shelf.has("people/un", 2)
    shelf.offer("people/un", 1, 5, data[5:])
    shelf.offer("people/un", 1, 0, data[:700])
    shelf.offer("people/un", 1, 700, data[700:])
    assert shelf.has("people/un", 1)
    again = Shelf(tmp_path / "shelf", press.public_key)
    assert again.read(2, "people/un", 1, 0, 10_000) == data
    (tmp_path / "shelf" / "people_xx-1.mpub").write_bytes(b"not HQ's")
    assert not Shelf(tmp_path / "shelf", press.public_key).has("people/xx", 1)
    (tmp_path / "shelf" / "people_un-2.mpub").write_bytes(press.files["people/un", 2].read_bytes()[:-1])
    assert not Shelf(tmp_path / "shelf", press.public_key).has("people/un", 2)
    # There is room for one such file: what came first goes.
    other = press.publish("people/eu", [b"y" * 3000])
    shelf.offer("people/eu", 1, 0, other.read_bytes())
    assert (shelf.has("people/un", 1), shelf.has("people/eu", 1)) == (False, True)


def test_hqs_word_on_a_booth_is_asked_for_by_the_relay(
    port: LittlePort, hq: LittleRoad, stop: threading.Event
) -> None:
    side, relay, address = port.keep(port.booth(1))
    booth = PortRoad(hq, port.start(port.booth(2), RoleKind.USE, address), stop)
    errand = Forwarding(side, stop)
    answers: list[bytes] = []
    asking = threading.Thread(target=lambda: answers.append(booth.standing()))
    asking.start()
    while not relay.standings.waiting():
        stop.wait(0.01)
    assert errand.run(hq, lambda: None) is None
    asking.join()
    assert answers == [b"standing of 2"]
    relay.standings.wait = 0.0
    assert code_of(booth.standing) is FailureCode.HQ_BUSY
    assert side.role() == RelayRole(RoleKind.HERE, "127.0.0.1:0")
    booth.close()
