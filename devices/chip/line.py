"""The line to the chip that lies in the field: counts what is sent, and can be given up at any command."""

from __future__ import annotations

from collections.abc import Callable

from devices.chip.apdu import Channel
from devices.chip.slot import Card


class GivenUp(Exception):
    """Nobody wants this reading any more."""


class Line:
    """A powered card with a channel to it; `reset` powers it anew and begins a new channel."""

    def __init__(self, card: Card, device: str, wanted: Callable[[], bool] = lambda: True) -> None:
        self.card = card
        self.device = device
        self._wanted = wanted
        self._before = 0
        self.channel = self._new()

    @property
    def apdus(self) -> int:
        """Commands sent so far, over all channels."""
        return self._before + self.channel.apdus

    def reset(self) -> None:
        """Power the card anew; raises DeviceError."""
        self._before += self.channel.apdus
        self.channel = self._new()
        self.card.reset()

    def _new(self) -> Channel:
        return Channel(self._transmit, self.device)

    def _transmit(self, command: bytes) -> bytes:
        if not self._wanted():
            raise GivenUp
        return self.card.transmit(command)
