"""From a certificate to an anchor on board: who issued it, proved by signature (Doc 9303-11, 5.1).

Names and key identifiers only say where to look; several generations of an authority's keys may
share a name, so all of them are tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.trust.anchors import Anchor, Anchors
from app.trust.certificates import Certificate, certificate
from app.trust.keys import Unusable
from app.trust.signatures import method_of
from devices.emrtd.errors import Malformed

MAX_LENGTH: Final = 4
"""Certificates in a chain at most: a document signer, two links between keys of its authority, the anchor."""

_MOST_TRIED: Final = 64
_MOST_LINKS: Final = 4
"""Certificates on a chip that may be links: real ones carry one or none, and each costs signatures to try."""


class Standing(Enum):
    """How far a certificate can be traced."""

    PROVEN = "proven"
    WRONG = "wrong"  # the issuer it names is on board and did not sign it
    KEY_UNKNOWN = "key_unknown"  # an issuer of this name is on board, but not the key that it names
    UNKNOWN = "unknown"
    NO_ANCHORS = "no_anchors"
    UNUSABLE = "unusable"  # signed by an algorithm that proves nothing: see `word`


@dataclass(frozen=True, slots=True)
class Path:
    """The way to an anchor: `chain` begins with the certificate asked about and ends with the anchor's.

    Unless PROVEN, the chain is the certificate alone and there is no anchor. `tried` says how many
    anchors on board could have signed it.
    """

    standing: Standing
    chain: tuple[Certificate, ...]
    anchor: Anchor | None = None
    tried: int = 0
    word: str = ""

    @property
    def issuer(self) -> Certificate | None:
        """The certificate that signed the first one."""
        return self.chain[1] if len(self.chain) > 1 else None


def path(leaf: Certificate, anchors: Anchors, links: Iterable[Certificate] = ()) -> Path:
    """Trace a certificate to an anchor.

    `links` are certificates that came along with it, trusted for nothing: one serves as a link where
    it is itself an authority's and leads to an anchor within MAX_LENGTH. Loops lead nowhere, and of many
    only the first few are looked at: a chip may send as many as it likes.
    """
    if anchors.count == 0:
        return Path(Standing.NO_ANCHORS, (leaf,))
    try:
        method_of(leaf.algorithm)
    except Unusable as unusable:
        return Path(Standing.UNUSABLE, (leaf,), word=unusable.word)
    except Malformed:
        return Path(Standing.UNUSABLE, (leaf,), word="algorithm_unknown")
    found = _climb((leaf,), anchors, tuple(filter(is_authority, links))[:_MOST_LINKS])
    return found or _unproven(leaf, anchors)


def _climb(chain: tuple[Certificate, ...], anchors: Anchors, links: tuple[Certificate, ...]) -> Path | None:
    top = chain[-1]
    candidates = candidates_for(top, anchors)
    for anchor in candidates:
        issuer = certificate(anchor.der)
        if may_sign_certificates(issuer) and signed_by(top, issuer):
            return Path(Standing.PROVEN, (*chain, issuer), anchor, len(candidates))
    if len(chain) + 1 >= MAX_LENGTH:
        return None
    for link in links:
        if link not in chain and signed_by(top, link):
            found = _climb((*chain, link), anchors, links)
            if found is not None:
                return found
    return None


def _unproven(leaf: Certificate, anchors: Anchors) -> Path:
    wanted = leaf.issuer_key_id()
    candidates = candidates_for(leaf, anchors)
    if not candidates:
        return Path(Standing.UNKNOWN, (leaf,))
    # Authorities keep their name when they change their key, so a list that lacks the key named here
    # may just be too old to tell.
    key_is_here = not wanted or any(anchor.key_id == wanted for anchor in candidates)
    return Path(Standing.WRONG if key_is_here else Standing.KEY_UNKNOWN, (leaf,), tried=len(candidates))


def candidates_for(leaf: Certificate, anchors: Anchors) -> tuple[Anchor, ...]:
    """The anchors that may have issued a certificate, the likeliest first.

    Those with the key it names come before those with the name alone, then those that were valid
    when it was issued, then self-issued ones, whose dates are those of the key.
    """
    wanted = leaf.issuer_key_id()
    found = {anchor.fingerprint: anchor for anchor in anchors.with_key_id(wanted)} if wanted else {}
    found |= {anchor.fingerprint: anchor for anchor in anchors.named(leaf.issuer_key)}

    def unlikeliness(anchor: Anchor) -> tuple[bool, bool, bool]:
        valid_then = anchor.not_before <= leaf.not_before <= anchor.not_after
        return anchor.key_id != wanted, not valid_then, anchor.subject != anchor.issuer

    return tuple(sorted(found.values(), key=unlikeliness)[:_MOST_TRIED])


def signed_by(subject: Certificate, issuer: Certificate) -> bool:
    """Whether this issuer's key signed the certificate; a key or algorithm that cannot have is no."""
    try:
        return subject.signed_by(issuer.key())
    except (Unusable, Malformed):
        return False


def may_sign_certificates(issuer: Certificate) -> bool:
    """Whether an anchor's key may sign certificates.

    Anchors of several states have wrong or no basicConstraints (Doc 9303-12 wants them), so what a
    signed list vouches for needs one of the two marks only.
    """
    try:
        usage = issuer.key_usage()
        return "key_cert_sign" in usage if usage is not None else issuer.may_issue() is True
    except Malformed:
        return False


def is_authority(found: Certificate) -> bool:
    """Whether a certificate is an authority's by both marks: nobody vouches for one that came along."""
    try:
        return found.may_issue() is True and "key_cert_sign" in (found.key_usage() or ())
    except Malformed:
        return False
