"""The road down: the index of what HQ publishes, and each publication by byte ranges (docs/protocol.md)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sync.hq import shelf
from sync.hq.callers import Caller, Callers, Refused
from sync.hq.database import connect
from sync.hq.held import note_held
from sync.hq.home import HqHome
from sync.hq.intake import Pool
from sync.hq.keyring import load_ring, ring_digest
from sync.hq.publishing import Press, file_of
from sync.hq.stations_published import (
    NEWEST_DIGEST,
    STATIONS_OF_PORT,
    is_told,
    publish_stations,
    stations_thing,
    stream_of,
)
from sync.hq.told import note_told
from sync.protocol import http as words
from sync.protocol.index import MOST_ROWS, Listed, write_index
from sync.protocol.publication import KEYS, STREAM

_HELD = re.compile(r"([a-z]{1,16}/[A-Za-z0-9_-]{1,64}):([0-9]{1,15})")
_MOST_HELD = 1000
_FOR_CALLER = "coalesce(for_port, %(port)s) = %(port)s AND coalesce(for_station, %(number)s) = %(number)s"
_AFTER = f"""
SELECT stream, sequence, base, besides, file_size, digest FROM publication
LEFT JOIN unnest(%(streams)s::text[], %(sequences)s::bigint[]) AS held (name, reached) ON stream = name
WHERE sequence > coalesce(reached, 0) AND {_FOR_CALLER}
ORDER BY stream, sequence LIMIT %(most)s
"""
_ONE = f"""
SELECT file_size, beginning FROM publication
WHERE stream = %(stream)s AND sequence = %(sequence)s AND {_FOR_CALLER}
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
        await self._ensure_stations(caller)
        said = {"port": caller.port, "number": caller.number, "most": MOST_ROWS}
        said |= {"streams": list(held), "sequences": list(held.values())}
        async with self._pool.connection() as connection:
            await note_held(connection, caller.number, held)
            await note_told(connection, caller.number, request)
            cursor = await connection.execute(_AFTER.encode(), said)
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
        if not STREAM.fullmatch(stream):
            return Response(status_code=404)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                _ONE.encode(),
                {"stream": stream, "sequence": sequence, "port": caller.port, "number": caller.number},
            )
            row = await cursor.fetchone()
        path = file_of(self._home.published, stream, sequence)
        if row is None or not await asyncio.to_thread(self._is_ready, stream, sequence, path, *row):
            return Response(status_code=404)
        return FileResponse(path, media_type=words.OCTETS)

    def _is_ready(self, stream: str, sequence: int, path: Path, size: int, beginning: bytes | None) -> bool:
        """Whether the file is in the folder by now: another worker may have made it."""
        if shelf.is_here(path, size, beginning):
            return True
        with connect(self._url) as connection:
            shelf.bring(connection, stream, sequence, path)
        return shelf.is_here(path, size, beginning)

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

    async def _ensure_stations(self, caller: Caller) -> None:
        """Tell the port of a station that was enrolled, renewed or revoked since it was told last."""
        stream = stream_of(caller.port)
        if stream is None:
            return
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(STATIONS_OF_PORT, (caller.port,))).fetchall()
            newest = await (await connection.execute(NEWEST_DIGEST, (stream,))).fetchone()
        if not is_told(stations_thing(caller.port, rows), newest):
            await asyncio.to_thread(self._publish_stations, caller.port)

    def _publish_stations(self, port: str) -> None:
        with connect(self._url) as connection:
            publish_stations(Press(connection, self._home), port)

    def _publish_keys(self, number: int) -> None:
        with connect(self._url) as connection:
            Press(connection, self._home).publish_keys(number)


def _held(text: str) -> Mapping[str, int] | None:
    """Sequence by stream, or None for what no station sends."""
    parts = text.split(",") if text else []
    read = [_HELD.fullmatch(part) for part in parts[: _MOST_HELD + 1]]
    if len(parts) > _MOST_HELD or not all(read):
        return None
    return {one[1]: int(one[2]) for one in read if one}
