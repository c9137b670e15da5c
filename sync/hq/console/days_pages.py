"""The daily logs of a station that supervisors brought: what came, what is lacking, what is at odds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.wording.choices import LOG_KINDS
from sync.hq import days, stations_seen
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.console.stations_pages import station_number
from sync.hq.database import Connection
from sync.hq.days import LogGap

_MOST_GAPS = 20
"""Lacking numbers and breaks that are named, the newest first."""


def routes(console: Console) -> list[Route]:
    """The page at `/stations/{number}/days`."""

    async def logs(request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        number, paging = station_number(request), Paging(request)

        def work(connection: Connection) -> dict[str, Any]:
            found = days.logs_of(connection, number)
            newest = found[::-1][paging.offset : paging.offset + paging.limit]
            return {
                "station": stations_seen.station(connection, number),
                "total": len(found),
                "logs": paging.cut(newest),
                "gaps": [gap_words(one) for one in days.gaps(found)[: -_MOST_GAPS - 1 : -1]],
            }

        values = await console.ask(work)
        kinds = {str(kind): words for kind, words in LOG_KINDS.items()}
        return console.page(request, visitor, "station_days.html", paging=paging, kinds=kinds, **values)

    return [console.route("/stations/{number:int}/days", logs, HqAct.SEE_PORTS)]


def gap_words(gap: LogGap) -> str:
    """What is lacking or broken, as a sentence."""
    if gap.broken:
        return (
            f"Log {gap.first} does not follow the log before it: the station was restored from an old copy,"
            " or somebody tampers."
        )
    if gap.first == gap.last:
        return f"Log {gap.first} was not brought."
    return f"Logs {gap.first} to {gap.last} were not brought."
