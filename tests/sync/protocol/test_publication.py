"""A publication's file: whatever is not exactly what HQ signed for this station is refused, and says why."""

from __future__ import annotations

import io
import os
import random
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cbor2
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.ports import Held, KeyRing, Publication
from sync.protocol import receipt
from sync.protocol.bounds import LARGEST_CHUNK
from sync.protocol.index import Listed, needed, read_index, write_index
from sync.protocol.publication import (
    LONGEST_HEAD,
    Head,
    head_of,
    open_contents,
    open_keys,
    read_head,
    require_for,
    require_next,
)
from sync.protocol.sealing import LENGTH, Seal, pack, unpack
from tests.helpers.fuzzing import fuzzed
from tests.helpers.publications import NOW, RING, LittlePress

CHUNKS = [bytes([place]) * 5000 + os.urandom(64) for place in range(5)]
PEOPLE = "people/un"
_SIGNED = Ed25519PrivateKey.generate()


@pytest.fixture
def press(tmp_path: Path) -> LittlePress:
    """HQ's press."""
    return LittlePress(tmp_path)


@contextmanager
def only_damage() -> Iterator[None]:
    """Whatever fails in the block fails as damage."""
    try:
        yield
    except WorldError as error:
        if error.failure.code is not FailureCode.PUBLICATION_DAMAGED:
            raise


def contents(data: bytes, press: LittlePress, ring: KeyRing | None = RING) -> list[bytes]:
    """The chunks of a file."""
    head = read_head(data[:LONGEST_HEAD], press.public_key)
    file = io.BytesIO(data)
    file.seek(head.start)
    return list(open_contents(file, head, ring))


def refusal(data: bytes, press: LittlePress, ring: KeyRing | None = RING) -> FailureCode:
    """Why a file is refused."""
    with pytest.raises(WorldError) as told:
        contents(data, press, ring)
    return told.value.failure.code


def test_what_hq_wrote_is_what_a_station_reads(press: LittlePress) -> None:
    path = press.publish(PEOPLE, CHUNKS)
    assert contents(path.read_bytes(), press) == CHUNKS
    head = head_of(path, press.public_key)
    assert head.publication == press.newest[PEOPLE]
    assert (head.publication.size, head.file_size) == (sum(map(len, CHUNKS)), path.stat().st_size)


def test_nothing_of_the_contents_stands_openly_in_the_file(press: LittlePress) -> None:
    words = b"DOE JOHN 1970 wanted " * 40
    assert b"DOE" not in press.publish(PEOPLE, [words]).read_bytes()


def test_a_file_that_another_key_signed_is_not_trusted(press: LittlePress, tmp_path: Path) -> None:
    stranger = LittlePress(tmp_path, newest=dict(press.newest))
    data = stranger.publish(PEOPLE, CHUNKS).read_bytes()
    assert refusal(data, press) is FailureCode.PUBLICATION_NOT_TRUSTED


def test_a_receipt_never_passes_for_a_publication(press: LittlePress) -> None:
    said = receipt.Receipt(7, bytes(32), 1, (), (), NOW)
    signed = receipt.sign(said, press.key.private_bytes_raw())
    body, signature = signed[:-64], signed[-64:]
    data = b"MP\x01" + len(body).to_bytes(2, "big") + body + signature
    assert refusal(data, press) is FailureCode.PUBLICATION_NOT_TRUSTED


def test_every_flipped_byte_is_noticed(press: LittlePress) -> None:
    data = press.publish(PEOPLE, [b"one", b"two " * 30]).read_bytes()
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1
        assert refusal(bytes(flipped), press) in {
            FailureCode.PUBLICATION_DAMAGED,
            FailureCode.PUBLICATION_NOT_TRUSTED,
        }


