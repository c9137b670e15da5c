"""Alert events reach HQ exactly once beside their crossings, and bad ones hold up nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_record import LARGEST_EVENT, encode_event
from app.domain.alerts import AlertEvent, AlertEventKind
from app.domain.record import encode
from sync.hq.event_entries import read_event
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from tests.helpers.fuzzing import fuzzed
from tests.helpers.hq import RunningHq
from tests.sync.hq.alerts import as_record, entry_of, hit_event, new_id, settled_event
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import Station, a_stream


def kept(hq: RunningHq, station: Station) -> dict[str, bytes]:
    """Event ids and bytes that HQ has of a station."""
    with hq.connection() as connection:
        rows = connection.execute(
            "SELECT event_id, payload FROM alert_event WHERE station = %s", (station.number,)
        )
        return {str(event_id): payload for event_id, payload in rows}


def rejected(station: Station, records: list[tuple[int, bytes]]) -> dict[int, str]:
    return dict(station.receipt(station.put(station.batch_of(records))).rejected)


def opened(station: Station) -> AlertEvent:
    """The hit of the station's next traveller."""
    crossing = station.crossings(1)[0]
    return hit_event(crossing, entry_of(crossing.traveller))


def test_events_enter_with_their_crossings_in_one_batch(hq: RunningHq, station: Station) -> None:
    crossing = station.crossings(1)[0]
    hit = hit_event(crossing, entry_of(crossing.traveller))
    word = settled_event(hit)
    assert rejected(station, [(CROSSING, encode(crossing)), as_record(hit), as_record(word)]) == {}
    assert kept(hq, station) == {one.event_id: encode_event(one) for one in (hit, word)}
    with hq.connection() as connection:
        rows = connection.execute(
            "SELECT kind, case_id::text, crossing::text, list_id, list_version, entry_id, band, settled_as"
            " FROM alert_event WHERE station = %s ORDER BY seq",
            (station.number,),
        ).fetchall()
    assert rows == [
        ("hit", hit.case_id, crossing.record_id, "national", 1, "N-1", "stop", ""),
        ("settled", hit.case_id, crossing.record_id, "", 0, "", "", "not_same"),
    ]


def test_an_event_offered_again_in_any_batch_is_known_and_entered_once(
    hq: RunningHq, station: Station
) -> None:
    hit = opened(station)
    batch = station.batch_of([as_record(hit)])
    assert station.put(batch).content == station.put(batch).content
    assert rejected(station, [as_record(hit), as_record(hit)]) == {}
    assert len(kept(hq, station)) == 1


def test_an_event_id_with_other_bytes_changes_nothing(hq: RunningHq, station: Station) -> None:
    hit = opened(station)
    forged = replace(hit, note="somebody else's words")
    assert rejected(station, [as_record(hit), as_record(forged)]) == {2: "REC-04"}
    assert rejected(station, [as_record(forged)]) == {3: "REC-04"}
    assert kept(hq, station) == {hit.event_id: encode_event(hit)}


def test_poison_among_events_is_turned_away_alone(hq: RunningHq, station: Station) -> None:
    good, crossing = opened(station), station.crossings(1)[0]
    plain = cbor2.loads(encode_event(good))
    records = [
        (ALERT_EVENT, b""),
        (ALERT_EVENT, encode(crossing)),
        as_record(replace(good, event_id="no uuid")),
        as_record(replace(good, event_id=new_id().upper())),
        as_record(replace(good, event_id=new_id(), crossing="1")),
        as_record(replace(good, event_id=new_id(), port="\0")),
        as_record(replace(good, event_id=new_id(), station="UTAVR-99")),
        as_record(replace(good, event_id=new_id(), training=True)),
        (ALERT_EVENT, cbor2.dumps([2, plain[1]], canonical=True)),
        (ALERT_EVENT, cbor2.dumps(plain) + b"\0"),
        as_record(good),
        (CROSSING, encode(crossing)),
    ]
    codes = dict.fromkeys((1, 2, 3, 4, 5, 6, 9, 10), "REC-01") | {7: "REC-03", 8: "REC-02"}
    assert rejected(station, records) == codes
    assert kept(hq, station) == {good.event_id: encode_event(good)}
    with hq.connection() as connection:
        aside = dict(
            connection.execute(
                "SELECT seq, bytes FROM quarantine WHERE station = %s", (station.number,)
            ).fetchall()
        )
    assert aside == {seq: records[seq - 1][1] for seq in codes}


def test_a_seq_that_an_earlier_batch_had_enters_no_other_event(hq: RunningHq, station: Station) -> None:
    first, other = opened(station), opened(station)
    assert rejected(station, [as_record(first)]) == {}
    again = station.batch_of([as_record(other), as_record(other)], first_seq=1)
    assert dict(station.receipt(station.put(again)).rejected) == {1: "REC-04"}
    assert kept(hq, station).keys() == {first.event_id, other.event_id}


def test_two_stations_may_not_share_an_event(hq: RunningHq, new_station: NewStation) -> None:
    one, two = new_station(), new_station()
    hit = opened(one)
    assert rejected(one, [as_record(hit)]) == {}
    assert rejected(two, [as_record(replace(hit, station=two.name))]) == {1: "REC-04"}


def test_a_proposal_without_a_crossing_enters(hq: RunningHq, station: Station) -> None:
    hit = opened(station)
    proposal = replace(hit, kind=AlertEventKind.PROPOSED, hit=None, crossing="", traveller=None)
    assert rejected(station, [as_record(proposal)]) == {}
    with hq.connection() as connection:
        row = connection.execute(
            "SELECT kind, crossing FROM alert_event WHERE event_id = %s", (proposal.event_id,)
        ).fetchone()
    assert row == ("proposed", None)


CROSSING_SAID = next(a_stream("UTAVR-01", 1))
SAID = cbor2.loads(encode_event(hit_event(CROSSING_SAID, entry_of(CROSSING_SAID.traveller))))


@fuzzed(share=0.3)
@given(st.data())
def test_no_bytes_crash_the_reading_of_an_event(data: st.DataObject) -> None:
    row = list(SAID[1])
    values = st.none() | st.integers() | st.text(max_size=5) | st.binary(max_size=5) | st.lists(st.integers())
    for _ in range(data.draw(st.integers(0, 3))):
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(values)
    payload = cbor2.dumps([1, row], canonical=True)
    cut = data.draw(st.just(0) | st.integers(0, len(payload)))
    payload = payload[: len(payload) - cut] + data.draw(st.just(b"") | st.binary(max_size=8))
    found = read_event(1, payload)
    assert found is None or encode_event(found.event)


@pytest.mark.parametrize("payload", [b"", b"\xff", bytes(LARGEST_EVENT + 1), b"\x81" * 50_000])
def test_what_is_no_event_at_all_is_none(payload: Any) -> None:
    assert read_event(1, payload) is None
