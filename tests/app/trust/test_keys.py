"""A key is used when every number of it is right, and for nothing else."""

from __future__ import annotations

import pytest
from asn1crypto import core, keys
from cryptography.hazmat.primitives.asymmetric import ec

from app.trust.keys import EcKey, RsaKey, Unusable, public_key
from devices.emrtd.groups import CURVES, Curve, by_name
from tests.helpers.signing_state import ec_key, generator, rsa_key, spelt_out, spki_of, wrap


def test_a_named_curve_gives_its_point() -> None:
    private = ec_key()
    numbers = private.public_key().public_numbers()
    curve = by_name("secp256r1")
    assert curve is not None
    assert public_key(spki_of(private)) == EcKey(curve, (numbers.x, numbers.y))


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_a_curve_spelt_out_in_numbers_is_the_named_one(curve: Curve) -> None:
    for cofactor in (curve.h, None):  # the cofactor may be left out
        key = public_key(spelt_out(curve, generator(curve), cofactor=cofactor))
        assert key == EcKey(curve, curve.g)


def test_compressed_points_and_generators_are_the_same_points() -> None:
    curve = by_name("brainpoolP256r1")
    assert curve is not None
    for y, first in ((curve.g[1], 2 + curve.g[1] % 2), (curve.p - curve.g[1], 3 - curve.g[1] % 2)):
        short = bytes([first]) + curve.g[0].to_bytes(curve.size)
        assert public_key(spelt_out(curve, short)) == EcKey(curve, (curve.g[0], y))
    compressed = bytes([2 + curve.g[1] % 2]) + curve.g[0].to_bytes(curve.size)
    assert public_key(spelt_out(curve, generator(curve), g=compressed)) == EcKey(curve, curve.g)


def test_a_known_curve_with_another_generator_is_called_altered() -> None:
    """CVE-2020-0601: with a generator of his own, a forger knows the private key of any public one."""
    curve = by_name("secp256r1")
    assert curve is not None
    own = generator(curve)[:33] + (curve.p - curve.g[1]).to_bytes(32)
    for changed in ({"g": own}, {"order": curve.n - 2}, {"cofactor": 2}, {"b": curve.b + 1}):
        with pytest.raises(Unusable, match="curve_altered"):
            public_key(spelt_out(curve, generator(curve), **changed))


def test_a_curve_nobody_knows_is_unknown() -> None:
    curve = by_name("secp256r1")
    assert curve is not None
    with pytest.raises(Unusable, match="curve_unknown"):
        public_key(spelt_out(curve, generator(curve), p=curve.p + 2))
    parameters = keys.ECDomainParameters(name="named", value="sect163k1")
    algorithm = {"algorithm": "ec", "parameters": parameters}
    named = keys.PublicKeyInfo({"algorithm": algorithm, "public_key": generator(curve)})
    with pytest.raises(Unusable, match="curve_unknown"):
        public_key(named.dump())


def test_a_point_off_its_curve_is_refused() -> None:
    spki = spki_of(ec_key())
    with pytest.raises(Unusable, match="point_wrong"):
        public_key(spki[:-1] + bytes([spki[-1] ^ 1]))


@pytest.mark.parametrize("oid", ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "2.5.8.1.1"])
def test_an_rsa_key_may_stand_under_any_of_its_names(oid: str) -> None:
    numbers = rsa_key().public_key().public_numbers()
    key = wrap(0x30, core.Integer(numbers.n).dump() + core.Integer(numbers.e).dump())
    spki = wrap(0x30, wrap(0x30, core.ObjectIdentifier(oid).dump()) + wrap(0x03, b"\0" + key))
    assert public_key(spki) == RsaKey(numbers.n, numbers.e)


def test_an_rsa_modulus_without_its_leading_zero_is_read_as_meant() -> None:
    numbers = rsa_key().public_key().public_numbers()
    bare = wrap(0x30, wrap(0x02, numbers.n.to_bytes(256)) + core.Integer(numbers.e).dump())
    spki = wrap(
        0x30, wrap(0x30, core.ObjectIdentifier("1.2.840.113549.1.1.1").dump()) + wrap(0x03, b"\0" + bare)
    )
    assert public_key(spki) == RsaKey(numbers.n, numbers.e)


@pytest.mark.parametrize(
    "modulus,exponent,word",
    [
        (2**1000 + 1, 65537, "key_weak"),
        (2**20000 + 1, 65537, "key_large"),
        (2**2047 + 1, 2**70 + 1, "key_large"),
        (2**2047, 65537, "key_malformed"),
        (2**2047 + 1, 1, "key_malformed"),
    ],
    ids=["weak", "large", "large exponent", "even", "exponent one"],
)
def test_rsa_numbers_that_prove_nothing_are_refused(modulus: int, exponent: int, word: str) -> None:
    key = wrap(0x30, core.Integer(modulus).dump() + core.Integer(exponent).dump())
    spki = wrap(
        0x30, wrap(0x30, core.ObjectIdentifier("1.2.840.113549.1.1.1").dump()) + wrap(0x03, b"\0" + key)
    )
    with pytest.raises(Unusable, match=word):
        public_key(spki)


def test_other_kinds_of_keys_and_rubbish_are_told_apart() -> None:
    dsa = wrap(0x30, wrap(0x30, core.ObjectIdentifier("1.2.840.10040.4.1").dump()) + wrap(0x03, b"\0\0"))
    with pytest.raises(Unusable, match="key_unknown"):
        public_key(dsa)
    for rubbish in (b"", b"\x30", b"\x30\x00", spki_of(ec_key())[:-1]):
        with pytest.raises(Unusable, match="key_malformed"):
            public_key(rubbish)


def test_keys_say_in_words_what_they_are() -> None:
    assert public_key(spki_of(rsa_key())).words == "RSA 2048"
    assert public_key(spki_of(ec_key(3, ec.BrainpoolP384R1))).words == "EC brainpoolP384r1"
