"""Enrol a station with HQ by a one-time code, trusting nothing on the way but the code."""

from __future__ import annotations

import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.failure import FailureCode, WorldError
from sync.http import Caller, failure_of, pinned
from sync.line import Line
from sync.ports import StationIdentity
from sync.protocol import code as one_time
from sync.protocol import http as words
from sync.protocol.enrolment import EnrolmentAnswer, read_answer, write_request


def enrol(hq_url: str, code: str, station: tuple[str, str, str, str]) -> StationIdentity:
    """Make `station` = (country, port, booth, station_id) one of HQ's and return who it now is.

    Takes a few round trips: call it off the UI thread. The station's signing key is made here and
    its private half never leaves this machine. Raises WorldError(ENROLMENT_CODE_WRONG) for a code
    mistyped, used or expired, HQ_NOT_TRUSTED when the HQ that answers is not the code's, and
    HQ_UNREACHABLE, HQ_BUSY.
    """
    wanted = one_time.read_code(code)
    ca = _fetch_ca(hq_url, wanted.ca_fingerprint)
    signing_key = Ed25519PrivateKey.generate().private_bytes_raw()
    request = write_request(wanted.secret, station, signing_key)
    answer = _ask(hq_url, ca, request)
    return StationIdentity(
        hq_url=hq_url,
        station_number=answer.station_number,
        token=answer.token,
        signing_key=signing_key,
        hq_receipt_key=answer.hq_receipt_key,
        hq_seal_key=answer.hq_seal_key,
        ca_pem=ca,
    )


def _fetch_ca(hq_url: str, fingerprint: bytes) -> bytes:
    """HQ's certification authority as PEM, from whoever answers, if it is the code's."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.minimum_version = ssl.TLSVersion.TLSv1_3
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    caller = Caller(hq_url, anybody, Line(threading.Event()))
    try:
        answer = caller.call("GET", words.CA)
    finally:
        caller.close()
    if answer.status != 200:
        raise failure_of(answer)
    try:
        certificate = x509.load_pem_x509_certificate(answer.body)
    except ValueError as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "enrol.ca") from error
    if not one_time.same(one_time.fingerprint(certificate.public_bytes(Encoding.DER)), fingerprint):
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "enrol.fingerprint")
    return certificate.public_bytes(Encoding.PEM)


def _ask(hq_url: str, ca: bytes, request: bytes) -> EnrolmentAnswer:
    caller = Caller(hq_url, pinned(ca), Line(threading.Event()))
    try:
        answer = caller.call("POST", words.ENROL, [("Content-Type", words.CBOR)], request)
    finally:
        caller.close()
    if answer.status in (400, 401, 403, 404, 409, 422):
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrol", status=str(answer.status))
    if answer.status != 200:
        raise failure_of(answer)
    return read_answer(answer.body)
