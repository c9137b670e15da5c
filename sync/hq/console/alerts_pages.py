"""Alerts: the lists and who holds them, what waits for a decision, entries of HQ's own list, publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.dates import PartialDate
from app.screening.formats.read_list import on_day
from sync.hq import audit, own_list, own_list_read, proposals
from sync.hq.console import alerts_changes
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError
from sync.hq.own_list import LONGEST_WORD, OWN_LIST, folded, wrong_expiry
from sync.hq.publishing import Press

PURPOSE: Final = "lists"
_AT_A_TIME: Final = 20
_MOST_FOUND: Final = 100
_LONGEST_FIND: Final = 100
_LONGEST_ID: Final = 100
_LONGEST_CASE: Final = 64


class AlertsPages:
    """The pages of lists, entries and what ports propose."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        made, see = self._console.route, HqAct.SEE_ALERTS
        return [
            made("/alerts", self.overview, see),
            made("/alerts/entries", self.entries, see),
            made("/alerts/entries", self.find, see, ("POST",)),
            made("/alerts/entry", self.entry, see),
            made("/alerts/publish", self.publish, HqAct.PUBLISH_LIST, ("POST",)),
            made("/alerts/proposals/{case}", self.proposal, see),
            made("/alerts/proposals/{case}/activate", self.activate, HqAct.PUBLISH_LIST, ("POST",)),
            made("/alerts/proposals/{case}/decline", self.decline, HqAct.APPROVE_ENTRY, ("POST",)),
        ]

    async def overview(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """Lists, what waits, and what was decided last; names nobody."""
        paging = Paging(request, _AT_A_TIME)

        def work(connection: Connection) -> dict[str, Any]:
            return {
                "lists": own_list_read.looks(connection),
                "waiting": own_list.waiting(connection),
                "proposed": proposals.waiting(connection),
                "answered": paging.cut(own_list.answered(connection, paging.limit, paging.offset)),
                "now": now(connection),
            }

        values = await self._console.ask(work)
        own = next((one for one in values["lists"] if one.header.list_id == OWN_LIST), None)
        return self._page(request, visitor, "alerts.html", own=own, paging=paging, **values)

    async def entries(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The entries of HQ's own list by their ids."""
        paging = Paging(request)

        def work(connection: Connection) -> list[own_list_read.ListedEntry]:
            found = paging.cut(own_list_read.entries(connection, "", paging.limit, paging.offset))
            self._note(connection, visitor, "entries read", shown=len(found), asked="all")
            return found

        found = await self._console.ask(work)
        return self._page(
            request, visitor, "alerts_entries.html", found=found, paging=paging, find="", more=False
        )

    async def find(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Entries that have a text anywhere: a POST, since it may be a name."""
        text = form.get("find", "").strip()[:_LONGEST_FIND]
        if not text:
            return self._console.back("/alerts/entries")

        def work(connection: Connection) -> list[own_list_read.ListedEntry]:
            found = own_list_read.entries(connection, text, _MOST_FOUND + 1)
            self._note(connection, visitor, "entries read", shown=len(found), asked="text")
            return found

        found = await self._console.ask(work)
        return self._page(
            request, visitor, "alerts_entries.html", found=found[:_MOST_FOUND], paging=None, find=text,
            more=len(found) > _MOST_FOUND,
        )  # fmt: skip

    async def entry(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """One entry with its whole history."""
        entry_id = request.query_params.get("id", "")[:_LONGEST_ID]

        def work(connection: Connection) -> dict[str, Any]:
            entry, history = (
                own_list.current(connection, entry_id),
                own_list.history(connection, entry_id),
            )
            if entry is None and not history:
                raise own_list.refused("it is not on the list", "See what is there on the page of entries.")
            self._note(connection, visitor, "entry read", entry=entry_id)
            return {"entry": entry, "history": history, "now": now(connection)}

        values = await self._console.ask(work)
        waits = next((one for one in values["history"] if one.answer is None), None)
        return self._page(
            request, visitor, "alerts_entry.html", entry_id=entry_id, waits=waits,
            fields=own_list_read.fields(values["entry"]), **values,
        )  # fmt: skip

    async def publish(self, _request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """Publish what is new of HQ's own list to every station."""

        def work(connection: Connection) -> list[str]:
            press = Press(connection, self._console.home, visitor.reader("publication"))
            return [f"{one.stream} {one.sequence}" for one in press.publish_list(OWN_LIST)]

        out = await self._console.ask(work)
        said = f"Published {', '.join(out)}." if out else "Nothing is new since the newest publication."
        return self._console.back("/alerts", said)

    async def proposal(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """What a port proposes, to be activated or declined."""
        return await self._show_proposal(request, visitor, {}, {})

    async def activate(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Take a proposal up in HQ's own list, publish it and tell the port."""
        case = request.path_params["case"]
        expires = on_day(form.get("expires", "").strip()) or PartialDate(0)
        today = await self._console.ask(_today)
        wrong = wrong_expiry(expires, today)
        if wrong is not None:
            return await self._show_proposal(request, visitor, form, {"expires": wrong})

        def work(connection: Connection) -> None:
            self._require_another(connection, case, visitor)
            reader = visitor.reader("publication")
            proposals.activate(connection, self._console.home, case, OWN_LIST, reader, expires)

        await self._console.ask(work)
        return self._console.back("/alerts", "The proposal is on the list and published; the port is told.")

    async def decline(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Decline a proposal and tell the port why."""
        case, why = request.path_params["case"], form.get("why", "").strip()
        if not why or len(why) > LONGEST_WORD:
            errors = {"why": f"Tell the port why, in at most {LONGEST_WORD} characters."}
            return await self._show_proposal(request, visitor, form, errors)

        def work(connection: Connection) -> None:
            self._require_another(connection, case, visitor)
            proposals.decline(connection, self._console.home, case, why, visitor.reader("publication"))

        await self._console.ask(work)
        return self._console.back("/alerts", "The proposal is declined; the port is told.")

    async def _show_proposal(
        self, request: Request, visitor: Visitor, form: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        case = str(request.path_params["case"])[:_LONGEST_CASE]

        def work(connection: Connection) -> dict[str, Any]:
            asked = proposals.proposed(connection, case)
            if asked.entry is None:
                raise HqError(HqCode.PROPOSAL_UNKNOWN, case=case)
            self._note(connection, visitor, "proposal read", case=case)
            return {"asked": asked, "fields": own_list_read.fields(asked.entry), "now": now(connection)}

        values = await self._console.ask(work)
        status = 422 if errors else 200
        return self._page(
            request, visitor, "alerts_proposal.html", status=status, case=case, form=form, errors=errors,
            **values,
        )  # fmt: skip

    def _require_another(self, connection: Connection, case: str, visitor: Visitor) -> None:
        """Four eyes for what a port proposes, too."""
        officer = proposals.proposed(connection, case).officer
        if folded(officer) == folded(visitor.username):
            remedy = "Another person at HQ answers it."
            raise own_list.refused(f"an officer named {officer}, as you are, proposed it", remedy)

    def _note(self, connection: Connection, visitor: Visitor, act: str, **details: object) -> None:
        audit.note(connection, visitor.reader(PURPOSE), act, {"list": OWN_LIST, **details})

    def _page(
        self, request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        return self._console.page(
            request, visitor, template, status=status, acts=HqAct, words=own_list_read,
            longest_word=LONGEST_WORD, **values,
        )  # fmt: skip


def _today(connection: Connection) -> date:
    return now(connection).date()


def routes(console: Console) -> list[Route]:
    """The pages of alerts."""
    return [*AlertsPages(console).routes(), *alerts_changes.routes(console)]
