"""Enter the records of many batches in the ledger at once: COPY into a staging table, then one INSERT.

A record id enters once. Offered again with the same bytes it is known and nothing happens; with
other bytes it is turned away, and what the ledger has stays as it is. So is what corrects a crossing that
another station recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

import psycopg

from app.domain.failure import FailureCode
from sync.hq.database import Connection
from sync.hq.entries import COLUMNS, Entries, TurnedAway

_STAGED = ("batch", "station", *COLUMNS)
_ENTERED = ("station", "at", *(name for name in COLUMNS if name != "at_ms"))
# Exact to the millisecond as far as calendars go: an interval is multiplied in floating point.
_AT = "'epoch'::timestamptz + at_ms / 1000 * interval '1 second' + at_ms % 1000 * interval '1 millisecond'"

_CREATE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staging (
    batch integer, station integer, seq bigint, record_id uuid, crossing_id uuid, version integer,
    at_ms bigint, port text, booth text, direction text, mode text, conveyance text, document_kind text,
    issuing_state text, document_number text, document_key text, surname text, given_names text,
    name_key text, birth_date text, nationality text, decision text, officer text, payload bytea
) ON COMMIT DELETE ROWS
"""
_COPY = f"COPY staging ({', '.join(_STAGED)}) FROM STDIN"
# A crossing's id is that of its first record: whose that is, theirs is the crossing, and they correct it.
_OTHERS_CROSSINGS = """
SELECT s.batch, s.seq, s.payload FROM staging s WHERE s.version > 1 AND s.station <> coalesce(
    (SELECT r.station FROM record r WHERE r.record_id = s.crossing_id),
    (SELECT w.station FROM staging w WHERE w.record_id = s.crossing_id ORDER BY w.batch, w.seq LIMIT 1))
"""
_INSERT_RECORDS = f"""
INSERT INTO record (record_id, station, seq, at) SELECT record_id, station, seq, {_AT} FROM staging
ON CONFLICT DO NOTHING
"""
# What was entered before, or twice in this group: the same bytes, or others?
_KNOWN = """
SELECT s.batch, s.seq, s.payload,
    coalesce(coalesce(c.payload, w.payload) = s.payload, true)  -- neither: erased, and never comes back
FROM staging s JOIN record r USING (record_id)
LEFT JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
LEFT JOIN staging w ON w.record_id = r.record_id AND w.station = r.station AND w.seq = r.seq
WHERE (r.station, r.seq) <> (s.station, s.seq)
"""
_FORGET = """
DELETE FROM staging USING unnest(%s::integer[], %s::bigint[]) AS known (batch, seq)
WHERE staging.batch = known.batch AND staging.seq = known.seq
"""
_INSERT_CROSSINGS = f"""
INSERT INTO crossing ({", ".join(_ENTERED)})
SELECT {", ".join(_AT if name == "at" else name for name in _ENTERED)} FROM staging
"""
_NOTE_DUE = f"""
INSERT INTO screening_due (station, records, ats)
SELECT station, array_agg(record_id), array_agg({_AT}) FROM staging GROUP BY batch, station
"""


@dataclass(slots=True)
class Entered:
    """What became of one batch's entries: how many were known already, and which were turned away."""

    known: int = 0
    turned_away: list[TurnedAway] = field(default_factory=list)


def prepare(connection: Connection) -> None:
    """Make this connection's staging table."""
    connection.execute(_CREATE)


def enter(connection: Connection, batches: Sequence[tuple[int, Entries]]) -> list[Entered]:
    """Enter the entries of (station, entries) pairs; runs in the caller's transaction.

    What PostgreSQL itself refuses is found by halving, so that it holds up nothing else.
    """
    try:
        with connection.transaction():
            return _enter(connection, batches)
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded):
        if len(batches) > 1:
            middle = len(batches) // 2
            return [*_again(connection, batches[:middle]), *_again(connection, batches[middle:])]
        return [_enter_halves(connection, *batches[0])]


def _again(connection: Connection, batches: Sequence[tuple[int, Entries]]) -> list[Entered]:
    connection.execute("DELETE FROM staging")
    return enter(connection, batches)


def _enter_halves(connection: Connection, station: int, entries: Entries) -> Entered:
    if len(entries) == 1:
        return Entered(turned_away=[entries.turn_away(FailureCode.RECORD_MALFORMED)])
    middle = len(entries) // 2
    parts = [entries.part(0, middle), entries.part(middle, len(entries))]
    first, second = (_again(connection, [(station, part)])[0] for part in parts)
    return Entered(first.known + second.known, [*first.turned_away, *second.turned_away])


def _enter(connection: Connection, batches: Sequence[tuple[int, Entries]]) -> list[Entered]:
    entered = [Entered() for _ in batches]
    staged = sum(len(entries) for _, entries in batches)
    if not staged:
        return entered
    with connection.cursor() as cursor:
        with cursor.copy(_COPY) as copy:
            for place, (station, entries) in enumerate(batches):
                if len(entries):
                    copy.write(_block(place, station, entries))
        if any(version != "1" for _, entries in batches for version in entries.column("version")):
            staged -= _turn_away_others(connection, entered)
        cursor.execute(_INSERT_RECORDS)
        if cursor.rowcount < staged:
            _set_aside_known(connection, entered)
        cursor.execute(_INSERT_CROSSINGS)
        cursor.execute(_NOTE_DUE)
    return entered


def _turn_away_others(connection: Connection, entered: list[Entered]) -> int:
    """Turn away what corrects another station's crossing; how many that are."""
    found = connection.execute(_OTHERS_CROSSINGS).fetchall()
    for batch, seq, payload in found:
        entered[batch].turned_away.append(TurnedAway(seq, FailureCode.RECORD_CONFLICT, payload))
    connection.execute(_FORGET, ([row[0] for row in found], [row[1] for row in found]))
    return len(found)


def _set_aside_known(connection: Connection, entered: list[Entered]) -> None:
    found = connection.execute(_KNOWN).fetchall()
    for batch, seq, payload, same in found:
        if same:
            entered[batch].known += 1
        else:
            entered[batch].turned_away.append(TurnedAway(seq, FailureCode.RECORD_CONFLICT, payload))
    connection.execute(_FORGET, ([row[0] for row in found], [row[1] for row in found]))


def _block(place: int, station: int, entries: Entries) -> str:
    rows = zip(repeat(str(place)), repeat(str(station)), *entries.columns)
    return "\n".join(map("\t".join, rows)) + "\n"
