"""Make stations of those who hold a one-time code, once each; on the link and by stick.

A station that HQ knows keeps its number if it shows the same signing key: its seqs and the chain of its
batches go on, and batches that it froze before still count, since HQ finds them under the same key. A new
key gets a new number, because with another store behind it the seqs begin anew. So a stolen code makes,
at worst, one more station in the list, and never takes over one that there is.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.failure import FailureCode, WorldError
from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.authority import Root, named
from sync.hq.certificates import issue, wanted_key
from sync.hq.database import Connection
from sync.hq.intake import token_hash
from sync.hq.keys import HqKeys
from sync.identity import station_name
from sync.protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, read_request
from sync.protocol.enrolment_sealed import seal_answer

SKIPPED = 1000
"""Numbers of stations that an HQ leaves out when it was restored."""

_TOKEN_BYTES = 32
_BY_CODE = Reader("matapa-hq", "enrolment")


@dataclass(frozen=True, slots=True)
class _Code:
    """A code that is good for this booth: who has used it, and for which station alone it is, if any."""

    used_by: int | None
    station: int | None


def enrol(connection: Connection, keys: HqKeys, root: Root, request: bytes) -> EnrolmentAnswer:
    """Answer an enrolment that came over the link, in one transaction with its audit line.

    Raises WorldError(ENROLMENT_CODE_WRONG) for a code that is wrong, used, over or for another booth, for a
    request made for the stick, and for senseless bytes; HQ_REFUSED_STATION for a revoked station.
    """
    asked = read_request(request)
    if asked.by_stick:
        raise _wrong("road")
    with connection.transaction():
        return _enrol(connection, keys, root, asked)


def answer_by_stick(connection: Connection, keys: HqKeys, root: Root, request: bytes) -> bytes:
    """Answer an enrolment that came by stick: sealed to the station and signed by HQ's authority.

    The same request gets the same answer again. Raises as `enrol` does.
    """
    asked, name = read_request(request), sha256(request).digest()
    if not asked.by_stick:
        raise _wrong("road")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name.hex(),))
        row = connection.execute("SELECT answer FROM enrolment_answer WHERE request = %s", (name,)).fetchone()
        if row is not None:
            return bytes(row[0])
        made = _enrol(connection, keys, root, asked)
        try:
            answer = seal_answer(made, request, asked.station_key, root.certificate, root.key)
        except ValueError as error:
            raise _wrong("station_key") from error
        connection.execute(
            "INSERT INTO enrolment_answer (request, station, answer) VALUES (%s, %s, %s)",
            (name, made.station_number, answer),
        )
    return answer


def skip_numbers(connection: Connection) -> None:
    """Give new stations numbers far above those that a lost copy of this HQ may have given, in the caller's
    transaction: for an HQ that was restored. Stations that it has forgotten get theirs back (`earlier`)."""
    connection.execute(
        "SELECT setval('station_number_seq', greatest(last_value, (SELECT max(number) FROM station)) + %s)"
        " FROM station_number_seq",
        (SKIPPED,),
    )


def void_codes(connection: Connection) -> None:
    """Let no one-time code that was made count any more, in the caller's transaction: an HQ that was restored
    has forgotten which of them were used."""
    connection.execute("UPDATE enrolment_code SET expires_at = least(expires_at, now())")


def _enrol(connection: Connection, keys: HqKeys, root: Root, asked: EnrolmentRequest) -> EnrolmentAnswer:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    code = _find_code(connection, asked)
    number, again = _number(connection, root, asked, code, token_hash(token))
    try:
        certificate = issue(connection, root, number, asked.certificate_request, token_hash(token))
    except WorldError as error:
        raise _wrong("certificate_request") from error
    connection.execute("UPDATE enrolment_code SET used_by = %s WHERE code_key = %s", (number, asked.code))
    said = {"number": number, "port": asked.port, "booth": asked.booth, "again": again}
    audit.note(connection, _BY_CODE, "enrolled", {**said, "by_stick": asked.by_stick})
    der, newest = certificate.public_bytes(Encoding.DER), keys.again()
    return EnrolmentAnswer(
        number, token, newest.receipt_public, newest.seal_public, der, newest.recovery_public
    )


def _find_code(connection: Connection, asked: EnrolmentRequest) -> _Code:
    row = connection.execute(
        "SELECT used_by, station FROM enrolment_code WHERE code_key = %s AND expires_at > now()"
        " AND upper(port) = upper(%s) AND upper(booth) = upper(%s) FOR UPDATE",
        (asked.code, asked.port, asked.booth),
    ).fetchone()
    if row is None:
        raise _wrong("code")
    return _Code(*row)


def _number(
    connection: Connection, root: Root, asked: EnrolmentRequest, code: _Code, token: bytes
) -> tuple[int, bool]:
    """The station's number, and whether HQ knew its key before."""
    known = connection.execute(
        _KNOWN, (asked.port, asked.booth, asked.station_id, asked.station_key)
    ).fetchone()
    if known is not None:
        number, revoked, same_place = known
        if not same_place or any(other not in (None, number) for other in (code.used_by, code.station)):
            raise _wrong("station")
        if revoked and code.station is None:
            raise WorldError(FailureCode.HQ_REFUSED_STATION, "enrolment", station=str(number))
        connection.execute("UPDATE station SET revoked_at = NULL WHERE number = %s", (number,))
        return number, True
    said = {
        "station_id": asked.station_id,
        "country": asked.country,
        "port": asked.port,
        "booth": asked.booth,
        "key": asked.station_key,
        "token": token,
        "number": code.used_by or code.station,
    }
    if said["number"] is not None:
        row = connection.execute(_OTHER_KEY, said).fetchone()
    else:
        forgotten = _forgotten(root, asked)
        back = {**said, "number": forgotten}
        row = None if forgotten is None else connection.execute(_BACK, back).fetchone()
        if row is None:
            row = connection.execute(_NEW, said).fetchone()
    if row is None:
        raise _wrong("used")
    return int(row[0]), False


