"""Read and prove a CSCA master list: certificates of many countries, signed by one (Doc 9303-12, 9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from app.trust import der
from app.trust.anchors import Anchor, Source, SourceKind, Vouched
from app.trust.authorities import MOST_CERTIFICATES, gather
from app.trust.certificates import Certificate, certificate
from app.trust.chain import signed_by
from app.trust.cms import NotSigned, Signed, SignedContent, open_signed, verified
from app.trust.keys import Unusable
from app.trust.trust_file import ListSigner, Part, RefusedWhole, Why
from devices.emrtd.errors import Malformed

CONTENT_TYPE: Final = "2.23.136.1.1.2"
SIGNER_USAGE: Final = "2.23.136.1.1.3"
"""Extended key usage of certificates that may sign master lists (Doc 9303-12, table 6)."""

_WHERE = "master list"
_LONGEST_WAY = 5  # from the signer over link certificates to a root; the longest seen is two
_NO_CERTIFICATE = frozenset({"no_certificate", "certificate_missing"})


def read_master_list(data: bytes, now: datetime) -> Part:
    """A list whose signature holds and whose signer's certificate may sign lists, with what is in it.

    Who vouches for that signer is for `vouched_by`. Each certificate inside is looked at by itself;
    raises RefusedWhole for a list that is damaged, altered, of another type, or signed by somebody
    who may not.
    """
    try:
        signed_data = open_signed(data)
        signed = _signature(signed_data)
        certificates = _contents(signed_data.content)
        signer = _signer(signed, signed_data.certificates)
    except Malformed as wrong:
        raise RefusedWhole(_WHERE, Why.MALFORMED, str(wrong)) from wrong
    digest = hashlib.sha256(data).hexdigest()
    inside = gather(certificates, digest[:16])
    if not inside.anchors:
        raise RefusedWhole(_WHERE, Why.EMPTY)
    source = Source(
        digest[:16], SourceKind.MASTER_LIST, signer.country, signed.signing_time, now, digest,
        len(inside.anchors), vouched=Vouched.NOBODY,
    )  # fmt: skip
    return Part(
        source, inside.anchors, (), inside.refused, inside.total, inside.duplicates, inside.links, signer
    )


def vouched_by(part: Part, pins: Iterable[Anchor]) -> Anchor | None:
    """The root by which a list's signer is to be believed, None if it leads to none of these.

    The way goes from issuer to issuer over certificates of the list itself (an authority's link from
    its old key to its new one) and every step is a signature that holds. The root must be of the
    signer's country and have been valid when the list was signed: it vouches for its own lists only.
    """
    signer, at = part.signer, part.source.made_at
    if signer is None or at is None:
        return None
    roots = [pin for pin in pins if pin.country == signer.country and pin.not_before <= at <= pin.not_after]
    for step in _upwards(certificate(signer.certificate), _authorities(signer, part)):
        for root in roots:
            if step.raw == root.der or _signed_by_anchor(step, root):
                return root
    return None


def leads_to_itself(part: Part) -> bool:
    """Whether the signer's way ends at a self-signed authority that only the list itself brings."""
    if part.signer is None:
        return False
    own = certificate(part.signer.certificate)
    ways = _upwards(own, _authorities(part.signer, part))
    return any(step.raw != own.raw and step.subject_key == step.issuer_key for step in ways)


def _signature(signed_data: SignedContent) -> Signed:
    """The signature that holds over the list."""
    try:
        return verified(signed_data, content_types={CONTENT_TYPE})
    except NotSigned as wrong:
        if wrong.word == "content_type":
            raise RefusedWhole(_WHERE, Why.WRONG_TYPE, wrong.why) from wrong
        why = Why.SIGNER_MISSING if wrong.word in _NO_CERTIFICATE else Why.SIGNATURE
        raise RefusedWhole(_WHERE, why, wrong.word) from wrong
    except Unusable as wrong:
        raise RefusedWhole(_WHERE, Why.SIGNATURE, wrong.word) from wrong


def _contents(content: bytes) -> Sequence[bytes]:
    """The certificates of CscaMasterList ::= SEQUENCE { version INTEGER, certList SET OF Certificate }."""
    fields = der.Fields(der.read(content, der.SEQUENCE, _WHERE), _WHERE)
    if der.unsigned(fields.take(der.INTEGER), _WHERE) != 0:
        raise RefusedWhole(_WHERE, Why.WRONG_TYPE, "version")
    nodes = der.inside(fields.take(der.SET), _WHERE)
    if len(nodes) > MOST_CERTIFICATES:
        raise RefusedWhole(_WHERE, Why.TOO_LARGE)
    return [node.raw for node in nodes]


def _signer(signed: Signed, others: tuple[bytes, ...]) -> ListSigner:
    """Who signed, if that certificate is one for signing lists and was valid on that day."""
    maker, at = signed.certificate, signed.signing_time
    subject = maker.subject_text
    if SIGNER_USAGE not in maker.extended_usage():
        raise RefusedWhole(_WHERE, Why.SIGNER_USAGE, subject)
    if at is None:
        raise RefusedWhole(_WHERE, Why.UNDATED, subject)
    if not maker.not_before <= at <= maker.not_after:
        raise RefusedWhole(_WHERE, Why.SIGNER_DATES, subject)
    return ListSigner(
        maker.raw, subject, maker.country, maker.serial_text, maker.not_before, maker.not_after,
        tuple(raw for raw in others if raw != maker.raw),
    )  # fmt: skip


def _authorities(signer: ListSigner, part: Part) -> list[Certificate]:
    """Certificates that may lie between signer and root: its country's in the list, and those sent along."""
    sent = gather(signer.others, part.source.source_id).anchors
    fitting = [anchor.der for anchor in (*part.anchors, *sent) if anchor.country == signer.country]
    return [certificate(raw) for raw in dict.fromkeys(fitting)]


def _upwards(start: Certificate, authorities: Sequence[Certificate]) -> Iterable[Certificate]:
    """The certificate itself, then those of its issuers, theirs, and so on; each once, nearest first."""
    seen, level = {start.raw}, [start]
    yield start
    for _ in range(_LONGEST_WAY):
        above = [
            candidate
            for candidate in authorities
            if candidate.raw not in seen
            and any(step.issuer_key == candidate.subject_key and signed_by(step, candidate) for step in level)
        ]
        if not above:
            return
        seen.update(candidate.raw for candidate in above)
        yield from above
        level = above


def _signed_by_anchor(found: Certificate, root: Anchor) -> bool:
    return found.issuer_key == root.subject and signed_by(found, certificate(root.der))
