"""The public keys of DG14 and DG15, as far as speaking with the chip needs them.

RFC 3279, RFC 5480, and BSI TR-03111 for curves that are spelled out.
"""

from __future__ import annotations

from typing import Final

from devices.chip.agreement import Domain, domain_of
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import DH_GROUPS, Curve, DhGroup, by_oid, by_values
from devices.emrtd.oid import read_oid

_SEQUENCE: Final = 0x30
_INTEGER: Final = 0x02
_BITS: Final = 0x03
_OCTETS: Final = 0x04
_OID: Final = 0x06

_EC: Final = "1.2.840.10045.2.1"
_PRIME_FIELD: Final = "1.2.840.10045.1.1"
_DH_PKCS3: Final = "1.2.840.113549.1.3.1"
_DH_X942: Final = "1.2.840.10046.2.1"
_RSA: Final = "1.2.840.113549.1.1.1"
_RSA_PSS: Final = "1.2.840.113549.1.1.10"
_MAX_PRIME_BITS: Final = 4096
_WHERE: Final = "chip's public key"


def agreement_key(spki: bytes) -> tuple[Domain, bytes] | None:
    """The domain and the public element of a key for Chip Authentication.

    None for an algorithm, curve or group unknown to us; raises Malformed.
    """
    oid, parameters, key = _parts(spki)
    if oid == _EC:
        curve = _curve(parameters)
        return None if curve is None else (domain_of(curve), key)
    if oid in {_DH_PKCS3, _DH_X942}:
        group = _group(parameters, named_order=oid == _DH_X942)
        return None if group is None else (domain_of(group), _number(key).to_bytes(group.size, "big"))
    return None


def signature_size(spki: bytes) -> int:
    """The most bytes of a signature by this key; raises Malformed."""
    oid, _, key = _parts(spki)
    if oid in {_RSA, _RSA_PSS}:
        modulus = _number(tlv.encode(*_first(tlv.one(key, _SEQUENCE))))
        return (modulus.bit_length() + 7) // 8
    return len(key) + 8  # r and s, plain or in DER


def _parts(spki: bytes) -> tuple[str, bytes, bytes]:
    """Algorithm, its parameters (empty where none), and what the bit string holds."""
    parts = tlv.split(tlv.one(spki, _SEQUENCE))
    if len(parts) != 2:
        raise Malformed(_WHERE, "not of two parts")
    algorithm, *parameters = tlv.split(tlv.one(parts[0], _SEQUENCE)) or (b"",)
    bits = tlv.one(parts[1], _BITS)
    if bits[:1] != b"\x00":
        raise Malformed(_WHERE, "bits to spare")
    return read_oid(tlv.one(algorithm, _OID)), parameters[0] if parameters else b"", bits[1:]


def _first(value: bytes) -> tuple[int, bytes]:
    first = next(tlv.scan(value), None)
    if first is None:
        raise Malformed(_WHERE, "empty")
    return first.tag, first.value


def _number(der: bytes) -> int:
    return int.from_bytes(tlv.one(der, _INTEGER), "big")


def _curve(parameters: bytes) -> Curve | None:
    """A named curve, or one spelled out that agrees with a known one in every number."""
    if parameters[:1] == bytes((_OID,)):
        return by_oid(read_oid(tlv.one(parameters, _OID)))
    parts = tlv.split(tlv.one(parameters, _SEQUENCE))
    if len(parts) < 5:
        raise Malformed(_WHERE, "a curve of too few parts")
    _, field, equation, base, order, *cofactor = parts
    kind, prime = _two(field)
    if read_oid(tlv.one(kind, _OID)) != _PRIME_FIELD:
        return None
    a, b = (int.from_bytes(tlv.one(part, _OCTETS), "big") for part in _two(equation))
    point = tlv.one(base, _OCTETS)
    half = len(point) // 2
    if point[:1] != b"\x04" or len(point) != 1 + 2 * half:
        return None
    generator = int.from_bytes(point[1 : 1 + half], "big"), int.from_bytes(point[1 + half :], "big")
    return by_values(
        _number(prime), a, b, generator, _number(order), _number(cofactor[0]) if cofactor else None
    )


def _two(sequence: bytes) -> tuple[bytes, bytes]:
    """The first two parts of a sequence; a curve's third, the seed, says nothing to us."""
    parts = tlv.split(tlv.one(sequence, _SEQUENCE))
    if len(parts) < 2:
        raise Malformed(_WHERE, "too few parts")
    return parts[0], parts[1]


def _group(parameters: bytes, *, named_order: bool) -> DhGroup | None:
    """A known group, or one that names its order itself: without the order no key can be proven."""
    numbers = [_number(part) for part in tlv.split(tlv.one(parameters, _SEQUENCE))[:3]]
    if len(numbers) < (3 if named_order else 2):
        raise Malformed(_WHERE, "a group of too few numbers")
    p, g = numbers[:2]
    known = next((group for group in DH_GROUPS if (group.p, group.g) == (p, g)), None)
    if known is not None or not named_order:
        return known
    q = numbers[2]
    if p.bit_length() > _MAX_PRIME_BITS or not 1 < q < p or (p - 1) % q or not 1 < g < p:
        raise Malformed(_WHERE, "a group whose numbers do not fit together")
    return DhGroup("of the document", p, g, q, (p.bit_length() + 7) // 8)
