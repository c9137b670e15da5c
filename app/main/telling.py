"""What this station tells HQ of itself: its program, its newest record, and how its readers are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.domain.document import TravelDocument
from app.flow.chip import ChipDeskEvent, ChipPort, ChipState, ChipView
from app.flow.reading import DeskEvent, ReaderPort, ReaderState, ReaderView
from app.trust.anchors import Anchors
from sync.protocol.told import Told, write_told

_READER: Final[Mapping[ReaderState, str]] = {
    ReaderState.NONE: "none",
    ReaderState.CONNECTING: "connecting",
    ReaderState.READY: "ready",
    ReaderState.READING: "ready",
    ReaderState.GONE: "gone",
}
_CHIP: Final[Mapping[ChipState, str]] = {ChipState.NONE: "none", ChipState.GONE: "gone"}


class Telling:
    """Keeps how each reader is, as its thread last said; read on the sync thread."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._readers: dict[str, str] = {}

    def reader_is(self, state: ReaderState) -> None:
        """The document reader is so now."""
        self._readers["document"] = _READER[state]

    def chip_is(self, state: ChipState) -> None:
        """The chip reader is so now."""
        self._readers["chip"] = _CHIP.get(state, "ready")

    def words(self, made: int) -> str:
        """What to say with a call; `made` is the highest seq of this station."""
        return write_told(Told(self._version, made, tuple(sorted(self._readers.copy().items()))))


class HeardReader:
    """A document reader whose state is told to HQ as well."""

    def __init__(self, reader: ReaderPort, telling: Telling) -> None:
        self._reader, self._telling = reader, telling

    def start(self, listener: Callable[[DeskEvent], None]) -> None:
        """Begin reporting."""

        def heard(event: DeskEvent) -> None:
            if isinstance(event, ReaderView):
                self._telling.reader_is(event.state)
            listener(event)

        self._reader.start(heard)

    def stop(self) -> None:
        """End the reader's thread."""
        self._reader.stop()


class HeardChip:
    """A chip reader whose state is told to HQ as well."""

    def __init__(self, chip: ChipPort, telling: Telling) -> None:
        self._chip, self._telling = chip, telling

    def start(self, anchors: Anchors, listener: Callable[[ChipDeskEvent], None]) -> None:
        """Begin reporting."""

        def heard(event: ChipDeskEvent) -> None:
            if isinstance(event, ChipView):
                self._telling.chip_is(event.state)
            listener(event)

        self._chip.start(anchors, heard)

    def trust(self, anchors: Anchors) -> None:
        """As `ChipPort.trust`."""
        self._chip.trust(anchors)

    def read(self, ticket: str, document: TravelDocument, *, allow_downgrade: bool = False) -> None:
        """As `ChipPort.read`."""
        self._chip.read(ticket, document, allow_downgrade=allow_downgrade)

    def leave(self) -> None:
        """As `ChipPort.leave`."""
        self._chip.leave()

    def stop(self) -> None:
        """As `ChipPort.stop`."""
        self._chip.stop()
