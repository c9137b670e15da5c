"""Ask a list of up to 100 million stolen documents in microseconds, from a file that is never read whole.

The file (little-endian but for the remainders): a header of 64 bytes (magic, version, bits b, count,
BLAKE2b-128 of all offsets and of all remainders, BLAKE2b-64 of the header before it); then 2^b + 1
offsets of 4 bytes, the n-th being how many digests have their first b bits below n; then for each
digest in order the 32 bits after those, big-endian. With b such that about eight digests share their
first bits, a digest takes 4.4 to 4.7 bytes, and a number that is not on the list is taken for one that
is once in 4 * 10^8 questions (ten remainders of 32 bits).

The file is mapped: a disk that fails under a mapped page ends the process, as it would for its own code.
"""

from __future__ import annotations

import mmap
import os
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.screening.documents import DIGEST_SIZE, readings
from app.screening.screening import DocumentMatch

Digests: TypeAlias = "Iterable[bytes] | NDArray[np.uint64]"
"""Digests of `documents.digest`: as their bytes, or as the numbers that these are, big-endian."""

MAGIC = b"MTPADOCS"
VERSION = 1
FEWEST_BITS, MOST_BITS = 16, 26
PER_BUCKET = 10
"""Digests in a bucket from which on there are twice as many buckets."""
MOST_DIGESTS = 1 << 30

_HEAD = struct.Struct("<8sHBxIQ16s16s")
_HEADER = 64
_SUM = 8
_REMAINDER = 4
_OFFSETS = struct.Struct("<II")
_PART = 1 << 22
"""Digests that are written or summed at once."""
_LAST_32 = np.uint64(0xFFFFFFFF)
_WHOLE = np.uint64(0)


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """A number stands on the list: `said` is the number as it stands there when it is a VARIANT."""

    match: DocumentMatch
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Header:
    bits: int
    count: int
    offsets_sum: bytes
    remainders_sum: bytes

    @property
    def start(self) -> int:
        """Where the remainders begin."""
        return _HEADER + _REMAINDER * ((1 << self.bits) + 1)

    @property
    def size(self) -> int:
        return self.start + _REMAINDER * self.count

    def to_bytes(self) -> bytes:
        head = _HEAD.pack(MAGIC, VERSION, self.bits, 0, self.count, self.offsets_sum, self.remainders_sum)
        return head + _sum(head, _SUM)

    @classmethod
    def read(cls, data: bytes, size: int) -> _Header:
        """Read the header of a file of this size; raises ValueError."""
        if len(data) != _HEADER or _sum(data[:-_SUM], _SUM) != data[-_SUM:]:
            raise ValueError("no header of a file of document digests")
        magic, version, bits, _, count, offsets, remainders = _HEAD.unpack(data[:-_SUM])
        header = cls(bits, count, offsets, remainders)
        if magic != MAGIC or version != VERSION or not FEWEST_BITS <= bits <= MOST_BITS:
            raise ValueError("another kind of file")
        if count > MOST_DIGESTS or header.size != size:
            raise ValueError("a file of another length than its header says")
        return header


def numbers(digests: Digests) -> NDArray[np.uint64]:
    """Digests as numbers in ascending order, each once; an array that is so already is not copied."""
    if isinstance(digests, np.ndarray):
        found = digests.astype(np.uint64, copy=False)
    else:
        found = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    if len(found) < 2 or bool((found[1:] > found[:-1]).all()):
        return found
    return _once(np.sort(found))


def joined(digests: Digests) -> bytes:
    """Digests in ascending order as one text of bytes, as publications carry them."""
    return numbers(digests).astype(">u8").tobytes()


def parted(data: bytes) -> NDArray[np.uint64]:
    """The numbers of `joined` bytes; raises ValueError unless they are whole and ascending."""
    if len(data) % DIGEST_SIZE:
        raise ValueError("digests of eight bytes expected")
    found = np.frombuffer(data, dtype=">u8").astype(np.uint64)
    if len(found) > 1 and not bool((found[1:] > found[:-1]).all()):
        raise ValueError("digests in ascending order expected")
    return found


