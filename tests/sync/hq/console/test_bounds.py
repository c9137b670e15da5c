"""How much may be asked of the console, how fast and how strangely; and how it lives beside ingest."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sync.hq.authority import load_root
from sync.hq.cli import cli
from sync.hq.console import connections, listening, sessions
from sync.hq.console.forms import BadForm, parse_form
from sync.hq.console.listening import ConsolePlace, console_listening
from sync.hq.console.rates import Rates
from sync.hq.console.roles import HqRole
from sync.hq.console.sealing import Sealing
from tests.helpers.console import PASSWORD, ConsoleClient, RunningConsole, running_console
from tests.helpers.fuzzing import fuzzed, spoilt
from tests.helpers.hq import Postgres, RunningHq
from tests.helpers.logs import ExpectLog

_SEALING = Sealing(bytes(range(32)))


def test_rates_bound_sessions_addresses_and_signing_in() -> None:
    moments = iter([0.0] * 10_000 + [60.0] * 10)
    rates = Rates(moments.__next__)
    assert sum(rates.session("mvira") for _ in range(300)) == 120
    assert sum(rates.file("mvira") for _ in range(100)) == 6
    assert rates.session("stinson"), "one user's haste is not another's"
    assert sum(rates.address("192.0.2.1") for _ in range(1000)) == 600
    assert sum(rates.signing_in("192.0.2.1") for _ in range(100)) == 20
    assert sum(rates.signing_in(f"192.0.2.{n}") for n in range(2, 102)) < 60, "all together are bounded too"


def test_what_is_asked_too_fast_is_told_to_wait(postgres: Postgres, tmp_path: Path) -> None:
    def still() -> Rates:
        return Rates(lambda: 0.0)

    with running_console(tmp_path / "hq", postgres.new_database(), bounds=still) as console:
        client = console.signed_in(HqRole.VIEWER)
        statuses = [client.get("/account").status_code for _ in range(122)]
        assert (statuses.count(200), statuses.count(429)) == (120, 2)
        assert console.client().get("/sign-in").status_code == 200


@contextmanager
def line_to(console: RunningConsole) -> Iterator[ssl.SSLSocket]:
    """A connection on which one says what one likes."""
    with (
        socket.create_connection(("127.0.0.1", urlsplit(console.url).port or 0), 10) as plain,
        client_context(console).wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        yield secured


def test_what_is_no_request_ends_the_connection(
    console: RunningConsole, expect_log: ExpectLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("Invalid HTTP request received")
    for said in (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, b"\x16\x03\x01nonsense\r\n\r\n"):
        with line_to(console) as line:
            line.sendall(said)
            assert line.recv(4096).startswith(b"HTTP/1.1 4")
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    for said in (b"", b"GET /sign-in HTTP/1.1\r\nHost: local"):
        with line_to(console) as line:
            line.sendall(said)
            assert line.recv(4096) == b"", "who sends no whole request loses the place"
    with line_to(console) as line:
        whole = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n"
        line.sendall(whole)
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(whole[:20])
        while line.recv(4096):
            pass
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.0)
    with line_to(console) as line, suppress(OSError):
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-matapa=unknown\r\n\r\n")
        assert line.recv(4096) == b"", "an answer that is never fetched holds no place"


def test_connections_are_counted_before_they_say_a_word(
    console: RunningConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is an open file of the process that takes batches: many silent ones must not use them up."""
    monkeypatch.setattr(connections, "MOST_OF_ONE", 3)
    place = "127.0.0.1", urlsplit(console.url).port or 0
    with ExitStack() as held:
        silent = [held.enter_context(socket.create_connection(place, 10)) for _ in range(5)]
        assert [one.recv(1) for one in silent[3:]] == [b"", b""]
        silent[0].settimeout(0.05)
        with pytest.raises(TimeoutError):
            silent[0].recv(1)
    with httpx2.Client(verify=client_context(console)) as client:
        assert soon(client, console.url) == 200, "there is room again"


def test_workers_on_one_database_share_sessions(console: RunningConsole) -> None:
    with RunningConsole(console.home, console.database_url) as other:
        one, two = console.signed_in(HqRole.VIEWER), other.client()
        two.cookies.set(sessions.COOKIE, one.cookies[sessions.COOKIE], domain="localhost.local")
        assert two.get("/account").status_code == 200
        two.form("/sign-out")
        assert one.get("/account").status_code == 303


