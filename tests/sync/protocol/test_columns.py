"""Records laid out by column come back byte for byte, and nothing else comes out of foreign bytes."""

from __future__ import annotations

import os
from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import record
from bench.people import crossings as people
from sync.protocol import crossing_layout
from sync.protocol.bounds import LARGEST_SHEET
from sync.protocol.columns import Sheet, write_sheet
from sync.protocol.kinds import CROSSING
from sync.protocol.rows import read_sheet
from tests.helpers.travellers import crossings

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=9) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)
usual = [record.encode(crossing) for crossing in people(40, seed=2)]


@st.composite
def odd_rows(draw: st.DrawFn) -> bytes:
    """A crossing of which some values are not what they should be."""
    row = record.to_row(draw(crossings()))
    for place in draw(st.lists(st.integers(0, record.FIELDS - 1), max_size=3)):
        row[place] = draw(plain)
    return cbor2.dumps(row, canonical=True)


kinds = st.just(CROSSING) | st.integers(0, 2**40)
payloads = (
    st.sampled_from(usual)
    | crossings().map(record.encode)
    | odd_rows()
    | plain.map(cbor2.dumps)
    | st.binary()
)
records = st.lists(st.tuples(kinds, payloads), min_size=1, max_size=12)


@given(records)
@example([(CROSSING, b"")])
@example([(CROSSING, usual[0]), (2, usual[0]), (CROSSING, usual[1])])
def test_any_records_come_back_as_they_went_in(carried: list[tuple[int, bytes]]) -> None:
    sheet = write_sheet(carried)
    back = read_sheet(sheet.tails, sheet.sheet, len(carried))
    assert list(zip(back.kinds, back.payloads, strict=True)) == carried
    assert len(sheet.sheet) <= LARGEST_SHEET


@given(st.lists(crossings().map(record.encode), min_size=1, max_size=12))
def test_crossings_come_with_their_rows(carried: list[bytes]) -> None:
    back = _carry(carried)
    assert back == [cbor2.loads(payload) for payload in carried]


def test_usual_crossings_all_travel_in_columns() -> None:
    sheet = write_sheet([(CROSSING, payload) for payload in usual])
    assert len(sheet.tails) == len(usual) * crossing_layout.TAIL


def test_a_later_layout_of_crossings_travels_as_bytes() -> None:
    later = cbor2.dumps([2, *cbor2.loads(usual[0])[1:], "more"], canonical=True)
    assert read_sheet(*_sheet([usual[0], later]), 2).rows[1] is None


def test_the_layout_here_is_that_of_the_domain() -> None:
    assert (crossing_layout.LAYOUT, crossing_layout.FIELDS) == (record.LAYOUT, record.FIELDS)


@given(st.data())
def test_foreign_sheets_are_refused_or_give_rows_that_are_their_bytes(data: st.DataObject) -> None:
    """Whatever comes out, HQ may hash the bytes and store the row: they say the same."""
    count = data.draw(st.integers(1, 5))
    sheet = write_sheet([(CROSSING, payload) for payload in usual[:count]])
    items: list[Any] = cbor2.loads(sheet.sheet)
    for place in data.draw(st.lists(st.integers(0, len(items) - 1), min_size=1, max_size=3)):
        items[place] = data.draw(plain | st.sampled_from(items) | st.binary(max_size=60))
    try:
        back = read_sheet(sheet.tails, cbor2.dumps(items), count)
    except ValueError:
        return
    assert [cbor2.dumps(row, canonical=True) for row in back.rows if row is not None] == [
        payload for payload, row in zip(back.payloads, back.rows, strict=True) if row is not None
    ]


@given(st.binary(max_size=80), st.binary(max_size=200), st.integers(0, 1000))
def test_noise_is_refused(tails: bytes, sheet: bytes, count: int) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_sheet(tails, sheet, count)


def test_a_column_that_would_grow_without_end_is_refused() -> None:
    """One long value and a thousand references to it: 64 MB out of 64 kB."""
    payload = cbor2.dumps(
        [*cbor2.loads(usual[0])[:36], "x" * 60_000, *cbor2.loads(usual[0])[37:]], canonical=True
    )
    sheet = write_sheet([(CROSSING, payload)])
    with pytest.raises(ValueError, match="large"):
        read_sheet(sheet.tails * 1000, sheet.sheet, 1000)


def test_references_that_multiply_are_refused() -> None:
    """CBOR's shared values (tags 28 and 29) would be a bomb in a few bytes."""
    bomb = bytes.fromhex("82d81c83") + b"\xf6" * 3 + bytes.fromhex("d81d00")
    with pytest.raises(ValueError, match="plain"):
        read_sheet(b"", bomb, 1)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 999, 1000])
def test_every_length_of_column_works(count: int) -> None:
    rows = [cbor2.loads(usual[place % len(usual)]) for place in range(count)]
    for place, row in enumerate(rows):
        row[1] = row[1][:6] + os.urandom(10)
        row[37] = f"officer{place % 300}"
    carried = [cbor2.dumps(row, canonical=True) for row in rows]
    assert _carry(carried) == rows


def _sheet(carried: list[bytes]) -> tuple[bytes, bytes]:
    sheet: Sheet = write_sheet([(CROSSING, payload) for payload in carried])
    return sheet.tails, sheet.sheet


def _carry(carried: list[bytes]) -> list[Any]:
    return list(read_sheet(*_sheet(carried), len(carried)).rows)
