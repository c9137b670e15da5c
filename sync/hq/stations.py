"""Keep the list of stations: one-time codes for new ones, what each has sent, and revoking."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from sync.hq.certificates import revoke_certificates
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.protocol.code import FINGERPRINT_SIZE, SECRET_SIZE, OneTimeCode
from sync.protocol.enrolment import code_public

_PORT: Final = re.compile(r"[A-Za-z]{2}[A-Za-z2-9]{3}")
_BOOTH: Final = re.compile(r"[A-Za-z0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station as HQ knows it: HQ has every seq up to `up_to_seq`, and none above `highest_seq`."""

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


def require_place(port: str, booth: str) -> None:
    """Raises HqError(FIELD_WRONG) for what no station can be called: its code would be good nowhere."""
    for field, value, form, remedy in (
        ("--port", port, _PORT, "Give a port by its UN/LOCODE, such as UTAVR."),
        ("--booth", booth, _BOOTH, "Give 1 to 12 letters and digits, as the station itself, such as A1."),
    ):
        if not form.fullmatch(value):
            raise HqError(HqCode.FIELD_WRONG, field=field, value=value or "empty", remedy=remedy)


def make_code(
    connection: Connection,
    ca_fingerprint: bytes,
    port: str,
    booth: str,
    hours: float,
    station: int | None = None,
) -> OneTimeCode:
    """A new one-time code for this booth, good for `hours`; only its public key is kept.

    One made for a `station` is for that one alone, and takes it back even if it was revoked. Raises
    HqError(STATION_UNKNOWN) when no station has that number, HqError(FIELD_WRONG) when another booth's has.
    """
    secret = secrets.token_bytes(SECRET_SIZE)
    cursor = connection.execute(
        "INSERT INTO enrolment_code (code_key, port, booth, expires_at, station)"
        " SELECT %(key)s, %(port)s, %(booth)s, now() + %(hours)s * interval '1 hour', %(station)s"
        " WHERE %(station)s::integer IS NULL OR EXISTS (SELECT 1 FROM station WHERE number = %(station)s"
        " AND upper(port) = upper(%(port)s) AND upper(booth) = upper(%(booth)s))",
        {"key": code_public(secret), "port": port, "booth": booth, "hours": hours, "station": station},
    )
    if not cursor.rowcount:
        raise _elsewhere(connection, station)
    return OneTimeCode(secret, ca_fingerprint[:FINGERPRINT_SIZE])


def _elsewhere(connection: Connection, station: int | None) -> HqError:
    found = connection.execute("SELECT port, booth FROM station WHERE number = %s", (station,)).fetchone()
    if found is None:
        return HqError(HqCode.STATION_UNKNOWN, number=str(station))
    place = f"{station} is at {found[0]} booth {found[1]}"
    remedy = f"Say --port {found[0]} --booth {found[1]}, or leave --station out for a new machine."
    return HqError(HqCode.FIELD_WRONG, field="--station", value=place, remedy=remedy)


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
    """Take no more from this station, on any road: neither its token, its certificates, nor the codes that
    it used. What it sent stays. Raises HqError(STATION_UNKNOWN)."""
    with connection.transaction():
        cursor = connection.execute(
            "UPDATE station SET revoked_at = coalesce(revoked_at, now()) WHERE number = %s", (number,)
        )
        if not cursor.rowcount:
            raise HqError(HqCode.STATION_UNKNOWN, number=str(number))
        revoke_certificates(connection, number)
        connection.execute(
            "UPDATE enrolment_code SET expires_at = least(expires_at, now())"
            " WHERE used_by = %(number)s OR station = %(number)s",
            {"number": number},
        )
        connection.execute("DELETE FROM enrolment_answer WHERE station = %s", (number,))
