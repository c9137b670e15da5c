"""What every page of the console is made with: who asks, the database, templates, and guarded routes."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeAlias, TypeVar

import anyio
import anyio.to_thread
import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app.domain.failure import WorldError
from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.console import csrf, sessions
from sync.hq.console.forms import BadForm, read_form
from sync.hq.console.looks import look_of
from sync.hq.console.navigation import NAVIGATION
from sync.hq.console.pages import make_templates
from sync.hq.console.passwords import nobodys
from sync.hq.console.rates import Rates
from sync.hq.console.roles import HqAct, HqRole, may
from sync.hq.console.sealing import load_sealing
from sync.hq.database import OPTIONS, Connection, first_line
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome

T = TypeVar("T")
SAID: Final = "__Host-matapa-said"
"""Cookie with the one message that the next page shows; sealed, and gone once it was shown."""
GOING: Final = "__Host-matapa-going"
"""Cookie with the path that somebody asked for when the session was over; sealed."""
_CONNECTIONS: Final = 6
_HASHES: Final = 2
"""Passwords that are weighed at once: each takes a core and its memory."""
_LONGEST_QUERY: Final = 20
"""Seconds that one query of a page may take: it must not hold up what stations bring."""
_TOO_LONG: Final = f"a page's query took longer than {_LONGEST_QUERY} s"
_ASKED_TOO_MUCH: Final = (
    f"This takes longer than {_LONGEST_QUERY} seconds.", "Ask for less: a shorter time, fewer ports.",
)  # fmt: skip
_AWAY: Final = (
    "HQ's database does not answer just now.",
    "Try again in a minute. Nothing is lost: stations keep their records until HQ has them.",
)
_log = logging.getLogger("sync.hq.console")
_STATUS: Final = {
    HqCode.DATABASE_UNREACHABLE: 503, HqCode.DISK_FULL: 503, HqCode.KEYS_MISSING: 503,
    HqCode.STATION_UNKNOWN: 404, HqCode.LIST_UNKNOWN: 404, HqCode.PROPOSAL_UNKNOWN: 404,
    HqCode.TRAVELLER_UNKNOWN: 404, HqCode.QUEUE_ITEM_UNKNOWN: 404, HqCode.USER_UNKNOWN: 404,
}  # fmt: skip
_HERE: Final = {
    HqCode.STATION_UNKNOWN: "Choose one on the page of stations.",
    HqCode.LIST_UNKNOWN: "See which lists there are on the page of alerts.",
    HqCode.PROPOSAL_UNKNOWN: "See what waits on the page of alerts.",
    HqCode.TRAVELLER_UNKNOWN: "Search for the traveller once more: two numbers may have become one.",
    HqCode.QUEUE_ITEM_UNKNOWN: "See what waits on the page of the queue.",
    HqCode.USER_UNKNOWN: "Choose one on the page of users.",
}  # fmt: skip
"""What helps in a browser, where HQ's own words name a command."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, proved by password and second factor. `csrf` goes into each form as the field `csrf`."""

    username: str
    full_name: str
    role: HqRole
    csrf: str

    def may(self, act: HqAct | None) -> bool:
        """Whether the visitor's role permits this."""
        return may(self.role, act)

    def reader(self, purpose: str) -> Reader:
        """The visitor as the audit trail names whoever reads, for a purpose."""
        return Reader(self.username, purpose)


Endpoint: TypeAlias = Callable[[Request, Visitor, Mapping[str, str]], Awaitable[Response]]


