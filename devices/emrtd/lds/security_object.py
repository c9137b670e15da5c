"""EF.SOD: the hashes that the issuing state signed (Doc 9303-10, 4.6.2). Read here, proved elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects, unwrap
from devices.emrtd.lds.versions import version_text
from devices.emrtd.oid import read_oid
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.SOD.value
_INTEGER, _OCTETS, _OID, _PRINTABLE, _SEQUENCE = 0x02, 0x04, 0x06, 0x13, 0x30
_PIECES, _EXPLICIT_0 = 0x24, 0xA0
_MOST_HASHES = 64
_LONGEST_HASH = 64  # SHA-512
_CONSTRUCTED = 0x20
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """The LDSSecurityObject as it stands, its oddities kept for the checks to find.

    `version` is 0 or 1 where it is right, `hash_algorithm` an object identifier in dots, `hashes` pairs
    of data group number and hash in the order written, duplicates and impossible numbers included.
    `lds_version` and `unicode_version` are `1.8` and `4.0.0`, or empty in version 0.
    """

    version: int
    hash_algorithm: str
    hashes: tuple[tuple[int, bytes], ...]
    lds_version: str = ""
    unicode_version: str = ""

    @property
    def groups(self) -> frozenset[int]:
        """The numbers of the data groups that have a hash."""
        return frozenset(number for number, _ in self.hashes)


def parse_sod(data: bytes) -> bytes:
    """The CMS SignedData (DER or BER) inside EF.SOD; raises Malformed."""
    return unwrap(data, ChipFile.SOD)


def peek(data: bytes) -> SecurityObject | None:
    """What an EF.SOD says, unproved, so that the reader knows what to read; None if it says nothing."""
    try:
        return parse_security_object(_content(parse_sod(data)))
    except Malformed:
        return None


def parse_security_object(content: bytes) -> SecurityObject:
    """The LDSSecurityObject that a SignedData carries (Doc 9303-10, 4.6.2.2); raises Malformed."""
    found = objects(tlv.one(content, _SEQUENCE), _WHERE)
    if len(found) not in {3, 4} or any(item.tag != _SEQUENCE for item in found[1:]):
        raise Malformed(_WHERE, "the security object has other parts than it should")
    algorithm = objects(found[1].value, _WHERE)
    if not algorithm or algorithm[0].tag != _OID:
        raise Malformed(_WHERE, "the hash algorithm has no identifier")
    listed = objects(found[2].value, _WHERE)
    if len(listed) > _MOST_HASHES:
        raise Malformed(_WHERE, "the list of hashes has no end")
    lds_version, unicode_version = _versions(found[3].value) if len(found) == 4 else ("", "")
    return SecurityObject(
        _number(found[0]),
        read_oid(algorithm[0].value),
        tuple(_hash(item) for item in listed),
        lds_version,
        unicode_version,
    )


def _hash(item: tlv.Tlv) -> tuple[int, bytes]:
    parts = objects(item.value, _WHERE)
    if item.tag != _SEQUENCE or [part.tag for part in parts] != [_INTEGER, _OCTETS]:
        raise Malformed(_WHERE, "a hash has other parts than a number and its bytes")
    if len(parts[1].value) > _LONGEST_HASH:
        raise Malformed(_WHERE, "a hash is longer than any")
    return _number(parts[0]), parts[1].value


def _versions(value: bytes) -> tuple[str, str]:
    parts = objects(value, _WHERE)
    if [part.tag for part in parts] != [_PRINTABLE, _PRINTABLE]:
        raise Malformed(_WHERE, "the versions are no pair of texts")
    return version_text(parts[0].value, _WHERE), version_text(parts[1].value, _WHERE)


def _number(item: tlv.Tlv) -> int:
    if item.tag != _INTEGER or not 1 <= len(item.value) <= 4:
        raise Malformed(_WHERE, "a number is none, or too large")
    return int.from_bytes(item.value, signed=True)


def _content(signed: bytes) -> bytes:
    """The eContent of a ContentInfo with SignedData in it (RFC 5652, 3 and 5.1)."""
    info = _inside(signed, _SEQUENCE)
    content = _inside(_inside(info, _EXPLICIT_0), _SEQUENCE)
    encapsulated = _inside(_inside(content, _SEQUENCE), _EXPLICIT_0)
    tag, value = next(_ber(encapsulated), (0, b""))
    if tag == _PIECES:
        return b"".join(piece for kind, piece in _ber(value) if kind == _OCTETS)
    if tag != _OCTETS:
        raise Malformed(_WHERE, "the signed content is no octet string")
    return value


def _inside(data: bytes, tag: int) -> bytes:
    for found, value in _ber(data):
        if found == tag:
            return value
    raise Malformed(_WHERE, f"no object with tag {tag:X} in the signature's wrapping")


def _ber(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each object; indefinite lengths too, which some states write against the rule."""
    at = 0
    while at < len(data):
        start, stop, end = _extent(data, at, _DEPTH)
        yield data[at], data[start:stop]
        at = end


def _extent(data: bytes, at: int, depth: int) -> tuple[int, int, int]:
    """Where the value of the object at `at` begins and ends, and where the next object begins."""
    if data[at] & _CONSTRUCTED and data[at + 1 : at + 2] == b"\x80":
        if not depth:
            raise Malformed(_WHERE, "the signature's wrapping is too deep")
        end = at + 2
        while data[end : end + 2] != b"\x00\x00":
            if end >= len(data):
                raise Malformed(_WHERE, "an object of indefinite length has no end")
            end = _extent(data, end, depth - 1)[2]
        return at + 2, end, end + 2
    head = tlv.header(data, at)
    if at + head.end > len(data):
        raise Malformed(_WHERE, "an object of the signature's wrapping is cut")
    return at + head.size, at + head.end, at + head.end
