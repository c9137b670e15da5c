"""Signing in to the console: both factors, the first day, and what guessing and replaying meet."""

from __future__ import annotations

import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from sync.hq.audit import Reader
from sync.hq.console import passwords, second_factor, sessions, users
from sync.hq.console.roles import HqRole
from sync.hq.console.tries import FREE_TRIES, Proof, begin_try
from tests.helpers.console import PASSWORD, ConsoleClient, RunningConsole, TestUser

_KEY = re.compile(r'<p class="mono">([A-Z2-7 ]+)</p>')
_CODES = re.compile(r"<li>([A-Z2-9]{6}(?:-[A-Z2-9]{6}){3})</li>")
_FIRST = re.compile(r'First password</dt><dd class="mono">([a-z2-9-]+)</dd>')


def try_password(client: ConsoleClient, username: str, password: str) -> str:
    """What the page says after this try; the address it leads to, where it leads on."""
    answer = client.shown_form(client.get("/sign-in"), "/sign-in", username=username, password=password)
    return answer.headers.get("location") or answer.text


def try_code(client: ConsoleClient, code: str) -> str:
    answer = client.shown_form(client.get("/sign-in/code"), "/sign-in/code", code=code)
    return answer.headers.get("location") or answer.text


def test_password_and_code_let_a_user_in_and_every_step_changes_the_token(console: RunningConsole) -> None:
    user, client = console.user("lata", HqRole.ADMINISTRATOR), console.client()
    client.cookies.set(sessions.COOKIE, "planted-by-somebody-else", domain="localhost.local")
    assert try_password(client, "LATA ", PASSWORD) == "/sign-in/code"
    half = client.cookies[sessions.COOKIE]
    assert half != "planted-by-somebody-else"
    assert client.get("/users").headers["location"] == "/sign-in", "a password alone opens nothing"
    assert try_code(client, console.ask(user.code)) == "/users"
    whole = client.cookies[sessions.COOKIE]
    assert whole != half
    assert client.get("/users").status_code == 200
    old = console.client()
    old.cookies.set(sessions.COOKIE, half, domain="localhost.local")
    assert old.get("/users").status_code == 303, "the token of the step before is worth nothing"
    assert client.form("/sign-out").headers["location"] == "/sign-in"
    old.cookies.set(sessions.COOKIE, whole, domain="localhost.local")
    assert old.get("/users").status_code == 303
    assert try_password(old, "lata", PASSWORD) == "/sign-in/code"
    assert try_code(old, console.ask(partial(user.code, ahead=1))) == "/users", "on where one was going"
    with console.connection() as connection:
        acts = connection.execute("SELECT act FROM hq_audit WHERE who = 'lata' ORDER BY line").fetchall()
    assert [act for (act,) in acts][:2] == ["console-sign-in", "console-sign-out"]


def test_a_code_is_good_once_and_one_step_of_drift_is_forgiven(console: RunningConsole) -> None:
    user, first, second = console.user("replay", HqRole.VIEWER), console.client(), console.client()
    code = console.ask(user.code)
    for client in (first, second):
        assert try_password(client, "replay", PASSWORD) == "/sign-in/code"
    assert try_code(first, code) == "/"
    assert "was used already" in try_code(second, code)
    earlier, later = (console.ask(partial(user.code, ahead=by)) for by in (-1, 1))
    assert "was used already" in try_code(second, earlier), "one before a used one is old"
    assert "not right" in try_code(second, console.ask(lambda found: user.code(found, 5)))
    assert try_code(second, later) == "/"


def test_the_first_day_sets_up_second_factor_recovery_codes_and_password(console: RunningConsole) -> None:
    admin = console.signed_in(HqRole.ADMINISTRATOR)
    added = admin.form("/users", username="sione", full_name="Sione Vea", role="analyst")
    first = _FIRST.search(added.text)
    assert first is not None, added.text
    client = console.client()
    assert try_password(client, "sione", first[1]) == "/sign-in/set-up"
    shown = client.get("/sign-in/set-up")
    key = _KEY.search(shown.text)
    assert key is not None
    assert client.get("/sign-in/set-up").text.count(key[1]) == 1, "loading again shows the same key"
    assert "not right" in client.shown_form(shown, "/sign-in/set-up", code="000000").text
    user = TestUser("sione", HqRole.ANALYST, key[1].replace(" ", ""))
    done = client.shown_form(shown, "/sign-in/set-up", code=console.ask(user.code))
    codes = _CODES.findall(client.shown_form(shown, "/sign-in/set-up", code="1").text + done.text)
    assert len(codes) == second_factor.RECOVERY_CODES
    assert client.get("/account").headers["location"] == "/sign-in", "the first password has to go first"
    page = client.get("/sign-in/password")
    for weak, said in (("short", "12 characters"), (first[1], "another than the first")):
        answer = client.shown_form(page, "/sign-in/password", password=weak, again=weak)
        assert said in answer.text
    own = {"password": "seven boats went out", "again": "seven boats went out"}
    assert client.shown_form(page, "/sign-in/password", **own).headers["location"] == "/account"
    assert client.get("/account").status_code == 200
    without_phone = console.client()
    assert try_password(without_phone, "sione", own["password"]) == "/sign-in/code"
    assert try_code(without_phone, codes[0].lower().replace("-", " ")) == "/"
    assert try_password(again := console.client(), "sione", own["password"]) == "/sign-in/code"
    assert "was used already" in try_code(again, codes[0])
    assert try_code(again, codes[1]) == "/"


