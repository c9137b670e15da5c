"""The plain contents of HQ's publications of lists: what is signed, sealed and swapped in.

A publication's contents are chunks. The first is a CBOR array [LAYOUT, header]: the ListHeader as a
row. Each other chunk is a CBOR array of changes against the publication before, or against nothing
in a snapshot. People: [0, entry bytes] puts an entry in the place of one with its id; [1, entry id]
takes one away. Documents: [0, digests] adds and [1, digests] takes away, each digests being 8-byte
numbers of `documents.digest` in ascending order, joined. Earlier crossings: [0, [digest, day, port,
refused, by, station]] adds and [1, [digest, day]] forgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

import cbor2

from app.domain.failure import FailureCode, WorldError
from app.domain.value_rows import from_plain, to_plain
from app.screening.lists import ListHeader

LAYOUT: Final = 1
PUT: Final = 0
TAKE_AWAY: Final = 1
LARGEST_CHUNK: Final = 1_048_576
"""Bytes of the largest plain chunk that anybody accepts."""
CHUNK: Final = 262_144
"""Bytes at which a writer begins the next chunk."""

MOST_VERSIONS: Final = 1 << 40
LONGEST_LIFE: Final = 100_000
"""Hours for which a list may be fresh; some eleven years."""

Change: TypeAlias = "tuple[int, Any]"


def write(header: ListHeader, changes: Iterable[Change]) -> Iterator[bytes]:
    """The chunks of a publication; digests of one change must fit a chunk."""
    yield cbor2.dumps([LAYOUT, to_plain(header)], canonical=True)
    waiting: list[list[Any]] = []
    size = 0
    for kind, value in changes:
        waiting.append([kind, value])
        size += _size(value)
        if size >= CHUNK:
            yield cbor2.dumps(waiting, canonical=True)
            waiting, size = [], 0
    if waiting:
        yield cbor2.dumps(waiting, canonical=True)


def read(chunks: Iterable[bytes]) -> tuple[ListHeader, Iterator[Change]]:
    """The header and the changes, read as they come; raises WorldError(PUBLICATION_DAMAGED)."""
    parts = iter(chunks)
    first = _load(next(parts, b""))
    try:
        layout, row = first
        if layout != LAYOUT:
            raise ValueError("another layout")
        header = from_plain(ListHeader, row)
        if header.version > MOST_VERSIONS or header.policy.ttl_hours > LONGEST_LIFE:
            raise ValueError("numbers that no list has")
    except (ValueError, TypeError, IndexError, OverflowError, WorldError) as error:
        raise _damaged() from error
    return header, _changes(parts)


def _changes(parts: Iterator[bytes]) -> Iterator[Change]:
    for part in parts:
        for change in _load(part):
            if not isinstance(change, list) or len(change) != 2 or change[0] not in (PUT, TAKE_AWAY):
                raise _damaged()
            yield change[0], change[1]


def _load(part: bytes) -> list[Any]:
    if len(part) > LARGEST_CHUNK:
        raise _damaged()
    try:
        loaded = cbor2.loads(part)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(loaded, list):
        raise _damaged()
    return loaded


def _size(value: Any) -> int:
    return len(value) + 8 if isinstance(value, bytes | str) else 64


def _damaged() -> WorldError:
    return WorldError(FailureCode.PUBLICATION_DAMAGED, "publication.contents")
