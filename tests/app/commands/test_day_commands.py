"""`matapa day`: a supervisor closes yesterday in the evening of the port, by typing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from app.commands.kit import Kit
from app.flow.ports import SignInPort
from app.main.days import StationDays
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.closing import MIDNIGHT, NOON, ClosingStation, at, corrected, enrol
from tests.helpers.zones import SetZone
from tests.helpers.zones import zone as zone


class KitInTest:
    """The parts of `Kit` that these commands use: the real store, and a log of few files."""

    def __init__(self, station: StationInTest) -> None:
        self.station = station
        self.made = StationDays({"day-log.csv": lambda content: b"a file"})

    def door(self) -> SignInPort:
        return self.station.door()

    def days(self) -> StationDays:
        return self.made


@pytest.fixture
def kit(home: Any, zone: SetZone) -> KitInTest:
    """An enrolled station in Greenwich with two travellers, after midnight."""
    zone("UTC")
    station = StationInTest(home).found()
    enrol(station)
    kit = KitInTest(station)
    ClosingStation(station, kit.made).record(at(NOON, 1), at(NOON + timedelta(minutes=1), 2))
    station.clock.now = MIDNIGHT + timedelta(hours=1)
    return kit


def day(kit: KitInTest, *arguments: str, by: str = "supervisor") -> Result:
    """Run `matapa day ...` as somebody."""
    account = ["--as", by, "--password-stdin"]
    command = build(lambda home: cast("Kit", kit), "0")
    return CliRunner().invoke(command, ["day", *arguments, *account], input=f"{PASSWORDS[by]}\n")


def said(result: Result) -> dict[str, Any]:
    """What a command printed as JSON."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_day_is_looked_at_closed_listed_added_to_and_made_anew(kit: KitInTest) -> None:
    shown = day(kit, "show", "2026-11-23")
    assert "2026-11-23: 2 crossings" in shown.stdout
    assert "Counted three ways, the same each time: 2 records." in shown.stdout
    assert "Open: Record that HQ has not confirmed: 2" in shown.stdout
    closed = day(kit, "close", "2026-11-23", "--note", "quiet day")
    assert closed.stdout.startswith("Daily log 1 of 2026-11-23 is signed: 2 crossings.\nSHA-256")
    assert "Making the log: 100 %" in closed.stderr
    ClosingStation(kit.station, kit.made).record(
        corrected(at(NOON, 1), MIDNIGHT + timedelta(hours=2)), by="supervisor"
    )
    assert "2 crossings  closed, log 1; 1 row since: matapa day add 2026-11-23" in day(kit, "list").stdout
    assert day(kit, "add", "2026-11-23").stdout.startswith("Addendum 2 of 2026-11-23 is signed: 1 crossing.")
    assert "closed, log 1, 2\n" in day(kit, "list").stdout
    assert (
        "Daily log 1: 2 crossings, 2026-11-24 01:00 by supervisor. quiet day"
        in day(kit, "show", "2026-11-23").stdout
    )
    files = day(kit, "files", "1").stdout
    assert files.startswith("Log 1 is what was signed.")
    assert files.endswith("  day-log.csv\n")


def test_as_json_everything_is_there(kit: KitInTest) -> None:
    shown = said(day(kit, "show", "2026-11-23", "--json"))
    assert (shown["over"], shown["counts"]["crossings"], shown["logs"]) == (True, 2, [])
    assert shown["reconciliation"] == {
        "records": 2, "audit_lines": 2, "outbox_rows": 2, "confirmed": 0, "agrees": True,
    }  # fmt: skip
    assert {"item": "unsent", "count": 2, "names": []} in shown["open"]
    closed = said(day(kit, "close", "2026-11-23", "--json"))
    assert (closed["number"], closed["kind"], closed["since"]) == (1, "day", "2026-11-23T00:00:00.000Z")
    (listed,) = said(day(kit, "list", "--json"))["days"]
    assert listed["logs"] == [closed]
    made = said(day(kit, "files", "1", "--json"))
    assert made["manifest_sha256"] == closed["sha256"]
    assert [one["name"] for one in made["files"]] == ["records.cbor", "day-log.csv"]


def test_without_a_day_yesterday_is_closed_and_it_is_said(kit: KitInTest) -> None:
    kit.station.clock.now = datetime.now(UTC)
    yesterday = kit.station.clock.now.date() - timedelta(days=1)
    closed = day(kit, "close", "--json")
    assert said(closed)["day"] == yesterday.isoformat()
    assert f"Closing yesterday, {yesterday}." in closed.stderr


@pytest.mark.parametrize("arguments, code", [
    (["close", "2026-11-24"], "DAY-01"),
    (["add", "2026-11-23"], "DAY-03"),
    (["files", "1"], "DAY-03"),
    (["close", "2026-11-23", "--note", "n" * 501], "FLD-01"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_words(kit: KitInTest, arguments: list[str], code: str) -> None:
    refused = day(kit, *arguments)
    assert (refused.exit_code, f"({code} at" in refused.stderr) == (1, True)


def test_a_day_is_written_as_a_date_or_the_command_says_how(kit: KitInTest) -> None:
    wrong = day(kit, "close", "yesterday")
    assert (wrong.exit_code, "'%Y-%m-%d'" in wrong.stderr) == (2, True)
