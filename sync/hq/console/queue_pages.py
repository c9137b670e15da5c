"""The queue: what HQ could not settle by itself, looked at and worked off by people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import audit, days, set_aside, set_aside_acts, traveller_looks
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.console.travellers_pages import holder, plain, wrong_purpose
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError
from sync.hq.keys import load_keys
from sync.hq.set_aside import Item, WantedItems
from sync.hq.set_aside_acts import Word
from sync.hq.set_aside_plan import Plan, plan_of
from sync.hq.set_aside_reading import Tools
from sync.hq.traveller_looks import Look

KINDS: Final = {
    "record": "Records set aside", "batch": "Batches that could not be opened", "chain": "Breaks of a chain",
    "traveller": "Perhaps one traveller", "gap": "Records that are missing",
    "day": "Daily logs at odds",
}  # fmt: skip
ONE_OF: Final = {
    "record": "a record that was set aside", "batch": "a batch that could not be opened",
    "chain": "a break of a chain", "traveller": "perhaps one traveller", "gap": "records that are missing",
    "day": "a daily log at odds",
}  # fmt: skip
CODES: Final = {
    "REC-01": "cannot be read (REC-01)", "REC-02": "training among live (REC-02)",
    "REC-03": "of another station (REC-03)", "REC-04": "differs from the ledger (REC-04)",
    "REC-05": "of an unknown kind (REC-05)", "SYN-05": "could not be opened (SYN-05)",
    "doubt": "perhaps one", "conflict": "one document, two people", "held": "held apart by a word",
    "chain_break": "names another batch", "gap": "did not come",
    days.DIFFERS: "the ledger has some otherwise", days.TWICE: "another log under its number",
}  # fmt: skip
OUTCOMES: Final = {"taken": "taken after all", "closed": "closed", "settled": "settled by itself"}
LONGEST_NOTE: Final = 500
_LARGEST_NUMBER: Final = 1 << 62


class QueuePages:
    """The pages of the queue."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        made, see, settle = self._console.route, HqAct.SEE_QUEUE, HqAct.SETTLE_QUEUE
        return [
            made("/queue", self.list, see),
            made("/queue/{number:int}", self.one, see),
            made("/queue/{number:int}/look", self.begin, see, ("POST",)),
            made("/queue/{number:int}", self.settle, settle, ("POST",)),
        ]

    async def list(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """What waits, oldest first, or what is done; shows nobody's data."""
        paging, kind = Paging(request), request.query_params.get("kind", "")
        closed = request.query_params.get("done") == "yes"
        wanted = WantedItems(
            kind if kind in KINDS else "", closed=closed, limit=paging.limit, skip=paging.offset
        )

        def work(connection: Connection) -> dict[str, Any]:
            set_aside.gather_now_and_then(connection)
            return {
                "now": now(connection),
                "counts": _by_kind(set_aside.counts(connection)),
                "items": paging.cut(set_aside.list_items(connection, wanted)),
            }

        values = await self._console.ask(work)
        return self._page(
            request,
            visitor,
            "queue.html",
            paging=paging,
            wanted=wanted,
            reference=_reference(request, {}),
            **values,
        )

    async def one(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """One item: what is wrong, and behind a purpose both sides, field by field. The look is audited."""
        return await self._show(request, visitor, {}, {})

    async def begin(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Take the purpose for which travellers in items are looked at, and show the item."""
        number = _number(request)
        filled = {name: plain(form.get(name, "")) for name in ("purpose", "matter")}
        wrong = wrong_purpose(filled)
        if wrong:
            return await self._show(request, visitor, filled, wrong)
        look = Look(filled["purpose"], filled["matter"], {})
        reference = await self._console.ask(
            lambda connection: traveller_looks.begin(connection, holder(visitor), look)
        )
        return self._console.back(f"/queue/{number}?look={reference}")

    async def settle(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Take the item after all, or close it with a word."""
        number, act = _number(request), form.get("act", "")
        note = form.get("note", "").strip()
        wrong = {}
        if act not in ("take", "close"):
            wrong["act"] = "Choose whether to take it or to close it."
        if not note:
            wrong["note"] = "Say why: it stays with the item."
        elif len(note) > LONGEST_NOTE:
            wrong["note"] = f"Say it in at most {LONGEST_NOTE} characters."
        reference = _reference(request, form)
        if wrong:
            return await self._show(request, visitor, {"act": act, "note": note, "look": reference}, wrong)
        word = Word(visitor.reader("correction"), note)

        def work(connection: Connection) -> str:
            if act == "take":
                effect = set_aside_acts.take(connection, self._tools(), number, word)
                return f"Item {number} is taken. {effect}"
            set_aside_acts.close(connection, number, word)
            return f"Item {number} is closed."

        to = f"/queue?look={reference}" if reference else "/queue"
        return self._console.back(to, await self._console.ask(work))

    async def _show(
        self, request: Request, visitor: Visitor, filled: Mapping[str, str], wrong: Mapping[str, str]
    ) -> Response:
        number, reference = _number(request), _reference(request, filled)

        def work(connection: Connection) -> dict[str, Any]:
            item = set_aside.find_item(connection, number)
            plan = plan_of(connection, self._tools(), item)
            look = traveller_looks.find(connection, holder(visitor), reference)
            shown = {"item": item, "plan": plan, "reference": reference if look else ""}
            if plan.ours and look is None:
                return {**shown, "sides": [], "ask_purpose": True}
            reader = visitor.reader("supervision") if look is None else look.reader(visitor.username)
            audit.note(connection, reader, "queue show", {"item": number, **_whom(plan)})
            return {**shown, "sides": _sides(plan.ours, plan.theirs), "ask_purpose": False}

        values = await self._console.ask(work)
        status = 422 if wrong else 200
        return self._page(
            request, visitor, "queue_item.html", status=status, form=filled, errors=wrong, **values
        )

    def _tools(self) -> Tools:
        return Tools(load_keys(self._console.home), self._console.settings.training)

    def _page(
        self, request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        return self._console.page(
            request, visitor, template, status=status, kinds=KINDS, one_of=ONE_OF, codes=CODES,
            outcomes=OUTCOMES, acts=HqAct, about=_about, purposes=traveller_looks.PURPOSES,
            longest_matter=traveller_looks.LONGEST_MATTER, **values,
        )  # fmt: skip


def routes(console: Console) -> list[Route]:
    """The pages below `/queue`."""
    return QueuePages(console).routes()


def _number(request: Request) -> int:
    number = int(request.path_params["number"])
    if number > _LARGEST_NUMBER:
        raise HqError(HqCode.QUEUE_ITEM_UNKNOWN, number=str(number))
    return number


def _by_kind(counts: Mapping[str, int]) -> dict[str, int]:
    """How many items wait, by kind."""
    found = dict.fromkeys(KINDS, 0)
    for name, count in counts.items():
        found[name.partition(" ")[0]] += count
    return found


def _about(item: Item) -> str:
    """What an item is about, without anybody's data."""
    if item.first_seq is None:
        return "two bearers"
    if item.first_seq == item.last_seq:
        return f"record {item.first_seq}"
    return f"records {item.first_seq} to {item.last_seq}"


def _reference(request: Request, form: Mapping[str, str]) -> str:
    """The reference to a purpose that was said before, as the address or the form has it."""
    said = form.get("look") or request.query_params.get("look", "")
    return said if traveller_looks.REFERENCE.fullmatch(said) else ""


def _whom(plan: Plan) -> dict[str, list[str]]:
    """Whom the two sides are about, as the audit trail names them: by numbers."""
    found = {}
    for field, name in (("traveller", "travellers"), ("record_id", "shown")):
        numbers = {side[field] for side in (plan.ours, plan.theirs) if side.get(field)}
        if numbers:
            found[name] = sorted(numbers)
    return found


def _sides(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[tuple[str, str, str, bool]]:
    """Field, what came, what the ledger has, and whether they differ."""
    return [
        (
            name.replace("_", " "),
            ours.get(name, ""),
            theirs.get(name, ""),
            bool(theirs) and ours.get(name) != theirs.get(name),
        )
        for name in dict.fromkeys((*ours, *theirs))
    ]
