"""Who calls: the station whose token and whose client certificate the call brings, or nobody.

Two proofs, always both: the bearer token of enrolment, and a certificate of HQ's own authority, shown in the
TLS handshake (`sync.hq.peers`), that belongs to the same station and is neither expired, revoked nor
replaced. TLS has proved that the caller holds the certificate's key.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from psycopg.rows import class_row
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.failure import FailureCode
from sync.hq.authority import named, serial_bytes
from sync.hq.intake import Pool, token_hash
from sync.hq.peers import PEER
from sync.identity import station_name
from sync.protocol import http as words

_log = logging.getLogger("sync.hq.callers")
_BEARER = "Bearer "
_LONGEST_TOKEN = 512


class Refused(Exception):
    """The call ends here with this answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Caller:
    """The station that calls; `public_key` is its raw Ed25519 key, `port` its UN/LOCODE."""

    number: int
    station_id: str
    port: str
    booth: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class _Found:
    """What the ledger says of a token and a certificate together."""

    number: int
    station_id: str
    port: str
    booth: str
    public_key: bytes
    revoked: bool
    owner: int | None
    moment: datetime
    counts: bool
    over: bool
    unused: bool

    @property
    def caller(self) -> Caller:
        return Caller(self.number, self.station_id, self.port, self.booth, bytes(self.public_key))


class Callers:
    """Tells callers apart, over a pool of connections. Asked anew at each call: revoking works at once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def caller(self, request: Request) -> Caller:
        """The station that calls; raises Refused (401) for anybody else, with the code in the answer.

        CERTIFICATE_EXPIRED for a station whose token is right and whose certificate is missing or over:
        it has to enrol again. HQ_REFUSED_STATION for an unknown token, a revoked station, a
        certificate that is revoked, replaced, unknown or another station's.
        """
        authorization = request.headers.get(words.AUTHORIZATION, "")
        token = authorization.removeprefix(_BEARER)
        if token == authorization or len(token) > _LONGEST_TOKEN:
            raise refused(FailureCode.HQ_REFUSED_STATION)
        shown = _shown(request.scope.get(PEER))
        serial = None if shown is None else serial_bytes(shown.serial_number)
        found = await self._find(token, serial)
        if found is None or found.revoked:
            raise refused(FailureCode.HQ_REFUSED_STATION)
        if shown is None or serial is None:
            raise refused(FailureCode.CERTIFICATE_EXPIRED)
        if found.owner is None:
            await self._adopt(found, shown, token)
        elif not found.counts:
            raise refused(FailureCode.HQ_REFUSED_STATION)
        elif found.over:
            raise refused(FailureCode.CERTIFICATE_EXPIRED)
        elif found.unused:
            await self._first_use(found.number, serial)
        return found.caller

    async def _find(self, token: str, serial: bytes | None) -> _Found | None:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(_Found))
            await cursor.execute(_FIND, {"token": token_hash(token), "serial": serial})
            return await cursor.fetchone()

    async def _adopt(self, found: _Found, shown: x509.Certificate, token: str) -> None:
        """Enter a certificate that HQ made and has forgotten, as one that went back to a backup has.

        It counts for a station whose token HQ knows and whom it names; raises Refused for others.
        """
        if named(shown) != [station_name(found.number, found.port)]:
            raise refused(FailureCode.HQ_REFUSED_STATION)
        if shown.not_valid_after_utc <= found.moment:
            raise refused(FailureCode.CERTIFICATE_EXPIRED)
        _log.warning("adopted a certificate that the ledger lacks station=%d", found.number)
        async with self._pool.connection() as connection:
            await connection.execute(
                _ADOPT,
                (
                    serial_bytes(shown.serial_number), found.number, token_hash(token),
                    shown.not_valid_after_utc, shown.public_bytes(Encoding.DER),
                ),
            )  # fmt: skip

    async def _first_use(self, station: int, serial: bytes) -> None:
        """Count the station's earlier certificates no more: it has shown that it has this one."""
        async with self._pool.connection() as connection:
            await connection.execute(_FIRST_USE, {"station": station, "serial": serial})


def refused(code: FailureCode, status: int = 401) -> Refused:
    """The refusal with this failure code, in the body and, for HEAD, in a header."""
    return Refused(JSONResponse({"code": str(code)}, status_code=status, headers={words.FAILURE: str(code)}))


def _shown(certificate: bytes | None) -> x509.Certificate | None:
    return x509.load_der_x509_certificate(certificate) if certificate else None


_FIND = """
WITH who AS (
    SELECT station AS number FROM certificate WHERE token_hash = %(token)s
    UNION SELECT number FROM station WHERE token_hash = %(token)s LIMIT 1
)
SELECT s.number, s.station_id, s.port, s.booth, s.public_key, s.revoked_at IS NOT NULL AS revoked,
    c.station AS owner, now() AS moment, c.used_at IS NULL AS unused, c.not_after <= now() AS over,
    c.revoked_at IS NULL AND c.replaced_at IS NULL AND c.station = s.number
        AND c.token_hash = %(token)s AS counts
FROM who JOIN station s USING (number) LEFT JOIN certificate c ON c.serial = %(serial)s
"""
_ADOPT = """
INSERT INTO certificate (serial, station, token_hash, made_at, used_at, not_after, der)
VALUES (%s, %s, %s, now(), now(), %s, %s) ON CONFLICT DO NOTHING
"""
_FIRST_USE = """
WITH used AS (
    UPDATE certificate SET used_at = now() WHERE serial = %(serial)s AND used_at IS NULL RETURNING made_at
)
UPDATE certificate SET replaced_at = now() FROM used
WHERE station = %(station)s AND serial <> %(serial)s AND certificate.made_at <= used.made_at
    AND replaced_at IS NULL
"""