def test_a_file_cut_anywhere_is_damaged(press: LittlePress) -> None:
    data = press.publish(PEOPLE, [b"one", b"two " * 30]).read_bytes()
    for length in range(len(data)):
        assert refusal(data[:length], press) is FailureCode.PUBLICATION_DAMAGED
    assert refusal(data + b"\0", press) is FailureCode.PUBLICATION_DAMAGED


def sealed_parts(data: bytes, head: Head) -> list[bytes]:
    """The sealed chunks of a file with their lengths."""
    parts, rest = [], data[head.start :]
    while rest:
        size = LENGTH + (int.from_bytes(rest[:LENGTH], "big") & 0x7FFFFFFF)
        parts.append(rest[:size])
        rest = rest[size:]
    return parts


def test_chunks_swapped_left_out_or_doubled_are_noticed(press: LittlePress) -> None:
    path = press.publish(PEOPLE, CHUNKS)
    data, head = path.read_bytes(), head_of(path, press.public_key)
    a, b, c, d, e = sealed_parts(data, head)
    for parts in ([b, a, c, d, e], [a, b, d, e], [a, a, b, c, d, e], [a, b, c, d], [e], [a, b, c, e, d]):
        assert refusal(data[: head.start] + b"".join(parts), press) is FailureCode.PUBLICATION_DAMAGED


def test_the_chunks_of_one_file_are_not_those_of_another(press: LittlePress) -> None:
    first, second = (press.publish(PEOPLE, CHUNKS) for _ in range(2))
    one, other = head_of(first, press.public_key), head_of(second, press.public_key)
    spliced = first.read_bytes()[: one.start] + second.read_bytes()[other.start :]
    assert refusal(spliced, press) is FailureCode.PUBLICATION_DAMAGED


def test_who_has_the_content_key_still_cannot_change_the_contents(press: LittlePress) -> None:
    path = press.publish(PEOPLE, [b"the list as it is"])
    head = head_of(path, press.public_key)
    forged = Seal(RING.content_keys[0][1], head.signed).close(pack(b"the list as I want", 3), last=True)
    data = path.read_bytes()[: head.start] + forged
    assert refusal(data, press) is FailureCode.PUBLICATION_DAMAGED


def test_without_the_key_a_station_says_so(press: LittlePress) -> None:
    data = press.publish(PEOPLE, CHUNKS, key=2).read_bytes()
    older = KeyRing(RING.content_keys[:1], RING.document_key)
    assert refusal(data, press, None) is FailureCode.PUBLICATION_NO_KEY
    assert refusal(data, press, older) is FailureCode.PUBLICATION_NO_KEY
    assert contents(data, press) == CHUNKS


def test_the_keys_open_for_their_station_alone(press: LittlePress) -> None:
    ours, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    path = press.publish_keys(7, ours)
    head = head_of(path, press.public_key)
    sealed = path.read_bytes()[head.start :]
    assert open_keys(io.BytesIO(sealed), head, ours.private_bytes_raw()) == RING
    for wrong in (sealed[:-1], sealed + b"\0", b"\0" + sealed[1:]):
        with pytest.raises(WorldError):
            open_keys(io.BytesIO(wrong[: head.sealed_size]), head, other.private_bytes_raw())
    with pytest.raises(WorldError) as told:
        open_keys(io.BytesIO(sealed), head, other.private_bytes_raw())
    assert told.value.failure.code is FailureCode.PUBLICATION_NOT_FOR_US


def test_other_stations_keys_and_other_ports_hits_are_not_for_us(press: LittlePress) -> None:
    press.publish("people/un", CHUNKS)
    press.publish("late/UTAVR", CHUNKS)
    press.publish_keys(7, Ed25519PrivateKey.generate())
    for publication in press.newest.values():
        require_for(publication, 7, "UTAVR")
    for stream in ("late/UTAVR", "keys/7"):
        with pytest.raises(WorldError) as told:
            require_for(press.newest[stream], 8, "UTXXX")
        assert told.value.failure.code is FailureCode.PUBLICATION_NOT_FOR_US


