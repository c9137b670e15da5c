"""Read and write the tag-length-value objects that everything on a chip is made of (ISO/IEC 7816-4, DER)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from devices.emrtd.errors import Malformed

MAX_TAG_BYTES = 3
MAX_LENGTH_BYTES = 4
_WHERE = "TLV"


class Short(Malformed):
    """The bytes end before the object does: more of the file must be read first."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before a value: its tag, its length in bytes, and how many bytes said so."""

    tag: int
    length: int
    size: int

    @property
    def end(self) -> int:
        """How long the whole object is, counted from its first byte."""
        return self.size + self.length


@dataclass(frozen=True, slots=True)
class Tlv:
    """One object; `tag` is the number its bytes make (0x7F61), `value` the bytes inside."""

    tag: int
    value: bytes


def header(data: bytes, at: int = 0) -> Header:
    """The tag and length at `at`, the value itself need not be there yet.

    Lengths are definite and of at most four bytes, tags of at most three; raises Malformed for
    others and Short where the header itself is cut.
    """
    tag_end = _tag_end(data, at)
    tag = int.from_bytes(data[at:tag_end])
    first = _byte(data, tag_end)
    if first < 0x80:
        return Header(tag, first, tag_end + 1 - at)
    count = first & 0x7F
    if not 1 <= count <= MAX_LENGTH_BYTES:
        raise Malformed(_WHERE, "the length is indefinite or of more than four bytes")
    size = tag_end + 1 + count
    if size > len(data):
        raise Short(_WHERE, "the length is cut")
    return Header(tag, int.from_bytes(data[tag_end + 1 : size]), size - at)


def _tag_end(data: bytes, at: int) -> int:
    """The position after the tag: a second and third byte follow a first one of five ones."""
    end = at + 1
    if _byte(data, at) & 0x1F != 0x1F:
        return end
    while _byte(data, end) & 0x80:
        end += 1
        if end - at >= MAX_TAG_BYTES:
            raise Malformed(_WHERE, "the tag is of more than three bytes")
    return end + 1


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise Short(_WHERE, "the bytes end inside a tag or a length")
    return data[at]


def scan(data: bytes) -> Iterator[Tlv]:
    """The objects that `data` holds one after another, to its last byte; raises Malformed on the way."""
    at = 0
    while at < len(data):
        head = header(data, at)
        start, at = at + head.size, at + head.end
        if at > len(data):
            raise Short(_WHERE, "the value is cut")
        yield Tlv(head.tag, data[start:at])


def parse(data: bytes) -> tuple[Tlv, ...]:
    """The objects of one level, none of them opened; raises Malformed where bytes remain or lack."""
    return tuple(scan(data))


def split(data: bytes) -> tuple[bytes, ...]:
    """The objects of one level whole, as they came: tag and length included; raises Malformed."""
    parts, at = [], 0
    while at < len(data):
        end = at + header(data, at).end
        if end > len(data):
            raise Short(_WHERE, "the value is cut")
        parts.append(data[at:end])
        at = end
    return tuple(parts)


def one(data: bytes, tag: int) -> bytes:
    """The value of the one object that `data` is, which must have this tag; else raises Malformed."""
    head = header(data)
    if head.tag != tag:
        raise Malformed(_WHERE, f"tag {head.tag:X} stands where {tag:X} belongs")
    if head.end > len(data):
        raise Short(_WHERE, "the value is cut")
    if head.end < len(data):
        raise Malformed(_WHERE, "bytes follow the object")
    return data[head.size :]


def find(objects: Iterable[Tlv] | bytes, tag: int) -> bytes | None:
    """The value of the first object with this tag, None where there is none; raises Malformed."""
    if isinstance(objects, bytes):
        objects = parse(objects)
    return next((item.value for item in objects if item.tag == tag), None)


def encode(tag: int, value: bytes) -> bytes:
    """An object in its shortest form (DER lengths)."""
    size = len(value)
    length = bytes([size]) if size < 0x80 else _long_length(size)
    return tag.to_bytes(max(1, (tag.bit_length() + 7) // 8)) + length + value


def _long_length(size: int) -> bytes:
    digits = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([0x80 | len(digits)]) + digits
