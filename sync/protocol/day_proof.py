"""Prove the daily logs of a package, file by file in their order, whoever carried them.

Only the signature is believed: a manifest is held against the key of its station before a file that it names
is read, and each file then by its size and SHA-256.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_BATCH
from sync.protocol.day import (
    LARGEST_MANIFEST,
    MANIFEST,
    SIGNATURE,
    DayManifest,
    digest_of,
    read_manifest,
    require_file,
    require_signed,
)
from sync.protocol.day_package import damaged

STATION_KEY: Final = "station-key.pem"
BATCHES: Final = "batches"
LARGEST_FILE: Final = 256 << 20
"""Bytes of one file of a log: a day of half a million crossings."""
MOST_LOGS: Final = 800
MOST_BATCHES: Final = 2_000
MOST_BATCH_BYTES: Final = 256 << 20

_HEAD: Final = (MANIFEST, SIGNATURE, STATION_KEY)
_LARGEST_KEY: Final = 1 << 10
_SIGNATURE_SIZE: Final = 64
_LOG: Final = re.compile(r"([0-9]{6,10})/([A-Za-z0-9][A-Za-z0-9.-]{0,63})")
_BATCH: Final = re.compile(BATCHES + r"/([0-9]{10,16})-([0-9a-f]{16})\.mbat")


@dataclass(frozen=True, slots=True)
class ProvedLog:
    """A log whose signature holds: manifest as read and as bytes, the raw key that signed it, and whether
    that is the one it was to be held against (else it is the log's own word)."""

    manifest: DayManifest
    data: bytes
    signature: bytes
    public_key: bytes
    trusted: bool

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the manifest."""
        return digest_of(self.data)


KeyOf: TypeAlias = Callable[[DayManifest], bytes | None]
"""The raw key of the station of a log; None to take the log's own word. May raise WorldError."""
SeeFile: TypeAlias = Callable[[ProvedLog, str, bytes], None]
SeeBatch: TypeAlias = Callable[[str, bytes], None]


def _see_nothing(*_: object) -> None:
    """For those who only prove."""


def log_folder(number: int) -> str:
    """The folder of a log in its package."""
    return f"{number:06}"


def batch_file(first_seq: int, batch_id: bytes) -> str:
    """The name of a frozen batch in a package."""
    return f"{BATCHES}/{first_seq:010}-{batch_id.hex()[:16]}.mbat"


def write_key(public_key: bytes) -> bytes:
    """A raw Ed25519 public key as PEM (RFC 8410)."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_key(pem: bytes) -> bytes:
    """The raw key of such a PEM; raises WorldError(DAY_DAMAGED) for anything else."""
    try:
        key = load_pem_public_key(pem[:_LARGEST_KEY])
    except (ValueError, UnsupportedAlgorithm) as error:
        raise damaged("key") from error
    if not isinstance(key, Ed25519PublicKey) or write_key(raw := key.public_bytes_raw()) != pem:
        raise damaged("key")
    return raw


class Prover:
    """Takes the files of a package in their order. `bound` and `take` are for a `PackageReader`.

    `key_of` says by which key a log must be signed; `see_file` sees each file that holds, `see_batch` each
    batch, unproved. Every call raises WorldError(DAY_DAMAGED, DAY_NOT_SIGNED) and what these raise.
    """

    def __init__(
        self, key_of: KeyOf, see_file: SeeFile = _see_nothing, see_batch: SeeBatch = _see_nothing
    ) -> None:
        self._key_of, self._see_file, self._see_batch = key_of, see_file, see_batch
        self._logs: list[ProvedLog] = []
        self._head: list[bytes] = []
        self._folder = ""
        self._awaited: list[tuple[str, int]] = []
        self._batches: tuple[str, int, int] = ("", 0, 0)

    def bound(self, name: str) -> int:
        """How large the next file, of this name, may be."""
        if name.startswith(f"{BATCHES}/"):
            return self._bound_batch(name)
        found = _LOG.fullmatch(name)
        if found is None or self._batches[1]:
            raise damaged("name")
        if self._between():
            self._require_next(found[1])
        elif found[1] != self._folder:
            raise damaged("order")
        if self._awaited:
            wanted, size = self._awaited[0]
        else:
            wanted = _HEAD[len(self._head)]
            size = (LARGEST_MANIFEST, _SIGNATURE_SIZE, _LARGEST_KEY)[len(self._head)]
        if found[2] != wanted:
            raise damaged("order")
        return size

    def take(self, name: str, content: bytes) -> None:
        """The next file."""
        self.bound(name)
        if name.startswith(f"{BATCHES}/"):
            _, count, size = self._batches
            self._batches = name, count + 1, size + len(content)
            self._see_batch(name.partition("/")[2], content)
        elif self._awaited:
            file = self._awaited.pop(0)[0]
            require_file(self._logs[-1].manifest, file, content)
            self._see_file(self._logs[-1], file, content)
        else:
            self._folder = name.partition("/")[0]
            self._head.append(content)
            if len(self._head) == len(_HEAD):
                self._prove(*self._head)
                self._head = []

    def end(self) -> tuple[ProvedLog, ...]:
        """There are no more files; every log, proved."""
        if not self._between() or not self._logs:
            raise damaged("cut_short")
        return tuple(self._logs)

    def _between(self) -> bool:
        return not self._head and not self._awaited

    def _require_next(self, folder: str) -> None:
        if len(self._logs) == MOST_LOGS or int(folder) <= int(self._folder or 0):
            raise damaged("order")

    def _prove(self, data: bytes, signature: bytes, pem: bytes) -> None:
        manifest = read_manifest(data)
        if log_folder(manifest.head.number) != self._folder:
            raise damaged("number")
        if self._logs and self._logs[0].manifest.head.station_number != manifest.head.station_number:
            raise damaged("two_stations")
        own = read_key(pem)
        wanted = self._key_of(manifest)
        require_signed(data, signature, own if wanted is None else wanted)
        if wanted not in (None, own):
            raise WorldError(FailureCode.DAY_NOT_SIGNED, "day.key")
        if any(one.size > LARGEST_FILE or one.name in _HEAD for one in manifest.files):
            raise damaged("too_large")
        self._logs.append(ProvedLog(manifest, data, signature, own, wanted is not None))
        self._awaited = [(one.name, one.size) for one in manifest.files]

    def _bound_batch(self, name: str) -> int:
        before, count, size = self._batches
        whole = bool(self._logs) and self._between()
        if not whole or _BATCH.fullmatch(name) is None or name <= before or count == MOST_BATCHES:
            raise damaged("order")
        return min(LARGEST_BATCH, MOST_BATCH_BYTES - size)
