"""Private files that are either the old ones or the new ones, whatever happens to the power."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.domain.failure import FailureCode, WorldError

_POSIX = os.name == "posix"  # elsewhere the user's profile folder is private and folders cannot be fsynced


def make_private_folder(folder: Path) -> None:
    """Make a folder that only this account can enter (0700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _POSIX:
        folder.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file that only this account can read (0600); FileExistsError if it is there."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def write_whole(path: Path, data: bytes) -> None:
    """Replace a private file in one step: temporary file, fsync, rename, fsync of the folder.

    Raises WorldError(STORE_FULL) when the disk is full; the old file then still stands.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise WorldError(FailureCode.STORE_FULL, "store.files") from error


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system has a way to say so."""
    if not _POSIX:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
