"""Read the DER of certificates and signatures: strict about where things end, lenient where issuers err.

Certificates that stricter libraries refuse (negative serials, odd parameters, long lengths) are read
here all the same, because officers meet the passports signed by them. Everything raises Malformed
and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.oid import read_oid

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERAL_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31

_CONSTRUCTED = 0x20
_PIECES = 0x24  # BER may cut an octet string into pieces
_MAX_DEPTH = 24  # a certificate goes ten deep
_REST = r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?(?:Z|([+-]\d\d)(\d\d))?"
_TIMES = {
    UTC_TIME: re.compile(r"(\d\d)" + _REST, re.ASCII),
    GENERAL_TIME: re.compile(r"(\d\d\d\d)" + _REST, re.ASCII),
}


_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """One object: its tag, the bytes inside, and the whole as it stood (what signatures are made over)."""

    tag: int
    value: bytes
    raw: bytes


def read(data: bytes, tag: int | None = None, where: str = "DER") -> Node:
    """The one object that `data` is, to its last byte, with this tag if one is asked for."""
    node, end = _at(data, 0, where)
    if end != len(data):
        raise Malformed(where, "bytes follow the object")
    return expect(node, tag, where) if tag is not None else node


def expect(node: Node, tag: int, where: str = "DER") -> Node:
    """The node itself where it has this tag."""
    if node.tag != tag:
        raise Malformed(where, f"tag {node.tag:X} stands where {tag:X} belongs")
    return node


def inside(node: Node, where: str = "DER") -> tuple[Node, ...]:
    """The objects that a constructed one holds, to its last byte."""
    nodes: list[Node] = []
    at = 0
    while at < len(node.value):
        child, at = _at(node.value, at, where)
        nodes.append(child)
    return tuple(nodes)


def _at(data: bytes, at: int, where: str) -> tuple[Node, int]:
    head = tlv.header(data, at)
    end = at + head.end
    if end > len(data):
        raise Malformed(where, "an object is cut")
    return Node(head.tag, data[at + head.size : end], data[at:end]), end


class Fields:
    """The members of a SEQUENCE, taken in order; optional ones are asked for by their tag."""

    def __init__(self, node: Node, where: str) -> None:
        self._where = where
        self._nodes: Sequence[Node] = inside(node, where)
        self._next = 0

    def take(self, *tags: int) -> Node:
        """The next member, which must have one of these tags (any, if none is named)."""
        if self._next >= len(self._nodes):
            raise Malformed(self._where, "a member is missing")
        node = self._nodes[self._next]
        if tags and node.tag not in tags:
            raise Malformed(self._where, f"tag {node.tag:X} stands where {tags[0]:X} belongs")
        self._next += 1
        return node

    def maybe(self, *tags: int) -> Node | None:
        """The next member where it has one of these tags, else None and nothing is taken."""
        if self._next < len(self._nodes) and self._nodes[self._next].tag in tags:
            return self.take(*tags)
        return None


def oid(node: Node, where: str = "DER") -> str:
    """An object identifier in dotted form."""
    return read_oid(expect(node, OID, where).value)


def unsigned(node: Node, where: str = "DER") -> int:
    """An INTEGER taken as never negative: some issuers forget the leading zero byte."""
    return int.from_bytes(expect(node, INTEGER, where).value)


def bits(node: Node, where: str = "DER") -> bytes:
    """The bytes of a BIT STRING, its count of unused bits left out."""
    value = expect(node, BITS, where).value
    if not value or value[0] > 7:
        raise Malformed(where, "a bit string does not say how many bits it has")
    return value[1:]


def octets(node: Node, where: str = "DER") -> bytes:
    """The bytes of an OCTET STRING, also of one that BER has cut into pieces."""
    if node.tag == _PIECES:
        return b"".join(expect(piece, OCTETS, where).value for piece in inside(node, where))
    return expect(node, OCTETS, where).value


def moment(node: Node, where: str = "DER") -> datetime:
    """A UTCTime or GeneralizedTime, seconds and zone left out as some do; the moment in UTC.

    It lies from 1900 to 9998, so that days may be added: 99991231235959Z stands for no end (RFC 5280,
    4.1.2.5).
    """
    form = _TIMES.get(node.tag)
    found = form.fullmatch(node.value.decode("ascii", "replace").strip()) if form else None
    if found is None:
        raise Malformed(where, "a date is not written as one")
    year, month, day, hour, minute, second, east, east_minutes = (int(part or 0) for part in found.groups())
    if node.tag == UTC_TIME:  # RFC 5280, 4.1.2.5.1: from 50 on of the last century
        year += 1900 if year >= 50 else 2000
    offset = timedelta(hours=east, minutes=-east_minutes if east < 0 else east_minutes)
    try:
        found_at = datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset
    except (ValueError, OverflowError) as wrong:
        raise Malformed(where, "a date that no calendar has") from wrong
    return min(max(found_at, _FIRST), _LAST)


def encode(tag: int, value: bytes) -> bytes:
    """An object of this tag and value in DER."""
    return tlv.encode(tag, value)


def definite(data: bytes, where: str = "BER") -> bytes:
    """The same object with every indefinite length made definite; the same bytes where there is none.

    Some states write the outer shells of their signatures so (BER); what is signed inside is DER and
    keeps its bytes. Strings cut into pieces keep their pieces.
    """
    encoded, end = _definite(data, 0, _MAX_DEPTH, where)
    if end != len(data):
        raise Malformed(where, "bytes follow the object")
    return encoded


def _definite(data: bytes, at: int, depth: int, where: str) -> tuple[bytes, int]:
    if depth == 0:
        raise Malformed(where, "objects lie too deep in each other")
    if at + 1 >= len(data):
        raise Malformed(where, "an object is cut")
    open_ended = data[at] & _CONSTRUCTED and data[at] & 0x1F != 0x1F and data[at + 1] == 0x80
    if open_ended:
        parts: list[bytes] = []
        inner = at + 2
        while data[inner : inner + 2] != b"\0\0":
            part, inner = _definite(data, inner, depth - 1, where)
            parts.append(part)
        return encode(data[at], b"".join(parts)), inner + 2
    head = tlv.header(data, at)
    start, end = at + head.size, at + head.end
    if end > len(data):
        raise Malformed(where, "an object is cut")
    if not data[at] & _CONSTRUCTED:
        return data[at:end], end
    inner, parts = start, []
    while inner < end:
        part, inner = _definite(data, inner, depth - 1, where)
        parts.append(part)
    value = b"".join(parts)
    return (data[at:end] if value == data[start:end] else encode(head.tag, value)), end
