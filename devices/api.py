"""What a device is to the rest of Matapā: protocols, and the plain values that cross them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from devices.errors import DeviceCode


class Framing(StrEnum):
    """How a reader wraps what it read (the generic state machine of `devices.document.framing`)."""

    AUTO = "auto"
    STX_ETX = "stx_etx"
    SOH_LENGTH_BCC = "soh_length_bcc"
    TLV_INQUIRE = "tlv_inquire"
    LINES = "lines"
    BARE_RUN = "bare_run"


@dataclass(frozen=True, slots=True)
class DriverInfo:
    """A driver's name card: `key` names it in settings, `usb_ids` are (vendor, product) pairs."""

    key: str
    family: str
    name: str
    usb_ids: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentScan:
    """One document as a reader delivered it: lines as sent (fillers `<`), nothing judged.

    `raw` are the bytes of the frame and hold personal data: never log them. `partial` says that the
    frame was cut, failed its checksum, or is not as long as any document of Doc 9303.
    """

    mrz_lines: tuple[str, ...]
    raw: bytes
    framing: Framing
    partial: bool = False


class DeviceState(StrEnum):
    """What a device is doing, as the link bar shows it."""

    CONNECTING = "connecting"
    READY = "ready"
    READING = "reading"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """State of one device; `code` says why it is not ready."""

    device: str
    state: DeviceState
    code: DeviceCode | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame came but held no document: `size` bytes, `code` says what was wrong with it."""

    code: DeviceCode
    size: int


ReaderEvent: TypeAlias = DocumentScan | DeviceStatus | Unreadable


class DocumentReader(Protocol):
    """A document reader that reports by itself whatever is laid on or swiped through it.

    `start` begins reporting to `listener` from the device's own thread, reconnects after an unplug
    by itself and reports each change of state once; `stop` ends the thread and joins it. Both may
    be called in any state. A sick device becomes a DeviceStatus, never an exception out of start.
    """

    @property
    def info(self) -> DriverInfo: ...

    def start(self, listener: Callable[[ReaderEvent], None]) -> None: ...

    def stop(self) -> None: ...
