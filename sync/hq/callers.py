"""Who calls: the station whose token and whose client certificate the call brings, or nobody.

Two proofs, always both: the bearer token of enrolment, and a certificate of HQ's own authority, shown in the
TLS handshake (`sync.hq.peers`), that belongs to the same station and is neither expired, revoked nor
replaced. TLS has proved that the caller holds the certificate's key.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509
from psycopg.rows import class_row
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.failure import FailureCode
from sync.hq.intake import Pool, token_hash
from sync.hq.peers import PEER
from sync.protocol import http as words

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
    counts: bool
    over: bool
    unused: bool


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
        serial = _serial(request.scope.get(PEER))
        found = await self._find(token, serial)
        if found is None or found.revoked:
            raise refused(FailureCode.HQ_REFUSED_STATION)
        if serial is not None:
            if found.owner != found.number or not found.counts:
                raise refused(FailureCode.HQ_REFUSED_STATION)
            if found.over:
                raise refused(FailureCode.CERTIFICATE_EXPIRED)
            if found.unused:
                await self._first_use(found.number, serial)
        return Caller(found.number, found.station_id, found.port, found.booth, bytes(found.public_key))

    async def _find(self, token: str, serial: bytes | None) -> _Found | None:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(_Found))
            await cursor.execute(_FIND, {"token": token_hash(token), "serial": serial})
            return await cursor.fetchone()

    async def _first_use(self, station: int, serial: bytes) -> None:
        """Count the station's earlier certificates no more: it has shown that it has this one."""
        async with self._pool.connection() as connection:
            await connection.execute(_FIRST_USE, {"station": station, "serial": serial})


def refused(code: FailureCode, status: int = 401) -> Refused:
    """The refusal with this failure code, in the body and, for HEAD, in a header."""
    return Refused(JSONResponse({"code": str(code)}, status_code=status, headers={words.FAILURE: str(code)}))


def serial_bytes(number: int) -> bytes:
    """A certificate's serial number as the ledger keeps it: big-endian, as short as it is."""
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def _serial(certificate: bytes | None) -> bytes | None:
    return (
        None if not certificate else serial_bytes(x509.load_der_x509_certificate(certificate).serial_number)
    )


_FIND = """
SELECT s.number, s.station_id, s.port, s.booth, s.public_key, s.revoked_at IS NOT NULL AS revoked,
    c.station AS owner, c.revoked_at IS NULL AND c.replaced_at IS NULL AS counts,
    c.not_after <= now() AS over, c.used_at IS NULL AS unused
FROM station s LEFT JOIN certificate c ON c.serial = %(serial)s WHERE s.token_hash = %(token)s
"""
_FIRST_USE = """
WITH used AS (
    UPDATE certificate SET used_at = now() WHERE serial = %(serial)s AND used_at IS NULL RETURNING made_at
)
UPDATE certificate SET replaced_at = now() FROM used
WHERE station = %(station)s AND serial <> %(serial)s AND certificate.made_at <= used.made_at
    AND replaced_at IS NULL
"""
