"""Travellers: a search with its purpose asked first, and a traveller's whole history.

No address holds a person's data: what was asked for lies at HQ under a random reference that is good in the
session that made it, for an hour (`sync.hq.traveller_looks`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.wording import choices
from app.wording.sentences import sentence
from sync.hq import traveller_looks, travellers
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.entries import name_key, number_key
from sync.hq.failure import HqCode, HqError
from sync.hq.traveller_looks import LONGEST_MATTER, Holder, Look
from sync.hq.travellers import WantedTraveller
from sync.hq.travellers_history import history
from sync.hq.travellers_ranked import ranked
from sync.hq.travellers_words import because

MOST_FOUND: Final = 75
"""Travellers that one search shows; who finds more has to say more."""
FIELDS: Final = ("document", "surname", "given", "born", "nationality")
_SHORTEST_SURNAME: Final = 2
_CROSSINGS_A_PAGE: Final = 12
_LARGEST_NUMBER: Final = 1 << 62
_BORN: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WORDS: Final = {
    "bands": choices.BANDS, "origins": choices.CASE_ORIGINS, "checks": choices.CHECKS,
    "decisions": choices.DECISIONS, "directions": choices.DIRECTIONS, "disclosures": choices.DISCLOSURES,
    "kinds": choices.DOCUMENT_KINDS, "modes": choices.MODES, "purposes_of_stay": choices.PURPOSES,
    "reasons": choices.REASONS_GIVEN, "grounds": choices.SETTLE_GROUNDS, "settled_as": choices.SETTLED_AS,
    "sexes": choices.SEXES, "verdicts": choices.VERDICTS,
}  # fmt: skip
_SAID_KINDS: Final = {
    "join": "joined two travellers", "split": "split one off", "alone": "set one crossing apart",
    "refuse": "said that two are not one",
}  # fmt: skip


class TravellerPages:
    """The pages about travellers."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        act, made = HqAct.SEARCH_TRAVELLERS, self._console.route
        return [
            made("/travellers", self.ask, act),
            made("/travellers", self.search, act, ("POST",)),
            made("/travellers/found/{reference}", self.found, act),
            made("/travellers/{number:int}", self.one, act),
            made("/travellers/{number:int}", self.begin, act, ("POST",)),
        ]

    async def ask(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The form of a search, the purpose first."""
        return self._form(request, visitor, {}, {})

    async def search(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Keep what is asked for and lead to what is found; the form again where it is wrong."""
        filled = {name: plain(form.get(name, "")) for name in (*FIELDS, "purpose", "matter")}
        wrong = wrong_purpose(filled) | _wrong_search(filled)
        if wrong:
            return self._form(request, visitor, filled, wrong)
        asked = {name: filled[name] for name in FIELDS if filled[name]}
        look = Look(filled["purpose"], filled["matter"], asked)
        reference = await self._console.ask(
            lambda connection: traveller_looks.begin(connection, holder(visitor), look)
        )
        return self._console.back(f"/travellers/found/{reference}")

    async def found(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """What a search finds, the best first; the look is in the audit trail before it is shown."""
        reference = request.path_params["reference"]

        def work(connection: Connection) -> dict[str, Any] | None:
            look = traveller_looks.find(connection, holder(visitor), reference)
            if look is None or not look.asked:
                return None
            wanted = _wanted(look.asked)
            reader = look.reader(visitor.username)
            rows = travellers.find_travellers(connection, wanted, reader, values_in_trail=False)
            return {"look_": look, "candidates": ranked(wanted, rows), "now": now(connection)}

        values = await self._console.ask(work)
        if values is None:
            return self._console.back("/travellers", "That search is over: ask again.")
        return self._page(
            request, visitor, "travellers_found.html", reference=reference, most=MOST_FOUND, **values
        )

    async def one(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """A traveller's history; without a purpose that was said before, the question for it."""
        number, paging = _number(request), Paging(request, _CROSSINGS_A_PAGE)
        reference = request.query_params.get("look", "")

        def work(connection: Connection) -> dict[str, Any] | None:
            look = traveller_looks.find(connection, holder(visitor), reference)
            if look is None:
                travellers.resolve(connection, number)
                return None
            reader = look.reader(visitor.username)
            found = history(connection, number, reader, paging.limit, paging.offset)
            return {"look_": look, "shown": found.shown, "crossings": paging.cut(found.crossings)}

        values = await self._console.ask(work)
        if values is None:
            return self._purpose(request, visitor, number, {}, {})
        return self._page(
            request, visitor, "traveller.html", number=number, reference=reference, paging=paging, **values
        )

    async def begin(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Take the purpose for one traveller and show it."""
        number = _number(request)
        filled = {name: plain(form.get(name, "")) for name in ("purpose", "matter")}
        wrong = wrong_purpose(filled)
        if wrong:
            return self._purpose(request, visitor, number, filled, wrong)
        look = Look(filled["purpose"], filled["matter"], {})
        reference = await self._console.ask(
            lambda connection: traveller_looks.begin(connection, holder(visitor), look)
        )
        return self._console.back(f"/travellers/{number}?look={reference}")

    def _form(
        self, request: Request, visitor: Visitor, filled: Mapping[str, str], wrong: Mapping[str, str]
    ) -> Response:
        status = 422 if wrong else 200
        return self._page(request, visitor, "travellers.html", status=status, form=filled, errors=wrong)

    def _purpose(
        self,
        request: Request,
        visitor: Visitor,
        number: int,
        filled: Mapping[str, str],
        wrong: Mapping[str, str],
    ) -> Response:
        status = 422 if wrong else 200
        return self._page(
            request,
            visitor,
            "traveller_purpose.html",
            status=status,
            number=number,
            form=filled,
            errors=wrong,
        )

    def _page(
        self, request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        return self._console.page(
            request,
            visitor,
            template,
            status=status,
            purposes=traveller_looks.PURPOSES,
            longest_matter=LONGEST_MATTER,
            words=_WORDS,
            said_kinds=_SAID_KINDS,
            sentence=sentence,
            because=because,
            birth=_birth,
            **values,
        )


def routes(console: Console) -> list[Route]:
    """The pages below `/travellers`."""
    return TravellerPages(console).routes()


def holder(visitor: Visitor) -> Holder:
    """Whose references are: the visitor's, in this session."""
    return Holder(visitor.username, visitor.csrf)


def _number(request: Request) -> int:
    number = int(request.path_params["number"])
    if number > _LARGEST_NUMBER:
        raise HqError(HqCode.TRAVELLER_UNKNOWN, number=str(number))
    return number


def plain(text: str) -> str:
    """Without signs that no search can mean."""
    return "".join(filter(str.isprintable, text)).strip()


def wrong_purpose(filled: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with why somebody looks, by field."""
    wrong = {}
    if filled["purpose"] not in traveller_looks.PURPOSES:
        wrong["purpose"] = "Choose why you look: it stands in the audit trail."
    if len(filled["matter"]) > LONGEST_MATTER:
        wrong["matter"] = f"Give the number of your file in at most {LONGEST_MATTER} characters."
    return wrong


def _wrong_search(filled: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a search, by field: too little would ask for the whole nation."""
    wrong = {name: "Say it in at most 100 characters." for name in FIELDS if len(filled[name]) > 100}
    if filled["born"] and not _BORN.fullmatch(filled["born"]):
        wrong["born"] = "Write it as 1974-08-12, or 1974-08 or 1974 where no more is known."
    alone = not number_key(filled["document"]) and not filled["born"]
    surname = name_key(filled["surname"])
    if alone and not surname:
        wrong["document"] = "Give a document number, a surname or a birth date."
    elif alone and len(surname) < _SHORTEST_SURNAME:
        wrong["surname"] = "Give at least two letters of the surname, or a birth date as well."
    return wrong


def _wanted(asked: Mapping[str, str]) -> WantedTraveller:
    return WantedTraveller(
        document=asked.get("document", ""),
        surname=asked.get("surname", ""),
        given=asked.get("given", ""),
        born=_born(asked.get("born", "")),
        nationality=asked.get("nationality", ""),
        limit=MOST_FOUND,
    )


def _born(text: str) -> int:
    """YYYYMMDD, unknown parts 0."""
    found = _BORN.fullmatch(text)
    if found is None:
        return 0
    year, month, day = (int(part or 0) for part in found.groups())
    return year * 10_000 + month * 100 + day


def _birth(number: int) -> str:
    """A date of the ledger's columns (YYYYMMDD) as people write it, without parts that are not known."""
    if not number:
        return "not known"
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    parts = [f"{year:04}", *([f"{month:02}"] if month else []), *([f"{day:02}"] if month and day else [])]
    return "-".join(parts)
