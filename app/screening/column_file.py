"""A file of named columns: the saved form of a people segment, checked whole before it is used.

Layout, little-endian: MAGIC (8 bytes); STAMP (16 bytes, who may read it); CRC-32 of all that follows
(4); number of columns (4); per column its length in bytes (8); then the columns themselves, each
filled up to a multiple of 8 bytes. Names and types of the columns are the reader's: the file has none,
so that nothing in a file can choose them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"MTPCOL\x00\x01"
LARGEST: Final = 4 << 30
"""Bytes of the largest file that is read; a segment of a million people has about 130,000,000."""

Columns: TypeAlias = "dict[str, NDArray[Any]]"

_HEAD = struct.Struct("<8s16sII")
_STEP = 8


def pack(stamp: bytes, types: Mapping[str, str], columns: Mapping[str, NDArray[Any]]) -> bytes:
    """The file of these columns in the order of `types` (name → numpy type)."""
    parts = [np.ascontiguousarray(columns[name], dtype=kind).tobytes() for name, kind in types.items()]
    lengths = struct.pack(f"<{len(parts)}Q", *map(len, parts))
    body = b"".join([lengths, *(part + bytes(-len(part) % _STEP) for part in parts)])
    return _HEAD.pack(MAGIC, stamp, crc32(body), len(parts)) + body


def unpack(stamp: bytes, types: Mapping[str, str], data: bytes | memoryview) -> Columns:
    """The columns, as views into `data` without a copy; raises ValueError for anything but such a file.

    What the numbers mean is not checked here.
    """
    view = memoryview(data).cast("B")
    if not _HEAD.size <= len(view) <= LARGEST:
        raise ValueError("not a file of columns: its size")
    magic, said, checksum, count = _HEAD.unpack_from(view)
    if magic != MAGIC:
        raise ValueError("not a file of columns")
    if said != stamp:
        raise ValueError("a file of columns made by another version of this program")
    if count != len(types) or crc32(view[_HEAD.size :]) != checksum:
        raise ValueError("a damaged file of columns")
    at = _HEAD.size + 8 * count
    if at > len(view):
        raise ValueError("a file of columns cut short")
    lengths = struct.unpack_from(f"<{count}Q", view, _HEAD.size)
    columns: Columns = {}
    for (name, kind), length in zip(types.items(), lengths, strict=True):
        size = np.dtype(kind).itemsize
        if length % size or at + length > len(view):
            raise ValueError(f"a file of columns with a wrong length: {name}")
        columns[name] = np.frombuffer(view, dtype=kind, count=length // size, offset=at)
        at += length + -length % _STEP
    if at != len(view):
        raise ValueError("a file of columns with something behind it")
    return columns