def why_not_next(publication: Publication, held: Held | None) -> FailureCode | None:
    """Why a publication may not follow, or None."""
    try:
        require_next(publication, held)
    except WorldError as error:
        return error.failure.code
    return None


def test_a_list_never_goes_back_and_never_skips(press: LittlePress) -> None:
    made = []
    for delta, same in ((False, False), (True, False), (True, False), (False, True), (True, False)):
        press.publish(PEOPLE, CHUNKS, delta=delta, same=same)
        made.append(press.newest[PEOPLE])
    first, second, third, again, fifth = made
    at = [Held(one.sequence, one.digest) for one in made]
    assert why_not_next(first, None) is None
    assert why_not_next(second, at[0]) is None
    assert why_not_next(second, None) is FailureCode.PUBLICATION_GAP
    assert why_not_next(third, at[0]) is FailureCode.PUBLICATION_GAP
    assert why_not_next(second, at[2]) is FailureCode.PUBLICATION_OLDER
    assert why_not_next(third, at[2]) is FailureCode.PUBLICATION_OLDER
    assert why_not_next(first, at[1]) is FailureCode.PUBLICATION_OLDER
    assert why_not_next(again, at[0]) is None
    assert why_not_next(fifth, at[3]) is None
    assert why_not_next(fifth, at[2]) is None, "who holds what the snapshot repeats goes on without it"
    assert why_not_next(fifth, replace(at[2], digest=bytes(32))) is FailureCode.PUBLICATION_GAP


def test_digests_take_little_more_than_their_information() -> None:
    dice = random.Random(5)
    numbers = sorted(dice.getrandbits(64) >> 11 for _ in range(32_768))
    chunk = cbor2.dumps([[0, struct.pack(f">{len(numbers)}Q", *numbers)]])
    packed = pack(chunk, 3)
    assert unpack(packed) == chunk
    assert len(packed) < 6 * len(numbers)


@fuzzed(share=0.05)
@given(st.one_of(
    st.binary(min_size=1, max_size=300),
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=60).map(
        lambda numbers: b"\x81\x82\x00\x58" + struct.pack(f">{len(numbers)}Q", *sorted(numbers))
    ),
))  # fmt: skip
def test_what_is_packed_comes_out_again(chunk: bytes) -> None:
    assert unpack(pack(chunk, 3)) == chunk


@fuzzed(share=0.2)
@given(
    st.one_of(
        st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: b"\x02\x08\x28\xb5\x2f\xfd" + tail)
    )
)
def test_whatever_stands_for_a_packed_chunk_is_a_chunk_or_damage(packed: bytes) -> None:
    with only_damage():
        assert len(unpack(packed)) <= LARGEST_CHUNK


def test_a_small_frame_that_stands_for_gigabytes_is_refused() -> None:
    bomb = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(LARGEST_CHUNK + 1))
    told = zstandard.ZstdCompressor(write_content_size=True).compress(bytes(1 << 30))
    for frame in (bomb, told):
        with pytest.raises(WorldError):
            unpack(b"\x01" + frame)


@fuzzed(share=0.1)
@given(st.binary(max_size=1200))
def test_whatever_stands_for_a_head_is_refused(data: bytes) -> None:
    for candidate in (data, b"MP\x01" + data):
        with pytest.raises(WorldError):
            read_head(candidate, _SIGNED.public_key().public_bytes_raw())


_LEAF = st.none() | st.booleans() | st.integers(-2, 2**70) | st.binary(max_size=33) | st.text(max_size=9)
_PLAIN = st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=7), max_leaves=8)


