"""Every constant of the curves and groups is what arithmetic and other libraries say it is."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from base64 import b64decode

import pytest
from asn1crypto.core import Sequence
from asn1crypto.keys import ECDomainParameters
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP192R1,
    SECP224R1,
    SECP256K1,
    SECP256R1,
    SECP384R1,
    SECP521R1,
    BrainpoolP256R1,
    BrainpoolP384R1,
    BrainpoolP512R1,
    EllipticCurve,
    derive_private_key,
)

from devices.emrtd import ec, groups
from devices.emrtd.groups import CURVES, DH_GROUPS, PACE_PARAMETERS, Curve, DhGroup
from devices.emrtd.oid import write_oid

LIBRARY: dict[str, EllipticCurve] = {
    "secp192r1": SECP192R1(),
    "secp224r1": SECP224R1(),
    "secp256r1": SECP256R1(),
    "secp384r1": SECP384R1(),
    "secp521r1": SECP521R1(),
    "secp256k1": SECP256K1(),
    "brainpoolP256r1": BrainpoolP256R1(),
    "brainpoolP384r1": BrainpoolP384R1(),
    "brainpoolP512r1": BrainpoolP512R1(),
}

every_curve = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
every_group = pytest.mark.parametrize("group", DH_GROUPS, ids=lambda group: group.name)
openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")


def is_prime(n: int) -> bool:
    """Miller and Rabin with 24 random bases: wrong with a chance below 4 to the minus 24."""
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(24):
        power = pow(secrets.randbelow(n - 3) + 2, odd, n)
        if power in {1, n - 1}:
            continue
        for _ in range(twos - 1):
            power = power * power % n
            if power == n - 1:
                break
        else:
            return False
    return True


def asked(*command: str) -> bytes:
    return subprocess.run(["openssl", *command], check=True, capture_output=True, timeout=20).stdout


def test_every_standardised_id_has_its_parameters() -> None:
    assert {number: found.name for number, found in PACE_PARAMETERS.items()} == {
        0: "modp1024/160",
        1: "modp2048/224",
        2: "modp2048/256",
        8: "secp192r1",
        9: "brainpoolP192r1",
        10: "secp224r1",
        11: "brainpoolP224r1",
        12: "secp256r1",
        13: "brainpoolP256r1",
        14: "brainpoolP320r1",
        15: "secp384r1",
        16: "brainpoolP384r1",
        17: "brainpoolP512r1",
        18: "secp521r1",
    }


@every_curve
def test_the_numbers_of_a_curve_make_a_curve(curve: Curve) -> None:
    p, a, b = curve.p, curve.a, curve.b
    assert is_prime(p)
    assert is_prime(curve.n)
    assert (4 * a**3 + 27 * b**2) % p != 0, "no singular curve"
    assert ec.on_curve(curve, curve.g)
    assert ec.multiply(curve, curve.n, curve.g) is None
    # Hasse: with a prime n this close to p there is room for no other cofactor.
    assert curve.h == 1
    assert (p + 1 - curve.n) ** 2 <= 4 * p
    assert curve.n != p, "no anomalous curve"
    assert curve.size == (p.bit_length() + 7) // 8


@every_group
def test_the_numbers_of_a_group_make_a_group(group: DhGroup) -> None:
    bits, order_bits = group.name.removeprefix("modp").split("/")
    assert (group.p.bit_length(), group.q.bit_length()) == (int(bits), int(order_bits))
    assert group.size * 8 == int(bits)
    assert is_prime(group.p)
    assert is_prime(group.q)
    assert (group.p - 1) % group.q == 0
    assert 1 < group.g < group.p
    assert pow(group.g, group.q, group.p) == 1


@pytest.mark.parametrize("name", LIBRARY)
def test_a_curve_is_the_one_that_cryptography_calls_by_this_name(name: str) -> None:
    curve = groups.by_name(name)
    assert curve is not None
    for secret in (1, 2, curve.n - 1, secrets.randbelow(curve.n - 1) + 1):
        public = derive_private_key(secret, LIBRARY[name]).public_key().public_numbers()
        assert ec.multiply(curve, secret, curve.g) == (public.x, public.y)


@openssl
@every_curve
def test_a_curve_is_the_one_that_openssl_calls_by_this_name(curve: Curve) -> None:
    name = curve.name.replace("secp192r1", "prime192v1").replace("secp256r1", "prime256v1")
    spelt = ECDomainParameters.load(
        asked("ecparam", "-name", name, "-param_enc", "explicit", "-outform", "DER")
    ).chosen
    base = spelt["base"].native
    assert (
        groups.by_values(
            spelt["field_id"]["parameters"].native,
            int.from_bytes(spelt["curve"]["a"].native),
            int.from_bytes(spelt["curve"]["b"].native),
            (int.from_bytes(base[1 : 1 + curve.size]), int.from_bytes(base[1 + curve.size :])),
            spelt["order"].native,
            spelt["cofactor"].native,
        )
        is curve
    )
    named = asked("ecparam", "-name", name, "-outform", "DER")
    assert named[2:] == write_oid(curve.oid)


@openssl
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_group_is_the_one_that_openssl_takes_from_rfc_5114(number: int) -> None:
    text = asked("genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", f"dh_rfc5114:{number}")
    der = b64decode(b"".join(line for line in text.splitlines() if not line.startswith(b"-")))
    p, g, q = (Sequence.load(der)[place].native for place in range(3))
    ours = PACE_PARAMETERS[number - 1]
    assert isinstance(ours, DhGroup)
    assert (ours.p, ours.g, ours.q) == (p, g, q)


@every_curve
def test_a_curve_is_known_by_its_identifier_and_by_its_numbers(curve: Curve) -> None:
    assert groups.by_oid(curve.oid) is curve
    assert groups.by_values(curve.p, curve.a, curve.b, curve.g, curve.n) is curve
    assert groups.by_values(curve.p, curve.a - curve.p, curve.b, curve.g, curve.n, 1) is curve


@every_curve
def test_a_curve_that_differs_in_any_number_is_unknown(curve: Curve) -> None:
    other = ec.multiply(curve, 2, curve.g)
    assert other is not None
    p, a, b, g, n = curve.p, curve.a, curve.b, curve.g, curve.n
    assert groups.by_values(p + 2, a, b, g, n) is None
    assert groups.by_values(p, a + 1, b, g, n) is None
    assert groups.by_values(p, a, b + 1, g, n) is None
    assert groups.by_values(p, a, b, other, n) is None, "the generator of CVE-2020-0601"
    assert groups.by_values(p, a, b, g, n + 2) is None
    assert groups.by_values(p, a, b, g, n, 2) is None
    assert groups.by_values(0, a, b, g, n) is None


def test_an_unknown_identifier_or_name_is_no_curve() -> None:
    assert groups.by_oid("1.2.3") is None
    assert groups.by_name("secp160r1") is None