def _forgotten(root: Root, asked: EnrolmentRequest) -> int | None:
    """The number in a certificate that HQ once made for the very key that asks: it went back to an older
    copy of itself if it does not know that number."""
    try:
        made = x509.load_der_x509_certificate(asked.earlier)
        made.verify_directly_issued_by(root.certificate)
        ours = made.public_key() == wanted_key(asked.certificate_request)
        (name,) = named(made)
    except (ValueError, TypeError, InvalidSignature, WorldError):
        return None
    found = _NAMED.fullmatch(name)
    number = int(found[1]) if found and ours else 0
    return number if name == station_name(number, asked.port) else None


def _wrong(why: str) -> WorldError:
    return WorldError(FailureCode.ENROLMENT_CODE_WRONG, f"enrolment.{why}")


_KNOWN = """
SELECT number, revoked_at IS NOT NULL,
    upper(port) = upper(%s) AND upper(booth) = upper(%s) AND station_id = %s
FROM station WHERE public_key = %s FOR UPDATE
"""
_NAMED = re.compile(r"urn:matapa:station:([1-9][0-9]{0,8}):.*")
# The number that it had before this HQ was restored, so that what it froze under it still counts.
_BACK = """
WITH back AS (
    INSERT INTO station (number, station_id, country, port, booth, public_key, token_hash)
    OVERRIDING SYSTEM VALUE
    VALUES (%(number)s, %(station_id)s, %(country)s, %(port)s, %(booth)s, %(key)s, %(token)s)
    ON CONFLICT DO NOTHING RETURNING number
)
SELECT number, setval('station_number_seq', greatest(number, (SELECT last_value FROM station_number_seq)))
FROM back
"""
_NEW = """
INSERT INTO station (station_id, country, port, booth, public_key, token_hash)
VALUES (%(station_id)s, %(country)s, %(port)s, %(booth)s, %(key)s, %(token)s)
ON CONFLICT DO NOTHING RETURNING number
"""
# An answer was lost and the station made new keys, or it was installed anew before it sent anything.
_OTHER_KEY = """
WITH changed AS (
    UPDATE station SET public_key = %(key)s, token_hash = %(token)s
    WHERE number = %(number)s AND station_id = %(station_id)s AND revoked_at IS NULL
        AND upper(port) = upper(%(port)s) AND upper(booth) = upper(%(booth)s)
        AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.station = station.number)
        AND NOT EXISTS (
            SELECT 1 FROM certificate c WHERE c.station = station.number AND c.used_at IS NOT NULL)
    RETURNING number
), replaced AS (
    UPDATE certificate SET replaced_at = now() FROM changed WHERE station = number AND replaced_at IS NULL
)
SELECT number FROM changed
"""
