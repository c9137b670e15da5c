"""The relay's board of notes: on disk for two days, for every booth of the port to hear.

Notes are sealed under the national key and signed by their booth; the board keeps them in the order in
which they came, each once. Segments are files of some hundred notes; a tail that a power cut tore is
left out when they are read, and the booth that told it was not answered yet. From any thread.
"""

from __future__ import annotations

import os
import secrets
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from sync.protocol.notes import EPOCH_SIZE, LARGEST_NOTE, MOST_NOTES, BadNote, Told, read_note_head
from sync.relay.files import forget_parts, write_whole

KEPT: Final = timedelta(hours=48)
MOST_KEPT: Final = 20_000
"""Notes on the board: five days of a busy port."""
SEGMENT: Final = 500

_EPOCH: Final = "epoch"
_LOG: Final = ".notes"
_FRAME: Final = struct.Struct(">QQHI")
"""Before each note: its place, when it came (ms), its length and its CRC-32."""


@dataclass(frozen=True, slots=True)
class _Pinned:
    place: int
    at: int
    station: int
    seq: int
    note: bytes


class NoteBoard:
    """Notes of all booths of a port. `clock` tells UTC."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Read what is on disk; raises OSError."""
        self._folder = folder
        self._clock = clock
        self._news = threading.Condition()
        self._pinned: list[_Pinned] = []
        self._known: set[tuple[int, int]] = set()
        self._file: BinaryIO | None = None
        self._in_file = 0
        self._closed = False
        self._from_hq = 0
        folder.mkdir(parents=True, exist_ok=True)
        forget_parts(folder)
        self.epoch = self._load_epoch()
        self._last = 0
        for path in self._segments():
            self._pinned += _read(path)
        self._pinned.sort(key=lambda one: one.place)
        self._last = self._pinned[-1].place if self._pinned else 0
        self._known = {(one.station, one.seq) for one in self._pinned}

    def pin(self, station: int, notes: tuple[bytes, ...]) -> int:
        """Keep notes of this station on disk, each once; how many were new. Raises BadNote, OSError."""
        heads = [read_note_head(note) for note in notes]
        if any(head.station_number != station for head in heads):
            raise BadNote("of another station")
        with self._news:
            fresh = {head.seq: note for head, note in zip(heads, notes, strict=True)}
            fresh = {seq: note for seq, note in fresh.items() if (station, seq) not in self._known}
            if fresh:
                self._write(station, fresh)
                self._forget_old()
                self._news.notify_all()
            return len(fresh)

    def note_news(self) -> None:
        """A file or receipt came from HQ: who hears should know."""
        with self._news:
            self._from_hq += 1
            self._news.notify_all()

    def hear(self, epoch: bytes, place: int, news: int, seconds: float, but: int = 0) -> Told:
        """Notes after a place that are not of station `but`, waiting so many seconds for one, or for the
        news of HQ to be at another count.

        A reader of another epoch, or from beyond the last place, hears all there is; without an epoch,
        none.
        """
        until = time.monotonic() + seconds
        with self._news:
            start = place if epoch == self.epoch and place <= self._last else 0
            while True:
                heard = self._after(start) if epoch else ()
                found = [one for one in heard if one.station != but][:MOST_NOTES]
                left = until - time.monotonic()
                if found or left <= 0 or self._closed or news != self._from_hq:
                    reached = found[-1].place if len(found) == MOST_NOTES else self._last
                    return Told(self.epoch, reached, tuple(one.note for one in found), self._from_hq)
                self._news.wait(left)

    def close(self) -> None:
        """Let go of the file and wake who waits."""
        with self._news:
            self._closed = True
            if self._file is not None:
                self._file.close()
                self._file = None
            self._news.notify_all()

    def _after(self, place: int) -> Iterator[_Pinned]:
        low, high = 0, len(self._pinned)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._pinned[middle].place <= place else (low, middle)
        return iter(self._pinned[low:])

    def _write(self, station: int, fresh: dict[int, bytes]) -> None:
        at = int(self._clock().timestamp() * 1000)
        numbered = enumerate(sorted(fresh.items()), start=self._last + 1)
        pinned = [_Pinned(place, at, station, seq, note) for place, (seq, note) in numbered]
        if self._closed:
            raise OSError("the board is closed")
        file = self._file if self._file is not None and self._in_file < SEGMENT else self._begin_segment()
        end = file.tell()
        try:
            file.write(b"".join(map(_framed, pinned)))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # What came of it must not stand before what is written next.
            file.truncate(end)
            file.seek(end)
            raise
        self._in_file += len(pinned)
        self._last = pinned[-1].place
        self._pinned += pinned
        self._known |= {(station, one.seq) for one in pinned}

    def _begin_segment(self) -> BinaryIO:
        if self._file is not None:
            self._file.close()
            self._file = None
        path = self._folder / f"{self._last + 1:016}{_LOG}"
        write_whole(path, b"")
        self._file = path.open("r+b", buffering=0)
        self._in_file = 0
        return self._file

    def _forget_old(self) -> None:
        """Delete whole segments that are too old or too many; the one being written stays."""
        limit = int((self._clock() - KEPT).timestamp() * 1000)
        segments = self._segments()
        for path, following in pairwise(segments):
            end = int(following.stem)
            ours = [one for one in self._pinned if one.place < end]
            if ours and ours[-1].at >= limit and len(self._pinned) <= MOST_KEPT:
                return
            path.unlink(missing_ok=True)
            self._pinned = self._pinned[len(ours) :]
            self._known -= {(one.station, one.seq) for one in ours}

    def _segments(self) -> list[Path]:
        return sorted(path for path in self._folder.glob(f"*{_LOG}") if path.stem.isdigit())

    def _load_epoch(self) -> bytes:
        path = self._folder / _EPOCH
        if path.exists() and len(epoch := path.read_bytes()) == EPOCH_SIZE:
            return epoch
        for stale in self._segments():
            stale.unlink(missing_ok=True)
        epoch = secrets.token_bytes(EPOCH_SIZE)
        write_whole(path, epoch)
        return epoch


def _framed(one: _Pinned) -> bytes:
    return _FRAME.pack(one.place, one.at, len(one.note), zlib.crc32(one.note)) + one.note


def _read(path: Path) -> Iterator[_Pinned]:
    """The notes of a segment up to the first that is not whole."""
    data, at = path.read_bytes(), 0
    while at + _FRAME.size <= len(data):
        place, moment, length, crc = _FRAME.unpack_from(data, at)
        note = data[at + _FRAME.size : at + _FRAME.size + length]
        if length > LARGEST_NOTE or len(note) != length or zlib.crc32(note) != crc:
            return
        try:
            head = read_note_head(note)
        except BadNote:
            return
        yield _Pinned(place, moment, head.station_number, head.seq, note)
        at += _FRAME.size + length
