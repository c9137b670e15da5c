"""What the ledger takes of a batch: good records enter beside bad ones, and nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import cbor2
import psycopg
import pytest
import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.crossing import Crossing
from app.domain.record import decode, encode, to_row
from sync.ports import FrozenBatch
from sync.protocol import batch as wire
from sync.protocol.kinds import CROSSING
from tests.helpers.hq import Postgres, RunningHq, running_hq
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import Station, in_training


def quarantined(hq: RunningHq, station: Station) -> dict[int, tuple[str, bytes]]:
    """What HQ kept aside of a station, by seq."""
    with hq.connection() as connection:
        rows = connection.execute(
            "SELECT seq, code, bytes FROM quarantine WHERE station = %s", (station.number,)
        )
        return {seq: (code, payload) for seq, code, payload in rows}


def in_ledger(hq: RunningHq, station: Station) -> dict[str, bytes]:
    """Record ids and canonical bytes that the ledger has of a station."""
    with hq.connection() as connection:
        rows = connection.execute(
            "SELECT record_id, payload FROM crossing WHERE station = %s", (station.number,)
        )
        return {str(record_id): payload for record_id, payload in rows}


def renamed(crossing: Crossing) -> Crossing:
    """The same crossing as another record."""
    record_id = str(uuid_utils.uuid7())
    return replace(crossing, record_id=record_id, crossing_id=record_id)


def test_the_ledger_keeps_each_record_byte_for_byte(hq: RunningHq, station: Station) -> None:
    crossings = station.crossings(25)
    station.receipt(station.put(station.batch(crossings)))
    kept = in_ledger(hq, station)
    assert kept == {crossing.record_id: encode(crossing) for crossing in crossings}
    assert {decode(payload) for payload in kept.values()} == set(crossings)


def test_poison_among_good_records_is_turned_away_alone(hq: RunningHq, station: Station) -> None:
    good = station.crossings(6)
    beyond = to_row(good[0])
    beyond[8] = 99
    records = [
        (CROSSING, encode(good[0])),
        (CROSSING, b"no record at all"),
        (CROSSING, cbor2.dumps(beyond, canonical=True)),
        (CROSSING, encode(good[1])),
        (77, b"of a later version"),
        (CROSSING, encode(replace(good[2], station="UTAVR-99"))),
        (CROSSING, encode(in_training(good[3]))),
        (CROSSING, encode(good[4])),
    ]
    said = station.receipt(station.put(station.batch_of(records)))
    codes = {2: "REC-01", 3: "REC-01", 5: "REC-05", 6: "REC-03", 7: "REC-02"}
    assert dict(said.rejected) == codes
    assert said.up_to_seq == 8
    assert in_ledger(hq, station).keys() == {good[0].record_id, good[1].record_id, good[4].record_id}
    kept = quarantined(hq, station)
    assert {seq: code for seq, (code, _) in kept.items()} == codes
    assert all(kept[seq][1] == records[seq - 1][1] for seq in codes)


def test_the_next_batch_is_not_held_up_by_a_poisoned_one(hq: RunningHq, station: Station) -> None:
    station.receipt(station.put(station.batch_of([(CROSSING, b"")])))
    said = station.receipt(station.put(station.batch(station.crossings(3))))
    assert (said.up_to_seq, said.rejected) == (4, ())


def test_a_signed_batch_that_cannot_be_opened_is_kept_and_turned_away_whole(
    hq: RunningHq, station: Station
) -> None:
    good = station.batch(station.crossings(3))
    header = wire.read_header(good.data)
    signed = bytearray(good.data[:-64])
    signed[header.size + 40] ^= 1
    signer = Ed25519PrivateKey.from_private_bytes(station.identity.signing_key)
    data = bytes(signed) + signer.sign(bytes(signed))
    broken = FrozenBatch(wire.batch_id(data), 1, 3, data)
    said = station.receipt(station.put(broken))
    assert said.rejected == ((1, "SYN-05"), (2, "SYN-05"), (3, "SYN-05"))
    assert station.put(broken).content == station.put(broken).content
    with hq.connection() as connection:
        row = connection.execute(
            "SELECT state, bytes FROM batch WHERE id = %s", (broken.batch_id,)
        ).fetchone()
    assert row == ("quarantined", data)
    assert station.receipt(station.put(good)).rejected == ()
    assert len(in_ledger(hq, station)) == 3


def test_a_record_id_offered_with_other_bytes_changes_nothing(hq: RunningHq, station: Station) -> None:
    first = station.crossings(1)[0]
    station.receipt(station.put(station.batch([first])))
    forged = replace(first, officer="somebody.else")
    moved = replace(first, at=first.at.replace(year=first.at.year + 1))
    fresh = station.crossings(1)[0]
    said = station.receipt(station.put(station.batch([forged, fresh, moved])))
    assert said.rejected == ((2, "REC-04"), (4, "REC-04"))
    assert in_ledger(hq, station) == {one.record_id: encode(one) for one in (first, fresh)}


def test_the_same_record_in_a_later_batch_is_known(hq: RunningHq, station: Station) -> None:
    crossings = station.crossings(4)
    station.receipt(station.put(station.batch(crossings)))
    before = hq.stats()
    said = station.receipt(station.put(station.batch([*crossings, *station.crossings(1)])))
    after = hq.stats()
    assert (said.up_to_seq, said.rejected) == (9, ())
    assert after["crossings"] == before["crossings"] + 1
    assert after["records_offered_again"] == before["records_offered_again"] + 4


def test_a_record_twice_in_one_batch_enters_once(hq: RunningHq, station: Station) -> None:
    crossing = station.crossings(1)[0]
    forged = replace(crossing, officer="somebody.else")
    said = station.receipt(station.put(station.batch([crossing, crossing, forged])))
    assert said.rejected in (((3, "REC-04"),), ((1, "REC-04"), (2, "REC-04")))
    assert len(in_ledger(hq, station)) == 1


def test_rows_frozen_again_under_their_seqs_are_known_if_they_are_the_same(
    hq: RunningHq, station: Station
) -> None:
    crossings = station.crossings(6)
    records = [(CROSSING, encode(crossing)) for crossing in crossings]
    station.receipt(station.put(station.batch_of(records[:4])))
    other = [(CROSSING, encode(renamed(crossings[3])))]
    said = station.receipt(station.put(station.batch_of(records[2:3] + other + records[4:], first_seq=3)))
    assert (said.up_to_seq, said.rejected) == (6, ((4, "REC-04"),))
    assert in_ledger(hq, station).keys() == {crossing.record_id for crossing in crossings}


def test_a_record_of_one_station_cannot_replace_anothers(hq: RunningHq, new_station: NewStation) -> None:
    mine, other = new_station(), new_station()
    crossing = mine.crossings(1)[0]
    mine.receipt(mine.put(mine.batch([crossing])))
    said = other.receipt(other.put(other.batch([replace(crossing, station=other.name)])))
    assert said.rejected == ((1, "REC-04"),)
    assert in_ledger(hq, mine) == {crossing.record_id: encode(crossing)}


def test_a_correction_stands_beside_what_it_corrects(hq: RunningHq, station: Station) -> None:
    first = station.crossings(1)[0]
    second = replace(
        first, record_id=str(uuid_utils.uuid7()), version=2, correction="wrong flight", officer="amoana"
    )
    station.receipt(station.put(station.batch([first])))
    station.receipt(station.put(station.batch([second])))
    with hq.connection() as connection:
        rows = connection.execute(
            "SELECT version, record_id FROM crossing WHERE crossing_id = %s ORDER BY version",
            (UUID(first.record_id),),
        ).fetchall()
    assert rows == [(1, UUID(first.record_id)), (2, UUID(second.record_id))]


@pytest.mark.parametrize("year", [1971, 2019, 2026, 2027, 2099, 2101, 9999])
def test_a_station_whose_clock_is_far_off_loses_nothing(hq: RunningHq, station: Station, year: int) -> None:
    moment = datetime(year, 2, 28, 23, 59, 59, 999_000, tzinfo=UTC)
    crossing = replace(station.crossings(1)[0], at=moment, opened_at=moment, stay=None)
    assert station.receipt(station.put(station.batch([crossing]))).rejected == ()
    with hq.connection() as connection:
        row = connection.execute("SELECT at FROM crossing WHERE record_id = %s", (crossing.record_id,))
        assert row.fetchone() == (moment,)


def test_months_stand_in_partitions_of_their_own(hq: RunningHq, station: Station) -> None:
    crossing = station.crossings(1)[0]
    station.receipt(station.put(station.batch([crossing])))
    with hq.connection() as connection:
        row = connection.execute(
            "SELECT tableoid::regclass::text FROM crossing WHERE record_id = %s", (crossing.record_id,)
        ).fetchone()
    assert row == (f"crossing_{crossing.at:%Y_%m}",)


def test_a_training_ledger_takes_training_records_and_no_others(postgres: Postgres, tmp_path: Any) -> None:
    with running_hq(tmp_path / "hq", postgres, training=True) as hq:
        station = Station(hq)
        real, played = station.crossings(2)
        said = station.receipt(station.put(station.batch([in_training(played), real])))
        station.close()
        assert said.rejected == ((2, "REC-02"),)
        assert hq.count() == 1


def test_a_break_in_a_stations_chain_of_batches_shows_in_the_figures(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    station.receipt(station.put(station.batch(station.crossings(1))))
    assert own_hq.stats()["chain_breaks"] == 0
    station.batch_of([(CROSSING, encode(station.crossings(1)[0]))], first_seq=9)
    station.receipt(station.put(station.batch_of([(CROSSING, encode(station.crossings(1)[0]))], first_seq=3)))
    station.close()
    assert own_hq.stats()["chain_breaks"] == 1


def test_what_the_database_itself_refuses_is_found_and_turned_away_alone(own_hq: RunningHq) -> None:
    station = Station(own_hq)
    with own_hq.connection() as connection:
        connection.execute("ALTER TABLE crossing ALTER officer TYPE varchar(20)")
    crossings = station.crossings(9)
    crossings[5] = replace(crossings[5], officer="o" * 21)
    said = station.receipt(station.put(station.batch(crossings)))
    station.close()
    assert said.rejected == ((6, "REC-01"),)
    assert own_hq.count() == 8


def test_the_ledger_has_one_line_per_record_id(hq: RunningHq) -> None:
    with hq.connection() as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("INSERT INTO record SELECT record_id, station, seq, at FROM record LIMIT 1")
