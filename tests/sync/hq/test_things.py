"""Whatever HQ publishes reaches those who are meant and nobody else, and HQ knows who has it."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Role
from app.domain.roster import read_roster
from sync.hq.failure import HqError
from sync.hq.held import note_word
from sync.hq.publishing import file_of
from sync.hq.things import content_of
from sync.protocol.plain import read_plain
from sync.pull import take_file, take_folder
from tests.helpers.fuzzing import fuzzed
from tests.helpers.hq import RunningHq
from tests.helpers.lists import NOW, master_list
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.listening import Listener, typed
from tests.sync.hq.station import PORT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to publish."""
    path = tmp_path / "rules.txt"
    path.write_bytes(b"the rules")
    return path


def test_a_content_goes_to_those_who_are_meant_on_the_link_and_on_a_stick(
    hq: RunningHq, listener: Listener, new_station: NewStation, file: Path, tmp_path: Path
) -> None:
    number, other = listener.station.number, new_station()
    for name, whom in (("all", "all"), ("port", PORT), ("else", "UTXXX"), ("one", str(number))):
        typed(hq, "publish", "rules", name, str(file), "--to", whom)
    typed(hq, "publish", "rules", "two", str(file), "--to", str(other.number))
    meant = {"rules/all", "rules/port", "rules/one"}
    assert {stream for stream, *_ in listener.look()} == meant
    assert listener.inbox.contents["rules/all"] == [b"the rules"]
    for stream in ("rules/else", "rules/two"):
        with pytest.raises(WorldError):
            listener.road.fetch(stream, 1, 0, 100)
        with pytest.raises(WorldError) as told:
            take_file(listener.inbox, file_of(hq.home.published, stream, 1))
        assert told.value.failure.code is FailureCode.PUBLICATION_NOT_FOR_US
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in (hq.home.published / "rules").glob("*/*.mpub"):
        shutil.copy(path, stick / f"rules_{path.parent.name}-{path.name}")
    listener.inbox.streams = {
        stream: held for stream, held in listener.inbox.streams.items() if stream not in meant
    }
    brought = take_folder(listener.inbox, stick)
    assert {one.stream for one in brought.taken} == meant
    assert brought.failed == ()


def test_the_newest_for_a_station_is_what_counts_and_nothing_is_said_twice(
    hq: RunningHq, listener: Listener, file: Path
) -> None:
    assert typed(hq, "publish", "fees", "visa", str(file))["sequence"] == 1
    assert typed(hq, "publish", "fees", "visa", str(file))["sequence"] is None
    file.write_bytes(b"other rules")
    assert typed(hq, "publish", "fees", "visa", str(file), "--to", "UTXXX")["sequence"] == 2
    assert listener.look() == [("fees/visa", 1, 0)]
    assert typed(hq, "publish", "fees", "visa", str(file), "--to", PORT)["sequence"] == 3
    assert listener.look() == [("fees/visa", 3, 0)]
    assert listener.inbox.contents["fees/visa"] == [b"other rules"]
    old = file_of(hq.home.published, "fees/visa", 1)
    with pytest.raises(WorldError) as told:
        take_file(listener.inbox, old)
    assert told.value.failure.code is FailureCode.PUBLICATION_OLDER


def test_hq_knows_who_has_what_and_who_lags(hq: RunningHq, listener: Listener, file: Path) -> None:
    typed(hq, "publish", "maps", "reef", str(file), "--to", str(listener.station.number))

    def at_station() -> Any:
        (row,) = typed(hq, "published", "--stream", "maps/reef")["holdings"]
        return row

    assert (at_station()["newest"], at_station()["holds"]) == (1, 0)
    assert at_station()["lag"] == "0 h 0 min"
    listener.look()
    listener.look()
    assert (at_station()["holds"], at_station()["lag"]) == (1, None)
    file.write_bytes(b"newer")
    typed(hq, "publish", "maps", "reef", str(file), "--to", str(listener.station.number))
    (row,) = [one for one in typed(hq, "published")["streams"] if one["stream"] == "maps/reef"]
    assert (row["newest"], row["up_to_date"], row["lagging"]) == (2, 0, [listener.station.number])
    with hq.connection() as connection:
        note_word(connection, listener.station.number, {"maps/reef": 2})
        note_word(connection, listener.station.number, {"maps/reef": 1})
    assert at_station()["holds"] == 2
    streams = typed(hq, "published", "--station", str(listener.station.number))["holdings"]
    assert {f"stations/{PORT}", f"keys/{listener.station.number}"} <= {one["stream"] for one in streams}


def test_the_stations_of_a_port_are_told_of_each_other_and_of_a_lost_one(
    hq: RunningHq, listener: Listener, new_station: NewStation
) -> None:
    def told() -> dict[int, tuple[bytes, bool]]:
        listener.look()
        rows = cbor2.loads(b"".join(listener.inbox.contents[f"stations/{PORT}"]))[1]
        return {number: (key, revoked) for number, _, key, _, revoked in rows}

    other = new_station()
    assert told()[other.number][1] is False
    assert told()[listener.station.number][0]
    before = listener.inbox.streams[f"stations/{PORT}"].sequence
    told()
    assert listener.inbox.streams[f"stations/{PORT}"].sequence == before, "nothing new, nothing published"
    hq.revoke(other.number)
    assert told()[other.number][1] is True


