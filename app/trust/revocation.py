"""Certificate revocation lists: what they say, whether their issuer says it, and of whom (RFC 5280, 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.trust import der
from app.trust.anchors import Anchors, Revocations
from app.trust.certificates import Certificate, Extension, authority_key_id, certificate, extensions_of
from app.trust.keys import PublicKey, Unusable
from app.trust.names import country_of, name_key
from app.trust.signatures import Algorithm, algorithm_of, holds, method_of
from devices.emrtd.errors import Malformed

_WHERE = "revocation list"
_REASON = "2.5.29.21"
_ENUMERATED = 0x0A
_HOLD, _REMOVED = 6, 8
_REASONS: Final = {
    1: "key_compromise", 2: "ca_compromise", 3: "affiliation_changed", 4: "superseded",
    5: "cessation_of_operation", _HOLD: "certificate_hold", 9: "privilege_withdrawn", 10: "aa_compromise",
}  # fmt: skip
_UNDERSTOOD = frozenset({"2.5.29.20", "2.5.29.35"})  # its number, its issuer's key
_NO_END_DAYS: Final = 90  # how long a list without nextUpdate counts
_MOST_LISTS: Final = 8


@dataclass(frozen=True, slots=True)
class Revoked:
    """One line of a list: since when, and why in a word (`key_compromise`, `unsaid`)."""

    when: datetime
    why: str


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL: whom its issuer revoked, by serial number."""

    raw: bytes
    signed: bytes = field(repr=False)
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    algorithm: Algorithm
    signature: bytes = field(repr=False)
    extensions: dict[str, Extension] = field(repr=False)
    lines: dict[int, Revoked] = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether it lists everything its issuer revoked; one of parts or differences says so critically."""
        return not any(one.critical and name not in _UNDERSTOOD for name, one in self.extensions.items())

    def signed_by(self, key: PublicKey) -> bool:
        """Whether this key signed the list; raises Unusable and Malformed."""
        return holds(key, method_of(self.algorithm), self.signature, self.signed)


def _lines(listed: der.Node | None) -> dict[int, Revoked]:
    found: dict[int, Revoked] = {}
    for node in der.inside(listed, _WHERE) if listed else ():
        fields = der.Fields(der.expect(node, der.SEQUENCE, _WHERE), _WHERE)
        serial, when = der.unsigned(fields.take(der.INTEGER), _WHERE), der.moment(fields.take(), _WHERE)
        why = _why(fields.maybe(der.SEQUENCE))
        if why != _REMOVED:
            found[serial] = Revoked(when, _REASONS.get(why, "unsaid"))
    return found


def _why(extensions: der.Node | None) -> int:
    for node in der.inside(extensions, _WHERE) if extensions else ():
        fields = der.Fields(der.expect(node, der.SEQUENCE, _WHERE), _WHERE)
        kind = der.oid(fields.take(der.OID), _WHERE)
        fields.maybe(der.BOOLEAN)
        value = fields.take(der.OCTETS).value
        if kind == _REASON:
            return int.from_bytes(der.read(value, _ENUMERATED, _WHERE).value)
    return 0


def revocation_list(data: bytes) -> RevocationList:
    """The CRL that these bytes (DER) are; raises Malformed."""
    outer = der.Fields(der.read(data, der.SEQUENCE, _WHERE), _WHERE)
    signed = outer.take(der.SEQUENCE)
    algorithm, signature = (
        algorithm_of(outer.take(der.SEQUENCE), _WHERE),
        der.bits(outer.take(der.BITS), _WHERE),
    )
    fields = der.Fields(signed, _WHERE)
    fields.maybe(der.INTEGER)  # the version
    fields.take(der.SEQUENCE)  # the algorithm again
    issuer = fields.take(der.SEQUENCE).raw
    name_key(issuer)  # here, so that nothing later can raise
    this_update = der.moment(fields.take(der.UTC_TIME, der.GENERAL_TIME), _WHERE)
    until = fields.maybe(der.UTC_TIME, der.GENERAL_TIME)
    lines = fields.maybe(der.SEQUENCE)
    extensions = extensions_of(fields.maybe(0xA0), _WHERE)
    return RevocationList(
        data, signed.raw, issuer, this_update, der.moment(until, _WHERE) if until else None,
        algorithm, signature, extensions, _lines(lines),
    )  # fmt: skip


def revocations_of(data: bytes, source_id: str) -> Revocations:
    """What the store keeps of a CRL (DER), its signature not yet proved; raises Malformed."""
    found = revocation_list(data)
    key_id = authority_key_id(found.extensions)
    return Revocations(data, name_key(found.issuer), key_id, found.this_update, found.next_update, source_id)


def judge(signer: Certificate, issuer: Certificate, anchors: Anchors, now: datetime) -> Check:
    """Whether a document signer, or the authority that signed it, is revoked by the lists on board."""
    proved, wrong = _proved_lists(issuer.subject_key, anchors)
    own = proved if issuer.issuer_key == issuer.subject_key else _proved_lists(issuer.issuer_key, anchors)[0]
    for word, subject, lists in (("signer_revoked", signer, proved), ("issuer_revoked", issuer, own)):
        found = _revoked(subject, lists)
        if found is not None:
            line, crl = found
            return _check(
                Verdict.FAILED, word, serial=subject.serial_text, revoked_on=_day(line.when), why=line.why,
                list_date=_day(crl.this_update),
            )  # fmt: skip
    if not proved:
        if wrong is not None:
            return _check(Verdict.UNDETERMINED, "list_wrong", list_date=_day(wrong.this_update))
        return _check(Verdict.UNDETERMINED, "no_list", country=country_of(signer.issuer))
    return _freshness(proved[0], now)


def _freshness(newest: RevocationList, now: datetime) -> Check:
    until = newest.next_update or newest.this_update + timedelta(days=_NO_END_DAYS)
    dates = {"list_date": _day(newest.this_update), "next_update": _day(until)}
    if not newest.whole:
        return _check(Verdict.UNDETERMINED, "partial", **dates)
    if newest.this_update - timedelta(days=1) > now:
        return _check(Verdict.UNDETERMINED, "ahead", **dates)
    if now > until:
        return _check(Verdict.UNDETERMINED, "old", **dates)
    return _check(Verdict.PASSED, "clear", **dates)


def _proved_lists(issuer: bytes, anchors: Anchors) -> tuple[list[RevocationList], RevocationList | None]:
    """The lists that a key of their issuer on board signed, newest first; and the newest that none did."""
    keys = [found for anchor in anchors.named(issuer) if _may_revoke(found := certificate(anchor.der))]
    proved: list[RevocationList] = []
    wrong: RevocationList | None = None
    for kept in anchors.revocations(issuer)[:_MOST_LISTS]:
        crl = revocation_list(kept.der)
        wanted = authority_key_id(crl.extensions)
        likely = sorted(keys, key=lambda found: found.key_id() != wanted)
        if any(_signed(crl, found) for found in likely):
            proved.append(crl)
        else:
            wrong = wrong or crl
    return proved, wrong


def _signed(crl: RevocationList, issuer: Certificate) -> bool:
    try:
        return crl.signed_by(issuer.key())
    except (Unusable, Malformed):
        return False


def _may_revoke(issuer: Certificate) -> bool:
    try:
        usage = issuer.key_usage()
    except Malformed:
        return False
    return usage is None or "crl_sign" in usage


def _revoked(subject: Certificate, lists: list[RevocationList]) -> tuple[Revoked, RevocationList] | None:
    """The line of a certificate in the newest list that has one; a hold counts in the very newest only."""
    for turn, crl in enumerate(lists):
        line = crl.lines.get(subject.serial)
        if line is not None and (turn == 0 or line.why != _REASONS[_HOLD]):
            return line, crl
    return None


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _check(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_REVOCATION, verdict, f"chip_revocation.{word}", **evidence)
