"""Cards come and go at a reader, wishes come and are given up, and its thread says and survives it all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from devices.api import (
    ChipDone,
    ChipEvent,
    ChipLaid,
    ChipLifted,
    ChipProgress,
    ChipWish,
    DeviceState,
    DeviceStatus,
    DriverInfo,
)
from devices.chip.reader import SlotChipReader
from devices.chip.slot import Card
from devices.chip.strategy import RememberedHere
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.card import Chip
from devices.simulated.chip.profiles import PROFILES
from devices.simulated.chip.slot import SimulatedSlot
from tests.devices.chip.reading import chip_of, key_of

PATIENCE = 15.0


class Booth:
    """A chip reader over a simulated slot, and all that it told."""

    def __init__(self, slot: SimulatedSlot | None = None) -> None:
        self.slot = slot or SimulatedSlot()
        self.reader = SlotChipReader(self.slot, DriverInfo("test", "chip", "Test"), RememberedHere())
        self.events: list[ChipEvent] = []
        self._changed = threading.Condition()

    def hear(self, event: ChipEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wish(self, name: str, ticket: str = "1") -> None:
        self.reader.read(ChipWish(ticket, key_of(name)))

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE), f"only came: {self.events}"

    def wait_for(self, kind: type, times: int = 1) -> None:
        self.wait(lambda: len(self.of(kind)) >= times)

    def of(self, kind: type) -> list[ChipEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def done(self, times: int = 1) -> ChipDone:
        self.wait_for(ChipDone, times)
        return [event for event in self.events if isinstance(event, ChipDone)][times - 1]

    def codes(self) -> list[DeviceCode]:
        return [event.code for event in self.events if isinstance(event, DeviceStatus) and event.code]


@pytest.fixture
def booth() -> Iterator[Booth]:
    made = Booth()
    made.reader.start(made.hear)
    yield made
    made.reader.stop()


def test_a_wish_waits_for_its_chip_and_a_chip_for_its_wish(booth: Booth) -> None:
    booth.wish("bac")
    booth.slot.lay(chip_of("bac"))
    assert booth.done().reading.whole
    booth.wish("bac", "2")
    assert (booth.done(2).ticket, booth.done(2).reading.whole) == ("2", True)
    booth.slot.lift()
    booth.wait_for(ChipLifted)
    booth.slot.lay(chip_of("aa-ecdsa"))
    booth.wait_for(ChipLaid, 2)
    booth.wish("aa-ecdsa", "3")
    assert booth.done(3).reading.active is not None


def test_lifted_midway_it_goes_on_by_itself_when_laid_back(booth: Booth) -> None:
    chip = chip_of("pulled")
    booth.wish("pulled")
    booth.slot.lay(chip)
    first = booth.done()
    assert (first.resumable, first.reading.failure) == (True, DeviceCode.CHIP_LIFTED)
    assert first.reading.failed_byte > 0
    booth.wait_for(ChipLifted)
    booth.slot.lay(chip)
    second = booth.done(2)
    assert (second.reading.whole, second.reading.resumed, second.resumable) == (True, True, False)


def test_laid_back_at_once_it_goes_on_too(booth: Booth) -> None:
    chip = chip_of("pulled")

    def lay_back(event: ChipEvent) -> None:
        booth.hear(event)
        if isinstance(event, ChipDone) and event.resumable:
            booth.slot.lay(chip)

    booth.reader.stop()
    booth.reader.start(lay_back)
    booth.wish("pulled")
    booth.slot.lay(chip)
    assert booth.done(2).reading.resumed


def test_another_passport_laid_in_its_place_unseen_is_seen(booth: Booth) -> None:
    booth.slot.lay(chip_of("bac"))
    booth.wait_for(ChipLaid)
    with booth.slot._changed:  # so fast that nobody sees the field empty
        booth.slot.lift()
        booth.slot.lay(chip_of("aa-ecdsa"))
    booth.wait_for(ChipLaid, 2)
    assert len(booth.of(ChipLifted)) == 1


def test_another_passport_laid_back_is_told_and_ends_it(booth: Booth) -> None:
    booth.wish("swapped")
    booth.slot.lay(chip_of("swapped"))
    booth.wait_for(ChipLifted)
    booth.slot.lay(chip_of(PROFILES["swapped"].relaid))
    second = booth.done(2)
    assert (second.reading.failure, second.resumable) == (DeviceCode.DIFFERENT_CHIP, False)


def test_a_mute_chip_is_told_after_three_tries_and_tried_again_when_laid_anew(booth: Booth) -> None:
    booth.slot.lay(chip_of("mute"))
    booth.wait_for(ChipLaid)
    booth.wish("bac")
    assert booth.done().reading.failure == DeviceCode.CHIP_MUTE
    booth.slot.lift()
    booth.wait_for(ChipLifted)
    booth.slot.lay(chip_of("bac"))
    assert booth.done(2).reading.whole


def test_a_wrong_key_is_told_and_the_next_wish_opens_it(booth: Booth) -> None:
    booth.slot.lay(chip_of("aa-ecdsa"))
    booth.wish("bac")
    assert booth.done().reading.failure == DeviceCode.KEY_WRONG
    booth.wish("aa-ecdsa", "2")
    assert booth.done(2).reading.whole


class Slow:
    """A chip that stops in the middle of DG2 until it is let go on."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self._left = 40

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, apdu: bytes) -> bytes:
        self._left -= 1
        if not self._left:
            self.reached.set()
            self.go_on.wait(PATIENCE)
        return self._chip.transmit(apdu)

    def reset(self) -> None:
        self._chip.reset()


