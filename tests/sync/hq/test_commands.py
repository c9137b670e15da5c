"""What people at HQ type, and what they read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.store.keys import DatabaseKey, Hardness, seal_recovery, wrap
from app.store.slots import KeyFile, write_key_file
from sync.hq.cli import cli
from sync.hq.failure import HqCode, HqError
from sync.hq.keys import load_keys
from sync.protocol.code import read_code
from tests.helpers.hq import Postgres, RunningHq
from tests.sync.hq.station import PORT, Station

Typed = Callable[..., Result]


@pytest.fixture
def typed(hq: RunningHq) -> Typed:
    """Type a command for the module's HQ."""

    def run(*arguments: str, exits: int = 0) -> Result:
        command, *rest = arguments
        result = CliRunner().invoke(cli, [command, "--home", str(hq.home.folder), *rest])
        assert result.exit_code == exits, result.output
        return result

    return run


@pytest.fixture
def sent(hq: RunningHq) -> Iterator[Station]:
    """A station that has sent thirty crossings."""
    station = Station(hq)
    station.receipt(station.put(station.batch(station.crossings(30))))
    yield station
    station.close()


def as_data(result: Result) -> Any:
    """What a command with --json printed."""
    return json.loads(result.stdout)


def test_a_new_hq_says_what_to_do_next(postgres: Postgres, tmp_path: Path) -> None:
    home = str(tmp_path / "new")
    before = CliRunner().invoke(cli, ["serve", "--home", home])
    assert before.exit_code == 1
    assert "HQ-03" in before.stderr
    assert "matapa-hq init" in before.stderr
    made = CliRunner().invoke(cli, ["init", "--home", home, "--database-url", postgres.new_database()])
    assert made.exit_code == 0
    assert "matapa-hq serve" in made.stdout
    again = CliRunner().invoke(cli, ["init", "--home", home])
    assert (again.exit_code, again.stderr[:5]) == (1, "HQ-04")


