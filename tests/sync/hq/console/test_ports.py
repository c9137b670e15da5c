"""How every port stands, and its stations: seen by all of HQ, enrolled and shut out by administrators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.hq.console.roles import HqRole
from sync.hq.ports_glance import DaysSeen, ListHeld, Reader, StationGlance
from sync.hq.ports_lamps import Lamp, judge
from tests.helpers.console import running_console
from tests.helpers.hq import Postgres
from tests.sync.hq.console.nation import Nation, nation

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def little(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """A small nation for the tests of this module."""
    with nation(tmp_path_factory.mktemp("nation"), postgres.new_database()) as made:
        yield made


def glance(**says: object) -> StationGlance:
    """A station that is in order but for what is said."""
    usual: dict[str, object] = {
        "number": 7, "station_id": "UTAVR-07", "port": "UTAVR", "booth": "7", "heard_at": NOW,
        "up_to_seq": 10, "highest_seq": 10, "missing": 0, "told_at": None, "version": None,
        "waiting": None, "readers": None,
        "certificate_until": NOW + 300 * DAY, "lists": (), "days": None,
    }  # fmt: skip
    return StationGlance(**{**usual, **says})  # type: ignore[arg-type]


def lacking(days: int) -> tuple[ListHeld, ...]:
    return (ListHeld(7, "people/un", 3, 1, NOW - days * DAY),)


@pytest.mark.parametrize(
    "says, lamp, words",
    [
        ({}, Lamp.GOOD, ""),
        ({"heard_at": NOW - 2 * DAY}, Lamp.LOOK, "over a day"),
        ({"heard_at": NOW - 8 * DAY}, Lamp.ACT, "over a week"),
        ({"heard_at": None}, Lamp.LOOK, "never called"),
        ({"missing": 1}, Lamp.LOOK, "1 record is missing"),
        ({"lists": (ListHeld(7, "people/un", 3, 3, None),)}, Lamp.GOOD, ""),
        ({"lists": lacking(0)}, Lamp.GOOD, ""),
        ({"lists": lacking(2)}, Lamp.LOOK, "people/un"),
        ({"lists": lacking(9)}, Lamp.ACT, "over a week old"),
        ({"certificate_until": NOW + 20 * DAY}, Lamp.LOOK, "within a month"),
        ({"certificate_until": NOW - DAY}, Lamp.ACT, "one-time code"),
        ({"certificate_until": None}, Lamp.ACT, "one-time code"),
        ({"days": DaysSeen(3, NOW.date(), 0)}, Lamp.GOOD, ""),
        ({"days": DaysSeen(3, NOW.date(), 2)}, Lamp.LOOK, "2 daily logs have not"),
        ({"readers": (Reader("chip", "none"), Reader("document", "ready"))}, Lamp.GOOD, ""),
        ({"readers": (Reader("document", "gone"),)}, Lamp.LOOK, "Passport reader: does not answer"),
    ],
)
def test_each_trouble_has_its_lamp_and_its_sentence(says: dict[str, object], lamp: Lamp, words: str) -> None:
    judged = judge(glance(**says), NOW)
    assert judged.lamp is lamp
    assert [words in one.words for one in judged.troubles] == ([True] if words else [])


def test_the_first_page_says_how_each_booth_stands_the_worst_port_first(little: Nation) -> None:
    page = little.console.signed_in(HqRole.VIEWER).get("/").text
    assert [page.index(f">{port} ") for port in ("UTPOR", "UTAVR", "UTVUL")] == sorted(
        page.index(f">{port} ") for port in ("UTPOR", "UTAVR", "UTVUL")
    )
    for words in (
        "Nothing was heard of it for over a week",
        "15 records are missing between those that HQ has",
        "Chip reader: does not answer",
        "It was enrolled and has never called",
        "Its certificate ends within a month",
        "what waits there: not told",
        "27 still to come",  # 15 between, 12 that HQ has heard of and not seen
        "Matapā 0.6.0",
        "1 daily log has not been brought",
        "late/UTAVR",
    ):
        assert words in page, words
    assert "/stations/enrol" not in page  # viewers enrol nobody


def test_an_empty_hq_says_what_to_do_first(postgres: Postgres, tmp_path: Path) -> None:
    with running_console(tmp_path / "hq", postgres.new_database()) as console:
        administrator = console.signed_in(HqRole.ADMINISTRATOR)
        assert "Make a one-time code for the first booth" in administrator.get("/").text
        stations = administrator.get("/stations").text
        assert "No station yet" in stations
        assert "No code waits" in stations
        supervisor = console.signed_in(HqRole.SUPERVISOR)
        assert "Nothing waits" in supervisor.get("/queue").text
        for shown, words in (
            ("", "met nobody"),
            ("waiting", "No late hit"),
            ("silent", "met anybody silently"),
        ):
            assert words in supervisor.get("/late-hits", params={"show": shown}).text


def test_a_station_shows_what_it_holds_its_certificates_and_batches(little: Nation) -> None:
    client = little.console.signed_in(HqRole.ANALYST)
    page = client.get(f"/stations/{little.booths['good']}").text
    assert "late/UTAVR" in page
    assert "in force" in page or "unused" in page
    page = client.get(f"/stations/{little.booths['old']}").text
    assert "behind" in page
    assert "1 to 40" in page
    for number in ("4711", "99999999999999999999"):
        answer = client.get(f"/stations/{number}")
        assert answer.status_code == 404
        assert "No station has the number" in answer.text


def test_daily_logs_say_what_is_lacking_and_what_is_at_odds(little: Nation) -> None:
    client = little.console.signed_in(HqRole.VIEWER)
    page = client.get(f"/stations/{little.booths['good']}/days").text
    for words in ("Log 2 was not brought", "2 logs, the newest first", "1 other", "2026-11-26", "chief"):
        assert words in page, words
    assert page.index("2026-11-26") < page.index("2026-11-24")
    assert "No daily log" in client.get(f"/stations/{little.booths['old']}/days").text
    assert client.get("/stations/4711/days").status_code == 404


def test_a_code_is_made_once_and_shown_once(little: Nation) -> None:
    client = little.console.signed_in(HqRole.ADMINISTRATOR)
    wrong = client.form("/stations/enrol", port="nowhere", booth="A9", hours="72", station="")
    assert wrong.status_code == 422
    assert "UN/LOCODE" in wrong.text
    elsewhere = {"port": "UTAVR", "booth": "A9", "hours": "72", "station": str(little.booths["lost"])}
    assert "is at UTPOR booth C1" not in client.form("/stations/enrol", **elsewhere).text
    made = client.form("/stations/enrol", port="utavr", booth="A9", hours="72", station="")
    assert made.headers["cache-control"] == "no-store"
    (code,) = re.findall(r'<code id="code">([0-9A-Z-]+)</code>', made.text)
    assert code not in client.get("/stations").text
    assert "UTAVR" in client.get("/stations").text
    assert little.audited("enrolment code")[-1] == (
        "administrator", "identity", {"port": "UTAVR", "booth": "A9", "hours": 72, "station": None},
    )  # fmt: skip


def test_a_station_is_shut_out_with_a_reason_and_a_second_word(little: Nation) -> None:
    client, number = little.console.signed_in(HqRole.ADMINISTRATOR), little.booths["soon"]
    path = f"/stations/{number}/revoke"

    def revoked() -> bool:
        with little.hq.connection() as connection:
            row = connection.execute("SELECT revoked_at FROM station WHERE number = %s", (number,)).fetchone()
        return row is not None and row[0] is not None

    assert client.form(path, kind="revoke", reason=" ").status_code == 422
    assert client.form(path, kind="sell", reason="old").status_code == 422
    asked = client.form(path, kind="revoke", reason="Out of service")
    assert "now?" in asked.text
    assert not revoked()
    done = client.form(path, kind="revoke", reason="Out of service", sure="yes")
    assert done.headers["location"] == f"/stations/{number}"
    assert revoked()
    assert "is shut out" in client.get(f"/stations/{number}").text
    assert little.audited("revoked")[-1] == (
        "administrator", "identity", {"number": number, "reason": "Out of service"},
    )  # fmt: skip
    assert ">UTVUL " not in client.get("/").text  # the port has no station any more


def test_a_lost_station_leaves_new_keys_and_who_lacks_them(little: Nation) -> None:
    client, number = little.console.signed_in(HqRole.ADMINISTRATOR), little.booths["lost"]
    client.form(f"/stations/{number}/revoke", kind="lost", reason="Stolen from the van", sure="yes")
    page = client.get(f"/stations/{number}").text
    assert "Who does not know of it yet" in page
    assert f"keys/{little.booths['good']}" in page
    assert little.audited("station_lost")[-1][2] == {"number": number, "reason": "Stolen from the van"}
