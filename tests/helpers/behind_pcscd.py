"""Read virtual passports through pyscard and the real PC/SC service, and print what came of each.

Runs as a process of its own where a service with vsmartcard's virtual reader runs (`tests.helpers.pcscd`):
`python -m tests.helpers.behind_pcscd PORT PROFILE...` prints one JSON object a line.
"""

from __future__ import annotations

import hashlib
import json
import queue
import sys
import time
from collections.abc import Iterator

from app.trust.chip import overall
from devices.api import ChipDone, ChipEvent, ChipLifted, ChipWish
from devices.emrtd.reading import ChipReading, FileState
from devices.registry import make_chip_reader
from devices.simulated.chip.profiles import PROFILES, holder, passport_of
from devices.simulated.chip.vpcd import VpcdClient
from tests.helpers import chips

PATIENCE = 20.0


class Booth:
    """The chip reader of a desk, over the service, and a hand that lays passports on it."""

    def __init__(self, port: int) -> None:
        self.events: queue.SimpleQueue[ChipEvent] = queue.SimpleQueue()
        self.hand = VpcdClient(port)
        self.reader = make_chip_reader()
        self.reader.start(self.events.put)

    def until(self, kind: type) -> Iterator[ChipEvent]:
        """Events up to the first of this kind."""
        while True:
            event = self.events.get(timeout=PATIENCE)
            yield event
            if isinstance(event, kind):
                return

    def read(self, name: str) -> tuple[ChipReading, list[str]]:
        """Lay the passport, read it by its own key, lay it back when it was lifted; the events' names."""
        profile, pki = PROFILES[name], chips.pki()
        chip = passport_of(profile, pki)
        self.reader.read(ChipWish(name, holder(profile, pki).mrz_key))
        self.hand.lay(chip)
        told = list(self.until(ChipDone))
        done = told[-1]
        assert isinstance(done, ChipDone)
        if done.resumable:
            told += self.until(ChipLifted)
            if profile.relaid:
                chip = passport_of(PROFILES[profile.relaid], pki, holder(profile, pki))
            self.hand.lay(chip)
            told += self.until(ChipDone)
            done = told[-1]
            assert isinstance(done, ChipDone)
        self.hand.lift()
        told += self.until(ChipLifted)
        return done.reading, [type(event).__name__ for event in told]

    def close(self) -> None:
        """Everything away."""
        self.hand.lift()
        self.reader.stop()


def said(name: str, reading: ChipReading, told: list[str], seconds: float) -> dict[str, object]:
    """What a test wants to know of a reading."""
    checks = chips.checks(reading, chips.page(name), picture_opened=True)
    return {
        "name": name,
        "whole": reading.whole,
        "failure": reading.failure,
        "method": reading.access.method,
        "resumed": reading.resumed,
        "apdus": reading.apdus,
        "seconds": round(seconds, 3),
        "told": told,
        "files": {
            file: hashlib.sha256(read.data).hexdigest()
            for file, read in reading.files.items()
            if read.state is FileState.READ
        },
        "overall": overall(checks.values()).value,
        "checks": {check.name.value: check.verdict.value for check in checks.values()},
    }


def main(port: int, names: list[str]) -> None:
    """Read one after the other at one reader, as a desk does."""
    booth = Booth(port)
    try:
        for name in names:
            began = time.perf_counter()
            reading, told = booth.read(name)
            line = said(name, reading, told, time.perf_counter() - began)
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    finally:
        booth.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
