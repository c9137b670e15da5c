"""Publish by turns, and keep the bytes of publications in the database, from which each folder is filled.

So workers on several machines serve the same files, and a backup of the database has them all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sync.hq.database import Connection
from sync.protocol.publication import LONGEST_HEAD

_PUBLISHING = 0x7075626C
_PART = 1 << 20


def take_turn(connection: Connection) -> None:
    """Let nobody else publish until the caller's transaction ends. Whoever publishes and writes in the audit
    in one transaction takes this turn before the first line: two who did it the other way round would
    wait for each other."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_PUBLISHING,))


def keep(connection: Connection, stream: str, sequence: int, path: Path) -> bytes:
    """Keep a file's bytes, in the caller's transaction; the SHA-256 of its beginning."""
    name = (stream, sequence)
    connection.execute("DELETE FROM publication_part WHERE stream = %s AND sequence = %s", name)
    with path.open("rb") as file, connection.cursor() as cursor:
        at = 0
        while part := file.read(_PART):
            cursor.execute(
                "INSERT INTO publication_part (stream, sequence, at_byte, bytes) VALUES (%s, %s, %s, %s)",
                (*name, at, part),
            )
            at += len(part)
    return beginning_of(path)


def beginning_of(path: Path) -> bytes:
    """The SHA-256 of a file's first bytes: random ones are among them, so no other file has it."""
    with path.open("rb") as file:
        return sha256(file.read(LONGEST_HEAD)).digest()


def is_here(path: Path, size: int, beginning: bytes | None) -> bool:
    """Whether the folder has the file itself, and not one that an HQ gone back to an older copy made."""
    try:
        return path.stat().st_size == size and (beginning is None or beginning_of(path) == bytes(beginning))
    except OSError:
        return False


def bring(connection: Connection, stream: str, sequence: int, path: Path) -> bool:
    """Fill a file of the folder from the database; False if that has not got it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("wb") as out:
            for part in _parts(connection, stream, sequence):
                out.write(part)
            found = out.tell() > 0
            out.flush()
            os.fsync(out.fileno())
        if found:
            draft.replace(path)
            _forget_older(connection, stream, path.parent)
        return found
    finally:
        draft.unlink(missing_ok=True)


def _forget_older(connection: Connection, stream: str, folder: Path) -> None:
    """Delete files that another worker's folder had of publications which are forgotten."""
    rows = connection.execute("SELECT sequence FROM publication WHERE stream = %s", (stream,)).fetchall()
    known = {int(row[0]) for row in rows}
    for path in folder.glob("*.mpub"):
        if path.stem.isdigit() and int(path.stem) not in known and int(path.stem) < max(known, default=0):
            path.unlink(missing_ok=True)


def _parts(connection: Connection, stream: str, sequence: int) -> Iterator[bytes]:
    """One after the other, so that a large list never is in memory as a whole."""
    at = 0
    while True:
        row = connection.execute(
            "SELECT bytes FROM publication_part WHERE stream = %s AND sequence = %s AND at_byte = %s",
            (stream, sequence, at),
        ).fetchone()
        if row is None:
            return
        yield row[0]
        at += len(row[0])
