"""Who gets what of HQ's publications, over the link and on a stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.failure import FailureCode, WorldError
from sync.enrol import enrol
from sync.hq.publishing import Press, file_of, publish_events
from sync.protocol.index import read_index
from sync.pull import take_file, take_folder
from tests.helpers.hq import RunningHq
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.listening import Desk, Listener, many
from tests.sync.hq.station import BOOTH, PORT, Station


def test_a_new_station_finds_its_keys_made_for_it(station: Station, tmp_path: Path) -> None:
    listener = Listener(station, tmp_path / "inbox")
    assert listener.look()[0] == (f"keys/{station.number}", 1, 0)
    assert listener.inbox.keyring() is not None
    assert listener.look() == []
    listener.close()


def test_a_station_sees_its_own_keys_and_its_own_port_and_no_others(
    hq: RunningHq, listener: Listener, new_station: NewStation
) -> None:
    other = new_station()
    with hq.connection() as connection:
        Press(connection, hq.home).publish_keys()
        publish_events(connection, hq.home, PORT, [b"event"])
        publish_events(connection, hq.home, "UTXXX", [b"event"])
    private = {"keys", "late"}
    listed = {row.stream for row in read_index(listener.road.index({}))}
    assert {stream for stream in listed if stream.split("/")[0] in private} == {
        f"keys/{listener.station.number}", f"late/{PORT}",
    }  # fmt: skip
    asked = read_index(listener.road.index({"late/UTXXX": 0, f"late/{PORT}": 1, f"keys/{other.number}": 0}))
    assert not {row.stream for row in asked} & {"late/UTXXX", f"keys/{other.number}"}
    for stream in (f"keys/{other.number}", "late/UTXXX", "people/none", "people/.."):
        with pytest.raises(WorldError):
            listener.road.fetch(stream, 1, 0, 100)
    with pytest.raises(WorldError) as told:
        take_file(listener.inbox, file_of(hq.home.published, f"keys/{other.number}", 1))
    assert told.value.failure.code is FailureCode.PUBLICATION_NOT_FOR_US


def test_strangers_and_revoked_stations_get_nothing(hq: RunningHq, listener: Listener) -> None:
    station, http = listener.station, listener.station.http
    path = f"/v1/published/keys/{station.number}/1"
    assert http.get(path, headers=station.authorization()).status_code == 200
    for asked in ("/v1/published", path):
        assert http.get(asked).status_code == 401
        assert http.get(asked, headers=station.authorization("guessed")).status_code == 401
    hq.revoke(station.number)
    with pytest.raises(WorldError) as told:
        listener.road.index({})
    assert told.value.failure.code is FailureCode.HQ_REFUSED_STATION


@pytest.mark.parametrize(
    "held", ["nonsense", "people/un:x", "people/un:" + "9" * 30, "a/b:1," * 1500 + "a/b:1"]
)
def test_an_index_asked_for_in_nonsense_is_refused(held: str, station: Station) -> None:
    answer = station.http.get(f"/v1/published?held={held}", headers=station.authorization())
    assert answer.status_code == 400


def test_a_file_comes_by_any_range(listener: Listener, hq: RunningHq) -> None:
    stream = f"keys/{listener.station.number}"
    whole = file_of(hq.home.published, stream, 1).read_bytes()
    assert listener.road.fetch(stream, 1, 0, 10_000) == whole
    assert listener.road.fetch(stream, 1, 100, 50) == whole[100:150]
    with pytest.raises(WorldError):
        listener.road.fetch(stream, 1, len(whole) + 1, 50)


def test_new_keys_reach_every_station_before_the_first_list_under_them(
    desk: Desk, listener: Listener
) -> None:
    desk.take(many(3))
    listener.look()
    before = listener.inbox.keyring()
    assert before is not None
    made = desk.type("new-key")
    assert made["content_key"] == before.content_keys[-1][0] + 1
    assert made["stations"] >= 1
    desk.take(many(4))
    assert [stream for stream, *_ in listener.look()] == [f"keys/{listener.station.number}", desk.people]
    assert listener.names(desk.name) == many(4)


def test_a_station_enrolled_again_gets_the_keys_sealed_to_its_new_key(
    hq: RunningHq, station: Station, tmp_path: Path
) -> None:
    with hq.connection() as connection:
        Press(connection, hq.home).publish_keys(station.number)
    station.identity = enrol(hq.url, station.code, ("UTO", PORT, BOOTH, station.name))
    listener = Listener(station, tmp_path / "inbox")
    assert (f"keys/{station.number}", 2, 0) in listener.look()
    assert listener.inbox.keyring() is not None
    listener.close()


def test_a_stick_that_hq_fills_brings_a_station_up_to_date(
    desk: Desk, station: Station, tmp_path: Path
) -> None:
    desk.take(many(300))
    desk.take(many(301))
    (tmp_path / "stick").mkdir()
    listener = Listener(station, tmp_path / "inbox")
    stick = ["--to", str(tmp_path / "stick")]
    (tmp_path / "secret").write_text("a key of HQ", encoding="utf-8")
    (tmp_path / "stick" / f"people_{desk.name}-000001.mpub").symlink_to(tmp_path / "secret")
    assert desk.type("export", desk.people, *stick) == [
        f"people_{desk.name}-000001.mpub", f"people_{desk.name}-000002.mpub",
    ]  # fmt: skip
    assert desk.type("export", f"keys/{station.number}", *stick) == [f"keys_{station.number}-000001.mpub"]
    brought = take_folder(listener.inbox, tmp_path / "stick")
    assert (len(brought.taken), brought.failed) == (3, ())
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "a key of HQ", "no link is followed"
    assert listener.names(desk.name) == many(301)
    assert desk.people not in {stream for stream, *_ in listener.look()[3:]}, "the link has nothing more"
    listener.close()
