"""Object identifiers between their bytes and their dotted form (X.690, 8.19)."""

from __future__ import annotations

from devices.emrtd.errors import Malformed

_MAX_BYTES = 64
_WHERE = "object identifier"


def read_oid(value: bytes) -> str:
    """The dotted form of the bytes inside an OBJECT IDENTIFIER; raises Malformed."""
    if not value or len(value) > _MAX_BYTES or value[-1] & 0x80:
        raise Malformed(_WHERE, "of no bytes, of too many, or cut")
    arcs: list[int] = []
    arc, fresh = 0, True
    for byte in value:
        if fresh and byte == 0x80:
            raise Malformed(_WHERE, "a part with a leading zero")
        arc, fresh = arc << 7 | byte & 0x7F, not byte & 0x80
        if fresh:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def write_oid(dotted: str) -> bytes:
    """The bytes inside an OBJECT IDENTIFIER, for a dotted form that we know to be right."""
    first, second, *rest = map(int, dotted.split("."))
    return b"".join(_arc(arc) for arc in (40 * first + second, *rest))


def _arc(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))
