"""A chip reader for a booth in memory: virtual passports laid on it by hand, read and proved for real."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PIL import Image

from app.flow.chip import ChipDeskEvent, ChipView
from app.flow.chip_inspection import ChipInspection
from app.pictures.picture import Picture
from app.trust.anchors import Anchors
from devices.api import DriverInfo
from devices.chip.reader import SlotChipReader
from devices.chip.strategy import RememberedHere
from devices.simulated.chip.card import Chip
from devices.simulated.chip.profiles import PROFILES, passport_of, traveller
from devices.simulated.chip.slot import SimulatedSlot
from tests.helpers.chips import NOW, pki


class OpenedHere:
    """Opens photos in this process: the files are our own."""

    def warm(self) -> None: ...

    def open(self, data: bytes) -> Picture:
        with Image.open(io.BytesIO(data)) as opened:
            made = opened.convert("RGB")
        return Picture(made.width, made.height, made.tobytes())

    def close(self) -> None: ...


class Held(ChipInspection):
    """Tells nothing more once a file is being read: the window as it is in the midst of a reading.

    `held_at` is the part of the file that has come, as the last thing that is told.
    """

    file, held_at = "", 0.0
    _held = False

    def start(self, anchors: Anchors, listener: Callable[[ChipDeskEvent], None]) -> None:
        def tell(event: ChipDeskEvent) -> None:
            if self._held:
                return
            if self.file and isinstance(event, ChipView) and event.file == self.file and event.total:
                self._held = True
                event = replace(event, done=round(event.total * self.held_at))
            listener(event)

        super().start(anchors, tell)


class HandChip:
    """The chip reader of one booth. Its port is to be given to `MemoryBooth`."""

    def __init__(self, clock: Callable[[], datetime] = lambda: NOW) -> None:
        self.slot = SimulatedSlot()
        reader = SlotChipReader(self.slot, DriverInfo("simulated", "chip", "Chip reader"), RememberedHere())
        self.port = Held(reader, clock, OpenedHere)

    def hold(self, file: str, at: float) -> None:
        """Let the window see no more than this part of this file."""
        self.port.file, self.port.held_at = file, at

    def lay(self, profile: str) -> Chip:
        """Lay this virtual passport on the reader."""
        chip = passport_of(PROFILES[profile], pki())
        self.slot.lay(chip)
        return chip


def lines_of(profile: str) -> tuple[str, ...]:
    """What the document reader sends of this virtual passport."""
    return traveller(PROFILES[profile], pki()).lines


class SaidChip:
    """A ChipPort that says what the test wants said, on the test's thread."""

    def __init__(self) -> None:
        self.listener: Callable[[ChipDeskEvent], None] = lambda event: None
        self.asked: list[tuple[str, bool]] = []
        self.left = 0

    def start(self, anchors: object, listener: Callable[[ChipDeskEvent], None]) -> None:
        self.listener = listener

    def trust(self, anchors: object) -> None: ...

    def read(self, ticket: str, document: object, *, allow_downgrade: bool = False) -> None:
        self.asked.append((ticket, allow_downgrade))

    def leave(self) -> None:
        self.left += 1

    def stop(self) -> None: ...

    def say(self, event: ChipView) -> None:
        """The reader reports."""
        self.listener(event)
