"""Receipts, enrolment messages and one-time codes: what HQ and station say to each other, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.protocol import code, enrolment, receipt
from sync.protocol.receipt import Receipt

HQ = Ed25519PrivateKey.generate()
HQ_PRIVATE, HQ_PUBLIC = HQ.private_bytes_raw(), HQ.public_key().public_bytes_raw()
KEY = Ed25519PrivateKey.generate().private_bytes_raw()
WHO = ("TON", "TOTBU", "1", "TOTBU-01")
SAID = Receipt(7, bytes(range(32)), 40, ((42, 45),), ((39, "REC-01"),), datetime(2026, 1, 2, tzinfo=UTC))
SIGNED = receipt.sign(SAID, HQ_PRIVATE)
REQUEST = enrolment.write_request(bytes(10), WHO, KEY, b"request")

seqs = st.integers(0, 2**40)
receipts = st.builds(
    Receipt,
    st.integers(0, 2**32 - 1),
    st.binary(min_size=32, max_size=32),
    seqs,
    st.lists(st.tuples(seqs, seqs), max_size=5).map(tuple),
    st.lists(st.tuples(seqs, st.sampled_from(FailureCode)), max_size=5).map(tuple),
    st.integers(0, 10**13).map(lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)),
)


@given(receipts)
def test_a_receipt_says_at_the_station_what_hq_said(said: Receipt) -> None:
    assert receipt.read(receipt.sign(said, HQ_PRIVATE), HQ_PUBLIC) == said


@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_a_receipt_with_a_flipped_bit_is_not_trusted(bit: int) -> None:
    flipped = bytearray(SIGNED)
    flipped[bit // 8] ^= 1 << bit % 8
    _assert_untrusted(bytes(flipped))


@given(st.binary(max_size=200))
def test_noise_is_no_receipt(noise: bytes) -> None:
    _assert_untrusted(noise)


wild = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.binary(max_size=40) | st.floats() | st.booleans(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(wild | st.lists(wild, min_size=7, max_size=7))
def test_a_signature_over_nonsense_makes_no_receipt(nonsense: object) -> None:
    said = cbor2.dumps(nonsense)
    _assert_untrusted(said + HQ.sign(said))


def test_a_receipt_about_another_batch_settles_nothing() -> None:
    receipt.require_about(SAID, 7, bytes(range(32)))
    for station, batch in ((8, bytes(range(32))), (7, bytes(32))):
        with pytest.raises(WorldError) as caught:
            receipt.require_about(SAID, station, batch)
        assert caught.value.failure.code is FailureCode.RECEIPT_NOT_TRUSTED


def test_an_enrolment_says_who_the_station_is() -> None:
    asked = enrolment.read_request(REQUEST)
    public = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
    assert (asked.country, asked.port, asked.booth, asked.station_id) == WHO
    assert (asked.code, asked.station_key) == (enrolment.code_public(bytes(10)), public)
    assert (asked.certificate_request, asked.by_stick) == (b"request", False)


@given(st.integers(0, len(REQUEST) * 8 - 1))
def test_an_enrolment_with_a_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(REQUEST)
    flipped[bit // 8] ^= 1 << bit % 8
    _assert_wrong_code(lambda: enrolment.read_request(bytes(flipped)))


@given(st.binary(max_size=200) | wild.map(cbor2.dumps))
def test_noise_is_no_enrolment(noise: bytes) -> None:
    _assert_wrong_code(lambda: enrolment.read_request(noise))
    _assert_wrong_code(lambda: enrolment.read_answer(noise))


@given(st.lists(wild, min_size=6, max_size=6).map(cbor2.dumps))
def test_nonsense_is_no_answer(noise: bytes) -> None:
    _assert_wrong_code(lambda: enrolment.read_answer(noise))


def test_hqs_answer_arrives() -> None:
    answer = enrolment.EnrolmentAnswer(7, "token", bytes(32), bytes(range(32)), b"certificate")
    assert enrolment.read_answer(enrolment.write_answer(answer)) == answer


@pytest.mark.parametrize("token", ["", "two\r\nlines", "ü", "x" * 600])
def test_a_token_that_would_break_a_header_is_refused(token: str) -> None:
    answer = enrolment.EnrolmentAnswer(7, token, bytes(32), bytes(32), b"certificate")
    _assert_wrong_code(lambda: enrolment.read_answer(enrolment.write_answer(answer)))


codes = st.builds(code.OneTimeCode, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))


@given(codes)
def test_a_code_read_out_is_the_code_typed_in(made: code.OneTimeCode) -> None:
    said = str(made)
    assert len(said.split("-")) == 7
    for typed in (said, said.lower(), said.replace("-", " "), said.replace("0", "O").replace("1", "l")):
        assert code.read_code(typed) == made


@given(codes, st.integers(0, 34), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_noticed(made: code.OneTimeCode, place: int, letter: str) -> None:
    letters = list(str(made).replace("-", ""))
    if letters[place] != letter:
        letters[place] = letter
        _assert_wrong_code(lambda: code.read_code("".join(letters)))


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_is_refused(text: str) -> None:
    _assert_wrong_code(lambda: code.read_code(text))


def _assert_untrusted(data: bytes) -> None:
    with pytest.raises(WorldError) as caught:
        receipt.read(data, HQ_PUBLIC)
    assert caught.value.failure.code is FailureCode.RECEIPT_NOT_TRUSTED


def _assert_wrong_code(read: object) -> None:
    assert callable(read)
    with pytest.raises(WorldError) as caught:
        read()
    assert caught.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG
