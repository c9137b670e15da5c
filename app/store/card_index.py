"""The card index: how crossings are found again. All of it follows from the records.

A card is not written when a crossing is recorded but in the next transaction that needs the index, a
traveller later at most. Admit then touches three pages that are always at hand, and not one more for
each way of looking a person up. A power cut in between loses nothing: what has no card yet is known.
"""

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

MOST_UNFILED = 100
"""Records kept in a row without a look, at most, before a crossing files the cards of all."""
_CHUNK = 1_000
# Letters of the scripts that Doc 9303-3, 6 transliterates, and the spellings that one letter may have.
_PROBES = ("AE", "OE", "UE", "UXX", "NXX", "XAH", "XTA", "O'BRIEN-SMITH VON", "AB<12 3")
_SCRIPTS = (range(0x20, 0x250), range(0x400, 0x4A0), range(0x600, 0x700))

_INSERT = (
    "INSERT INTO cards (crossing, record_id, crossing_id, version, at, officer, number_key, surname_key,"
    " birth_date, given_key, nationality) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SUPERSEDE_FIRST = "UPDATE cards SET superseded_by = ? WHERE record_id = ? AND version = ?"
_SUPERSEDE_LATER = "UPDATE cards SET superseded_by = ? WHERE crossing_id = ? AND version = ? AND version > 1"


class Card(NamedTuple):
    """What a crossing is found by, in the order of the table's columns."""

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


def card_of(crossing: Crossing) -> Card:
    """The card of a crossing; raises WorldError(RECORD_UNKNOWN) for an id that is none."""
    traveller = crossing.traveller
    return Card(
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


def file_cards(connection: Connection) -> None:
    """File the cards that are still missing, within the caller's transaction."""
    last = last_filed(connection)
    while rows := _chunk(connection, last):
        for last, record in rows:
            try:
                card = card_of(decode(record))
            except WorldError:
                continue  # nobody can find what cannot be read; the check of the store will name it
            connection.execute(_INSERT, (last, *card))
            if card.version > 1:
                supersede = _SUPERSEDE_FIRST if card.version == 2 else _SUPERSEDE_LATER
                connection.execute(supersede, (last, card.crossing_id, card.version - 1))


def last_filed(connection: Connection) -> int:
    """The row of the last record that has a card; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(crossing), 0) FROM cards").fetchone()[0])


def is_kept(connection: Connection, record_id: str) -> bool:
    """Whether a crossing is recorded under this id; within the caller's transaction."""
    file_cards(connection)
    found = connection.execute("SELECT 1 FROM cards WHERE record_id = ?", (id_bytes(record_id),)).fetchone()
    return found is not None


def is_folded_otherwise(connection: Connection) -> bool:
    """Whether names on these cards were folded by another version of the program."""
    return load_folding(connection) != folding()


def file_all_anew(connection: Connection) -> None:
    """Throw the card index away and make it anew, within the caller's transaction.

    Without it a newer program would not find, and its check would call tampered, what an older one
    has folded. A minute or two per million crossings, once.
    """
    connection.execute("DELETE FROM cards")
    file_cards(connection)
    save_folding(connection, folding())


def folding() -> bytes:
    """Tells one way of folding names and numbers from another: a hash of what it makes of samples."""
    samples = chain(_PROBES, (chr(code) for script in _SCRIPTS for code in script))
    folded = "\0".join(f"{fold(sample)}\1{document_number_key(sample)}" for sample in samples)
    return hashlib.sha256(folded.encode()).digest()


def _chunk(connection: Connection, after: int) -> list[tuple[int, bytes]]:
    return connection.execute(
        f"SELECT id, record FROM crossings WHERE id > ? ORDER BY id LIMIT {_CHUNK}", (after,)
    ).fetchall()
