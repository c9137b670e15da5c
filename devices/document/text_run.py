"""Collect bare text: lines ended by CR, LF or silence, or one run with no separator at all."""

from __future__ import annotations

from collections import deque

from devices.api import DocumentScan, Framing
from devices.document.collectors import CR, ETX, LF, SOH, STX, Taken
from devices.document.lines import (
    LONGEST_LINE,
    MOST_LINES,
    is_whole,
    split_run,
    whole_ending,
    with_fillers,
)

# Without a frame around it, only a good part of a line is taken for a document cut short.
_SHORTEST_CUT_LINE = 20


class TextCollector:
    """Text without a frame; a whole document is done at its last line's end, without waiting.

    Lines before a document are forgotten, so a reader that chats or repeats does no harm.
    """

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._line = bytearray()
        self._raw = bytearray()
        self._size = 0
        self._overlong = False
        self._said = False
        self.garbled = False  # what has no beginning may be anything
        self.scan: DocumentScan | None = None

    @property
    def size(self) -> int:
        """Bytes taken so far, also those already forgotten."""
        return self._size

    @property
    def idle_talk(self) -> bool:
        """Whether nothing but line ends came."""
        return not self._said

    def take(self, byte: int) -> Taken:
        """Take a printable character or a line's end; any other byte is refused."""
        if byte in {STX, SOH, ETX} or not (0x20 <= byte < 0x7F or byte in {CR, LF}):
            return Taken.REFUSED
        self._size += 1
        self._raw.append(byte)
        del self._raw[: -(MOST_LINES + 1) * LONGEST_LINE]
        if byte not in {CR, LF}:
            self._add(byte)
            return Taken.MORE
        self._end_line()
        self.scan = self._whole()
        return Taken.DONE if self.scan else Taken.MORE

    def close(self) -> DocumentScan | None:
        """What there is when silence falls: a whole document, or a part that reads like one."""
        self._end_line()
        self.scan = self._whole() or self._part()
        return self.scan

    def _add(self, byte: int) -> None:
        self._said = True
        if len(self._line) >= LONGEST_LINE:
            self._overlong = True
        else:
            self._line.append(byte)

    def _end_line(self) -> None:
        if self._overlong:
            self._lines.clear()
        elif self._line.strip():
            self._lines.append(with_fillers(self._line.decode("ascii")))
        self._line.clear()
        self._overlong = False

    def _whole(self) -> DocumentScan | None:
        if not self._lines:
            return None
        ending = whole_ending(tuple(self._lines))
        if ending:
            return DocumentScan(ending, bytes(self._raw), Framing.LINES)
        run = split_run(self._lines[-1])
        if run and is_whole(run):
            return DocumentScan(run, bytes(self._raw), Framing.BARE_RUN)
        return None

    def _part(self) -> DocumentScan | None:
        lines = tuple(line for line in self._lines if _reads_like_mrz(line))
        if not lines or max(map(len, lines)) < _SHORTEST_CUT_LINE:
            return None
        return DocumentScan(lines, bytes(self._raw), Framing.LINES, partial=True)


def _reads_like_mrz(line: str) -> bool:
    strange = sum(not (character.isdigit() or character.isupper() or character == "<") for character in line)
    return strange * 6 < len(line)
