"""Signed content: EF.SOD, EF.CardSecurity and master lists are all CMS SignedData (RFC 5652, 5).

A signature is proved with exactly the certificate that its SignerInfo names. Whose certificate that
is, and whether to trust it, is asked elsewhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.trust import der
from app.trust.certificates import Certificate, certificate
from app.trust.keys import Unusable
from app.trust.names import name_key, same_parts
from app.trust.signatures import Algorithm, Method, algorithm_of, digest, hash_of, holds, method_of
from devices.emrtd.errors import Malformed

_WHERE = "signed data"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{last}" for last in (3, 4, 5))
_MOST_CERTIFICATES: Final = 64
_MOST_SIGNERS: Final = 8
ID_DATA: Final = "1.2.840.113549.1.7.1"


class NotSigned(Exception):
    """The content is not signed as it should be; `word` says what is wrong, `why` of what kind it is."""

    def __init__(self, word: str, why: str = "") -> None:
        self.word = word
        self.why = why
        super().__init__(word)


@dataclass(frozen=True, slots=True)
class Signer:
    """One SignerInfo: how it names its certificate, its algorithms, its signature.

    Either `issuer` (a name in DER) and `serial` name the certificate, or `key_id` does. `attributes`
    are the signed attributes as they stood, outer tag A0 included; None where there are none.
    """

    issuer: bytes
    serial: int
    key_id: bytes
    digest: str
    attributes: bytes | None
    algorithm: Algorithm
    signature: bytes

    def names(self, candidate: Certificate) -> bool:
        """Whether this is the certificate that the signer names."""
        if self.key_id:
            return candidate.key_id() == self.key_id
        return candidate.serial == self.serial and same_parts(candidate.issuer, self.issuer)


@dataclass(frozen=True, slots=True)
class SignedContent:
    """A SignedData: the content, its type, its signers, and the certificates (DER) that came along."""

    content_type: str
    content: bytes
    signers: tuple[Signer, ...]
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: who made it, how, when by his own words, and what was odd about it.

    `remarks` are of sha1, no_signed_attributes, attributes_not_der.
    """

    certificate: Certificate
    method: Method
    signing_time: datetime | None
    remarks: tuple[str, ...]


def open_signed(data: bytes) -> SignedContent:
    """The SignedData in a ContentInfo, DER or BER, nothing of it proved; raises Malformed."""
    data = der.definite(data, _WHERE)
    info = der.Fields(der.read(data, der.SEQUENCE, _WHERE), _WHERE)
    if der.oid(info.take(der.OID), _WHERE) != _SIGNED_DATA:
        raise Malformed(_WHERE, "the file is signed in another way, or not at all")
    fields = der.Fields(der.read(info.take(0xA0).value, der.SEQUENCE, _WHERE), _WHERE)
    fields.take(der.INTEGER)  # the version, which issuers get wrong
    fields.take(der.SET)  # the digests used, said again by each signer
    content = der.Fields(fields.take(der.SEQUENCE), _WHERE)
    content_type = der.oid(content.take(der.OID), _WHERE)
    tagged = content.maybe(0xA0)
    if tagged is None:
        raise Malformed(_WHERE, "the signed content is not in it")
    certificates, crls = fields.maybe(0xA0), fields.maybe(0xA1)
    signers = der.inside(fields.take(der.SET), _WHERE)
    found = (
        [node.raw for node in der.inside(certificates, _WHERE) if node.tag == der.SEQUENCE]
        if certificates
        else []
    )
    if len(found) > _MOST_CERTIFICATES or len(signers) > _MOST_SIGNERS:
        raise Malformed(_WHERE, "more certificates or signers than any issuer sends")
    return SignedContent(
        content_type,
        der.octets(der.read(tagged.value, where=_WHERE), _WHERE),
        tuple(_signer(node) for node in signers),
        tuple(found),
        tuple(node.raw for node in der.inside(crls, _WHERE)) if crls else (),
        data,
    )


def _signer(node: der.Node) -> Signer:
    fields = der.Fields(der.expect(node, der.SEQUENCE, _WHERE), _WHERE)
    fields.take(der.INTEGER)  # the version follows from what comes next
    sid = fields.take(der.SEQUENCE, 0x80)
    issuer, serial, key_id = b"", 0, b""
    if sid.tag == der.SEQUENCE:
        pair = der.Fields(sid, _WHERE)
        issuer, serial = pair.take(der.SEQUENCE).raw, der.unsigned(pair.take(der.INTEGER), _WHERE)
        name_key(issuer)  # here, so that `names` cannot raise
    else:
        key_id = sid.value
        if not key_id:
            raise Malformed(_WHERE, "a signer names no certificate")
    hashed = algorithm_of(fields.take(der.SEQUENCE), _WHERE)
    attributes = fields.maybe(0xA0)
    algorithm = algorithm_of(fields.take(der.SEQUENCE), _WHERE)
    signature = der.octets(fields.take(der.OCTETS, 0x24), _WHERE)
    return Signer(
        issuer,
        serial,
        key_id,
        hashed.oid,
        None if attributes is None else attributes.raw,
        algorithm,
        signature,
    )


