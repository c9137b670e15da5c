"""Find crossings again: by number, by name and birth date, by time; only the newest versions."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import cbor2

from app.domain.names import document_number_key, fold
from app.domain.record import decode
from app.flow.ports import CrossingSummary, SearchQuery
from app.store.driver import Connection
from app.store.identity import load_query_key
from app.store.moments import to_ms

MOST_FOUND = 500
"""Longest list that anybody is shown; nobody reads on, and the screen must not wait."""
_NEWEST_FIRST = "at DESC, crossing DESC"
_LAST_CHARACTER = "\U0010ffff"
_DAYS = frozenset({"first", "last"})

_SUMMARY = """
    SELECT c.record, CASE
        WHEN EXISTS (SELECT 1 FROM rejections r WHERE r.seq = c.id) THEN 'parked'
        ELSE coalesce((
            SELECT CASE
                WHEN b.first_seq + b.count <= c.id THEN 'waiting'
                WHEN b.settled_at IS NULL THEN 'sending'
                ELSE 'accepted' END
            FROM batches b WHERE b.first_seq <= c.id ORDER BY b.first_seq DESC LIMIT 1
        ), 'waiting') END
    FROM crossings c WHERE c.id = ?"""

_FIRST_VERSIONS = (
    "SELECT crossing FROM cards INDEXED BY cards_of_crossings"
    " WHERE version = 1 AND at >= ? AND at < ? AND superseded_by IS NULL"
)
_LATER_VERSIONS = (
    "SELECT crossing FROM cards INDEXED BY cards_corrected"
    " WHERE version > 1 AND superseded_by IS NULL AND at >= ?"
)


def history(connection: Connection, document_number: str, surname: str, birth_date: str) -> list[int]:
    """Rows of one traveller, newest first: same number, or same name and birth date."""
    number_key, surname_key = document_number_key(document_number), fold(surname)
    terms, values = [], []
    if number_key:
        terms.append("number_key = ?")
        values.append(number_key)
    if surname_key and birth_date:
        terms.append("surname_key = ? AND birth_date = ?")
        values.extend((surname_key, birth_date))
    if not terms:
        return []
    parts = [f"SELECT crossing, at FROM cards WHERE {term} AND superseded_by IS NULL" for term in terms]
    rows = connection.execute(f"{' UNION '.join(parts)} ORDER BY {_NEWEST_FIRST} LIMIT {MOST_FOUND}", values)
    return [row[0] for row in rows]


def since(connection: Connection, at: int, officer: str | None) -> list[int]:
    """Rows since a moment, newest first, of one officer or all."""
    rows = connection.execute(
        "SELECT crossing FROM cards WHERE at >= ? AND (? IS NULL OR officer = ?) AND superseded_by IS NULL"
        f" ORDER BY {_NEWEST_FIRST} LIMIT {MOST_FOUND}",
        (at, officer, officer),
    )
    return [row[0] for row in rows]


def crossed(connection: Connection, first: int, end: int) -> list[int]:
    """Rows of the newest versions of what may have crossed from `first` to before `end`, in no order.

    A correction is made later than the crossing that it corrects, and its card says when it was made: all
    corrections since `first` are among them, by a small index, and the record says when it crossed."""
    rows = connection.execute(_FIRST_VERSIONS, (first, end)).fetchall()
    rows += connection.execute(_LATER_VERSIONS, (first,)).fetchall()
    return [row for (row,) in rows]


def search(connection: Connection, query: SearchQuery) -> list[int]:
    """Rows that match every field that is filled in, newest first; none for an empty query."""
    terms = _terms(query)
    if not terms:
        return []
    where = " AND ".join(condition for condition, _ in terms)
    values: list[str | int] = [value for _, values in terms for value in values]
    limit = max(1, min(query.limit, MOST_FOUND))
    rows = connection.execute(
        f"SELECT crossing FROM cards WHERE {where} AND superseded_by IS NULL"
        f" ORDER BY {_NEWEST_FIRST} LIMIT ?",
        (*values, limit),
    )
    return [row[0] for row in rows]


def versions(connection: Connection, crossing_id: bytes) -> list[bytes]:
    """The bytes of every version of a crossing, oldest first."""
    rows = connection.execute(
        "SELECT version, record FROM cards JOIN crossings ON id = crossing"
        " WHERE cards.record_id = ? AND version = 1 UNION ALL"
        " SELECT version, record FROM cards JOIN crossings ON id = crossing"
        " WHERE crossing_id = ? AND version > 1 ORDER BY version",
        (crossing_id, crossing_id),
    )
    return [row[1] for row in rows]


def summaries(connection: Connection, rows: Sequence[int]) -> list[CrossingSummary]:
    """The lines that a list shows, in the order of the rows."""
    found = []
    for row in rows:
        record, sent = connection.execute(_SUMMARY, (row,)).fetchone()
        crossing = decode(record)
        traveller = crossing.traveller
        found.append(
            CrossingSummary(
                crossing.record_id,
                crossing.crossing_id,
                crossing.version,
                crossing.at,
                crossing.direction.value,
                crossing.port,
                crossing.document.number,
                traveller.surname,
                traveller.given_names,
                str(traveller.birth_date),
                traveller.nationality,
                crossing.decision.kind.value,
                crossing.officer,
                sent,
                crossing.crossed_at,
            )
        )
    return found


def asked(query: SearchQuery) -> dict[str, str]:
    """What a search asked for, as the audit chain blinds it."""
    return {
        "number": document_number_key(query.document_number),
        "surname": fold(query.surname),
        "given": fold(query.given_names),
        "birth": query.birth_date,
        "nationality": query.nationality,
        "first": "" if query.first_day is None else query.first_day.isoformat(),
        "last": "" if query.last_day is None else query.last_day.isoformat(),
    }


def blinded(connection: Connection, asked: dict[str, str]) -> bytes:
    """What was asked for, under the store's own key: an auditor can ask "who looked for this
    person?", yet the chain itself names nobody and forgets when the key is destroyed."""
    return blind(load_query_key(connection), asked)


def blind(key: bytes, asked: dict[str, str]) -> bytes:
    """The same by the key at hand. Days of a search do not count: who asks for a person in June asks for
    the person, and must be found without guessing the month."""
    values = sorted((name, value) for name, value in asked.items() if value and name not in _DAYS)
    return hmac.digest(key, cbor2.dumps(values, canonical=True), hashlib.sha256)


def _terms(query: SearchQuery) -> list[tuple[str, tuple[str | int, ...]]]:
    number, surname, given = (
        document_number_key(query.document_number),
        fold(query.surname),
        fold(query.given_names),
    )
    candidates: list[tuple[bool, str, tuple[str | int, ...]]] = [
        (bool(number), "number_key = ?", (number,)),
        (bool(surname), "surname_key >= ? AND surname_key < ?", (surname, surname + _LAST_CHARACTER)),
        (bool(given), "given_key >= ? AND given_key < ?", (given, given + _LAST_CHARACTER)),
        (bool(query.birth_date), "birth_date = ?", (query.birth_date,)),
        (bool(query.nationality), "nationality = ?", (query.nationality.upper(),)),
    ]
    terms = [(condition, values) for present, condition, values in candidates if present]
    if query.first_day is not None:
        terms.append(("at >= ?", (to_ms(datetime.combine(query.first_day, time(), UTC)),)))
    if query.last_day is not None:
        terms.append(("at < ?", (to_ms(datetime.combine(query.last_day, time(), UTC) + timedelta(days=1)),)))
    return terms
