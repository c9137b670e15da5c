"""The database key and the ways in which it is wrapped: by a password, and to HQ."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

KEY_BYTES = 48
"""SQLCipher's raw key: 32 bytes of AES-256 key and 16 of salt."""
WRAPPED_BYTES = 56
"""A wrapped key (RFC 5649): the key and eight bytes that prove it."""
SALT_BYTES = 16
_SLOT_LABEL = b"matapa key slot 1\0"
_RECOVERY_LABEL = b"matapa recovery slot 1\0"


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """The random key of the store; never printed, never written unwrapped."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError("a database key has 48 bytes")

    @classmethod
    def random(cls) -> DatabaseKey:
        """A new key for a new store."""
        return cls(secrets.token_bytes(KEY_BYTES))


@dataclass(frozen=True, slots=True)
class Hardness:
    """What guessing one password costs: Argon2id's memory in KiB, passes and lanes (RFC 9106)."""

    memory_kib: int
    passes: int
    lanes: int


STANDARD = Hardness(memory_kib=64 * 1024, passes=3, lanes=4)
"""RFC 9106's second recommended choice: 64 MiB, three passes, four lanes."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The database key as one password opens it."""

    salt: bytes
    hardness: Hardness
    wrapped: bytes


def wrap(key: DatabaseKey, username: str, password: str, hardness: Hardness) -> Wrapped:
    """Wrap the key for one user; a slot moved to another username does not open."""
    salt = secrets.token_bytes(SALT_BYTES)
    lock = _derive(username, password, salt, hardness)
    return Wrapped(salt, hardness, aes_key_wrap_with_padding(lock, key.raw))


def unwrap(slot: Wrapped, username: str, password: str) -> DatabaseKey | None:
    """The key, or None when the password is wrong. Takes as long as the slot's hardness asks."""
    lock = _derive(username, password, slot.salt, slot.hardness)
    try:
        return DatabaseKey(aes_key_unwrap_with_padding(lock, slot.wrapped))
    except InvalidUnwrap:
        return None


def seal_recovery(key: DatabaseKey, station_id: str, hq_seal_key: bytes) -> bytes:
    """Seal the key to HQ's X25519 key (HPKE base mode, RFC 9180), bound to this station."""
    public = X25519PublicKey.from_public_bytes(hq_seal_key)
    return bytes(_suite().encrypt(key.raw, public, info=_RECOVERY_LABEL + station_id.encode()))


def open_recovery(sealed: bytes, station_id: str, hq_private_key: bytes) -> DatabaseKey:
    """What HQ does when nobody at the station can sign in any more; raises InvalidTag if not its own."""
    private = X25519PrivateKey.from_private_bytes(hq_private_key)
    return DatabaseKey(bytes(_suite().decrypt(sealed, private, info=_RECOVERY_LABEL + station_id.encode())))


def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)


def _derive(username: str, password: str, salt: bytes, hardness: Hardness) -> bytes:
    # NFKC: the same password typed on another keyboard layout or system is the same bytes.
    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    derivation = Argon2id(
        salt=salt,
        length=32,
        iterations=hardness.passes,
        lanes=hardness.lanes,
        memory_cost=hardness.memory_kib,
        ad=_SLOT_LABEL + username.encode(),
    )
    return derivation.derive(secret)
