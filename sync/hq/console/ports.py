"""Ports at a glance: the first page of the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import ports_glance, ports_lamps
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.ports_glance import Published
from sync.hq.ports_lamps import LAMP_WORDS, Judged, Lamp

_BOOTHS_A_PAGE = 24
"""Of whole ports: more than that only where one port has more."""


@dataclass(frozen=True, slots=True)
class PortGroup:
    """A port and its booths; its lamp is the worst of theirs."""

    port: str
    lamp: Lamp
    booths: Sequence[Judged]


@dataclass(frozen=True, slots=True)
class ListReach:
    """The newest publication of a stream and how far it has come: stations that have it, and that lack it."""

    published: Published
    up_to_date: int
    behind: int


@dataclass(frozen=True, slots=True)
class PortsLook:
    """All that the page shows."""

    now: datetime
    groups: Sequence[PortGroup]
    reach: Sequence[ListReach]
    lamps: Mapping[Lamp, int]


def look(connection: Connection) -> PortsLook:
    """How every port stands, the worst first."""
    moment = now(connection)
    judged = [ports_lamps.judge(one, moment) for one in ports_glance.glance(connection)]
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.glance.port, []).append(one)
    made = [
        PortGroup(port, ports_lamps.worst(one.lamp for one in booths), booths)
        for port, booths in groups.items()
    ]
    order = list(Lamp)
    made.sort(key=lambda group: (-order.index(group.lamp), group.port))
    counted = Counter(group.lamp for group in made)
    return PortsLook(
        moment,
        made,
        _reach(judged, ports_glance.published(connection)),
        {lamp: counted[lamp] for lamp in order},
    )


def _reach(judged: Sequence[Judged], published: Sequence[Published]) -> list[ListReach]:
    behind = Counter(
        one.stream for station in judged for one in station.glance.lists if one.lacks_since is not None
    )
    whole = Counter(
        one.stream for station in judged for one in station.glance.lists if one.lacks_since is None
    )
    return [ListReach(one, whole[one.stream], behind[one.stream]) for one in published]


def _pages(groups: Sequence[PortGroup]) -> list[list[PortGroup]]:
    """Whole ports, as many to a page as have so many booths together."""
    pages: list[list[PortGroup]] = []
    room = 0
    for group in groups:
        if not pages or len(group.booths) > room:
            pages.append([])
            room = _BOOTHS_A_PAGE
        pages[-1].append(group)
        room -= len(group.booths)
    return pages


def routes(console: Console) -> list[Route]:
    """The page at `/`."""

    async def ports(request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        paging = Paging(request, 1)
        found = await console.ask(look)
        pages = paging.cut(_pages(found.groups)[paging.offset : paging.offset + paging.limit])
        return console.page(
            request,
            visitor,
            "ports.html",
            seen=found,
            groups=pages[0] if pages else [],
            paging=paging,
            lamp_words=LAMP_WORDS,
            reader_words=ports_lamps.reader_words,
            acts=HqAct,
        )

    return [console.route("/", ports, HqAct.SEE_PORTS)]
