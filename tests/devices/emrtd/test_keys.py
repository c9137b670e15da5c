"""The keys of a session come out as the worked examples of the standard have them."""

from __future__ import annotations

import hashlib
import secrets

import pytest

from devices.emrtd.errors import Malformed
from devices.emrtd.keys import ENC, MAC, PACE, Cipher, derive, mrz_information, password_seed, seed
from devices.emrtd.reading import CanKey, MrzKey
from tests.devices.emrtd.worked_examples import BAC, ECDH_CAM, ECDH_GM

SPECIMEN = MrzKey("L898902C", "690806", "940623")


def test_a_short_document_number_is_filled() -> None:
    assert mrz_information(SPECIMEN).decode() == BAC["mrz_info"]


def test_a_long_document_number_stands_whole_with_one_check_digit() -> None:
    card = MrzKey("D23145890734", "340712", "950712")
    assert mrz_information(card) == b"D23145890734934071279507122"


@pytest.mark.parametrize(
    "key, expected",
    [
        (MrzKey("T22000129", "640812", "101031"), ECDH_GM["mrz_info"]),
        (MrzKey("C11T002JM", "960812", "231031"), ECDH_CAM["mrz_info"]),
        (MrzKey("AB12345", "<<<<<<", "301231"), "AB12345<<6<<<<<<03012316"),
    ],
)
def test_nine_characters_and_unknown_dates(key: MrzKey, expected: str) -> None:
    assert mrz_information(key).decode() == expected


@pytest.mark.parametrize(
    "key",
    [
        MrzKey("", "690806", "940623"),
        MrzKey("L898902c", "690806", "940623"),
        MrzKey("L898902\u0663", "690806", "940623"),
        MrzKey("L898902C", "6908061", "940623"),
        MrzKey("L898902C", "690806", ""),
        MrzKey("L898902C", "69 806", "940623"),
    ],
    ids=["no number", "small letter", "arabic digit", "long date", "no date", "blank"],
)
def test_a_key_that_nobody_could_have_printed_is_refused(key: MrzKey) -> None:
    with pytest.raises(Malformed):
        mrz_information(key)


def test_the_keys_of_basic_access_control() -> None:
    secret = seed(mrz_information(SPECIMEN))
    assert secret.hex().upper() == BAC["Kseed"]
    assert derive(secret, ENC, Cipher.DES3).hex().upper() == BAC["Kenc"]
    assert derive(secret, MAC, Cipher.DES3).hex().upper() == BAC["Kmac"]


def test_the_session_keys_of_basic_access_control() -> None:
    secret = bytes.fromhex("0036D272F5C350ACAC50C3F572D23600")
    assert derive(secret, ENC, Cipher.DES3).hex().upper() == BAC["KSenc"]
    assert derive(secret, MAC, Cipher.DES3).hex().upper() == BAC["KSmac"]


def test_the_key_of_the_nonce_and_the_session_keys_of_pace() -> None:
    password = password_seed(MrzKey("T22000129", "640812", "101031"))
    assert derive(password, PACE, Cipher.AES128).hex().upper() == ECDH_GM["Kpi"]
    secret = bytes.fromhex(ECDH_GM["K"])
    assert derive(secret, ENC, Cipher.AES128).hex().upper() == ECDH_GM["KSenc"]
    assert derive(secret, MAC, Cipher.AES128).hex().upper() == ECDH_GM["KSmac"]


def test_a_card_access_number_is_its_own_secret() -> None:
    assert password_seed(CanKey("123456")) == b"123456"
    for wrong in ("", "12345a", "١٢٣٤٥٦"):
        with pytest.raises(Malformed):
            password_seed(CanKey(wrong))


@pytest.mark.parametrize("cipher", list(Cipher))
def test_each_cipher_has_keys_of_its_own_length_and_hash(cipher: Cipher) -> None:
    secret = secrets.token_bytes(32)
    key = derive(secret, MAC, cipher)
    longer = cipher in {Cipher.AES192, Cipher.AES256}
    digest = (hashlib.sha256 if longer else hashlib.sha1)(secret + b"\0\0\0\2").digest()
    assert len(key) == {Cipher.DES3: 16, Cipher.AES128: 16, Cipher.AES192: 24, Cipher.AES256: 32}[cipher]
    if cipher is Cipher.DES3:
        assert all(byte.bit_count() % 2 == 1 for byte in key), "DES keys have odd parity"
        assert all((byte ^ other) in {0, 1} for byte, other in zip(key, digest, strict=False))
    else:
        assert key == digest[: len(key)]