def write_base(path: Path, digests: Digests) -> None:
    """Write the file of these digests: whole and on the disk, or the file that was there stays.

    Needs about 16 bytes of memory a digest, less when they come as an ascending array. Raises OSError;
    ValueError beyond MOST_DIGESTS.
    """
    found = numbers(digests)
    bits = FEWEST_BITS
    while bits < MOST_BITS and len(found) > PER_BUCKET << bits:
        bits += 1
    _write(path, found, bits)


class DocumentIndex:
    """One list of documents: its file, and what was added and removed since the file was made.

    What was added counts even where it was also removed. Threads may ask at the same time; nobody may
    after `close`. Raises ValueError for a file that is damaged, OSError for one that cannot be read.
    """

    def __init__(self, path: Path, key: bytes, added: Digests = (), removed: Digests = ()) -> None:
        """Open it; header and offsets are proved, the remainders only by `verify`."""
        self._key = key
        self._added, self._removed = _sorted_array(added), _sorted_array(removed)
        self._map, self._header = _open(path)
        self._start, self._shift = self._header.start, 64 - self._header.bits

    @cached_property
    def count(self) -> int:
        """How many documents the list has now."""
        new = sum(not self._in_base(one) for one in self._added)
        gone = sum(self._in_base(one) and not _in(self._added, one) for one in self._removed)
        return self._header.count + new - gone

    @property
    def nbytes(self) -> int:
        """Bytes of the file and of what was added and removed."""
        return self._header.size + 8 * (len(self._added) + len(self._removed))

    @property
    def fingerprint(self) -> bytes:
        """Eight bytes that name the file's contents: kept elsewhere, they tell of a file put in its place."""
        return self._header.to_bytes()[-_SUM:]

    def look(self, issuing_state: str, document_class: str, number: str) -> DocumentFound | None:
        """Whether a document stands on the list, EXACT before VARIANT; parts not known are empty."""
        for reading in readings(issuing_state, document_class, number):
            hashed = blake2b(reading.message, digest_size=DIGEST_SIZE, key=self._key)
            if self._has(int.from_bytes(hashed.digest())):
                exact = reading.match is DocumentMatch.EXACT
                return DocumentFound(reading.match, "" if exact else reading.number)
        return None

    def has(self, digest: bytes) -> bool:
        """Whether one digest stands on the list."""
        return len(digest) == DIGEST_SIZE and self._has(int.from_bytes(digest))

    def verify(self) -> bool:
        """Whether every byte of the file is as it was written: reads it whole."""
        return _sum_of(self._map, self._start, self._header.size) == self._header.remainders_sum

    def rebased(self, path: Path) -> None:
        """Write a file in which what was added and removed is settled; this index stays as it is.

        It keeps the number of buckets: the file does not remember enough of a digest for more. Past
        some ten times as many documents a snapshot is due. Raises OSError, ValueError.
        """
        drop = np.uint64(32 - self._header.bits)
        gone, new = (
            np.frombuffer(some, dtype=np.uint64) >> drop << drop for some in (self._removed, self._added)
        )
        base = self._digests()
        stays = np.ones(len(base), dtype=bool)
        first, end = np.searchsorted(base, gone), np.searchsorted(base, gone, "right")
        stays[first[first < end]] = False
        settled = np.concatenate([base[stays], new])
        settled.sort()
        _write(path, settled, self._header.bits)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _has(self, number: int) -> bool:
        if self._added and _in(self._added, number):
            return True
        return self._in_base(number) and not _in(self._removed, number)

    def _in_base(self, number: int) -> bool:
        bucket = number >> self._shift
        first, end = _OFFSETS.unpack_from(self._map, _HEADER + _REMAINDER * bucket)
        wanted = (number >> (self._shift - 32) & 0xFFFFFFFF).to_bytes(_REMAINDER)
        stop = self._start + _REMAINDER * end
        found = self._map.find(wanted, self._start + _REMAINDER * first, stop)
        while found >= 0 and (found - self._start) % _REMAINDER:  # the bytes of two neighbours
            found = self._map.find(wanted, found + 1, stop)
        return found >= 0

    def _digests(self) -> NDArray[np.uint64]:
        """What the file remembers of its digests, ascending; the last bits are zeros."""
        buckets = 1 << self._header.bits
        offsets = np.frombuffer(self._map[_HEADER : self._start], dtype="<u4").astype(np.int64)
        first = np.repeat(np.arange(buckets, dtype=np.uint64), np.diff(offsets))
        rest = np.frombuffer(self._map[self._start : self._header.size], dtype=">u4").astype(np.uint64)
        return (first << np.uint64(self._shift)) | (rest << np.uint64(self._shift - 32))


