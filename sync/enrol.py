"""Enrol a station with HQ by a one-time code, over the link or by stick, trusting nothing but the code."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.failure import FailureCode, WorldError
from sync.http import Caller, failure_of, pinned
from sync.identity import as_der, certificate_request, make_tls_key, proved
from sync.line import Line
from sync.ports import StationIdentity
from sync.protocol import code as one_time
from sync.protocol import http as words
from sync.protocol.enrolment import EnrolmentAnswer, read_answer, write_request
from sync.protocol.enrolment_sealed import open_answer


@dataclass(frozen=True, slots=True)
class Pending:
    """An enrolment that waits for HQ's answer on a stick: for the encrypted store, since it holds keys.

    `name` is the beginning of the request's file name, and of the answer's. Keys as in `StationIdentity`.
    """

    name: str
    hq_url: str
    port: str
    request: bytes
    ca_fingerprint: bytes
    signing_key: bytes = field(repr=False)
    tls_key: bytes = field(repr=False)


def enrol(
    hq_url: str, code: str, station: tuple[str, str, str, str], known: StationIdentity | None = None
) -> StationIdentity:
    """Make `station` = (country, port, booth, station_id) one of HQ's and return who it now is.

    `known` is who the station was until now: enrolled again with the same HQ it keeps its signing key,
    and HQ its number, so that the chain of its batches goes on. Takes a few round trips: call it off
    the UI thread. Keys are made here and their private halves never leave this machine. Raises
    WorldError(ENROLMENT_CODE_WRONG) for a code mistyped, used or expired, HQ_REFUSED_STATION for a
    station that HQ has revoked, HQ_NOT_TRUSTED when the HQ that answers is not the code's, and
    HQ_UNREACHABLE, HQ_BUSY.
    """
    wanted = one_time.read_code(code)
    ca = _fetch_ca(hq_url, wanted.ca_fingerprint)
    signing_key, tls_key, earlier = _keys(known, wanted.ca_fingerprint)
    asked = certificate_request(tls_key)
    request = write_request(wanted.secret, station, signing_key, asked, earlier=earlier)
    return _identity(hq_url, station[1], ca, (signing_key, tls_key), _ask(hq_url, ca, request))


def begin_by_stick(
    code: str, station: tuple[str, str, str, str], hq_url: str, known: StationIdentity | None = None
) -> tuple[Pending, bytes]:
    """Ask by stick what `enrol` asks on the link: what to keep, and the bytes for the stick.

    Whoever reads the stick learns which booth asks, and nothing by which he could enrol. Raises
    WorldError(ENROLMENT_CODE_WRONG) for a mistyped code.
    """
    wanted = one_time.read_code(code)
    signing_key, tls_key, earlier = _keys(known, wanted.ca_fingerprint)
    request = write_request(
        wanted.secret, station, signing_key, certificate_request(tls_key), by_stick=True, earlier=earlier
    )
    pending = Pending(
        request_name(request), hq_url, station[1], request, wanted.ca_fingerprint, signing_key, tls_key
    )
    return pending, request


def request_name(request: bytes) -> str:
    """The name, without its ending, of a request's file and of the answer's: 16 hex of its SHA-256."""
    return sha256(request).hexdigest()[:16]


def finish_by_stick(pending: Pending, answer: bytes) -> StationIdentity:
    """Who the station is by HQ's answer from the stick.

    Raises WorldError(DRIVE_TORN) for a damaged answer, DRIVE_FOREIGN for one to another request,
    HQ_NOT_TRUSTED for one that the HQ of the code did not make.
    """
    said, authority = open_answer(answer, pending.request, pending.signing_key, pending.ca_fingerprint)
    ca = authority.public_bytes(Encoding.PEM)
    return _identity(pending.hq_url, pending.port, ca, (pending.signing_key, pending.tls_key), said)


def _keys(known: StationIdentity | None, ca_fingerprint: bytes) -> tuple[bytes, bytes, bytes]:
    """Signing key, TLS key and certificate (DER) that the station has with the code's HQ, or new keys."""
    if known is None or not _is_of(known.ca_pem, ca_fingerprint):
        return Ed25519PrivateKey.generate().private_bytes_raw(), make_tls_key(), b""
    try:
        certificate_request(known.tls_key)
        return known.signing_key, known.tls_key, as_der(known.certificate)
    except WorldError:  # none yet, or damaged: enrolling again is what mends it
        return known.signing_key, make_tls_key(), b""


def _is_of(ca_pem: bytes, ca_fingerprint: bytes) -> bool:
    try:
        der = x509.load_pem_x509_certificate(ca_pem).public_bytes(Encoding.DER)
    except ValueError:
        return False
    return one_time.same(one_time.fingerprint(der), ca_fingerprint)


def _identity(
    hq_url: str, port: str, ca: bytes, keys: tuple[bytes, bytes], answer: EnrolmentAnswer
) -> StationIdentity:
    """Everything together, once the certificate is proved; `keys` are signing key and TLS key."""
    signing_key, tls_key = keys
    return StationIdentity(
        hq_url=hq_url,
        station_number=answer.station_number,
        token=answer.token,
        signing_key=signing_key,
        hq_receipt_key=answer.hq_receipt_key,
        hq_seal_key=answer.hq_seal_key,
        ca_pem=ca,
        certificate=proved(answer.certificate, tls_key, ca, answer.station_number, port),
        tls_key=tls_key,
        port=port,
        hq_recovery_key=answer.hq_recovery_key,
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
    if answer.headers.get(words.FAILURE.lower()) == FailureCode.HQ_REFUSED_STATION:
        raise WorldError(FailureCode.HQ_REFUSED_STATION, "enrol")
    if answer.status in (400, 401, 403, 404, 409, 422):
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrol", status=str(answer.status))
    if answer.status != 200:
        raise failure_of(answer)
    return read_answer(answer.body)
