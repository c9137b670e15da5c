"""`matapa audit`: the same as the pages, for who may, as sentences and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from tests.app.store.booth import StationInTest
from tests.app.store.test_audit import disarm
from tests.app.store.test_commands import KitInTest
from tests.helpers.answering import MORE, SOUGHT, Story
from tests.helpers.booth import PASSWORDS

BESIDE = ("read_readers", "read_audit")
"""Readings that other tests of this file leave behind."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("told") / "home"
    Story(home)
    return home


def run(home: Path, *arguments: str, who: str = "leilani") -> Result:
    password = (PASSWORDS | MORE)[who]
    command = build(lambda wanted: KitInTest(home), "1")  # type: ignore[arg-type, return-value]
    account = ("--as", who, "--password-stdin")
    return CliRunner().invoke(command, ["audit", *arguments, *account], input=f"{password}\n")


def asked(home: Path, *arguments: str, who: str = "leilani") -> Any:
    result = run(home, *arguments, "--json", who=who)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_lines_are_shown_by_act_by_person_and_page_by_page(told: Path) -> None:
    recorded = asked(told, "show", "--act", "recorded", "--limit", "4")
    assert [line["act"] for line in recorded["lines"]] == ["recorded"] * 4
    older = asked(told, "show", "--act", "recorded", "--before", str(recorded["older"]))
    assert len(older["lines"]) == 5
    assert older["lines"][-1]["subject"] == SOUGHT.record_id
    text = run(told, "show", "--person", "sione").stdout
    assert "Was locked out after wrong passwords  Account: sione" in text
    assert run(told, "show", "--since", "2027-01-01").stdout == ""


def test_sign_ins_corrections_and_two_people(told: Path) -> None:
    stays = asked(told, "signins", "--person", "tari")["lines"]
    assert [one["until"] for one in stays if "until" in one] == [stays[0]["at"]]
    (corrected,) = asked(told, "corrections")["corrections"]
    assert (corrected["crossing"], corrected["before_by"]) == (SOUGHT.crossing_id, "tari")
    assert "reason not shown" in run(told, "corrections", who="harbourmaster").stdout
    seconds = asked(told, "seconds")["seconds"]
    assert [(one["second"], one["accepted"]) for one in seconds] == [("sione", False), ("leilani", True)]
    assert "leilani  Release a STOP as second person: Recorded a crossing" in run(told, "seconds").stdout


def test_who_read_needs_a_purpose_and_names_nobody(told: Path) -> None:
    assert run(told, "readers", "--number", "X1").exit_code == 2
    by_record = ("readers", "--record", SOUGHT.record_id, "--purpose", "data_subject_request")
    ways = [one["ways"] for one in asked(told, *by_record)["readings"] if one["act"] not in BESIDE]
    assert ways == [["shown"], ["shown"], ["recorded"], ["recorded"], ["asked"]]
    nobody = run(told, "readers", "--number", "NEVERSEEN", "--purpose", "inquiry")
    assert nobody.stdout == "Nobody on this station has read about this person.\n"
    unknown = run(told, "readers", "--surname", "ONLY", "--purpose", "inquiry")
    assert unknown.exit_code == 2
    assert "--birth" in unknown.stderr


def test_a_proof_that_fails_ends_with_status_1(told: Path) -> None:
    assert "signed daily log 1, closed 2026-11-24" in run(told, "prove").stdout
    with StationInTest(told).raw() as connection:
        disarm(connection)
        connection.execute("UPDATE audit SET actor = 'sione' WHERE seq = 12")
    assert "DAY-08" in run(told, "prove", "--log", str(told)).stderr
    broken = run(told, "prove")
    assert broken.exit_code == 1
    assert "Line 12 was changed after it was written." in broken.stdout
    assert json.loads(run(told, "prove", "--json").stdout)["breach"] == "changed"


@pytest.mark.parametrize("name", ["show", "prove", "signins", "corrections", "seconds"])
def test_an_officer_is_refused(told: Path, name: str) -> None:
    refused = run(told, name, who="tari")
    assert refused.exit_code == 1
    assert "KEY-05" in refused.stderr
