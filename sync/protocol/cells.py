"""Pack columns of whole numbers and of few distinct values, and give them back with their canonical bytes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cbor2

from sync.protocol.plain import Plain

WIDEST = 8


def pack_numbers(numbers: Sequence[int]) -> list[Plain]:
    """[base, planes]: the least number, and what each exceeds it by, lowest bytes of all numbers first.

    Raises ValueError for what does not fit in 64 bits.
    """
    base = min(numbers)
    over = [number - base for number in numbers]
    width = (max(over).bit_length() + 7) // 8
    if width > WIDEST or not -(1 << 62) < base < 1 << 62:
        raise ValueError("number too wide")
    rows = [number.to_bytes(width, "little") for number in over]
    return [base, b"".join(bytes(plane) for plane in zip(*rows, strict=True))]


def unpack_numbers(base: Plain, planes: Plain, count: int) -> list[int]:
    """The numbers of `pack_numbers`; raises ValueError."""
    if type(base) is not int or type(planes) is not bytes or not count or len(planes) % count:
        raise ValueError("numbers expected")
    width = len(planes) // count
    if width > WIDEST or not -(1 << 62) < base < 1 << 62:
        raise ValueError("number too wide")
    if not width:
        return [base] * count
    wide = bytearray(WIDEST * count)
    for place in range(width):
        wide[place::WIDEST] = planes[place * count : (place + 1) * count]
    over = struct.unpack(f"<{count}Q", wide)
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


def pack_values(values: Values) -> list[Plain]:
    """[distinct, base, planes]."""
    return [values.distinct, *pack_numbers(values.which)]


def unpack_values(distinct: Plain, base: Plain, planes: Plain, count: int) -> Values:
    """The column of `pack_values`; raises ValueError."""
    which = unpack_numbers(base, planes, count)
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
