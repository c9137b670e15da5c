"""Figures as a file for the statistics office: whole under its name and read back, or not there."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.statistics import Statistics
from app.reports.statistics_csv import csv_statistics
from app.reports.statistics_xlsx import xlsx_statistics

WRITERS: Final[Mapping[str, Callable[[Statistics], bytes]]] = {
    ".xlsx": xlsx_statistics,
    ".csv": csv_statistics,
}
"""Who writes a file, by the end of its name."""

_PLACE: Final = "statistics.file"
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_CODES: Final = {
    errno.ENOSPC: FailureCode.DRIVE_FULL, errno.EDQUOT: FailureCode.DRIVE_FULL,
    errno.EFBIG: FailureCode.DRIVE_FULL, errno.EROFS: FailureCode.DRIVE_READ_ONLY,
    errno.EACCES: FailureCode.DRIVE_READ_ONLY, errno.EPERM: FailureCode.DRIVE_READ_ONLY,
    errno.ENOENT: FailureCode.DRIVE_MISSING, errno.ENOTDIR: FailureCode.DRIVE_MISSING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatisticsFile:
    """A file that was written and read back: where it is, its bytes, and the SHA-256 over them."""

    path: Path
    size: int
    digest: bytes


def file_name(statistics: Statistics, end: str = ".xlsx") -> str:
    """`statistics-VUVLI-2026-11-01-2026-11-30.xlsx`, `-training` where it is: a name for any file system."""
    query = statistics.query
    where = query.port.upper() or statistics.port or statistics.country
    parts = ["statistics", where, query.first_day.isoformat(), query.last_day.isoformat()]
    parts += ["training"] if statistics.training else []
    return re.sub(r"[^A-Za-z0-9-]", "_", "-".join(parts)) + end


def write_statistics(statistics: Statistics, path: Path) -> StatisticsFile:
    """Write figures to `path`, XLSX or CSV by the end of its name; a file of that name is replaced, whole.

    Raises WorldError(FIELD_INVALID) for another end, WorldError(DRIVE_MISSING, DRIVE_FULL,
    DRIVE_READ_ONLY, DRIVE_GONE, DRIVE_WRONG_BYTES) for what the file system does.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="file", reason="xlsx_or_csv")
    data = writer(statistics)
    passing = path.with_name(f".{path.name}.part")
    try:
        _write(passing, data)
        passing.replace(path)
        _sync_folder(path.parent)
        found = path.read_bytes()
    except OSError as error:
        with suppress(OSError):
            passing.unlink()
        code = _CODES.get(error.errno or 0, FailureCode.DRIVE_GONE)
        raise WorldError(code, _PLACE) from error
    if found != data:
        raise WorldError(FailureCode.DRIVE_WRONG_BYTES, _PLACE)
    return StatisticsFile(path, len(data), sha256(data).digest())


def _write(path: Path, data: bytes) -> None:
    """A new file and no other: a stranger's stick may hold a link of that name, which leads elsewhere."""
    with suppress(FileNotFoundError):
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the name last too, where the system knows how."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