class Console:
    """One console on one database. `home` and `url` are HQ's; `hosts` names by which browsers may call it,
    beside those of HQ's settings; `bounds` on how much is asked are the usual ones where none are given."""

    def __init__(
        self, home: HqHome, url: str, hosts: Iterable[str] = (), bounds: Rates | None = None
    ) -> None:
        self.home, self.url = home, url
        self.settings = home.settings()
        self.hosts = frozenset((*self.settings.hosts, *hosts))
        self.sealing = load_sealing(home)
        self.rates = bounds or Rates()
        options = {
            **OPTIONS,
            "application_name": "matapa-hq console",
            "options": f"{OPTIONS['options']} -c statement_timeout={_LONGEST_QUERY}s",
        }
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, min_size=1, max_size=_CONNECTIONS, open=False, kwargs=options, timeout=5, name="console",
            check=ConnectionPool.check_connection,  # after PostgreSQL was away no page meets a dead one
        )  # fmt: skip
        self._threads = anyio.CapacityLimiter(_CONNECTIONS)
        self._costly = anyio.CapacityLimiter(_HASHES)
        self._making = anyio.CapacityLimiter(1)
        self._templates = make_templates()

    def open(self) -> None:
        """Begin to reach the database; it need not answer yet."""
        nobodys()  # made here, or the first name that nobody has would take longer than the others
        self._pool.open()

    def close(self) -> None:
        """Let go of the database."""
        self._pool.close()

    async def ask(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds or does: in a thread, on a connection of its own, in one transaction.

        What it raises undoes the transaction. Raises HqError(DATABASE_UNREACHABLE) where PostgreSQL is away
        or takes too long.
        """
        return await anyio.to_thread.run_sync(self._at_work, work, limiter=self._threads)

    def _at_work(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._pool.connection() as connection:
                return work(connection)
        except psycopg.errors.QueryCanceled as error:
            raise HqError(HqCode.DATABASE_UNREACHABLE, reason=_TOO_LONG) from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise HqError(HqCode.DATABASE_UNREACHABLE, reason=first_line(error)) from error

    async def weigh(self, work: Callable[[], T]) -> T:
        """What costly `work` on a password finds: in a thread, with few others at once."""
        return await anyio.to_thread.run_sync(work, limiter=self._costly)

    async def make(self, work: Callable[[], T]) -> T:
        """What `work` makes of what was found, where that takes seconds: in a thread, one such work at a
        time, so that no page waits for it."""
        return await anyio.to_thread.run_sync(work, limiter=self._making)

    def page(
        self, request: Request, visitor: Visitor | None, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        """A page from `template`, which finds `visitor`, `csrf`, `navigation`, `path` and `values`."""
        carried = request.cookies.get(SAID, "")
        shown = {
            "visitor": visitor,
            "csrf": "" if visitor is None else visitor.csrf,
            "navigation": [] if visitor is None else [one for one in NAVIGATION if visitor.may(one.act)],
            "path": request.url.path,
            "hq": self.settings.name,
            "training": self.settings.training,
            "said": self.sealing.carried(carried) if carried else "",
            "look": look_of(request),
            **values,
        }
        response = HTMLResponse(self._templates.get_template(template).render(shown), status)
        if carried:
            response.delete_cookie(SAID, secure=True, httponly=True, samesite="strict")
        return response

    def back(self, to: str, said: str = "") -> Response:
        """Send the browser to the page `to` of the console, where `said` is shown once.

        `said` goes by the browser: no traveller's data in it.
        """
        response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
        if said:
            response.set_cookie(
                SAID, self.sealing.carry(said), max_age=60, secure=True, httponly=True, samesite="strict"
            )
        return response

    def refusal(
        self, request: Request, visitor: Visitor | None, status: int, what: str, remedy: str, code: str = ""
    ) -> Response:
        """The page that says why something was not done and what helps."""
        title = {403: "Not for your role", 404: "Not found", 503: "Not now"}.get(status, "That did not work")
        said = {"title": title, "what": what, "remedy": remedy, "code": code}
        return self.page(request, visitor, "error.html", status=status, **said)

    def told(self, request: Request, visitor: Visitor | None, error: HqError) -> Response:
        """The page that tells a failure of HQ; of the database no more than that it is away."""
        what, remedy = error.what, _HERE.get(error.code, error.remedy)
        if error.code is HqCode.DATABASE_UNREACHABLE:
            what, remedy = _AWAY if error.details["reason"] != _TOO_LONG else _ASKED_TOO_MUCH
            _log.error("page failed code=%s reason=%s", error.code, error.details["reason"])
        return self.refusal(request, visitor, _STATUS.get(error.code, 422), what, remedy, str(error.code))

    def route(
        self, path: str, endpoint: Endpoint, act: HqAct | None, methods: tuple[str, ...] = ("GET",)
    ) -> Route:
        """A route for whoever has signed in and may `act`; a POST must be a form of the console's own.

        Two routes may have the same path and different methods, each with its act.
        """

        @functools.wraps(endpoint)
        async def guarded(request: Request) -> Response:
            token = request.cookies.get(sessions.COOKIE, "")
            visitor = await self._visitor(token)
            if visitor is None:
                return self._to_sign_in(request, token)
            if not self.rates.session(visitor.username):
                said = "Wait a minute, then go on."
                return self.refusal(request, visitor, 429, "Too many pages were asked for at once.", said)
            if not visitor.may(act):
                return await self._refuse_act(request, visitor, path)
            return await self._answer(request, visitor, token, endpoint)

        guarded.act = act  # type: ignore[attr-defined]  # for the test that walks every route
        return Route(path, guarded, methods=list(methods))

    def _to_sign_in(self, request: Request, token: str) -> Response:
        """Ask to sign in, and remember where whoever does so was going."""
        response = self.back("/sign-in", "Sign in to go on." if token else "")
        if token and request.method == "GET":
            going = self.sealing.carry(request.url.path)
            response.set_cookie(GOING, going, max_age=600, secure=True, httponly=True, samesite="strict")
        return response

    def going(self, request: Request) -> str:
        """Where whoever signs in now was going when a session was over; the first page otherwise."""
        return self.sealing.carried(request.cookies.get(GOING, "")) or "/"

    async def visitor_of(self, request: Request) -> Visitor | None:
        """Whoever asks with a whole session; None for anybody else. Raises HqError(DATABASE_UNREACHABLE)."""
        return await self._visitor(request.cookies.get(sessions.COOKIE, ""))

    async def _visitor(self, token: str) -> Visitor | None:
        if not token:
            return None
        session = await self.ask(lambda connection: sessions.visit(connection, token))
        if session is None or session.stage is not sessions.Stage.WHOLE:
            return None
        return Visitor(session.username, session.full_name, session.role, csrf.token_for(token))

    async def _refuse_act(self, request: Request, visitor: Visitor, path: str) -> Response:
        _log.info("refused user=%s method=%s route=%s", visitor.username, request.method, path)
        details = {"route": path, "method": request.method, "role": visitor.role.value}
        await self.ask(lambda found: audit.note(found, visitor.reader("console"), "console-refused", details))
        remedy = "An administrator can change your role, if your work needs it."
        return self.refusal(request, visitor, 403, "Your role does not permit this.", remedy)

    async def _answer(self, request: Request, visitor: Visitor, token: str, endpoint: Endpoint) -> Response:
        form: Mapping[str, str] = {}
        if request.method not in ("GET", "HEAD"):
            try:
                form = await read_own_form(request, token)
            except BadForm as error:
                _log.info("form refused user=%s reason=%s", visitor.username, error)
                remedy = "Go back, load the page again and repeat what you did."
                return self.refusal(
                    request, visitor, error.status, f"The form was not taken ({error}).", remedy
                )
        try:
            return await endpoint(request, visitor, form)
        except HqError as error:
            return self.told(request, visitor, error)
        except WorldError as error:
            code = str(error.failure.code)
            remedy = f"Look up {code} in docs/failures.md."
            return self.refusal(request, visitor, 422, "HQ could not do this.", remedy, code)


async def read_own_form(request: Request, secret: str) -> Mapping[str, str]:
    """The fields of a form that the console made for the holder of the cookie `secret`; raises BadForm."""
    if not csrf.comes_from_here(request):
        raise BadForm(403, "it comes from another site")
    form = dict(await read_form(request))
    if not csrf.is_ours(secret, form.pop(csrf.FIELD, "")):
        raise BadForm(403, "it is too old")
    return form