def test_init_in_json_gives_the_authoritys_fingerprint(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_database()
    made = CliRunner().invoke(
        cli, ["init", "--home", str(tmp_path / "hq"), "--database-url", url, "--json", "--training"]
    )
    said = as_data(made)
    assert (said["training"], len(said["ca_fingerprint"])) == (True, 64)


def test_a_port_that_is_taken_is_said_to_be(typed: Typed, hq: RunningHq) -> None:
    result = typed("serve", "--port", hq.url.rsplit(":", 1)[1], exits=1)
    assert "HQ-08" in result.stderr


def test_a_port_that_is_none_is_refused_before_anything_starts(typed: Typed) -> None:
    assert "99999" in typed("serve", "--port", "99999", exits=2).stderr


def test_serve_says_where_it_listens_in_a_file_too(hq: RunningHq) -> None:
    assert (hq.home.folder / "ready").read_text() == hq.url


def test_the_home_may_stand_before_the_command_and_behind_it(hq: RunningHq) -> None:
    home = ("--home", str(hq.home.folder))
    before, behind = (CliRunner().invoke(cli, words) for words in ((*home, "stats"), ("stats", *home)))
    assert (before.exit_code, before.stdout) == (0, behind.stdout)
    inner = CliRunner().invoke(cli, (*home, "queue", "list"))
    assert inner.exit_code == 0, inner.output


def test_enrol_prints_the_code_alone_on_its_line(typed: Typed) -> None:
    result = typed("enrol", "--port", "UTAVR", "--booth", "3")
    assert str(read_code(result.stdout)) == result.stdout.strip()
    assert "UTAVR booth 3" in result.stderr
    said = as_data(typed("enrol", "--port", "UTAVR", "--booth", "3", "--json"))
    assert str(read_code(said["code"])) == said["code"]


def test_stations_shows_what_each_has_sent(typed: Typed, sent: Station) -> None:
    row = next(row for row in as_data(typed("stations", "--json")) if row["number"] == sent.number)
    assert (row["station_id"], row["up_to_seq"], row["revoked_at"]) == (sent.name, 30, None)
    assert sent.name in typed("stations").stdout


def test_revoke_stops_one_station(typed: Typed, sent: Station) -> None:
    assert "revoked" in typed("revoke", str(sent.number)).stdout
    assert as_data(typed("revoke", str(sent.number), "--json")) == {"number": sent.number, "revoked": True}
    assert sent.put(sent.batch(sent.crossings(1))).status_code == 401
    assert "HQ-05" in typed("revoke", "999999", exits=1).stderr


def test_a_lost_station_is_shut_out_in_one_command_that_says_who_does_not_know_yet(
    typed: Typed, hq: RunningHq, sent: Station
) -> None:
    other = Station(hq)
    assert "--reason" in typed("lost-station", str(sent.number), exits=1).stderr
    said = as_data(typed("lost-station", str(sent.number), "--reason", "fell off the boat", "--json"))
    assert (said["number"], said["content_key"]) == (sent.number, 2)
    waiting = {row["station"]: row["lacks"] for row in said["waiting"]}
    assert waiting[other.number] == [f"keys/{other.number}", f"stations/{PORT}"]
    assert sent.number not in waiting
    assert sent.put(sent.batch(sent.crossings(1))).status_code == 401
    told = typed("lost-station", str(sent.number), "--show").stdout
    assert "make another booth the relay" in told
    assert f"keys/{other.number}" in told
    held = f"keys/{other.number}:99,stations/{PORT}:99"
    assert other.http.get(f"/v1/published?held={held}", headers=other.authorization()).status_code == 200
    shown = as_data(typed("lost-station", str(sent.number), "--show", "--json"))
    assert other.number not in {row["station"] for row in shown["waiting"]}
    assert "HQ-05" in typed("lost-station", "999999", "--reason", "none", exits=1).stderr
    other.close()


def test_certificates_are_listed_with_what_is_left_of_them(typed: Typed, sent: Station) -> None:
    row = next(row for row in as_data(typed("certificates", "--json")) if row["station"] == sent.number)
    assert (row["state"], row["days_left"] in (399, 400), row["port"]) == ("in force", True, PORT)
    assert as_data(typed("certificates", "--within", "30", "--json")) == []
    typed("revoke", str(sent.number))
    assert sent.number not in {row["station"] for row in as_data(typed("certificates", "--json"))}
    everything = as_data(typed("certificates", "--all", "--json"))
    assert {row["state"] for row in everything if row["station"] == sent.number} == {"revoked"}


def test_a_code_can_be_made_for_one_station_alone(typed: Typed, sent: Station) -> None:
    ours = ("enrol", "--port", PORT, "--booth", "1", "--station")
    assert len(read_code(typed(*ours, str(sent.number)).stdout).secret) == 10
    assert "HQ-05" in typed(*ours, "999999", exits=1).stderr
    other = ("enrol", "--port", "UTAVR", "--booth", "3", "--station", str(sent.number))
    assert f"at {PORT} booth 1" in typed(*other, exits=1).stderr


def test_no_code_is_made_for_what_no_station_can_be_called(typed: Typed) -> None:
    for port, booth in (("XX", "A1"), ("UTAVR", ""), ("UTAVR", "A 1"), ("UTA-R", "1")):
        assert "HQ-10" in typed("enrol", "--port", port, "--booth", booth, exits=1).stderr
    typed("enrol", "--port", "UTAVR", "--booth", "3", "--valid-hours", "-1", exits=2)


def test_a_station_that_has_sent_a_batch_was_heard_of(typed: Typed, sent: Station) -> None:
    stations = as_data(typed("stations", "--json"))
    heard = as_data(typed("health", "--json", exits=1))["stations_heard"]  # 1: this HQ has no backup
    assert heard["hour"] >= sum(bool(row["batches"]) for row in stations if row["revoked_at"] is None) > 0


def test_stats_counts(typed: Typed, hq: RunningHq, sent: Station) -> None:
    figures = as_data(typed("stats", "--json"))
    assert figures["crossings"] == hq.count() == sum(figures["by_decision"].values())
    assert (figures["duplicates"], figures["audit"]) == (0, "intact")
    row = next(row for row in figures["stations"] if row["number"] == sent.number)
    assert (row["up_to_seq"], row["batches"]) == (30, 1)
    assert "by decision" in typed("stats").stdout


def test_crossings_are_found_by_number_name_port_and_time(typed: Typed, sent: Station) -> None:
    someone = sent.crossings(1)[0]
    sent.receipt(sent.put(sent.batch([someone])))
    who = someone.traveller

    def found(*asked: str) -> set[str]:
        return {row["record_id"] for row in as_data(typed("crossings", "--json", "--limit", "9999", *asked))}

    everything = found()
    assert someone.record_id in everything
    number = someone.document.number
    assert someone.record_id in found("--number", f"{number[:2].lower()}-{number[2:]}")
    assert found("--number", "0000000NOBODY") == set()
    by_name = as_data(typed("crossings", "--json", "--surname", who.surname[:4].lower()))
    assert someone.record_id in {row["record_id"] for row in by_name}
    assert {row["surname"][:3] for row in by_name} == {who.surname[:3]}
    assert found("--port", "utavr") == everything
    assert found("--port", "NZAKL") == set()
    assert someone.record_id in found("--since", someone.at.strftime("%Y-%m-%d"))
    assert found("--since", "2099-01-01") == set()
    assert found("--surname", "100%") == set()
    assert who.surname in typed("crossings", "--surname", who.surname).stdout


def test_every_look_at_persons_data_is_in_the_audit_trail(typed: Typed, hq: RunningHq, sent: Station) -> None:
    asked = ("--surname", "Nobody", "--user", "mvira", "--purpose", "data_subject_request")
    assert typed("crossings", *asked).stdout == "No crossing matches.\n"
    with hq.connection() as connection:
        row = connection.execute(
            "SELECT who, act, purpose, details FROM hq_audit ORDER BY line DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    assert row[:3] == ("mvira", "crossings", "data_subject_request")
    assert (row[3]["asked"]["surname"], row[3]["shown"]) == ("Nobody", [])
    assert as_data(typed("stats", "--json"))["audit"] == "intact"


def test_a_stations_recovery_slot_is_opened_once_and_for_the_record(
    typed: Typed, hq: RunningHq, tmp_path: Path
) -> None:
    key = DatabaseKey.random()
    slot = wrap(key, "tari", "outrigger lagoon", Hardness(memory_kib=64, passes=1, lanes=1))
    seal = load_keys(hq.home).seal_public
    keys = tmp_path / "keys.json"
    write_key_file(keys, KeyFile("UTAVR-01", (("tari", slot),), seal_recovery(key, "UTAVR-01", seal)))
    out = tmp_path / "recovered.key"
    said = typed("recover-slot", str(keys), "--out", str(out)).stdout
    assert bytes.fromhex(out.read_text()) == key.raw
    assert (out.stat().st_mode & 0o777, key.raw.hex() in said) == (0o600, False)
    assert "HQ-10" in typed("recover-slot", str(keys), "--out", str(out), exits=1).stderr
    keys.write_bytes(b"{}")
    assert "HQ-09" in typed("recover-slot", str(keys), "--out", str(out) + "2", exits=1).stderr
    with hq.connection() as connection:
        row = connection.execute("SELECT act FROM hq_audit ORDER BY line DESC LIMIT 1").fetchone()
    assert row == ("recovery",)


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(cli, [*([command] if command else []), "--help"])
    assert result.exit_code == 0
    assert len(result.stdout) > 150


@pytest.mark.parametrize("code", list(HqCode))
def test_every_failure_has_a_sentence_and_a_remedy(code: HqCode) -> None:
    named = "reason found known home number folder file host port field value failure list_id case remedy"
    named += " tool package username"
    error = HqError(code, **dict.fromkeys(named.split(), "Thing."))
    assert error.what.endswith(".")
    assert error.remedy
    assert "{" not in str(error)
