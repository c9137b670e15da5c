"""Seal what the console keeps with a key of HQ's folder: second factors, and messages that a browser carries.

The database alone gives nobody a second factor. AES-256-GCM (NIST SP 800-38D) with random nonces; each use
has a key of its own by HKDF (RFC 5869).
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private
from sync.hq.keys import read_key

KEY_FILE: Final = "console.key"
_NONCE: Final = 12


class Sealing:
    """Seals and opens under one key; `about` must be the same at both ends."""

    def __init__(self, key: bytes) -> None:
        self._factors = AESGCM(_derived(key, b"matapa console second factors"))
        self._carried = AESGCM(_derived(key, b"matapa console messages"))

    def seal(self, plain: bytes, about: str) -> bytes:
        """`plain` for the database."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._factors.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed; raises HqError(KEYS_MISSING) where it was sealed under another key."""
        try:
            return self._factors.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise HqError(HqCode.KEYS_MISSING, folder="keys", file=KEY_FILE) from error

    def carry(self, words: str) -> str:
        """`words` as a cookie carries them: only this console can have made it."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._carried.encrypt(nonce, words.encode(), None)
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")

    def carried(self, cookie: str) -> str:
        """The words of a cookie; empty for anything that `carry` has not made."""
        try:
            sealed = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
            return self._carried.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except (InvalidTag, ValueError, binascii.Error):
            return ""


def load_sealing(home: HqHome) -> Sealing:
    """Under the key of this HQ's folder, made at first use; raises HqError(KEYS_MISSING) for a damaged one.

    Several workers on one database need the same file, as they need the other keys.
    """
    path = home.keys / KEY_FILE
    if not path.exists():
        mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        write_private(mine, secrets.token_bytes(32))
        try:
            os.link(mine, path)
        except FileExistsError:
            pass  # another process was first: its key stays
        finally:
            mine.unlink()
    return Sealing(read_key(path))


def _derived(key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=use).derive(key)
