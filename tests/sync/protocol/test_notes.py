"""A note of one booth to the others: what it keeps secret, what it proves, and what is no note."""

from __future__ import annotations

from dataclasses import replace

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.ports import KeyRing
from sync.protocol import notes
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.notes import (
    LARGEST_NOTE,
    MOST_DIGESTS,
    MOST_NOTES,
    BadNote,
    Note,
    Told,
    newest_key,
    open_note,
    read_note_head,
    read_told,
    verify_note,
    write_note,
    write_told,
)
from tests.helpers.fuzzing import fuzzed
from tests.helpers.publications import RING

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NOTE = Note(
    7,
    12,
    "VUVLI",
    bytes(range(16)),
    1,
    "2026-11-24",
    True,
    ((b"document", "document"), (b"aperson!", "person")),
)
NEWEST = (2, RING.content_keys[1][1])


def written(note: Note = NOTE) -> bytes:
    return write_note(note, NEWEST, KEY.private_bytes_raw())


def test_a_note_comes_back_as_it_was_written() -> None:
    data = written()
    assert open_note(data, verify_note(data, PUBLIC), RING) == NOTE


def test_a_note_shows_neither_digests_nor_decision() -> None:
    refused, admitted = written(), written(replace(NOTE, refused=False, digests=NOTE.digests[:1]))
    assert len(refused) == len(admitted)
    assert b"document" not in refused


def test_the_largest_notes_fit_a_message() -> None:
    note = replace(NOTE, seq=1 << 40, digests=((b"12345678", "person"),) * MOST_DIGESTS)
    data = written(note)
    assert len(data) <= LARGEST_NOTE
    assert len(write_told(Told(bytes(16), 1 << 40, (bytes(LARGEST_NOTE),) * MOST_NOTES))) <= LARGEST_MESSAGE


def test_notes_are_sealed_with_the_newest_key() -> None:
    assert newest_key(RING) == NEWEST
    assert newest_key(KeyRing((), bytes(32))) is None


@pytest.mark.parametrize("place", [3, 4, 5, 6, 20, 60, -70, -1])
def test_a_note_in_which_anything_was_changed_is_nobodys(place: int) -> None:
    data = bytearray(written())
    data[place] ^= 1
    with pytest.raises(BadNote):
        verify_note(bytes(data), PUBLIC)


def test_a_note_under_another_booths_number_is_not_taken() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(BadNote):
        verify_note(written(), other)


def test_a_note_under_a_key_that_is_not_on_board_cannot_be_opened() -> None:
    data = written()
    with pytest.raises(BadNote):
        open_note(data, verify_note(data, PUBLIC), KeyRing(RING.content_keys[:1], bytes(32)))


@fuzzed(share=0.1)
@given(st.binary(max_size=400) | st.builds(lambda rest: b"MN\x01" + rest, st.binary(max_size=400)))
def test_other_bytes_are_no_note_and_no_message(data: bytes) -> None:
    for read in (read_note_head, read_told):
        try:
            read(data)
        except BadNote:
            continue


@fuzzed(share=0.03)
@given(st.data())
def test_a_signed_note_of_any_contents_is_read_or_refused(data: st.DataObject) -> None:
    item = (
        st.none() | st.booleans() | st.integers(-5, 1 << 65) | st.binary(max_size=20) | st.text(max_size=12)
    )
    plain = cbor2.dumps(data.draw(st.lists(item | st.lists(item, max_size=6), max_size=8)))
    head = read_note_head(written())
    open_part = written()[: head.size]
    framed = len(plain).to_bytes(2, "big") + plain
    sealed = notes._cipher(NEWEST[1], open_part).encrypt(bytes(12), framed, open_part)
    try:
        open_note(open_part + sealed + bytes(64), head, RING)
    except BadNote:
        pass
