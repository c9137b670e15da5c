"""Whatever bytes come as a list: a list comes out, or the words of a failure, and never anything else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_record import decode_entry, encode_entry
from app.domain.failure import FailureCode, WorldError
from app.screening.formats import FORMATS, ReadList, counts, format_of
from app.screening.formats.countries import states_in
from app.screening.formats.free_text import (
    birth_in,
    document_number,
    month_in,
    spellings,
    transliterations_in,
)
from app.screening.formats.ofac_remarks import read_remarks
from app.screening.formats.read_list import tidy
from tests.helpers.fuzzing import fuzzed
from tests.helpers.list_files import FILES, SDN, SDN_XML

EXPECTED = {FailureCode.LIST_UNREADABLE, FailureCode.LIST_BAD_ENTRY, FailureCode.LIST_TOO_LARGE}
SEEDS = [*FILES.values(), SDN.encode(), SDN_XML.encode()]
PIECES = """DOB|circa|1970|12 Mar 1971|to|and|Between|Aug.|Passport|No.|A1|(|)|Iran|US|original script:|Абу
أبو|-|;|born|31 Feb 1999|number|a.k.a. '""".replace("\n", "|").split("|")
WORDS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map(" ".join))
BYTES = st.one_of(st.binary(max_size=20), st.sampled_from([bytes([one]) for one in b'<"\x00\xff&{,']))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A right file in which some bytes are others, are gone, or come twice."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        piece = draw(BYTES)
        data[at : at + length] = piece if draw(st.booleans()) else data[at : at + length] * 2
    return bytes(data)


def looked_at(name: str, data: bytes) -> None:
    try:
        read: ReadList | FailureCode = FORMATS[name](data)
    except WorldError as error:
        read = error.failure.code
    if isinstance(read, FailureCode):
        assert read in EXPECTED
        return
    assert counts(read).keys() >= {"people", "aliases", "documents", "entities", "warnings"}
    for entry in read.entries:
        assert decode_entry(encode_entry(entry)) == entry


@pytest.mark.parametrize("name", FORMATS)
@given(data=damaged())
@fuzzed(share=0.05)
def test_a_damaged_file_is_read_or_refused(name: str, data: bytes) -> None:
    looked_at(name, data)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=400))
@fuzzed(share=0.05)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    looked_at(name, data)
    assert format_of(data) in {"", *FORMATS}


@given(said=WORDS)
@fuzzed(share=0.2)
def test_prose_never_stops_a_list(said: str) -> None:
    birth = birth_in(said)
    assert birth is None or birth.first <= birth.last
    assert month_in(said) in range(13)
    assert len(document_number(said)) <= 200
    assert all(spellings(said)) or not tidy(said)
    assert all(len(code) <= 3 for code in states_in(said))
    read_remarks(said)
    assert all(transliterations_in(said, "أبو"))


LONG = ["A", "Aa ", "(", "(a", "; ", "A, ", "1 ", "A1-", "Jan ", "1 Jan 1970 ", "No. ", "'", "<", "أ "]


@pytest.mark.parametrize("piece", LONG)
def test_no_text_however_long_holds_a_list_up(piece: str) -> None:
    said = (piece * 8000)[:8000]
    begun = time.process_time()
    for read in (birth_in, month_in, document_number, spellings, states_in, read_remarks):
        read(said)
    transliterations_in(said, "أبو")
    transliterations_in(f"{said}!", "أبو")
    assert time.process_time() - begun < 2.0


@pytest.mark.parametrize("name", FORMATS)
def test_a_right_file_is_told_by_its_beginning_and_comes_in(name: str) -> None:
    assert format_of(FILES[name]) == name
    assert FORMATS[name](FILES[name]).warnings is not None


@pytest.mark.parametrize("data", [b"", b"Dear colleagues", b"<html>", b"{}", b"\x89PNG"])
def test_other_files_are_no_list(data: bytes) -> None:
    assert format_of(data) == ""
