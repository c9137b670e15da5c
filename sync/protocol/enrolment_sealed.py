"""HQ's answer to an enrolment that came by stick: sealed to the station, proved by the authority in the code.

On the link TLS does both. Here the answer is sealed by HPKE (RFC 9180, base mode) to the X25519 key that the
station's Ed25519 key is, and HQ's certification authority signs it (ECDSA, P-256, SHA-256): the station
knows that authority by the fingerprint inside its one-time code, and knows no other key of HQ yet.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.failure import FailureCode, WorldError
from sync.protocol import code as one_time
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.enrolment import LARGEST_CERTIFICATE, EnrolmentAnswer, read_answer, write_answer
from sync.protocol.plain import read_plain
from sync.protocol.sealing import station_private, station_public

_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
_LAYOUT: Final = 1
_ANSWERING: Final = b"matapa enrolment answer 1\0"


def seal_answer(
    answer: EnrolmentAnswer,
    request: bytes,
    station_key: bytes,
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> bytes:
    """The answer to exactly this request, for the holder of `station_key` (raw Ed25519 public) alone."""
    about = sha256(request).digest()
    sealed = _SUITE.encrypt(write_answer(answer), station_public(station_key), info=_ANSWERING + about)
    said = [_LAYOUT, about, authority.public_bytes(Encoding.DER), sealed]
    signature = key.sign(_ANSWERING + cbor2.dumps(said, canonical=True), ec.ECDSA(hashes.SHA256()))
    return cbor2.dumps([*said, signature], canonical=True)


def open_answer(
    data: bytes, request: bytes, signing_key: bytes, fingerprint: bytes
) -> tuple[EnrolmentAnswer, x509.Certificate]:
    """The answer to this request and the authority that signed it, which is the one of the code.

    Raises WorldError(DRIVE_TORN) for what is no answer or is damaged, DRIVE_FOREIGN for an answer to
    another request, HQ_NOT_TRUSTED for one that the code's authority did not sign.
    """
    about, authority, sealed, signature = _taken_apart(data)
    if about != sha256(request).digest():
        raise WorldError(FailureCode.DRIVE_FOREIGN, "enrolment.answer")
    if not one_time.same(one_time.fingerprint(authority), fingerprint):
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "enrolment.fingerprint")
    said = cbor2.dumps([_LAYOUT, about, authority, sealed], canonical=True)
    try:
        certificate = x509.load_der_x509_certificate(authority)
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise WorldError(FailureCode.HQ_NOT_TRUSTED, "enrolment.ca")
        key.verify(signature, _ANSWERING + said, ec.ECDSA(hashes.SHA256()))
        plain = _SUITE.decrypt(sealed, station_private(signing_key), info=_ANSWERING + about)
    except (ValueError, InvalidSignature, InvalidTag) as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "enrolment.answer") from error
    return read_answer(plain), certificate


def _taken_apart(data: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    try:
        items = read_plain(data) if len(data) <= LARGEST_MESSAGE else None
        if not isinstance(items, list) or len(items) != 5 or items[0] != _LAYOUT:
            raise ValueError("not an answer")
        about, authority, sealed, signature = (_bytes(item) for item in items[1:])
    except ValueError as error:
        raise WorldError(FailureCode.DRIVE_TORN, "enrolment.answer") from error
    return about, authority, sealed, signature


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) > 2 * LARGEST_CERTIFICATE:
        raise ValueError("not an answer")
    return value