@fuzzed(share=0.05)
@given(_PLAIN | st.tuples(*[_LEAF] * 13).map(list) | st.tuples(st.just(2), *[_LEAF] * 12, _PLAIN).map(list))
def test_a_signed_head_of_nonsense_is_damage_and_no_crash(value: object) -> None:
    body = cbor2.dumps(value, canonical=True)
    signature = _SIGNED.sign(b"matapa publication 1\0" + body)
    data = b"MP\x01" + len(body).to_bytes(2, "big") + body + signature
    with only_damage():
        read_head(data, _SIGNED.public_key().public_bytes_raw())


def a_row(sequence: int, base: int = 0, besides: int = 0, size: int = 100, stream: str = PEOPLE) -> Listed:
    """A row of an index."""
    return Listed(stream, sequence, base, besides, size, bytes(32))


def steps(rows: list[Listed], held: int) -> list[int]:
    """The sequences that a station at this one takes."""
    return [row.sequence for row in needed(rows, {PEOPLE: held} if held else {})]


def test_a_station_takes_deltas_where_they_are_smaller_and_else_the_snapshot() -> None:
    rows = [a_row(1, size=1000), a_row(2, 1, size=10), a_row(3, 2, size=10), a_row(4, size=1000), a_row(5, 4)]
    assert steps(rows, 0) == [4, 5]
    assert steps(rows, 5) == []
    assert steps(rows, 3) == [4, 5]
    large = [a_row(1), a_row(2, 1, size=5000), a_row(3, size=100)]
    assert steps(large, 1) == [3]
    assert steps([a_row(1, size=1000), a_row(2, 1, size=10)], 0) == [1, 2]
    assert steps([a_row(3, 2)], 1) == [], "a gap that nothing closes"


def test_a_station_that_is_up_to_date_never_fetches_a_snapshot_of_what_it_has() -> None:
    rows = [a_row(1, size=1000), a_row(2, 1, size=10), a_row(3, besides=2, size=1000)]
    assert steps(rows, 2) == []
    assert steps(rows, 1) == [2]
    assert steps(rows, 0) == [3]
    later = [*rows, a_row(4, 3, 2, size=10)]
    assert steps(later, 2) == [4]
    assert steps(later, 1) == [2, 4]
    assert steps(later, 0) == [3, 4]
    assert steps(later, 3) == [4]


def test_keys_come_first_and_documents_last() -> None:
    streams = ["documents/sltd", "people/un", "late/UTAVR", "keys/7", "earlier/recent"]
    rows = [a_row(1, stream=stream) for stream in streams]
    assert [row.stream for row in needed(rows, {})] == [
        "keys/7", "late/UTAVR", "people/un", "earlier/recent", "documents/sltd",
    ]  # fmt: skip


_ROWS = st.lists(
    st.builds(
        Listed,
        st.sampled_from(["people/un", "people/x", "documents/d"]),
        st.integers(1, 9),
        st.integers(0, 8),
        st.integers(0, 8),
        st.integers(1, 10**6),
        st.binary(min_size=32, max_size=32),
    ).filter(lambda row: row.base < row.sequence > row.besides),
    max_size=20,
)


@fuzzed(share=0.1)
@given(_ROWS, st.dictionaries(st.sampled_from(["people/un", "documents/d"]), st.integers(1, 9)))
def test_whatever_an_index_says_each_step_may_follow_the_one_before(
    rows: list[Listed], held: dict[str, int]
) -> None:
    assert read_index(write_index(rows)) == rows
    way = needed(rows, held)
    for stream in {row.stream for row in way}:
        mine = [row for row in way if row.stream == stream]
        reached = [held.get(stream, 0), *(row.sequence for row in mine)]
        assert all(a < b for a, b in pairwise(reached))
        for row, at in zip(mine, reached, strict=False):
            assert row.base == 0 or at in (row.base, row.besides)


@fuzzed(share=0.2)
@given(st.one_of(st.binary(max_size=120), _PLAIN.map(lambda value: cbor2.dumps([1, value]))))
def test_whatever_comes_for_an_index_is_an_index_or_damage(data: bytes) -> None:
    with only_damage():
        read_index(data)
