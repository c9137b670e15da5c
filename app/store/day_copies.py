"""Copies of the files of the newest logs, for when a newer program makes them otherwise.

Files of a log are made anew from the rows. A newer program, or a newer library for PDF or XLSX, may make
other bytes of the same rows; a day that was closed before it came could then never be exported. So the files
of the newest logs are kept as well, packed. They are a second way to bytes that were signed and nothing else:
each is held against the manifest. With the day's records they are erased by a trigger (migration `days`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress

from app.store.driver import Connection
from sync.protocol.day import DayFile, file_of

NEWEST = 62
"""Logs whose files are kept: two months, within which a day reaches HQ by whatever road."""

_OLDER = "SELECT EXISTS (SELECT 1 FROM day_files WHERE number <= ?)"


def keep_copies(connection: Connection, number: int, files: Sequence[tuple[str, bytes]]) -> None:
    """Keep the files of a log in the place of the oldest ones, within the caller's transaction."""
    connection.executemany(
        "INSERT INTO day_files (number, name, packed) VALUES (?, ?, ?)",
        [(number, name, zlib.compress(content)) for name, content in files],
    )
    oldest = (number - NEWEST,)
    if connection.execute(_OLDER, oldest).fetchone()[0]:
        (before,) = connection.execute("PRAGMA secure_delete").fetchone()
        connection.execute("PRAGMA secure_delete = ON").fetchall()
        connection.execute("DELETE FROM day_files WHERE number <= ?", oldest)
        connection.execute(f"PRAGMA secure_delete = {int(before)}").fetchall()


def copy_of(connection: Connection, number: int, wanted: DayFile) -> bytes | None:
    """The very file that the manifest names, if a copy of it is kept."""
    row = connection.execute(
        "SELECT packed FROM day_files WHERE number = ? AND name = ?", (number, wanted.name)
    ).fetchone()
    if row is None:
        return None
    unpacking = zlib.decompressobj()
    with suppress(zlib.error):
        content = unpacking.decompress(row[0], wanted.size + 1)
        return content if file_of(wanted.name, content) == wanted else None
    return None
