"""Runs beside a PC/SC service with a virtual reader: prints milliseconds for one command and for one read."""

from __future__ import annotations

import sys
import time
from statistics import median

from bench.chip import long_body, read_of, the_holder
from devices.chip.pcsc import PcscSlot
from devices.simulated.chip.card import VirtualPassport
from devices.simulated.chip.vpcd import VpcdClient

COMMANDS = 500
_GET_CHALLENGE_TOO_EARLY = bytes.fromhex("0084000008")


def main(port: int) -> None:
    """Lay a passport on the virtual reader, ask it small things, then read it whole."""
    hand, slot = VpcdClient(port), PcscSlot()
    hand.lay(VirtualPassport(long_body()))
    assert slot.wait(True, 10)
    card = slot.connect()
    taken = []
    for _ in range(COMMANDS):
        began = time.perf_counter()
        card.transmit(_GET_CHALLENGE_TOO_EARLY)
        taken.append(time.perf_counter() - began)
    card.reset()
    began = time.perf_counter()
    reading = read_of(the_holder(), card)
    whole = time.perf_counter() - began
    assert reading.whole
    sys.stdout.write(f"{median(taken) * 1e3} {whole * 1e3} {reading.apdus}\n")
    card.close()
    hand.lift()
    slot.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
