"""An invented state that signs passports, built with asn1crypto: bytes that no line of ours has written.

Every part can be made wrong on purpose; the names and keys are nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

from asn1crypto import algos, cms, core, crl, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from devices.emrtd.groups import Curve, by_name

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
LDS_TYPE = "2.23.136.1.1.1"
Extensions: TypeAlias = list[tuple[str, bool, bytes]]

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303 - to see it refused
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@cache
def ec_key(number: int = 0, curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    """A key of its own for each number, the same throughout a run."""
    return ec.generate_private_key(curve())


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """An RSA key of 2048 bits for each number, the same throughout a run."""
    return rsa.generate_private_key(65537, 2048)


def spki_of(key: PrivateKey) -> bytes:
    """The SubjectPublicKeyInfo of a key."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def spelt_out(curve: Curve, point: bytes, **changed: Any) -> bytes:
    """A SubjectPublicKeyInfo with the curve's numbers in place of its name, some of them changed."""
    size = curve.size
    numbers: dict[str, Any] = {
        "a": curve.a,
        "b": curve.b,
        "order": curve.n,
        "cofactor": curve.h,
        "p": curve.p,
        "g": b"",
    } | changed
    plain = b"\x04" + curve.g[0].to_bytes(size) + curve.g[1].to_bytes(size)
    coefficients = [numbers[one].to_bytes(size) for one in ("a", "b")]
    members = (
        core.Integer(1).dump()
        + wrap(0x30, core.ObjectIdentifier("1.2.840.10045.1.1").dump() + core.Integer(numbers["p"]).dump())
        + wrap(0x30, b"".join(core.OctetString(one).dump() for one in coefficients))
        + core.OctetString(numbers["g"] or plain).dump()
        + core.Integer(numbers["order"]).dump()
        + (core.Integer(numbers["cofactor"]).dump() if numbers["cofactor"] is not None else b"")
    )
    algorithm = wrap(0x30, core.ObjectIdentifier("1.2.840.10045.2.1").dump() + wrap(0x30, members))
    return wrap(0x30, algorithm + wrap(0x03, b"\0" + point))


def generator(curve: Curve) -> bytes:
    """The uncompressed point that a curve begins from."""
    return b"\x04" + curve.g[0].to_bytes(curve.size) + curve.g[1].to_bytes(curve.size)


def altered_curve() -> bytes:
    """A key on secp256r1 but for the generator (CVE-2020-0601)."""
    curve = by_name("secp256r1")
    assert curve is not None
    own = generator(curve)[:33] + (curve.p - curve.g[1]).to_bytes(32)
    return spelt_out(curve, generator(curve), g=own)


def name(country: str = "UT", common: str = "CSCA Utopia", organisation: str = "Home Office") -> Any:
    """A distinguished name."""
    return x509.Name.build(
        {"country_name": country, "organization_name": organisation, "common_name": common}
    )


def hash_of(data: bytes, algorithm: str) -> bytes:
    """The hash of some bytes."""
    hasher = hashes.Hash(_HASHES[algorithm])
    hasher.update(data)
    return hasher.finalize()


def sign(key: PrivateKey, data: bytes, algorithm: str, *, pss: bool = False) -> bytes:
    """A signature by any kind of key."""
    chosen = _HASHES[algorithm]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(chosen))
    if pss:
        return key.sign(data, padding.PSS(padding.MGF1(chosen), chosen.digest_size), chosen)
    return key.sign(data, padding.PKCS1v15(), chosen)


def algorithm_of(key: PrivateKey, algorithm: str, *, pss: bool = False) -> Any:
    """The identifier that goes with `sign`."""
    if pss:
        parameters = {
            "hash_algorithm": {"algorithm": algorithm},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": algorithm}},
            "salt_length": _HASHES[algorithm].digest_size,
        }
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    kind = "ecdsa" if isinstance(key, ec.EllipticCurvePrivateKey) else "rsa"
    return algos.SignedDigestAlgorithm({"algorithm": f"{algorithm}_{kind}"})


def usage(*words: str) -> tuple[str, bool, bytes]:
    """The extension keyUsage."""
    return "2.5.29.15", True, x509.KeyUsage(set(words)).dump()


def authority() -> tuple[str, bool, bytes]:
    """What marks an authority: basicConstraints."""
    return "2.5.29.19", True, x509.BasicConstraints({"ca": True, "path_len_constraint": 0}).dump()


def key_id(value: bytes) -> tuple[str, bool, bytes]:
    """The subject key identifier."""
    return "2.5.29.14", False, core.OctetString(value).dump()


def issuer_key_id(value: bytes) -> tuple[str, bool, bytes]:
    """The authority key identifier."""
    return "2.5.29.35", False, x509.AuthorityKeyIdentifier({"key_identifier": value}).dump()


