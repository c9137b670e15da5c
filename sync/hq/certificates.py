"""Keep the client certificates of stations: issue, renew, count, list, revoke.

Rows are never deleted. A certificate counts until it is over, revoked, or replaced by the station's first
call with a later one: a renewal whose answer was lost costs nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from psycopg.rows import class_row

from app.domain.failure import FailureCode, WorldError
from sync.hq.authority import Root, issue_client, serial_bytes
from sync.hq.database import Connection, now
from sync.protocol.enrolment import LARGEST_CERTIFICATE

_log = logging.getLogger("sync.hq.certificates")
_MOST_UNUSED = 5
"""Certificates that a station may have been given in the last hour without calling with one of them."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as HQ lists it; `state` is in force, unused, replaced, revoked or over."""

    serial: str
    station: int
    station_id: str
    port: str
    booth: str
    made_at: datetime
    not_after: datetime
    days_left: int
    state: str


def wanted_key(request: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a certificate request (PKCS 10, DER) that is signed with it; nothing else of it counts.

    Raises WorldError(FIELD_INVALID).
    """
    try:
        if len(request) > LARGEST_CERTIFICATE:
            raise ValueError("too large")
        asked = x509.load_der_x509_csr(request)
        key = asked.public_key()
        fits = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
        if not fits or not asked.is_signature_valid:
            raise ValueError("not the request of a station")
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise WorldError(FailureCode.FIELD_INVALID, "certificate.request", field="request") from error
    return key  # type: ignore[return-value]


def issue(connection: Connection, root: Root, number: int, request: bytes, token: bytes) -> x509.Certificate:
    """A certificate for station `number`, entered in the caller's transaction with its token's hash.

    Raises WorldError(FIELD_INVALID) for a request that no station makes.
    """
    key, moment = wanted_key(request), now(connection)
    row = connection.execute("SELECT port FROM station WHERE number = %s", (number,)).fetchone()
    if row is None:
        raise RuntimeError("stations are never deleted")
    made = issue_client(root, number, row[0], key, moment)
    connection.execute(
        "INSERT INTO certificate (serial, station, token_hash, made_at, not_after, der)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            serial_bytes(made.serial_number), number, token, moment, made.not_valid_after_utc,
            made.public_bytes(Encoding.DER),
        ),
    )  # fmt: skip
    return made


def renew(connection: Connection, root: Root, number: int, request: bytes) -> bytes:
    """The next certificate (PEM) of a station that has one in force; the same one for the same key.

    For the link, where the station has shown that certificate, and for the stick, where its word is
    signed with its key. Raises WorldError(HQ_REFUSED_STATION) for a revoked station,
    CERTIFICATE_EXPIRED for one whose certificate is over, FIELD_INVALID for a request that no
    station makes, HQ_BUSY for one that asks again and again.
    """
    key = wanted_key(request)
    with connection.transaction():
        station = connection.execute(
            "SELECT revoked_at IS NOT NULL FROM station WHERE number = %s FOR UPDATE", (number,)
        ).fetchone()
        if station is None or station[0]:
            raise WorldError(FailureCode.HQ_REFUSED_STATION, "certificate", station=str(number))
        rows = connection.execute(_IN_FORCE, (number,)).fetchall()
        if not rows:
            raise WorldError(FailureCode.CERTIFICATE_EXPIRED, "certificate", station=str(number))
        for _, _, _, der in rows:
            made = x509.load_der_x509_certificate(der)
            if made.public_key() == key:
                return made.public_bytes(Encoding.PEM)
        if sum(unused and recent for _, unused, recent, _ in rows) >= _MOST_UNUSED:
            raise WorldError(FailureCode.HQ_BUSY, "certificate", station=str(number))
        made = issue(connection, root, number, request, rows[0][0])
    _log.info("renewed station=%d", number)
    return made.public_bytes(Encoding.PEM)


def revoke_certificates(connection: Connection, number: int) -> int:
    """Let no certificate of the station count any more, in the caller's transaction; how many did."""
    cursor = connection.execute(
        "UPDATE certificate SET revoked_at = now() WHERE station = %s AND revoked_at IS NULL", (number,)
    )
    return cursor.rowcount


def list_certificates(connection: Connection, within_days: int | None = None) -> list[CertificateRow]:
    """Every certificate, the next to end first; `within_days` asks for those in force that end by then."""
    with connection.cursor(row_factory=class_row(CertificateRow)) as cursor:
        rows = cursor.execute(_LIST).fetchall()
    if within_days is None:
        return rows
    return [row for row in rows if row.state in ("in force", "unused") and row.days_left <= within_days]


COUNTS = """EXISTS (
    SELECT FROM certificate c WHERE c.station = station.number AND c.revoked_at IS NULL
        AND c.replaced_at IS NULL AND c.not_after > now()
)"""
"""SQL: whether a row of `station` has a certificate that counts; without one nothing of it is taken in."""
_IN_FORCE = """
SELECT token_hash, used_at IS NULL, made_at > now() - interval '1 hour', der FROM certificate
WHERE station = %s AND revoked_at IS NULL AND replaced_at IS NULL AND not_after > now()
ORDER BY used_at DESC NULLS LAST, made_at DESC
"""
_LIST = """
SELECT encode(c.serial, 'hex') AS serial, c.station, s.station_id, s.port, s.booth, c.made_at, c.not_after,
    greatest(0, extract(day FROM c.not_after - now()))::integer AS days_left,
    CASE WHEN c.revoked_at IS NOT NULL OR s.revoked_at IS NOT NULL THEN 'revoked'
        WHEN c.replaced_at IS NOT NULL THEN 'replaced' WHEN c.not_after <= now() THEN 'over'
        WHEN c.used_at IS NULL THEN 'unused' ELSE 'in force' END AS state
FROM certificate c JOIN station s ON s.number = c.station ORDER BY c.not_after, c.station
"""
