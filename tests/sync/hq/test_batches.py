"""Batches on their way into the ledger: whole, in parts, twice, damaged, forged, out of turn."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.record import encode
from sync.hq.keys import load_keys
from sync.hq.standing import standing_word
from sync.http import HqClient
from sync.ports import FrozenBatch
from sync.protocol.batch import batch_id
from sync.protocol.bounds import LARGEST_BATCH
from sync.protocol.kinds import CROSSING
from sync.protocol.standing import BEYOND, read_standing
from tests.helpers.hq import RunningHq
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import Station


@contextlib.contextmanager
def a_line(hq: RunningHq, station: Station) -> Iterator[socket.socket]:
    """A TLS connection on which a test speaks HTTP byte by byte."""
    address = urlsplit(hq.url)
    assert address.hostname is not None
    with (
        socket.create_connection((address.hostname, address.port or 443), timeout=30) as raw,
        station.context.wrap_socket(raw, server_hostname=address.hostname) as line,
    ):
        yield line


def begin_put(station: Station, batch: FrozenBatch) -> bytes:
    """The head of a PUT of the whole batch."""
    lines = [
        f"PUT /v1/batches/{batch.batch_id.hex()} HTTP/1.1",
        "Host: hq",
        f"Authorization: Bearer {station.identity.token}",
        f"Content-Length: {len(batch.data)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def held(station: Station, batch: FrozenBatch) -> int:
    """How much HQ says it has."""
    answer = station.head(batch)
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else 0


def test_a_batch_enters_the_ledger_and_its_receipt_says_so(hq: RunningHq, station: Station) -> None:
    before = hq.count()
    batch = station.batch(station.crossings(40))
    said = station.receipt(station.put(batch))
    assert (said.station_number, said.batch_id) == (station.number, batch.batch_id)
    assert (said.up_to_seq, said.gaps, said.rejected) == (40, (), ())
    assert hq.count() == before + 40
    assert station.head(batch).headers["Batch-Settled"] == "1"


def test_the_same_batch_again_gives_the_same_receipt_and_no_second_row(
    hq: RunningHq, station: Station
) -> None:
    batch = station.batch(station.crossings(5))
    first = station.put(batch)
    before = hq.stats()
    again = [station.put(batch), station.put(batch, batch.data[:10], Upload_Length=str(len(batch.data)))]
    asked = station.http.get(f"/v1/batches/{batch.batch_id.hex()}/receipt", headers=station.authorization())
    after = hq.stats()
    assert {answer.content for answer in [*again, asked]} == {first.content}
    assert after["crossings"] == before["crossings"]
    assert after["duplicates"] == 0
    assert after["batches_offered_again"] == before["batches_offered_again"] + 2


def test_batches_may_come_in_any_order_and_receipts_name_the_gaps(station: Station) -> None:
    batches = [station.batch(station.crossings(count)) for count in (3, 4, 5)]
    last, first, middle = (station.receipt(station.put(batches[place])) for place in (2, 0, 1))
    assert (last.up_to_seq, last.gaps) == (0, ((1, 7),))
    assert (first.up_to_seq, first.gaps) == (3, ((4, 7),))
    assert (middle.up_to_seq, middle.gaps) == (12, ())


def test_one_batch_in_pieces_gives_one_receipt(station: Station) -> None:
    batch = station.batch(station.crossings(20))
    whole = str(len(batch.data))
    third = len(batch.data) // 3
    first = station.put(batch, batch.data[:third], Upload_Length=whole)
    assert (first.status_code, first.headers["Upload-Offset"]) == (202, str(third))
    assert held(station, batch) == third
    second = station.put(batch, batch.data[third : 2 * third], Upload_Length=whole, Upload_Offset=str(third))
    assert second.status_code == 202
    rest = station.put(batch, batch.data[2 * third :], Upload_Length=whole, Upload_Offset=str(2 * third))
    assert station.receipt(rest).up_to_seq == 20


def test_a_part_that_overlaps_what_hq_has_is_taken(station: Station) -> None:
    batch = station.batch(station.crossings(20))
    whole = str(len(batch.data))
    station.put(batch, batch.data[:300], Upload_Length=whole)
    answer = station.put(batch, batch.data[100:], Upload_Length=whole, Upload_Offset="100")
    assert station.receipt(answer).up_to_seq == 20


def test_a_part_beyond_what_hq_has_is_told_where_to_go_on(station: Station) -> None:
    batch = station.batch(station.crossings(10))
    whole = str(len(batch.data))
    station.put(batch, batch.data[:100], Upload_Length=whole)
    answer = station.put(batch, batch.data[200:], Upload_Length=whole, Upload_Offset="200")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "100")
    assert station.receipt(station.put(batch)).up_to_seq == 10


def test_a_cut_link_costs_nothing_that_had_arrived(hq: RunningHq, station: Station) -> None:
    batch = station.batch(station.crossings(30))
    half = len(batch.data) // 2
    with a_line(hq, station) as line:
        line.sendall(begin_put(station, batch) + batch.data[:half])
        while held(station, batch) < half:  # HQ keeps parts while more may come
            pass
    answer = station.put(
        batch, batch.data[half:], Upload_Length=str(len(batch.data)), Upload_Offset=str(half)
    )
    assert station.receipt(answer).up_to_seq == 30


def test_a_connection_that_hangs_does_not_stop_a_new_one(hq: RunningHq, station: Station) -> None:
    batch = station.batch(station.crossings(30))
    with a_line(hq, station) as hanging:
        hanging.sendall(begin_put(station, batch) + batch.data[:200])
        assert station.receipt(station.put(batch)).up_to_seq == 30
        hanging.sendall(batch.data[200:])
        assert hanging.recv(12) in (b"HTTP/1.1 200", b"HTTP/1.1 409")
    assert hq.stats()["duplicates"] == 0


def test_a_flipped_bit_is_refused_and_nothing_enters(hq: RunningHq, station: Station) -> None:
    batch = station.batch(station.crossings(5))
    before = hq.count()
    for place in (0, 3, 5, 20, len(batch.data) // 2, len(batch.data) - 1):
        damaged = bytearray(batch.data)
        damaged[place] ^= 0x10
        on_the_way = station.put(batch, bytes(damaged))
        renamed = replace(batch, batch_id=batch_id(bytes(damaged)), data=bytes(damaged))
        assert (on_the_way.status_code, on_the_way.json()["code"]) == (422, "SYN-05")
        assert (station.put(renamed).status_code, station.head(renamed).status_code) == (422, 404)
    assert hq.count() == before
    assert station.receipt(station.put(batch)).up_to_seq == 5


def test_a_damaged_part_is_forgotten_so_that_the_batch_can_come_whole(station: Station) -> None:
    batch = station.batch(station.crossings(8))
    whole = str(len(batch.data))
    station.put(batch, b"\0" * 100, Upload_Length=whole)
    answer = station.put(batch, batch.data[100:], Upload_Length=whole, Upload_Offset="100")
    assert answer.status_code == 422
    assert held(station, batch) == 0
    assert station.receipt(station.put(batch)).up_to_seq == 8


def test_a_batch_of_another_station_is_refused(new_station: NewStation) -> None:
    mine, other = new_station(), new_station()
    batch = mine.batch(mine.crossings(3))
    assert other.put(batch).status_code == 422
    assert mine.head(batch).status_code == 404


def test_a_station_that_signs_with_anothers_number_is_refused(new_station: NewStation) -> None:
    mine, other = new_station(), new_station()
    mine.identity = replace(mine.identity, station_number=other.number)
    assert mine.put(mine.batch(mine.crossings(3))).status_code == 422


def test_an_unknown_token_is_refused(station: Station) -> None:
    batch = station.batch(station.crossings(1))
    assert station.put(batch, token="nobody").status_code == 401
    nameless = station.http.put(f"/v1/batches/{batch.batch_id.hex()}", content=batch.data)
    assert (nameless.status_code, nameless.json()["code"]) == (401, "SYN-03")


def test_a_revoked_station_is_refused_and_what_it_sent_stays(hq: RunningHq, station: Station) -> None:
    station.receipt(station.put(station.batch(station.crossings(2))))
    before = hq.count()
    hq.revoke(station.number)
    assert station.put(station.batch(station.crossings(2))).status_code == 401
    assert hq.count() == before


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Upload_Length": str(LARGEST_BATCH + 1)}, 413),
        ({"Upload_Length": "9" * 40}, 413),
        ({"Upload_Length": "5"}, 413),
        ({"Upload_Length": "many"}, 422),
        ({"Upload_Offset": "-1"}, 422),
        ({"Upload_Offset": "1", "Upload_Length": "100000"}, 409),
    ],
)
def test_senseless_lengths_are_refused(station: Station, headers: dict[str, str], status: int) -> None:
    batch = station.batch(station.crossings(1))
    assert station.put(batch, None, None, **headers).status_code == status
    assert station.receipt(station.put(batch)).up_to_seq == 1


def test_more_bytes_than_any_batch_has_are_refused(station: Station) -> None:
    batch = station.batch(station.crossings(1))
    assert station.put(batch, bytes(LARGEST_BATCH + 1)).status_code == 413


def test_a_path_that_is_no_batch_is_not_found(station: Station) -> None:
    assert station.http.put("/v1/batches/abc", content=b"").status_code == 404
    assert station.http.get("/v1/batches").status_code == 404


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    offset=st.one_of(st.none(), st.text("0123456789-x", max_size=12)),
    length=st.one_of(st.none(), st.text("0123456789-x", max_size=12)),
)
def test_whatever_comes_hq_answers_with_a_refusal(
    hq: RunningHq, station: Station, body: bytes, offset: str | None, length: str | None
) -> None:
    headers = {"Upload_Offset": offset, "Upload_Length": length}
    named = FrozenBatch(batch_id(body), 1, 1, body)
    answer = station.put(named, None, None, **{name: text for name, text in headers.items() if text})
    assert answer.status_code in (202, 409, 413, 422)
    assert station.http.get("/v1/health").status_code == 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), put_in=st.binary(max_size=40), cut=st.integers(0, 40))
def test_a_damaged_batch_is_refused_wherever_the_damage_is(
    station: Station, where: float, put_in: bytes, cut: int
) -> None:
    whole = station.batch(station.crossings(1)).data
    at = int(where * len(whole))
    damaged = whole[:at] + put_in + whole[at + cut :]
    named = FrozenBatch(batch_id(damaged), 1, 1, damaged)
    assert station.put(named).status_code == (200 if damaged == whole else 422)


def test_many_stations_at_once_lose_and_double_nothing(hq: RunningHq, new_station: NewStation) -> None:
    stations = [new_station() for _ in range(4)]
    before = hq.count()
    batches = [(one, one.batch(one.crossings(7))) for one in stations for _ in range(5)]
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(a_line(hq, one)) for one, _ in batches]
        for line, (one, batch) in zip(lines, batches, strict=True):
            line.sendall(begin_put(one, batch) + batch.data)
        assert {line.recv(12) for line in lines} == {b"HTTP/1.1 200"}
    assert hq.count() == before + 140
    numbers = {one.number for one in stations}
    rows = [row for row in hq.stats()["stations"] if row["number"] in numbers]
    assert [row["up_to_seq"] for row in rows] == [35] * 4


def test_a_station_cannot_fill_the_disk_with_beginnings(hq: RunningHq, station: Station) -> None:
    begun = [station.batch(station.crossings(1)) for _ in range(11)]
    for batch in begun:
        station.put(batch, batch.data[:50], Upload_Length=str(len(batch.data)))
    assert [held(station, batch) for batch in begun] == [0] * 3 + [50] * 8
    with hq.connection() as connection:
        row = connection.execute(
            "SELECT count(*) FROM upload_part WHERE station = %s", (station.number,)
        ).fetchone()
    assert row == (8,)


def test_a_record_of_unusual_length_is_taken(station: Station) -> None:
    crossing = station.crossings(1)[0]
    long = replace(crossing.document, surname="Ä" * 3000, mrz_lines=(), number="7" * 3000)
    batch = station.batch_of([(CROSSING, encode(replace(crossing, document=long)))])
    assert station.receipt(station.put(batch)).rejected == ()


def test_hq_says_what_it_lacks_up_to_the_end_of_all_seqs(hq: RunningHq, station: Station) -> None:
    who, road = station.identity, HqClient(station.identity, threading.Event())

    def gaps() -> tuple[tuple[int, int], ...]:
        return read_standing(road.standing(), who.hq_receipt_key, station.number).gaps

    assert gaps() == ((1, BEYOND),)
    batches = [station.batch(station.crossings(2)) for _ in range(4)]
    for place in (0, 3):
        station.receipt(station.put(batches[place]))
    assert gaps() == ((3, 6), (9, BEYOND))
    station.receipt(station.put(batches[2]))
    assert gaps() == ((3, 4), (9, BEYOND))
    station.receipt(station.put(batches[1]))
    assert gaps() == ((9, BEYOND),)
    with hq.connection() as connection:
        word = standing_word(connection, load_keys(hq.home), station.number)
        heard = connection.execute(
            "SELECT compared_at IS NOT NULL FROM station_heard WHERE station = %s", (station.number,)
        ).fetchone()
    assert read_standing(word, who.hq_receipt_key, station.number).gaps == ((9, BEYOND),)
    assert heard == (True,)
    road.close()


def test_strangers_and_revoked_stations_hear_nothing(hq: RunningHq, station: Station) -> None:
    assert station.http.get("/v1/standing").status_code == 401
    assert station.http.get("/v1/standing", headers=station.authorization("guessed")).status_code == 401
    assert station.http.get("/v1/standing", headers=station.authorization()).status_code == 200
    hq.revoke(station.number)
    assert station.http.get("/v1/standing", headers=station.authorization()).status_code == 401
