"""Hold the keys by which stations know HQ: receipts are signed with one, batches sealed to one of a period.

A sealing key opens the batches of its period and is destroyed when these are to be forgotten
(`sync.hq.seals`). The recovery slots of stations are sealed to a key of their own, which stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private

RECOVERY_FILE: Final = "recovery.key"
_RECEIPT_FILE: Final = "receipt.key"
_SEAL: Final = re.compile(r"seal-([1-9][0-9]{0,5})\.key")


@dataclass(frozen=True, slots=True)
class HqKeys:
    """Raw private keys: Ed25519 (RFC 8032) for receipts, X25519 (RFC 7748) for seals.

    The last of `seals` is given to stations; older ones open what is on its way, until they are destroyed.
    `recovery` (X25519) opens recovery slots; empty in an HQ that is older. `folder` is where they lie.
    """

    receipt: bytes = field(repr=False)
    seals: tuple[bytes, ...] = field(repr=False)
    recovery: bytes = field(default=b"", repr=False)
    folder: Path | None = None

    @property
    def receipt_public(self) -> bytes:
        """What stations check receipts with."""
        return Ed25519PrivateKey.from_private_bytes(self.receipt).public_key().public_bytes_raw()

    @property
    def seal_public(self) -> bytes:
        """What new batches are sealed to."""
        return public_of(self.seals[-1])

    @property
    def recovery_public(self) -> bytes:
        """What recovery slots are sealed to."""
        return public_of(self.recovery or self.seals[0])

    @property
    def slots(self) -> tuple[bytes, ...]:
        """Every key that a recovery slot may be sealed to."""
        return (*filter(None, [self.recovery]), *self.seals)

    def again(self) -> HqKeys:
        """The keys as their folder has them now; raises HqError(KEYS_MISSING)."""
        return self if self.folder is None else _load(self.folder)


def found_keys(home: HqHome) -> None:
    """Make the keys of a new HQ."""
    write_private(home.keys / _RECEIPT_FILE, Ed25519PrivateKey.generate().private_bytes_raw())
    write_private(home.keys / RECOVERY_FILE, X25519PrivateKey.generate().private_bytes_raw())
    write_private(seal_file(home, 1), X25519PrivateKey.generate().private_bytes_raw())


def load_keys(home: HqHome) -> HqKeys:
    """The keys of this HQ; raises HqError(KEYS_MISSING)."""
    return _load(home.keys)


def _load(folder: Path) -> HqKeys:
    numbers = seal_numbers(folder)
    if not numbers:
        raise HqError(HqCode.KEYS_MISSING, folder=str(folder), file="seal-1.key")
    seals = tuple(read_key(folder / f"seal-{number}.key") for number in numbers)
    recovery = folder / RECOVERY_FILE
    kept = read_key(recovery) if recovery.exists() else b""
    return HqKeys(read_key(folder / _RECEIPT_FILE), seals, kept, folder)


def seal_file(home: HqHome, number: int) -> Path:
    """Where a sealing key lies."""
    return home.keys / f"seal-{number}.key"


def seal_numbers(folder: Path) -> list[int]:
    """The numbers of the sealing keys that are there, ascending."""
    names = (_SEAL.fullmatch(path.name) for path in folder.glob("seal-*.key"))
    return sorted(int(name[1]) for name in names if name)


def public_of(raw: bytes) -> bytes:
    """The raw public key of a raw X25519 private one."""
    return X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key's file; raises HqError(KEYS_MISSING)."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(path.parent), file=path.name) from error
    if len(raw) != 32:
        raise HqError(HqCode.KEYS_MISSING, folder=str(path.parent), file=path.name)
    return raw
