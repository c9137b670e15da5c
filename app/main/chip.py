"""The booth's chip reader: the one that the settings name, the first one found, or none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.domain.document import TravelDocument
from app.flow.chip import ChipDeskEvent, ChipPort, ChipState, ChipView
from app.flow.chip_inspection import ChipInspection
from app.main.chip_memory import ChipMemory
from app.settings import NO_CHIP_READER
from app.trust.anchors import Anchors
from devices.errors import DeviceError
from devices.registry import make_chip_reader

_log = logging.getLogger(__name__)


def booth_chip(name: str, home: Path, clock: Callable[[], datetime]) -> ChipPort | None:
    """The chip reader of the settings; None for a desk that reads no chips.

    A reader that was named and cannot be made is a port that says so; where none was named, the desk
    is silent until there is one.
    """
    if name == NO_CHIP_READER:
        return None
    try:
        reader = make_chip_reader(name, remembered=ChipMemory(home))
    except DeviceError as error:
        _log.warning("settings: the chip reader cannot be used (%s)", error.code)
        return SickChip(name, error.code) if name else None
    return ChipInspection(reader, clock, expected=bool(name))


class SickChip:
    """A chip reader that this build cannot make: the desk says why and goes on without."""

    def __init__(self, name: str, code: str) -> None:
        self._view = ChipView(ChipState.GONE, device=name, code=code)

    def start(self, anchors: Anchors, listener: Callable[[ChipDeskEvent], None]) -> None:
        """Say once what is wrong."""
        listener(self._view)

    def trust(self, anchors: Anchors) -> None:
        """Nothing is proved here."""

    def read(self, ticket: str, document: TravelDocument, *, allow_downgrade: bool = False) -> None:
        """Nothing can be read here."""

    def leave(self) -> None:
        """Nothing is kept here."""

    def stop(self) -> None:
        """Nothing to end."""
