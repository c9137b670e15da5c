"""Rows judged by column, entries, gaps and chains: the pure parts of HQ, against slower truths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.record import FIELDS, LINE_CODES, encode, from_row, to_row
from sync.hq.entries import COLUMNS, entries_of
from sync.hq.flaws import LINES, Flaws
from sync.hq.spans import MOST_GAPS, progress
from sync.protocol.batch import Header, OpenedBatch
from sync.protocol.kinds import CROSSING
from tests.helpers.travellers import crossings

odd_values: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2**62),
    st.text(max_size=4),
    st.binary(max_size=17),
    st.lists(st.one_of(st.integers(-1, 30), st.text(max_size=2), st.lists(st.integers(0, 3), max_size=4))),
)


def opened(payloads: list[bytes], rows: list[Any]) -> OpenedBatch:
    """A batch as the wire gives it."""
    header = Header(0, 1, 0, 1, len(payloads), bytes(12), 30)
    return OpenedBatch(bytes(32), header, bytes(12), [CROSSING] * len(payloads), payloads, rows)


def _rebuilt(row: list[Any]) -> bool:
    """Whether the row leaves its lines to be rebuilt from its fields."""
    return type(row[LINES]) is int and row[LINES] in LINE_CODES and row[LINES] != 0


@given(st.lists(crossings(), min_size=1, max_size=4))
def test_rows_of_real_crossings_have_no_flaw(found: list[Crossing]) -> None:
    assert Flaws().none_in([to_row(crossing) for crossing in found])


@given(crossing=crossings(), place=st.integers(0, FIELDS - 1), value=odd_values)
def test_a_row_that_passes_can_be_read_back(crossing: Crossing, place: int, value: object) -> None:
    row = to_row(crossing)
    row[place] = value
    if Flaws().none_in([row]):
        if _rebuilt(row):
            row[LINES] = 0  # taken at the station's word: see `sync.hq.flaws`
        from_row(row)


@given(crossing=crossings(), place=st.integers(1, FIELDS - 1), value=odd_values)
def test_a_row_that_cannot_be_read_back_is_found_among_good_ones(
    crossing: Crossing, place: int, value: object
) -> None:
    good, bad = to_row(crossing), to_row(crossing)
    bad[place] = value
    try:
        from_row(bad)
    except WorldError:
        if not _rebuilt(bad):
            assert not Flaws().none_in([good, bad, good])


@given(st.lists(st.one_of(st.binary(max_size=60), odd_values.map(cbor2.dumps)), min_size=1, max_size=5))
def test_bytes_that_are_no_records_are_turned_away_one_by_one(payloads: list[bytes]) -> None:
    entries = entries_of(opened(payloads, [None] * len(payloads)), "UTAVR-01", False, Flaws())
    assert len(entries) == 0
    assert [one.seq for one in entries.turned_away] == list(range(1, len(payloads) + 1))


@given(crossings())
def test_a_record_gives_the_same_entry_however_it_travelled(crossing: Crossing) -> None:
    payload = encode(crossing)
    alone = entries_of(opened([payload], [None]), crossing.station, crossing.training, Flaws())
    laid_out = entries_of(opened([payload], [to_row(crossing)]), crossing.station, crossing.training, Flaws())
    assert alone == laid_out
    said = dict(zip(COLUMNS, (column[0] for column in alone.columns), strict=True))
    assert said["direction"] == crossing.direction
    assert said["birth_date"] == str(crossing.traveller.birth_date)
    assert said["payload"] == r"\\x" + payload.hex()
    assert not any(letter in text for text in said.values() for letter in "\t\n")


def test_a_record_that_is_not_in_canonical_form_is_turned_away() -> None:
    payload = bytes.fromhex("9f01ff")
    assert len(entries_of(opened([payload], [None]), "", False, Flaws()).turned_away) == 1


@given(
    known=st.integers(0, 20),
    spans=st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)).map(lambda p: (p[0], p[0] + p[1]))),
)
def test_progress_counts_as_a_child_would(known: int, spans: list[tuple[int, int]]) -> None:
    have = set(range(1, known + 1)).union(*(range(first, last + 1) for first, last in spans))
    up_to = next(seq for seq in range(1, 100) if seq not in have) - 1
    missing = [seq for seq in range(1, max(have, default=0)) if seq not in have]
    found, gaps = progress(known, spans)
    assert found == up_to
    assert [seq for first, last in gaps for seq in range(first, last + 1)] == missing


def test_a_receipt_names_no_more_gaps_than_it_can_hold() -> None:
    up_to, gaps = progress(0, [(seq, seq) for seq in range(2, 5000, 2)])
    assert (up_to, len(gaps), gaps[0]) == (0, MOST_GAPS, (1, 1))


@given(st.lists(crossings(), min_size=1, max_size=4), st.integers(0, FIELDS - 1), odd_values)
def test_entries_read_by_column_are_those_read_one_by_one(
    found: list[Crossing], place: int, value: object
) -> None:
    payloads, rows = [encode(crossing) for crossing in found], [to_row(crossing) for crossing in found]
    station = found[0].station
    for _ in range(2):
        one_by_one = opened(payloads, rows)
        by_column = replace(one_by_one, columns=[list(column) for column in zip(*rows, strict=True)])
        assert entries_of(by_column, station, False, Flaws()) == entries_of(
            one_by_one, station, False, Flaws()
        )
        rows[0] = [*rows[0][:place], value, *rows[0][place + 1 :]]
