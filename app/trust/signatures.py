"""Verify one signature in any of the ways that issuing states sign (Doc 9303-12, 4.1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec as library_ec
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.trust import der
from app.trust.keys import EcKey, PublicKey, RsaKey, Unusable
from devices.emrtd import ec
from devices.emrtd.errors import Malformed

_WHERE = "signature"

HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "1.3.14.3.2.26": hashes.SHA1(),  # noqa: S303 - genuine passports of years still valid are signed with it
    "2.16.840.1.101.3.4.2.4": hashes.SHA224(),
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
"""Hash algorithms that prove something, by object identifier; those of MD5 and before do not."""

SHA1: Final = "1.3.14.3.2.26"
_SHA224, _SHA256, _SHA384, _SHA512 = (f"2.16.840.1.101.3.4.2.{last}" for last in (4, 1, 2, 3))
_BROKEN: Final = frozenset({
    "1.2.840.113549.2.2", "1.2.840.113549.2.4", "1.2.840.113549.2.5",  # MD2, MD4, MD5
    "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4",  # the same with RSA
})  # fmt: skip


_LONGEST_SALT: Final = 2048
"""Bytes of the largest RSA signature that is verified; the library raises over numbers without bounds."""


class Scheme(Enum):
    """How a hash is turned into a signature."""

    PKCS1 = "RSA"
    PSS = "RSA-PSS"
    ECDSA = "ECDSA"
    PLAIN_ECDSA = "ECDSA plain"  # BSI TR-03111, 5.2.1: r and s one after the other


# The scheme of an identifier and the hash it names; None where the hash stands elsewhere.
_SCHEMES: Final[dict[str, tuple[Scheme, str | None]]] = {
    "1.2.840.113549.1.1.1": (Scheme.PKCS1, None),
    "1.2.840.113549.1.1.5": (Scheme.PKCS1, SHA1),
    "1.3.14.3.2.29": (Scheme.PKCS1, SHA1),
    "1.2.840.113549.1.1.14": (Scheme.PKCS1, _SHA224),
    "1.2.840.113549.1.1.11": (Scheme.PKCS1, _SHA256),
    "1.2.840.113549.1.1.12": (Scheme.PKCS1, _SHA384),
    "1.2.840.113549.1.1.13": (Scheme.PKCS1, _SHA512),
    "1.2.840.113549.1.1.10": (Scheme.PSS, None),
    "1.2.840.10045.2.1": (Scheme.ECDSA, None),
    "1.2.840.10045.4.1": (Scheme.ECDSA, SHA1),
    "1.2.840.10045.4.3.1": (Scheme.ECDSA, _SHA224),
    "1.2.840.10045.4.3.2": (Scheme.ECDSA, _SHA256),
    "1.2.840.10045.4.3.3": (Scheme.ECDSA, _SHA384),
    "1.2.840.10045.4.3.4": (Scheme.ECDSA, _SHA512),
    "0.4.0.127.0.7.1.1.4.1.1": (Scheme.PLAIN_ECDSA, SHA1),
    "0.4.0.127.0.7.1.1.4.1.2": (Scheme.PLAIN_ECDSA, _SHA224),
    "0.4.0.127.0.7.1.1.4.1.3": (Scheme.PLAIN_ECDSA, _SHA256),
    "0.4.0.127.0.7.1.1.4.1.4": (Scheme.PLAIN_ECDSA, _SHA384),
    "0.4.0.127.0.7.1.1.4.1.5": (Scheme.PLAIN_ECDSA, _SHA512),
}

_LIBRARY_CURVES: Final[dict[str, type[library_ec.EllipticCurve]]] = {
    "secp256r1": library_ec.SECP256R1,
    "secp384r1": library_ec.SECP384R1,
    "secp521r1": library_ec.SECP521R1,
    "brainpoolP256r1": library_ec.BrainpoolP256R1,
    "brainpoolP384r1": library_ec.BrainpoolP384R1,
    "brainpoolP512r1": library_ec.BrainpoolP512R1,
}
"""Where the library is faster than we; on the other curves we reckon ourselves."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm identifier: its object identifier in dotted form, its parameters as they stand or None."""

    oid: str
    parameters: der.Node | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """What a signature algorithm comes to: scheme, hash, and for PSS the mask's hash and the salt.

    `salt` is None where any length will do, because the issuer says nothing of it.
    """

    scheme: Scheme
    hash: str
    mask: str = ""
    salt: int | None = None

    @property
    def words(self) -> str:
        """The method for people: `RSA-PSS SHA-256`."""
        return f"{self.scheme.value} {hash_of(self.hash).name.upper().replace('SHA', 'SHA-')}"


def hash_of(oid: str) -> hashes.HashAlgorithm:
    """The hash algorithm of this identifier; raises Unusable (algorithm_weak, algorithm_unknown)."""
    found = HASHES.get(oid)
    if found is None:
        raise Unusable("algorithm_weak" if oid in _BROKEN else "algorithm_unknown")
    return found


def digest(oid: str, data: bytes) -> bytes:
    """The hash of these bytes; raises Unusable."""
    hasher = hashes.Hash(hash_of(oid))
    hasher.update(data)
    return hasher.finalize()


