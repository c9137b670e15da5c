"""Lists from HQ's desk to a station: what is published arrives, is only what changed, and never half."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest

from app.domain.alert_entry import AlertEntry, EntryKind, EntryName
from app.domain.alert_record import decode_event, encode_event
from app.domain.alerts import AlertEvent, AlertEventKind
from app.screening import content
from app.screening.documents import digest
from sync.hq import audit
from sync.hq.publishing import MOST_DELTAS, Press, file_of, publish_earlier, publish_events
from sync.protocol.kinds import ALERT_EVENT
from tests.helpers.hq import RunningHq
from tests.sync.hq.alerts import new_id
from tests.sync.hq.listening import Desk, Listener, many
from tests.sync.hq.station import BOOTH, PORT, Station

TREE = Path(__file__).parents[3]


def test_a_list_taken_in_at_hq_stands_at_the_station_and_so_do_its_changes(
    desk: Desk, listener: Listener
) -> None:
    people = many(300)
    made = desk.take(people)
    assert (made["version"], made["count"], made["added"]) == (1, 300, 300)
    assert listener.look() == [(desk.people, 1, 0)]
    assert listener.names(desk.name) == people
    people["N-00007"] = "Another Name"
    people["N-99999"] = "Newly Listed"
    del people["N-00001"]
    made = desk.take(people)
    assert (made["version"], made["added"], made["changed"], made["removed"]) == (2, 1, 1, 1)
    assert listener.look() == [(desk.people, 2, 1)]
    assert listener.names(desk.name) == people
    assert listener.look() == []
    first, second = desk.printed()
    assert second.file_size < first.file_size / 2


def test_a_file_that_says_nothing_new_makes_no_version_and_no_publication(desk: Desk) -> None:
    desk.take(many(5))
    again = desk.take(many(5))
    assert (again["version"], again["published"]) == (1, [])
    renamed = desk.take(many(5), "--title", "National alerts", "--ttl-hours", "24")
    assert (renamed["version"], [one["base"] for one in renamed["published"]]) == (2, [1])
    assert desk.type("publish", desk.name) == []
    row = desk.status()
    assert (row["title"], row["ttl_hours"]) == ("National alerts", 24)
    assert (row["version"], row["published_version"], row["sequence"]) == (2, 2, 2)


def test_somebody_taken_off_and_put_back_before_publishing_was_never_away(desk: Desk) -> None:
    desk.take(many(10))
    desk.take(many(9), publish=False)
    desk.take(many(11), publish=False)
    desk.take(many(10), publish=False)
    (published,) = desk.type("publish", desk.name)
    assert (published["base"], published["count"]) == (1, 10)
    assert desk.status()["version"] == 4


def test_after_many_deltas_a_snapshot_follows_that_who_is_up_to_date_never_fetches(
    desk: Desk, listener: Listener, tmp_path: Path
) -> None:
    people = many(400)
    for turn in range(MOST_DELTAS + 3):
        people[f"X-{turn}"] = "Newly Listed"
        desk.take(people)
        assert [base > 0 for *_, base in listener.look()] == [turn > 0]
    assert listener.names(desk.name) == people
    first, second = (one.sequence for one in desk.printed() if not one.base)
    newcomer = Listener(listener.station, tmp_path / "newcomer")
    steps = [sequence for stream, sequence, _ in newcomer.look() if stream == desk.people]
    assert first == 1
    assert steps[0] == second, "a new station begins with the newest snapshot"
    assert newcomer.names(desk.name) == people
    newcomer.close()


def test_a_list_that_is_mostly_new_comes_as_a_snapshot_and_old_files_go(
    desk: Desk, listener: Listener
) -> None:
    for turn in range(5):
        people = {f"{turn}-{place}": "Newly Listed" for place in range(5)}
        desk.take(people)
        assert listener.look() == [(desk.people, turn + 1, 0)]
        assert listener.names(desk.name) == people
    assert [one.sequence for one in desk.printed()] == [4, 5]
    left = sorted(path.name for path in (desk.hq.home.published / desk.people).iterdir())
    assert left == ["3.mpub", "4.mpub", "5.mpub"], "a file goes one publication after its row"


def test_stolen_documents_travel_as_digests_and_are_kept_as_nothing_else(
    desk: Desk, listener: Listener
) -> None:
    ring = listener.inbox.keyring()
    assert ring is not None
    numbers = [f"X{place:07}" for place in range(2000)]
    desk.take_numbers(numbers)
    listener.look()
    assert listener.digests(desk.name) == {digest(ring.document_key, "UTO", "P", one) for one in numbers}
    changed = [*numbers[:-1], "Y0000001"]
    made = desk.take_numbers(changed)
    assert (made["added"], made["removed"], made["count"]) == (1, 1, 2000)
    assert listener.look() == [(f"documents/{desk.name}", 2, 1)]
    assert listener.digests(desk.name) == {digest(ring.document_key, "UTO", "P", one) for one in changed}
    with desk.hq.connection() as connection:
        kept = connection.execute(
            "SELECT string_agg(digests, ''::bytea) FROM document_digest WHERE list_id = %s", (desk.name,)
        ).fetchone()
        said = json.dumps(connection.execute("SELECT details::text FROM hq_audit").fetchall())
    assert kept is not None
    assert len(kept[0]) == 16_000
    assert "X0000" not in said


def test_what_is_no_list_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.take(many(2), publish=False)
    assert "HQ-10" in desk.type("import", "stolen", __file__, "--id", "../up", exits=1)
    assert "HQ-10" in desk.type("activate", new_id(), "--id", "../up", exits=1)
    assert "HQ-11" in desk.type("import", "un", __file__, "--id", desk.name, exits=1)
    assert "HQ-12" in desk.type("publish", "never", exits=1)
    assert "HQ-10" in desk.type("publish", exits=1)
    assert desk.status()["version"] == 1


def test_no_id_is_used_for_two_kinds_of_lists(desk: Desk, tmp_path: Path) -> None:
    desk.take(many(2), publish=False)
    stolen = tmp_path / "stolen.csv"
    stolen.write_text("issuing_state,document_class,number\nUTO,P,A1234567\n", encoding="utf-8")
    assert "HQ-10" in desk.type("import", "stolen", str(stolen), "--id", desk.name, exits=1)
    assert desk.status()["kind"] == "people"


def test_headers_say_what_the_command_said(desk: Desk, listener: Listener) -> None:
    words = ["--title", "Lookouts", "--agency", "Police", "--max-band", "check", "--no-rarity-gate"]
    desk.take(many(1), *words, "--when-stale", "silence", "--ttl-hours", "48")
    desk.take(many(1), "--title", "Police lookouts")
    listener.look()
    header, _ = content.read(listener.inbox.contents[desk.people][-1:])
    policy = header.policy
    assert (header.title, header.agency, header.version) == ("Police lookouts", "Police", 2)
    assert (policy.max_band, policy.rarity_gate) == ("check", False)
    assert (policy.ttl_hours, policy.when_stale) == (48, "silence")


def test_earlier_crossings_come_as_rows_and_go_again(hq: RunningHq, listener: Listener) -> None:
    rows = [(bytes([turn]) * 8, "2026-11-20", PORT, turn == 1, "document", "UTAVR-01") for turn in range(9)]
    with hq.connection() as connection:
        publish_earlier(connection, hq.home, rows)
        publish_earlier(connection, hq.home, (), [(rows[1][0], rows[1][1])])
    assert listener.look() == [("earlier/recent", 1, 0), ("earlier/recent", 2, 1)]
    put, gone = listener.contents("earlier/recent")
    assert put == [(content.PUT, list(row)) for row in rows]
    assert gone == [(content.TAKE_AWAY, list(rows[1][:2]))]


def test_late_events_are_a_chain_that_each_station_of_the_port_follows(
    hq: RunningHq, listener: Listener
) -> None:
    with hq.connection() as connection:
        for turn in range(3):
            publish_events(connection, hq.home, PORT, [b"event %d" % turn, b"x" * 100_000, b"y" * 200_000])
        assert publish_events(connection, hq.home, PORT, []) is None
    first, second, third = listener.look()
    assert [stream for stream, *_ in (first, second, third)] == [f"late/{PORT}"] * 3
    assert (second[2], third[2]) == (first[1], second[1])
    chunks = listener.inbox.contents[f"late/{PORT}"][-6:]
    assert [len(cbor2.loads(chunk)) for chunk in chunks] == [2, 1] * 3


def proposal(station: Station) -> AlertEvent:
    """An officer's proposal."""
    case = new_id()
    entry = AlertEntry(case, EntryKind.PERSON, (EntryName("Invented Traveller"),), reason="overstay")
    return AlertEvent(
        new_id(), case, AlertEventKind.PROPOSED, datetime(2026, 11, 24, 6, tzinfo=UTC), station.name, PORT,
        BOOTH, "o.fficer", entry=entry, note="seen twice",
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["activate", "decline"])
def test_a_proposed_alert_is_answered_once_and_the_port_hears_of_it(
    answer: str, desk: Desk, listener: Listener
) -> None:
    asked, station = proposal(listener.station), listener.station
    batch = station.batch_of([(ALERT_EVENT, encode_event(asked))])
    assert station.receipt(station.put(batch)).rejected == ()
    (waits,) = desk.type("proposals")
    assert (waits["case"], waits["name"], waits["officer"]) == (
        asked.case_id,
        "Invented Traveller",
        "o.fficer",
    )
    into = ["--id", desk.name] if answer == "activate" else ["--note", "a mistake"]
    assert "HQ-13" in desk.type(answer, asked.event_id, *into, exits=1)
    desk.type(answer, asked.case_id, *into)
    assert desk.type("proposals") == []
    assert "HQ-13" in desk.type(answer, asked.case_id, *into, exits=1)
    streams = {stream for stream, *_ in listener.look()}
    assert streams == {f"late/{PORT}", *([desk.people] if answer == "activate" else [])}
    (event,) = map(decode_event, cbor2.loads(listener.inbox.contents[f"late/{PORT}"][-1]))
    expected = AlertEventKind.ACTIVATED if answer == "activate" else AlertEventKind.DECLINED
    assert (event.kind, event.case_id, event.officer) == (expected, asked.case_id, "HQ")
    if answer == "activate":
        assert listener.names(desk.name) == {asked.case_id: "Invented Traveller"}


