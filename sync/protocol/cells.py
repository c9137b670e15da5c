"""Pack columns of whole numbers and of few distinct values, and give them back with their canonical bytes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from sync.protocol.plain import Plain

WIDEST: Final = 8
_FARTHEST: Final = 1 << 62


class NumbersOut:
    """Columns of whole numbers being packed: each as its least number, and what the others exceed it by.

    `planes` hold that excess, column after column, within one the lowest bytes of all records first.
    """

    def __init__(self) -> None:
        self.bases: list[int] = []
        self.widths = bytearray()
        self.planes = bytearray()

    def add(self, numbers: Sequence[int]) -> None:
        """Pack a column; raises ValueError for what does not fit in 62 bits."""
        base = min(numbers)
        over = [number - base for number in numbers]
        width = (max(over).bit_length() + 7) // 8
        if width > WIDEST or not -_FARTHEST < base < _FARTHEST:
            raise ValueError("number too wide")
        self.bases.append(base)
        self.widths.append(width)
        for plane in zip(*(number.to_bytes(width, "little") for number in over), strict=True):
            self.planes += bytes(plane)


class NumbersIn:
    """Columns of whole numbers being unpacked in the order in which they were packed."""

    def __init__(self, bases: Sequence[Plain], widths: Plain, planes: Plain, count: int) -> None:
        """Raises ValueError for what `NumbersOut` does not make."""
        if type(widths) is not bytes or type(planes) is not bytes or len(bases) != len(widths):
            raise ValueError("numbers expected")
        if len(planes) != sum(widths) * count or max(widths) > WIDEST:
            raise ValueError("planes")
        self._columns = iter(zip(bases, widths, strict=True))
        self._planes = planes
        self._count = count
        self._place = 0

    def take(self) -> list[int]:
        """The next column; raises ValueError when there is none."""
        base, width = next(self._columns, (None, 0))
        if type(base) is not int or not -_FARTHEST < base < _FARTHEST:
            raise ValueError("number expected")
        if not width:
            return [base] * self._count
        wide = bytearray(WIDEST * self._count)
        for place in range(width):
            wide[place::WIDEST] = self._planes[self._place : self._place + self._count]
            self._place += self._count
        over = struct.unpack(f"<{self._count}Q", wide)
        return [base + number for number in over] if base else list(over)


@dataclass(frozen=True, slots=True)
class Values:
    """A column of few distinct values: these, their canonical bytes, and which each record has."""

    distinct: list[Any]
    encoded: list[bytes]
    which: list[int]

    def all(self) -> list[Any]:
        """The value of each record; equal values are one object."""
        return _spread(self.distinct, self.which)

    def canonical(self) -> list[bytes]:
        """The canonical bytes of each record's value."""
        return _spread(self.encoded, self.which)

    def places(self) -> list[list[int]]:
        """For each distinct value the records that have it, in order."""
        places: list[list[int]] = [[] for _ in self.distinct]
        for place, which in enumerate(self.which):
            places[which].append(place)
        return places

    def longest(self) -> int:
        """Canonical bytes that the column can at most amount to."""
        return max(map(len, self.encoded)) * len(self.which)


def _spread(distinct: list[Any], which: list[int]) -> list[Any]:
    return distinct * len(which) if len(distinct) == 1 else [distinct[place] for place in which]


def values_of(values: Sequence[Any]) -> Values:
    """The column of these values; equal means equal bytes (1 and True differ)."""
    distinct: dict[bytes, Any] = {}
    places: dict[bytes, int] = {}
    which = []
    for value in values:
        encoded = cbor2.dumps(value, canonical=True)
        distinct.setdefault(encoded, value)
        which.append(places.setdefault(encoded, len(places)))
    return Values(list(distinct.values()), list(distinct), which)


def spread(distinct: Plain, which: list[int]) -> Values:
    """The column of these distinct values; raises ValueError for a place that there is not."""
    if type(distinct) is not list or not distinct or not 0 <= min(which) <= max(which) < len(distinct):
        raise ValueError("values expected")
    return Values(distinct, [cbor2.dumps(value, canonical=True) for value in distinct], which)


def number_bytes(number: int) -> bytes:
    """Canonical CBOR of a whole number of 64 bits (RFC 8949, 3 and 4.2.1)."""
    return _head(0x00, number) if number >= 0 else _head(0x20, -1 - number)


def text_bytes(text: str) -> bytes:
    """Canonical CBOR of a text."""
    encoded = text.encode()
    return _head(0x60, len(encoded)) + encoded


def numbers_bytes(numbers: Sequence[int]) -> list[bytes]:
    """Canonical CBOR of each of these numbers; columns that need the same head take the short way."""
    low, high = min(numbers), max(numbers)
    for head, width in ((b"\x1a", 4), (b"\x1b", 8)):
        if low >= 1 << 4 * width and high < 1 << 8 * width:
            return [head + number.to_bytes(width, "big") for number in numbers]
    known = {number: number_bytes(number) for number in set(numbers)}
    return [known[number] for number in numbers]


def texts_bytes(texts: Sequence[str]) -> list[bytes]:
    """Canonical CBOR of each of these texts."""
    encoded = list(map(str.encode, texts))
    if max(map(len, encoded), default=0) < len(_TEXT_HEADS):
        return [_TEXT_HEADS[len(text)] + text for text in encoded]
    return list(map(text_bytes, texts))


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes((major | number,))
    if number < 0x100:
        return bytes((major | 24, number))
    if number < 0x10000:
        return bytes((major | 25,)) + number.to_bytes(2, "big")
    if number < 0x1_0000_0000:
        return bytes((major | 26,)) + number.to_bytes(4, "big")
    return bytes((major | 27,)) + number.to_bytes(8, "big")


_TEXT_HEADS: Final = [_head(0x60, length) for length in range(0x100)]
