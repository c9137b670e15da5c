"""Attacks on the console that went through once: races, and what strangers put into fields."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from sync.hq.audit import Reader
from sync.hq.console import passwords, sessions, tries, users
from sync.hq.console.gate import Caller, Gate
from sync.hq.console.kit import Console
from sync.hq.console.roles import HqRole
from sync.hq.console.sessions import Session, Stage
from sync.hq.console.tries import Proof
from tests.helpers.console import PASSWORD, ConsoleClient, RunningConsole

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
    lost = client.get("/nowhere")
    assert (lost.status_code, 'href="/statistics"' in lost.text) == (404, True), "no dead end"
    assert "/statistics" not in console.client().get("/nowhere").text
    for _ in range(sessions.MOST + 1):
        begun(console, user.username, Stage.PASSWORD)
    assert client.get("/account").status_code == 200


def test_a_clock_that_was_ahead_shuts_nobody_out_and_keeps_no_session(console: RunningConsole) -> None:
    user = console.user("ahead", HqRole.VIEWER)
    client = console.signed_in(user)
    with console.connection() as connection:
        for late in (
            "UPDATE console_user SET last_step = last_step + 100000000 WHERE username = 'ahead'",
            "UPDATE console_session SET begun_at = now() + interval '1 year' WHERE username = 'ahead'",
        ):
            connection.execute(late.encode())
    assert client.get("/account").status_code == 303
    with console.connection() as connection:
        for _ in range(7):
            tries.begin_try(connection, Proof.PASSWORD, "ahead", "192.0.2.7")
        connection.execute("UPDATE console_try SET last_at = now() + interval '1 year'")
    again = console.walk_in(user)
    assert again.get("/account").status_code == 200
    code = console.ask(user.code)
    asked = again.form("/sign-out")
    assert asked.status_code == 303
    begun_anew = console.client()
    fields = {"username": user.username, "password": user.password}
    begun_anew.shown_form(begun_anew.get("/sign-in"), "/sign-in", **fields)
    refused = begun_anew.shown_form(begun_anew.get("/sign-in/code"), "/sign-in/code", code=code)
    assert refused.status_code == 422, "a code is good once, whatever the clock was"


def test_a_strangers_guesses_keep_nobody_out_of_a_browser_they_have_signed_in_with(
    console: RunningConsole,
) -> None:
    user, other = console.user("guessed", HqRole.VIEWER), console.user("neighbour", HqRole.VIEWER)
    client = console.walk_in(user)
    client.form("/sign-out")

    def tried(browser: ConsoleClient, name: str, password: str) -> int:
        shown = browser.get("/sign-in")
        return browser.shown_form(shown, "/sign-in", username=name, password=password).status_code

    stranger = console.client()
    assert [tried(stranger, user.username, "a guess of words") for _ in range(6)][-1] == 429
    assert tried(stranger, user.username, PASSWORD) == 429
    assert tried(client, user.username, PASSWORD) == 303
    client.form("/sign-in/again")
    guesses = [tried(client, user.username, "a guess of words") for _ in range(6)]
    assert guesses[-1] == 429, "a known browser is not free to guess"
    assert tried(client, other.username, PASSWORD) == 303, "and is known as one user's"