def test_what_a_port_made_active_for_itself_still_waits_for_hq(desk: Desk, listener: Listener) -> None:
    asked, station = proposal(listener.station), listener.station
    answered = replace(asked, event_id=new_id(), kind=AlertEventKind.ACTIVATED, officer="s.upervisor")
    batch = station.batch_of([(ALERT_EVENT, encode_event(one)) for one in (asked, answered)])
    assert station.receipt(station.put(batch)).rejected == ()
    assert [one["case"] for one in desk.type("proposals")] == [asked.case_id]
    desk.type("activate", asked.case_id, "--id", desk.name)
    assert desk.type("proposals") == []
    listener.look()
    assert listener.names(desk.name) == {asked.case_id: "Invented Traveller"}


def test_every_version_and_every_publication_stands_in_the_audit(desk: Desk) -> None:
    desk.take(many(3), "--user", "mvira")
    with desk.hq.connection() as connection:
        rows = connection.execute(
            "SELECT who, act, coalesce(details->>'list', details->>'stream') FROM hq_audit"
            " ORDER BY line DESC LIMIT 2"
        ).fetchall()
        assert audit.first_broken(connection) is None
    assert rows == [("mvira", "publish", desk.people), ("mvira", "list import", desk.name)]


def test_a_publication_that_is_undone_was_never_there(desk: Desk, listener: Listener) -> None:
    desk.take(many(3), publish=False)
    with desk.hq.connection() as connection, connection.transaction(force_rollback=True):
        (undone,) = Press(connection, desk.hq.home).publish_list(desk.name)
    assert file_of(desk.hq.home.published, desk.people, 1).exists(), "as a power cut leaves it"
    assert listener.look() == []
    (published,) = desk.type("publish", desk.name)
    assert (published["sequence"], undone.sequence) == (1, 1)
    assert listener.look() == [(desk.people, 1, 0)]


@pytest.mark.parametrize("seconds", [0.5, 1.0, 1.5, 2.5])
def test_hq_killed_while_it_publishes_leaves_nothing_or_all_of_it(
    seconds: float, desk: Desk, listener: Listener
) -> None:
    desk.take(many(3000), publish=False)
    home = str(desk.hq.home.folder)
    command = [sys.executable, "-m", "sync.hq", "list", "publish", desk.name, "--home", home]
    with subprocess.Popen(command, cwd=TREE, stdout=subprocess.DEVNULL) as process:
        threading.Event().wait(seconds)
        process.kill()
    there = listener.look()
    assert there in ([], [(desk.people, 1, 0)])
    assert len(listener.names(desk.name)) == 3000 if there else True
    desk.type("publish", desk.name)
    listener.look()
    assert listener.names(desk.name) == many(3000)
    assert [one.sequence for one in desk.printed()] == [1]
