"""Keep the list of stations: one-time codes for new ones, what each has sent, and revoking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from sync.hq.database import Connection
from sync.hq.enrolment import secret_hash
from sync.hq.failure import HqCode, HqError
from sync.protocol.code import FINGERPRINT_SIZE, SECRET_SIZE, OneTimeCode


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as HQ knows it. `missing` counts seqs below the highest that have not come."""

    number: int
    station_id: str
    country: str
    port: str
    booth: str
    enrolled_at: datetime
    revoked_at: datetime | None
    up_to_seq: int
    highest_seq: int
    batches: int
    last_received_at: datetime | None


def make_code(
    connection: Connection, ca_fingerprint: bytes, port: str, booth: str, hours: float
) -> OneTimeCode:
    """A new one-time code for this booth, good for `hours`; only its hash is kept."""
    secret = secrets.token_bytes(SECRET_SIZE)
    connection.execute(
        "INSERT INTO enrolment_code (code_hash, port, booth, expires_at)"
        " VALUES (%s, %s, %s, now() + %s * interval '1 hour')",
        (secret_hash(secret), port, booth, hours),
    )
    return OneTimeCode(secret, ca_fingerprint[:FINGERPRINT_SIZE])


def list_stations(connection: Connection) -> list[StationRow]:
    """Every station that was ever enrolled, by number."""
    with connection.cursor(row_factory=class_row(StationRow)) as cursor:
        return cursor.execute(
            "SELECT number, station_id, country, port, booth, enrolled_at, revoked_at, up_to_seq,"
            " coalesce(sent.highest, 0) AS highest_seq, coalesce(sent.batches, 0) AS batches,"
            " sent.last_received_at FROM station LEFT JOIN (SELECT station, count(*) AS batches,"
            " max(first_seq + count - 1) AS highest, max(received_at) AS last_received_at"
            " FROM batch GROUP BY station) sent ON sent.station = number ORDER BY number"
        ).fetchall()


def revoke(connection: Connection, number: int) -> None:
    """Take no more from this station; what it sent stays. Raises HqError(STATION_UNKNOWN)."""
    cursor = connection.execute(
        "UPDATE station SET revoked_at = coalesce(revoked_at, now()) WHERE number = %s", (number,)
    )
    if not cursor.rowcount:
        raise HqError(HqCode.STATION_UNKNOWN, number=str(number))
