"""List stations, revoked ones too, and what HQ keeps of one: batches, codes, the versions it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

_STATIONS: Final = """
SELECT s.number, s.station_id, s.country, s.port, s.booth, s.enrolled_at, s.revoked_at, s.up_to_seq,
    greatest(h.asked_at, h.compared_at, t.at, last.received_at) AS heard_at
FROM station s
LEFT JOIN station_heard h ON h.station = s.number
LEFT JOIN station_told t ON t.station = s.number
LEFT JOIN LATERAL (
    SELECT b.received_at FROM batch b WHERE b.station = s.number
    ORDER BY b.first_seq DESC LIMIT 1) AS last ON true
"""
_BATCHES: Final = """
SELECT encode(id, 'hex') AS id, first_seq, first_seq + count - 1 AS last_seq, state, received_at,
    coalesce(code, '') AS code, offered, erased_at
FROM batch WHERE station = %s ORDER BY first_seq DESC, received_at DESC LIMIT %s OFFSET %s
"""
_CODES: Final = """
SELECT port, booth, made_at, expires_at, station FROM enrolment_code
WHERE used_by IS NULL AND expires_at > now() ORDER BY expires_at LIMIT 100
"""
_HELD: Final = """
SELECT h.stream, p.issued_at, p.list_version FROM station_holds h
JOIN publication p ON p.stream = h.stream AND p.sequence = h.sequence WHERE h.station = %s
"""


@dataclass(frozen=True, slots=True)
class SeenStation:
    """A station as it was enrolled; HQ has every record of it up to `up_to_seq`. `heard_at` is its newest
    batch or question."""

    number: int
    station_id: str
    country: str
    port: str
    booth: str
    enrolled_at: datetime
    revoked_at: datetime | None
    up_to_seq: int
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeenBatch:
    """A batch as it came: received, parsed or quarantined (then with its code)."""

    id: str
    first_seq: int
    last_seq: int
    state: str
    received_at: datetime
    code: str
    offered: int
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A one-time code that nobody has used yet; `station` where it is for that one alone."""

    port: str
    booth: str
    made_at: datetime
    expires_at: datetime
    station: int | None


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """What a station holds of a stream: when HQ issued it, and the version where it is of a list."""

    stream: str
    issued_at: datetime
    list_version: int | None


def stations(connection: Connection, limit: int, skip: int) -> list[SeenStation]:
    """Stations by port and booth, revoked ones last."""
    order = " ORDER BY s.revoked_at IS NOT NULL, s.port, s.booth, s.number LIMIT %s OFFSET %s"
    with connection.cursor(row_factory=class_row(SeenStation)) as cursor:
        return cursor.execute((_STATIONS + order).encode(), (limit, skip)).fetchall()


def station(connection: Connection, number: int) -> SeenStation:
    """One station; raises HqError(STATION_UNKNOWN)."""
    with connection.cursor(row_factory=class_row(SeenStation)) as cursor:
        found = cursor.execute(f"{_STATIONS} WHERE s.number = %s".encode(), (number,)).fetchone()
    if found is None:
        raise HqError(HqCode.STATION_UNKNOWN, number=str(number))
    return found


def batches(connection: Connection, number: int, limit: int, skip: int) -> list[SeenBatch]:
    """A station's batches, those with the highest seqs first."""
    with connection.cursor(row_factory=class_row(SeenBatch)) as cursor:
        return cursor.execute(_BATCHES, (number, limit, skip)).fetchall()


def waiting_codes(connection: Connection) -> list[WaitingCode]:
    """Codes that are good and not used, the next to end first; at most 100."""
    with connection.cursor(row_factory=class_row(WaitingCode)) as cursor:
        return cursor.execute(_CODES).fetchall()


def held_versions(connection: Connection, number: int) -> Mapping[str, HeldVersion]:
    """What of HQ's publications a station holds, by stream; without those that HQ has let go of."""
    with connection.cursor(row_factory=class_row(HeldVersion)) as cursor:
        return {one.stream: one for one in cursor.execute(_HELD, (number,)).fetchall()}
