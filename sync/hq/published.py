"""The road down: the index of what HQ publishes, and each publication by byte ranges (docs/protocol.md)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sync.hq.callers import Caller, Callers, Refused
from sync.hq.database import connect
from sync.hq.home import HqHome
from sync.hq.intake import Pool
from sync.hq.keyring import load_ring, ring_digest
from sync.hq.publishing import Press, file_of
from sync.protocol import http as words
from sync.protocol.index import MOST_ROWS, Listed, write_index
from sync.protocol.publication import KEYS, LATE, STREAM

_HELD = re.compile(r"([a-z]{1,16}/[A-Za-z0-9_-]{1,64}):([0-9]{1,15})")
_MOST_HELD = 1000
_FOR_SOME = (KEYS, LATE)
_AFTER = """
SELECT stream, sequence, base, besides, file_size, digest FROM publication
JOIN unnest(%(streams)s::text[], %(sequences)s::bigint[]) AS held (name, reached) ON stream = name
WHERE sequence > reached
UNION ALL
SELECT stream, sequence, base, besides, file_size, digest FROM publication
WHERE stream <> ALL(%(streams)s::text[])
    AND (split_part(stream, '/', 1) <> ALL(%(some)s) OR stream = ANY(%(ours)s))
ORDER BY stream, sequence LIMIT %(most)s
"""


class PublishedRoutes:
    """Answers calls about publications. `url` is the database's: keys for a new station are made at once."""

    def __init__(self, callers: Callers, pool: Pool, home: HqHome, url: str) -> None:
        self._callers = callers
        self._pool = pool
        self._home = home
        self._url = url

    async def index(self, request: Request) -> Response:
        """What there is after the sequences that the station holds (`held`: stream:sequence, ...)."""
        try:
            caller = await self._callers.caller(request)
        except Refused as refused:
            return refused.answer
        held = _held(request.query_params.get("held", ""))
        if held is None:
            return Response(status_code=400)
        await self._ensure_keys(caller)
        held = {stream: reached for stream, reached in held.items() if _may_read(caller, stream)}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                _AFTER,
                {
                    "streams": list(held),
                    "sequences": list(held.values()),
                    "some": list(_FOR_SOME),
                    "ours": _ours(caller),
                    "most": MOST_ROWS,
                },
            )
            rows = [Listed(*row) for row in await cursor.fetchall()]
        return Response(write_index(rows), media_type=words.CBOR)

    async def publication(self, request: Request) -> Response:
        """One publication's file, or the range of it that is asked for."""
        try:
            caller = await self._callers.caller(request)
        except Refused as refused:
            return refused.answer
        stream = f"{request.path_params['kind']}/{request.path_params['name']}"
        sequence = int(request.path_params["sequence"])
        if not STREAM.fullmatch(stream) or not _may_read(caller, stream):
            return Response(status_code=404)
        path = file_of(self._home.published, stream, sequence)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT 1 FROM publication WHERE stream = %s AND sequence = %s", (stream, sequence)
            )
            if await cursor.fetchone() is None or not path.is_file():
                return Response(status_code=404)
        return FileResponse(path, media_type=words.OCTETS)

    async def _ensure_keys(self, caller: Caller) -> None:
        """Publish the keys for a station that has not got them as they are now: a new one, or new keys."""
        ring = ring_digest(load_ring(self._home), caller.public_key)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT ring FROM publication WHERE stream = %s ORDER BY sequence DESC LIMIT 1",
                (f"{KEYS}/{caller.number}",),
            )
            row = await cursor.fetchone()
        if row is None or bytes(row[0]) != ring:
            await asyncio.to_thread(self._publish_keys, caller.number)

    def _publish_keys(self, number: int) -> None:
        with connect(self._url) as connection:
            Press(connection, self._home).publish_keys(number)


def _ours(caller: Caller) -> list[str]:
    """The streams that are for this station and not for all."""
    return [f"{KEYS}/{caller.number}", f"{LATE}/{caller.port}"]


def _may_read(caller: Caller, stream: str) -> bool:
    return stream.partition("/")[0] not in _FOR_SOME or stream in _ours(caller)


def _held(text: str) -> Mapping[str, int] | None:
    """Sequence by stream, or None for what no station sends."""
    parts = text.split(",") if text else []
    read = [_HELD.fullmatch(part) for part in parts[: _MOST_HELD + 1]]
    if len(parts) > _MOST_HELD or not all(read):
        return None
    return {one[1]: int(one[2]) for one in read if one}
