"""The booth's readers in the desk's words: a serial reader, one that types, or none."""

from __future__ import annotations

from collections.abc import Callable

from app.flow.reading import DeskEvent, DocumentRead, ReaderState, ReaderView, ReadFailed, Typing, translate
from devices.api import DocumentReader, DocumentScan, Unreadable, WedgeReader, WedgeStep


class BoothReader:
    """A document reader whose events are translated on its own thread."""

    def __init__(self, reader: DocumentReader) -> None:
        self._reader = reader

    def start(self, listener: Callable[[DeskEvent], None]) -> None:
        """Begin reporting."""
        self._reader.start(lambda event: listener(translate(event)))

    def stop(self) -> None:
        """End the reader's thread."""
        self._reader.stop()


class NoReader:
    """No reader is set up: the desk says so, and documents are typed."""

    def start(self, listener: Callable[[DeskEvent], None]) -> None:
        """Say once that there is none."""
        listener(ReaderView("", ReaderState.NONE))

    def stop(self) -> None:
        """Nothing to end."""


class BoothWedge:
    """A reader that types, found among the keys of the window."""

    def __init__(self, wedge: WedgeReader) -> None:
        self._wedge = wedge

    def key(self, character: str, moment: float) -> Typing:
        """A character was typed."""
        return _typing(self._wedge.key(character, moment))

    def quiet(self, moment: float) -> Typing:
        """No key came for a while."""
        return _typing(self._wedge.tick(moment))


def _typing(step: WedgeStep) -> Typing:
    scan = step.event
    read = DocumentRead(scan.mrz_lines, scan.partial) if isinstance(scan, DocumentScan) else None
    failed = ReadFailed(scan.code) if isinstance(scan, Unreadable) else None
    return Typing(step.swallow, step.replay, read, failed)
