"""Prove that the issuing state signed what a chip says: Passive Authentication (Doc 9303-11, 5.1).

Six checks come of it, each with its own verdict. Trust that is missing or old leaves a check
UNDETERMINED; FAILED means that something is there and is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.trust import chain, cms, revocation
from app.trust.anchors import Anchor, Anchors
from app.trust.certificates import Certificate
from app.trust.issuer import judge_issuer, judge_lists
from app.trust.keys import Unusable
from app.trust.signatures import method_of
from app.trust.signer import Moment, judge_dates, judge_usage, moments
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.security_object import SecurityObject, parse_security_object, parse_sod

_LDS_OBJECT: Final = "2.23.136.1.1.1"
_LEGACY: Final = frozenset({"1.3.27.1.1.1", "1.2.528.1.1006.1.20.1"})
_SOD_TYPES: Final = frozenset({_LDS_OBJECT, cms.ID_DATA}) | _LEGACY
_CARD_SECURITY_TYPES: Final = frozenset({"0.4.0.127.0.7.3.2.1"})
_MOST_REMEMBERED: Final = 16


@dataclass(frozen=True, slots=True)
class PassiveResult:
    """What Passive Authentication found.

    `content` and `security_object` are empty and None unless the signature holds, `anchor` is None
    unless the issuer is proven. `chain` begins with the signer's certificate. `remarks` are oddities
    that change no verdict: sha1, no_signed_attributes, attributes_not_der, id_data_content,
    legacy_content_type, several_signers, long_chain.
    """

    signature: Check
    issuer: Check
    trust_list: Check
    dates: Check
    key_usage: Check
    revocation: Check
    content: bytes = b""
    security_object: SecurityObject | None = None
    signer: Certificate | None = None
    anchor: Anchor | None = None
    chain: tuple[Certificate, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The six checks in the order in which they are told."""
        return self.signature, self.issuer, self.trust_list, self.dates, self.key_usage, self.revocation

    @property
    def genuine(self) -> bool:
        """Whether the signature holds and leads to an anchor; all else that the chip says rests on this."""
        return self.signature.verdict is Verdict.PASSED and self.issuer.verdict is Verdict.PASSED


@dataclass(frozen=True, slots=True)
class _Opened:
    """What became of the signature, with as much as was understood on the way."""

    found: Check
    content: bytes = b""
    security_object: SecurityObject | None = None
    signer: Certificate | None = None
    signing_time: datetime | None = None
    links: tuple[Certificate, ...] = ()
    remarks: tuple[str, ...] = ()


class Prover:
    """Proves against one set of anchors; asked again, with more of the chip read, it reckons nothing twice.

    For one thread at a time.
    """

    def __init__(self, anchors: Anchors) -> None:
        self._anchors = anchors
        self._opened: dict[bytes, _Opened] = {}
        self._paths: dict[tuple[Certificate, ...], chain.Path] = {}
        self._revocations: dict[tuple[Certificate, datetime], Check] = {}

    def forget(self) -> None:
        """Keep nothing of any document."""
        self._opened.clear()
        self._paths.clear()
        self._revocations.clear()

    def prove(
        self,
        sod: bytes,
        now: datetime,
        *,
        document_type: str = "",
        issued_on: date | None = None,
        expires_on: date | None = None,
    ) -> PassiveResult:
        """Prove an EF.SOD (tag 77 included).

        `document_type` and `expires_on` are those of DG1's MRZ, `issued_on` is of DG12; each may still
        be unknown. Raises nothing: bytes that are no signature are a FAILED one.
        """
        opened = self._remembered(sod, _SOD_TYPES)
        return self._judged(
            opened, now, document_type, moments(issued_on, opened.signing_time, expires_on, now)
        )

    def prove_card_security(self, data: bytes, now: datetime) -> PassiveResult:
        """Prove an EF.CardSecurity (Doc 9303-11, 9.2.11); `content` is its SecurityInfos. Raises nothing."""
        opened = self._remembered(data, _CARD_SECURITY_TYPES)
        return self._judged(opened, now, "", moments(None, opened.signing_time, None, now))

    def _remembered(self, data: bytes, types: frozenset[str]) -> _Opened:
        if data not in self._opened:
            if len(self._opened) >= _MOST_REMEMBERED:  # a long day at one desk
                self.forget()
            self._opened[data] = _open_sod(data) if types is _SOD_TYPES else _open(data, types)
        return self._opened[data]

    def _judged(
        self, opened: _Opened, now: datetime, document_type: str, known: tuple[Moment, ...]
    ) -> PassiveResult:
        signer = opened.signer
        if signer is None:
            return PassiveResult(
                opened.found,
                check(CheckName.CHIP_ISSUER, Verdict.NOT_RUN, "chip_issuer.no_signer"),
                judge_lists(self._anchors, None, now),
                check(CheckName.CHIP_DATES, Verdict.NOT_RUN, "chip_dates.no_signer"),
                check(CheckName.CHIP_KEY_USAGE, Verdict.NOT_RUN, "chip_key_usage.no_signer"),
                check(CheckName.CHIP_REVOCATION, Verdict.NOT_RUN, "chip_revocation.no_signer"),
            )
        came = (signer, *opened.links)
        if came not in self._paths:
            self._paths[came] = chain.path(signer, self._anchors, opened.links)
        path = self._paths[came]
        return PassiveResult(
            opened.found,
            judge_issuer(path, self._anchors),
            judge_lists(self._anchors, path.anchor, now),
            judge_dates(signer, path.issuer, known),
            judge_usage(signer, issuer_known=path.issuer is not None, document_type=document_type),
            self._revocation(signer, path.issuer, now),
            opened.content,
            opened.security_object,
            signer,
            path.anchor,
            path.chain,
            (*opened.remarks, *(("long_chain",) if len(path.chain) > 2 else ())),
        )

    def _revocation(self, signer: Certificate, issuer: Certificate | None, now: datetime) -> Check:
        if issuer is None:
            return check(CheckName.CHIP_REVOCATION, Verdict.UNDETERMINED, "chip_revocation.issuer_unknown")
        hour = now.replace(minute=0, second=0, microsecond=0)
        if (signer, hour) not in self._revocations:
            self._revocations[signer, hour] = revocation.judge(signer, issuer, self._anchors, now)
        return self._revocations[signer, hour]