def test_a_first_password_ends(console: RunningConsole) -> None:
    kept = passwords.kept(PASSWORD)
    new = users.NewUser("late", "Late Comer", HqRole.VIEWER, kept)
    console.ask(lambda connection: users.add(connection, Reader("tests", "tests"), new))
    console.ask(
        lambda connection: connection.execute(
            "UPDATE console_user SET first_until = now() WHERE username = 'late'"
        )
    )
    assert "do not fit together" in try_password(console.client(), "late", PASSWORD)


def test_guessing_has_to_wait_and_learns_nothing_about_names(console: RunningConsole) -> None:
    console.user("guessed", HqRole.VIEWER)
    client = console.client()
    for name in ("guessed", "nobody-at-all"):
        said = {try_password(client, name, f"not the password {number}") for number in range(FREE_TRIES)}
        plain = {re.sub(r'value="[^"]*"', "", page) for page in said}
        assert len(plain) == 1
        assert "do not fit together" in plain.pop()
        answer = client.shown_form(client.get("/sign-in"), "/sign-in", username=name, password=PASSWORD)
        assert answer.status_code == 429
        assert "too many tries" in answer.text
        assert 0 < int(answer.headers["retry-after"]) <= 15
    with console.connection() as connection:
        names = connection.execute(
            "SELECT DISTINCT who FROM hq_audit WHERE act = 'console-sign-in-failed'"
        ).fetchall()
        assert ("nobody-at-all",) not in names, "what is typed in place of a name may be a password"


def test_waits_grow_are_apart_for_both_factors_and_end(console: RunningConsole) -> None:
    with console.connection() as connection:
        for _ in range(FREE_TRIES):
            assert not begin_try(connection, Proof.SECOND_FACTOR, "waiting", "192.0.2.1")
        waits = []
        for _ in range(12):
            waits.append(begin_try(connection, Proof.SECOND_FACTOR, "waiting", "192.0.2.1"))
            connection.execute("UPDATE console_try SET last_at = now() - interval '1 hour'")
            assert not begin_try(connection, Proof.SECOND_FACTOR, "waiting", "192.0.2.1")
        waits = [timedelta(seconds=round(wait.total_seconds())) for wait in waits]
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (timedelta(seconds=15), timedelta(hours=1))
        assert not begin_try(connection, Proof.PASSWORD, "waiting", "192.0.2.2"), "each proof for itself"
        connection.rollback()


def test_a_password_never_takes_back_failed_codes(console: RunningConsole) -> None:
    console.user("halfway", HqRole.VIEWER)
    said = ""
    for _ in range(FREE_TRIES + 1):
        client = console.client()
        assert try_password(client, "halfway", PASSWORD) == "/sign-in/code"
        said = try_code(client, "123456")
    assert "too many tries" in said


@pytest.mark.parametrize(
    "password",
    [
        "", "elevenchars", "mvira and a boat", "aaaaaaaaaaaaaaaa", "123456789012", "abcdefghijklm",
        "Password2026!", "P4ssw0rd!!!!!!", "borderborderborder", "x" * 129, "９８７６５４３２１０９８",
    ],
)  # fmt: skip
def test_weak_passwords_are_refused(password: str) -> None:
    assert passwords.fault(password, "mvira")


def test_good_passwords_are_kept_so_that_only_they_match() -> None:
    kept = passwords.kept("ﬁve tin boats")
    assert passwords.fault("ﬁve tin boats", "mvira") is None
    assert kept.startswith("$argon2id$v=19$m=")
    assert not passwords.is_outdated(kept)
    assert passwords.matches("five tin boats", kept), "the same signs by NFKC"
    assert not passwords.matches("five tin boat", kept)
    assert not passwords.matches("x" * 1_000_000, kept)


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B of RFC 6238, the last six digits; key and moments are the RFC's."""
    key = b32encode(b"12345678901234567890").decode()
    for second, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        moment = datetime.fromtimestamp(second, UTC)
        assert second_factor.matching_step(key, code, moment, 0) == second // 30
        assert second_factor.matching_step(key, code, moment, second // 30) is None
        assert second_factor.matching_step(key, code, moment + timedelta(seconds=90), 0) is None
