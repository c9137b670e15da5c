"""Keys of the trial PKI, made from words: whoever knows the words has the keys, so they protect nothing."""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from devices.emrtd.groups import Curve, by_name

HashName: TypeAlias = Literal["sha1", "sha224", "sha256", "sha384", "sha512"]

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # old documents are signed so, and must be read
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_EC_CLASSES: Final[dict[str, type[ec.EllipticCurve]]] = {
    "secp224r1": ec.SECP224R1,
    "secp256r1": ec.SECP256R1,
    "secp384r1": ec.SECP384R1,
    "secp521r1": ec.SECP521R1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
_EXPONENT: Final = 65537


@dataclass(frozen=True, slots=True)
class Scheme:
    """How an authority signs: `group` names a curve, or is an RSA key's length in bits.

    `explicit` writes the curve's numbers into the key in place of its name (a MUST of Doc 9303-12, 4.1.6.3).
    """

    kind: Literal["ecdsa", "rsa", "pss"]
    group: str | int
    digest: HashName = "sha256"
    explicit: bool = False


P256: Final = Scheme("ecdsa", "secp256r1")
P384: Final = Scheme("ecdsa", "secp384r1", "sha384")
P256_EXPLICIT: Final = Scheme("ecdsa", "secp256r1", explicit=True)
P521_EXPLICIT: Final = Scheme("ecdsa", "secp521r1", "sha512", explicit=True)
BP256_EXPLICIT: Final = Scheme("ecdsa", "brainpoolP256r1", explicit=True)
BP384: Final = Scheme("ecdsa", "brainpoolP384r1", "sha384")
RSA: Final = Scheme("rsa", 2048)
PSS: Final = Scheme("pss", 2048)


@dataclass(frozen=True, slots=True)
class TrialKey:
    """A private key with the way it signs."""

    scheme: Scheme
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def spki(self) -> keys.PublicKeyInfo:
        """The public key as certificates carry it."""
        der = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        info = keys.PublicKeyInfo.load(der)
        if self.scheme.explicit:
            info["algorithm"]["parameters"] = explicit_parameters(curve_named(str(self.scheme.group)))
        return info

    @property
    def algorithm(self) -> algos.SignedDigestAlgorithm:
        """The signature algorithm as certificates and SignerInfos name it."""
        digest = self.scheme.digest
        if self.scheme.kind != "pss":
            name = f"{digest}_{self.scheme.kind}"
            parameters = core.Null() if self.scheme.kind == "rsa" else None
            return algos.SignedDigestAlgorithm({"algorithm": name, "parameters": parameters})
        parameters = algos.RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": digest},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                "salt_length": _HASHES[digest].digest_size,
            }
        )
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})

    def sign(self, data: bytes) -> bytes:
        """A signature; of ECDSA always the same over the same bytes (RFC 6979)."""
        digest = _HASHES[self.scheme.digest]
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(data, ec.ECDSA(digest, deterministic_signing=True))
        if self.scheme.kind == "rsa":
            return self.private.sign(data, padding.PKCS1v15(), digest)
        mask = padding.MGF1(digest)
        return self.private.sign(data, padding.PSS(mask, padding.PSS.DIGEST_LENGTH), digest)


@lru_cache(maxsize=256)
def trial_key(words: str, scheme: Scheme) -> TrialKey:
    """The key of these words; an RSA key costs a fraction of a second, once a process."""
    if isinstance(scheme.group, int):
        return TrialKey(scheme, rsa_key(words, scheme.group))
    scalar = trial_scalar(words, curve_named(scheme.group).n)
    return TrialKey(scheme, ec.derive_private_key(scalar, _EC_CLASSES[scheme.group]()))


def trial_scalar(words: str, order: int) -> int:
    """A number from 1 to `order` - 1 that only depends on the words."""
    digest = hashlib.shake_256(words.encode()).digest(order.bit_length() // 8 + 16)
    return int.from_bytes(digest) % (order - 1) + 1


@lru_cache(maxsize=64)
def rsa_key(words: str, bits: int) -> rsa.RSAPrivateKey:
    """An RSA key of exactly `bits` bits that only depends on the words."""
    source = random.Random(f"{words} {bits}")
    p, q = _prime(source, bits // 2), _prime(source, bits // 2)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key()


def curve_named(name: str) -> Curve:
    """A curve of the tables; raises KeyError for another name."""
    curve = by_name(name)
    if curve is None:
        raise KeyError(name)
    return curve


def explicit_parameters(curve: Curve) -> keys.ECDomainParameters:
    """All numbers of a curve, in the place where others write its name."""
    size = curve.size
    base = b"\x04" + curve.g[0].to_bytes(size) + curve.g[1].to_bytes(size)
    specified = keys.SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": core.Integer(curve.p)},
            "curve": {"a": curve.a.to_bytes(size), "b": curve.b.to_bytes(size)},
            "base": base,
            "order": curve.n,
            "cofactor": curve.h,
        }
    )
    return keys.ECDomainParameters({"specified": specified})


def _prime(source: random.Random, bits: int) -> int:
    """A prime with its two highest bits set, so that the product of two is as long as wished."""
    small = _small_primes()
    while True:
        number = source.getrandbits(bits) | 3 << (bits - 2) | 1
        # Fermat's test alone is enough for numbers drawn by chance; nobody chose them to deceive it.
        if math.gcd(number, small) == 1 and number % _EXPONENT != 1 and pow(2, number - 1, number) == 1:
            return number


@lru_cache(maxsize=1)
def _small_primes() -> int:
    """The product of the primes below 4,000: one gcd with it spares nine of ten slow tests."""
    return math.prod(n for n in range(3, 4000, 2) if all(n % d for d in range(3, math.isqrt(n) + 1, 2)))
