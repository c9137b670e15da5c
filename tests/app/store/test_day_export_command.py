"""`matapa day export` and `verify`: what a supervisor types at the port, and anybody elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias, cast

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.commands.cli import build
from app.commands.kit import Kit
from app.flow.ports import SignInPort
from app.main.courier import StickCourier
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.store.door import StationDoor
from devices.simulated.drives import SimulatedDrives
from sync.protocol.day_proof import write_key
from tests.app.store.booth import CHEAP, PASSWORDS
from tests.helpers.logs_of_days import DAY, KEY, DaysInTest, closed
from tests.helpers.stick import a_drive

Command: TypeAlias = Callable[..., Result]
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()


class KitInTest:
    """The parts of `Kit` that these commands use, and one stick."""

    def __init__(self, days: DaysInTest, drive: Path) -> None:
        self.home, self._made, self._drives = days.station.home, days, SimulatedDrives([drive])

    def door(self) -> SignInPort:
        return StationDoor(self.home, self._made.station.clock, CHEAP)

    def courier(self) -> StickCourier:
        return StickCourier(lambda: self._drives, self._made.station.clock)

    def days(self) -> StationDays:
        return self._made.days

    def day_export(self) -> StationDayExport:
        return self._made.port()


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> DaysInTest:
    """Two closed days."""
    return closed(tmp_path_factory.mktemp("station") / "home")


@pytest.fixture
def drive() -> Iterator[Path]:
    """An empty stick."""
    with a_drive() as folder:
        yield folder


@pytest.fixture
def typed(days: DaysInTest, drive: Path) -> Command:
    """Type a `matapa day` command, as an account where it needs one."""
    command = build(lambda _: cast(Kit, KitInTest(days, drive)), "test")

    def run(*words: str, user: str = "supervisor", exits: int = 0) -> Result:
        account = ["--as", user, "--password-stdin"] if words[0] == "export" else []
        result = CliRunner().invoke(command, ["day", *words, *account], input=f"{PASSWORDS[user]}\n")
        assert result.exit_code == exits, (result.output, result.exception)
        return result

    return run


def test_days_are_exported_by_command_and_proved_by_anybody(
    typed: Command, days: DaysInTest, drive: Path, tmp_path: Path
) -> None:
    said = json.loads(typed("export", "--days", f"{DAY}..{DAY}", "--json").stdout)
    assert (said["numbers"], said["recipients"]) == ([1], ["HQ", "Immigration"])
    assert "No. 000002" in typed("export", str(drive)).stdout, "the other was never exported"
    assert "DAY-03" in typed("export", exits=1).stderr
    (tmp_path / "key.pem").write_bytes(write_key(PUBLIC))
    (tmp_path / "identity").write_text(f"# HQ\n{days.identity}\n", encoding="ascii")
    opened = ("--identity", str(tmp_path / "identity"))
    for key in (PUBLIC.hex(), str(tmp_path / "key.pem")):
        logs = json.loads(typed("verify", said["file"], "--key", key, *opened, "--json").stdout)["logs"]
        assert [(log["number"], log["trusted"]) for log in logs] == [(1, True)]
    own = typed("verify", str(drive), *opened)
    assert (own.stdout.count("holds"), own.stdout.count("proves nothing of whose it is")) == (0, 2)
    assert "holds. " in typed("verify", str(drive), "--key", PUBLIC.hex(), *opened).stdout
    assert f"lies in the log: {PUBLIC.hex()}" in own.stderr
    assert "DAY-07" in typed("verify", said["file"], "--key", "00" * 32, *opened, exits=1).stderr
    assert "DAY-10" in typed("verify", said["file"], exits=1).stderr
    typed("verify", said["file"], "--key", "nonsense", exits=2)


def test_an_officer_exports_nothing_and_plain_asks_for_a_reason(typed: Command, drive: Path) -> None:
    assert "KEY-05" in typed("export", "--number", "1", user="officer", exits=1).stderr
    typed("export", "--plain", exits=2)
    typed("export", "--reason", "because", exits=2)
    typed("export", "--days", "yesterday", exits=2)
    assert "DAY-06" in typed("export", "--number", "1", "--plain", "--reason", "no key yet", exits=1).stderr
    assert not list(drive.rglob("*.zip*"))
