"""HQ's index of what it publishes, and which of it a station still needs.

The index only says where to find what; every publication proves itself. So a wrong one costs a
station some bytes and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_INDEX, LARGEST_PUBLICATION
from sync.protocol.plain import read_plain
from sync.protocol.publication import KEYS, LATE, STATIONS, STREAM, USERS

MOST_ROWS: Final = 1000

_LAYOUT: Final = 1
_FIRST_OF_ALL: Final = (KEYS, STATIONS, LATE, "policy", USERS, "people", "earlier", "trust")
"""Kinds of streams in the order in which a station fetches them: documents, the largest, come last, with
those that this program does not know."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One publication in the index. `besides` is the sequence of `Publication.besides`, 0 for none;
    `size` are the bytes of its file, `digest` is that of its plain contents."""

    stream: str
    sequence: int
    base: int
    besides: int
    size: int
    digest: bytes


def write_index(rows: Iterable[Listed]) -> bytes:
    """The index's bytes."""
    listed = [[row.stream, row.sequence, row.base, row.besides, row.size, row.digest] for row in rows]
    return cbor2.dumps([_LAYOUT, listed], canonical=True)


def read_index(data: bytes) -> list[Listed]:
    """The rows of an index; raises WorldError(PUBLICATION_DAMAGED) for anything else."""
    try:
        if len(data) > LARGEST_INDEX:
            raise ValueError("too long")
        layout, rows = _pair(read_plain(data))
        if layout != _LAYOUT or len(rows) > MOST_ROWS:
            raise ValueError("not an index")
        return [_listed(row) for row in rows]
    except (ValueError, TypeError) as error:
        raise WorldError(FailureCode.PUBLICATION_DAMAGED, "published.index") from error


def _pair(value: Any) -> tuple[Any, Any]:
    layout, rows = value
    return layout, rows


def _listed(row: Any) -> Listed:
    stream, sequence, base, besides, size, digest = row
    if not all(type(number) is int for number in (sequence, base, besides, size)):
        raise ValueError("numbers expected")
    if not STREAM.fullmatch(stream) or type(digest) is not bytes or len(digest) != 32:
        raise ValueError("not a publication")
    if not (0 <= base < sequence < 1 << 49 and 0 <= besides < sequence and 0 < size <= LARGEST_PUBLICATION):
        raise ValueError("numbers out of range")
    return Listed(stream, sequence, base, besides, size, digest)


def needed(rows: Sequence[Listed], held: Mapping[str, int]) -> list[Listed]:
    """What to take, in order, to bring each stream as far as these rows go at the least cost of bytes.

    `held` is the sequence on board of each stream. A stream that is up to date, or for which there is
    neither a snapshot nor a delta on what is held, is left out.
    """
    streams: dict[str, list[Listed]] = {}
    for row in sorted(rows, key=lambda row: row.sequence):
        streams.setdefault(row.stream, []).append(row)
    ways = [_cheapest(ours, held.get(stream, 0)) for stream, ours in streams.items()]
    return [row for way in sorted(filter(None, ways), key=_turn) for row in way]


def _turn(way: list[Listed]) -> tuple[int, int, str]:
    kind = way[0].stream.partition("/")[0]
    place = _FIRST_OF_ALL.index(kind) if kind in _FIRST_OF_ALL else len(_FIRST_OF_ALL)
    return place, sum(row.size for row in way), way[0].stream


def _cheapest(rows: list[Listed], held: int) -> list[Listed]:
    """The way with the fewest bytes to the newest state that can be reached; empty when that is held."""
    ways: dict[int, tuple[int, list[Listed]]] = {held: (0, [])}
    for row in rows:
        if row.sequence <= held:
            continue
        starts = [ways[at] for at in (row.base, row.besides) if row.base and at in ways and at]
        size, way = min(starts, key=_cost, default=(0, [])) if starts or not row.base else (0, None)
        if way is not None:
            ways[row.sequence] = min(
                (size + row.size, [*way, row]), ways.get(row.sequence, _NEVER), key=_cost
            )
    newest = max(ways)
    same = [
        row.besides
        for row in rows
        if row.sequence == newest and not row.base and row.besides and row.besides in ways
    ]
    return min((ways[at] for at in (newest, *same)), key=_cost)[1]


_NEVER: Final[tuple[int, list[Listed]]] = (1 << 62, [])


def _cost(way: tuple[int, list[Listed]]) -> int:
    return way[0]
