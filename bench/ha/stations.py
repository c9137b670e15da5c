"""Stations that send real batches over TLS for as long as the drill lasts, and never lose patience."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.record import encode
from bench.wire_people import HELD_OUT, Booth
from sync.enrol import enrol
from sync.http import HqClient
from sync.ports import FrozenBatch, OutboxRow, StationIdentity
from sync.protocol import receipt
from sync.protocol.batch import Maker, batch_id, build
from sync.protocol.kinds import CROSSING

_LONGEST_PAUSE = 2.0
"""Seconds between two tries at most: the real worker's ceiling is 60, which would hide HQ's own delay."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch with its receipt: moments by the monotonic clock; `tries` to get there."""

    batch: FrozenBatch
    payloads: tuple[bytes, ...]
    receipt: bytes
    first_offered: float
    settled: float
    tries: int

    @property
    def delay(self) -> float:
        """Seconds from the first offer to the receipt."""
        return self.settled - self.first_offered


@dataclass(slots=True)
class Station:
    """One booth: who it is, what it has sent, and what troubled it on the way."""

    identity: StationIdentity
    people: Booth
    records_per_batch: int
    pace: float
    sent: list[Sent] = field(default_factory=list)
    troubles: dict[str, int] = field(default_factory=dict)

    def work(self, stop: threading.Event, done: threading.Event) -> None:
        """Send batch after batch until `stop`; the one under way goes on until its receipt, or `done`."""
        client = HqClient(self.identity, done)
        try:
            while not stop.is_set():
                batch, payloads = self._next()
                one = self._deliver(client, batch, payloads, done)
                if one is None:
                    return
                self.sent.append(one)
                stop.wait(self.pace * random.uniform(0.5, 1.5))
        finally:
            client.close()

    def _next(self) -> tuple[FrozenBatch, tuple[bytes, ...]]:
        first = 1 + sum(one.batch.count for one in self.sent)
        payloads = tuple(encode(one) for one in self.people.take(self.records_per_batch))
        rows = [OutboxRow(seq, CROSSING, payload) for seq, payload in enumerate(payloads, start=first)]
        before = self.sent[-1].batch.batch_id if self.sent else bytes(32)
        maker = Maker(self.identity.station_number, self.identity.signing_key, self.identity.hq_seal_key)
        data = build(rows, before, bytes(32), maker)
        return FrozenBatch(batch_id(data), first, len(rows), data), payloads

    def _deliver(
        self, client: HqClient, batch: FrozenBatch, payloads: tuple[bytes, ...], done: threading.Event
    ) -> Sent | None:
        began, tries = time.monotonic(), 0
        while not done.is_set():
            tries += 1
            try:
                signed = client.deliver(batch, fresh=tries == 1)
            except WorldError as error:
                code = str(error.failure.code)
                self.troubles[code] = self.troubles.get(code, 0) + 1
                done.wait(random.uniform(0.2, _LONGEST_PAUSE))
                continue
            said = receipt.read(signed, self.identity.hq_receipt_key)
            if said.batch_id != batch.batch_id or said.rejected:
                raise AssertionError(f"HQ's receipt is wrong: {said}")
            return Sent(batch, payloads, signed, began, time.monotonic(), tries)
        return None


def enrol_stations(
    url: str, codes: Sequence[tuple[str, Booth, Crossing]], records_per_batch: int, pace: float
) -> list[Station]:
    """Enrol a station with each (code, people, one of them), through HAProxy like everything."""

    def one(code: str, people: Booth, first: Crossing) -> Station:
        identity = enrol(url, code, ("UTO", first.port, first.booth, first.station))
        return Station(identity, people, records_per_batch, pace)

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda each: one(*each), codes))


def booths(count: int) -> list[tuple[Booth, Crossing]]:
    """So many booths with invented people, and the first of each."""
    found = [Booth(HELD_OUT, seed) for seed in range(count)]
    return [(booth, booth.take(1)[0]) for booth in found]