def document_types(*types: str) -> tuple[str, bool, bytes]:
    """The document types that a signer may sign (Doc 9303-12, 7.1.1.6)."""
    inner = core.SetOf([core.PrintableString(one) for one in types], spec=core.PrintableString)
    body = core.Integer(0).dump() + inner.dump()
    return "2.23.136.1.1.6.2", False, wrap(0x30, body)


def usage_period(first: datetime, last: datetime) -> tuple[str, bool, bytes]:
    """When the private key may sign."""
    ends = [moment.strftime("%Y%m%d%H%M%SZ").encode() for moment in (first, last)]
    return "2.5.29.16", False, wrap(0x30, wrap(0x80, ends[0]) + wrap(0x81, ends[1]))


def wrap(tag: int, value: bytes) -> bytes:
    """An object in DER."""
    size = len(value)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2)
    return bytes([tag]) + length + value


def certificate(
    subject: Any,
    key: PrivateKey,
    issuer: Any,
    issuer_key: PrivateKey,
    extensions: Extensions,
    *,
    serial: int = 7,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    algorithm: str = "sha256",
    pss: bool = False,
    spki: bytes = b"",
) -> bytes:
    """A certificate, signed by the issuer's key."""
    identifier = algorithm_of(issuer_key, algorithm, pss=pss)
    tbs = x509.TbsCertificate({
        "version": "v3",
        "serial_number": serial,
        "signature": identifier,
        "issuer": issuer,
        "validity": {"not_before": _time(since), "not_after": _time(until)},
        "subject": subject,
        "subject_public_key_info": x509.PublicKeyInfo.load(spki or spki_of(key)),
        "extensions": x509.Extensions.load(_extensions(extensions)),
    })  # fmt: skip
    signature = sign(issuer_key, tbs.dump(), algorithm, pss=pss)
    whole = {"tbs_certificate": tbs, "signature_algorithm": identifier, "signature_value": signature}
    dumped: bytes = x509.Certificate(whole).dump()
    return dumped


def _extensions(extensions: Extensions) -> bytes:
    """Written byte by byte: asn1crypto would refuse to build the wrong ones."""
    critical = core.Boolean(True).dump()
    members = (
        core.ObjectIdentifier(oid).dump() + (critical if marked else b"") + core.OctetString(value).dump()
        for oid, marked, value in extensions
    )
    return wrap(0x30, b"".join(wrap(0x30, member) for member in members))


def _time(moment: datetime) -> Any:
    return x509.Time({"utc_time": moment})


@dataclass(frozen=True)
class Party:
    """Somebody with a key and a certificate."""

    key: PrivateKey
    certificate: bytes

    @property
    def parsed(self) -> Any:
        """The certificate as asn1crypto reads it."""
        return x509.Certificate.load(self.certificate)


def make_authority(
    country: str = "UT",
    *,
    number: int = 0,
    key: PrivateKey | None = None,
    common: str = "CSCA Utopia",
    **more: Any,
) -> Party:
    """A country signing authority; each number is another generation of its key under the same name."""
    key = key or ec_key(100 + number)
    own = name(country, common)
    marks = [authority(), usage("key_cert_sign", "crl_sign"), key_id(_id(key)), issuer_key_id(_id(key))]
    return Party(key, certificate(own, key, own, key, marks, serial=1000 + number, **more))


def make_link(old: Party, new: Party, **more: Any) -> Party:
    """The new key of an authority, vouched for by its old one (Doc 9303-12, 4.2)."""
    marks = [
        authority(),
        usage("key_cert_sign", "crl_sign"),
        key_id(_id(new.key)),
        issuer_key_id(_id(old.key)),
    ]
    subject, issuer = new.parsed.subject, old.parsed.subject
    return Party(new.key, certificate(subject, new.key, issuer, old.key, marks, serial=2000, **more))


def make_signer(
    by: Party,
    *,
    key: PrivateKey | None = None,
    marks: Extensions | None = None,
    common: str = "Signer 1",
    **more: Any,
) -> Party:
    """A document signer of an authority; `marks` in place of its usual extensions."""
    key = key or ec_key(1)
    issuer = by.parsed.subject
    subject = name(issuer.native["country_name"], common)
    usual = [usage("digital_signature"), document_types("P"), key_id(_id(key)), issuer_key_id(_id(by.key))]
    extensions = usual if marks is None else marks
    return Party(key, certificate(subject, key, issuer, by.key, extensions, **more))


def _id(key: PrivateKey) -> bytes:
    return hash_of(spki_of(key), "sha1")


