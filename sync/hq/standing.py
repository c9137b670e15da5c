"""Say how HQ stands with a station's rows: by link (`GET /v1/standing`) and for the stick."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sync.hq.callers import Callers, Refused
from sync.hq.database import Connection
from sync.hq.intake import Pool
from sync.hq.keys import HqKeys
from sync.hq.spans import MOST_GAPS, progress
from sync.hq.told import note_told
from sync.protocol import http as words
from sync.protocol.bounds import MOST_RECORDS
from sync.protocol.standing import write_standing

# Batches that overlap what is settled anyway are needed too: a batch has no more rows than %(most)s.
_SPANS = """
SELECT date_trunc('milliseconds', clock_timestamp()), up_to_seq,
    coalesce(array_agg(first_seq) FILTER (WHERE first_seq IS NOT NULL), '{}'),
    coalesce(array_agg(first_seq + count - 1) FILTER (WHERE first_seq IS NOT NULL), '{}')
FROM station LEFT JOIN batch ON station = number AND state <> 'received' AND first_seq > up_to_seq - %(most)s
WHERE number = %(station)s GROUP BY number
"""
_COMPARED = """
INSERT INTO station_heard (station, compared_at) VALUES (%s, now())
ON CONFLICT (station) DO UPDATE SET compared_at = excluded.compared_at
"""


class StandingRoutes:
    """Answers the question of a station how far HQ has its rows."""

    def __init__(self, callers: Callers, pool: Pool, keys: HqKeys) -> None:
        self._callers = callers
        self._pool = pool
        self._keys = keys

    async def answer(self, request: Request) -> Response:
        """HQ's signed word about the station that calls."""
        try:
            caller = await self._callers.caller(request)
        except Refused as refused:
            return refused.answer
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_SPANS, {"station": caller.number, "most": MOST_RECORDS})
            row = await cursor.fetchone()
            await connection.execute(_COMPARED, (caller.number,))
            await note_told(connection, caller.number, request)
        word = _word(caller.number, row, self._keys)
        return Response(word, media_type=words.CBOR)


def standing_word(connection: Connection, keys: HqKeys, station: int) -> bytes:
    """The same word for a stick (`standing.mrec`)."""
    row = connection.execute(_SPANS, {"station": station, "most": MOST_RECORDS}).fetchone()
    return _word(station, row, keys)


def _word(station: int, row: tuple[Any, ...] | None, keys: HqKeys) -> bytes:
    if row is None:
        raise RuntimeError("a station that was just there is gone: stations are never deleted")
    at: datetime
    at, before, firsts, lasts = row
    up_to, gaps = progress(before, zip(firsts, lasts, strict=True))
    # Of more holes than a word names, all beyond the last one counts as missing: that costs bytes only.
    highest = gaps[-1][1] if len(gaps) == MOST_GAPS else max([up_to, *lasts])
    return write_standing(station, gaps, highest, at, keys.receipt)
