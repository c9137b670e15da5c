"""HQ's answer on a stick: for one station, from one authority, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.hq.authority import Root, issue_client
from sync.hq.certificates import wanted_key
from sync.identity import certificate_request, make_tls_key
from sync.protocol import code
from sync.protocol.enrolment import EnrolmentAnswer, read_request, write_request
from sync.protocol.enrolment_sealed import open_answer, seal_answer
from tests.helpers.fuzzing import fuzzed
from tests.helpers.little_hq import make_authority

CA, CA_KEY, _, _ = make_authority()
FINGERPRINT = code.fingerprint(CA.public_bytes(Encoding.DER))
KEY, TLS_KEY = Ed25519PrivateKey.generate().private_bytes_raw(), make_tls_key()
WHO = ("TON", "TOTBU", "1", "TOTBU-01")
ASKED = certificate_request(TLS_KEY)
REQUEST = write_request(bytes(10), WHO, KEY, ASKED, by_stick=True)
MADE = issue_client(Root(CA, CA_KEY), 7, "TOTBU", wanted_key(ASKED), datetime.now(UTC))
SAID = EnrolmentAnswer(7, "token", bytes(32), bytes(range(32)), MADE.public_bytes(Encoding.DER))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
ANSWER = seal_answer(SAID, REQUEST, PUBLIC, CA, CA_KEY)


def code_of(
    answer: bytes, request: bytes = REQUEST, key: bytes = KEY, ca: bytes = FINGERPRINT
) -> FailureCode:
    """The code with which an answer is refused."""
    with pytest.raises(WorldError) as caught:
        open_answer(answer, request, key, ca)
    return caught.value.failure.code


def test_an_answer_opens_for_the_station_that_asked() -> None:
    assert open_answer(ANSWER, REQUEST, KEY, FINGERPRINT) == (SAID, CA)


def test_an_answer_to_another_request_for_another_station_or_of_another_hq_is_refused() -> None:
    again = write_request(bytes(10), WHO, KEY, ASKED)
    assert code_of(ANSWER, request=again) is FailureCode.DRIVE_FOREIGN
    assert code_of(ANSWER, key=bytes(32)) is FailureCode.HQ_NOT_TRUSTED
    assert code_of(ANSWER, ca=bytes(10)) is FailureCode.HQ_NOT_TRUSTED
    other, other_key, _, _ = make_authority()
    assert code_of(seal_answer(SAID, REQUEST, PUBLIC, other, other_key)) is FailureCode.HQ_NOT_TRUSTED
    assert code_of(seal_answer(SAID, REQUEST, PUBLIC, CA, other_key)) is FailureCode.HQ_NOT_TRUSTED


def test_neither_secret_nor_token_can_be_read_from_a_stick() -> None:
    assert bytes(10) not in REQUEST
    assert b"token" not in ANSWER
    assert read_request(REQUEST).by_stick


@fuzzed(share=0.03)
@given(st.integers(0, len(ANSWER) * 8 - 1), st.booleans())
def test_an_answer_cut_or_changed_anywhere_is_refused(bit: int, cut: bool) -> None:
    changed = bytearray(ANSWER[: bit // 8] if cut else ANSWER)
    if not cut:
        changed[bit // 8] ^= 1 << bit % 8
    assert code_of(bytes(changed)) in {
        FailureCode.DRIVE_TORN, FailureCode.DRIVE_FOREIGN, FailureCode.HQ_NOT_TRUSTED,
    }  # fmt: skip


@fuzzed(share=0.03)
@given(st.integers(0, len(REQUEST) * 8 - 1), st.booleans())
def test_a_request_cut_or_changed_anywhere_is_refused(bit: int, cut: bool) -> None:
    changed = bytearray(REQUEST[: bit // 8] if cut else REQUEST)
    if not cut:
        changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WorldError) as caught:
        read_request(bytes(changed))
    assert caught.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG


@fuzzed(share=0.03)
@given(st.binary(max_size=300) | st.integers(0, len(ASKED) - 1).map(lambda end: ASKED[:end]))
def test_what_is_no_certificate_request_is_refused(noise: bytes) -> None:
    with pytest.raises(WorldError) as caught:
        wanted_key(noise)
    assert caught.value.failure.code is FailureCode.FIELD_INVALID
