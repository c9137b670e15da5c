"""The two messages of enrolment: who a station is, and what HQ makes it.

The code's secret never travels: it is a signing key (Ed25519), HQ keeps its public half, and the request is
signed with it. So a request on a stick tells whoever reads it nothing that lets him enrol.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.plain import read_plain

LARGEST_CERTIFICATE: Final = 4096
"""Bytes of a station's certificate, or of its request for one (DER); ours have some 450."""

_LAYOUT: Final = 2
_KEY: Final = 32
_SIGNATURE: Final = 64
_LONGEST_WORD: Final = 64
_LONGEST_TOKEN: Final = 512
_ASKING: Final = b"matapa enrolment request 2\0"


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A station asks to be one of HQ's.

    `code` is the public key of the one-time code, `station_key` the station's (both raw Ed25519),
    `certificate_request` a PKCS 10 in DER for the key of its client certificate. `by_stick` binds the
    request to its road: what somebody copies from a stick is nothing on the link. `earlier` is the
    certificate (DER) that a station has of this HQ for the same key, empty for a new station: by it an
    HQ that was restored from an older copy gives back a number that it has forgotten.
    """

    code: bytes
    by_stick: bool
    station_id: str
    country: str
    port: str
    booth: str
    station_key: bytes
    certificate_request: bytes
    earlier: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """What HQ makes the station: its number, its token, HQ's raw public keys (Ed25519, X25519) and the
    station's client certificate (DER). Its recovery slot is sealed to `hq_recovery_key` (X25519), since the
    key of batches is destroyed one day; to that one where HQ gives no other."""

    station_number: int
    token: str = field(repr=False)
    hq_receipt_key: bytes
    hq_seal_key: bytes
    certificate: bytes
    hq_recovery_key: bytes = b""


def code_key(secret: bytes) -> Ed25519PrivateKey:
    """The signing key that a one-time code's secret is."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"matapa enrolment code key 1\0" + secret).digest())


def code_public(secret: bytes) -> bytes:
    """What HQ keeps of a code: its raw public key, from which nobody finds the secret (80 random bits)."""
    return code_key(secret).public_key().public_bytes_raw()


def write_request(
    secret: bytes,
    station: tuple[str, str, str, str],
    signing_key: bytes,
    certificate_request: bytes,
    by_stick: bool = False,
    earlier: bytes = b"",
) -> bytes:
    """The request of `station` = (country, port, booth, station_id), signed with the key that it offers
    (raw Ed25519 private) and with the code, so that nobody enrols a key or uses a code not theirs."""
    country, port, booth, station_id = station
    key, code = Ed25519PrivateKey.from_private_bytes(signing_key), code_key(secret)
    said = cbor2.dumps(
        [
            _LAYOUT, code.public_key().public_bytes_raw(), by_stick, station_id, country, port, booth,
            key.public_key().public_bytes_raw(), certificate_request, earlier,
        ],
        canonical=True,
    )  # fmt: skip
    return said + key.sign(_ASKING + said) + code.sign(_ASKING + said)


def read_request(data: bytes) -> EnrolmentRequest:
    """A request whose signatures fit both keys in it; raises WorldError(ENROLMENT_CODE_WRONG).

    A request of layout 1 is refused like any other: it brings no certificate request, and a station
    without a certificate could make no call.
    """
    said, by_station, by_code = (
        data[: -2 * _SIGNATURE],
        data[-2 * _SIGNATURE : -_SIGNATURE],
        data[-_SIGNATURE:],
    )
    try:
        layout, code, by_stick, *words, key, wanted, earlier = _list(said, 10)
        _require(layout == _LAYOUT and type(by_stick) is bool)
        _require(_is_bytes(code, _KEY) and _is_bytes(key, _KEY) and _is_der(wanted))
        _require(earlier == b"" or _is_der(earlier))
        _require(all(_is_text(word, _LONGEST_WORD) for word in words))
        Ed25519PublicKey.from_public_bytes(key).verify(by_station, _ASKING + said)
        Ed25519PublicKey.from_public_bytes(code).verify(by_code, _ASKING + said)
    except (ValueError, InvalidSignature) as error:
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrolment.request") from error
    station_id, country, port, booth = words
    return EnrolmentRequest(code, by_stick, station_id, country, port, booth, key, wanted, earlier)


def write_answer(answer: EnrolmentAnswer) -> bytes:
    """HQ's answer. TLS of the pinned authority protects it, or the seal of `enrolment_sealed`."""
    return cbor2.dumps(
        [
            _LAYOUT, answer.station_number, answer.token, answer.hq_receipt_key, answer.hq_seal_key,
            answer.certificate, *([answer.hq_recovery_key] if answer.hq_recovery_key else []),
        ],
        canonical=True,
    )  # fmt: skip


def read_answer(data: bytes) -> EnrolmentAnswer:
    """HQ's answer; raises WorldError(ENROLMENT_CODE_WRONG) for anything else."""
    try:
        layout, number, token, receipt_key, seal_key, certificate, *recovery = _list(data, 6, 7)
        _require(layout == _LAYOUT and type(number) is int and 0 < number < 1 << 32)
        _require(_is_text(token, _LONGEST_TOKEN) and token.isascii() and token.isprintable())
        _require(_is_bytes(receipt_key, _KEY) and _is_bytes(seal_key, _KEY) and _is_der(certificate))
        _require(all(_is_bytes(key, _KEY) for key in recovery))
    except ValueError as error:
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrolment.answer") from error
    return EnrolmentAnswer(number, token, receipt_key, seal_key, certificate, *recovery)


def _list(data: bytes, *lengths: int) -> list[Any]:
    _require(len(data) <= LARGEST_MESSAGE)
    items = read_plain(data)
    if not isinstance(items, list) or len(items) not in lengths:
        raise ValueError("not an enrolment message")
    return items


def _require(fits: bool) -> None:
    if not fits:
        raise ValueError("not an enrolment message")


def _is_bytes(value: object, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _is_der(value: object) -> bool:
    return isinstance(value, bytes) and 0 < len(value) <= LARGEST_CERTIFICATE


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
