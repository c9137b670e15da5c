"""What a device is to the rest of Matapā: protocols, and the plain values that cross them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

from devices.emrtd.reading import Access, AccessKey, ChipFile, ChipReading, FileRead, Proof
from devices.errors import DeviceCode


class Framing(StrEnum):
    """How a reader wraps what it read (the generic state machine of `devices.document.framing`)."""

    AUTO = "auto"
    STX_ETX = "stx_etx"
    STX_JSON = "stx_json"
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


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive that is mounted: `path` is its top folder, `device` the system's name for it
    (`/dev/sdb1`, `E:`), `size` and `free` in bytes, `filesystem` such as `vfat` or `exfat`."""

    path: Path
    device: str
    label: str
    filesystem: str
    size: int
    free: int
    read_only: bool


class Drives(Protocol):
    """The removable drives of this machine. Called off the UI thread."""

    def find(self) -> Sequence[Drive]:
        """Every removable drive that is mounted now; never the system's own disks."""

    def eject(self, drive: Drive) -> None:
        """Flush it, unmount it and, where the system can, power it off; raises DeviceError(BUSY, GONE)."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One line of the list of devices: what is there, or why it cannot be used.

    `driver` is a DriverInfo's key, `port` what `make_reader` takes (empty when a whole driver is
    sick), `usb` vendor and product, `code` what is wrong, `detail` what a technician may want.
    """

    driver: str
    name: str
    port: str = ""
    usb: tuple[int, int] | None = None
    code: DeviceCode | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DetectRow:
    """What a port sent at one profile while a test document was presented.

    `score` is the caller's for the best document heard (0: none), `heard` counts bytes, `code` says
    why the port could not be listened to, or SILENT or GARBLED.
    """

    port: str
    profile: str
    score: int
    heard: int = 0
    framing: Framing | None = None
    code: DeviceCode | None = None


@dataclass(frozen=True, slots=True)
class DetectProgress:
    """Where detection is: which step of how many, the profiles tried now, and seconds it has left."""

    step: int
    steps: int
    profiles: tuple[str, ...]
    seconds_left: float


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


@dataclass(frozen=True, slots=True)
class WedgeStep:
    """What became of a key: `swallow` it, then give `replay` back to the field that has the focus.

    `replay` holds keys swallowed before that turned out to be a person's, in the order typed (`\r`
    for Enter); they go to the field before the key itself when that is not swallowed. `event` is
    the document, if these keys completed one.
    """

    swallow: bool
    replay: str = ""
    event: DocumentScan | Unreadable | None = None


class WedgeReader(Protocol):
    """Tells a reader that types (keyboard wedge) from a person, key by key.

    Call `key` for every character before the focused field sees it, `tick` when `due` has come.
    Times are seconds of one monotonic clock. Never raises; belongs to one thread.
    """

    @property
    def due(self) -> float | None:
        """When `tick` must be called next; None while nothing is held."""

    def key(self, character: str, at: float) -> WedgeStep: ...

    def tick(self, at: float) -> WedgeStep:
        """Time passed without a key; `swallow` says that keys are still held."""


@dataclass(frozen=True, slots=True)
class ChipWish:
    """What to read: `ticket` comes back in every event, so that an old answer is known as old.

    After a failed PACE the chip is opened by BAC only with `allow_downgrade` (never by itself).
    """

    ticket: str
    key: AccessKey
    allow_downgrade: bool = False


@dataclass(frozen=True, slots=True)
class ChipLaid:
    """A chip came into the field of a reader; `atr` are its answer-to-reset bytes."""

    device: str
    atr: bytes


@dataclass(frozen=True, slots=True)
class ChipLifted:
    """The chip left the field."""

    device: str


@dataclass(frozen=True, slots=True)
class ChipOpened:
    """Access control ended, well or not: see `access.method`."""

    ticket: str
    access: Access


@dataclass(frozen=True, slots=True)
class ChipFileCame:
    """A file was read, or could not be."""

    ticket: str
    read: FileRead


@dataclass(frozen=True, slots=True)
class ChipProgress:
    """Bytes of a file that have come, of how many; at most some twenty a second."""

    ticket: str
    file: ChipFile
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ChipProved:
    """The chip answered a question that only the original can answer rightly."""

    ticket: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class ChipDone:
    """The reading ended: whole, or cut short by `reading.failure`.

    With `resumable` it goes on by itself from where it stopped when the same chip is laid back.
    """

    ticket: str
    reading: ChipReading
    resumable: bool = False


ChipEvent: TypeAlias = (
    DeviceStatus | ChipLaid | ChipLifted | ChipOpened | ChipFileCame | ChipProgress | ChipProved | ChipDone
)


class ChipReader(Protocol):
    """A chip reader. All events come from the reader's own thread; `start` and `stop` as DocumentReader.

    `read` and `leave` return at once and may be called on any thread.
    """

    @property
    def info(self) -> DriverInfo: ...

    def start(self, listener: Callable[[ChipEvent], None]) -> None: ...

    def read(self, wish: ChipWish) -> None:
        """Read the chip as soon as one is laid on; a new wish replaces the old one."""

    def leave(self) -> None:
        """Give the wish up, also in the middle of a file."""

    def stop(self) -> None: ...