def method_of(algorithm: Algorithm, digest_oid: str = "") -> Method:
    """How to verify a signature of this algorithm.

    `digest_oid` is the hash of a SignerInfo, which counts where the algorithm names none
    (rsaEncryption, RFC 3370, 3.2; a bare id-RSASSA-PSS). Raises Unusable, and Malformed for PSS
    parameters that are none.
    """
    if algorithm.oid not in _SCHEMES:
        raise Unusable("algorithm_weak" if algorithm.oid in _BROKEN else "algorithm_unknown")
    scheme, hash_oid = _SCHEMES[algorithm.oid]
    if scheme is Scheme.PSS:
        return _pss(algorithm.parameters, digest_oid)
    method = Method(scheme, hash_oid or digest_oid)
    hash_of(method.hash)
    return method


def _pss(parameters: der.Node | None, digest_oid: str) -> Method:
    """RSASSA-PSS-params (RFC 4055, 3.1), whose defaults are SHA-1 and a salt of 20 bytes."""
    if parameters is None or parameters.tag == der.NULL:
        hash_of(digest_oid)
        return Method(Scheme.PSS, digest_oid, digest_oid)
    fields = der.Fields(der.expect(parameters, der.SEQUENCE, _WHERE), _WHERE)
    hash_oid = mask = SHA1
    salt = 20
    if tagged := fields.maybe(0xA0):
        hash_oid = algorithm_of(der.read(tagged.value), _WHERE).oid
    if tagged := fields.maybe(0xA1):
        inner = algorithm_of(der.read(tagged.value), _WHERE).parameters
        mask = algorithm_of(inner, _WHERE).oid if inner else SHA1
    if tagged := fields.maybe(0xA2):
        salt = der.unsigned(der.read(tagged.value), _WHERE)
        if salt > _LONGEST_SALT:
            raise Malformed(_WHERE, "a salt longer than any signature")
    hash_of(hash_oid), hash_of(mask)
    return Method(Scheme.PSS, hash_oid, mask, salt)


def algorithm_of(node: der.Node, where: str) -> Algorithm:
    """An AlgorithmIdentifier; raises Malformed."""
    members = der.inside(der.expect(node, der.SEQUENCE, where), where)
    if not members:
        raise Malformed(where, "an algorithm has no identifier")
    return Algorithm(der.oid(members[0], where), members[1] if len(members) > 1 else None)


def holds(key: PublicKey, method: Method, signature: bytes, data: bytes) -> bool:
    """Whether this key made this signature over these bytes; raises Unusable where the two do not fit."""
    if isinstance(key, RsaKey) and method.scheme in (Scheme.PKCS1, Scheme.PSS):
        return _rsa_holds(key, method, signature, data)
    if isinstance(key, EcKey) and method.scheme in (Scheme.ECDSA, Scheme.PLAIN_ECDSA):
        pair = _pair(signature, method.scheme)
        return pair is not None and ecdsa_holds(key, method.hash, *pair, data)
    raise Unusable("key_of_other_kind")


def _rsa_holds(key: RsaKey, method: Method, signature: bytes, data: bytes) -> bool:
    chosen: padding.AsymmetricPadding = padding.PKCS1v15()
    if method.scheme is Scheme.PSS:
        salt = padding.PSS.AUTO if method.salt is None else method.salt
        chosen = padding.PSS(padding.MGF1(hash_of(method.mask)), salt)
    try:
        public = rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
        public.verify(signature, data, chosen, hash_of(method.hash))
    except InvalidSignature:
        return False
    except ValueError as wrong:  # numbers that the library will not reckon with
        raise Unusable("key_malformed") from wrong
    return True


def _pair(signature: bytes, scheme: Scheme) -> tuple[int, int] | None:
    """The numbers r and s, None where the bytes are no pair of numbers."""
    if scheme is Scheme.PLAIN_ECDSA:
        half = len(signature) // 2
        return int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    try:
        fields = der.Fields(der.read(signature, der.SEQUENCE), _WHERE)
        return der.unsigned(fields.take(der.INTEGER)), der.unsigned(fields.take(der.INTEGER))
    except Malformed:
        return None


def ecdsa_holds(key: EcKey, hash_oid: str, r: int, s: int, data: bytes) -> bool:
    """Whether (r, s) is this key's ECDSA signature over `data` (FIPS 186-5, 6.4.2); raises Unusable."""
    curve = key.curve
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    library = _LIBRARY_CURVES.get(curve.name)
    if library is not None:
        public = library_ec.EllipticCurvePublicNumbers(*key.point, library()).public_key()
        try:
            public.verify(encode_dss_signature(r, s), data, library_ec.ECDSA(hash_of(hash_oid)))
        except InvalidSignature:
            return False
        return True
    hashed = digest(hash_oid, data)
    number = int.from_bytes(hashed) >> max(0, 8 * len(hashed) - curve.n.bit_length())
    inverse = pow(s, -1, curve.n)
    point = ec.add(
        curve,
        ec.multiply(curve, number * inverse % curve.n, curve.g),
        ec.multiply(curve, r * inverse % curve.n, key.point),
    )
    return point is not None and point[0] % curve.n == r
