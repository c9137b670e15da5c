"""One's own account: password, recovery codes, and where one is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq import audit
from sync.hq.console import known, passwords, second_factor, sessions, users
from sync.hq.console.gate import Caller, Gate
from sync.hq.console.headers import address_of
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.tries import Proof
from sync.hq.database import Connection

_ALL = "all"
_WRONG = "This is not your password."
_TOO_OFTEN = "There were too many tries. Wait a few minutes, then try again."


def routes(console: Console) -> list[Route]:
    """The pages of `/account`."""
    pages = _Pages(console)
    return [
        console.route("/account", pages.show, None),
        console.route("/account/password", pages.password, None, ("POST",)),
        console.route("/account/recovery", pages.recovery, None, ("POST",)),
        console.route("/account/sessions", pages.end_session, None, ("POST",)),
    ]


class _Pages:
    def __init__(self, console: Console) -> None:
        self._console, self._gate = console, Gate(console)

    async def show(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        return await self._page(request, visitor)

    async def password(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        new = form.get("password", "")
        wrong = await self._old_is_wrong(request, visitor, form.get("old", ""))
        fault = passwords.fault(new, visitor.username)
        if fault is None and new != form.get("again", ""):
            fault = "The two new passwords are not the same."
        errors = {name: said for name, said in (("old", wrong), ("password", fault)) if said}
        if errors:
            return await self._page(request, visitor, 422, errors)
        kept = await self._console.weigh(lambda: passwords.kept(new))
        token = request.cookies.get(sessions.COOKIE, "")
        done = await self._console.ask(lambda found: users.set_password(found, visitor.username, kept, token))
        if not done:
            return self._console.back("/sign-in", "Your session was ended. Nothing was changed.")
        said = "Your password is changed. You are signed out everywhere else."
        return self._console.back("/account", said)

    async def recovery(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        wrong = await self._old_is_wrong(request, visitor, form.get("proof", ""))
        if wrong:
            return await self._page(request, visitor, 422, {"proof": wrong})
        codes = second_factor.recovery_codes()

        def change(connection: Connection) -> None:
            users.set_recovery(connection, visitor.username, codes)
            audit.note(connection, visitor.reader("console"), "console-recovery-made", {})

        await self._console.ask(change)
        return self._console.page(request, visitor, "account_recovery.html", codes=codes)

    async def end_session(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        wrong = await self._old_is_wrong(request, visitor, form.get("ending", ""))
        if wrong:
            return await self._page(request, visitor, 422, {"ending": wrong})
        asked, token = form.get("number", ""), request.cookies.get(sessions.COOKIE, "")

        def end(connection: Connection) -> int:
            if asked == _ALL:
                ended = sessions.end_all(connection, visitor.username, but=token)
            else:
                number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else 0
                ended = int(sessions.end_numbered(connection, visitor.username, number))
            details = {"username": visitor.username, "sessions": ended}
            audit.note(connection, visitor.reader("console"), "console-sessions-ended", details)
            return ended

        ended = await self._console.ask(end)
        return self._console.back("/account", f"{ended} session{'' if ended == 1 else 's'} ended.")

    async def _old_is_wrong(self, request: Request, visitor: Visitor, password: str) -> str | None:
        """What is wrong with the password that its owner shows once more; None for the right one."""
        if not password:
            return "Type your password."
        as_known = known.browser_of(request, self._console.sealing, visitor.username)
        caller = Caller(address_of(request.scope), "", as_known)
        if await self._gate.begin_try(Proof.PASSWORD, visitor.username, caller):
            return _TOO_OFTEN
        if await self._gate.weighed(visitor.username, password) is None:
            await self._gate.fail(visitor.username, Proof.PASSWORD, caller)
            return _WRONG
        await self._gate.take_back(Proof.PASSWORD, visitor.username, caller)
        return None

    async def _page(
        self,
        request: Request,
        visitor: Visitor,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        token = request.cookies.get(sessions.COOKIE, "")

        def find(connection: Connection) -> dict[str, Any]:
            return {
                "sessions": sessions.open_sessions(connection, visitor.username, token),
                "recovery_left": users.recovery_left(connection, visitor.username),
                "user": users.one(connection, visitor.username),
            }

        found = await self._console.ask(find)
        others = [(str(one.number), f"Number {one.number}") for one in found["sessions"] if not one.own]
        codes = second_factor.RECOVERY_CODES
        values = {"errors": errors or {}, "recovery_codes": codes, "others": others, **found}
        return self._console.page(request, visitor, "account.html", status=status, **values)
