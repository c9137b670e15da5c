"""One certificate as its issuer wrote it: what it says, not whether it is true (Doc 9303-12, 7.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from app.trust import der
from app.trust.anchors import Anchor
from app.trust.keys import PublicKey, public_key
from app.trust.names import country_of, name_key, name_text
from app.trust.signatures import Algorithm, algorithm_of, holds, method_of
from devices.emrtd.errors import Malformed

_WHERE = "certificate"
_SUBJECT_KEY_ID, _KEY_USAGE, _USAGE_PERIOD = "2.5.29.14", "2.5.29.15", "2.5.29.16"
_BASIC_CONSTRAINTS, _AUTHORITY_KEY_ID, _EXTENDED_USAGE = "2.5.29.19", "2.5.29.35", "2.5.29.37"
_DOCUMENT_TYPES = "2.23.136.1.1.6.2"
_USAGES = (
    "digital_signature", "non_repudiation", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension: whether those who do not know it must refuse the certificate, and its DER."""

    critical: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """An X.509 certificate. Two are equal where their bytes are.

    `signed` is what the issuer signed; `issuer` and `subject` are names in DER; `serial` is never
    negative, whatever the issuer wrote. What the extensions say is read when asked for and may then
    raise Malformed: a wrong extension does not make the key useless.
    """

    raw: bytes
    signed: bytes = field(compare=False, repr=False)
    serial: int = field(compare=False)
    issuer: bytes = field(compare=False, repr=False)
    subject: bytes = field(compare=False, repr=False)
    not_before: datetime = field(compare=False)
    not_after: datetime = field(compare=False)
    spki: bytes = field(compare=False, repr=False)
    algorithm: Algorithm = field(compare=False)
    signature: bytes = field(compare=False, repr=False)
    extensions: dict[str, Extension] = field(compare=False, repr=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate in hex."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def subject_key(self) -> bytes:
        """The name key of the subject."""
        return name_key(self.subject)

    @property
    def issuer_key(self) -> bytes:
        """The name key of the issuer."""
        return name_key(self.issuer)

    @property
    def country(self) -> str:
        """The country of the subject in capitals, empty where it names none."""
        return country_of(self.subject)

    @property
    def subject_text(self) -> str:
        """The subject for people, on one line."""
        return name_text(self.subject)

    @property
    def issuer_text(self) -> str:
        """The issuer for people, on one line."""
        return name_text(self.issuer)

    @property
    def serial_text(self) -> str:
        """The serial number in hex, as issuers print it."""
        return f"{self.serial:X}"

    def key(self) -> PublicKey:
        """The public key; raises Unusable."""
        return public_key(self.spki)

    def signed_by(self, key: PublicKey) -> bool:
        """Whether this key signed the certificate; raises Unusable, and Malformed for odd PSS parameters."""
        return holds(key, method_of(self.algorithm), self.signature, self.signed)

    def key_id(self) -> bytes:
        """The subject key identifier, empty where there is none or it is none."""
        found = self.extensions.get(_SUBJECT_KEY_ID)
        try:
            return der.octets(der.read(found.value, where=_WHERE)) if found else b""
        except Malformed:  # it only helps to find the certificate
            return b""

    def issuer_key_id(self) -> bytes:
        """The authority key identifier, empty where there is none or it is none."""
        return authority_key_id(self.extensions)

    def key_usage(self) -> frozenset[str] | None:
        """What the key may be used for (`digital_signature`, `key_cert_sign`, `crl_sign`), None if unsaid."""
        found = self.extensions.get(_KEY_USAGE)
        if found is None:
            return None
        flags = der.bits(der.read(found.value, der.BITS, _WHERE), _WHERE)
        return frozenset(
            name
            for at, name in enumerate(_USAGES)
            if at // 8 < len(flags) and flags[at // 8] & 0x80 >> at % 8
        )

    def may_issue(self) -> bool | None:
        """Whether basicConstraints make it a certificate authority; None where they are absent."""
        found = self.extensions.get(_BASIC_CONSTRAINTS)
        if found is None:
            return None
        # Whatever stands after the flag (a path length, in errors of some issuers a wrong one) is no concern.
        flag = der.Fields(der.read(found.value, der.SEQUENCE, _WHERE), _WHERE).maybe(der.BOOLEAN)
        return flag is not None and flag.value != b"\0"

    def extended_usage(self) -> tuple[str, ...]:
        """The purposes of extendedKeyUsage as object identifiers, empty where it is absent."""
        found = self.extensions.get(_EXTENDED_USAGE)
        if found is None:
            return ()
        return tuple(
            der.oid(node, _WHERE) for node in der.inside(der.read(found.value, der.SEQUENCE, _WHERE), _WHERE)
        )

    def usage_period(self) -> tuple[datetime | None, datetime | None]:
        """From when to when the private key may sign (RFC 3280, 4.2.1.4); None where it does not say."""
        found = self.extensions.get(_USAGE_PERIOD)
        if found is None:
            return None, None
        fields = der.Fields(der.read(found.value, der.SEQUENCE, _WHERE), _WHERE)
        ends = fields.maybe(0x80), fields.maybe(0x81)
        first, last = (
            None if end is None else der.moment(der.Node(der.GENERAL_TIME, end.value, end.raw), _WHERE)
            for end in ends
        )
        return first, last

    def document_types(self) -> tuple[str, ...] | None:
        """The MRZ document types it may sign (Doc 9303-12, 7.1.1.6: `P`, `ID`), None where unsaid."""
        found = self.extensions.get(_DOCUMENT_TYPES)
        if found is None:
            return None
        fields = der.Fields(der.read(found.value, der.SEQUENCE, _WHERE), _WHERE)
        fields.take(der.INTEGER)
        types = der.inside(fields.take(der.SET, der.SEQUENCE), _WHERE)
        return tuple(node.value.decode("ascii", "replace").strip().rstrip("<").upper() for node in types)


def certificate(data: bytes) -> Certificate:
    """The certificate that these bytes (DER) are; raises Malformed."""
    outer = der.Fields(der.read(data, der.SEQUENCE, _WHERE), _WHERE)
    signed = outer.take(der.SEQUENCE)
    algorithm, signature = (
        algorithm_of(outer.take(der.SEQUENCE), _WHERE),
        der.bits(outer.take(der.BITS), _WHERE),
    )
    fields = der.Fields(signed, _WHERE)
    fields.maybe(0xA0)  # the version
    serial = der.unsigned(fields.take(der.INTEGER), _WHERE)
    fields.take(der.SEQUENCE)  # the algorithm again
    issuer = fields.take(der.SEQUENCE)
    validity = der.Fields(fields.take(der.SEQUENCE), _WHERE)
    not_before, not_after = (der.moment(validity.take(), _WHERE) for _ in range(2))
    subject, spki = fields.take(der.SEQUENCE), fields.take(der.SEQUENCE)
    fields.maybe(0x81, 0xA1)  # unique identifiers, of no use to anyone
    fields.maybe(0x82, 0xA2)
    names = (issuer.raw, subject.raw)
    for name in names:
        name_key(name)  # once here, so that no property below can raise
    return Certificate(
        data, signed.raw, serial, *names, not_before, not_after, spki.raw,
        algorithm, signature, extensions_of(fields.maybe(0xA3), _WHERE),
    )  # fmt: skip


def extensions_of(tagged: der.Node | None, where: str) -> dict[str, Extension]:
    """The extensions in their explicit tag, by object identifier; of a doubled one raises Malformed."""
    found: dict[str, Extension] = {}
    if tagged is None:
        return found
    for node in der.inside(der.read(tagged.value, der.SEQUENCE, where), where):
        fields = der.Fields(der.expect(node, der.SEQUENCE, where), where)
        identifier = der.oid(fields.take(der.OID), where)
        flag = fields.maybe(der.BOOLEAN)
        if identifier in found:
            raise Malformed(where, "an extension stands twice")
        critical = flag is not None and flag.value != b"\0"
        found[identifier] = Extension(critical, fields.take(der.OCTETS).value)
    return found


def authority_key_id(extensions: dict[str, Extension]) -> bytes:
    """The key identifier in an authorityKeyIdentifier, empty where there is none or it is none."""
    found = extensions.get(_AUTHORITY_KEY_ID)
    try:
        node = der.Fields(der.read(found.value, der.SEQUENCE, _WHERE), _WHERE).maybe(0x80) if found else None
    except Malformed:  # it only helps to find the issuer
        return b""
    return node.value if node is not None else b""


def anchor_of(data: bytes, source_id: str) -> Anchor:
    """The anchor that this certificate (DER) makes; raises Malformed, and Unusable where its key is."""
    found = certificate(data)
    found.key()
    return Anchor(
        data, found.subject_key, found.issuer_key, found.key_id(), found.country,
        found.not_before, found.not_after, found.fingerprint, source_id,
    )  # fmt: skip
