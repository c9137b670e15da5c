"""What stands before every page: roles, sessions, forms of one's own, hosts, headers, bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import httpx2
import pytest
from starlette.routing import Route

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.console import sessions
from sync.hq.console.app import console_routes
from sync.hq.console.csrf import token_for
from sync.hq.console.kit import Console
from sync.hq.console.roles import PERMITTED, HqAct, HqRole
from tests.helpers.console import PASSWORD, ConsoleClient, RunningConsole, TestUser

ADMINISTRATOR, SUPERVISOR = HqRole.ADMINISTRATOR, HqRole.SUPERVISOR
OPEN = {
    "/static/console.css",
    "/sign-in", "/sign-in/code", "/sign-in/set-up", "/sign-in/password", "/sign-in/again",
}  # fmt: skip
"""Without a session, these and no others."""
Made = dict[HqRole, ConsoleClient]


@pytest.fixture(scope="module")
def clients(console: RunningConsole) -> Made:
    """Somebody of each role, signed in."""
    return {role: console.signed_in(role) for role in HqRole}


def routes(console: RunningConsole) -> Iterator[tuple[str, str, HqAct | None]]:
    """Method, an address and the act of each route; parameters of the path are filled in."""
    for route in console_routes(Console(console.home, console.database_url)):
        assert isinstance(route, Route)
        assert route.methods is not None
        path = re.sub(r"\{[a-z_]+(:[a-z]+)?\}", "1", route.path)
        for method in sorted(route.methods - {"HEAD"}):
            yield method, path, getattr(route.endpoint, "act", None)


def ask(client: ConsoleClient, method: str, path: str) -> int:
    return client.get(path).status_code if method == "GET" else client.form(path).status_code


def test_every_route_by_every_role(console: RunningConsole, clients: Made) -> None:
    """Who may not is refused with 403 before anything is done; who may is never refused so."""
    wrong = []
    walked = [one for one in routes(console) if one[1] not in OPEN and one[1] not in ("/sign-out", "/look")]
    assert {act for _, _, act in walked} >= {HqAct.MANAGE_USERS, HqAct.READ_AUDIT}
    for method, path, act in walked:
        for role, client in clients.items():
            status = ask(client, method, path)
            may = act is None or act in PERMITTED[role]
            if may == (status == 403) or status >= 500:
                wrong.append(f"{method} {path} as {role}: {status}")
    assert wrong == []


def test_without_a_whole_session_every_route_leads_to_signing_in(console: RunningConsole) -> None:
    stranger = console.client()
    for method, path, _ in routes(console):
        if path not in OPEN:
            answer = stranger.request(method, path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path
    half = console.client()
    console.user("half", HqRole.ADMINISTRATOR)
    for stage in (sessions.Stage.PASSWORD, sessions.Stage.PROVED):
        token = console.ask(partial(sessions.begin, username="half", stage=stage, address="", browser=""))
        half.cookies.set(sessions.COOKIE, token, domain="localhost.local")
        assert half.get("/users").headers["location"] == "/sign-in"
        assert half.form("/users", username="x").headers["location"] == "/sign-in"


def test_a_refusal_is_in_the_audit_trail(console: RunningConsole, clients: Made) -> None:
    assert "Your role does not permit this" in clients[HqRole.VIEWER].get("/audit").text
    with console.connection() as connection:
        line = connection.execute(
            "SELECT who, details FROM hq_audit WHERE act = 'console-refused' ORDER BY line DESC LIMIT 1"
        ).fetchone()
    assert line == ("viewer", {"method": "GET", "role": "viewer", "route": "/audit"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_forms_of_other_sites_are_refused(clients: Made, headers: dict[str, str]) -> None:
    client = clients[HqRole.ADMINISTRATOR]
    data = {"csrf": token_for(client.cookies[sessions.COOKIE]), "username": "planted"}
    answer = client.post("/users", data=data, headers=headers)
    assert answer.status_code == 403


def test_a_form_needs_the_token_of_its_own_session(console: RunningConsole, clients: Made) -> None:
    client, other = clients[HqRole.ADMINISTRATOR], console.signed_in(HqRole.ADMINISTRATOR)
    theirs = token_for(other.cookies[sessions.COOKIE])
    for data in ({}, {"csrf": ""}, {"csrf": theirs}, {"csrf": "ü"}):
        assert client.post("/users", data={**data, "username": "x"}).status_code == 403
    bare = httpx2.Request("POST", f"{console.url}/users", headers={"cookie": f"{sessions.COOKIE}=x"})
    assert client.send(bare).status_code == 303


def test_every_answer_has_its_headers(console: RunningConsole, clients: Made) -> None:
    client = clients[HqRole.ADMINISTRATOR]
    asked = [client.get(path) for path in ("/users", "/nothing", "/static/console.css")]
    asked += [client.request("PUT", "/users"), client.get("/users", headers={"Host": "evil.example"})]
    asked += [client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})]
    assert [answer.status_code for answer in asked] == [200, 404, 200, 405, 421, 403]
    for answer in asked:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in answer.headers
        kept = answer.headers["cache-control"]
        assert ("immutable" in kept) if answer.url.path.endswith(".css") else (kept == "no-store")


def test_cookies_stay_with_the_console(console: RunningConsole) -> None:
    user = console.user("biscuit", HqRole.VIEWER)
    client = console.walk_in(user)
    client.form("/look", look="dark", to="//elsewhere.example")
    answers = [client.get("/sign-in"), client.form("/look", look="dark", to="//elsewhere.example")]
    assert answers[1].headers["location"] == "/"
    shown = console.client().get("/sign-in").headers.get_list("set-cookie")
    shown += answers[1].headers.get_list("set-cookie") + client.form("/sign-out").headers.get_list(
        "set-cookie"
    )
    assert len(shown) >= 4
    for cookie in shown:
        name, *rest = [part.strip().lower() for part in cookie.split(";")]
        assert name.startswith("__host-")
        assert {"secure", "httponly", "path=/", "samesite=strict"} <= set(rest)
        assert not any(part.startswith("domain") for part in rest)


def test_sessions_end_by_themselves_and_with_rights(console: RunningConsole) -> None:
    admin = console.signed_in(HqRole.ADMINISTRATOR)
    user = console.user("ending", HqRole.ANALYST)

    def fresh() -> ConsoleClient:
        client = console.signed_in(user)
        assert client.get("/account").status_code == 200
        return client

    def aged(column: str, span: str) -> Callable[[], object]:
        say = f"UPDATE console_session SET {column} = now() - interval '{span}' WHERE username = 'ending'"
        return lambda: console.ask(lambda connection: connection.execute(say.encode()))

    ends: list[Callable[[], object]] = [
        aged("seen_at", "15 minutes 1 second"),
        aged("begun_at", "10 hours 1 second"),
        lambda: admin.form("/users/ending/sessions"),
        lambda: admin.form("/users/ending/role", role="viewer"),
        lambda: admin.form("/users/ending/deactivate"),
        lambda: admin.form("/users/ending/reset"),
    ]
    for end in ends[:-1]:
        client = fresh()
        end()
        assert client.get("/account").headers.get("location") == "/sign-in"
    assert console.signed_in(user).get("/account").headers["location"] == "/sign-in", "deactivated"
    ends[-1]()
    client = fresh()
    aged("seen_at", "14 minutes")()
    assert client.get("/account").status_code == 200


def test_one_ends_ones_own_sessions_with_the_password(console: RunningConsole) -> None:
    user = console.user("leaving", HqRole.ANALYST)
    other, client = console.signed_in(user), console.signed_in(user)
    numbers = re.findall(r'<option value="(\d+)"', client.get("/account").text)
    assert len(numbers) == 1
    assert "not your password" in client.form("/account/sessions", number=numbers[0], ending="guess").text
    strange = {"number": numbers[0], "ending": PASSWORD}
    console.signed_in(HqRole.VIEWER).form("/account/sessions", **strange)
    assert other.get("/account").status_code == 200, "nobody ends the sessions of others"
    assert client.form("/account/sessions", **strange).status_code == 303
    assert other.get("/account").status_code == 303
    many = [console.signed_in(user) for _ in range(sessions.MOST)]
    assert client.get("/account").status_code == 303, "of too many the oldest ends"
    assert many[-1].form("/account/sessions", number="all", ending=PASSWORD).status_code == 303
    assert [one.get("/account").status_code for one in many] == [303] * 4 + [200]


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(console: RunningConsole) -> None:
    user = console.user("changing", HqRole.VIEWER)
    client, other = console.signed_in(user), console.signed_in(user)
    new = {"password": "a longer row of words", "again": "a longer row of words"}
    assert "not your password" in client.form("/account/password", old="guess", **new).text
    assert (
        "12 characters" in client.form("/account/password", old=user.password, password="x", again="x").text
    )
    assert client.form("/account/password", old=user.password, **new).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    shown = client.form("/account/recovery", proof=new["password"])
    assert shown.text.count("<li>") >= 8
    console.walk_in(TestUser(user.username, user.role, user.key, new["password"]), 1)


def test_nobody_changes_their_own_rights_and_one_administrator_stays(
    console: RunningConsole, clients: Made
) -> None:
    admin = clients[HqRole.ADMINISTRATOR]
    for act in ("role", "reset", "deactivate", "sessions"):
        answer = admin.form(f"/users/administrator/{act}", role="viewer")
        assert "nobody changes their own rights" in answer.text
    assert (
        admin.form("/users", username="viewer", full_name="Again", role="viewer").text.count("is taken") >= 1
    )
    assert admin.get("/users/nobody-there").status_code == 404
    assert admin.form("/users/viewer/role", role="king").status_code == 422


def test_texts_of_people_are_never_markup(console: RunningConsole, clients: Made) -> None:
    admin = clients[HqRole.ADMINISTRATOR]
    name = "<script>alert(1)</script>"
    admin.form("/users", username="markup", full_name=name, role="viewer")
    for path in ("/users", "/users/markup", "/audit?who=%3Cscript%3E"):
        page = admin.get(path)
        assert "<script" not in page.text
    assert "&lt;script&gt;" in admin.get("/users").text


def test_by_what_a_traveller_was_searched_is_not_for_administrators(
    console: RunningConsole, clients: Made
) -> None:
    asked = {"asked": {"surname": "VAIPULU", "limit": 100}, "shown": 15}
    console.ask(lambda found: audit.note(found, Reader("mvira", "inquiry"), "travellers", asked))
    seen = {role: clients[role].get("/audit?act=travellers").text for role in (ADMINISTRATOR, SUPERVISOR)}
    assert "VAIPULU" in seen[SUPERVISOR]
    assert "VAIPULU" not in seen[ADMINISTRATOR]
    assert "limit, surname (not shown to your role)" in seen[ADMINISTRATOR]


def test_pages_are_small_and_the_stylesheet_is_kept(console: RunningConsole, clients: Made) -> None:
    client = clients[HqRole.SUPERVISOR]
    pages = [client.get(path) for path in ("/account", "/audit", "/", "/queue")]
    assert max(len(page.content) for page in pages) < 40_000
    style = client.get(re.findall(r'href="(/static/[^"]+)"', pages[0].text)[0])
    assert len(style.content) < 20_000
