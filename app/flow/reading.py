"""What comes in from the readers, in the desk's own words: screens know no device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from devices.api import DeviceState, DeviceStatus, DocumentScan, ReaderEvent


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document's lines came in; `partial` says that the reader itself thought them incomplete."""

    lines: tuple[str, ...]
    partial: bool


class ReaderState(StrEnum):
    """How the document reader is, as the link bar shows it."""

    NONE = "none"
    CONNECTING = "connecting"
    READY = "ready"
    READING = "reading"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ReaderView:
    """State of one reader; `code` is the device failure's code when it is not ready."""

    name: str
    state: ReaderState
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """Something came from the reader but no document could be made of it."""

    code: str


DeskEvent: TypeAlias = DocumentRead | ReaderView | ReadFailed

_STATES = {
    DeviceState.CONNECTING: ReaderState.CONNECTING,
    DeviceState.READY: ReaderState.READY,
    DeviceState.READING: ReaderState.READING,
    DeviceState.GONE: ReaderState.GONE,
}


def translate(event: ReaderEvent) -> DeskEvent:
    """A device's event in the desk's words."""
    if isinstance(event, DocumentScan):
        return DocumentRead(event.mrz_lines, event.partial)
    if isinstance(event, DeviceStatus):
        return ReaderView(event.device, _STATES[event.state], event.code or "")
    return ReadFailed(event.code)


class ReaderPort(Protocol):
    """The booth's document reader. `listener` is called on the reader's own thread."""

    def start(self, listener: Callable[[DeskEvent], None]) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Typing:
    """What became of a typed character: `swallow` it, and what to pass on if a burst was no machine's.

    `read` is a whole document when the last character completed one; `failed` says that a machine
    typed what cannot be used, such as a document through a wrong keyboard layout.
    """

    swallow: bool
    replay: str = ""
    read: DocumentRead | None = None
    failed: ReadFailed | None = None


class WedgePort(Protocol):
    """A keyboard-wedge reader hidden among the keys that an officer types (UI thread)."""

    def key(self, character: str, moment: float) -> Typing:
        """A character was typed at `moment` (monotonic seconds)."""

    def quiet(self, moment: float) -> Typing:
        """Time passed without a key: settle what is still held back."""