def test_another_worker_serves_what_this_one_published(hq: RunningHq, listener: Listener, file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 9000)
    typed(hq, "publish", "charts", "bay", str(file))
    path = file_of(hq.home.published, "charts/bay", 1)
    whole = path.read_bytes()
    for leave in (path.unlink, lambda: path.write_bytes(bytes(len(whole)))):
        leave()
        assert listener.road.fetch("charts/bay", 1, 0, 1 << 20) == whole[: 1 << 20]
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "words, said",
    [
        (["people", "un"], "HQ-18"), (["keys", "7"], "HQ-18"), (["Rules", "x"], "HQ-10"),
        (["rules", "x y"], "HQ-10"), (["rules", "x", "--to", "nobody"], "HQ-10"),
        (["rules", "x", "--to", "99999"], "HQ-05"), (["trust", "icao"], "HQ-18"), (["users", PORT], "HQ-18"),
        (["users", "UTAVR", "--to", "UTXXX"], "HQ-10"), (["policy", "alerts"], "HQ-18"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_told_with_a_remedy(
    hq: RunningHq, file: Path, words: list[str], said: str
) -> None:
    kind, name, *rest = words
    told = typed(hq, "publish", kind, name, str(file), *rest, exits=1)
    assert told.startswith(said)
    assert len(told.splitlines()) == 2


def test_two_names_that_are_one_file_on_a_fat_stick_are_not_both_published(hq: RunningHq, file: Path) -> None:
    file.write_bytes(b"something")
    typed(hq, "publish", "tides", "Bay", str(file))
    told = typed(hq, "publish", "tides", "bay", str(file), exits=1)
    assert told.startswith("HQ-10")
    assert "tides/Bay" in told


def test_known_kinds_are_read_before_they_go_out() -> None:
    assert content_of("trust", "icao", master_list(), NOW) == master_list()
    table = b"username,full_name,role,active\nOfficer, Some Officer ,officer,\nold,Old One,supervisor,no\n"
    listed = json.dumps([
        {"username": "old", "full_name": "Old One", "role": "supervisor", "active": False},
        {"username": "officer", "full_name": "Some Officer", "role": "officer"},
    ]).encode()  # fmt: skip
    read = [read_roster(read_plain(content_of("users", PORT, one, NOW))) for one in (table, listed)]
    assert read[0] == read[1]
    assert [(one.username, one.role, one.active) for one in read[0].officers] == [
        ("officer", Role.OFFICER, True), ("old", Role.SUPERVISOR, False),
    ]  # fmt: skip
    said = json.dumps({"kind": "dear", "bits_per_second": 2400, "currency": "USD"}).encode()
    assert read_plain(content_of("policy", "link", said, NOW)) == [1, [2, 2400, 300, 0, 0, 0, "USD"]]
    assert read_plain(content_of("policy", "retention", b'{"crossing_days": 180}', NOW)) == [1, [180, 365]]
    assert content_of("policy", "tides", b"anything", NOW) == b"anything"


@pytest.mark.parametrize(
    "kind, name, data, why",
    [
        ("users", PORT, b"username,full_name\na,b\n", "line 1: columns missing (role)"),
        ("users", PORT, b"username,full_name,role\nbob,Bob,king\n", "line 2: 'king' is no role"),
        ("users", PORT, b"username,full_name,role\nbob,Bob,officer\nbob,B,officer\n", "twice"),
        ("users", PORT, b"username,full_name,role,active\nbob,Bob,officer,maybe\n", "active is yes or no"),
        ("users", PORT, b"[1]", "no object"), ("users", PORT, b"\xff", "utf-8"),
        ("policy", "link", b"{}]", "Extra data"), ("policy", "link", b'{"speed": 1}', "unknown: speed"),
        ("policy", "link", b'{"kind": "cheap"}', "one of free, metered, dear"),
        ("policy", "alerts", b'{"rescreen_days": -1}', "rescreen_days"), ("rules", "x", b"", "0 bytes"),
        ("trust", "icao", b"nothing", "TRU-"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_by_its_place(kind: str, name: str, data: bytes, why: str) -> None:
    with pytest.raises(HqError) as told:
        content_of(kind, name, data, NOW)
    assert why in told.value.what


@fuzzed(share=0.03)
@given(st.sampled_from([("users", PORT), ("policy", "link"), ("policy", "alerts")]), st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(str.encode),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(
        inner, max_size=3) | st.dictionaries(st.sampled_from(
            ["username", "full_name", "role", "active", "kind", "currency", "rescreen_days"]
        ), inner, max_size=4), max_leaves=9).map(lambda value: json.dumps(value).encode()),
))  # fmt: skip
def test_whatever_is_in_a_file_hq_says_what_is_wrong(which: tuple[str, str], data: bytes) -> None:
    with suppress(HqError):
        content_of(*which, data, NOW)
