"""Keep the daily logs that were brought, and see which are missing between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from psycopg.rows import class_row

from app.domain.day import DayHead
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.protocol.day import MANIFEST, SIGNATURE
from sync.protocol.day_proof import ProvedLog

DIFFERS: Final = "day_differs"
"""Code of a queue item: records of a log are other in the ledger."""
TWICE: Final = "day_twice"
"""Code of a queue item: another log came under a number that HQ has."""

_NO_LOG: Final = bytes(32)
_INSERT: Final = """
INSERT INTO day_log (station, number, kind, day, closed_at, closed_by, crossings, records, digest, previous,
    manifest, signature, same, came, differing, missing, erased)
VALUES (%(station)s, %(number)s, %(kind)s, %(day)s, %(closed_at)s, %(closed_by)s, %(crossings)s, %(records)s,
    %(digest)s, %(previous)s, %(manifest)s, %(signature)s, %(same)s, %(came)s, %(differing)s, %(missing)s,
    %(erased)s)
ON CONFLICT (station, number) DO UPDATE SET last_at = now(), same = excluded.same, came = excluded.came,
    differing = excluded.differing, missing = excluded.missing, erased = excluded.erased
WHERE day_log.digest = excluded.digest
RETURNING first_at = last_at
"""
_LOGS: Final = """
SELECT l.station, s.port, s.booth, l.number, l.kind, l.day, l.closed_at, l.closed_by, l.crossings, l.records,
    l.same, l.came, l.differing, l.missing, l.erased, l.first_at, l.last_at, l.digest, l.previous
FROM day_log l JOIN station s ON s.number = l.station
WHERE l.station = coalesce(%(station)s, l.station) AND l.number = coalesce(%(number)s, l.number)
ORDER BY l.station, l.number
"""
_QUEUE: Final = """
INSERT INTO queue_item (kind, about, code, station, first_seq, last_seq)
VALUES ('day', %s, %s, %s, %s, %s) ON CONFLICT (kind, about) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the records of a log stand to the ledger: the same there before, come with the log, other there,
    not there, erased there. `differing` are (seq, record id, SHA-256 of the log's bytes)."""

    same: int
    came: int
    differing: Sequence[tuple[int, bytes, bytes]]
    missing: int
    erased: int


@dataclass(frozen=True, slots=True)
class DayLogRow:
    """A log as HQ keeps it; `same` to `erased` count its records as `Standing` does, when it came last."""

    station: int
    port: str
    booth: str
    number: int
    kind: str
    day: date
    closed_at: datetime
    closed_by: str
    crossings: int
    records: int
    same: int
    came: int
    differing: int
    missing: int
    erased: int
    first_at: datetime
    last_at: datetime
    digest: bytes
    previous: bytes


@dataclass(frozen=True, slots=True)
class LogGap:
    """Numbers of a station's logs that were not brought; or (`broken`) a log that does not follow the one
    before it."""

    station: int
    first: int
    last: int
    broken: bool


def keep_log(connection: Connection, log: ProvedLog, standing: Standing) -> bool:
    """Keep a proved log and how the ledger stands to it, in the caller's transaction; whether it is new.

    What differs goes to the queue, once. Raises HqError(DAY_REFUSED) where HQ has another log of this number.
    """
    head = log.manifest.head
    row = connection.execute(
        _INSERT,
        {
            "station": head.station_number, "number": head.number, "kind": head.kind.value, "day": head.day,
            "closed_at": head.closed_at, "closed_by": head.closed_by,
            "crossings": log.manifest.counts.crossings, "records": log.manifest.records, "digest": log.digest,
            "previous": head.previous, "manifest": log.data, "signature": log.signature,
            "same": standing.same, "came": standing.came, "differing": len(standing.differing),
            "missing": standing.missing, "erased": standing.erased,
        },
    ).fetchone()  # fmt: skip
    if row is None:
        raise _another(head)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO day_log_difference (station, number, seq, record_id, digest)"
            " VALUES (%s, %s, %s, %s::uuid, %s) ON CONFLICT DO NOTHING",
            [
                (head.station_number, head.number, seq, record.hex(), digest)
                for seq, record, digest in standing.differing
            ],
        )
    if standing.differing:
        seqs = [seq for seq, _, _ in standing.differing]
        about = f"{head.station_number}/{head.number}"
        connection.execute(_QUEUE, (about, DIFFERS, head.station_number, min(seqs), max(seqs)))
    return bool(row[0])


def require_only(connection: Connection, log: ProvedLog) -> None:
    """Raise HqError(DAY_REFUSED) where HQ has another log of this number."""
    head = log.manifest.head
    row = connection.execute(
        "SELECT digest FROM day_log WHERE station = %s AND number = %s", (head.station_number, head.number)
    ).fetchone()
    if row is not None and bytes(row[0]) != log.digest:
        raise _another(head)


def _another(head: DayHead) -> HqError:
    reason = f"station {head.station_number} signed another log under number {head.number}"
    remedy = "Ask the station's people: see the queue, matapa-hq queue list --kind day"
    return HqError(HqCode.DAY_REFUSED, reason=reason, remedy=remedy)


def ask_about_twice(connection: Connection, log: ProvedLog) -> None:
    """Put into the queue that another log came under a number that HQ has."""
    head = log.manifest.head
    about = f"{head.station_number}/{head.number}/{log.digest.hex()[:16]}"
    connection.execute(_QUEUE, (about, TWICE, head.station_number, head.after_seq + 1, head.up_to_seq))


def logs_of(connection: Connection, station: int | None = None, number: int | None = None) -> list[DayLogRow]:
    """Every log that was brought, by station and number."""
    with connection.cursor(row_factory=class_row(DayLogRow)) as cursor:
        return cursor.execute(_LOGS, {"station": station, "number": number}).fetchall()


def differences(connection: Connection, station: int, number: int) -> list[tuple[int, str]]:
    """Seq and record id of what a log has otherwise than the ledger."""
    rows = connection.execute(
        "SELECT seq, record_id FROM day_log_difference WHERE station = %s AND number = %s ORDER BY seq",
        (station, number),
    ).fetchall()
    return [(int(seq), str(record)) for seq, record in rows]


def signed(connection: Connection, station: int, number: int) -> dict[str, bytes]:
    """What the station signed and its signature, by the names that they have in a log."""
    row = connection.execute(
        "SELECT manifest, signature FROM day_log WHERE station = %s AND number = %s", (station, number)
    ).fetchone()
    return {} if row is None else {MANIFEST: bytes(row[0]), SIGNATURE: bytes(row[1])}


def station_key(connection: Connection, station: int) -> bytes:
    """The raw Ed25519 key by which this station signs its logs, also of one that was revoked.

    Raises HqError(STATION_UNKNOWN).
    """
    row = connection.execute("SELECT public_key FROM station WHERE number = %s", (station,)).fetchone()
    if row is None:
        raise HqError(HqCode.STATION_UNKNOWN, number=str(station))
    return bytes(row[0])


def gaps(logs: Sequence[DayLogRow]) -> list[LogGap]:
    """What is missing or broken between these logs, which are in order of station and number."""
    found: list[LogGap] = []
    station, last, digest = 0, 0, _NO_LOG
    for one in logs:
        if one.station != station:
            station, last, digest = one.station, 0, _NO_LOG
        if one.number > last + 1:
            found.append(LogGap(station, last + 1, one.number - 1, broken=False))
        elif bytes(one.previous) != digest:
            found.append(LogGap(station, one.number, one.number, broken=True))
        last, digest = one.number, bytes(one.digest)
    return found
