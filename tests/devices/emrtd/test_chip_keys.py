"""The chip's own key is read however its parameters are told, and never with strange ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from asn1crypto.keys import ECDomainParameters, PublicKeyInfo
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given

from devices.emrtd import dh, ec, tlv
from devices.emrtd.chip_keys import DhKey, EcKey, read_chip_key
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import CURVES, DH_GROUPS, Curve, by_name
from devices.emrtd.oid import write_oid
from devices.emrtd.security_infos import parse_dg14
from tests.helpers.fuzzing import fuzzed, spoilt

DATA = Path(__file__).parents[4] / "shared" / "data" / "emrtd"
STANDARDISED, EC, PKCS3, X942 = (
    "0.4.0.127.0.7.1.2",
    "1.2.840.10045.2.1",
    "1.2.840.113549.1.3.1",
    "1.2.840.10046.2.1",
)
GROUP = DH_GROUPS[1]
SAFE_PRIME = int(  # RFC 2409, 6.2: a group that is none of the standard's
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


def integer(value: int) -> bytes:
    return tlv.encode(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def sequence(*parts: bytes) -> bytes:
    return tlv.encode(0x30, b"".join(parts))


def spki(algorithm: str, parameters: bytes, key: bytes) -> bytes:
    named = sequence(tlv.encode(0x06, write_oid(algorithm)), parameters)
    return sequence(named, tlv.encode(0x03, b"\0" + key))


def explicit(
    curve: Curve, *, g: tuple[int, int] | None = None, seed: bytes = b"", cofactor: bool = True
) -> bytes:
    field = sequence(tlv.encode(0x06, write_oid("1.2.840.10045.1.1")), integer(curve.p))
    sides = [tlv.encode(0x04, side.to_bytes(curve.size)) for side in (curve.a, curve.b)]
    base = tlv.encode(0x04, ec.encode_point(curve, g or curve.g))
    rest = [integer(curve.h)] if cofactor else []
    return sequence(integer(1), field, sequence(*sides, seed), base, integer(curve.n), *rest)


def public(curve: Curve) -> bytes:
    return ec.encode_point(curve, ec.multiply(curve, 4711, curve.g))


def test_a_key_that_another_library_wrote() -> None:
    key = derive_private_key(4711, SECP256R1()).public_key()
    read = read_chip_key(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    numbers = key.public_numbers()
    assert read == EcKey(CURVES[2], (numbers.x, numbers.y))


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_curves_that_are_named_or_spelt_out(curve: Curve) -> None:
    expected = EcKey(curve, ec.decode_point(curve, public(curve)))
    seed = tlv.encode(0x03, b"\0" + bytes(20))
    for parameters in (
        tlv.encode(0x06, write_oid(curve.oid)),
        explicit(curve),
        explicit(curve, cofactor=False),
        explicit(curve, seed=seed),
    ):
        assert read_chip_key(spki(EC, parameters, public(curve))) == expected


def test_our_explicit_curve_is_what_another_library_reads() -> None:
    read = PublicKeyInfo.load(spki(EC, explicit(CURVES[2]), public(CURVES[2])))
    chosen = read["algorithm"]["parameters"].chosen
    assert isinstance(read["algorithm"]["parameters"], ECDomainParameters)
    assert chosen["order"].native == CURVES[2].n


def test_parameters_that_have_a_number() -> None:
    curve = by_name("brainpoolP256r1")
    assert curve is not None
    assert read_chip_key(spki(STANDARDISED, integer(13), public(curve))) == EcKey(
        curve, ec.decode_point(curve, public(curve))
    )
    element = dh.power(GROUP, GROUP.g, 4711)
    assert read_chip_key(spki(STANDARDISED, integer(1), integer(element))) == DhKey(GROUP, element)


def test_groups_by_pkcs_3_and_by_x9_42() -> None:
    element = dh.power(GROUP, GROUP.g, 4711)
    length = integer(256)
    for parameters in (
        sequence(integer(GROUP.p), integer(GROUP.g)),
        sequence(integer(GROUP.p), integer(GROUP.g), length),
    ):
        assert read_chip_key(spki(PKCS3, parameters, integer(element))) == DhKey(GROUP, element)
    x942 = sequence(integer(GROUP.p), integer(GROUP.g), integer(GROUP.q))
    assert read_chip_key(spki(X942, x942, integer(element))) == DhKey(GROUP, element)


def test_a_group_of_the_issuers_own() -> None:
    p, g = SAFE_PRIME, 4
    element = pow(g, 4711, p)
    read = read_chip_key(spki(PKCS3, sequence(integer(p), integer(g)), integer(element)))
    assert isinstance(read, DhKey)
    assert (read.group.p, read.group.g, read.group.q, read.element) == (p, g, p - 1, element)
    x942 = sequence(integer(p), integer(g), integer((p - 1) // 2))
    read = read_chip_key(spki(X942, x942, integer(element)))
    assert isinstance(read, DhKey)
    assert read.group.q == (p - 1) // 2


CURVE = CURVES[0]
OTHER = ec.multiply(CURVE, 2, CURVE.g)
ELEMENT = integer(dh.power(GROUP, GROUP.g, 4711))
WRONG_ORDER = sequence(integer(GROUP.p), integer(GROUP.g), integer(GROUP.q + 2))
WRONG = {
    "nothing": b"",
    "no key": sequence(),
    "bits left over": sequence(sequence(tlv.encode(6, write_oid(EC)), integer(1)), tlv.encode(3, b"\1\0")),
    "no parameters": sequence(sequence(tlv.encode(6, write_oid(EC))), tlv.encode(3, b"\0" + public(CURVE))),
    "rsa": spki("1.2.840.113549.1.1.1", tlv.encode(0x05, b""), b""),
    "an unknown number": spki(STANDARDISED, integer(3), public(CURVE)),
    "an unknown name": spki(EC, tlv.encode(0x06, write_oid("1.2.3")), public(CURVE)),
    "another generator": spki(EC, explicit(CURVE, g=OTHER), public(CURVE)),
    "a point of another curve": spki(EC, explicit(CURVE), public(CURVES[1])),
    "a binary field": spki(
        EC, explicit(CURVE).replace(write_oid("1.2.840.10045.1.1"), write_oid("1.2.840.10045.1.2")), b""
    ),
    "a compressed generator": spki(
        EC, explicit(CURVE).replace(ec.encode_point(CURVE, CURVE.g), bytes(49)), b""
    ),
    "an empty curve": spki(EC, sequence(), public(CURVE)),
    "an element of 1": spki(PKCS3, sequence(integer(GROUP.p), integer(GROUP.g)), integer(1)),
    "a wrong order": spki(X942, WRONG_ORDER, ELEMENT),
    "an even prime": spki(PKCS3, sequence(integer(2**1024), integer(2)), integer(4)),
    "a giant": spki(PKCS3, sequence(integer(2**5000 + 1), integer(2)), integer(4)),
    "a dwarf": spki(X942, sequence(integer(227), integer(4), integer(113)), integer(16)),
    "a zero": spki(PKCS3, sequence(integer(0), integer(2)), integer(4)),
}


@pytest.mark.parametrize("der", WRONG.values(), ids=WRONG.keys())
def test_strange_keys_are_refused(der: bytes) -> None:
    with pytest.raises(Malformed):
        read_chip_key(der)


@pytest.mark.skipif(not DATA.exists(), reason="the shared specimens are not here")
def test_the_key_of_a_specimen_with_explicit_parameters() -> None:
    (key,) = parse_dg14((DATA / "pymrtd_dg14.bin").read_bytes()).chip_keys
    read = read_chip_key(key.spki_der)
    assert isinstance(read, EcKey)
    assert read.curve.name == "brainpoolP224r1"


SEEDS = [
    spki(EC, explicit(CURVE), public(CURVE)),
    spki(STANDARDISED, integer(8), public(CURVE)),
    spki(PKCS3, sequence(integer(SAFE_PRIME), integer(4)), integer(16)),
]


@fuzzed()
@given(spoilt(*SEEDS))
def test_any_bytes_are_a_key_or_malformed(data: bytes) -> None:
    try:
        key = read_chip_key(data)
    except Malformed:
        return
    if isinstance(key, EcKey):
        assert key.curve in CURVES
        assert ec.on_curve(key.curve, key.point)
    else:
        assert pow(key.element, key.group.q, key.group.p) == 1
