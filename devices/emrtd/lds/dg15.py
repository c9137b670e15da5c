"""DG15: the public key with which the chip proves that it is no copy (Doc 9303-10, 4.7.15)."""

from __future__ import annotations

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects, unwrap
from devices.emrtd.oid import read_oid
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.DG15.value
_SEQUENCE, _BIT_STRING, _INTEGER, _OID = 0x30, 0x03, 0x02, 0x06
_RSA = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})


def parse_dg15(data: bytes) -> bytes:
    """The SubjectPublicKeyInfo (DER) of active authentication, the key itself not yet looked at.

    Raises Malformed for anything but an algorithm and a bit string in a sequence.
    """
    key = unwrap(data, ChipFile.DG15)
    if [part.tag for part in objects(tlv.one(key, _SEQUENCE), _WHERE)] != [_SEQUENCE, _BIT_STRING]:
        raise Malformed(_WHERE, "the public key has other parts than it should")
    return key


def signature_size(data: bytes) -> int:
    """The most bytes of a signature by the key in DG15 (RFC 3279, 2.3); raises Malformed."""
    algorithm, bits = objects(tlv.one(parse_dg15(data), _SEQUENCE), _WHERE)
    oid, key = tlv.find(objects(algorithm.value, _WHERE), _OID), bits.value[1:]
    if oid is None or read_oid(oid) not in _RSA:
        return len(key) + 8  # r and s, plain or in DER
    modulus = tlv.find(objects(tlv.one(key, _SEQUENCE), _WHERE), _INTEGER)
    if modulus is None:
        raise Malformed(_WHERE, "an RSA key without its modulus")
    return (int.from_bytes(modulus).bit_length() + 7) // 8
