"""Sign as security objects and master lists are signed: CMS SignedData (RFC 5652, Doc 9303-10 and -12)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from asn1crypto import algos, cms, core, x509

from devices.simulated.chip.certificates import key_id
from devices.simulated.chip.signing import TrialKey


@dataclass(frozen=True, slots=True)
class Manner:
    """The ways in which issuers differ: how the signer is named, and how the algorithm."""

    by_key_id: bool = False  # sid is the subject key identifier
    bare_rsa: bool = False  # rsaEncryption: the hash stands in digestAlgorithm only (NZ, US)
    with_time: bool = True
    embedded: bool = True  # the signer's certificate lies in the object


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs: key and certificate (DER)."""

    key: TrialKey
    certificate: bytes
    manner: Manner = field(default_factory=Manner)


def signed_data(
    content_type: str, content: bytes, hand: Hand, signed_at: object, others: tuple[bytes, ...] = ()
) -> bytes:
    """ContentInfo with SignedData (DER) over `content`; `others` are further certificates to carry."""
    digest = hand.key.scheme.digest
    attributes = _attributes(content_type, content, digest, signed_at if hand.manner.with_time else None)
    signer = cms.SignerInfo(
        {
            "version": "v3" if hand.manner.by_key_id else "v1",
            "sid": _named(hand),
            "digest_algorithm": _digest_algorithm(digest),
            "signed_attrs": attributes,
            "signature_algorithm": _signature_algorithm(hand),
            # What is signed is the SET itself, not the [0] in its place (RFC 5652, 5.4).
            "signature": hand.key.sign(attributes.dump()),
        }
    )
    carried = ([hand.certificate] if hand.manner.embedded else []) + list(others)
    data = {
        "version": "v3",
        "digest_algorithms": [_digest_algorithm(digest)],
        "encap_content_info": {"content_type": content_type, "content": core.ParsableOctetString(content)},
        "signer_infos": [signer],
    }
    if carried:
        data["certificates"] = [x509.Certificate.load(der) for der in carried]
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def _attributes(content_type: str, content: bytes, digest: str, signed_at: object) -> cms.CMSAttributes:
    values: list[dict[str, object]] = [
        {"type": "content_type", "values": [content_type]},
        {"type": "message_digest", "values": [hashlib.new(digest, content).digest()]},
    ]
    if signed_at is not None:
        values.append({"type": "signing_time", "values": [cms.Time(name="utc_time", value=signed_at)]})
    return cms.CMSAttributes(values)


def _named(hand: Hand) -> cms.SignerIdentifier:
    if hand.manner.by_key_id:
        return cms.SignerIdentifier({"subject_key_identifier": key_id(hand.key)})
    known = x509.Certificate.load(hand.certificate)
    named = {"issuer": known.issuer, "serial_number": known.serial_number}
    return cms.SignerIdentifier({"issuer_and_serial_number": named})


def _signature_algorithm(hand: Hand) -> algos.SignedDigestAlgorithm:
    if hand.manner.bare_rsa and hand.key.scheme.kind == "rsa":
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15", "parameters": core.Null()})
    return hand.key.algorithm


def _digest_algorithm(digest: str) -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": digest})
