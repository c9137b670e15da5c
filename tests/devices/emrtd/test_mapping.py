"""The generators that PACE maps are those of the worked examples (Doc 9303-11, G, H and I)."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from devices.emrtd import dh, ec, mapping
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import CURVES, PACE_PARAMETERS, Curve, DhGroup
from devices.emrtd.keys import ENC, MAC, Cipher, derive
from tests.devices.emrtd.worked_examples import DH_GM, DH_IM, ECDH_CAM, ECDH_GM, ECDH_IM

Figures = dict[str, str]
MAPPABLE = [curve for number, curve in PACE_PARAMETERS.items() if isinstance(curve, Curve) and number != 10]
GROUPS = [group for group in PACE_PARAMETERS.values() if isinstance(group, DhGroup)]


def curve_13() -> Curve:
    curve = PACE_PARAMETERS[13]
    assert isinstance(curve, Curve)
    return curve


def group_0() -> DhGroup:
    group = PACE_PARAMETERS[0]
    assert isinstance(group, DhGroup)
    return group


def number(figures: Figures, name: str) -> int:
    return int(figures[name], 16)


def data(figures: Figures, name: str) -> bytes:
    return bytes.fromhex(figures[name])


def assert_session_keys(figures: Figures, secret: bytes) -> None:
    assert derive(secret, ENC, Cipher.AES128) == data(figures, "KSenc")
    assert derive(secret, MAC, Cipher.AES128) == data(figures, "KSmac")


def assert_agreement_on_curve(figures: Figures, mapped: Curve) -> None:
    secret = number(figures, "sk_eph_ifd")
    assert ec.encode_point(mapped, ec.multiply(mapped, secret, mapped.g)) == data(figures, "pk_eph_ifd")
    shared = ec.multiply(mapped, secret, ec.decode_point(mapped, data(figures, "pk_eph_ic")))
    assert shared is not None
    assert_session_keys(figures, shared[0].to_bytes(mapped.size))


def assert_agreement_in_group(figures: Figures, mapped: DhGroup) -> None:
    secret = number(figures, "sk_eph_ifd")
    assert dh.encode_key(dh.power(mapped, mapped.g, secret)) == data(figures, "pk_eph_ifd")
    shared = dh.power(mapped, dh.decode_element(mapped, data(figures, "pk_eph_ic")), secret)
    assert_session_keys(figures, dh.encode_element(mapped, shared))


@pytest.mark.parametrize("figures", [ECDH_GM, ECDH_CAM], ids=["GM", "CAM"])
def test_generic_mapping_on_a_curve(figures: Figures) -> None:
    curve, secret = curve_13(), number(figures, "sk_map_ifd")
    assert ec.encode_point(curve, ec.multiply(curve, secret, curve.g)) == data(figures, "pk_map_ifd")
    shared = ec.multiply(curve, secret, ec.decode_point(curve, data(figures, "pk_map_ic")))
    mapped = mapping.generic_curve(curve, data(figures, "s"), shared)
    assert ec.encode_point(mapped, mapped.g) == data(figures, "G_mapped")
    assert_agreement_on_curve(figures, mapped)


def test_generic_mapping_in_a_group() -> None:
    group, secret = group_0(), number(DH_GM, "sk_map_ifd")
    assert dh.encode_key(dh.power(group, group.g, secret)) == data(DH_GM, "pk_map_ifd")
    shared = dh.power(group, dh.decode_element(group, data(DH_GM, "pk_map_ic")), secret)
    mapped = mapping.generic_group(group, data(DH_GM, "s"), shared)
    assert mapped.g == number(DH_GM, "g_mapped")
    assert_agreement_in_group(DH_GM, mapped)


def test_integrated_mapping_on_a_curve() -> None:
    mapped = mapping.integrated_curve(curve_13(), Cipher.AES128, data(ECDH_IM, "s"), data(ECDH_IM, "t"))
    assert mapped.g == (number(ECDH_IM, "Gx_mapped"), number(ECDH_IM, "Gy_mapped"))
    assert_agreement_on_curve(ECDH_IM, mapped)


def test_integrated_mapping_in_a_group() -> None:
    mapped = mapping.integrated_group(group_0(), Cipher.AES128, data(DH_IM, "s"), data(DH_IM, "t"))
    assert mapped.g == number(DH_IM, "g_mapped")
    assert_agreement_in_group(DH_IM, mapped)


@pytest.mark.parametrize("cipher", list(Cipher))
def test_integrated_mapping_reaches_every_parameter_with_every_cipher(cipher: Cipher) -> None:
    nonce, ours = secrets.token_bytes(mapping.nonce_size(cipher)), secrets.token_bytes(cipher.key_size)
    assert len(nonce) == {16: 16, 24: 32, 32: 32}[cipher.key_size]
    for curve in MAPPABLE:
        mapped = mapping.integrated_curve(curve, cipher, nonce, ours)
        assert ec.on_curve(curve, mapped.g)
        assert mapped.g != curve.g
    for group in GROUPS:
        assert pow(mapping.integrated_group(group, cipher, nonce, ours).g, group.q, group.p) == 1


@pytest.mark.parametrize("curve", MAPPABLE, ids=lambda curve: curve.name)
def test_every_field_element_encodes_a_point(curve: Curve) -> None:
    for t in (2, 3, curve.p - 2, *(secrets.randbelow(curve.p) for _ in range(20))):
        assert ec.on_curve(curve, mapping.point_of(curve, t))


def test_the_three_elements_that_encode_nothing_are_refused() -> None:
    for t in (0, 1, curve_13().p - 1):
        with pytest.raises(Malformed, match="encodes no point"):
            mapping.point_of(curve_13(), t)


def test_secp224r1_is_not_for_integrated_mapping() -> None:
    curve = next(curve for curve in CURVES if curve.name == "secp224r1")
    with pytest.raises(Malformed, match="not made for"):
        mapping.integrated_curve(curve, Cipher.AES128, bytes(16), bytes(16))


@pytest.mark.parametrize("nonce, ours", [(15, 16), (16, 15), (32, 16), (0, 0)])
def test_nonces_of_other_lengths_are_refused(nonce: int, ours: int) -> None:
    with pytest.raises(Malformed, match="wrong length"):
        mapping.pseudo_random(Cipher.AES128, bytes(nonce), bytes(ours), curve_13().p)


def test_a_chip_cannot_lead_the_generic_mapping_to_nothing() -> None:
    curve, group = curve_13(), group_0()
    against = ec.negate(curve, ec.multiply(curve, 7, curve.g))
    with pytest.raises(Malformed):
        mapping.generic_curve(curve, b"\7", against)
    with pytest.raises(Malformed):
        mapping.generic_group(group, b"\7", dh.power(group, group.g, -7))


def cbc(key: bytes, blocks: bytes) -> bytes:
    encryptor = BlockCipher(AES(key), CBC(bytes(16))).encryptor()
    return encryptor.update(blocks)


@pytest.mark.parametrize("cipher", [Cipher.AES192, Cipher.AES256])
def test_long_keys_take_the_constants_of_256_bits_and_aes_192_cuts_its_keys(cipher: Cipher) -> None:
    c0 = bytes.fromhex("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676")
    c1 = bytes.fromhex("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517")
    size, nonce, ours = cipher.key_size, secrets.token_bytes(32), secrets.token_bytes(cipher.key_size)
    first = cbc(ours, nonce)[:size]
    second = cbc(first, c0)[:size]
    whole = int.from_bytes(cbc(first, c1) + cbc(second, c1))
    assert mapping.pseudo_random(cipher, nonce, ours, curve_13().p) == whole % curve_13().p
