"""The booth's readers in the desk's words: a serial reader, one that types, or none."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.flow.reading import (
    DeskEvent,
    DocumentRead,
    ReaderPort,
    ReaderState,
    ReaderView,
    ReadFailed,
    Typing,
    translate,
)
from devices.api import DocumentReader, DocumentScan, Unreadable, WedgeReader, WedgeStep
from devices.errors import DeviceError
from devices.registry import make_reader, profile_keys

_log = logging.getLogger(__name__)


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


class SickReader:
    """A reader that this build cannot make: the desk says why, and documents are typed."""

    def __init__(self, port: str, code: str) -> None:
        self._view = ReaderView(port, ReaderState.GONE, code)

    def start(self, listener: Callable[[DeskEvent], None]) -> None:
        """Say once what is wrong."""
        listener(self._view)

    def stop(self) -> None:
        """Nothing to end."""


def booth_reader(port: str, profile: str) -> ReaderPort:
    """The reader that the settings name; a slip in them never keeps the desk from opening."""
    if not port:
        return NoReader()
    if profile and profile not in profile_keys():
        _log.warning("settings: no reader profile of this name, its framing is found by itself")
        profile = ""
    try:
        return BoothReader(make_reader(port, profile or None))
    except DeviceError as error:
        _log.warning("settings: the reader cannot be used (%s)", error.code)
        return SickReader(port, error.code)


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
