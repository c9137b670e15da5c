"""Stations: the list, one station, a one-time code for a new one, and shutting one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import audit, lost, ports_glance, ports_lamps, stations, stations_seen
from sync.hq.authority import load_root
from sync.hq.certificates import list_certificates
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.paging import Paging
from sync.hq.console.roles import HqAct
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError
from sync.hq.ports_lamps import LAMP_WORDS
from sync.hq.publishing import Press
from sync.hq.stations_published import publish_stations

PURPOSE: Final = "identity"
HOURS: Final = {"24": "1 day", "72": "3 days", "168": "7 days", "720": "30 days"}
"""How long a code may be good, in hours."""
LONGEST_REASON: Final = 500
_KINDS: Final = ("revoke", "lost")
_BATCHES_A_PAGE: Final = 20


class StationPages:
    """The pages about stations."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        see, enrol, revoke = HqAct.SEE_PORTS, HqAct.ENROL_STATION, HqAct.REVOKE_STATION
        made = self._console.route
        return [
            made("/stations", self.list, see),
            made("/stations/enrol", self.ask_code, enrol),
            made("/stations/enrol", self.make_code, enrol, ("POST",)),
            made("/stations/{number:int}", self.one, see),
            made("/stations/{number:int}/revoke", self.ask_revoke, revoke),
            made("/stations/{number:int}/revoke", self.revoke, revoke, ("POST",)),
        ]

    async def list(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """Every station that was ever enrolled, and the codes that wait for a station."""
        paging = Paging(request)

        def work(connection: Connection) -> dict[str, Any]:
            found = stations_seen.stations(connection, paging.limit, paging.offset)
            return {
                "now": now(connection),
                "stations": paging.cut(found),
                "codes": stations_seen.waiting_codes(connection),
            }

        values = await self._console.ask(work)
        return self._page(request, visitor, "stations.html", paging=paging, **values)

    async def one(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """One station: how it stands, certificates, what it holds, its batches."""
        number, paging = station_number(request), Paging(request, _BATCHES_A_PAGE)

        def work(connection: Connection) -> dict[str, Any]:
            station, moment = stations_seen.station(connection, number), now(connection)
            glance = ports_glance.glance(connection, station=number)
            found = stations_seen.batches(connection, number, paging.limit, paging.offset)
            return {
                "now": moment,
                "station": station,
                "judged": ports_lamps.judge(glance[0], moment) if glance else None,
                "versions": stations_seen.held_versions(connection, number),
                "batches": paging.cut(found),
                "certificates": [one for one in list_certificates(connection) if one.station == number],
                "lost": lost.standing(connection, number) if station.revoked_at else None,
            }

        values = await self._console.ask(work)
        return self._page(request, visitor, "station.html", paging=paging, **values)

    async def ask_code(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The form for a one-time code."""
        asked = request.query_params.get("station", "")
        filled = {"port": "", "booth": "", "hours": "72", "station": ""}
        if asked.isascii() and asked.isdecimal() and len(asked) < 10:
            known = await self._console.ask(lambda found: stations_seen.station(found, int(asked)))
            filled |= {"port": known.port, "booth": known.booth, "station": asked}
        return self._page(request, visitor, "station_enrol.html", form=filled, errors={}, hours=HOURS)

    async def make_code(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Make the code and show it, this once: HQ keeps no more of it than how to check it."""
        filled = {name: form.get(name, "").strip() for name in ("port", "booth", "hours", "station")}
        filled["port"] = filled["port"].upper()
        try:
            code = await self._console.ask(lambda found: self._make_code(found, visitor, filled))
        except HqError as error:
            wrong = {error.details.get("field", "--port").removeprefix("--"): error.remedy}
            return self._page(
                request, visitor, "station_enrol.html", status=422, form=filled, errors=wrong, hours=HOURS
            )
        good_for = HOURS[filled["hours"]]
        return self._page(request, visitor, "station_code.html", form=filled, code=code, good_for=good_for)

    async def ask_revoke(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The form that asks why, and whether it is lost."""
        return await self._revoking(request, visitor, {"kind": "", "reason": ""}, {})

    async def revoke(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        """Ask once more, saying what will be; with the second word do it."""
        number = station_number(request)
        filled = {"kind": form.get("kind", ""), "reason": form.get("reason", "").strip()}
        wrong = _wrong(filled)
        if wrong:
            return await self._revoking(request, visitor, filled, wrong)
        if form.get("sure") != "yes":
            station = await self._console.ask(lambda found: stations_seen.station(found, number))
            return self._page(request, visitor, "station_sure.html", station=station, form=filled)
        await self._console.ask(lambda found: self._shut_out(found, visitor, number, filled))
        said = f"Station {number} is shut out. What it sent before stays in the ledger."
        return self._console.back(f"/stations/{number}", said)

    def _make_code(self, connection: Connection, visitor: Visitor, filled: Mapping[str, str]) -> str:
        if filled["hours"] not in HOURS:
            raise HqError(
                HqCode.FIELD_WRONG, field="--hours", value="not chosen", remedy="Choose how long it is good."
            )
        said = filled["station"]
        if said and not (said.isascii() and said.isdecimal() and len(said) < 10):
            remedy = "Give the station's number, or leave it empty for a new machine."
            raise HqError(HqCode.FIELD_WRONG, field="--station", value="no number", remedy=remedy)
        station = int(said) if said else None
        stations.require_place(filled["port"], filled["booth"])
        ca = load_root(self._console.home).fingerprint()
        code = stations.make_code(
            connection, ca, filled["port"], filled["booth"], float(filled["hours"]), station
        )
        details = {"port": filled["port"], "booth": filled["booth"], "hours": int(filled["hours"])}
        audit.note(connection, visitor.reader(PURPOSE), "enrolment code", {**details, "station": station})
        return str(code)

    async def _revoking(
        self, request: Request, visitor: Visitor, filled: Mapping[str, str], wrong: Mapping[str, str]
    ) -> Response:
        number = station_number(request)
        station = await self._console.ask(lambda found: stations_seen.station(found, number))
        status = 422 if wrong else 200
        return self._page(
            request, visitor, "station_revoke.html", status=status, station=station, form=filled, errors=wrong
        )

    def _shut_out(
        self, connection: Connection, visitor: Visitor, number: int, filled: Mapping[str, str]
    ) -> None:
        reader, home = visitor.reader(PURPOSE), self._console.home
        station = stations_seen.station(connection, number)
        if filled["kind"] == "lost":
            lost.lose(connection, home, number, reader, filled["reason"])
            return
        stations.revoke(connection, number)
        audit.note(connection, reader, "revoked", {"number": number, "reason": filled["reason"]})
        connection.commit()  # shut out, whatever happens to the rest
        publish_stations(Press(connection, home, reader), station.port)

    def _page(
        self, request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        return self._console.page(
            request,
            visitor,
            template,
            status=status,
            lamp_words=LAMP_WORDS,
            acts=HqAct,
            reader_words=ports_lamps.reader_words,
            **values,
        )


def routes(console: Console) -> list[Route]:
    """The pages below `/stations`."""
    return StationPages(console).routes()


def station_number(request: Request) -> int:
    """The station's number in the address; raises HqError(STATION_UNKNOWN) for one that none can have."""
    number = int(request.path_params["number"])
    if number >= 1 << 31:
        raise HqError(HqCode.STATION_UNKNOWN, number=str(number))
    return number


def _wrong(filled: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the form, by field."""
    wrong = {}
    if filled["kind"] not in _KINDS:
        wrong["kind"] = "Choose what happened to the station."
    if not filled["reason"]:
        wrong["reason"] = "Say in words why: it stands in the audit trail."
    elif len(filled["reason"]) > LONGEST_REASON:
        wrong["reason"] = f"Say it in at most {LONGEST_REASON} characters."
    return wrong
