"""From what is printed on the page to the keys of a session (Doc 9303-11, 4.3.2 and 9.7)."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Final

from devices.emrtd.errors import Malformed
from devices.emrtd.reading import AccessKey, CanKey, MrzKey

ENC: Final = 1
"""The counter of the encryption key (9.7.1)."""
MAC: Final = 2
"""The counter of the key that authenticates."""
PACE: Final = 3
"""The counter of the key that encrypts the nonce of PACE."""

_NUMBER_SIZE = 9
_DATE_SIZE = 6
_SEED_SIZE = 16
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WHERE = "access key"


class Cipher(StrEnum):
    """The block ciphers of secure messaging."""

    DES3 = "3DES"
    AES128 = "AES-128"
    AES192 = "AES-192"
    AES256 = "AES-256"

    @property
    def block(self) -> int:
        """Bytes of a block."""
        return 8 if self is Cipher.DES3 else 16

    @property
    def key_size(self) -> int:
        """Bytes of a derived key; 3DES has two keys of 8 bytes."""
        return _KEY_SIZES[self]


_KEY_SIZES: Final = {Cipher.DES3: 16, Cipher.AES128: 16, Cipher.AES192: 24, Cipher.AES256: 32}


def mrz_information(key: MrzKey) -> bytes:
    """The document number, date of birth and date of expiry, a check digit after each (4.3.2, D.2).

    A number of fewer than nine characters is filled with `<`; a longer one, which the MRZ of a card
    continues in its optional data, stands whole and its check digit is over all of it (9.7.3; Doc
    9303-5, 4.2.2). Raises Malformed for fields that no MRZ has.
    """
    if not key.document_number or {len(key.birth_date), len(key.expiry_date)} != {_DATE_SIZE}:
        raise Malformed(_WHERE, "no number, or a date that is not of six characters")
    number = key.document_number.ljust(_NUMBER_SIZE, "<")
    fields = (number, key.birth_date, key.expiry_date)
    return "".join(field + _check_digit(field) for field in fields).encode("ascii")


def _check_digit(field: str) -> str:
    """Weights 7, 3 and 1, modulus 10 (Doc 9303-3, 4.9)."""
    total = 0
    for place, sign in enumerate(field):
        value = 0 if sign == "<" else _SIGNS.find(sign)
        if value < 0:
            raise Malformed(_WHERE, "a character that no machine readable zone has")
        total += value * (7, 3, 1)[place % 3]
    return str(total % 10)


def seed(secret: bytes) -> bytes:
    """Kseed of Basic Access Control: the first 16 bytes of the SHA-1 of the MRZ information (4.3.2)."""
    return _sha1(secret)[:_SEED_SIZE]


def password_seed(key: AccessKey) -> bytes:
    """The secret from which PACE derives the key of its nonce (9.7.3): from an MRZ all of its SHA-1,
    from a CAN its own characters. Raises Malformed for a key that nobody could have printed.
    """
    if isinstance(key, CanKey):
        if not (key.number.isascii() and key.number.isdigit()):
            raise Malformed(_WHERE, "a card access number has digits only")
        return key.number.encode("ascii")
    return _sha1(mrz_information(key))


def derive(secret: bytes, counter: int, cipher: Cipher) -> bytes:
    """KDF(secret, counter): a key for this cipher (9.7.1).

    SHA-1 for 3DES and AES-128, SHA-256 for the longer ones; the parity of 3DES keys is set.
    """
    data = secret + counter.to_bytes(4)
    if cipher.key_size > _SEED_SIZE:
        return hashlib.sha256(data).digest()[: cipher.key_size]
    key = _sha1(data)[:_SEED_SIZE]
    return _odd_parity(key) if cipher is Cipher.DES3 else key


def _odd_parity(key: bytes) -> bytes:
    """Each byte with its last bit set so that the ones are odd in number."""
    return bytes(byte & 0xFE | (byte >> 1).bit_count() & 1 ^ 1 for byte in key)


def _sha1(data: bytes) -> bytes:
    # The standard's choice for deriving keys; collisions, SHA-1's weakness, are no attack on that.
    return hashlib.sha1(data, usedforsecurity=False).digest()
