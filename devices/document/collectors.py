"""One collector for each kind of frame: takes byte after byte, bounded, and says when it is done."""

from __future__ import annotations

from enum import Enum, auto
from functools import reduce
from operator import xor
from typing import Protocol

from devices.api import DocumentScan, Framing
from devices.document.json_frame import document_in_json
from devices.document.lines import SHORTEST_LINE, is_likely, is_whole, split_lines, split_run
from devices.document.native import native_lines

SOH, STX, ETX, CR, LF = 0x01, 0x02, 0x03, 0x0D, 0x0A
# 1024 bytes of text are the most that a reader of the sheet sends (DESKO, CUTE profile).
FRAME_LIMIT = 2048
# JSON readers put the chip's data into the same frame, portrait included.
JSON_LIMIT = 512 * 1024
_TEXT_SHARE = 0.9


class Taken(Enum):
    """What a collector did with a byte; a refused byte was not taken and ends the frame."""

    MORE = auto()
    DONE = auto()
    REFUSED = auto()


class Collector(Protocol):
    """A frame being collected.

    `scan` is its document once done; `size` counts its bytes; `idle_talk` says that it was
    understood and meant to hold no document, `garbled` that it had a beginning and an end and text
    between, which is none. `close` ends it because nothing more came.
    """

    @property
    def scan(self) -> DocumentScan | None: ...

    @property
    def size(self) -> int: ...

    @property
    def idle_talk(self) -> bool: ...

    @property
    def garbled(self) -> bool: ...

    def take(self, byte: int) -> Taken: ...

    def close(self) -> DocumentScan | None: ...


def scan_of(
    lines: tuple[str, ...], raw: bytes, framing: Framing, *, cut: bool = False, shortest: int = SHORTEST_LINE
) -> DocumentScan | None:
    """The scan that these lines make, partial where they are cut or no whole document, or None."""
    run = split_run(lines[0]) if len(lines) == 1 else None
    lines = run or lines
    if is_whole(lines):
        return DocumentScan(lines, raw, framing, partial=cut)
    return DocumentScan(lines, raw, framing, partial=True) if is_likely(lines, shortest) else None


def reads_as_text(payload: bytes) -> bool:
    """Whether a frame holds text, as no noise does for long, and enough for a line."""
    printable = sum(0x20 <= byte < 0x7F or byte in {CR, LF} for byte in payload)
    return len(payload) >= SHORTEST_LINE and printable >= _TEXT_SHARE * len(payload)


def check_byte(frame: bytes) -> int:
    """The BCC of a frame that ends with ETX: exclusive or of all after its SOH or STX (ISO 1745)."""
    return reduce(xor, frame[1:], 0)


class StxCollector:
    """`STX text ETX [BCC]`, or JSON between STX and ETX; opened by the STX.

    `bcc` True waits for the check byte and holds the frame to it; otherwise the frame is done at its
    ETX and `tail` is the check byte that may follow it.
    """

    def __init__(self, bcc: bool) -> None:
        self._bcc = bcc
        self._raw = bytearray((STX,))
        self._ended = False
        self.scan: DocumentScan | None = None
        self.idle_talk = False
        self.garbled = False
        self.tail: int | None = None

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return len(self._raw)

    @property
    def _json(self) -> bool:
        return self._raw[1:2] == b"{"

    def take(self, byte: int) -> Taken:
        """Take a byte; a new STX or SOH, or too many bytes, are refused."""
        if self._ended:
            self._finish(byte)
            return Taken.DONE
        if byte in {STX, SOH} or self.size >= (JSON_LIMIT if self._json else FRAME_LIMIT):
            return Taken.REFUSED
        self._raw.append(byte)
        if byte != ETX:
            return Taken.MORE
        self._ended = True
        self.tail = check_byte(bytes(self._raw))
        if self._bcc and not self._json:
            return Taken.MORE
        self._finish(None)
        return Taken.DONE

    def close(self) -> DocumentScan | None:
        """What a frame that never ended holds: a partial document at best."""
        self._ended = True
        self.scan = self._text_scan(bytes(self._raw[1:]), cut=True) if not self._json else None
        return self.scan

    def _finish(self, check: int | None) -> None:
        payload = bytes(self._raw[1:-1])
        if self._json:
            lines, self.idle_talk = document_in_json(payload)
            self.scan = scan_of(lines, bytes(self._raw), Framing.STX_JSON)
            self.garbled = reads_as_text(payload)
            return
        bad = check is not None and check != self.tail
        if check is not None:
            self._raw.append(check)
        self.scan = self._text_scan(payload, cut=bad)
        self.idle_talk = not payload.strip()
        self.garbled = reads_as_text(payload)

    def _text_scan(self, payload: bytes, *, cut: bool) -> DocumentScan | None:
        return scan_of(split_lines(payload.rstrip(b"\x03")), bytes(self._raw), Framing.STX_ETX, cut=cut)


