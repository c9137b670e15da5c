"""A day's travellers over a 64 kbit/s link that drops two hundred times."""

from __future__ import annotations

from app.domain.record import encode
from bench.people import crossings
from tests.helpers.little_hq import LittleHq
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.slow_link import KBIT_64, SlowLink, random_cuts
from tests.sync.conftest import StartWorker

TRAVELLERS, DROPS, FLIGHT = 2_000, 200, 40


def test_two_thousand_crossings_survive_two_hundred_drops(
    little_hq: LittleHq, start_worker: StartWorker
) -> None:
    payloads = [encode(crossing) for crossing in crossings(TRAVELLERS, seed=11)]
    cuts = random_cuts(seed=3, least=200, most=2_600)
    target = ("127.0.0.1", little_hq.port)
    with SlowLink(target, KBIT_64, lambda: cuts() if link.drops < DROPS else None) as link:
        outbox = LittleOutbox(little_hq.identity(port=link.port))
        worker = start_worker(outbox, [])
        for start in range(0, TRAVELLERS, FLIGHT):
            for payload in payloads[start : start + FLIGHT]:
                outbox.record(payload)
            worker.poke()
            outbox.wait_for(lambda box, end=start + FLIGHT: box.settled >= end, 60)  # type: ignore[misc]
    sent = sum(len(batch.data) for batch in outbox.batches.values())
    assert link.drops >= DROPS
    assert list(little_hq.ledger.records.values()) == payloads
    assert not little_hq.ledger.seen_twice
    assert little_hq.ledger.body_bytes <= 2 * sent
