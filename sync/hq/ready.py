"""Say to load balancers whether this worker can take batches and settle them."""

from __future__ import annotations

import asyncio
from typing import Final

import psycopg
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.hq.database import migrations
from sync.hq.health import LEAST_FREE, free
from sync.hq.home import HqHome
from sync.hq.intake import Pool
from sync.hq.queue import Queue

_KEPT: Final = 1.0
"""Seconds for which an answer serves every asker: asking costs the database next to nothing."""
_PATIENCE: Final = 3.0
"""Seconds that the database may take to answer."""


class ReadyRoute:
    """`GET /v1/ready`: 200 while this worker can take batches and settle them, else 503 and what lacks."""

    def __init__(self, pool: Pool, queue: Queue, home: HqHome) -> None:
        self._pool, self._queue, self._home = pool, queue, home
        self._known = len(migrations())
        self._moment = float("-inf")
        self._found: dict[str, bool] = {}
        self._looking = asyncio.Lock()

    async def answer(self, _: Request) -> Response:
        """What works, by name. However many ask at once, one looks: the others' calls need the pool."""
        async with self._looking:
            now = asyncio.get_running_loop().time
            if now() - self._moment > _KEPT:
                self._found, self._moment = await self._look(), now()
        ready = all(self._found.values())
        body = {"ready": ready, **self._found}
        return JSONResponse(body, 200 if ready else 503, headers={} if ready else {"Retry-After": "5"})

    async def _look(self) -> dict[str, bool]:
        there, schema = False, False
        try:
            async with self._pool.connection(timeout=_PATIENCE) as connection:
                cursor = await connection.execute("SELECT max(version) FROM schema_version")
                there, schema = True, await cursor.fetchone() == (self._known,)
        except (psycopg.OperationalError, PoolTimeout):
            pass  # which is the answer
        settlers = self._queue.working > 0
        return {
            "database": there,
            "schema": schema,
            "settlers": settlers,
            "disk": free(self._home) >= LEAST_FREE,
        }
