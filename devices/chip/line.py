"""The line to the chip that lies in the field: counts what is sent, and can be given up at any command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from devices.chip.apdu import Channel, Command, Response
from devices.chip.slot import Card
from devices.errors import DeviceCode, DeviceError

Overhear: TypeAlias = Callable[[Command, Response | None, bool], None]
"""Hears each command and its answer as they are under the seal, and whether there was one; None: lost."""


_MOST_COMMANDS: Final = 5_000
"""In one reading: five times what the largest file takes in the smallest blocks. A chip may stall us."""


class GivenUp(Exception):
    """Nobody wants this reading any more."""


class Line:
    """A powered card with a channel to it; `reset` powers it anew and begins a new channel."""

    def __init__(
        self,
        card: Card,
        device: str,
        wanted: Callable[[], bool] = lambda: True,
        overhear: Overhear | None = None,
    ) -> None:
        self._overhear = overhear
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
        if self._overhear is not None:
            return _Overheard(self._transmit, self.device, self._overhear)
        return Channel(self._transmit, self.device)

    def _transmit(self, command: bytes) -> bytes:
        if not self._wanted():
            raise GivenUp
        if self.apdus > _MOST_COMMANDS:
            raise DeviceError(DeviceCode.CHIP_MALFORMED, self.device, "answers without end")
        return self.card.transmit(command)


class _Overheard(Channel):
    """A channel that lets somebody listen on its plain side."""

    def __init__(self, transmit: Callable[[bytes], bytes], device: str, overhear: Overhear) -> None:
        super().__init__(transmit, device)
        self._overhear = overhear

    def transmit(self, command: Command) -> Response:
        secured = self.secured
        response = None
        try:
            response = super().transmit(command)
        finally:
            self._overhear(command, response, secured)
        return response
