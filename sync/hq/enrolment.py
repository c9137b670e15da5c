"""Make stations of those who hold a one-time code, once each."""

from __future__ import annotations

import secrets
from hashlib import sha256

from sync.hq.intake import Pool, token_hash
from sync.hq.keys import HqKeys
from sync.protocol.enrolment import EnrolmentAnswer, EnrolmentRequest

_TOKEN_BYTES = 32


class Enrolment:
    """HQ's side of enrolment, over a pool of connections."""

    def __init__(self, pool: Pool, keys: HqKeys) -> None:
        self._pool = pool
        self._keys = keys

    async def enrol(self, request: EnrolmentRequest) -> EnrolmentAnswer | None:
        """The station's number and token; None for a code that is wrong, used, expired or for another booth.

        While a station has sent nothing, its code may be used again by itself: an answer that was
        lost on the way does not cost a new code.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        async with self._pool.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                "SELECT used_by FROM enrolment_code WHERE code_hash = %s AND expires_at > now()"
                " AND upper(port) = upper(%s) AND upper(booth) = upper(%s) FOR UPDATE",
                (secret_hash(request.secret), request.port, request.booth),
            )
            found = await cursor.fetchone()
            if found is None:
                return None
            said = {
                "station_id": request.station_id,
                "country": request.country,
                "port": request.port,
                "booth": request.booth,
                "key": request.station_key,
                "token": token_hash(token),
                "number": found[0],
            }
            cursor = await connection.execute(_NEW if found[0] is None else _AGAIN, said)
            row = await cursor.fetchone()
            if row is None:
                return None
            await connection.execute(
                "UPDATE enrolment_code SET used_by = %s WHERE code_hash = %s",
                (row[0], secret_hash(request.secret)),
            )
        return EnrolmentAnswer(row[0], token, self._keys.receipt_public, self._keys.seal_public)


def secret_hash(secret: bytes) -> bytes:
    """What HQ keeps of a code: 80 random bits need no slow hash."""
    return sha256(secret).digest()


_NEW = """
INSERT INTO station (station_id, country, port, booth, public_key, token_hash)
VALUES (%(station_id)s, %(country)s, %(port)s, %(booth)s, %(key)s, %(token)s)
ON CONFLICT DO NOTHING RETURNING number
"""
_AGAIN = """
UPDATE station SET public_key = %(key)s, token_hash = %(token)s
WHERE number = %(number)s AND station_id = %(station_id)s AND revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.station = station.number)
RETURNING number
"""
