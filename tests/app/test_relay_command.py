"""A technician says by command which booth keeps the port's relay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from app.domain.failure import FailureCode
from app.main.kit import StationKit
from app.store.door import StationDoor
from tests.app.store.booth import CHEAP, PASSWORDS, StationInTest
from tests.helpers.logs import ExpectLog
from tests.helpers.port import LittleAuthority, listed, make_known


class QuickKit(StationKit):
    """A kit whose passwords cost no time."""

    def _door(self) -> StationDoor:
        return StationDoor(self.home, self.clock, CHEAP)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A founded station."""
    StationInTest(tmp_path).found()
    return tmp_path


def matapa(home: Path, *words: str, who: str = "technician") -> Result:
    command = build(lambda path: QuickKit(path, lambda *_: {}), "0")
    account = ["--as", who, "--password-stdin"]
    return CliRunner().invoke(
        command, ["--home", str(home), "relay", *words, *account], input=PASSWORDS[who] + "\n"
    )


def test_the_role_is_settled_shown_and_given_up(home: Path) -> None:
    assert json.loads(matapa(home, "show", "--json").stdout) == {"role": "off", "address": ""}
    assert "listens at 0.0.0.0:8743" in matapa(home, "here").stdout
    said = matapa(home, "use", "192.0.2.1:8743", "--json")
    assert json.loads(said.stdout) == {"role": "use", "address": "192.0.2.1:8743"}
    assert "relay at 192.0.2.1:8743" in matapa(home, "show", who="officer").stdout
    assert "by itself" in matapa(home, "off").stdout
    assert json.loads(matapa(home, "show", "--json").stdout)["role"] == "off"


def test_a_wrong_address_and_who_may_not_are_told(home: Path) -> None:
    for address in ("192.0.2.1", "192.0.2.1:0", "192.0.2.1:99999"):
        wrong = matapa(home, "use", address)
        assert wrong.exit_code == 1
        assert FailureCode.FIELD_INVALID in wrong.stderr
        assert "HOST:PORT" in wrong.stderr
    denied = matapa(home, "use", "192.0.2.1:8743", who="officer")
    assert denied.exit_code == 1
    assert FailureCode.NOT_ALLOWED in denied.stderr


def test_serving_needs_a_keeper_that_is_enrolled(home: Path) -> None:
    assert FailureCode.FIELD_INVALID in matapa(home, "serve").stderr
    matapa(home, "here", "--listen", "127.0.0.1:0")
    assert FailureCode.NOT_ENROLLED in matapa(home, "serve").stderr


def test_an_address_that_is_taken_ends_the_command(home: Path, expect_log: ExpectLog) -> None:
    expect_log("RLY-03")
    authority = LittleAuthority()
    identity = authority.identity(1, "UTAVR")
    with StationInTest(home).signed_in("harbourmaster") as session:
        make_known(session, identity, listed(identity))
    assert matapa(home, "here", "--listen", "192.0.2.1:8743").exit_code == 0
    said = matapa(home, "serve")
    assert said.exit_code == 1
    assert FailureCode.RELAY_ADDRESS_TAKEN in said.stderr
