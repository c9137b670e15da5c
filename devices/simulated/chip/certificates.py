"""Write the certificates and revocation lists of the trial PKI (Doc 9303-12, 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core, crl, x509

from devices.emrtd.tlv import encode
from devices.simulated.chip.signing import TrialKey

DOCUMENT_TYPES = "2.23.136.1.1.6.2"
MASTER_LIST_SIGNER = "2.23.136.1.1.3"


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """What a certificate is to say; `issuer_id` is the subject key identifier of its issuer."""

    subject: x509.Name
    key: TrialKey
    serial: int
    valid: Span
    extensions: tuple[x509.Extension, ...]


def name(country: str, common_name: str) -> x509.Name:
    """A name of the trial PKI: its organization tells every reader not to trust it."""
    return x509.Name.build(
        {
            "country_name": country,
            "organization_name": "Matapa trial PKI - not for use",
            "common_name": common_name,
        }
    )


def key_id(key: TrialKey) -> bytes:
    """The subject key identifier: SHA-1 of the public key (RFC 5280, 4.2.1.2)."""
    # The key id is a name, not a protection.
    return hashlib.sha1(bytes(key.spki["public_key"]), usedforsecurity=False).digest()


def certificate(request: Request, issuer: x509.Name, signer: TrialKey) -> bytes:
    """The certificate (DER), signed by the issuer's key."""
    tbs = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": request.serial,
            "signature": signer.algorithm,
            "issuer": issuer,
            "validity": {"not_before": _time(request.valid.start), "not_after": _time(request.valid.end)},
            "subject": request.subject,
            "subject_public_key_info": request.key.spki,
            "extensions": list(request.extensions),
        }
    )
    signed = {
        "tbs_certificate": tbs,
        "signature_algorithm": signer.algorithm,
        "signature_value": signer.sign(tbs.dump()),
    }
    return bytes(x509.Certificate(signed).dump())


def authority_extensions(own: bytes, issuer: bytes, used: Span) -> tuple[x509.Extension, ...]:
    """Of a country signing authority (table 6, CSCA and link certificates)."""
    return (
        _extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
        _extension("basic_constraints", {"ca": True, "path_len_constraint": 0}, critical=True),
        *_identifiers(own, issuer),
        _usage_period(used),
    )


def signer_extensions(
    own: bytes, issuer: bytes, used: Span, document_types: Sequence[str]
) -> tuple[x509.Extension, ...]:
    """Of a document signer (table 6), which signs documents of these types only."""
    types = core.SetOf(spec=core.PrintableString, value=list(document_types))
    listed = encode(0x30, core.Integer(0).dump() + types.dump())
    return (
        _extension("key_usage", {"digital_signature"}, critical=True),
        *_identifiers(own, issuer),
        _usage_period(used),
        x509.Extension({"extn_id": DOCUMENT_TYPES, "extn_value": listed}),
    )


def list_signer_extensions(own: bytes, issuer: bytes) -> tuple[x509.Extension, ...]:
    """Of a master list signer (table 6)."""
    return (
        _extension("key_usage", {"digital_signature"}, critical=True),
        *_identifiers(own, issuer),
        _extension("extended_key_usage", [MASTER_LIST_SIGNER], critical=True),
    )


def server_extensions(own: bytes, issuer: bytes) -> tuple[x509.Extension, ...]:
    """Of a web server, which has no business signing documents."""
    return (
        _extension("key_usage", {"digital_signature", "key_encipherment"}, critical=True),
        *_identifiers(own, issuer),
        _extension("extended_key_usage", ["server_auth"]),
    )


def revocation_list(
    issuer: x509.Name, signer: TrialKey, period: Span, number: int, revoked: Sequence[tuple[int, datetime]]
) -> bytes:
    """A certificate revocation list (DER, Doc 9303-12, 7.2): serial numbers and since when."""
    entries = [{"user_certificate": serial, "revocation_date": _time(since)} for serial, since in revoked]
    tbs = crl.TbsCertList(
        {
            "version": "v2",
            "signature": signer.algorithm,
            "issuer": issuer,
            "this_update": _time(period.start),
            "next_update": _time(period.end),
            # An empty list of revocations is left out, not written as empty (RFC 5280, 5.1.2.6).
            **({"revoked_certificates": entries} if entries else {}),
            "crl_extensions": [
                {"extn_id": "authority_key_identifier", "extn_value": {"key_identifier": key_id(signer)}},
                {"extn_id": "crl_number", "extn_value": number},
            ],
        }
    )
    signed = {
        "tbs_cert_list": tbs,
        "signature_algorithm": signer.algorithm,
        "signature": signer.sign(tbs.dump()),
    }
    return bytes(crl.CertificateList(signed).dump())


def _identifiers(own: bytes, issuer: bytes) -> tuple[x509.Extension, x509.Extension]:
    return (
        _extension("key_identifier", own),
        _extension("authority_key_identifier", {"key_identifier": issuer}),
    )


def _usage_period(used: Span) -> x509.Extension:
    return _extension("private_key_usage_period", {"not_before": used.start, "not_after": used.end})


def _extension(kind: str, value: object, *, critical: bool = False) -> x509.Extension:
    return x509.Extension({"extn_id": kind, "critical": critical, "extn_value": value})


def _time(moment: datetime) -> x509.Time:
    # RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
    return x509.Time(name="utc_time" if moment.year < 2050 else "general_time", value=moment)
