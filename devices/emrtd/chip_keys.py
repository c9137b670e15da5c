"""The chip's own public key for Chip Authentication and PACE-CAM (Doc 9303-11, 9.2.6 and 9.5).

Its parameters are numbered (9.5.1), named by a curve's identifier, or spelt out (9.5.2); a curve that
is spelt out must be a known one in every number. DH keys come by PKCS #3 or, against the standard and
yet issued, by X9.42 (8.5, note 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from devices.emrtd import dh, ec, groups, tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import DH_GROUPS, PACE_PARAMETERS, Curve, DhGroup
from devices.emrtd.oid import read_oid

_WHERE = "chip key"
_INTEGER: Final = 0x02
_BITS: Final = 0x03
_OCTETS: Final = 0x04
_OID: Final = 0x06
_SEQUENCE: Final = 0x30

_STANDARDISED: Final = "0.4.0.127.0.7.1.2"  # 9.5.1: the parameters of PACE, by their id
_EC_PUBLIC_KEY: Final = "1.2.840.10045.2.1"
_PRIME_FIELD: Final = "1.2.840.10045.1.1"
_PKCS3: Final = "1.2.840.113549.1.3.1"
_X942: Final = "1.2.840.10046.2.1"

_MIN_PRIME_BITS = 1024
"""Below this a key proves nothing: anybody could find the private one."""
_MAX_PRIME_BITS = 4096
"""Beyond this an exponentiation takes a second, which a chip must not make us spend."""


@dataclass(frozen=True, slots=True)
class EcKey:
    """A point of a known curve, checked to lie on it."""

    curve: Curve
    point: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DhKey:
    """An element of a group, checked to lie in it."""

    group: DhGroup
    element: int


PublicKey: TypeAlias = EcKey | DhKey


def read_chip_key(spki_der: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo; raises Malformed, also for parameters that we do not know."""
    algorithm, bits = _expect(tlv.one(spki_der, _SEQUENCE), _SEQUENCE, _BITS)
    parts = tlv.parse(algorithm)
    if len(parts) != 2 or parts[0].tag != _OID or not bits.startswith(b"\x00"):
        raise Malformed(_WHERE, "not an algorithm, its parameters and whole bytes")
    parameters = _parameters(read_oid(parts[0].value), parts[1])
    if isinstance(parameters, Curve):
        return EcKey(parameters, ec.decode_point(parameters, bits[1:]))
    element = _number(tlv.one(bits[1:], _INTEGER))
    return DhKey(parameters, dh.validate(parameters, element))


def _parameters(oid: str, given: tlv.Tlv) -> Curve | DhGroup:
    found: Curve | DhGroup | None = None
    if oid == _STANDARDISED and given.tag == _INTEGER:
        found = PACE_PARAMETERS.get(_number(given.value))
    elif oid == _EC_PUBLIC_KEY and given.tag == _OID:
        found = groups.by_oid(read_oid(given.value))
    elif oid == _EC_PUBLIC_KEY and given.tag == _SEQUENCE:
        found = _explicit_curve(given.value)
    elif oid in {_PKCS3, _X942} and given.tag == _SEQUENCE:
        found = _explicit_group(given.value, with_order=oid == _X942)
    if found is None:
        raise Malformed(_WHERE, "parameters that we do not know")
    return found


def _explicit_curve(value: bytes) -> Curve | None:
    """ECParameters (X9.62, SEC 1 C.2): version, field, curve, generator, order, cofactor."""
    parts = tlv.parse(value)
    cofactor = None
    if len(parts) == 6 and parts[5].tag == _INTEGER:
        cofactor = _number(parts[5].value)
    elif len(parts) != 5:
        raise Malformed(_WHERE, "a curve of too few or too many parts")
    _, field, curve, base, order = _tagged(parts[:5], _INTEGER, _SEQUENCE, _SEQUENCE, _OCTETS, _INTEGER)
    kind, prime = _expect(field, _OID, _INTEGER)
    if read_oid(kind) != _PRIME_FIELD:
        raise Malformed(_WHERE, "a curve that is not over a prime field")
    a, b = _tagged(tlv.parse(curve)[:2], _OCTETS, _OCTETS)  # a seed may follow
    middle, rest = divmod(len(base) - 1, 2)
    if rest or base[:1] != b"\x04":
        raise Malformed(_WHERE, "a generator that is not uncompressed")
    x, y = int.from_bytes(base[1 : 1 + middle]), int.from_bytes(base[1 + middle :])
    numbers = _number(prime), int.from_bytes(a), int.from_bytes(b)
    return groups.by_values(*numbers, (x, y), _number(order), cofactor)


def _explicit_group(value: bytes, *, with_order: bool) -> DhGroup:
    """DomainParameters of X9.42 (p, g, q …) or DHParameter of PKCS #3 (p, g …).

    Where the order of the generator is not told, it is that of the whole group.
    """
    parts = tlv.parse(value)[: 3 if with_order else 2]
    numbers = [_number(part) for part in _tagged(parts, *[_INTEGER] * (3 if with_order else 2))]
    p, g = numbers[:2]
    known = next((group for group in DH_GROUPS if (group.p, group.g) == (p, g)), None)
    if known is not None and numbers[2:] in ([], [known.q]):
        return known
    q = numbers[2] if with_order else p - 1
    if not _MIN_PRIME_BITS <= p.bit_length() <= _MAX_PRIME_BITS or p % 2 == 0 or not 1 < q < p:
        raise Malformed(_WHERE, "a group that no document may use")
    group = DhGroup(f"modp{p.bit_length()}", p, g, q, (p.bit_length() + 7) // 8)
    return dh.with_generator(group, g)


def _expect(value: bytes, *tags: int) -> tuple[bytes, ...]:
    return _tagged(tlv.parse(value), *tags)


def _tagged(parts: tuple[tlv.Tlv, ...], *tags: int) -> tuple[bytes, ...]:
    if tuple(part.tag for part in parts) != tags:
        raise Malformed(_WHERE, "other parts than the standard's")
    return tuple(part.value for part in parts)


def _number(value: bytes) -> int:
    """A number that cannot be negative, whether or not its leading 00 was written."""
    return int.from_bytes(value)
