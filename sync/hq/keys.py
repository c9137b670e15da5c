"""Hold the two keys by which stations know HQ: one that signs receipts, one that batches are sealed to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private

_RECEIPT_FILE = "receipt.key"


@dataclass(frozen=True, slots=True)
class HqKeys:
    """Raw private keys: Ed25519 (RFC 8032) for receipts, X25519 (RFC 7748) for seals.

    The last of `seals` is given to new stations; older ones stay for ever, to open what is on its way.
    """

    receipt: bytes
    seals: tuple[bytes, ...]

    @property
    def receipt_public(self) -> bytes:
        """What stations check receipts with."""
        return Ed25519PrivateKey.from_private_bytes(self.receipt).public_key().public_bytes_raw()

    @property
    def seal_public(self) -> bytes:
        """What new batches are sealed to."""
        return X25519PrivateKey.from_private_bytes(self.seals[-1]).public_key().public_bytes_raw()


def found_keys(home: HqHome) -> None:
    """Make the keys of a new HQ."""
    write_private(home.keys / _RECEIPT_FILE, Ed25519PrivateKey.generate().private_bytes_raw())
    write_private(home.keys / "seal-1.key", X25519PrivateKey.generate().private_bytes_raw())


def load_keys(home: HqHome) -> HqKeys:
    """The keys of this HQ; raises HqError(KEYS_MISSING)."""
    seals = sorted(home.keys.glob("seal-*.key"), key=lambda path: (len(path.name), path.name))
    if not seals:
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.keys), file="seal-1.key")
    return HqKeys(read_key(home.keys / _RECEIPT_FILE), tuple(map(read_key, seals)))


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key's file; raises HqError(KEYS_MISSING)."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(path.parent), file=path.name) from error
    if len(raw) != 32:
        raise HqError(HqCode.KEYS_MISSING, folder=str(path.parent), file=path.name)
    return raw
