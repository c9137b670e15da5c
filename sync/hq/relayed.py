"""Calls that a port's relay makes for another station of its port: `?of=NUMBER` on the usual paths.

The relay proves itself as any station does. It vouches for the road alone: what a batch says is under the
other station's signature, and what HQ publishes for that station is sealed to its key. So the worst that a
stolen relay can do until it is revoked is to hold things back, to learn how many rows the booths of its
own port have sent, and to bring batches that those booths did make.
"""

from __future__ import annotations

import logging
import re

from psycopg.rows import class_row
from starlette.requests import Request

from app.domain.failure import FailureCode
from sync.hq.callers import Caller, Callers, refused
from sync.hq.certificates import COUNTS
from sync.hq.intake import Pool
from sync.protocol import http as words

_log = logging.getLogger("sync.hq.relayed")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_FIND = f"""
SELECT number, station_id, port, booth, public_key FROM station
WHERE number = %s AND port = %s AND revoked_at IS NULL AND {COUNTS}
"""
_IS_OVER = f"""
SELECT FROM station WHERE number = %s AND port = %s AND revoked_at IS NULL AND NOT {COUNTS}
"""


class RelayedCallers(Callers):
    """Tells for whom a call is: for the caller itself, or for a station of its port that it relays."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self._stations = pool

    async def caller(self, request: Request) -> Caller:
        """The station for which the call is; raises Refused as `Callers.caller`, and with 403 for another
        one: HQ_REFUSED_STATION if it is unknown, revoked or at another port, CERTIFICATE_EXPIRED if it
        has to enrol again."""
        caller = await super().caller(request)
        of = request.query_params.getlist(words.OF)
        if not of:
            return caller
        if len(of) > 1 or not _NUMBER.fullmatch(of[0]):
            raise refused(FailureCode.HQ_REFUSED_STATION, 403)
        return caller if int(of[0]) == caller.number else await self._beside(int(of[0]), caller)

    async def _beside(self, number: int, relay: Caller) -> Caller:
        asked = (number, relay.port)
        async with self._stations.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Caller))
            await cursor.execute(_FIND.encode(), asked)
            found = await cursor.fetchone()
            if found is not None:
                return found
            over = (await connection.execute(_IS_OVER.encode(), asked)).rowcount
        _log.warning("refused relay=%d of=%d", relay.number, number)
        raise refused(FailureCode.CERTIFICATE_EXPIRED if over else FailureCode.HQ_REFUSED_STATION, 403)
