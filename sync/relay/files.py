"""Files of the relay: whole and on disk, or not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PART: Final = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that gets its name when it is on disk; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget_parts(folder: Path) -> None:
    """Delete what a crash left half-written."""
    for path in folder.rglob(f"*{PART}"):
        path.unlink(missing_ok=True)
