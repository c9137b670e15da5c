"""The two messages of enrolment: who a station is, and what HQ makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.code import SECRET_SIZE
from sync.protocol.plain import read_plain

_LAYOUT: Final = 1
_KEY: Final = 32
_SIGNATURE: Final = 64
_LONGEST_WORD: Final = 64
_LONGEST_TOKEN: Final = 512


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A station asks to be one of HQ's: the code's secret, itself, its raw Ed25519 public key."""

    secret: bytes
    station_id: str
    country: str
    port: str
    booth: str
    station_key: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """What HQ makes the station: its number, its token and HQ's raw public keys (Ed25519, X25519)."""

    station_number: int
    token: str
    hq_receipt_key: bytes
    hq_seal_key: bytes


def write_request(secret: bytes, station: tuple[str, str, str, str], signing_key: bytes) -> bytes:
    """The request of `station` = (country, port, booth, station_id), signed with the key that it
    offers (raw Ed25519 private), so that nobody can enrol a key that is not theirs."""
    country, port, booth, station_id = station
    key = Ed25519PrivateKey.from_private_bytes(signing_key)
    public = key.public_key().public_bytes_raw()
    said = cbor2.dumps([_LAYOUT, secret, station_id, country, port, booth, public], canonical=True)
    return said + key.sign(said)


def read_request(data: bytes) -> EnrolmentRequest:
    """A request whose signature fits the key in it; raises WorldError(ENROLMENT_CODE_WRONG)."""
    said, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    try:
        layout, secret, *words, key = _list(said, 7)
        _require(layout == _LAYOUT and _is_bytes(secret, SECRET_SIZE) and _is_bytes(key, _KEY))
        _require(all(_is_text(word, _LONGEST_WORD) for word in words))
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except (ValueError, InvalidSignature) as error:
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrolment.request") from error
    station_id, country, port, booth = words
    return EnrolmentRequest(secret, station_id, country, port, booth, key)


def write_answer(answer: EnrolmentAnswer) -> bytes:
    """HQ's answer. TLS of the pinned CA protects it, so it carries no signature."""
    return cbor2.dumps(
        [_LAYOUT, answer.station_number, answer.token, answer.hq_receipt_key, answer.hq_seal_key],
        canonical=True,
    )


def read_answer(data: bytes) -> EnrolmentAnswer:
    """HQ's answer; raises WorldError(ENROLMENT_CODE_WRONG) for anything else."""
    try:
        layout, number, token, receipt_key, seal_key = _list(data, 5)
        _require(layout == _LAYOUT and type(number) is int and 0 < number < 1 << 32)
        _require(_is_text(token, _LONGEST_TOKEN) and token.isascii() and token.isprintable())
        _require(_is_bytes(receipt_key, _KEY) and _is_bytes(seal_key, _KEY))
    except ValueError as error:
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrolment.answer") from error
    return EnrolmentAnswer(number, token, receipt_key, seal_key)


def _list(data: bytes, length: int) -> list[Any]:
    _require(len(data) <= LARGEST_MESSAGE)
    items = read_plain(data)
    if not isinstance(items, list) or len(items) != length:
        raise ValueError("not an enrolment message")
    return items


def _require(fits: bool) -> None:
    if not fits:
        raise ValueError("not an enrolment message")


def _is_bytes(value: object, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