def certificate_of(signed: SignedContent, signer: Signer, others: Iterable[Certificate] = ()) -> Certificate:
    """The one certificate that the signer names, of those that came along and of `others`.

    Raises NotSigned: no_certificate where none came along, certificate_missing where it is not among
    them or where the name fits two with different keys.
    """
    candidates = [found for found in (*embedded(signed), *others) if signer.names(found)]
    if not candidates:
        raise NotSigned("certificate_missing" if signed.certificates else "no_certificate")
    if len({found.spki for found in candidates}) > 1:
        raise NotSigned("certificate_missing")
    return candidates[0]


def embedded(signed: SignedContent) -> tuple[Certificate, ...]:
    """The certificates that came along, those left out that nothing can be made of."""
    return tuple(found for raw in signed.certificates if (found := _readable(raw)) is not None)


def _readable(raw: bytes) -> Certificate | None:
    try:
        return certificate(raw)
    except Malformed:  # one that nobody names may be anything
        return None


def verify(signed: SignedContent, signer: Signer, maker: Certificate) -> Signed:
    """Prove that this certificate's key signed the content in the way that the signer says.

    Raises NotSigned: digest_wrong where the content is not what was signed, attributes_wrong where
    the signed attributes lack what they must have (`why` says what), wrong where the signature is.
    Raises Unusable where the algorithm or key proves nothing, and Malformed.
    """
    method = method_of(signer.algorithm, signer.digest)
    hash_of(signer.digest)
    remarks = ["sha1"] if "SHA-1" in method.words.split() else []
    signing_time = None
    if signer.attributes is None:
        # Without attributes their DER could be passed off as content; nothing we read begins as they do.
        if signed.content[:1] == bytes([der.SET]):
            raise NotSigned("attributes_wrong", "the content is a set of attributes")
        remarks.append("no_signed_attributes")
        versions: tuple[bytes, ...] = (signed.content,)
    else:
        attributes = _attributes(signer.attributes)
        _content_fits(signed, signer, attributes)
        signing_time = _signing_time(attributes)
        versions = _as_signed(signer.attributes)
    key = maker.key()
    for turn, version in enumerate(versions):
        if holds(key, method, signer.signature, version):
            return Signed(maker, method, signing_time, (*remarks, *(("attributes_not_der",) if turn else ())))
    raise NotSigned("wrong")


def _attributes(raw: bytes) -> dict[str, tuple[der.Node, ...]]:
    """The signed attributes by type; one that stands twice could mean two things and is refused."""
    found: dict[str, tuple[der.Node, ...]] = {}
    for node in der.inside(der.read(raw, where=_WHERE), _WHERE):
        fields = der.Fields(der.expect(node, der.SEQUENCE, _WHERE), _WHERE)
        kind = der.oid(fields.take(der.OID), _WHERE)
        if kind in found:
            raise NotSigned("attributes_wrong", "an attribute stands twice")
        found[kind] = der.inside(fields.take(der.SET), _WHERE)
    return found


def _content_fits(signed: SignedContent, signer: Signer, attributes: dict[str, tuple[der.Node, ...]]) -> None:
    """The two attributes that tie the signature to the content (RFC 5652, 11.1 and 11.2)."""
    types, digests = attributes.get(_CONTENT_TYPE, ()), attributes.get(_MESSAGE_DIGEST, ())
    if len(digests) != 1:
        raise NotSigned("attributes_wrong", "no digest of the content")
    if len(types) != 1:
        raise NotSigned("attributes_wrong", "no type of the content")
    if der.oid(types[0], _WHERE) != signed.content_type:
        raise NotSigned("attributes_wrong", "another type of content was signed")
    if not hmac.compare_digest(der.octets(digests[0], _WHERE), digest(signer.digest, signed.content)):
        raise NotSigned("digest_wrong")


def _signing_time(attributes: dict[str, tuple[der.Node, ...]]) -> datetime | None:
    values = attributes.get(_SIGNING_TIME, ())
    try:
        return der.moment(values[0], _WHERE) if values else None
    except Malformed:  # it is only a help
        return None


def _as_signed(raw: bytes) -> tuple[bytes, ...]:
    """The bytes that may have been signed: a SET for the implicit tag, as it stood, and in DER's order.

    RFC 5652, 5.4 has the signature over DER whatever stands in the message; some issuers sort in one
    place and not in the other.
    """
    node = der.read(raw, where=_WHERE)
    stood = bytes([der.SET]) + raw[1:]
    ordered = der.encode(der.SET, b"".join(sorted(child.raw for child in der.inside(node, _WHERE))))
    return (stood,) if ordered == stood else (stood, ordered)


def verified(
    signed: SignedContent, *, content_types: Collection[str], others: Iterable[Certificate] = ()
) -> Signed:
    """The first signature that holds over content of one of these types.

    Raises NotSigned (content_type, no_signer, and what `certificate_of` and `verify` say of the first
    signer where none holds), Unusable and Malformed.
    """
    if signed.content_type not in content_types:
        raise NotSigned("content_type", signed.content_type)
    others = tuple(others)
    first: NotSigned | Unusable | None = None
    for signer in signed.signers:
        try:
            return verify(signed, signer, certificate_of(signed, signer, others))
        except (NotSigned, Unusable) as wrong:
            first = first or wrong
    raise first or NotSigned("no_signer")
