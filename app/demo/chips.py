"""The demo's chips: what lies in each traveller's document, and the reader that it is laid on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.flow.chip_inspection import ChipInspection
from devices.api import DriverInfo
from devices.chip.reader import SlotChipReader
from devices.chip.strategy import RememberedHere
from devices.simulated.chip.card import Chip
from devices.simulated.chip.pki import Pki
from devices.simulated.chip.profiles import chip_of
from devices.simulated.chip.slot import SimulatedSlot
from devices.simulated.people import Traveller

_THINKING: Final = 0.005
"""Seconds that a chip takes over a command."""
_BYTES_PER_SECOND: Final = 53_000
"""424 kbit/s, as most passports and readers agree on."""
_INFO: Final = DriverInfo("simulated-chip", "chip", "Simulated chip reader")


class ChipPlate:
    """A chip reader's field with nothing on it; its chips were issued by the states of one trial PKI.

    All may be called on any thread.
    """

    def __init__(self, pki: Pki) -> None:
        self._pki = pki
        self._slot = SimulatedSlot(_INFO.name)

    def put(self, chip: Chip) -> None:
        """Lay any chip on."""
        self._slot.lay(chip)

    def lay(self, traveller: Traveller, *, unhurried: bool = False) -> None:
        """Lay a traveller's document on, in place of any; `unhurried` chips take as long as real ones."""
        chip = chip_of(traveller, self._pki)
        if chip is None:
            self._slot.lift()
        else:
            self.put(_Unhurried(chip) if unhurried else chip)

    def lift(self) -> None:
        """Take the document away."""
        self._slot.lift()

    def port(self, clock: Callable[[], datetime]) -> ChipInspection:
        """The desk's side: the booth's own chip reader and proofs over this field."""
        return ChipInspection(SlotChipReader(self._slot, _INFO, RememberedHere()), clock)


class _Unhurried:
    """A chip that answers at the pace of a contactless one: at the desk its photo is seen to come."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self._never = threading.Event()

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, apdu: bytes) -> bytes:
        answer = self._chip.transmit(apdu)
        self._never.wait(_THINKING + (len(apdu) + len(answer)) / _BYTES_PER_SECOND)
        return answer
