"""A supervisor brings lists to a station and asks them; an officer sees what the desk would show."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.commands.kit import PublicationsTaken
from app.flow.ports import HqEnrolment, SignedIn
from app.main.stick import take_publications
from app.screening import content
from tests.app.store import alert_lists
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.test_commands import KitInTest, as_user, matapa
from tests.helpers.list_files import CSV, STOLEN, UN, national
from tests.helpers.publications import RING, LittlePress

Command = Callable[..., Result]
TEVAKE = ("--name", "Malakai Tevake", "--birth", "1971-03-12", "--nationality", "VUT")


class KitWithStick(KitInTest):
    """With the way in for publications from a stick."""

    def take_publications(self, session: SignedIn, paths: tuple[Path, ...]) -> PublicationsTaken:
        return take_publications(session, paths)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in (("un.xml", UN), ("watch.csv", CSV), ("stolen.csv", STOLEN)):
        (folder / name).write_text(data, encoding="utf-8")
    (folder / "national.json").write_bytes(national())
    return folder


@pytest.fixture
def run(station: StationInTest, stick: Path, home: Path) -> Command:
    """Runs a command; names of files on the stick stand for their paths."""

    def command(*arguments: str, user: str = "supervisor") -> Result:
        paths = [str(stick / one) if (stick / one).is_file() else one for one in arguments]
        return matapa(KitWithStick(home), [*paths, *as_user(user)], f"{PASSWORDS[user]}\n")

    return command


def test_a_list_comes_in_says_what_changed_and_is_asked(run: Command) -> None:
    first = run("list", "import", "un", "un.xml", "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert (told["list"], told["version"], told["count"], told["added"]) == ("un", 1, 5, 5)
    assert len(told["warnings"]) == 3
    again = run("list", "import", "un", "un.xml")
    assert "version 2 of list un, 5 entries" in again.stdout
    assert "new: 0; changed: 0; gone: 0" in again.stdout
    asked = run("screen", *TEVAKE, "--json", user="officer")
    assert json.loads(asked.stdout)["result"] == "stop"


def test_a_name_or_a_kind_that_a_list_cannot_have_is_said_before_anything_is_read(run: Command) -> None:
    named = run("list", "import", "un", "un.xml", "--id", "UN list")
    assert named.exit_code == 2
    assert "small letters" in named.stderr
    assert run("list", "import", "un", "un.xml").exit_code == 0
    other = run("list", "import", "stolen", "stolen.csv", "--id", "un")
    assert other.exit_code == 2
    assert "List un is one of people" in other.stderr


def test_travellers_may_follow_the_password_on_standard_input(run: Command, home: Path) -> None:
    assert run("list", "import", "un", "un.xml").exit_code == 0
    travellers = '{"name": "Malakai Tevake", "birth": "1971-03-12"}\n{"birth": "1971"}\n'
    typed = f"{PASSWORDS['officer']}\n{travellers}"
    asked = matapa(KitInTest(home), ["screen", "-", *as_user("officer")], typed)
    assert [json.loads(line).get("result") for line in asked.stdout.splitlines()] == ["stop", None]


def test_a_file_that_ended_early_does_not_empty_a_list(run: Command, stick: Path) -> None:
    rows = ["issuing_state,number", *(f"VUT,RV{number:07}" for number in range(300))]
    (stick / "long.csv").write_text("\n".join(rows), encoding="utf-8")
    (stick / "short.csv").write_text("\n".join(rows[:100]), encoding="utf-8")
    assert run("list", "import", "stolen", "long.csv").exit_code == 0
    refused = run("list", "import", "stolen", "short.csv")
    assert refused.exit_code == 2
    assert "has 300 entries, this file 99" in refused.stderr
    assert "gone: 201" in run("list", "import", "stolen", "short.csv", "--shrink").stdout


def test_status_tells_version_age_and_rules(run: Command) -> None:
    assert "There is no list on this station" in run("list", "status", user="officer").stdout
    rules = ("--ttl-hours", "48", "--when-stale", "silence", "--max-band", "check", "--rarity-gate")
    made = run("list", "import", "csv", "watch.csv", "--id", "port", "--title", "Port watch", "--agency",
               "Customs", "--issued", "2026-11-24T05:00", *rules)  # fmt: skip
    assert made.exit_code == 0, made.output
    (row,) = json.loads(run("list", "status", "--json", user="officer").stdout)["lists"]
    expected = {
        "list": "port", "title": "Port watch", "agency": "Customs", "version": 1, "count": 2, "use": "asked",
        "ttl_hours": 48, "when_stale": "silence", "max_band": "check", "rarity_gate": True, "publication": 0,
        "issued_at": "2026-11-24T05:00:00+00:00",
    }  # fmt: skip
    assert {key: row[key] for key in expected} == expected
    assert "port  Port watch, version 1 of 2026-11-24" in run("list", "status").stdout


def test_what_is_left_out_stays_as_it_was_for_the_version_before(run: Command) -> None:
    said = ("--title", "Port watch", "--agency", "Customs", "--ttl-hours", "48", "--when-stale", "silence")
    assert run("list", "import", "csv", "watch.csv", "--id", "port", *said).exit_code == 0
    assert run("list", "import", "csv", "watch.csv", "--id", "port", "--max-band", "check").exit_code == 0
    (row,) = json.loads(run("list", "status", "--json").stdout)["lists"]
    told = [row[key] for key in ("version", "title", "agency", "ttl_hours", "when_stale", "max_band")]
    assert told == [2, "Port watch", "Customs", 48, "silence", "check"]


def test_stolen_documents_come_in_and_are_found(run: Command) -> None:
    made = run("list", "import", "stolen", "stolen.csv", "--json")
    assert json.loads(made.stdout)["count"] == 3
    asked = run(
        "screen", "--document", "RV0012345", "--issuer", "VUT", "--class", "P", "--json", user="officer"
    )
    assert json.loads(asked.stdout)["documents"][0]["match"] == "exact"


def test_a_silent_alert_is_nothing_to_the_first_line_and_all_to_the_second(run: Command) -> None:
    assert run("list", "import", "national", "national.json").exit_code == 0
    first = json.loads(run("screen", *TEVAKE, "--json", user="officer").stdout)
    assert (first["result"], first["hits"]) == ("clear", [])
    second = json.loads(run("screen", *TEVAKE, "--json").stdout)
    assert (second["result"], second["hits"][0]["disclosure"]) == ("check", "silent")


def test_a_lookout_of_customs_shows_instruction_and_contact_only(run: Command) -> None:
    assert run("list", "import", "csv", "watch.csv").exit_code == 0
    (hit,) = json.loads(run("screen", *TEVAKE, "--json", user="officer").stdout)["hits"]
    assert (hit["action"], hit["contact"]) == ("search baggage", "duty officer")
    assert (hit["name"], hit["reason"], hit["agency"], hit["findings"]) == ("", "", "", [])
    assert (hit["entry_id"], hit["score"], hit["priority"]) == ("", 0, 0)
    shown = run("screen", *TEVAKE, user="officer").stdout
    assert "do: search baggage" in shown
    assert "Tevake" not in shown


def test_a_list_goes_away_by_its_id(run: Command) -> None:
    assert run("list", "import", "un", "un.xml").exit_code == 0
    assert "Removed: un" in run("list", "remove", "un").stdout
    gone = run("list", "remove", "un")
    assert (gone.exit_code, "LST-05" in gone.stderr) == (1, True)


def test_an_officer_changes_no_list(run: Command) -> None:
    for arguments in (("import", "un", "un.xml"), ("remove", "un"), ("take", "un.xml")):
        refused = run("list", *arguments, user="officer")
        assert (refused.exit_code, "KEY-05" in refused.stderr) == (1, True), arguments


def test_a_broken_file_leaves_the_list_that_was_here(run: Command, stick: Path) -> None:
    assert run("list", "import", "un", "un.xml").exit_code == 0
    (stick / "un.xml").write_text(UN[: len(UN) // 2], encoding="utf-8")
    refused = run("list", "import", "un", "un.xml")
    assert (refused.exit_code, "LST-01" in refused.stderr) == (1, True)
    (row,) = json.loads(run("list", "status", "--json").stdout)["lists"]
    assert (row["version"], row["count"]) == (1, 5)


def test_an_older_list_comes_in_only_when_that_is_said(run: Command, stick: Path) -> None:
    assert run("list", "import", "un", "un.xml").exit_code == 0
    older = UN.replace("2026-11-20T", "2025-04-01T").replace("UTi.002", "UTi.009")
    (stick / "un.xml").write_text(older, encoding="utf-8")
    refused = run("list", "import", "un", "un.xml")
    assert refused.exit_code == 2
    assert "The list on board was issued on 2026-11-21, this file on 2025-04-02." in refused.stderr
    taken = json.loads(run("list", "import", "un", "un.xml", "--older", "--json").stdout)
    assert (taken["version"], taken["added"], taken["removed"]) == (2, 1, 1)


def test_a_list_from_the_future_is_refused(run: Command) -> None:
    refused = run("list", "import", "un", "un.xml", "--issued", "2999-01-01")
    assert (refused.exit_code, "LST-01" in refused.stderr) == (1, True)


@pytest.fixture
def press(station: StationInTest, stick: Path) -> LittlePress:
    """HQ's press, and the station enrolled with it; what is published lies on the stick."""
    press, key = LittlePress(stick), Ed25519PrivateKey.generate()
    with station.signed_in("harbourmaster") as session:
        session.enrolment.save(
            HqEnrolment("https://hq.example", 7, "token", key.private_bytes_raw(), press.public_key,
                        b"\x09" + bytes(31), b"PEM")
        )  # fmt: skip
    press.publish_keys(7, key, RING)
    people = alert_lists.people(7)
    for version, entries in ((1, people), (2, [replace(people[0], reason="changed")])):
        header = replace(alert_lists.header("un"), version=version, count=7)
        press.publish("people/un", [*content.write(header, alert_lists.put(entries))], delta=version > 1)
    return press


