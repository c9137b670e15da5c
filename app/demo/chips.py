"""The demo's chips: what lies in each traveller's document, and the reader that it is laid on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.flow.chip_inspection import ChipInspection
from devices.api import DriverInfo
from devices.chip.reader import SlotChipReader
from devices.chip.strategy import RememberedHere
from devices.simulated.chip.card import Chip
from devices.simulated.chip.pki import Pki
from devices.simulated.chip.profiles import chip_of
from devices.simulated.chip.slot import SimulatedSlot
from devices.simulated.people import Traveller

_INFO = DriverInfo("simulated-chip", "chip", "Simulated chip reader")


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

    def lay(self, traveller: Traveller) -> None:
        """Lay a traveller's document on, in place of any that lies there."""
        chip = chip_of(traveller, self._pki)
        if chip is None:
            self._slot.lift()
        else:
            self.put(chip)

    def lift(self) -> None:
        """Take the document away."""
        self._slot.lift()

    def port(self, clock: Callable[[], datetime]) -> ChipInspection:
        """The desk's side: the booth's own chip reader and proofs over this field."""
        return ChipInspection(SlotChipReader(self._slot, _INFO, RememberedHere()), clock)
