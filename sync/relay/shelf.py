"""HQ's publications on the relay's disk: one satellite link brings each file once for the whole port.

Files are sealed and signed as HQ made them; the index is made from the heads that HQ signed. From any
thread, but `offer` from the sync thread alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.domain.failure import WorldError
from sync.protocol.index import MOST_ROWS, Listed, needed, read_index, write_index
from sync.protocol.publication import KEYS, LONGEST_HEAD, head_of, read_head
from sync.protocol.sealing import damaged
from sync.relay.files import PART, sync_folder

MOST_BYTES: Final = 4 << 30
"""Bytes on the shelf; the files that came first go first."""
SUFFIX: Final = ".mpub"


class Shelf:
    """Whole files of publications, and those that are coming."""

    def __init__(
        self,
        folder: Path,
        hq_receipt_key: bytes,
        came: Callable[[], None] = lambda: None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Look at what is on disk; a file that HQ did not sign or that is cut short is deleted. Raises
        OSError.

        `came` is called after each file that came.
        """
        self._came_one = came
        self._folder = folder
        self._key = hq_receipt_key
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, int], Listed] = {}
        self._only_for: dict[tuple[str, int], int | None] = {}
        self._newest: dict[str, int] = {}
        self._held: dict[int, dict[str, int]] = {}
        self._own_keys = 0
        self._rekeyed: set[int] = set()
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"*{SUFFIX}"):
            self._shelve(path)

    def index(self, station: int, held: Mapping[str, int]) -> bytes:
        """The index for a station that holds these sequences; it is noted what it holds.

        Nothing before its keys: it could open none of it.
        """
        with self._lock:
            if station not in self._held:
                self._rekeyed.add(station)  # who was here before it came cannot tell whether its keys are new
            self._held[station] = dict(held)
            rows = [row for row in self._rows_for(station) if row.sequence > held.get(row.stream, 0)]
            keys = f"{KEYS}/{station}"
            if keys not in held and all(row.stream != keys for row in rows):
                rows = []
        return write_index(sorted(rows, key=lambda row: (row.stream, row.sequence))[:MOST_ROWS])

    def read(self, station: int, stream: str, sequence: int, first: int, count: int) -> bytes | None:
        """Bytes of a file that this station may read, None where there is none; raises OSError."""
        with self._lock:
            row = self._rows.get((stream, sequence))
            if row is None or not self._may_read(station, row):
                return None
        with self._path(stream, sequence).open("rb") as file:
            file.seek(first)
            return file.read(count)

    def note_index(self, held: Mapping[str, int], index: bytes) -> None:
        """Note how far HQ's streams go, by what this booth holds and what HQ's index adds."""
        try:
            rows = read_index(index)
        except WorldError:
            return
        with self._lock:
            for stream, sequence in [*held.items(), *((row.stream, row.sequence) for row in rows)]:
                if not stream.startswith(KEYS):
                    self._newest[stream] = max(sequence, self._newest.get(stream, 0))
                elif sequence > self._own_keys:
                    # Whoever has keys of its own has new ones, too.
                    self._own_keys = sequence
                    self._rekeyed |= set(self._held)

    def behind(self) -> list[tuple[int, dict[str, int]]]:
        """Stations, and what they hold, that this shelf cannot bring as far as HQ's streams go."""
        with self._lock:
            return [
                (station, held) for station, held in sorted(self._held.items()) if self._lacks(station, held)
            ]

    def is_behind(self, station: int) -> bool:
        """Whether this station is one of those."""
        with self._lock:
            return self._lacks(station, self._held.get(station, {}))

    def note_mirrored(self, station: int) -> None:
        """HQ was asked what this station lacks, its keys among it."""
        with self._lock:
            self._rekeyed.discard(station)

    def has(self, stream: str, sequence: int) -> bool:
        """Whether the whole file is here."""
        with self._lock:
            return (stream, sequence) in self._rows

    def coming(self, stream: str, sequence: int) -> int:
        """Bytes that have come of a file that is not whole."""
        part = self._part(stream, sequence)
        return part.stat().st_size if part.exists() else 0

    def offer(self, stream: str, sequence: int, first: int, data: bytes) -> None:
        """Take bytes of a file that follow on those that came; whole, it is put on the shelf.

        Others are left. A file that turns out not to be HQ's, or another one, is thrown away. Raises OSError.
        """
        part = self._part(stream, sequence)
        if self.has(stream, sequence) or first != self.coming(stream, sequence):
            return
        with part.open("ab") as out:
            out.write(data)
        with part.open("rb") as file:
            start = file.read(LONGEST_HEAD)
        try:
            head = read_head(start, self._key)
        except WorldError:
            if len(start) >= LONGEST_HEAD:
                part.unlink(missing_ok=True)
            return
        named = (head.publication.stream, head.publication.sequence) == (stream, sequence)
        if not named or part.stat().st_size > head.file_size:
            part.unlink(missing_ok=True)
        elif part.stat().st_size == head.file_size:
            path = self._path(stream, sequence)
            with part.open("r+b") as file:  # what a power cut hollowed out the port would be given for good
                os.fsync(file.fileno())
            part.replace(path)
            sync_folder(self._folder)
            self._shelve(path)
            self._make_room()
            self._came_one()

    def _lacks(self, station: int, held: Mapping[str, int]) -> bool:
        rows = self._rows_for(station)
        reach = dict(held)
        for row in needed(rows, held):
            reach[row.stream] = max(row.sequence, reach.get(row.stream, 0))
        if f"{KEYS}/{station}" not in reach or station in self._rekeyed:
            return True
        return any(reach.get(stream, 0) < newest for stream, newest in self._newest.items())

    def _rows_for(self, station: int) -> list[Listed]:
        return [row for row in self._rows.values() if self._may_read(station, row)]

    def _may_read(self, station: int, row: Listed) -> bool:
        """Keys, and what HQ says to one station, are for that one; all else here is for the whole port."""
        return is_for(row.stream, station) and self._only_for.get((row.stream, row.sequence)) in (
            None,
            station,
        )

    def _shelve(self, path: Path) -> None:
        try:
            head = head_of(path, self._key)
            if path.stat().st_size != head.file_size:
                raise damaged("length")
        except WorldError:
            path.unlink(missing_ok=True)
            return
        one = head.publication
        besides = 0 if one.besides is None else one.besides.sequence
        row = Listed(one.stream, one.sequence, one.base, besides, head.file_size, one.digest)
        with self._lock:
            self._rows[one.stream, one.sequence] = row
            self._only_for[one.stream, one.sequence] = one.audience.station

    def _make_room(self) -> None:
        with self._lock:
            rows = sorted(self._rows.values(), key=self._came)
            size = sum(row.size for row in rows)
            for row in rows[:-1]:
                if size <= self._most_bytes:
                    return
                del self._rows[row.stream, row.sequence]
                self._path(row.stream, row.sequence).unlink(missing_ok=True)
                size -= row.size

    def _came(self, row: Listed) -> int:
        path = self._path(row.stream, row.sequence)
        return path.stat().st_mtime_ns if path.exists() else 0

    def _path(self, stream: str, sequence: int) -> Path:
        return self._folder / f"{stream.replace('/', '_')}-{sequence}{SUFFIX}"

    def _part(self, stream: str, sequence: int) -> Path:
        path = self._path(stream, sequence)
        return path.with_name(path.name + PART)


def is_for(stream: str, station: int) -> bool:
    """Whether a stream is not the keys of another station."""
    kind, _, whose = stream.partition("/")
    return kind != KEYS or whose == str(station)
