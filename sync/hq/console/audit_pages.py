"""HQ's audit trail with filters, a page at a time, and the proof of its chain."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import audit
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection

_WORD = re.compile(r"[\w .@/:-]{0,64}")
_QUERY = b"""
SELECT line, at, who, act, purpose, details FROM hq_audit
WHERE (%(who)s = '' OR who = %(who)s) AND (%(act)s = '' OR act = %(act)s)
AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
ORDER BY line DESC LIMIT %(limit)s OFFSET %(offset)s
"""


def routes(console: Console) -> list[Route]:
    """The pages of `/audit`."""
    pages = _Pages(console)
    return [
        console.route("/audit", pages.show, HqAct.READ_AUDIT),
        console.route("/audit/proof", pages.prove, HqAct.READ_AUDIT, ("POST",)),
    ]


@dataclass(frozen=True, slots=True)
class _Filter:
    who: str
    act: str
    since: date | None
    until: date | None
    errors: Mapping[str, str]


class _Pages:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._proving = asyncio.Lock()

    async def show(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        wanted, paging = _filter(request), Paging(request, 100)

        def find(connection: Connection) -> dict[str, Any]:
            asked = {
                "who": wanted.who,
                "act": wanted.act,
                "since": wanted.since,
                "until": None if wanted.until is None else wanted.until + timedelta(days=1),
                "limit": paging.limit,
                "offset": paging.offset,
            }
            rows = [] if wanted.errors else connection.execute(_QUERY, asked).fetchall()
            acts = [str(act) for (act,) in connection.execute(_ACTS).fetchall()]
            count = connection.execute("SELECT coalesce(max(line), 0) FROM hq_audit").fetchone()
            lines = [(*row[:-1], _shown(row[-1], visitor)) for row in paging.cut(rows)]
            if paging.number == 1:  # last: whoever adds a line holds up all others who do
                looked = {"who": wanted.who, "act": wanted.act}
                audit.note(connection, visitor.reader("console"), "console-audit-read", looked)
            return {"lines": lines, "acts": acts, "count": 0 if count is None else count[0]}

        found = await self._console.ask(find)
        status = 422 if wanted.errors else 200
        values = {"wanted": wanted, "paging": paging, "errors": wanted.errors, **found}
        return self._console.page(request, visitor, "audit.html", status=status, **values)

    async def prove(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        def prove(connection: Connection) -> tuple[int | None, int, str]:
            broken = audit.first_broken(connection)
            last = connection.execute("SELECT line, hash FROM hq_audit ORDER BY line DESC LIMIT 1").fetchone()
            audit.note(connection, visitor.reader("console"), "console-audit-proved", {"broken": broken})
            return (broken, 0, "") if last is None else (broken, int(last[0]), bytes(last[1]).hex())

        if self._proving.locked():
            remedy = "Wait until that is done: a trail of years takes minutes. Then ask once more."
            return self._console.refusal(request, visitor, 429, "The chain is being proved just now.", remedy)
        async with self._proving:
            broken, count, head = await self._console.ask(prove)
        values: dict[str, Any] = {"broken": broken, "count": count, "head": head}
        return self._console.page(request, visitor, "audit_proof.html", **values)


_ACTS = b"""
WITH RECURSIVE acts AS (
    (SELECT act FROM hq_audit ORDER BY act LIMIT 1)
    UNION ALL SELECT (SELECT act FROM hq_audit WHERE act > acts.act ORDER BY act LIMIT 1) FROM acts
    WHERE acts.act IS NOT NULL
) SELECT act FROM acts WHERE act IS NOT NULL
"""
"""Every kind of line there is, by skipping through the index of acts."""


def _shown(details: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
    """The details of a line. By what travellers were searched is for those who may search them; to others it
    says only by which fields."""
    asked = details.get("asked")
    if not isinstance(asked, Mapping) or visitor.may(HqAct.SEARCH_TRAVELLERS):
        return dict(details)
    return {**details, "asked": f"{', '.join(sorted(asked))} (not shown to your role)"}


def _filter(request: Request) -> _Filter:
    errors: dict[str, str] = {}
    words: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("who", "act"):
        words[name] = request.query_params.get(name, "").strip()
        if not _WORD.fullmatch(words[name]):
            errors[name] = "Only letters, digits and a few signs can stand here."
            words[name] = ""
    for name in ("since", "until"):
        said = request.query_params.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(said) if said else None
        except ValueError:
            errors[name] = "Say a day as 2026-11-28."
            continue
        there = days[name]
        if there is not None and not 2000 <= there.year < 2100:
            errors[name] = "Say a day of this century."
    since, until = days.get("since"), days.get("until")
    if since and until and until < since:
        errors["until"] = "The last day is before the first."
    return _Filter(words["who"], words["act"], since, until, errors)