class SohCollector:
    """3M RTE Native: `SOH [length low high] "OU" STX flag line1 CR line2 CR line3 CR ETX [BCC]`.

    RTE6701-OEM integration manual V1.03, 9.1.1. The length is not held against the frame: what it
    counts differs between firmwares, and the check byte covers more.
    """

    def __init__(self, bcc: bool) -> None:
        self._must_check = bcc
        self._raw = bytearray((SOH,))
        self._text_at = 0
        self._ended = False
        self.scan: DocumentScan | None = None
        self.idle_talk = False
        self.garbled = False

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return len(self._raw)

    def take(self, byte: int) -> Taken:
        """Take a byte; one that breaks the header, a new SOH or STX, or too many are refused."""
        if self._ended:
            return self._take_check(byte)
        if not self._text_at:
            return self._take_header(byte)
        flag = self.size == self._text_at  # the flag may be any byte
        if not flag and (byte in {SOH, STX} or self.size >= FRAME_LIMIT):
            return Taken.REFUSED
        self._raw.append(byte)
        self._ended = byte == ETX and not flag
        return Taken.MORE

    def close(self) -> DocumentScan | None:
        """A frame that ended without its check byte, if it need not have one; else a cut one."""
        if self._text_at:
            self._finish(cut=not self._ended or self._must_check)
        return self.scan

    def _take_header(self, byte: int) -> Taken:
        header = bytes(self._raw[1:])
        if byte == STX and header in {b"OU", header[:2] + b"OU"} and len(header) in {2, 4}:
            self._raw.append(byte)
            self._text_at = self.size
            return Taken.MORE
        if len(header) >= 4 or (len(header) >= 2 and header != b"OU" and byte != b"OU"[len(header) - 2]):
            return Taken.REFUSED
        self._raw.append(byte)
        return Taken.MORE

    def _take_check(self, byte: int) -> Taken:
        right = byte == check_byte(bytes(self._raw))
        if not right and byte in {SOH, STX}:
            self._finish(cut=self._must_check)
            return Taken.REFUSED
        self._finish(cut=not right, check=bytes((byte,)))
        return Taken.DONE

    def _finish(self, *, cut: bool, check: bytes = b"") -> None:
        text = bytes(self._raw[self._text_at + 1 :]).rstrip(b"\x03")
        self._raw += check
        self.scan = scan_of(native_lines(text), bytes(self._raw), Framing.SOH_LENGTH_BCC, cut=cut)
        self.idle_talk = not text.strip()
        self.garbled = reads_as_text(text)


class TlvCollector:
    """Elyctis Scanner Command Set v1.7: `I`, `L` or `C`, a 16-bit big-endian length, then the data.

    No document needs more than 255 bytes, so a high length byte other than 0 is noise.
    """

    def __init__(self, opener: int) -> None:
        self._raw = bytearray((opener,))
        self.scan: DocumentScan | None = None
        self.idle_talk = False
        self.garbled = False

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return len(self._raw)

    def take(self, byte: int) -> Taken:
        """Take a byte; a length too long and data that is no text are refused."""
        if self.size == 1 and byte != 0:
            return Taken.REFUSED
        if self.size >= 3 and self._raw[2] > 1 and not (0x20 <= byte < 0x7F or byte in {CR, LF}):
            return Taken.REFUSED
        self._raw.append(byte)
        if self.size < 3 or self.size < 3 + self._raw[2]:
            return Taken.MORE
        self.idle_talk = self._raw[2] <= 1  # nothing read, or the answer to a command
        self.scan = self._scan(cut=False)
        self.garbled = reads_as_text(bytes(self._raw[3:]))
        return Taken.DONE

    def close(self) -> DocumentScan | None:
        """What an answer that stopped short holds."""
        self.scan = self._scan(cut=True)
        return self.scan

    def _scan(self, *, cut: bool) -> DocumentScan | None:
        return scan_of(split_lines(bytes(self._raw[3:])), bytes(self._raw), Framing.TLV_INQUIRE, cut=cut)