def test_given_up_in_the_middle_nothing_more_is_told_of_it(booth: Booth) -> None:
    chip = Slow(chip_of("bac"))
    booth.slot.lay(chip)
    booth.wish("bac", "old")
    assert chip.reached.wait(PATIENCE)
    booth.reader.leave()
    chip.go_on.set()
    booth.wish("bac", "new")
    assert booth.done().ticket == "new"
    assert booth.done().reading.whole


def test_stopped_in_the_middle_of_a_file_it_ends_within_a_second(booth: Booth) -> None:
    chip = Slow(chip_of("bac"))
    booth.slot.lay(chip)
    booth.wish("bac")
    assert chip.reached.wait(PATIENCE)
    began = time.monotonic()
    threading.Timer(0.2, chip.go_on.set).start()
    booth.reader.stop()
    assert time.monotonic() - began < 1.0
    told = len(booth.events)
    assert not booth.of(ChipDone)
    booth.reader.start(booth.hear)
    booth.wait(lambda: len(booth.events) > told)


def test_a_thread_that_hangs_in_its_driver_is_silenced_and_waited_for(booth: Booth) -> None:
    chip = Slow(chip_of("bac"))
    booth.slot.lay(chip)
    booth.wish("bac")
    assert chip.reached.wait(PATIENCE)
    began = time.monotonic()
    booth.reader.stop()
    assert time.monotonic() - began < 1.0
    told = len(booth.events)
    chip.go_on.set()
    booth.reader.start(booth.hear)
    booth.wish("bac", "2")
    booth.wait_for(ChipDone)
    assert {event.ticket for event in booth.events[told:] if isinstance(event, ChipProgress)} == {"2"}


class Unplugged(SimulatedSlot):
    """A reader that can be unplugged, be busy, or have a bug."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: Exception | None = None

    def wait(self, present: bool, seconds: float) -> bool:
        if self.trouble is not None:
            raise self.trouble
        return super().wait(present, min(seconds, 0.05))

    def connect(self) -> Card:
        if self.trouble is not None:
            raise self.trouble
        return super().connect()


@pytest.mark.parametrize("code", [DeviceCode.GONE, DeviceCode.NO_CARD_SERVICE, DeviceCode.NO_PERMISSION])
def test_an_unplugged_reader_and_a_service_that_ended_are_told_once_and_come_back(code: DeviceCode) -> None:
    slot = Unplugged()
    slot.trouble = DeviceError(code, "reader")
    booth = Booth(slot)
    booth.reader.start(booth.hear)
    try:
        booth.wait(lambda: booth.codes() == [code])
        slot.trouble = None
        booth.wish("bac")
        slot.lay(chip_of("bac"))
        assert booth.done().reading.whole
        assert booth.codes() == [code]
    finally:
        booth.reader.stop()


class Fleeting(SimulatedSlot):
    """The card is gone again before it has power, once."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 1

    def connect(self) -> Card:
        self.left -= 1
        if self.left == 0:
            raise DeviceError(DeviceCode.NO_CHIP, "reader")
        return super().connect()


def test_a_passport_that_only_brushes_the_reader_does_not_make_the_reader_sick() -> None:
    booth = Booth(Fleeting())
    booth.reader.start(booth.hear)
    try:
        booth.wish("bac")
        booth.slot.lay(chip_of("bac"))
        assert booth.done().reading.whole
        assert booth.codes() == []
    finally:
        booth.reader.stop()


def test_of_a_passport_that_nobody_waits_for_any_more_nothing_is_kept(booth: Booth) -> None:
    booth.wish("pulled")
    booth.slot.lay(chip_of("pulled"))
    assert booth.done().resumable
    booth.wait_for(ChipLifted)
    watch = booth.reader._watch
    assert watch is not None
    assert watch._read is not None
    booth.reader.leave()
    booth.slot.lay(chip_of("bac"))
    booth.wait_for(ChipLaid, 2)
    assert watch._read is None


def test_a_bug_is_seen_and_not_taken_for_a_sick_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    slot = Unplugged()
    slot.trouble = ZeroDivisionError()
    booth = Booth(slot)
    booth.reader.start(booth.hear)
    booth.reader.stop()
    assert seen == [ZeroDivisionError]


def test_it_can_be_stopped_from_its_own_thread_and_before_it_began() -> None:
    booth = Booth()
    booth.reader.stop()

    def hear(event: ChipEvent) -> None:
        booth.hear(event)
        booth.reader.stop()

    booth.reader.start(hear)
    booth.wait(lambda: bool(booth.events))
    for thread in threading.enumerate():
        if thread.name.startswith("chip "):
            thread.join(PATIENCE)
    assert [type(event) for event in booth.events] == [DeviceStatus]


def test_states_are_told_in_order(booth: Booth) -> None:
    booth.wish("bac")
    booth.slot.lay(chip_of("bac"))
    booth.done()
    booth.slot.lift()
    booth.wait_for(ChipLifted)
    states = [event.state for event in booth.events if isinstance(event, DeviceStatus)]
    assert states[:4] == [DeviceState.CONNECTING, DeviceState.READY, DeviceState.READING, DeviceState.READY]
