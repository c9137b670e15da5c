"""Enrolment by a one-time code: the code alone decides whom the station trusts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from sync.enrol import enrol
from sync.protocol.code import read_code
from tests.helpers.little_hq import STATION, TOKEN, LittleHq

WHO = ("TON", "TOTBU", "1", "TOTBU-01")


def test_a_station_with_the_code_becomes_one_of_hqs(little_hq: LittleHq) -> None:
    identity = enrol(f"https://127.0.0.1:{little_hq.port}", little_hq.code.lower().replace("-", " "), WHO)
    assert (identity.station_number, identity.token) == (STATION, TOKEN)
    assert identity.hq_receipt_key == little_hq.receipt_key.public_key().public_bytes_raw()
    assert identity.hq_seal_key == little_hq.seal_key.public_key().public_bytes_raw()
    Ed25519PrivateKey.from_private_bytes(identity.signing_key)


def test_a_stranger_who_answers_in_hqs_place_is_found_out(little_hq: LittleHq, tmp_path: Path) -> None:
    (tmp_path / "stranger").mkdir()
    with LittleHq(tmp_path / "stranger") as stranger, pytest.raises(WorldError) as caught:
        enrol(f"https://127.0.0.1:{stranger.port}", little_hq.code, WHO)
    assert caught.value.failure.code is FailureCode.HQ_NOT_TRUSTED


@pytest.mark.parametrize("typed", ["", "ABCDE", "00000-00000-00000-00000-00000-00000-00001", "Ä" * 35])
def test_a_mistyped_code_is_refused_before_anything_is_sent(typed: str) -> None:
    with pytest.raises(WorldError) as caught:
        enrol("https://127.0.0.1:1", typed, WHO)
    assert caught.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG


def test_a_code_that_hq_does_not_know_is_refused(little_hq: LittleHq) -> None:
    wrong = str(replace(read_code(little_hq.code), secret=b"some other"))
    with pytest.raises(WorldError) as caught:
        enrol(f"https://127.0.0.1:{little_hq.port}", wrong, WHO)
    assert caught.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "ftp://hq", "hq.example", ""])
def test_an_address_without_tls_is_refused(url: str, little_hq: LittleHq) -> None:
    with pytest.raises(WorldError) as caught:
        enrol(url, little_hq.code, WHO)
    assert caught.value.failure.code is FailureCode.HQ_NOT_TRUSTED


def test_hq_that_cannot_be_reached_is_said_to_be_so(little_hq: LittleHq) -> None:
    with pytest.raises(WorldError) as caught:
        enrol("https://127.0.0.1:1", little_hq.code, WHO)
    assert caught.value.failure.code is FailureCode.HQ_UNREACHABLE
