"""Backups of the embedded PostgreSQL, or of one that pgBackRest does not know: pg_basebackup, sealed.

Each is whole and restores by itself to the moment at which it ended. Nothing plain touches the repository.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sync.hq.backup_process import ENVIRONMENT, as_owner, give, last_words, missing
from sync.hq.backup_sealed import CHUNK, opened, write_durably
from sync.hq.backup_settings import BackupSettings
from sync.hq.failure import HqCode, HqError

SUFFIX: Final = ".base"
_SOCKET: Final = ".s.PGSQL."
"""How the lock beside the embedded server's socket begins: it was for the server that was backed up."""


def make_base(settings: BackupSettings, folder: Path, key: bytes, moment: datetime) -> tuple[str, int]:
    """Make one in a month's folder; its label and size. Raises HqError(BACKUP_FAILED, TOOL_MISSING)."""
    label = moment.strftime("%Y%m%d-%H%M%S")
    size = write_durably(folder / f"{label}{SUFFIX}", _stream(settings), key)
    return label, size


def _stream(settings: BackupSettings) -> Iterator[bytes]:
    command = [
        str(Path(settings.binaries) / "pg_basebackup"), "-h", settings.socket, "-p", str(settings.port),
        "-U", "postgres", "-D", "-", "-F", "tar", "-X", "fetch", "-c", "fast", "--no-manifest", "-w",
    ]  # fmt: skip
    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd="/",
            env=ENVIRONMENT, **as_owner(settings.owner),
        ) as process:  # fmt: skip
            if process.stdout is None or process.stderr is None:
                raise RuntimeError("a process without its pipes")
            while part := process.stdout.read(CHUNK):
                yield part
            said = process.stderr.read().decode(errors="replace")
    except FileNotFoundError as error:
        raise missing("postgres") from error
    if process.returncode:
        raise HqError(HqCode.BACKUP_FAILED, reason=last_words(said, process.returncode))


def restore_base(settings: BackupSettings, path: Path, key: bytes, to: Path) -> None:
    """Restore one into an empty folder of PostgreSQL's owner; raises HqError(BACKUP_FAILED)."""
    try:
        with (
            path.open("rb") as file,
            tarfile.open(fileobj=io.BufferedReader(_Plain(opened(file, key)), CHUNK), mode="r|") as archive,
        ):
            for member in archive:
                if not Path(member.name).name.startswith(_SOCKET):
                    _unpack(archive, member, to)
    except (OSError, tarfile.TarError) as error:
        raise HqError(HqCode.BACKUP_FAILED, reason=f"{path.name}: {error}") from error
    to.chmod(0o700)
    give(to, settings.owner)


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    """One folder or file below `to`, for its owner alone; anything else is no part of a base backup.

    Not `extractall`: its filter for what leaves the folder is lacking in the Python of Debian 12.
    """
    place = to / member.name
    if place.resolve() != place or not place.is_relative_to(to):
        raise tarfile.ExtractError(f"{member.name} lies elsewhere")
    if member.isdir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    source = archive.extractfile(member) if member.isfile() else None
    if source is None:
        raise tarfile.ExtractError(f"{member.name} is no file")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source, place.open("xb") as file:
        shutil.copyfileobj(source, file, CHUNK)
    place.chmod(0o600)


class _Plain(io.RawIOBase):
    """What tarfile reads from: the chunks as they are proved."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._waiting = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; 0 after the last."""
        while not self._waiting:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._waiting = part
        count = min(len(buffer), len(self._waiting))
        buffer[:count], self._waiting = self._waiting[:count], self._waiting[count:]
        return count