def test_a_place_that_is_taken_is_waited_for(
    console: RunningConsole, expect_log: ExpectLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_AGAIN", 0.02)
    expect_log("HQ-08")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = ConsolePlace("127.0.0.1", taken.getsockname()[1])
        with console_listening(console.home, console.database_url, place) as url:
            taken.close()
            with httpx2.Client(verify=client_context(console)) as client:
                assert soon(client, url.replace("127.0.0.1", "localhost")) == 200


def soon(client: httpx2.Client, url: str) -> int:
    """How a page answers once there is somebody to answer."""
    for _ in range(1_000):
        try:
            return client.get(f"{url}/sign-in").status_code
        except httpx2.ConnectError:
            threading.Event().wait(0.02)
    return 0


def client_context(console: RunningConsole) -> ssl.SSLContext:
    """Trust in HQ's authority."""
    return ssl.create_default_context(cadata=load_root(console.home).pem().decode())


def test_hq_serves_batches_and_the_console_to_users_made_by_command(
    postgres: Postgres, tmp_path: Path
) -> None:
    running = RunningHq(
        tmp_path / "hq", postgres.new_database(), more=("--console", "127.0.0.1:0", "--no-screen")
    )
    home, key = str(running.home.folder), str(tmp_path / "ana.key")

    def user(*words: str, typed: str = "", status: int = 0) -> str:
        result = CliRunner().invoke(cli, ["user", words[0], "--home", home, *words[1:]], input=typed)
        assert result.exit_code == status, result.output
        return result.output

    ana = ("add", "ana", "--name", "Ana Tupou", "--role", "administrator", "--own-password")
    assert "HQ-25" in user(*ana, typed="password1234\n", status=1)
    user(*ana, "--second-factor-file", key, typed=f"{PASSWORD}\n")
    with running as hq:
        assert httpx2.get(f"{hq.url}/v1/health", verify=hq_context(hq)).status_code == 200
        client = ConsoleClient(hq.console_url, hq_context(hq))
        fields = {"username": "ana", "password": PASSWORD}
        assert client.shown_form(client.get("/sign-in"), "/sign-in", **fields).status_code == 303
        code = CliRunner().invoke(cli, ["user", "code", key]).output.strip()
        assert client.shown_form(client.get("/sign-in/code"), "/sign-in/code", code=code).status_code == 303
        assert client.get("/users").status_code == 200
        assert '"ana"' in user("list", "--json")
        assert "nobody could add" in user("deactivate", "ana", status=1)
        assert "HQ-24" in user("role", "nobody", "viewer", status=1)
        assert user("end-sessions", "ana") == "1 session of ana ended.\n"
        assert client.get("/users").status_code == 303
        client.close()
        assert PASSWORD not in hq.log
        assert code not in hq.log


def hq_context(hq: RunningHq) -> ssl.SSLContext:
    """Trust in HQ's authority, as a browser at HQ has it."""
    return ssl.create_default_context(cadata=hq.ca_pem.decode())


@fuzzed(share=0.1)
@given(
    spoilt(b"csrf=0f&username=mele&full_name=Mele%20Fine&role=viewer&note=%C3%A4%0D%0A", b"a=1&a=2&%00=%ff")
)
def test_forms_are_read_or_refused(body: bytes) -> None:
    try:
        fields = parse_form(body)
    except BadForm:
        return
    assert len(fields) <= 200
    again = parse_form(urlencode(fields).encode())
    assert again == {name: value.replace("\r\n", "\n") for name, value in fields.items()}


@fuzzed(share=0.05)
@given(st.text(max_size=60))
def test_only_the_console_makes_its_messages(cookie: str) -> None:
    assert _SEALING.carried(cookie) == ""
    assert _SEALING.carried(_SEALING.carry(cookie)) == cookie


@fuzzed(share=0.01)
@given(
    st.sampled_from(
        ["/audit?who=", "/audit?since=", "/audit?until=", "/audit?page=", "/users/", "/account?"]
    ),
    st.text(max_size=40),
)
def test_no_address_makes_a_page_fail(fuzzed_client: ConsoleClient, path: str, text: str) -> None:
    quoted = quote(text.encode("utf-8", "surrogatepass"), safe="")
    assert fuzzed_client.get(path + quoted).status_code < 500


@pytest.fixture(scope="module")
def fuzzed_client(console: RunningConsole) -> ConsoleClient:
    """An administrator whose pages are asked for by nonsense."""
    return console.signed_in(HqRole.ADMINISTRATOR)