def security_object(algorithm: str = "sha256", groups: Sequence[int] = (1, 2)) -> bytes:
    """An LDSSecurityObject of version 0 over invented files."""
    hashed = b"".join(
        wrap(0x30, core.Integer(n).dump() + core.OctetString(hash_of(b"file %d" % n, algorithm)).dump())
        for n in groups
    )
    identifier = algos.DigestAlgorithm({"algorithm": algorithm}).dump()
    return wrap(0x30, core.Integer(0).dump() + identifier + wrap(0x30, hashed))


@dataclass(frozen=True)
class Making:
    """How a SignedData is made; every field can be made wrong."""

    digest: str = "sha256"
    algorithm: Any = None  # of the SignerInfo; None for the right one
    pss: bool = False
    by_key_id: bool = False
    attributes: bool = True
    content_type: str = LDS_TYPE
    signed_type: str = ""  # what the attribute contentType says; empty for the same
    signed_content: bytes = b""  # what the digest is of; empty for the content
    certificates: tuple[bytes, ...] | None = None
    signing_time: datetime | None = None
    before_signing: Callable[[Any], Any] = lambda attributes: attributes
    after_signing: Callable[[Any], Any] = lambda info: info


def signed_data(content: bytes, signer: Party, making: Making = Making()) -> bytes:
    """A ContentInfo with SignedData."""
    attributes = _attributes(content, making)
    over = attributes.dump() if making.attributes else content
    sid = cms.SignerIdentifier(
        {"subject_key_identifier": signer.parsed.key_identifier}
        if making.by_key_id
        else {
            "issuer_and_serial_number": {
                "issuer": signer.parsed.issuer,
                "serial_number": signer.parsed.serial_number,
            }
        }
    )
    fields = {
        "version": "v3" if making.by_key_id else "v1",
        "sid": sid,
        "digest_algorithm": {"algorithm": making.digest},
        "signature_algorithm": making.algorithm or algorithm_of(signer.key, making.digest, pss=making.pss),
        "signature": sign(signer.key, over, making.digest, pss=making.pss),
    }
    if making.attributes:
        fields["signed_attrs"] = attributes
    info = making.after_signing(cms.SignerInfo(fields))
    certificates = (signer.certificate,) if making.certificates is None else making.certificates
    inner = {"content_type": making.content_type, "content": core.ParsableOctetString(content)}
    choices = [cms.CertificateChoices({"certificate": x509.Certificate.load(one)}) for one in certificates]
    body = cms.SignedData({
        "version": "v3",
        "digest_algorithms": [{"algorithm": making.digest}],
        "encap_content_info": inner,
        "certificates": choices,
        "signer_infos": [info],
    })  # fmt: skip
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": body}).dump()
    return dumped


def _attributes(content: bytes, making: Making) -> Any:
    attributes = [
        {"type": "content_type", "values": [making.signed_type or making.content_type]},
        {"type": "message_digest", "values": [hash_of(making.signed_content or content, making.digest)]},
    ]
    if making.signing_time is not None:
        moment = cms.Time({"utc_time": making.signing_time})
        attributes.append({"type": "signing_time", "values": [moment]})
    return cms.CMSAttributes(making.before_signing([cms.CMSAttribute(one) for one in attributes]))


def sod(signer: Party, making: Making = Making(), content: bytes = b"") -> bytes:
    """An EF.SOD."""
    return wrap(0x77, signed_data(content or security_object(), signer, making))


def revocations(
    by: Party,
    serials: Iterable[int] = (),
    *,
    key: PrivateKey | None = None,
    since: datetime = SINCE,
    until: datetime | None = UNTIL,
    reason: str = "key_compromise",
    extensions: Extensions | None = None,
) -> bytes:
    """A CRL of an authority; `key` in place of its own makes it a forgery."""
    key = key or by.key
    lines = [
        {"user_certificate": one, "revocation_date": _time(since),
         "crl_entry_extensions": [{"extn_id": "crl_reason", "extn_value": core.ParsableOctetString(
             crl.CRLReason(reason).dump())}]}
        for one in serials
    ]  # fmt: skip
    marks = [issuer_key_id(_id(by.key))] if extensions is None else extensions
    fields = {
        "version": "v2",
        "signature": algorithm_of(key, "sha256"),
        "issuer": by.parsed.subject,
        "this_update": _time(since),
        "crl_extensions": crl.TBSCertListExtensions.load(_extensions(marks)),
    }  # fmt: skip
    if until is not None:
        fields["next_update"] = _time(until)
    if lines:
        fields["revoked_certificates"] = lines
    tbs = crl.TbsCertList(fields)
    whole = {
        "tbs_cert_list": tbs,
        "signature_algorithm": algorithm_of(key, "sha256"),
        "signature": sign(key, tbs.dump(), "sha256"),
    }
    dumped: bytes = crl.CertificateList(whole).dump()
    return dumped
