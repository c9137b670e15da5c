"""The columns by which a crossing is found again: all follow from the record and can be made anew."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.domain.names import document_number_key, fold
from app.domain.record import decode
from app.store.driver import Connection
from app.store.identity import load_folding, save_folding
from app.store.moments import to_ms

_CHUNK = 1_000
_GUARD = "crossings_keep_what_they_say"
# Letters of the scripts that Doc 9303-3, 6 transliterates, and the spellings that one letter may have.
_PROBES = ("AE", "OE", "UE", "UXX", "NXX", "XAH", "XTA", "O'BRIEN-SMITH VON", "AB<12 3")
_SCRIPTS = (range(0x20, 0x250), range(0x400, 0x4A0), range(0x600, 0x700))


class IndexColumns(NamedTuple):
    """What stands beside a record, in the order of the table's columns."""

    record_id: bytes
    crossing_id: bytes
    version: int
    at: int
    officer: str
    number_key: str
    surname_key: str
    birth_date: str
    given_key: str
    nationality: str


def index_columns(crossing: Crossing) -> IndexColumns:
    """The columns of a crossing; raises WorldError(RECORD_UNKNOWN) for an id that is none."""
    traveller = crossing.traveller
    return IndexColumns(
        id_bytes(crossing.record_id),
        id_bytes(crossing.crossing_id),
        crossing.version,
        to_ms(crossing.at),
        crossing.officer,
        document_number_key(crossing.document.number),
        fold(traveller.surname),
        str(traveller.birth_date),
        fold(traveller.given_names),
        traveller.nationality,
    )


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id; raises WorldError(RECORD_UNKNOWN) when it is none."""
    try:
        return UUID(text).bytes
    except ValueError as error:
        raise WorldError(FailureCode.RECORD_UNKNOWN, "store.record") from error


def folding() -> bytes:
    """Tells one way of folding names and numbers from another: a hash of what it makes of samples."""
    samples = chain(_PROBES, (chr(code) for script in _SCRIPTS for code in script))
    folded = "\0".join(f"{fold(sample)}\1{document_number_key(sample)}" for sample in samples)
    return hashlib.sha256(folded.encode()).digest()


def is_folded_otherwise(connection: Connection) -> bool:
    """Whether this store's names were folded by another version of the program."""
    return load_folding(connection) != folding()


def fold_anew(connection: Connection) -> int:
    """Make the keys of every crossing anew, within the caller's transaction; how many changed.

    Without it a newer program would not find, and its check would call tampered, what an older one
    has folded. A minute or two per million crossings, once.
    """
    (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (_GUARD,)).fetchone()
    connection.execute(f"DROP TRIGGER {_GUARD}")
    changed, last = 0, 0
    while rows := _chunk(connection, last):
        for last, number_key, surname_key, given_key, record in rows:
            keys = _keys(record)
            if keys is not None and keys != (number_key, surname_key, given_key):
                connection.execute(
                    "UPDATE crossings SET number_key = ?, surname_key = ?, given_key = ? WHERE id = ?",
                    (*keys, last),
                )
                changed += 1
    connection.execute(guard)
    save_folding(connection, folding())
    return changed


def _chunk(connection: Connection, after: int) -> list[tuple[int, str, str, str, bytes]]:
    return connection.execute(
        "SELECT id, number_key, surname_key, given_key, record FROM crossings"
        f" WHERE id > ? ORDER BY id LIMIT {_CHUNK}",
        (after,),
    ).fetchall()


def _keys(record: bytes) -> tuple[str, str, str] | None:
    try:
        columns = index_columns(decode(record))
    except WorldError:
        return None  # the check of the store will name it
    return columns.number_key, columns.surname_key, columns.given_key
