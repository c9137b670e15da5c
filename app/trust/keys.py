"""Public keys of certificates and chips: RSA, and elliptic curves by name or spelt out in numbers.

Doc 9303-12, 4.1.6.3 makes issuers spell their curves out. Every number is compared with the known
curves, the generator too: a curve that differs in it alone was made by a forger (CVE-2020-0601).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from app.trust import der
from devices.emrtd import ec
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import CURVES, Curve, by_oid, by_values

_WHERE = "public key"
_RSA: Final = frozenset(
    {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "2.5.8.1.1"}
)  # plain, for PSS only, X.509's
_EC: Final = frozenset({"1.2.840.10045.2.1", "1.3.132.1.12"})  # ecPublicKey, and for key agreement only
_PRIME_FIELD = "1.2.840.10045.1.1"
_LEAST_BITS = 1024  # still in genuine passports; what it proves is for the checks to say
_MOST_BITS, _MOST_EXPONENT_BITS = 16384, 64  # larger ones are there to keep us busy


class Unusable(Exception):
    """A key or algorithm with which nothing can be proved; `word` says why (`curve_altered`)."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


@dataclass(frozen=True, slots=True)
class RsaKey:
    """An RSA public key."""

    modulus: int
    exponent: int

    @property
    def words(self) -> str:
        """What kind of key it is, for people: `RSA 2048`."""
        return f"RSA {self.modulus.bit_length()}"


@dataclass(frozen=True, slots=True)
class EcKey:
    """A public point on a known curve, checked to lie on it."""

    curve: Curve
    point: tuple[int, int]

    @property
    def words(self) -> str:
        """What kind of key it is, for people: `EC brainpoolP256r1`."""
        return f"EC {self.curve.name}"


PublicKey: TypeAlias = RsaKey | EcKey


def public_key(spki: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo (DER).

    Raises Unusable with one of the words key_malformed, key_unknown (neither RSA nor elliptic curve),
    key_weak, key_large, curve_unknown, curve_altered (a known curve but for one number) or point_wrong.
    """
    try:
        fields = der.Fields(der.read(spki, der.SEQUENCE, _WHERE), _WHERE)
        algorithm = der.Fields(fields.take(der.SEQUENCE), _WHERE)
        kind = der.oid(algorithm.take(der.OID), _WHERE)
        key = der.bits(fields.take(der.BITS), _WHERE)
        if kind in _RSA:
            return _rsa(key)
        if kind in _EC:
            return _on_curve(_curve(algorithm.take()), key)
    except Malformed as wrong:
        raise Unusable("key_malformed") from wrong
    raise Unusable("key_unknown")


def _rsa(key: bytes) -> RsaKey:
    fields = der.Fields(der.read(key, der.SEQUENCE, _WHERE), _WHERE)
    modulus, exponent = (der.unsigned(fields.take(der.INTEGER), _WHERE) for _ in range(2))
    if modulus.bit_length() > _MOST_BITS or exponent.bit_length() > _MOST_EXPONENT_BITS:
        raise Unusable("key_large")
    if modulus.bit_length() < _LEAST_BITS:
        raise Unusable("key_weak")
    if modulus % 2 == 0 or exponent % 2 == 0 or not 3 <= exponent < modulus:
        raise Unusable("key_malformed")
    return RsaKey(modulus, exponent)


def _curve(parameters: der.Node) -> Curve:
    """The curve of ECParameters (RFC 3279, 2.3.5), named or spelt out."""
    if parameters.tag == der.OID:
        curve = by_oid(der.oid(parameters, _WHERE))
        if curve is None:
            raise Unusable("curve_unknown")
        return curve
    fields = der.Fields(der.expect(parameters, der.SEQUENCE, _WHERE), _WHERE)
    fields.take(der.INTEGER)  # the version
    field = der.Fields(fields.take(der.SEQUENCE), _WHERE)
    if der.oid(field.take(der.OID), _WHERE) != _PRIME_FIELD:
        raise Unusable("curve_unknown")
    p = der.unsigned(field.take(der.INTEGER), _WHERE)
    coefficients = der.Fields(fields.take(der.SEQUENCE), _WHERE)
    a, b = (int.from_bytes(der.octets(coefficients.take(der.OCTETS), _WHERE)) for _ in range(2))
    generator = fields.take(der.OCTETS).value
    order = der.unsigned(fields.take(der.INTEGER), _WHERE)
    cofactor = fields.maybe(der.INTEGER)
    return _known(p, a, b, generator, order, None if cofactor is None else der.unsigned(cofactor, _WHERE))


def _known(p: int, a: int, b: int, generator: bytes, order: int, cofactor: int | None) -> Curve:
    """The curve with all these numbers; one that shares its field and coefficients only is altered."""
    alike = [curve for curve in CURVES if curve.p == p]
    for curve in alike:
        if _encodes(curve, generator) and by_values(p, a, b, curve.g, order, cofactor) is curve:
            return curve
    altered = any(
        (curve.a, curve.b) == (a, b) or curve.n == order or _encodes(curve, generator) for curve in alike
    )
    raise Unusable("curve_altered" if altered else "curve_unknown")


def _encodes(curve: Curve, generator: bytes) -> bool:
    """Whether these bytes are the curve's generator, uncompressed or compressed."""
    x, y = curve.g
    plain = ec.encode_point(curve, curve.g)
    return generator in (plain, bytes([2 + y % 2]) + x.to_bytes(curve.size))


def _on_curve(curve: Curve, data: bytes) -> EcKey:
    try:
        if len(data) == 1 + curve.size and data[0] in (2, 3):
            return EcKey(curve, _decompressed(curve, data))
        return EcKey(curve, ec.decode_point(curve, data))
    except Malformed as wrong:
        raise Unusable("point_wrong") from wrong


def _decompressed(curve: Curve, data: bytes) -> tuple[int, int]:
    x = int.from_bytes(data[1:])
    y = ec.compute_y(curve, x) if x < curve.p else None
    if y is None:
        raise Malformed(_WHERE, "no point of the curve has this coordinate")
    return x, y if y % 2 == data[0] % 2 else curve.p - y
