"""Users of the console: add, change the role, reset, deactivate; for administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hq.console import passwords, sessions, users
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.roles import ROLE_NAMES, HqAct, HqRole
from sync.hq.console.users import FIRST_HOURS, NewUser
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError

_ROLES = [(role.value, name) for role, name in ROLE_NAMES.items()]
_PURPOSE = "user administration"


def routes(console: Console) -> list[Route]:
    """The pages of `/users`."""
    pages, act = _Pages(console), HqAct.MANAGE_USERS
    one = "/users/{username}"
    return [
        console.route("/users", pages.show_all, act),
        console.route("/users", pages.add, act, ("POST",)),
        console.route(one, pages.show, act),
        console.route(f"{one}/role", pages.role, act, ("POST",)),
        console.route(f"{one}/reset", pages.reset, act, ("POST",)),
        console.route(f"{one}/deactivate", pages.deactivate, act, ("POST",)),
        console.route(f"{one}/sessions", pages.end_sessions, act, ("POST",)),
    ]


class _Pages:
    def __init__(self, console: Console) -> None:
        self._console = console

    async def show_all(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        return await self._all(request, visitor, {}, {})

    async def add(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        username = form.get("username", "").strip().casefold()
        full_name = " ".join(form.get("full_name", "").split())
        asked = form.get("role", "")
        errors = {
            name: said
            for name, said in (
                ("username", users.name_fault(username)),
                ("full_name", users.full_name_fault(full_name)),
                ("role", None if asked in ROLE_NAMES else "Choose a role."),
            )
            if said
        }
        if errors:
            return await self._all(request, visitor, errors, form, 422)
        first = passwords.first_password()
        kept = await self._console.weigh(lambda: passwords.kept(first))
        new = NewUser(username, full_name, HqRole(asked), kept)
        try:
            await self._console.ask(lambda connection: users.add(connection, visitor.reader(_PURPOSE), new))
        except HqError as error:
            if error.code is not HqCode.USER_REFUSED:
                raise
            return await self._all(request, visitor, {"username": f"{username} is taken."}, form, 422)
        return self._first(request, visitor, username, full_name, first)

    async def show(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        username = str(request.path_params["username"])

        def find(connection: Connection) -> dict[str, Any]:
            return {
                "user": users.one(connection, username),
                "sessions": sessions.open_sessions(connection, username),
                "recovery_left": users.recovery_left(connection, username),
                "now": now(connection),
            }

        found = await self._console.ask(find)
        return self._console.page(request, visitor, "users_one.html", roles=_ROLES, **found)

    async def role(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        username, asked = self._other(request, visitor), form.get("role", "")
        if asked not in ROLE_NAMES:
            raise HqError(HqCode.USER_REFUSED, reason="there is no such role", remedy="Choose a role.")
        role = HqRole(asked)
        reader = visitor.reader(_PURPOSE)
        await self._console.ask(lambda connection: users.set_role(connection, reader, username, role))
        said = f"{username} is {ROLE_NAMES[role].lower()} now, and has to sign in again."
        return self._console.back(f"/users/{username}", said)

    async def reset(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        username = self._other(request, visitor)
        first = passwords.first_password()
        kept = await self._console.weigh(lambda: passwords.kept(first))

        def reset(connection: Connection) -> str:
            users.reset(connection, visitor.reader(_PURPOSE), username, kept)
            return users.one(connection, username).full_name

        full_name = await self._console.ask(reset)
        return self._first(request, visitor, username, full_name, first)

    async def deactivate(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        username = self._other(request, visitor)
        return await self._done(visitor, username, users.deactivate, f"{username} cannot sign in any more.")

    async def end_sessions(self, request: Request, visitor: Visitor, _: Mapping[str, str]) -> Response:
        username = self._other(request, visitor)
        said = f"{username} is signed out everywhere."
        return await self._done(visitor, username, users.end_sessions, said)

    async def _done(
        self, visitor: Visitor, username: str, work: Callable[..., object], said: str
    ) -> Response:
        await self._console.ask(lambda connection: work(connection, visitor.reader(_PURPOSE), username))
        return self._console.back(f"/users/{username}", said)

    def _other(self, request: Request, visitor: Visitor) -> str:
        """The user that is to be changed; raises HqError(USER_REFUSED) for oneself."""
        username = str(request.path_params["username"])
        if username == visitor.username:
            raise HqError(
                HqCode.USER_REFUSED,
                reason="nobody changes their own rights",
                remedy="Ask another administrator; your password and sessions are under your name, above.",
            )
        return username

    def _first(
        self, request: Request, visitor: Visitor, username: str, full_name: str, password: str
    ) -> Response:
        values: dict[str, Any] = {
            "username": username,
            "full_name": full_name,
            "password": password,
            "hours": FIRST_HOURS,
        }
        return self._console.page(request, visitor, "users_first.html", **values)

    async def _all(
        self,
        request: Request,
        visitor: Visitor,
        errors: Mapping[str, str],
        form: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        found = await self._console.ask(lambda connection: (users.all_users(connection), now(connection)))
        values = {"users": found[0], "now": found[1], "errors": errors, "form": form, "roles": _ROLES}
        return self._console.page(request, visitor, "users.html", status=status, **values)
