"""Copy HQ's keys into one file under a passphrase, and open it again: without them nothing else opens.

`MATAPA KEYS 1`, a newline, 16 random bytes, then a sealed tar archive (`sync.hq.backup_sealed`) under the
passphrase by Argon2id (RFC 9106: 64 MiB, 3 passes, 4 lanes).
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.hq.backup_sealed import opened, seal
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private

SHORTEST: Final = 12
"""Letters of a passphrase."""
_MAGIC: Final = b"MATAPA KEYS 1\n"
_SALT: Final = 16
_LARGEST: Final = 16 << 20
_SETTINGS: Final = ("hq.json", "backup.json")


def copy_keys(home: HqHome, to: Path, passphrase: str) -> list[str]:
    """Write HQ's keys and settings into a new file; the keys of periods in it (`seal 3`, `backup 2026-11`).

    Raises HqError(FIELD_WRONG) for a short passphrase or a file that is there.
    """
    if len(passphrase) < SHORTEST:
        remedy = f"Take {SHORTEST} letters or more, better five words that nobody would guess."
        raise HqError(HqCode.FIELD_WRONG, field="passphrase", value="too short", remedy=remedy)
    if to.exists():
        remedy = "Name a file that does not exist."
        raise HqError(HqCode.FIELD_WRONG, field="--to", value=str(to), remedy=remedy)
    files = sorted(path for path in home.keys.iterdir() if path.is_file() and not path.name.endswith(".new"))
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for path in files:
            archive.add(path, f"keys/{path.name}")
        for name in _SETTINGS:
            if (home.folder / name).exists():
                archive.add(home.folder / name, name)
    salt, sealed = os.urandom(_SALT), io.BytesIO()
    seal([plain.getvalue()], _secret(passphrase, salt), sealed)
    write_private(to, _MAGIC + salt + sealed.getvalue())
    return [held for path in files if (held := _held(path.name))]


def open_keys(file: Path, passphrase: str, to: Path) -> list[str]:
    """Write what a copy holds into an empty folder, which is then HQ's; the names of the files.

    Raises HqError(FIELD_WRONG, BACKUP_FAILED).
    """
    if to.exists() and any(to.iterdir()):
        remedy = "Name an empty folder, or one that is not there: nothing is overwritten."
        raise HqError(HqCode.FIELD_WRONG, field="--to", value=str(to), remedy=remedy)
    data = file.read_bytes()[:_LARGEST]
    if not data.startswith(_MAGIC):
        raise HqError(HqCode.BACKUP_FAILED, reason=f"{file} is no copy of HQ's keys")
    start = len(_MAGIC) + _SALT
    secret = _secret(passphrase, data[len(_MAGIC) : start])
    plain = b"".join(opened(io.BytesIO(data[start:]), secret))
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    (to / "keys").mkdir(mode=0o700, exist_ok=True)
    names = []
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r") as archive:
        for member in archive.getmembers():
            source = archive.extractfile(member)
            if source is None or Path(member.name).parent not in (Path(), Path("keys")):
                raise HqError(HqCode.BACKUP_FAILED, reason=f"{file} holds what is no key")
            write_private(to / member.name, source.read())
            names.append(member.name)
    return names


def _held(name: str) -> str:
    kind, _, period = name.removesuffix(".key").partition("-")
    return f"{kind} {period}" if kind in ("seal", "backup") and name.endswith(".key") else ""


def _secret(passphrase: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=64 << 10).derive(
        passphrase.encode()
    )
