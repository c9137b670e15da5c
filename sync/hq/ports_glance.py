"""How every station stands at this moment, in one look: heard of, waiting, lists, readers; nobody's data.

All of it is what HQ has: what a station did not tell yet is None, never guessed. The questions go by the
indexes of batches and publications, so that the look costs the same at ten million crossings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg.rows import class_row

from sync.hq.database import Connection
from sync.hq.spans import progress
from sync.protocol.bounds import MOST_RECORDS

_STATIONS: Final = """
SELECT s.number, s.station_id, s.port, s.booth, s.up_to_seq, coalesce(last.highest, 0) AS highest_seq,
    last.received_at, h.asked_at, h.compared_at, t.at AS told_at, t.version, t.made, t.readers,
    c.not_after AS certificate_until
FROM station s
LEFT JOIN LATERAL (
    SELECT b.first_seq + b.count - 1 AS highest, b.received_at FROM batch b
    WHERE b.station = s.number ORDER BY b.first_seq DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (
    SELECT max(not_after) AS not_after FROM certificate c
    WHERE c.station = s.number AND c.revoked_at IS NULL AND c.replaced_at IS NULL) AS c ON true
LEFT JOIN station_heard h ON h.station = s.number
LEFT JOIN station_told t ON t.station = s.number
WHERE s.revoked_at IS NULL AND s.port = coalesce(%(port)s, s.port)
    AND s.number = coalesce(%(station)s, s.number)
ORDER BY s.port, s.booth, s.number
"""
# A station at a time: PostgreSQL would read all batches instead.
_SPANS: Final = """
SELECT s.number, s.up_to_seq, sent.first_seq, sent.first_seq + sent.count - 1
FROM station s CROSS JOIN LATERAL (
    SELECT b.first_seq, b.count FROM batch b
    WHERE b.station = s.number AND b.first_seq > s.up_to_seq - %s AND b.state <> 'received' OFFSET 0) AS sent
WHERE s.number = ANY(%s)
"""
# Of each stream that is for a station: the newest, what it holds, and when the first came out that it lacks.
_LISTS: Final = """
WITH newest AS (
    SELECT stream, for_port, for_station, max(sequence) AS sequence FROM publication GROUP BY 1, 2, 3)
SELECT s.number AS station, n.stream, max(n.sequence) AS newest, coalesce(max(h.sequence), 0) AS holds,
    min(lacks.issued_at) AS lacks_since
FROM station s
JOIN newest n ON coalesce(n.for_port, s.port) = s.port AND coalesce(n.for_station, s.number) = s.number
LEFT JOIN station_holds h ON h.station = s.number AND h.stream = n.stream
LEFT JOIN LATERAL (
    SELECT p.issued_at FROM publication p
    WHERE n.sequence > coalesce(h.sequence, 0) AND p.stream = n.stream
        AND p.sequence > coalesce(h.sequence, 0) AND coalesce(p.for_port, s.port) = s.port
        AND coalesce(p.for_station, s.number) = s.number
    ORDER BY p.sequence LIMIT 1) AS lacks ON true
WHERE s.revoked_at IS NULL AND s.port = coalesce(%(port)s, s.port)
    AND s.number = coalesce(%(station)s, s.number)
GROUP BY s.number, n.stream ORDER BY s.number, n.stream
"""
# Logs are numbered from 1 at each station without gaps.
_DAYS: Final = """
SELECT s.number, logs.count, newest.day, newest.number - logs.count
FROM station s
JOIN LATERAL (SELECT number, day FROM day_log l WHERE l.station = s.number
    ORDER BY l.number DESC LIMIT 1) AS newest ON true
JOIN LATERAL (SELECT count(*) AS count FROM day_log l WHERE l.station = s.number) AS logs ON true
WHERE s.revoked_at IS NULL AND s.port = coalesce(%(port)s, s.port)
    AND s.number = coalesce(%(station)s, s.number)
"""
_PUBLISHED: Final = """
SELECT stream, sequence, list_version, issued_at, count FROM (
    SELECT DISTINCT ON (stream) stream, sequence, list_version, issued_at, count, for_port, for_station
    FROM publication ORDER BY stream, sequence DESC) AS newest
WHERE for_port IS NULL AND for_station IS NULL ORDER BY stream
"""


@dataclass(frozen=True, slots=True)
class ListHeld:
    """One stream at one station: the `newest` sequence that is for it, the one that it `holds` (0: none), and
    when the first came out that it lacks (None: it is up to date)."""

    station: int
    stream: str
    newest: int
    holds: int
    lacks_since: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader at a station by the words of `sync.protocol.told`: its kind, and how it is."""

    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class DaysSeen:
    """The daily logs of a station that were brought: how many, the day of the one with the highest number,
    and how many numbers below that one are `lacking`."""

    logs: int
    last_day: date
    lacking: int


@dataclass(frozen=True, slots=True)
class StationGlance:
    """One station. `missing` are rows between those that HQ has; `waiting` those of the rows that the station
    said it has made that have not come yet, the missing ones too, and `version` and `readers` what it said of
    itself `told_at`; None before it told anything.
    `heard_at` is its newest batch or question, by any road; `certificate_until` None without one in force,
    `days` None before the first daily log was brought."""

    number: int
    station_id: str
    port: str
    booth: str
    heard_at: datetime | None
    up_to_seq: int
    highest_seq: int
    missing: int
    told_at: datetime | None
    version: str | None
    waiting: int | None
    readers: tuple[Reader, ...] | None
    certificate_until: datetime | None
    lists: tuple[ListHeld, ...]
    days: DaysSeen | None


@dataclass(frozen=True, slots=True)
class Published:
    """The newest publication of a stream; `list_version` where it is of a list, `count` its entries."""

    stream: str
    sequence: int
    list_version: int | None
    issued_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    station_id: str
    port: str
    booth: str
    up_to_seq: int
    highest_seq: int
    received_at: datetime | None
    asked_at: datetime | None
    compared_at: datetime | None
    told_at: datetime | None
    version: str | None
    made: int | None
    readers: list[list[str]] | None
    certificate_until: datetime | None


def glance(
    connection: Connection, port: str | None = None, station: int | None = None
) -> list[StationGlance]:
    """Every station that is not revoked (or those of this port, or this one), by port and booth."""
    asked = {"port": port, "station": station}
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(_STATIONS, asked).fetchall()
    missing = _missing(connection, [row.number for row in rows if row.highest_seq > row.up_to_seq])
    lists: dict[int, list[ListHeld]] = {}
    with connection.cursor(row_factory=class_row(ListHeld)) as held:
        for one in held.execute(_LISTS, asked):
            lists.setdefault(one.station, []).append(one)
    days = {number: DaysSeen(*seen) for number, *seen in connection.execute(_DAYS, asked)}
    return [
        _glance(row, missing.get(row.number, 0), lists.get(row.number, ()), days.get(row.number))
        for row in rows
    ]


def published(connection: Connection) -> list[Published]:
    """The newest of every stream that is for everybody, by stream."""
    with connection.cursor(row_factory=class_row(Published)) as cursor:
        return cursor.execute(_PUBLISHED).fetchall()


def _missing(connection: Connection, stations: Sequence[int]) -> Mapping[int, int]:
    """Rows that these stations have sent later ones than, by station."""
    before: dict[int, int] = {}
    runs: dict[int, list[tuple[int, int]]] = {}
    if stations:
        for number, up_to, first, last in connection.execute(_SPANS, (MOST_RECORDS, list(stations))):
            before[number] = up_to
            runs.setdefault(number, []).append((first, last))
    return {number: _rows(progress(before[number], spans)[1]) for number, spans in runs.items()}


def _rows(gaps: Iterable[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in gaps)


def _glance(row: _Row, missing: int, lists: Iterable[ListHeld], days: DaysSeen | None) -> StationGlance:
    heard = [moment for moment in (row.received_at, row.asked_at, row.compared_at, row.told_at) if moment]
    waiting = None if row.made is None else missing + max(0, row.made - max(row.highest_seq, row.up_to_seq))
    return StationGlance(
        row.number, row.station_id, row.port, row.booth, max(heard, default=None), row.up_to_seq,
        row.highest_seq, missing, row.told_at, row.version, waiting, _readers(row.readers),
        row.certificate_until, tuple(lists), days,
    )  # fmt: skip


def _readers(said: Any) -> tuple[Reader, ...] | None:
    return None if said is None else tuple(Reader(kind, state) for kind, state in said)
