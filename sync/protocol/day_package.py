"""One file of daily logs: a stored ZIP whose bytes follow from what is in it, read from its beginning.

Any program for ZIP files (PKWARE APPNOTE 6.3, method 0) opens it. Ours writes it piece by piece and reads it
so: nothing in it is compressed, nothing but names, sizes and CRC-32 may differ from file to file, and the
directory at its end must say again what was read. So there is no second way to read it, and no bomb.

Its plan: for each log, ascending by number, a folder of that number with the manifest, its signature, the
station's key and the files in the manifest's order; then the frozen batches that HQ has not confirmed,
ascending by seq.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.domain.failure import FailureCode, WorldError

LARGEST_PACKAGE: Final = (1 << 32) - (1 << 20)
"""Bytes of a package: FAT holds no larger file than 4 GiB, and sealing adds a little."""
MOST_ENTRIES: Final = 60_000
LONGEST_NAME: Final = 120

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _STORED = 10, 0
_TIME, _DATE = 0, 0x21
"""Midnight of 1 January 1980, the first moment that a ZIP can say."""
_LOCAL_LAYOUT: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL_LAYOUT: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END_LAYOUT: Final = struct.Struct("<4sHHHHIIH")

Bound: TypeAlias = Callable[[str], int]
"""How many bytes the file of this name, which is the next one, may have; raises WorldError(DAY_DAMAGED)."""
Take: TypeAlias = Callable[[str, bytes], None]
"""Takes one whole file whose CRC-32 is right."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a package: its name with its folder, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Said:
    name: bytes
    size: int
    crc: int
    place: int

    def local(self) -> bytes:
        return _LOCAL_LAYOUT.pack(
            _LOCAL, _VERSION, 0, _STORED, _TIME, _DATE, self.crc, self.size, self.size, len(self.name), 0
        ) + self.name  # fmt: skip

    def central(self) -> bytes:
        return _CENTRAL_LAYOUT.pack(
            _CENTRAL, _VERSION, _VERSION, 0, _STORED, _TIME, _DATE, self.crc, self.size, self.size,
            len(self.name), 0, 0, 0, 0, 0, self.place,
        ) + self.name  # fmt: skip


def package_size(files: Iterable[tuple[str, int]]) -> int:
    """Bytes of the package of files of these names and sizes."""
    heads = _LOCAL_LAYOUT.size + _CENTRAL_LAYOUT.size
    return _END_LAYOUT.size + sum(heads + 2 * len(name) + size for name, size in files)


def write_package(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The package piece by piece; each file is held no longer than it takes to give it away."""
    said: list[_Said] = []
    place = 0
    for entry in entries:
        one = _Said(entry.name.encode("ascii"), len(entry.content), zlib.crc32(entry.content), place)
        head = one.local()
        yield head
        yield entry.content
        said.append(one)
        place += len(head) + one.size
    yield _directory(said, place)


def _directory(said: list[_Said], place: int) -> bytes:
    listed = b"".join(one.central() for one in said)
    return listed + _END_LAYOUT.pack(_END, 0, 0, len(said), len(said), len(listed), place, 0)


class PackageReader:
    """Reads a package that comes in pieces; `bound` is asked before a file is kept, `take` gets it whole.

    Holds no more than one file. Every call raises WorldError(DAY_DAMAGED) at the first byte that a package
    of ours would not have, and what `bound` and `take` raise.
    """

    def __init__(self, bound: Bound, take: Take) -> None:
        self._bound, self._take = bound, take
        self._waiting = bytearray()
        self._done = False
        self._reading = self._read()
        self._wanted = next(self._reading)

    def feed(self, piece: bytes) -> None:
        """The next bytes."""
        self._waiting += piece
        place = 0
        while not self._done and len(self._waiting) - place >= self._wanted:
            got = bytes(memoryview(self._waiting)[place : place + self._wanted])
            place += self._wanted
            try:
                self._wanted = self._reading.send(got)
            except StopIteration:
                self._done = True
        del self._waiting[:place]
        if self._done and self._waiting:
            raise damaged("bytes_behind_the_end")

    def end(self) -> None:
        """There are no more bytes."""
        if not self._done:
            raise damaged("cut_short")

    def _read(self) -> Generator[int, bytes, None]:
        """Says how many bytes it wants next, and is sent them."""
        said: list[_Said] = []
        place = 0
        magic = yield 4
        while magic == _LOCAL:
            one = yield from self._file(place)
            said.append(one)
            place += _LOCAL_LAYOUT.size + len(one.name) + one.size
            if len(said) > MOST_ENTRIES or place > LARGEST_PACKAGE:
                raise damaged("too_large")
            magic = yield 4
        wanted = _directory(said, place)
        rest = yield len(wanted) - len(magic)
        if magic + rest != wanted:
            raise damaged("another_directory")

    def _file(self, place: int) -> Generator[int, bytes, _Said]:
        head = _LOCAL + (yield _LOCAL_LAYOUT.size - 4)
        crc, size, _, length = _LOCAL_LAYOUT.unpack(head)[6:10]
        if not 0 < length <= LONGEST_NAME:
            raise damaged("name")
        name = yield length
        one = _Said(name, size, crc, place)
        if head + name != one.local() or not name.isascii():
            raise damaged("head")
        if size > self._bound(name.decode("ascii")):
            raise damaged("too_large")
        content = (yield size) if size else b""
        if zlib.crc32(content) != crc:
            raise damaged("checksum")
        self._take(name.decode("ascii"), content)
        return one


def damaged(reason: str) -> WorldError:
    """What is said of a package that is not ours, or not whole."""
    return WorldError(FailureCode.DAY_DAMAGED, "day.package", reason=reason)