def test_publications_come_from_a_stick_in_whatever_order_they_are_named(
    run: Command, press: LittlePress
) -> None:
    files = [path.name for path in press.files.values()]
    taken = run("list", "take", *files[::-1], "--json")
    assert taken.exit_code == 0, taken.output
    told = json.loads(taken.stdout)
    assert [(one["stream"], one["sequence"]) for one in told["taken"]] == [
        ("keys/7", 1), ("people/un", 1), ("people/un", 2),
    ]  # fmt: skip
    assert told["failed"] == []


def test_a_folder_is_taken_whole_and_a_second_time_brings_nothing(
    run: Command, press: LittlePress, stick: Path
) -> None:
    first = run("list", "take", str(stick))
    assert first.exit_code == 0, first.output
    assert "Taken in: people/un, publication 2" in first.stdout
    assert "Nothing there that this station still needs." in run("list", "take", str(stick)).stdout
    (row,) = json.loads(run("list", "status", "--json").stdout)["lists"]
    assert (row["list"], row["publication"]) == ("un", 2)
    refused = run("list", "import", "un", "un.xml")
    assert (refused.exit_code, "LST-04" in refused.stderr) == (1, True)


def test_a_forged_publication_is_refused_and_the_others_come(
    run: Command, press: LittlePress, stick: Path
) -> None:
    LittlePress(stick, newest=dict(press.newest)).publish("people/other", [b"\x80"])
    (stick / "clear\x1b[2J.mpub").write_bytes(b"nothing")
    taken = run("list", "take", str(stick))
    assert taken.exit_code == 1
    assert "PUB-01" in taken.stderr
    assert "\x1b" not in taken.stderr
    assert "Taken in: people/un, publication 2" in taken.stdout
