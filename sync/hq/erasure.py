"""Erase by destroying keys, so that copies in backups and on sticks die too; and say how long copies last."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Final

from psycopg.rows import dict_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.backup_settings import backup_settings, longest_life
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome

_PASSES: Final = 1
"""Once is enough where a disk writes in place; where it does not, no number of passes is."""


def destroy_file(path: Path) -> None:
    """Overwrite a key's file in place, make that durable, and remove it. Nothing happens if it is gone.

    A disk that writes elsewhere than in place (flash, snapshots) may keep the old bytes until it reuses them:
    keep HQ's keys on an encrypted disk without snapshots.
    """
    try:
        with path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            for _ in range(_PASSES):
                file.seek(0)
                file.write(secrets.token_bytes(size))
                file.flush()
                os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def note_copy(connection: Connection, holds: list[str], who: str) -> int:
    """Remember that keys (as `seal 3`, `backup 2026-11`) were copied into a file; the copy's number."""
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO key_copy (made_by, holds) VALUES (%s, to_jsonb(%s::text[])) RETURNING number",
            (who, holds),
        ).fetchone()
        number = 0 if row is None else int(row[0])
        audit.note(connection, Reader(who, "keys"), "keys copied", {"copy": number, "keys": len(holds)})
    return number


def copies(connection: Connection) -> list[dict[str, Any]]:
    """Every copy of the keys that was made here, oldest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT number, made_at, made_by, holds, gone_at, gone_by FROM key_copy ORDER BY number"
        ).fetchall()


def copy_gone(connection: Connection, number: int, who: str) -> None:
    """Believe that somebody has destroyed a copy of the keys; raises HqError(FIELD_WRONG)."""
    with connection.transaction():
        gone = connection.execute(
            "UPDATE key_copy SET gone_at = now(), gone_by = %s WHERE number = %s AND gone_at IS NULL",
            (who, number),
        ).rowcount
        if not gone:
            remedy = "See the copies with: matapa-hq backup list"
            raise HqError(HqCode.FIELD_WRONG, field="number", value=str(number), remedy=remedy)
        audit.note(connection, Reader(who, "keys"), "copy of keys destroyed", {"copy": number})


def destroyed_seals(connection: Connection) -> set[int]:
    """The numbers by which batches name sealing keys that were destroyed."""
    rows = connection.execute(
        "SELECT get_byte(hash, 0) FROM period_key WHERE kind = 'seal' AND destroyed_at IS NOT NULL"
    ).fetchall()
    return {int(row[0]) for row in rows}


def alive_in(connection: Connection, kind: str, name: str) -> tuple[int, ...]:
    """The numbers of copies of the keys, not known to be destroyed, that hold this one."""
    rows = connection.execute(
        "SELECT number FROM key_copy WHERE gone_at IS NULL AND holds ? %s ORDER BY number",
        (f"{kind} {name}",),
    ).fetchall()
    return tuple(int(row[0]) for row in rows)


def how_long_copies_last(connection: Connection, home: HqHome) -> dict[str, Any]:
    """What is left in copies of what a plan erases, and until when: figures, and sentences for people."""
    settings = backup_settings(home)
    row = connection.execute("SELECT count(*) FROM key_copy WHERE gone_at IS NULL").fetchone()
    copies = 0 if row is None else int(row[0])
    sentences = [
        "Batches on sticks and in backups die when the sealing key of their month is destroyed"
        " (matapa-hq seal list says when it can be).",
    ]
    if settings is None:
        sentences.append("No backups are set up here: what other tools copied, this HQ cannot erase.")
    else:
        sentences.append(
            f"Backups made before hold the erased rows for {longest_life(settings)} days at most: then the"
            " key of their month is destroyed (matapa-hq backup run does it)."
        )
    if copies:
        sentences.append(
            f"{copies} copies of HQ's keys are not said to be destroyed; each keeps the keys in it alive."
        )
    days = None if settings is None else longest_life(settings)
    return {"backup_days": days, "key_copies": copies, "sentences": sentences}
