"""Sign in: a password, then the second factor, set up on the first day; and sign out."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import audit
from sync.hq.console import csrf, known, looks, passwords, second_factor, sessions, users
from sync.hq.console.forms import BadForm
from sync.hq.console.gate import Caller, Gate
from sync.hq.console.headers import address_of
from sync.hq.console.kit import GOING, Console, Visitor, read_own_form
from sync.hq.console.sessions import Session, Stage
from sync.hq.console.tries import Proof
from sync.hq.database import Connection

FORM_COOKIE: Final = "__Host-matapa-form"
"""Whom the form of signing in was given to; worth nothing else."""
_AT: Final = {Stage.PASSWORD: "/sign-in/code", Stage.PROVED: "/sign-in/password", Stage.WHOLE: "/"}
_SET_UP: Final = "/sign-in/set-up"
_WRONG: Final = "Username and password do not fit together, or a first password is over."
_WRONG_CODE: Final = "This code is not right, or was used already. Wait for the next one and type that."
Step: TypeAlias = Callable[[Request, str, Session, Mapping[str, str]], Awaitable[Response]]


def routes(console: Console) -> list[Route]:
    """The pages of signing in and out."""
    pages = SigningIn(console)
    both = ["GET", "POST"]
    return [
        Route("/sign-in", pages.ask_password, methods=["GET"]),
        Route("/sign-in", pages.password, methods=["POST"]),
        Route("/sign-in/code", pages.step(pages.code, Stage.PASSWORD), methods=both),
        Route(_SET_UP, pages.step(pages.set_up, Stage.PASSWORD), methods=both),
        Route("/sign-in/password", pages.step(pages.own_password, Stage.PROVED), methods=both),
        Route("/sign-in/again", pages.again, methods=["POST"]),
        console.route("/sign-out", pages.sign_out, None, ("POST",)),
        console.route("/look", pages.look, None, ("POST",)),
    ]


class SigningIn:
    """The steps of signing in; each that is taken gives the browser another token."""

    def __init__(self, console: Console) -> None:
        self._console, self._gate = console, Gate(console)

    async def ask_password(self, request: Request) -> Response:
        """Ask for username and password."""
        session = await self._session(request)
        if session is not None:
            return self._console.back(_AT[session.stage])
        return self._password_form(request)

    async def password(self, request: Request) -> Response:
        """Take username and password, and go on to the second factor."""
        try:
            form = await read_own_form(request, request.cookies.get(FORM_COOKIE, ""))
        except BadForm as error:
            said = {"username": "The page was open for too long. Please type it again."}
            return self._password_form(request, error.status, said)
        name, password = form.get("username", "").strip().casefold(), form.get("password", "")
        if not name or not password:
            return self._password_form(request, 422, {"username": "Type your username and password."}, name)
        caller = self._caller(request, name)
        wait = await self._gate.begin_try(Proof.PASSWORD, name, caller)
        if wait:
            return _later(self._password_form(request, 429, {"username": _words(wait)}, name), wait)
        found = await self._gate.weighed(name, password)
        if found is None:
            await self._gate.fail(name, Proof.PASSWORD, caller)
            return self._password_form(request, 422, {"username": _WRONG}, name)
        token = await self._gate.enter(name, found, caller)
        if token is None:
            return self._password_form(request, 422, {"username": _WRONG}, name)
        to = _SET_UP if found.second_factor is None else _AT[Stage.PASSWORD]
        return _holding(self._console.back(to), token)

    def step(self, page: Step, stage: Stage) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for whoever has come as far as `stage`; others are sent where they belong."""

        async def answer(request: Request) -> Response:
            token = request.cookies.get(sessions.COOKIE, "")
            session = await self._session(request)
            if session is None:
                return self._begin_again()
            if session.stage is not stage:
                return self._console.back(_AT[session.stage])
            form: Mapping[str, str] = {}
            if request.method == "POST":
                try:
                    form = await read_own_form(request, token)
                except BadForm as error:
                    what, remedy = f"The form was not taken ({error}).", "Load the page again."
                    return self._console.refusal(request, None, error.status, what, remedy)
            return await page(request, token, session, form)

        return answer

    async def code(self, request: Request, token: str, session: Session, form: Mapping[str, str]) -> Response:
        """Ask for the code of the authenticator, or a recovery code in its place."""
        template, username = "sign_in_code.html", session.username
        caller = self._caller(request, username)
        if request.method != "POST":
            return self._form(request, token, template)
        wait = await self._gate.begin_try(Proof.SECOND_FACTOR, username, caller)
        if wait:
            return _later(self._form(request, token, template, 429, {"code": _words(wait)}), wait)
        if not await self._gate.take_code(username, form.get("code", "").replace(" ", "")):
            await self._gate.fail(username, Proof.SECOND_FACTOR, caller)
            return self._form(request, token, template, 422, {"code": _WRONG_CODE})
        return self._on(request, username, await self._gate.go_on(token, session, caller))

    async def set_up(
        self, request: Request, token: str, session: Session, form: Mapping[str, str]
    ) -> Response:
        """Show a new key for an authenticator, and take it once a code proves that the app has it."""
        template, username = "sign_in_set_up.html", session.username
        caller = self._caller(request, username)
        found = await self._gate.key_to_set_up(token, username)
        if found is None:
            return self._console.back(_AT[Stage.PASSWORD])
        key, sealed = found
        shown: dict[str, Any] = {
            "picture": second_factor.picture(second_factor.uri(key, username, self._console.settings.name)),
            "key": second_factor.grouped(key),
        }
        if request.method != "POST":
            return self._form(request, token, template, **shown)
        wait = await self._gate.begin_try(Proof.SECOND_FACTOR, username, caller)
        if wait:
            return _later(self._form(request, token, template, 429, {"code": _words(wait)}, **shown), wait)
        codes = await self._gate.take_key(token, username, key, sealed, form.get("code", "").replace(" ", ""))
        if codes is None:
            return self._form(request, token, template, 422, {"code": _WRONG_CODE}, **shown)
        done = await self._gate.go_on(token, session, caller)
        if done is None:
            return self._begin_again()
        stage, fresh = done
        response = self._form(request, fresh, "sign_in_recovery.html", codes=codes, to=_AT[stage])
        known.remember(response, request, self._console.sealing, username)
        return _holding(response, fresh)

    async def own_password(
        self, request: Request, token: str, session: Session, form: Mapping[str, str]
    ) -> Response:
        """Let the owner of a first password choose another."""
        template, username = "sign_in_password.html", session.username
        if request.method != "POST":
            return self._form(request, token, template)
        password, again = form.get("password", ""), form.get("again", "")
        fault = await self._fault(username, password, again)
        if fault is not None:
            return self._form(request, token, template, 422, {"password": fault})
        kept = await self._console.weigh(lambda: passwords.kept(password))
        done = await self._console.ask(lambda found: users.set_password(found, username, kept, token))
        if not done:
            return self._begin_again()
        caller = self._caller(request, username)
        return self._on(request, username, await self._gate.go_on(token, session, caller))

    async def again(self, request: Request) -> Response:
        """Give up a sign-in that has begun."""
        token = request.cookies.get(sessions.COOKIE, "")
        try:
            await read_own_form(request, token)
        except BadForm:
            return self._console.back("/sign-in")
        await self._console.ask(lambda connection: sessions.end(connection, token))
        return _holding(self._console.back("/sign-in"), "")

    async def sign_out(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        """End this session."""
        token = request.cookies.get(sessions.COOKIE, "")

        def end(connection: Connection) -> None:
            sessions.end(connection, token)
            audit.note(connection, visitor.reader("console"), "console-sign-out", {})

        await self._console.ask(end)
        return _holding(self._console.back("/sign-in", "You are signed out."), "")

    async def look(self, _: Request, __: Visitor, form: Mapping[str, str]) -> Response:
        """Show pages light, dark or as the system does from now on."""
        to = form.get("to", "/")
        response = self._console.back(to if to.startswith("/") and to[1:2] not in ("/", "\\") else "/")
        looks.keep_look(response, form.get("look", ""))
        return response

    async def _session(self, request: Request) -> Session | None:
        token = request.cookies.get(sessions.COOKIE, "")
        if not token:
            return None
        return await self._console.ask(lambda connection: sessions.visit(connection, token))

    def _begin_again(self) -> Response:
        return self._console.back("/sign-in", "Signing in took too long. Please begin again.")

    def _caller(self, request: Request, username: str) -> Caller:
        browser = "".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable())
        as_known = known.browser_of(request, self._console.sealing, username)
        return Caller(address_of(request.scope), browser, as_known)

    def _on(self, request: Request, username: str, done: tuple[Stage, str] | None) -> Response:
        """On to the next step, or in: to where somebody was going when the last session was over."""
        if done is None:
            return self._begin_again()
        stage, token = done
        if stage is not Stage.WHOLE:
            return _holding(self._console.back(_AT[stage]), token)
        response = _holding(self._console.back(self._console.going(request)), token)
        response.delete_cookie(GOING, secure=True, httponly=True, samesite="strict")
        known.remember(response, request, self._console.sealing, username)
        return response

    async def _fault(self, username: str, password: str, again: str) -> str | None:
        fault = passwords.fault(password, username)
        if fault is not None:
            return fault
        if password != again:
            return "The two passwords are not the same."
        means = await self._console.ask(lambda connection: users.means(connection, username))
        if means is None or await self._console.weigh(lambda: passwords.matches(password, means.password)):
            return "Choose another than the first password."
        return None

    def _password_form(
        self, request: Request, status: int = 200, errors: Mapping[str, str] | None = None, name: str = ""
    ) -> Response:
        secret = request.cookies.get(FORM_COOKIE, "") or sessions.new_token()
        values: dict[str, Any] = {"csrf": csrf.token_for(secret), "errors": errors or {}, "username": name}
        response = self._console.page(request, None, "sign_in.html", status=status, **values)
        response.set_cookie(FORM_COOKIE, secret, secure=True, httponly=True, samesite="strict")
        return response

    def _form(
        self,
        request: Request,
        token: str,
        template: str,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        values = {"csrf": csrf.token_for(token), "errors": errors or {}, **values}
        return self._console.page(request, None, template, status=status, **values)


def _holding(response: Response, token: str) -> Response:
    """The answer with a session's token for the browser; an empty one takes it away."""
    if token:
        response.set_cookie(sessions.COOKIE, token, secure=True, httponly=True, samesite="strict")
    else:
        response.delete_cookie(sessions.COOKIE, secure=True, httponly=True, samesite="strict")
    response.delete_cookie(FORM_COOKIE, secure=True, httponly=True, samesite="strict")
    return response


def _later(response: Response, wait: timedelta) -> Response:
    response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


def _words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    said = f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
    return f"There were too many tries. Wait {said}, then try again."
