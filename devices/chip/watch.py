"""One watch over a reader's field, from start to stop: cards come, are read as wished, and go."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from devices.api import (
    ChipDone,
    ChipEvent,
    ChipLaid,
    ChipLifted,
    ChipWish,
    DeviceState,
    DeviceStatus,
)
from devices.chip.access import CONTACT_LOST
from devices.chip.agreement import Random
from devices.chip.chip_read import ChipRead
from devices.chip.line import GivenUp
from devices.chip.slot import Card, Slot
from devices.chip.strategy import Remembered
from devices.emrtd.reading import Access, ChipReading
from devices.errors import DeviceCode, DeviceError

FIRST_PAUSE: Final = 0.2  # seconds before a lost reader is tried again; doubled up to LONGEST_PAUSE
LONGEST_PAUSE: Final = 2.0
_WAIT: Final = 30.0
_SETTLE: Final = 1.0  # so long after a card was lost it may still seem to lie there
_POWER_UPS: Final = 3
_BUSY_TRIES: Final = 20
_BUSY_PAUSE: Final = 0.1
_CARD_LEFT: Final = frozenset({DeviceCode.NO_CHIP, DeviceCode.CHIP_LIFTED})
_READER_LOST: Final = frozenset({DeviceCode.GONE, DeviceCode.NO_CARD_SERVICE, DeviceCode.NO_PERMISSION})


class WishBox:
    """Holds the one wish that counts; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wish: ChipWish | None = None

    def put(self, wish: ChipWish | None) -> None:
        """This is wished now, and nothing else any more."""
        with self._lock:
            self._wish = wish

    def take_out(self, wish: ChipWish) -> None:
        """This wish was answered; a newer one stays."""
        with self._lock:
            if self._wish is wish:
                self._wish = None

    @property
    def wish(self) -> ChipWish | None:
        """What is wished now."""
        with self._lock:
            return self._wish


class Watch:
    """What a chip reader's thread does; `run` is its whole life, `end` may be called on any thread."""

    def __init__(
        self,
        slot: Slot,
        name: str,
        remembered: Remembered,
        random: Random,
        box: WishBox,
        listener: Callable[[ChipEvent], None],
    ) -> None:
        self._slot = slot
        self._name = name
        self._remembered = remembered
        self._random = random
        self._box = box
        self._listener = listener
        self._stop = threading.Event()
        self._told: DeviceStatus | None = None
        self._read: ChipRead | None = None

    def end(self) -> None:
        """Let `run` return soon, and report nothing from now on."""
        self._stop.set()

    def run(self) -> None:
        """Watch until the end, through readers unplugged and services restarted."""
        pause = FIRST_PAUSE
        self._state(DeviceState.CONNECTING)
        try:
            while not self._stop.is_set():
                try:
                    self._slot.wait(True, 0.0)
                    pause = FIRST_PAUSE
                    self._state(DeviceState.READY)
                    self._wish()
                    if self._slot.wait(True, _WAIT):
                        self._while_it_lies()
                except DeviceError as error:
                    if error.code not in _CARD_LEFT:
                        self._state(DeviceState.GONE, error.code)
                    self._stop.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._slot.close()

    def _while_it_lies(self) -> None:
        """From a card laid on to the card lifted; raises DeviceError when the reader is lost."""
        card = self._powered_up()
        self._tell(ChipLaid(self._device, card.atr if card else b""))
        used = False
        try:
            while not self._stop.is_set():
                wish = self._wish()
                if wish is None:
                    if self._slot.wait(False, _WAIT):
                        return
                    continue
                card = card or self._powered_up()
                failure = self._read_it(wish, card, anew=used)
                used = True
                if failure in CONTACT_LOST and self._is_gone(failure, wish):
                    return
        finally:
            if card is not None:
                card.close()
            self._tell(ChipLifted(self._device))

    def _wish(self) -> ChipWish | None:
        """What is wished now; where nothing is, what came of a passport that nobody waits for is let go."""
        wish = self._box.wish
        if wish is None:
            self._read = None
        return wish

    def _powered_up(self) -> Card | None:
        """The card with its power on; None where it stays mute. Raises DeviceError."""
        tries = {DeviceCode.CHIP_MUTE: _POWER_UPS, DeviceCode.BUSY: _BUSY_TRIES}
        while True:
            try:
                return self._slot.connect()
            except DeviceError as error:
                tries[error.code] = tries.get(error.code, 0) - 1
                if tries[error.code] <= 0:
                    if error.code is DeviceCode.CHIP_MUTE:
                        return None
                    raise
            if self._stop.wait(_BUSY_PAUSE):
                return None

    def _read_it(self, wish: ChipWish, card: Card | None, *, anew: bool) -> str:
        """Read as wished and tell what came of it; the failure's code, empty for none."""
        if self._read is None or self._read.wish is not wish:
            self._read = ChipRead(
                wish, self._device, self._remembered, self._tell,
                wanted=lambda: self._wanted(wish), random=self._random,
            )  # fmt: skip
        if card is None:
            reading = ChipReading(Access(None), failure=DeviceCode.CHIP_MUTE)
        else:
            self._state(DeviceState.READING)
            try:
                reading = self._read.go(card, anew=anew)
            except GivenUp:
                self._read = None
                self._state(DeviceState.READY)
                return ""
        resumable = reading.failure in CONTACT_LOST
        if not resumable:
            self._read = None
            self._box.take_out(wish)
        self._tell(ChipDone(wish.ticket, reading, resumable))
        self._state(DeviceState.READY)
        return reading.failure

    def _is_gone(self, failure: str, wish: ChipWish) -> bool:
        """After contact was lost: wait until the card was lifted, so that it can be laid back.

        False when another wish came meanwhile, which is worth another try. Raises DeviceError when it
        was the reader that went.
        """
        if failure in _READER_LOST:
            raise DeviceError(DeviceCode(failure), self._device)
        if failure == DeviceCode.CHIP_LIFTED and not self._slot.wait(False, _SETTLE):
            return True  # lifted and back again before anybody saw it gone
        while self._wanted(wish):
            if self._slot.wait(False, _WAIT):
                return True
        return self._stop.is_set()

    def _wanted(self, wish: ChipWish) -> bool:
        return self._box.wish is wish and not self._stop.is_set()

    @property
    def _device(self) -> str:
        return self._slot.name or self._name

    def _state(self, state: DeviceState, code: DeviceCode | None = None) -> None:
        status = DeviceStatus(self._device, state, code)
        if self._told is None or (self._told.state, self._told.code) != (state, code):
            self._told = status
            self._tell(status)

    def _tell(self, event: ChipEvent) -> None:
        if not self._stop.is_set():
            self._listener(event)
