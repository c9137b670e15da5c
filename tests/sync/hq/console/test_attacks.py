"""Attacks on the console that went through once: races, and what strangers put into fields."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from sync.hq.audit import Reader
from sync.hq.console import passwords, sessions, users
from sync.hq.console.gate import Caller, Gate
from sync.hq.console.kit import Console
from sync.hq.console.roles import HqRole
from sync.hq.console.sessions import Session, Stage
from tests.helpers.console import PASSWORD, RunningConsole

HERE = Caller("127.0.0.1", "Tests")


def reset(console: RunningConsole, username: str) -> None:
    """What an administrator does whose colleague's password is known to others."""
    given = passwords.nobodys()
    console.ask(lambda found: users.reset(found, Reader("tests", "tests"), username, given))


def begun(console: RunningConsole, username: str, stage: Stage) -> str:
    """The token of a session as far as `stage`."""
    with console.connection() as connection:
        return sessions.begin(connection, username, stage, "127.0.0.1", "Tests")


@pytest.fixture
def inner(console: RunningConsole) -> Any:
    """The console's own parts, on the same database."""
    made = Console(console.home, console.database_url)
    made.open()
    yield made
    made.close()


def test_what_was_begun_before_a_reset_leads_nowhere_behind_it(
    console: RunningConsole, inner: Console
) -> None:
    """Between any two steps of signing in an administrator may reset the user: then the old password, a
    session or a second factor from before must bring nobody in, nor change what the reset has made."""
    gate = Gate(inner)

    async def attack() -> None:
        name = console.user("reset-one", HqRole.ADMINISTRATOR).username
        weighed = await gate.weighed(name, PASSWORD)
        assert weighed is not None
        reset(console, name)
        assert await gate.enter(name, weighed, HERE) is None

        name = console.user("reset-two", HqRole.ADMINISTRATOR).username
        token = begun(console, name, Stage.PASSWORD)
        session = Session(name, name, HqRole.ADMINISTRATOR, Stage.PASSWORD)
        reset(console, name)
        assert await gate.go_on(token, session, HERE) is None
        kept = passwords.kept(PASSWORD)
        assert not console.ask(partial(users.set_password, username=name, password=kept, token=token))
        assert await gate.weighed(name, PASSWORD) is None

    asyncio.run(attack())


def test_who_has_a_password_alone_ends_no_session_of_its_owner(console: RunningConsole) -> None:
    user = console.user("pushed", HqRole.VIEWER)
    client = console.signed_in(user)
    for _ in range(sessions.MOST + 1):
        begun(console, user.username, Stage.PASSWORD)
    assert client.get("/account").status_code == 200
