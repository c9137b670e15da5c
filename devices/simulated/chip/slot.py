"""A chip reader that is not there: lay a virtual passport on it, lift it again."""

from __future__ import annotations

import threading

from devices.chip.slot import Card
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.card import Chip
from devices.simulated.chip.faults import Mute, Pulled


class SimulatedSlot:
    """A slot right under the command layer; `lay` and `lift` may be called on any thread."""

    def __init__(self, name: str = "Simulated chip reader") -> None:
        self._name = name
        self._changed = threading.Condition()
        self._chip: Chip | None = None
        self._woken = False
        self._laid = 0
        self._seen = 0

    @property
    def name(self) -> str:
        """What the reader is called."""
        return self._name

    @property
    def laid(self) -> Chip | None:
        """What lies on it."""
        return self._chip

    def lay(self, chip: Chip) -> None:
        """Put a passport on the reader, in place of any that lies there."""
        with self._changed:
            self._chip = chip
            self._laid += 1
            self._changed.notify_all()

    def lift(self) -> None:
        """Take it away, also in the middle of a command."""
        with self._changed:
            self._chip = None
            self._laid += 1
            self._changed.notify_all()

    def wait(self, present: bool, seconds: float) -> bool:
        """See `devices.chip.slot.Slot`. One lifted and another laid unseen counts as gone first."""
        with self._changed:
            self._changed.wait_for(lambda: self._woken or self._is(present), seconds)
            self._woken = False
            return self._is(present)

    def wake(self) -> None:
        """See `devices.chip.slot.Slot`."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def connect(self) -> Card:
        """See `devices.chip.slot.Slot`."""
        with self._changed:
            if self._chip is None:
                raise DeviceError(DeviceCode.NO_CHIP, self._name)
            if not self._chip.atr:
                raise DeviceError(DeviceCode.CHIP_MUTE, self._name)
            self._chip.reset()
            return _LaidCard(self, self._chip, self._laid)

    def close(self) -> None:
        """See `devices.chip.slot.Slot`."""

    def _is(self, present: bool) -> bool:
        if not present:
            return self._chip is None or self._laid != self._seen
        if self._chip is not None:
            self._seen = self._laid
        return self._chip is not None

    def same(self, number: int) -> bool:
        """Whether nothing was laid or lifted since this count."""
        return self._laid == number


class _LaidCard:
    """The chip that lay there when it was connected, until it is lifted."""

    def __init__(self, slot: SimulatedSlot, chip: Chip, number: int) -> None:
        self._slot = slot
        self._chip = chip
        self._number = number

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, command: bytes) -> bytes:
        self._still_there()
        try:
            answer = self._chip.transmit(command)
        except Pulled as error:
            self._slot.lift()
            raise DeviceError(DeviceCode.CHIP_LIFTED, self._slot.name) from error
        except Mute as error:
            raise DeviceError(DeviceCode.CHIP_MUTE, self._slot.name) from error
        self._still_there()
        return answer

    def reset(self) -> None:
        self._still_there()
        self._chip.reset()

    def close(self) -> None:
        """Nothing is held."""

    def _still_there(self) -> None:
        if not self._slot.same(self._number):
            raise DeviceError(DeviceCode.CHIP_LIFTED, self._slot.name)
