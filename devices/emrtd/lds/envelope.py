"""Take a file of the chip out of its outer tag, and hold it to the bounds of all files (Doc 9303-10, 4.7)."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.reading import ChipFile

LARGEST_FILE = 128 * 1024
"""Bytes of the largest file that is looked at; no data group read in the field comes near it."""

MOST_OBJECTS = 128
"""Objects on one level; the fullest data group of Doc 9303 has some fifteen kinds, few of them repeated."""

_COUNT = 0x02

GROUP_TAGS = MappingProxyType(
    {
        0x61: 1, 0x75: 2, 0x63: 3, 0x76: 4, 0x65: 5, 0x66: 6, 0x67: 7, 0x68: 8, 0x69: 9, 0x6A: 10, 0x6B: 11,
        0x6C: 12, 0x6D: 13, 0x6E: 14, 0x6F: 15, 0x70: 16,
    }
)  # fmt: skip
"""The data group that each tag is the outer one of (Doc 9303-10, Table 38)."""

OUTER_TAGS = MappingProxyType(
    {
        ChipFile.COM: 0x60,
        ChipFile.SOD: 0x77,
        **{ChipFile.of_group(number): tag for tag, number in GROUP_TAGS.items()},
    }
)
"""The tag that a file begins with."""


def unwrap(data: bytes, file: ChipFile) -> bytes:
    """What stands inside the outer tag of this file; raises Malformed for another tag or a wrong length."""
    if len(data) > LARGEST_FILE:
        raise Malformed(file.value, f"it is larger than {LARGEST_FILE} bytes")
    return tlv.one(data, OUTER_TAGS[file])


def objects(data: bytes, where: str) -> tuple[tlv.Tlv, ...]:
    """The objects of one level; raises Malformed, after MOST_OBJECTS without looking further."""
    found = tuple(islice(tlv.scan(data), MOST_OBJECTS + 1))
    if len(found) > MOST_OBJECTS:
        raise Malformed(where, "there are too many objects")
    return found


def only(found: tuple[tlv.Tlv, ...], tag: int, where: str) -> bytes:
    """The value of the object with this tag, of which there must be one; else raises Malformed."""
    values = [item.value for item in found if item.tag == tag]
    if len(values) != 1:
        raise Malformed(where, f"{len(values)} objects with tag {tag:X} where one belongs")
    return values[0]


def counted(template: bytes, tag: int, most: int, where: str) -> list[bytes]:
    """The values of the objects with this tag, which a count (tag 02) announces rightly.

    Raises Malformed where there is no count, it counts something else, nothing, or more than `most`.
    """
    found = objects(template, where)
    values = [item.value for item in found if item.tag == tag]
    if only(found, _COUNT, where) != bytes([min(len(values), 0xFF)]):
        raise Malformed(where, "there are more or fewer objects than are counted")
    if not 1 <= len(values) <= most:
        raise Malformed(where, "there are no objects, or too many")
    return values
