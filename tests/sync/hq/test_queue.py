"""Batches waiting to be settled: grouped, one station in one pair of hands, and never waiting in vain."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from sync.hq.keys import HqKeys
from sync.hq.ledger import BatchName, Settled
from sync.hq.queue import Queue
from sync.hq.settling import DatabaseAway, NotSettled, Settler
from tests.helpers.logs import ExpectLog


class InProcess(Settler):
    """A settler without a process: receipts are the ids; groups it was given are kept."""

    def __init__(
        self,
        poison: frozenset[bytes] = frozenset(),
        bug: Exception | None = None,
        busy: set[int] | None = None,
        away: bool = False,
    ) -> None:
        super().__init__("", HqKeys(b"", ()), training=False)
        self.groups: list[list[BatchName]] = []
        self._busy = set() if busy is None else busy
        self._turn = threading.Event()
        self._poison = poison
        self._bug = bug
        self._away = away

    def settle(self, names: Sequence[BatchName]) -> list[Settled]:
        """Settle, unless one of the names is poison."""
        if self._bug is not None and names:
            raise self._bug
        self.groups.append(list(names))
        if self._away and names:
            raise DatabaseAway("OperationalError")
        if any(name.batch_id in self._poison for name in names):
            raise NotSettled("poison")
        stations = {name.station for name in names}
        assert not stations & self._busy, "two settlers at once for one station"
        self._busy |= stations
        self._turn.wait(0.002)  # long enough for another settler to begin
        self._busy -= stations
        return [Settled(name, name.batch_id) for name in names]


def names(station: int, number: int) -> list[BatchName]:
    """Batches of one station."""
    return [BatchName(station, bytes([station, turn])) for turn in range(number)]


async def settle_all(queue: Queue, wanted: Sequence[BatchName]) -> list[bytes | None]:
    """Ask for all at once, then start."""
    asked = [asyncio.create_task(queue.settle(name)) for name in wanted]
    await asyncio.sleep(0)
    queue.start()
    found = await asyncio.gather(*asked)
    await queue.stop()
    return found


def test_what_waits_together_is_settled_together() -> None:
    settler = InProcess()
    wanted = [*names(1, 5), *names(2, 5)]
    found = asyncio.run(settle_all(Queue([settler]), wanted))
    assert found == [name.batch_id for name in wanted]
    assert [len(group) for group in settler.groups] == [0, 10]


def test_one_batch_that_cannot_be_settled_does_not_hold_up_its_group(expect_log: ExpectLog) -> None:
    expect_log("not settled")
    wanted = names(1, 6)
    settler = InProcess(poison=frozenset({wanted[2].batch_id}))
    found = asyncio.run(settle_all(Queue([settler]), wanted))
    assert found == [None if name is wanted[2] else name.batch_id for name in wanted]


def test_a_group_whose_database_is_away_is_put_off_whole_and_not_tried_batch_by_batch(
    expect_log: ExpectLog,
) -> None:
    expect_log("not settled")
    settler = InProcess(away=True)
    assert asyncio.run(settle_all(Queue([settler]), names(1, 6))) == [None] * 6
    assert [len(group) for group in settler.groups] == [0, 6]


def test_one_station_is_never_in_two_hands_at_once() -> None:
    busy: set[int] = set()
    settlers = [InProcess(busy=busy), InProcess(busy=busy)]
    wanted = [name for station in range(1, 5) for name in names(station, 9)]
    found = asyncio.run(settle_all(Queue(settlers), wanted))
    assert None not in found
    groups = [group for settler in settlers for group in settler.groups]
    assert sorted(name.batch_id for group in groups for name in group) == sorted(n.batch_id for n in wanted)


def test_the_same_batch_asked_for_twice_is_settled_once() -> None:
    settler = InProcess()
    wanted = names(1, 1) * 3
    assert asyncio.run(settle_all(Queue([settler]), wanted)) == [wanted[0].batch_id] * 3
    assert sum(len(group) for group in settler.groups) == 1


def test_a_bug_while_settling_reaches_whoever_waits(expect_log: ExpectLog) -> None:
    expect_log("settling ended")
    queue = Queue([InProcess(bug=ZeroDivisionError("bug"))])
    with pytest.raises(ZeroDivisionError):
        asyncio.run(settle_all(queue, names(1, 2)))
