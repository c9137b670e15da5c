"""Keep what a station says of itself when it calls: its program, its newest record, its readers."""

from __future__ import annotations

import json
from typing import Final

import psycopg
from psycopg.rows import TupleRow
from starlette.requests import Request

from sync.protocol import http as words
from sync.protocol.told import read_told

_TOLD: Final = """
INSERT INTO station_told (station, version, made, readers) VALUES (%s, %s, %s, %s)
ON CONFLICT (station) DO UPDATE
    SET at = now(), version = excluded.version, made = excluded.made, readers = excluded.readers
"""


async def note_told(connection: psycopg.AsyncConnection[TupleRow], station: int, request: Request) -> None:
    """Keep what the station says in its own call, if it says anything that can be read.

    A relay's call for another station says nothing of that one.
    """
    if words.TOLD not in request.headers or words.OF in request.query_params:
        return
    told = read_told(request.headers[words.TOLD])
    if told is not None:
        readers = json.dumps([list(one) for one in told.readers])
        await connection.execute(_TOLD, (station, told.version, told.made, readers))
