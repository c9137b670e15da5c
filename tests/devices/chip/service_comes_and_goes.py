"""Runs beside a service: its card is held by another, it is killed, it is started again."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable

from devices.api import ChipDone, ChipEvent, ChipLaid, ChipWish, DeviceStatus
from devices.chip.pcsc import PcscSlot, reader_names
from devices.errors import DeviceCode, DeviceError
from devices.registry import make_chip_reader
from devices.simulated.chip.vpcd import VpcdClient
from tests.devices.chip.reading import chip_of, key_of

PATIENCE = 20.0


def main(port: int, service: int, readers: str) -> None:
    """Print what a desk would see, a word a line."""
    assert reader_names()
    say("listed")
    hand, events = VpcdClient(port), queue.SimpleQueue[ChipEvent]()
    hand.lay(chip_of("bac"))
    other, mine = PcscSlot(), PcscSlot()
    assert other.wait(True, PATIENCE)
    card = other.connect()
    try:
        mine.connect()
    except DeviceError as error:
        say("busy" if error.code is DeviceCode.BUSY else error.code)
    card.close()
    other.close()
    mine.close()
    reader = make_chip_reader()
    reader.start(events.put)
    reader.read(ChipWish("1", key_of("bac")))
    until(events, whole)
    say("read")
    os.kill(service, signal.SIGKILL)
    until(events, lambda event: isinstance(event, DeviceStatus) and event.code is DeviceCode.NO_CARD_SERVICE)
    say("CHP-01")
    hand.lift()
    command = ["pcscd", "--foreground", "--config", readers]
    again = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(events, lambda event: isinstance(event, DeviceStatus) and event.code is None)
        reader.read(ChipWish("2", key_of("bac")))
        hand.lay(chip_of("bac"))
        until(events, lambda event: isinstance(event, ChipLaid))
        until(events, whole)
        say("read")
    finally:
        reader.stop()
        hand.lift()
        again.kill()
        again.wait()


def whole(event: ChipEvent) -> bool:
    """Whether a chip was read."""
    return isinstance(event, ChipDone) and event.reading.whole


def until(events: queue.SimpleQueue[ChipEvent], condition: Callable[[ChipEvent], bool]) -> None:
    """Wait for an event."""
    while not condition(events.get(timeout=PATIENCE)):
        pass


def say(word: str) -> None:
    """Tell the test."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(os.environ["PCSCD_PID"]), os.environ["PCSCD_READERS"])
