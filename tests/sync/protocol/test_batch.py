"""A batch file: only HQ opens it, only the station can have made it, and nothing damaged gets in."""

from __future__ import annotations

import os
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import record
from app.domain.failure import FailureCode, WorldError
from bench.people import crossings
from sync.ports import OutboxRow
from sync.protocol import batch, codec, varint
from sync.protocol.bounds import LARGEST_BATCH, LARGEST_SHEET, MOST_PAYLOAD, MOST_RECORDS

STATION = Ed25519PrivateKey.generate()
STATION_PUBLIC = STATION.public_key().public_bytes_raw()
HQ, OTHER_HQ = X25519PrivateKey.generate(), X25519PrivateKey.generate()
MAKER = batch.Maker(7, STATION.private_bytes_raw(), HQ.public_key().public_bytes_raw())
ROWS = [OutboxRow(seq, 1, record.encode(one)) for seq, one in enumerate(crossings(20, seed=4), 300)]
PREVIOUS, HEAD = os.urandom(32), os.urandom(32)
FILE = batch.build(ROWS, PREVIOUS, HEAD, MAKER)


def test_hq_gets_what_the_station_put_in() -> None:
    opened = batch.open_batch(FILE, STATION_PUBLIC, [OTHER_HQ, HQ])
    assert opened.payloads == [row.payload for row in ROWS]
    assert opened.kinds == [1] * len(ROWS)
    assert opened.batch_id == sha256(FILE).digest()
    assert opened.audit_head == HEAD[:12]
    header = opened.header
    assert (header.station_number, header.first_seq, header.last_seq, header.count) == (7, 300, 319, 20)
    assert batch.follows(header, PREVIOUS)
    assert not batch.follows(header, None)


def test_the_beginning_of_a_file_tells_whose_it_is() -> None:
    assert batch.read_header(FILE[: batch.LONGEST_HEADER]) == batch.read_header(FILE)


def test_no_name_and_no_number_can_be_read_on_the_way() -> None:
    row = ROWS[0].payload
    assert all(row[start : start + 6] not in FILE for start in range(60, len(row) - 6))


@given(st.integers(0, len(FILE) * 8 - 1))
def test_one_flipped_bit_is_noticed(bit: int) -> None:
    flipped = bytearray(FILE)
    flipped[bit // 8] ^= 1 << bit % 8
    _assert_damaged(bytes(flipped))


@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_short_is_noticed(length: int) -> None:
    _assert_damaged(FILE[:length])


@given(st.binary(max_size=400).map(lambda noise: FILE[:20] + noise) | st.binary(max_size=200))
@example(b"")
@example(batch.MAGIC)
@example(FILE + b"\x00")
@example(FILE + FILE)
@example(bytes(LARGEST_BATCH + 1))
def test_noise_is_no_batch(noise: bytes) -> None:
    _assert_damaged(noise)


def test_a_batch_of_another_station_or_for_another_hq_is_not_opened() -> None:
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for key, hq in ((stranger, [HQ]), (STATION_PUBLIC, [OTHER_HQ]), (STATION_PUBLIC, []), (b"short", [HQ])):
        with pytest.raises(WorldError) as caught:
            batch.open_batch(FILE, key, hq)
        assert caught.value.failure.code is FailureCode.BATCH_DAMAGED


@given(st.binary(max_size=300), st.sampled_from(codec.CODECS))
def test_a_sealed_body_of_noise_is_damaged_and_nothing_worse(noise: bytes, chosen: codec.Codec) -> None:
    """An enrolled station may go mad: signed and sealed properly, senseless inside."""
    header = FILE[:3] + bytes([chosen.number]) + FILE[4 : batch.read_header(FILE).size]
    sealed = batch._SUITE.encrypt(noise, HQ.public_key(), info=header)
    _assert_damaged(header + sealed + STATION.sign(header + sealed))


def test_a_frame_that_unpacks_without_end_is_stopped() -> None:
    bomb = codec._compress(codec.PLAIN, bytes(LARGEST_SHEET + 1))
    assert len(bomb) < 1000
    with pytest.raises(WorldError) as caught:
        codec.decompress(codec.PLAIN.number, bomb)
    assert caught.value.failure.code is FailureCode.BATCH_DAMAGED


@pytest.mark.parametrize("number", [5, 200, 255])
def test_a_codec_of_the_future_is_said_to_be_damaged(number: int) -> None:
    with pytest.raises(WorldError):
        codec.decompress(number, codec._compress(codec.PLAIN, b"x"))


@pytest.mark.parametrize("size", [1, 1000, 16_384, 100_000, MOST_PAYLOAD])
def test_records_that_do_not_compress_still_fit(size: int) -> None:
    count = min(MOST_RECORDS, MOST_PAYLOAD // size + 1)
    rows = [OutboxRow(1 + place, 99, os.urandom(size)) for place in range(count)]
    rows = rows[: batch.fitting(rows)]
    data = batch.build(rows, bytes(32), HEAD, MAKER)
    assert len(data) <= LARGEST_BATCH
    opened = batch.open_batch(data, STATION_PUBLIC, [HQ])
    assert opened.payloads == [row.payload for row in rows]


def test_rows_with_a_gap_or_too_many_are_no_batch() -> None:
    for rows in ([], [ROWS[0], ROWS[2]], [OutboxRow(n, 9, b"") for n in range(1, MOST_RECORDS + 2)]):
        with pytest.raises(ValueError, match="rows"):
            batch.build(rows, PREVIOUS, HEAD, MAKER)


@pytest.mark.parametrize("count, most", [(1, 260), (10, 180), (100, 115), (1000, 90)])
def test_a_crossing_is_small_on_the_wire(count: int, most: int) -> None:
    """The aims of docs/protocol.md, on people who did not train the dictionaries."""
    people = [record.encode(one) for one in crossings(1000, seed=77)]
    starts = range(0, 1000, max(count, 50))
    sizes = []
    for start in starts:
        rows = [OutboxRow(9000 + n, 1, one) for n, one in enumerate(people[start : start + count])]
        sizes.append(len(batch.build(rows, PREVIOUS, HEAD, MAKER)))
    assert sum(sizes) / len(sizes) / count <= most


@given(st.integers(0, 2**49 - 1))
def test_varints_come_back(number: int) -> None:
    assert varint.read(b"x" + varint.write(number) + b"y", 1) == (number, 1 + len(varint.write(number)))


@pytest.mark.parametrize("wrong", [b"", b"\x80", b"\x80\x00", b"\xff" * 7 + b"\x01"])
def test_varints_cut_short_or_padded_are_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="number"):
        varint.read(wrong, 0)


def _assert_damaged(data: bytes) -> None:
    with pytest.raises(WorldError) as caught:
        batch.open_batch(data, STATION_PUBLIC, [HQ])
    assert caught.value.failure.code is FailureCode.BATCH_DAMAGED
