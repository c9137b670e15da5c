"""A signature holds in each way that states sign, and never over other bytes."""

from __future__ import annotations

import pytest
from asn1crypto import algos
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec as library_ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.trust import der
from app.trust.keys import EcKey, PublicKey, Unusable, public_key
from app.trust.signatures import Algorithm, Method, algorithm_of, ecdsa_holds, holds, method_of
from devices.emrtd import ec
from devices.emrtd.groups import CURVES, Curve
from tests.helpers import signing_state as state

_DATA = b"what was signed"
_SHA256 = "2.16.840.1.101.3.4.2.1"


def algorithm(identifier: algos.SignedDigestAlgorithm) -> Algorithm:
    return algorithm_of(der.read(identifier.dump()), "test")


def outcomes(key: PublicKey, method: Method, signature: bytes) -> tuple[bool, bool, bool]:
    """Over the right bytes, over others, and with the signature altered."""
    altered = signature[:-1] + bytes([signature[-1] ^ 1])
    return (
        holds(key, method, signature, _DATA),
        holds(key, method, signature, _DATA + b"."),
        holds(key, method, altered, _DATA),
    )


@pytest.mark.parametrize("hashed", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("kind", ["rsa", "pss", "ec"])
def test_every_algorithm_holds_over_its_own_bytes_only(kind: str, hashed: str) -> None:
    private: state.PrivateKey = state.ec_key() if kind == "ec" else state.rsa_key()
    pss = kind == "pss"
    signature = state.sign(private, _DATA, hashed, pss=pss)
    method = method_of(algorithm(state.algorithm_of(private, hashed, pss=pss)))
    assert outcomes(public_key(state.spki_of(private)), method, signature) == (True, False, False)


def test_where_the_algorithm_names_no_hash_that_of_the_signer_counts() -> None:
    """RsaEncryption (New Zealand, United States), a bare RSASSA-PSS and a plain ecPublicKey."""
    for oid, private, pss in (
        ("1.2.840.113549.1.1.1", state.rsa_key(), False),
        ("1.2.840.113549.1.1.10", state.rsa_key(), True),
        ("1.2.840.10045.2.1", state.ec_key(), False),
    ):
        signature = state.sign(private, _DATA, "sha256", pss=pss)
        method = method_of(Algorithm(oid), _SHA256)
        assert outcomes(public_key(state.spki_of(private)), method, signature) == (True, False, False)


def test_pss_defaults_are_those_of_the_standard() -> None:
    empty = der.read(b"\x30\x00")
    method = method_of(Algorithm("1.2.840.113549.1.1.10", empty), _SHA256)
    assert (method.hash, method.mask, method.salt) == ("1.3.14.3.2.26", "1.3.14.3.2.26", 20)


def test_pss_with_another_salt_than_it_says_does_not_hold() -> None:
    private = state.rsa_key()
    identifier = state.algorithm_of(private, "sha256", pss=True)
    identifier["parameters"]["salt_length"] = 20
    signature = state.sign(private, _DATA, "sha256", pss=True)
    assert not holds(public_key(state.spki_of(private)), method_of(algorithm(identifier)), signature, _DATA)


@pytest.mark.parametrize(
    "oid,digest,word",
    [
        ("1.2.840.113549.1.1.4", "", "algorithm_weak"),  # MD5 with RSA
        ("1.2.840.113549.1.1.1", "1.2.840.113549.2.5", "algorithm_weak"),
        ("1.2.840.113549.1.1.1", "", "algorithm_unknown"),
        ("1.2.3.4", "", "algorithm_unknown"),
        ("1.2.840.113549.1.1.10", "", "algorithm_unknown"),
    ],
)
def test_broken_and_unknown_algorithms_prove_nothing(oid: str, digest: str, word: str) -> None:
    with pytest.raises(Unusable, match=word):
        method_of(Algorithm(oid), digest)


def test_a_key_of_another_kind_is_said() -> None:
    method = method_of(algorithm(state.algorithm_of(state.ec_key(), "sha256")))
    with pytest.raises(Unusable, match="key_of_other_kind"):
        holds(public_key(state.spki_of(state.rsa_key())), method, b"", _DATA)


def test_bytes_that_are_no_pair_of_numbers_are_no_signature() -> None:
    method = method_of(algorithm(state.algorithm_of(state.ec_key(), "sha256")))
    key = public_key(state.spki_of(state.ec_key()))
    for signature in (b"", b"\x30\x00", b"\x30\x06\x02\x01\x00\x02\x01\x00", bytes(64)):
        assert not holds(key, method, signature, _DATA)


def test_plain_pairs_of_numbers_hold_under_their_own_identifier() -> None:
    private = state.ec_key()
    r, s = decode_dss_signature(state.sign(private, _DATA, "sha256"))
    method = method_of(Algorithm("0.4.0.127.0.7.1.1.4.1.3"))
    signature = r.to_bytes(32) + s.to_bytes(32)
    assert outcomes(public_key(state.spki_of(private)), method, signature) == (True, False, False)


def test_our_own_reckoning_agrees_with_the_library() -> None:
    """Secp224r1 goes our own way; the library can still sign on it."""
    private = library_ec.generate_private_key(library_ec.SECP224R1())
    key = public_key(state.spki_of(private))
    for hashed in (hashes.SHA224(), hashes.SHA256(), hashes.SHA512()):
        signature = private.sign(_DATA, library_ec.ECDSA(hashed))
        method = method_of(algorithm(state.algorithm_of(private, hashed.name)))
        assert outcomes(key, method, signature) == (True, False, False)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_ecdsa_holds_on_every_known_curve(curve: Curve) -> None:
    secret, nonce = curve.n // 3, curve.n // 5
    point, commitment = ec.multiply(curve, secret, curve.g), ec.multiply(curve, nonce, curve.g)
    assert point is not None
    assert commitment is not None
    hashed = state.hash_of(_DATA, "sha256")
    number = int.from_bytes(hashed) >> max(0, 256 - curve.n.bit_length())
    r = commitment[0] % curve.n
    s = pow(nonce, -1, curve.n) * (number + r * secret) % curve.n
    key = EcKey(curve, point)
    assert ecdsa_holds(key, _SHA256, r, s, _DATA)
    assert not ecdsa_holds(key, _SHA256, r, s, _DATA + b".")
    for wrong in (0, curve.n, s + 1):
        assert not ecdsa_holds(key, _SHA256, r, wrong, _DATA)
