"""Change an entry of HQ's own list by two people: the forms of the first, and the page of the second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.alert_entry import AlertEntry
from app.domain.dates import PartialDate
from app.screening.formats.read_list import on_day
from sync.hq import audit, own_list, own_list_read
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.own_list import LONGEST_WORD, OWN_LIST, Change, EntryAct, wrong_expiry
from sync.hq.own_list_form import PROSE, Typed, typed_of

PURPOSE: Final = "lists"
ACTS: Final = {
    EntryAct.ADD: "New entry", EntryAct.CHANGE: "Change", EntryAct.EXPIRE: "Another last day",
    EntryAct.WITHDRAW: "Withdrawal",
}  # fmt: skip
_LONGEST_ID: Final = 100
_WHY: Final = f"Say why, in at most {LONGEST_WORD} characters: the second person decides by it."


class ChangePages:
    """Forms that propose, and the page on which somebody else answers."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        made, propose, answer = self._console.route, HqAct.PROPOSE_ENTRY, HqAct.APPROVE_ENTRY
        return [
            made("/alerts/new", self.new, propose),
            made("/alerts/new", self.propose_new, propose, ("POST",)),
            made("/alerts/change", self.change, propose),
            made("/alerts/change", self.propose_change, propose, ("POST",)),
            made("/alerts/expiry", self.propose_expiry, propose, ("POST",)),
            made("/alerts/withdrawal", self.propose_withdrawal, propose, ("POST",)),
            made("/alerts/changes/{number:int}", self.look, HqAct.SEE_ALERTS),
            made("/alerts/changes/{number:int}/answer", self.answer, answer, ("POST",)),
            made("/alerts/changes/{number:int}/take-back", self.take_back, propose, ("POST",)),
        ]

    async def new(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """An empty form."""
        return self._form(request, visitor, {"kind": "person"}, {}, None)

    async def propose_new(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Propose a new entry, or say what is wrong with it."""
        typed, wrong = await self._typed(form, "new")
        if typed is None:
            return self._form(request, visitor, form, wrong, None)
        reader, why = visitor.reader(PURPOSE), form["why"]
        change = await self._console.ask(
            lambda connection: own_list.propose_new(connection, typed, why, reader)
        )
        return self._proposed(change)

    async def change(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The form with an entry as it is."""
        entry_id = request.query_params.get("id", "")[:_LONGEST_ID]

        def work(connection: Connection) -> tuple[AlertEntry, str]:
            entry = self._require(connection, entry_id)
            audit.note(
                connection, visitor.reader(PURPOSE), "entry read", {"list": OWN_LIST, "entry": entry_id}
            )
            return entry, own_list.digest_of(connection, entry_id).hex()

        entry, base = await self._console.ask(work)
        return self._form(request, visitor, typed_of(entry) | {"base": base}, {}, entry_id)

    async def propose_change(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Propose an entry as it was typed, or say what is wrong with it."""
        entry_id = form.get("id", "")[:_LONGEST_ID]
        typed, wrong = await self._typed(form, entry_id)
        if typed is None:
            return self._form(request, visitor, form, wrong, entry_id)
        reader, why = visitor.reader(PURPOSE), form["why"]
        base = _digest(form.get("base", ""))

        def work(connection: Connection) -> Change:
            return own_list.propose_change(connection, typed, EntryAct.CHANGE, why, reader, base)

        return self._proposed(await self._console.ask(work))

    async def propose_expiry(self, _request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Propose another last day for an entry."""
        entry_id, reader = form.get("id", "")[:_LONGEST_ID], visitor.reader(PURPOSE)
        expires = on_day(form.get("expires", "").strip()) or PartialDate(0)

        def work(connection: Connection) -> Change:
            wrong = wrong_expiry(expires, _today(connection))
            if wrong is not None:
                raise own_list.refused("the last day is not right", wrong)
            later = replace(self._require(connection, entry_id), expires=expires)
            return own_list.propose_change(connection, later, EntryAct.EXPIRE, form.get("why", ""), reader)

        return self._proposed(await self._console.ask(work))

    async def propose_withdrawal(
        self, _request: Request, visitor: Visitor, form: Mapping[str, str]
    ) -> Response:
        """Propose that an entry be taken off."""
        entry_id, reader, why = form.get("id", "")[:_LONGEST_ID], visitor.reader(PURPOSE), form.get("why", "")
        change = await self._console.ask(
            lambda connection: own_list.propose_withdrawal(connection, entry_id, why, reader)
        )
        return self._proposed(change)

    async def look(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """What is proposed, beside what there is; and the answer, or the form for it."""
        return await self._look(request, visitor, {}, {})

    async def answer(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Approve or refuse what somebody else proposed."""
        acts: dict[str, Callable[..., Change]] = {"approve": own_list.approve, "refuse": own_list.refuse}
        act, word = acts.get(form.get("act", "")), form.get("word", "").strip()
        errors = _wrong_word(word)
        if act is None:
            errors["act"] = "Choose whether to approve or to refuse it."
        if act is None or errors:
            return await self._look(request, visitor, form, errors)
        number, reader = _number(request), visitor.reader(PURPOSE)
        change = await self._console.ask(lambda connection: act(connection, number, word, reader))
        said = f"Change {change.number} is {change.answer}."
        if change.list_version is not None:
            said += f" The list has version {change.list_version}; stations get it when it is published."
        return self._console.back("/alerts", said)

    async def take_back(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Take one's own proposal back."""
        number, reader, word = _number(request), visitor.reader(PURPOSE), form.get("word", "").strip()
        errors = _wrong_word(word)
        if errors:
            return await self._look(request, visitor, form, errors)
        change = await self._console.ask(
            lambda connection: own_list.take_back(connection, number, word, reader)
        )
        return self._console.back("/alerts", f"Change {change.number} is taken back.")

    async def _look(
        self, request: Request, visitor: Visitor, form: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        number = _number(request)

        def work(connection: Connection) -> Change:
            change = own_list.change_of(connection, number)
            said = {"list": OWN_LIST, "entry": change.entry_id, "change": number}
            audit.note(connection, visitor.reader(PURPOSE), "entry read", said)
            return change

        change = await self._console.ask(work)
        return self._console.page(
            request, visitor, "alerts_change.html", status=422 if errors else 200, change=change,
            sides=own_list_read.sides(change.before, change.entry), mine=change.is_of(visitor.username),
            act_words=ACTS, acts=HqAct, form=form, errors=errors, longest_word=LONGEST_WORD,
        )  # fmt: skip

    async def _typed(
        self, form: Mapping[str, str], entry_id: str
    ) -> tuple[AlertEntry | None, dict[str, str]]:
        """The entry of a form, or None and what is wrong with it."""
        typed = Typed(form, entry_id, await self._console.ask(_today))
        wrong = dict(typed.wrong)
        why = form.get("why", "").strip()
        if not why or len(why) > LONGEST_WORD:
            wrong["why"] = _WHY
        return (None, wrong) if wrong else (typed.entry, {})

    def _form(
        self,
        request: Request,
        visitor: Visitor,
        form: Mapping[str, Any],
        errors: Mapping[str, str],
        entry_id: str | None,
    ) -> Response:
        return self._console.page(
            request, visitor, "alerts_form.html", status=422 if errors else 200, form=form, errors=errors,
            entry_id=entry_id, words=own_list_read, longest=PROSE, longest_word=LONGEST_WORD,
        )  # fmt: skip

    def _proposed(self, change: Change) -> Response:
        said = (
            f"Change {change.number} of {change.entry_id} is proposed. Another person approves or refuses it."
        )
        return self._console.back("/alerts/entry?" + urlencode({"id": change.entry_id}), said)

    def _require(self, connection: Connection, entry_id: str) -> AlertEntry:
        found = own_list.current(connection, entry_id)
        if found is None:
            raise own_list.refused("it is not on the list", "See what is there on the page of entries.")
        return found


def _today(connection: Connection) -> date:
    return now(connection).date()


def _number(request: Request) -> int:
    """The number in the address, no larger than the database has."""
    return min(int(request.path_params["number"]), 2**63 - 1)


def _digest(text: str) -> bytes:
    """The digest of what the form was filled with; one that fits nothing for anything else."""
    try:
        return bytes.fromhex(text) or b"?"
    except ValueError:
        return b"?"


def _wrong_word(word: str) -> dict[str, str]:
    if word and len(word) <= LONGEST_WORD:
        return {}
    return {"word": f"Say a word on why, in at most {LONGEST_WORD} characters: it stays with the entry."}


def routes(console: Console) -> list[Route]:
    """The pages of changes."""
    return ChangePages(console).routes()
