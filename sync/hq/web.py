"""HQ's web application: the batches' road as raw Starlette routes, the rest by FastAPI."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from fastapi import FastAPI, Request
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from starlette.responses import JSONResponse, Response

from app.domain.failure import FailureCode, WorldError
from sync.hq.authority import Root
from sync.hq.batches import BatchRoutes
from sync.hq.callers import Callers, refused
from sync.hq.database import OPTIONS, connect
from sync.hq.enrolment import enrol
from sync.hq.failure import HqError
from sync.hq.home import HqHome
from sync.hq.intake import Intake, Pool
from sync.hq.keys import HqKeys
from sync.hq.metrics import Counting, Metrics
from sync.hq.published import PublishedRoutes
from sync.hq.queue import Queue
from sync.hq.ready import ReadyRoute
from sync.hq.relayed import RelayedCallers
from sync.hq.renewals import CertificateRoutes
from sync.hq.settling import Settler
from sync.hq.standing import StandingRoutes
from sync.protocol import http as words
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.enrolment import EnrolmentAnswer, read_request, write_answer

_log = logging.getLogger("sync.hq.web")
_CONNECTIONS = 8
_WRONG_CODES = 20
"""Wrong one-time codes in a minute, from anybody, before HQ stops listening to more."""
_MINUTE = 60.0
_FORGOTTEN_AFTER = 60.0
"""Seconds after which any worker settles what nobody has: its station may not ask again today."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of."""

    url: str
    home: HqHome
    keys: HqKeys
    root: Root
    settlers: Sequence[Settler]
    ready: Callable[[], None]
    metrics: Metrics | None = None


def make_app(parts: Parts) -> FastAPI:
    """The application; `parts.ready` is called once it can take batches."""
    pool: Pool = AsyncConnectionPool(
        parts.url, min_size=2, max_size=_CONNECTIONS, open=False, kwargs=OPTIONS, timeout=10, name="intake"
    )
    intake, queue = Intake(pool), Queue(parts.settlers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool:
            await pool.wait()
            queue.start()
            again = [asyncio.create_task(queue.settle(name)) for name in await intake.unsettled()]
            again.append(asyncio.create_task(_settle_forgotten(intake, queue)))
            parts.ready()
            yield
            again[-1].cancel()
            await queue.stop()
            await asyncio.gather(*again, return_exceptions=True)

    app = FastAPI(title="Matapa HQ", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    # A relay speaks for other stations of its port, but never gets a certificate for one.
    callers, relayed = Callers(pool), RelayedCallers(pool)
    batches = BatchRoutes(relayed, intake, queue)
    app.add_route(words.BATCHES + "/{batch_id}/receipt", batches.receipt, methods=["GET"])
    app.add_route(words.BATCHES + "/{batch_id}", batches.answer, methods=["PUT", "HEAD"])
    app.add_route(words.STANDING, StandingRoutes(relayed, pool, parts.keys).answer, methods=["GET"])
    published = PublishedRoutes(relayed, pool, parts.home, parts.url)
    app.add_route(words.PUBLISHED, published.index, methods=["GET"])
    app.add_route(words.PUBLISHED + "/{kind}/{name}/{sequence:int}", published.publication, methods=["GET"])
    certificates = CertificateRoutes(callers, parts.root, parts.url)
    app.add_route(words.CERTIFICATE, certificates.renew, methods=["POST"])
    app.add_route(words.READY, ReadyRoute(pool, queue, parts.home).answer, methods=["GET"])
    if parts.metrics is not None:
        parts.metrics.watch(pool, queue)
        app.add_middleware(Counting, metrics=parts.metrics)
    _add_plain_routes(app, parts)
    for error in (psycopg.OperationalError, PoolTimeout, HqError):
        app.add_exception_handler(error, _database_away)
    return app


async def _settle_forgotten(intake: Intake, queue: Queue) -> None:
    """Settle now and then what a worker kept and could not settle before it died, or its database went away.

    Its station asks again, at any worker; but it may be switched off until the next flight.
    """
    while True:
        await asyncio.sleep(_FORGOTTEN_AFTER)
        with contextlib.suppress(psycopg.OperationalError, PoolTimeout):
            forgotten = await intake.unsettled(_FORGOTTEN_AFTER)
            await asyncio.gather(*(queue.settle(name) for name in forgotten))


def _add_plain_routes(app: FastAPI, parts: Parts) -> None:
    wrong_codes = _Throttle(_WRONG_CODES, _MINUTE)

    @app.get(words.HEALTH)
    async def health() -> dict[str, str]:
        return {"hq": "ready"}

    @app.get(words.CA)
    async def ca() -> Response:
        return Response(parts.root.pem(), media_type=words.PEM)

    @app.post(words.ENROL)
    async def enrol_station(request: Request) -> Response:
        if wrong_codes.spent():
            return Response(status_code=429, headers={words.RETRY_AFTER: str(int(_MINUTE))})
        body = await _bounded_body(request)
        if body is None:
            return Response(status_code=413)
        try:
            answer = await asyncio.to_thread(_enrol, parts, body)
        except WorldError as error:
            wrong_codes.count()
            return refused(error.failure.code, 403).answer
        _log.info("enrolled station=%d", answer.station_number)
        return Response(write_answer(answer), media_type=words.CBOR)


def _enrol(parts: Parts, request: bytes) -> EnrolmentAnswer:
    read_request(request)  # nonsense does not reach the database
    with connect(parts.url) as connection:
        return enrol(connection, parts.keys, parts.root, request)


async def _bounded_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_MESSAGE:
            return None
    return bytes(body)


async def _database_away(_: Request, error: Exception) -> Response:
    _log.error("database away error=%s", type(error).__name__)
    body = {"code": str(FailureCode.DATABASE_UNREACHABLE)}
    return JSONResponse(body, status_code=503, headers={words.RETRY_AFTER: "5"})


class _Throttle:
    """Counts what should be rare over the last `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._moments: list[float] = []

    def count(self) -> None:
        self._moments.append(asyncio.get_running_loop().time())

    def spent(self) -> bool:
        since = asyncio.get_running_loop().time() - self._seconds
        self._moments = [moment for moment in self._moments if moment > since]
        return len(self._moments) >= self._most
