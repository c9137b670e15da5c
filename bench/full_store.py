"""Build a store with a million crossings in it, quickly, and the same one unencrypted beside it.

The rows are what `SqlCrossings.record` would have written one by one: the check of the store finds
them intact. Invented people come from `bench.people`; a few thousand of them cross again and again
under document numbers and birth dates of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from uuid import UUID

import cbor2

from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.record import Row as RecordRow
from app.domain.record import to_row
from app.store import audit
from app.store.card_index import Card, card_of
from app.store.crossings import CROSSING_KIND
from app.store.driver import Connection
from bench.people import Booth, crossings, uuid7

TEMPLATES = 5_000
CHUNK = 50_000
STEP_MS = 37_000
"""One traveller every 37 seconds, day and night: a million make fourteen months."""
# Places in the row of app.domain.record, layout 1.
_ID, _CROSSING_ID, _AT, _NUMBER, _BIRTH, _TRAVELLER = 1, 2, 9, 17, 21, 27
_INDEXES = ("cards_by_number", "cards_by_name", "cards_by_time")
_RECORDED = audit.AuditAct.RECORDED.value
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is in the store: what an officer would look for."""

    number: str
    surname: str
    birth_date: str


@dataclass(frozen=True, slots=True)
class _Template:
    row: RecordRow
    card: Card


def fill(
    connection: Connection,
    count: int,
    officer: str,
    say: Callable[[str], None],
    step_ms: int = STEP_MS,
    booth: Booth | None = None,
) -> list[Known]:
    """Put `count` crossings with their audit lines and cards into a new store, one every `step_ms`, at this
    `booth` or an invented one; some of whom are in it, spread evenly."""
    rng = Random(7)
    templates = [
        _Template(to_row(c), card_of(c)) for c in _people(booth or Booth(officers=(officer,), training=True))
    ]
    known: list[Known] = []
    indexes = _take_indexes_away(connection)
    connection.execute("PRAGMA synchronous = OFF")
    rows = _rows(connection, templates, count, rng, known, step_ms)
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        _insert(connection, chunk)
        done += len(chunk)
        say(f"store: {done:,} of {count:,} crossings")
    for statement in indexes:
        connection.execute(statement)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return known


def copy_unencrypted(connection: Connection, path: Path) -> None:
    """Write the same store without a cipher: what encryption is measured against."""
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
    connection.execute("SELECT sqlcipher_export('plain')").fetchall()
    connection.execute("DETACH DATABASE plain")


def _people(booth: Booth) -> Iterator[Crossing]:
    return crossings(TEMPLATES, 3, booth, datetime(2025, 1, 1, tzinfo=UTC))


def _take_indexes_away(connection: Connection) -> list[str]:
    """Indexes are made quicker over all rows at the end than row by row."""
    statements = []
    for name in _INDEXES:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP INDEX {name}")
        statements.append(sql)
    return statements


@dataclass(frozen=True, slots=True)
class _Kept:
    """One crossing as three rows."""

    record: tuple[object, ...]
    card: tuple[object, ...]
    audit: tuple[object, ...]


def _rows(
    connection: Connection, templates: list[_Template], count: int, rng: Random, known: list[Known],
    step_ms: int,
) -> Iterator[_Kept]:  # fmt: skip
    seq, previous = audit.head(connection)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    every = max(1, count // 4_000)
    for number in range(1, count + 1):
        template = templates[rng.randrange(len(templates))]
        at = start + timedelta(milliseconds=number * step_ms)
        record, card = _vary(template, at, rng)
        seq += 1
        line = (seq, card.at, card.officer, _RECORDED, card.record_id, "", _detail(record))
        digest = hashlib.sha256(cbor2.dumps([*line, previous], canonical=True)).digest()
        if number % every == 0:
            known.append(Known(card.number_key, card.surname_key, card.birth_date))
        yield _Kept(
            (number, CROSSING_KIND, card.at, card.record_id, seq, record),
            (number, *card),
            (*line, previous, digest),
        )
        previous = digest


def _vary(template: _Template, at: datetime, rng: Random) -> tuple[bytes, Card]:
    """The template as another traveller: number and birth date of their own."""
    row = list(template.row)
    record_id = UUID(uuid7(rng, at)).bytes
    number = rng.choice(_LETTERS) + rng.choice(_LETTERS) + f"{rng.randrange(10**7):07}"
    row[_ID], row[_CROSSING_ID], row[_NUMBER] = record_id, None, number
    row[_AT] = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    birth = template.card.birth_date
    if row[_TRAVELLER] is None and row[_BIRTH] % 100:
        born = PartialDate(rng.randint(1935, 2020), rng.randint(1, 12), rng.randint(1, 28))
        row[_BIRTH], birth = born.year * 10_000 + born.month * 100 + born.day, str(born)
    card = template.card._replace(
        record_id=record_id, crossing_id=record_id, at=row[_AT], number_key=number, birth_date=birth
    )
    return cbor2.dumps(row, canonical=True), card


def _detail(record: bytes) -> bytes:
    return cbor2.dumps({"record": audit.record_hash(record)}, canonical=True)


def _insert(connection: Connection, chunk: list[_Kept]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO records (seq, kind, made_at, record_id, audit_seq, record) VALUES (?, ?, ?, ?, ?, ?)",
        [kept.record for kept in chunk],
    )
    connection.executemany(
        "INSERT INTO cards (crossing, record_id, crossing_id, version, at, officer, number_key, surname_key,"
        " birth_date, given_key, nationality) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [kept.card for kept in chunk],
    )
    connection.executemany(
        "INSERT INTO audit (seq, at, actor, act, subject, purpose, detail, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [kept.audit for kept in chunk],
    )
    connection.execute("COMMIT")