def prove_security_object(
    sod: bytes,
    anchors: Anchors,
    now: datetime,
    issued_on: date | None = None,
    *,
    document_type: str = "",
    expires_on: date | None = None,
) -> PassiveResult:
    """Prove an EF.SOD once: see `Prover.prove`."""
    return Prover(anchors).prove(
        sod, now, document_type=document_type, issued_on=issued_on, expires_on=expires_on
    )


def _open_sod(sod: bytes) -> _Opened:
    """The signature of an EF.SOD and, where it holds, the list of hashes that it is over."""
    try:
        opened = _open(parse_sod(sod), _SOD_TYPES)
    except Malformed as wrong:
        return _Opened(_signature(Verdict.FAILED, "malformed", why=wrong.why))
    if opened.found.verdict is not Verdict.PASSED:
        return opened
    try:
        return replace(opened, security_object=parse_security_object(opened.content))
    except Malformed as wrong:
        return replace(
            opened, found=_signature(Verdict.FAILED, "content_malformed", why=wrong.why), content=b""
        )


def _open(data: bytes, types: frozenset[str]) -> _Opened:
    """The signature of a SignedContent over content of one of these types."""
    try:
        signed = cms.open_signed(data)
    except Malformed as wrong:
        return _Opened(_signature(Verdict.FAILED, "malformed", why=wrong.why))
    embedded = cms.embedded(signed)
    named = next((found for one in signed.signers for found in embedded if one.names(found)), None)
    try:
        proof = cms.verified(signed, content_types=types)
    except (cms.NotSigned, Unusable, Malformed) as wrong:
        return _Opened(_refused(wrong, signed, named), signer=named, links=embedded)
    signer = proof.certificate
    return _Opened(
        _signature(Verdict.PASSED, "good", algorithm=proof.method.words, signer=signer.subject_text),
        signed.content,
        signer=signer,
        signing_time=proof.signing_time,
        links=embedded,
        remarks=_remarks(signed, proof),
    )


def _refused(wrong: Exception, signed: cms.SignedContent, named: Certificate | None) -> Check:
    """What a signature that does not hold says: FAILED where wrong, UNDETERMINED where nobody can tell."""
    facts = {"signer": named.subject_text} if named is not None else {}
    algorithm = _method_words(signed.signers[0]) if signed.signers else ""
    match wrong:
        case Unusable(word="curve_altered"):
            return _signature(Verdict.FAILED, "curve_altered", **facts)
        case Unusable(word="algorithm_unknown" | "algorithm_weak" as word):
            return _signature(Verdict.UNDETERMINED, word, algorithm=algorithm)
        case Unusable(word=word):
            return _signature(Verdict.UNDETERMINED, "key_unusable", why=word, **facts)
        case cms.NotSigned(word="content_type", why=why):
            return _signature(Verdict.FAILED, "content_type", content_type=why)
        case cms.NotSigned(word="attributes_wrong", why=why) | Malformed(why=why):
            word = "attributes_wrong" if isinstance(wrong, cms.NotSigned) else "malformed"
            return _signature(Verdict.FAILED, word, why=why)
        case cms.NotSigned(word="no_certificate"):
            return _signature(Verdict.UNDETERMINED, "no_certificate")
        case cms.NotSigned(word="wrong" | "digest_wrong" as word):
            return _signature(Verdict.FAILED, word, algorithm=algorithm, **facts)
        case cms.NotSigned(word=word):  # no_signer, certificate_missing
            return _signature(Verdict.FAILED, word)
        case _:
            raise wrong


def _method_words(signer: cms.Signer) -> str:
    try:
        return method_of(signer.algorithm, signer.digest).words
    except (Unusable, Malformed):
        return signer.algorithm.oid


def _remarks(signed: cms.SignedContent, proof: cms.Signed) -> tuple[str, ...]:
    found = list(proof.remarks)
    if signed.content_type == cms.ID_DATA:
        found.append("id_data_content")
    if signed.content_type in _LEGACY:
        found.append("legacy_content_type")
    if len(signed.signers) > 1:
        found.append("several_signers")
    return tuple(found)


def _signature(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_SIGNATURE, verdict, f"chip_signature.{word}", **evidence)
