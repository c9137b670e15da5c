"""Objects come out as they went in, and bytes that are no objects are called so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.tlv import Header, Short, Tlv
from tests.helpers.fuzzing import fuzzed

TAGS = (0x02, 0x30, 0x61, 0x77, 0x5F1F, 0x7F61, 0x7F2E, 0x7F8101)
objects = st.builds(Tlv, st.sampled_from(TAGS), st.binary(max_size=300))


@given(st.lists(objects, max_size=5))
def test_what_is_written_is_read_again(items: list[Tlv]) -> None:
    data = b"".join(tlv.encode(item.tag, item.value) for item in items)
    assert tlv.parse(data) == tuple(items)
    assert b"".join(tlv.split(data)) == data
    assert len(tlv.split(data)) == len(items)


@pytest.mark.parametrize(
    "size, header",
    [(0, "3000"), (127, "307F"), (128, "308180"), (255, "3081FF"), (256, "30820100"), (70_000, "3083011170")],
)
def test_lengths_are_written_as_short_as_they_can_be(size: int, header: str) -> None:
    written = tlv.encode(0x30, bytes(size))
    assert written == bytes.fromhex(header) + bytes(size)
    assert tlv.header(written) == Header(0x30, size, len(header) // 2)
    assert tlv.header(written).end == len(written)


def test_a_header_is_read_before_its_value_has_come() -> None:
    assert tlv.header(bytes.fromhex("7582 3D43".replace(" ", ""))) == Header(0x75, 0x3D43, 4)
    assert tlv.header(bytes.fromhex("00007F6181C8"), 2) == Header(0x7F61, 200, 4)


@pytest.mark.parametrize("cut", ["", "7F", "30", "3082", "308201", "7F61", "7F8101"])
def test_a_cut_header_asks_for_more_bytes(cut: str) -> None:
    with pytest.raises(Short):
        tlv.header(bytes.fromhex(cut))


@pytest.mark.parametrize("cut", ["3002FF", "020101300500"])
def test_a_cut_value_asks_for_more_bytes(cut: str) -> None:
    with pytest.raises(Short):
        tlv.parse(bytes.fromhex(cut))
    with pytest.raises(Short):
        tlv.split(bytes.fromhex(cut))
    with pytest.raises(Short):
        tlv.one(bytes.fromhex(cut[-6:]), 0x30)


@pytest.mark.parametrize(
    "data", ["3080", "30850000000001FF", "3FFFFFFF0100"], ids=["indefinite", "five bytes", "four-byte tag"]
)
def test_what_no_chip_may_write_is_refused_without_asking_for_more(data: str) -> None:
    with pytest.raises(Malformed) as caught:
        tlv.header(bytes.fromhex(data))
    assert not isinstance(caught.value, Short)


def test_one_wants_this_tag_and_nothing_behind_it() -> None:
    data = bytes.fromhex("6E03020101")
    assert tlv.one(data, 0x6E) == bytes.fromhex("020101")
    with pytest.raises(Malformed, match="6E stands where 6F belongs"):
        tlv.one(data, 0x6F)
    with pytest.raises(Malformed, match="bytes follow"):
        tlv.one(data + b"\0", 0x6E)


def test_find_takes_the_first_of_a_tag() -> None:
    data = bytes.fromhex("0201010201025C00")
    assert tlv.find(data, 0x02) == b"\x01"
    assert tlv.find(tlv.parse(data), 0x5C) == b""
    assert tlv.find(data, 0x5F) is None


@fuzzed()
@given(st.binary(max_size=64))
def test_any_bytes_are_objects_or_malformed(data: bytes) -> None:
    try:
        items = tlv.parse(data)
    except Malformed:
        with pytest.raises(Malformed):
            tlv.split(data)
        return
    parts = tlv.split(data)
    assert b"".join(parts) == data
    assert [tlv.parse(part)[0] for part in parts] == list(items)
