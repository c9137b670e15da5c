"""The station's word on a stick proves itself, and nothing else passes for it."""

from __future__ import annotations

from datetime import UTC, datetime

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.protocol import receipt
from sync.protocol.courier import CONTEXT, StationWord, read_word, write_word
from tests.helpers.fuzzing import fuzzed

KEY = b"k" * 32
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
WORD = StationWord(7, datetime(2026, 11, 28, 2, 3, 4, 567000, UTC), {"people/un": 3, "keys/7": 1}, b"request")
DATA = write_word(WORD, KEY)


def test_a_word_comes_back_as_it_was_said() -> None:
    assert read_word(DATA, PUBLIC) == WORD


def test_another_stations_word_and_a_receipt_are_no_word_of_this_one() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    said = receipt.sign(receipt.Receipt(7, bytes(32), 1, (), (), WORD.made_at), KEY)
    for data, key in ((DATA, other), (said, PUBLIC), (b"", PUBLIC)):
        with pytest.raises(WorldError) as raised:
            read_word(data, key)
        assert raised.value.failure.code is FailureCode.DRIVE_TORN


@fuzzed(share=0.03)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255), st.booleans())
def test_no_changed_or_cut_word_is_believed(place: int, change: int, cut: bool) -> None:
    torn = DATA[:place] if cut else DATA[:place] + bytes((DATA[place] ^ change,)) + DATA[place + 1 :]
    with pytest.raises(WorldError):
        read_word(torn, PUBLIC)


@fuzzed(share=0.03)
@given(
    st.recursive(
        st.none() | st.integers() | st.binary(max_size=20) | st.text(max_size=20), st.lists, max_leaves=8
    )
)
def test_whatever_a_station_signs_is_read_or_refused(value: object) -> None:
    said = cbor2.dumps([1, 7, 0, value, b""])
    signed = said + Ed25519PrivateKey.from_private_bytes(KEY).sign(CONTEXT + said)
    try:
        word = read_word(signed, PUBLIC)
    except WorldError:
        return
    assert word.station_number == 7
