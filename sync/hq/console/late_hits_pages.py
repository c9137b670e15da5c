"""Late hits and silent ones: what HQ's lists met, whether the port was told, and what was said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.wording.choices import BANDS, DISCLOSURES, SETTLED_AS
from sync.hq import late_hits_listed
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.late_hits_listed import WantedHits

PURPOSE: Final = "supervision"
SHOWN: Final = {"": "Late hits", "waiting": "Late hits not told yet", "silent": "Silent hits at booths"}
_DISCLOSURES: Final = {one: text.partition(":")[0] for one, text in DISCLOSURES.items()}
"""The word itself; what the booth saw stands behind it."""
_PORT: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")


def routes(console: Console) -> list[Route]:
    """The page at `/late-hits`."""

    async def hits(request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        paging, shown = Paging(request), request.query_params.get("show", "")
        shown = shown if shown in SHOWN else ""
        port = request.query_params.get("port", "").strip().upper()
        wanted = WantedHits(
            port if _PORT.fullmatch(port) else "", shown == "waiting", paging.limit, paging.offset
        )

        def work(connection: Connection) -> dict[str, Any]:
            ask = late_hits_listed.silent_hits if shown == "silent" else late_hits_listed.late_hits
            found = ask(connection, wanted, visitor.reader(PURPOSE))
            return {
                "now": now(connection),
                "hits": paging.cut(found),
                "untold": late_hits_listed.untold(connection),
            }

        values = await console.ask(work)
        return console.page(
            request, visitor, "late_hits.html", paging=paging, show=shown, port=wanted.port, kinds=SHOWN,
            bands=BANDS, settled_as=SETTLED_AS, disclosures=_DISCLOSURES,
            **values,
        )  # fmt: skip

    return [console.route("/late-hits", hits, HqAct.SEE_ALERTS)]
