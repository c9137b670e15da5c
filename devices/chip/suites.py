"""The two families of ciphers in a session, 3DES and AES: encryption, and checksums of 8 bytes.

Doc 9303-11, 9.8.6 and 9.8.7.
"""

from __future__ import annotations

from typing import Final, Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher

MAC_SIZE: Final = 8
_MARK: Final = b"\x80"


def pad(data: bytes, block: int) -> bytes:
    """Fill to whole blocks by 80 00 …, at least one byte (ISO/IEC 9797-1, padding method 2)."""
    return data + _MARK + bytes(-(len(data) + 1) % block)


def unpad(data: bytes, block: int) -> bytes:
    """Take the filling off again; raises Malformed where there is none, or more than a block."""
    end = data.rfind(_MARK)
    if end < 0 or len(data) - end > block or data.count(0, end) != len(data) - end - 1:
        raise Malformed("padding", "not 80 00 to the end of the block")
    return data[:end]


class Suite(Protocol):
    """Encryption and checksum under one pair of keys; only whole blocks go in and come out."""

    @property
    def block(self) -> int: ...

    def start(self, counter: bytes) -> bytes:
        """The IV of a message that is sent at this state of the send sequence counter."""

    def encrypt(self, start: bytes, blocks: bytes) -> bytes: ...

    def decrypt(self, start: bytes, blocks: bytes) -> bytes: ...

    def mac(self, data: bytes) -> bytes:
        """The checksum; for 3DES `data` must be padded to whole blocks."""


def suite_of(cipher: Cipher, encryption_key: bytes, mac_key: bytes) -> Suite:
    """The suite of a cipher under these keys (`devices.emrtd.keys.derive` makes them)."""
    kind = _TripleDes if cipher is Cipher.DES3 else _Aes
    return kind(encryption_key, mac_key)


class _TripleDes:
    """3DES in CBC mode with an IV of zeros; retail MAC (ISO/IEC 9797-1, MAC algorithm 3)."""

    block = 8

    def __init__(self, encryption_key: bytes, mac_key: bytes) -> None:
        first = mac_key[:8]
        self._encryption = TripleDES(encryption_key + encryption_key[:8])
        self._chain = TripleDES(first * 3)  # three times one key is single DES
        self._last = BlockCipher(TripleDES(mac_key + first), modes.ECB()).encryptor()  # noqa: S305 - one block at a time

    def start(self, counter: bytes) -> bytes:
        return bytes(len(counter))

    def encrypt(self, start: bytes, blocks: bytes) -> bytes:
        return BlockCipher(self._encryption, modes.CBC(start)).encryptor().update(blocks)

    def decrypt(self, start: bytes, blocks: bytes) -> bytes:
        return BlockCipher(self._encryption, modes.CBC(start)).decryptor().update(blocks)

    def mac(self, data: bytes) -> bytes:
        chain = BlockCipher(self._chain, modes.CBC(bytes(8))).encryptor()
        before = chain.update(data[:-8])[-8:] or bytes(8)
        mixed = int.from_bytes(before, "big") ^ int.from_bytes(data[-8:], "big")
        return self._last.update(mixed.to_bytes(8, "big"))


class _Aes:
    """AES in CBC mode, the IV being the encrypted counter; CMAC cut to 8 bytes."""

    block = 16

    def __init__(self, encryption_key: bytes, mac_key: bytes) -> None:
        self._encryption = algorithms.AES(encryption_key)
        self._starts = BlockCipher(self._encryption, modes.ECB()).encryptor()  # noqa: S305 - one block at a time
        self._mac = CMAC(algorithms.AES(mac_key))

    def start(self, counter: bytes) -> bytes:
        return self._starts.update(counter)

    def encrypt(self, start: bytes, blocks: bytes) -> bytes:
        return BlockCipher(self._encryption, modes.CBC(start)).encryptor().update(blocks)

    def decrypt(self, start: bytes, blocks: bytes) -> bytes:
        return BlockCipher(self._encryption, modes.CBC(start)).decryptor().update(blocks)

    def mac(self, data: bytes) -> bytes:
        mac = self._mac.copy()
        mac.update(data)
        return mac.finalize()[:MAC_SIZE]
