"""A people index as bytes: what is written is read back, and nothing else is."""

from __future__ import annotations

import struct
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_entry import AlertEntry
from app.screening.column_file import MAGIC
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment, stamp
from app.screening.subject import Subject
from tests.helpers.alert_values import entries
from tests.helpers.fuzzing import fuzzed
from tests.helpers.listed import EVERY_NAME_MATTERS, person, traveller

PEOPLE = [
    person("Tamirud Solek Korivat", "1971-05-09", also=["Tamirud bin Solek"], states="UTO TON", entry_id="a"),
    person("Juan de la Cruz", "1960/1962 1965-01-02", passport="P1", issuer="UTO", entry_id="b"),
    person("Grenvo", "", entry_id="c"),
]
FILE = PeopleSegment.build(PEOPLE).to_bytes()
HEAD = 32


def resealed(data: bytes) -> bytes:
    """The bytes with a right checksum: what someone who knows the format could forge."""
    return data[:24] + struct.pack("<I", crc32(data[HEAD:])) + data[28:]


def test_a_saved_index_answers_as_the_one_that_was_built() -> None:
    segment = PeopleSegment.from_bytes(memoryview(bytearray(FILE)))
    assert segment.count == 3
    assert segment.to_bytes() == FILE
    built, read = PeopleIndex(PeopleSegment.build(PEOPLE)), PeopleIndex(segment)
    for subject in (
        traveller("JUAN DELACRUZ", "1961-03-04"),
        traveller("GRENVO"),
        traveller("X", number="P1"),
    ):
        asked = built.candidates(subject, EVERY_NAME_MATTERS)
        assert asked == read.candidates(subject, EVERY_NAME_MATTERS)
        assert asked


def test_an_empty_list_is_a_list() -> None:
    segment = PeopleSegment.from_bytes(PeopleSegment.build([]).to_bytes())
    assert segment.count == 0
    assert PeopleIndex(segment).candidates(traveller("ANYBODY AT ALL", "1971-05-09")) == ()


@pytest.mark.parametrize("size", [0, 7, HEAD - 1, HEAD, HEAD + 8, len(FILE) - 8, len(FILE) - 1])
def test_a_file_cut_short_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="columns"):
        PeopleSegment.from_bytes(FILE[:size])


def test_a_file_with_something_behind_it_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        PeopleSegment.from_bytes(resealed(FILE + bytes(8)))


def test_a_file_of_a_program_that_takes_names_apart_otherwise_is_refused() -> None:
    other = MAGIC + bytes(len(stamp())) + FILE[24:]
    with pytest.raises(ValueError, match="another version"):
        PeopleSegment.from_bytes(other)


@fuzzed(share=0.1)
@given(st.lists(st.tuples(st.integers(HEAD, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_forged_file_is_refused_or_can_be_asked_safely(changes: list[tuple[int, int]]) -> None:
    forged = bytearray(FILE)
    for place, value in changes:
        forged[place] = value
    if bytes(forged) != FILE:
        with pytest.raises(ValueError, match="damaged"):
            PeopleSegment.from_bytes(bytes(forged))
    try:
        segment = PeopleSegment.from_bytes(resealed(bytes(forged)))
    except ValueError:
        return
    index = PeopleIndex(segment)
    for subject in (
        traveller("JUAN DE LA CRUZ", "1961-03-04"),
        traveller("TAMIRUD KORIVAT", "1971-05-09", number="P1"),
    ):
        index.candidates(subject, EVERY_NAME_MATTERS)


@fuzzed(share=0.05)
@given(st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="columns"):
        PeopleSegment.from_bytes(data)


@fuzzed(share=0.01)
@given(st.lists(entries, max_size=4), st.text(max_size=30))
def test_any_entries_can_be_indexed_saved_and_asked(listed: list[AlertEntry], name: str) -> None:
    segment = PeopleSegment.from_bytes(PeopleSegment.build(listed).to_bytes())
    index = PeopleIndex(segment, segment)
    asked = [name, *(one.text for entry in listed for one in entry.names[:1])]
    for entry in listed:
        for birth in entry.births[:2]:
            index.candidates(Subject(tuple(asked), birth.first, sex=entry.sex), EVERY_NAME_MATTERS)
    index.candidates(Subject(tuple(asked), truncated=True))
