"""HQ's console for tests: a real listener over TLS on a database, and a signed-in client for each role.

`signed_in` opens a session in the database, as a sign-in ends; the road through password and second factor
has tests of its own, and is walked by `walk_in`.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
import pyotp

from sync.hq.audit import Reader
from sync.hq.authority import load_root, server_context
from sync.hq.console import passwords, second_factor, sessions, users
from sync.hq.console.csrf import token_for
from sync.hq.console.listening import ConsolePlace, console_listening
from sync.hq.console.rates import Rates
from sync.hq.console.roles import HqRole
from sync.hq.console.sealing import load_sealing
from sync.hq.console.sessions import Stage
from sync.hq.database import Connection, connect, now
from sync.hq.founding import found_hq
from sync.hq.home import HqHome, HqSettings

PASSWORD = "tin boat harbour seven"
_KEPT: list[str] = []
"""The password as it is kept: hashed once for all tests."""
_HIDDEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class TestUser:
    """Somebody of HQ, with password and authenticator."""

    __test__ = False
    username: str
    role: HqRole
    key: str = field(default_factory=second_factor.new_key)
    password: str = PASSWORD

    def code(self, connection: Connection, ahead: int = 0) -> str:
        """What the authenticator shows now, or `ahead` steps of 30 seconds later."""
        return pyotp.TOTP(self.key).at(now(connection), counter_offset=ahead)


class ConsoleClient(httpx2.Client):
    """A browser without pictures: keeps cookies, says where its forms come from."""

    def __init__(self, url: str, context: ssl.SSLContext) -> None:
        super().__init__(
            base_url=url, verify=context, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}, timeout=30
        )

    def form(self, path: str, **fields: str) -> httpx2.Response:
        """POST a form with the token that belongs to this client's session; redirects are not followed."""
        secret = self.cookies.get(sessions.COOKIE) or ""
        return self.post(path, data={"csrf": token_for(secret), **fields})

    def shown_form(self, page: httpx2.Response, path: str, **fields: str) -> httpx2.Response:
        """POST a form with the token that stands in the page."""
        found = _HIDDEN.search(page.text)
        assert found is not None, page.text
        return self.post(path, data={"csrf": found[1], **fields})


def no_bounds() -> Rates:
    """Rates under which a test may ask as fast as it likes: an hour passes between any two calls."""
    return Rates(count(0, 3600).__next__)


class RunningConsole:
    """The console of an HQ's folder and database, listening on loopback while the block runs."""

    def __init__(self, home: HqHome, database_url: str, bounds: Callable[[], Rates] = no_bounds) -> None:
        self.home, self.database_url, self._bounds = home, database_url, bounds
        self.url = ""
        self._stack = ExitStack()
        self._made: dict[HqRole, TestUser] = {}

    def __enter__(self) -> Self:
        settings = self.home.settings()
        with connect(self.database_url) as connection:
            server_context(self.home, settings.name, settings.hosts, now(connection))
        listening = console_listening(
            self.home, self.database_url, ConsolePlace("127.0.0.1", 0), self._bounds
        )
        # Every HQ of tests is called localhost; not all are called 127.0.0.1.
        self.url = self._stack.enter_context(listening).replace("127.0.0.1", "localhost")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection to HQ's database."""
        with connect(self.database_url) as connection:
            yield connection

    def ask(self, work: Callable[[Connection], Any]) -> Any:
        """What `work` finds in HQ's database, in one transaction."""
        with self.connection() as connection:
            return work(connection)

    def client(self) -> ConsoleClient:
        """A browser of somebody who has not signed in."""
        context = ssl.create_default_context(cadata=load_root(self.home).pem().decode())
        client = ConsoleClient(self.url, context)
        self._stack.callback(client.close)
        return client

    def user(self, username: str, role: HqRole) -> TestUser:
        """A new user with a second factor and a password of their own."""
        made = TestUser(username, role)
        if not _KEPT:
            _KEPT.append(passwords.kept(PASSWORD))
        sealed = load_sealing(self.home).seal(made.key.encode(), username)
        new = users.NewUser(username, f"{username.capitalize()} Tester", role, _KEPT[0], False, sealed)
        self.ask(lambda connection: users.add(connection, Reader("tests", "tests"), new))
        return made

    def user_of(self, role: HqRole) -> TestUser:
        """The one user of this role that all tests share."""
        if role not in self._made:
            self._made[role] = self.user(role.value.replace("_", "-"), role)
        return self._made[role]

    def signed_in(self, who: HqRole | TestUser) -> ConsoleClient:
        """A browser in which somebody has signed in."""
        user = self.user_of(who) if isinstance(who, HqRole) else who
        client = self.client()
        token = self.ask(
            lambda connection: sessions.begin(connection, user.username, Stage.WHOLE, "127.0.0.1", "Tests")
        )
        client.cookies.set(sessions.COOKIE, token, domain="localhost.local")
        return client

    def walk_in(self, user: TestUser, ahead: int = 0) -> ConsoleClient:
        """Sign in as a person does: password, then the authenticator's code."""
        client = self.client()
        asked = client.get("/sign-in")
        fields = {"username": user.username, "password": user.password}
        assert client.shown_form(asked, "/sign-in", **fields).headers["location"] == "/sign-in/code"
        code = self.ask(lambda connection: user.code(connection, ahead))
        answer = client.shown_form(client.get("/sign-in/code"), "/sign-in/code", code=code)
        assert answer.headers.get("location") == "/", answer.text
        return client


@contextmanager
def running_console(
    folder: Path, database_url: str, training: bool = False, bounds: Callable[[], Rates] = no_bounds
) -> Iterator[RunningConsole]:
    """A new HQ on a new, empty database, and its console; no ingest beside it."""
    home = HqHome(folder)
    settings = HqSettings("Test HQ", training, database_url, ("127.0.0.1", "localhost"))
    with connect(database_url) as connection:
        moment = now(connection)
    found_hq(home, settings, moment)
    with RunningConsole(home, database_url, bounds) as console:
        yield console
