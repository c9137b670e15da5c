"""Who has what: which publications each station says that it holds, since when, and who lags behind."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow, class_row

from sync.hq.database import Connection

_log = logging.getLogger("sync.hq.held")

# What a station no longer names is forgotten: it cannot fill HQ with names of its own.
_SAID = """
WITH said AS (
    SELECT stream, reached FROM unnest(%(streams)s::text[], %(sequences)s::bigint[]) AS s (stream, reached)
    ORDER BY stream
), gone AS (
    DELETE FROM station_holds h WHERE station = %(station)s
        AND NOT EXISTS (SELECT 1 FROM said WHERE said.stream = h.stream)
), heard AS (
    INSERT INTO station_heard (station, asked_at) VALUES (%(station)s, now())
    ON CONFLICT (station) DO UPDATE SET asked_at = excluded.asked_at
), kept AS (
    INSERT INTO station_holds (station, stream, sequence) SELECT %(station)s, stream, reached FROM said
    ON CONFLICT (station, stream) DO UPDATE SET sequence = excluded.sequence, since = excluded.since
        WHERE station_holds.sequence <> excluded.sequence
)
SELECT stream, reached FROM said
WHERE reached > coalesce((SELECT max(sequence) FROM publication p WHERE p.stream = said.stream), 0)
"""
_WORD = """
INSERT INTO station_holds (station, stream, sequence)
SELECT %(station)s, stream, reached
FROM unnest(%(streams)s::text[], %(sequences)s::bigint[]) AS s (stream, reached) ORDER BY stream
ON CONFLICT (station, stream) DO UPDATE SET sequence = excluded.sequence, since = excluded.since
    WHERE station_holds.sequence < excluded.sequence
"""
# Of each stream and each station that may read it: the newest that it may read, what it holds, and when
# the first came out that it lacks.
_HOLDINGS = """
SELECT p.stream, s.number AS station, s.port, s.booth, max(p.sequence) AS newest,
    coalesce(h.sequence, 0) AS holds, h.since,
    min(p.issued_at) FILTER (WHERE p.sequence > coalesce(h.sequence, 0)) AS lacks_since, w.asked_at
FROM publication p
JOIN station s ON s.revoked_at IS NULL AND coalesce(p.for_port, s.port) = s.port
    AND coalesce(p.for_station, s.number) = s.number
LEFT JOIN station_holds h ON h.station = s.number AND h.stream = p.stream
LEFT JOIN station_heard w ON w.station = s.number
WHERE p.stream = coalesce(%(stream)s, p.stream) AND s.number = coalesce(%(station)s, s.number)
GROUP BY p.stream, s.number, h.sequence, h.since, w.asked_at ORDER BY p.stream, s.number
"""
_AHEAD = """
SELECT station, stream, sequence FROM station_holds h
WHERE sequence > coalesce((SELECT max(sequence) FROM publication p WHERE p.stream = h.stream), 0)
ORDER BY station, stream
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """One stream at one station: the `newest` sequence that it may read, the one that it `holds` (0: none)
    and since when it says so, when the first came out that it lacks (None: it is up to date), and when
    it last asked."""

    stream: str
    station: int
    port: str
    booth: str
    newest: int
    holds: int
    since: datetime | None
    lacks_since: datetime | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A station that holds what this HQ never published, as far as it remembers."""

    station: int
    stream: str
    sequence: int


async def note_held(
    connection: psycopg.AsyncConnection[TupleRow], station: int, held: Mapping[str, int]
) -> None:
    """Keep what a station says on the link that it holds; warns of an HQ that went back to an older copy."""
    beyond = await (await connection.execute(_SAID, _arguments(station, held))).fetchall()
    if beyond:
        stream, reached = beyond[0]
        _log.warning(
            "station=%d holds streams=%d that this HQ never published, such as %s %d; if HQ was restored from"
            " an older copy, run: matapa-hq restored",
            station, len(beyond), stream, reached,
        )  # fmt: skip


def note_word(connection: Connection, station: int, held: Mapping[str, int]) -> None:
    """Keep what a station said on a stick; it only raises, since it may be older than what the link told."""
    connection.execute(_WORD, _arguments(station, held))


def holdings(connection: Connection, stream: str | None = None, station: int | None = None) -> list[Holding]:
    """What every station that is not revoked holds of every stream (or this one) that is for it."""
    with connection.cursor(row_factory=class_row(Holding)) as cursor:
        return cursor.execute(_HOLDINGS, {"stream": stream, "station": station}).fetchall()


def ahead(connection: Connection) -> list[Ahead]:
    """Stations that hold more than this HQ has published: it went back to an older copy."""
    with connection.cursor(row_factory=class_row(Ahead)) as cursor:
        return cursor.execute(_AHEAD).fetchall()


def _arguments(station: int, held: Mapping[str, int]) -> dict[str, object]:
    return {"station": station, "streams": list(held), "sequences": list(held.values())}
