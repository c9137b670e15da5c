"""Whole numbers in as few bytes as they need: unsigned LEB128, at most 7 bytes (49 bits)."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 7


def write(number: int) -> bytes:
    """The bytes of a number; raises ValueError below 0 or beyond 49 bits."""
    if not 0 <= number < 1 << 7 * _LONGEST:
        raise ValueError("number out of range")
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def read(data: bytes, place: int) -> tuple[int, int]:
    """(number, place behind it); raises ValueError when cut short, too long or not the shortest form."""
    number = 0
    for step, byte in enumerate(data[place : place + _LONGEST]):
        number |= (byte & 0x7F) << 7 * step
        if byte < 0x80:
            if step and not byte:
                break
            return number, place + step + 1
    raise ValueError("number cut short or too long")
