"""Where a card is laid: what the reading needs of a reader, whoever stands behind it."""

from __future__ import annotations

from typing import Protocol


class Card(Protocol):
    """A card in its slot, powered. Belongs to one thread.

    `transmit` sends a command APDU and returns the response APDU with its two status bytes, at most
    65,538 bytes; GET RESPONSE and wrong-Le answers (61XX, 6CXX) are left to the caller. Raises
    DeviceError(CHIP_LIFTED, CHIP_MUTE, NO_CARD_SERVICE, GONE).
    """

    @property
    def atr(self) -> bytes: ...

    def transmit(self, command: bytes) -> bytes: ...

    def reset(self) -> None:
        """Power the card anew: all keys and selections are gone. Raises as `transmit`."""

    def close(self) -> None:
        """Let the card go; never raises."""


class Slot(Protocol):
    """A reader's field. `wait` may be called on the reader's thread only, `wake` on any."""

    @property
    def name(self) -> str: ...

    def wait(self, present: bool, seconds: float) -> bool:
        """Wait until a card is there (or gone); whether it is so. Returns early after `wake`.

        Raises DeviceError(NO_CARD_SERVICE, GONE) when there is no service or no such reader.
        """

    def wake(self) -> None:
        """End a `wait` at once."""

    def connect(self) -> Card:
        """Power the card up; raises DeviceError(NO_CHIP, CHIP_MUTE, BUSY, NO_CARD_SERVICE, GONE)."""

    def close(self) -> None:
        """Let the reader go; never raises."""
