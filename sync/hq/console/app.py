"""The console's web application: its pages, its stylesheet and what stands before each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sync.hq.console import (
    account_pages,
    alerts_pages,
    audit_pages,
    days_pages,
    late_hits_pages,
    ports,
    queue_pages,
    signing_in,
    stations_pages,
    statistics_pages,
    travellers_pages,
    users_pages,
)
from sync.hq.console.headers import Guarding
from sync.hq.console.kit import Console
from sync.hq.console.pages import STYLE, style
from sync.hq.failure import HqError

PAGES: Final = (
    signing_in, account_pages, ports, stations_pages, days_pages, travellers_pages, queue_pages,
    late_hits_pages, alerts_pages, statistics_pages, users_pages, audit_pages,
)  # fmt: skip
"""Every module of pages; each has `routes(console)`."""
_STYLE_KEPT: Final = "public, max-age=31536000, immutable"


def make_console(console: Console) -> ASGIApp:
    """The application; it opens and closes the console's connections."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        console.open()
        try:
            yield
        finally:
            console.close()

    app = Starlette(routes=console_routes(console), lifespan=lifespan)
    _tell_failures(app, console)
    return Guarding(app, console.hosts, console.rates)


def console_routes(console: Console) -> list[Route]:
    """Every route of the console."""
    pages = [route for module in PAGES for route in module.routes(console)]
    return [Route(f"/static/{STYLE}", _style), *pages]


async def _style(_: Request) -> Response:
    return Response(style(), media_type="text/css", headers={"Cache-Control": _STYLE_KEPT})


def _tell_failures(app: Starlette, console: Console) -> None:
    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        what = "There is no such page." if status == 404 else "The console does not do this here."
        visitor = None
        with suppress(HqError):  # without a database the page has no ways on, and says what it has to say
            visitor = await console.visitor_of(request)
        remedy = "Check the address, or begin at the first page."
        return console.refusal(request, visitor, status, what, remedy)

    async def hq(request: Request, error: Exception) -> Response:
        if not isinstance(error, HqError):
            raise error
        return console.told(request, None, error)

    async def bug(request: Request, _: Exception) -> Response:
        remedy = "Tell whoever looks after HQ at what time it happened: its log says more."
        return console.refusal(request, None, 500, "HQ has made a mistake; nothing was changed.", remedy)

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(HqError, hq)
    app.add_exception_handler(Exception, bug)
