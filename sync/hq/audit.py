"""Write down who read whose data at HQ and why: a SHA-256 chain that the database lets nobody rewrite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from psycopg.rows import TupleRow

from sync.hq.database import Connection

_CHAIN = 0x61756469
"""Advisory lock: one line is added at a time."""
_BEGINNING = bytes(32)
_NEXT = """
SELECT line, at, who, act, purpose, details, previous, hash FROM hq_audit
WHERE line > %s ORDER BY line LIMIT 5000
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and for which purpose."""

    who: str
    purpose: str


def note(connection: Connection, reader: Reader, act: str, details: Mapping[str, object]) -> None:
    """Add a line in the caller's transaction; `details` hold what was asked for and how much was shown."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_CHAIN,))
    row = connection.execute(
        "SELECT clock_timestamp(), line, hash FROM (SELECT 1) AS one"
        " LEFT JOIN (SELECT line, hash FROM hq_audit ORDER BY line DESC LIMIT 1) AS last ON true"
    ).fetchone()
    if row is None:
        raise RuntimeError("a query without conditions gave no row")
    moment, last, head = row
    line, previous = (1, _BEGINNING) if last is None else (last + 1, bytes(head))
    said = _canonical(details)
    connection.execute(
        "INSERT INTO hq_audit (line, at, who, act, purpose, details, previous, hash)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            line, moment, reader.who, act, reader.purpose, said, previous,
            _hash(previous, line, moment, reader, act, said),
        ),
    )  # fmt: skip


def first_broken(connection: Connection) -> int | None:
    """The first line whose hash or place in the chain is wrong; None for an intact trail."""
    previous, expected = _BEGINNING, 1
    for line, moment, who, act, purpose, details, before, found in _lines(connection):
        right = _hash(previous, line, moment, Reader(who, purpose), act, _canonical(details))
        if line != expected or bytes(before) != previous or bytes(found) != right:
            return int(expected)
        previous, expected = bytes(found), expected + 1
    return None


def _lines(connection: Connection) -> Iterator[TupleRow]:
    """Every line in order, some at a time: a trail of years does not lie in memory at once."""
    last = -(1 << 63)
    while rows := connection.execute(_NEXT, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]


def _canonical(details: Mapping[str, object]) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash(previous: bytes, line: int, moment: datetime, reader: Reader, act: str, said: str) -> bytes:
    words = [str(line), moment.astimezone(UTC).isoformat(), reader.who, act, reader.purpose, said]
    return sha256(previous + json.dumps(words, ensure_ascii=False).encode()).digest()