def _open(path: Path) -> tuple[mmap.mmap, _Header]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header = _Header.read(file.read(_HEADER), size)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if _sum_of(mapped, _HEADER, header.start) != header.offsets_sum:
        mapped.close()
        raise ValueError("damaged offsets")
    last = int.from_bytes(mapped[header.start - _REMAINDER : header.start], "little")
    if last != header.count:
        mapped.close()
        raise ValueError("offsets that do not fit the count")
    return mapped, header


def _write(path: Path, digests: NDArray[np.uint64], bits: int) -> None:
    """Write ascending digests to a file beside, bring it to the disk, and give it the name."""
    shift = np.uint64(32 - bits)
    if len(digests) > MOST_DIGESTS:
        raise ValueError("more digests than a file holds")
    digests = _once(digests, shift)
    offsets = _offsets(digests, bits)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with part.open("wb") as file:
        file.write(bytes(_HEADER))
        file.write(offsets.data)
        summing = blake2b(digest_size=16)
        for at in range(0, len(digests), _PART):
            rest = ((digests[at : at + _PART] >> shift) & _LAST_32).astype(">u4")
            file.write(rest.data)
            summing.update(rest.data)
        header = _Header(bits, len(digests), _sum(offsets.data, 16), summing.digest())
        file.seek(0)
        file.write(header.to_bytes())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _sync_folder(path.parent)


def _offsets(digests: NDArray[np.uint64], bits: int) -> NDArray[np.uint32]:
    firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    places = np.empty(len(firsts) + 1, dtype="<u4")
    places[:-1] = np.searchsorted(digests, firsts)
    places[-1] = len(digests)
    return places


def _once(digests: NDArray[np.uint64], shift: np.uint64 = _WHOLE) -> NDArray[np.uint64]:
    """Ascending digests without those that the bits above `shift` cannot tell apart."""
    if len(digests) < 2:
        return digests
    new = np.empty(len(digests), dtype=bool)
    new[0] = True
    for at in range(1, len(digests), _PART):
        end = min(at + _PART, len(digests))
        new[at:end] = (digests[at:end] >> shift) != (digests[at - 1 : end - 1] >> shift)
    return digests if bool(new.all()) else digests[new]


def _sorted_array(digests: Digests) -> array[int]:
    found = array("Q")
    found.frombytes(numbers(digests).tobytes())
    return found


def _in(among: array[int], number: int) -> bool:
    place = bisect_left(among, number)
    return place < len(among) and among[place] == number


def _sum(data: bytes | memoryview, size: int) -> bytes:
    return blake2b(data, digest_size=size).digest()


def _sum_of(mapped: mmap.mmap, start: int, end: int) -> bytes:
    summing = blake2b(digest_size=16)
    for at in range(start, end, _PART):
        summing.update(mapped[at : min(at + _PART, end)])
    return summing.digest()


def _sync_folder(folder: Path) -> None:
    """Bring the name to the disk too, where folders can be opened (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
