"""Take certificates in as those of countries' signing authorities (CSCA, Doc 9303-12, 7.1) or say why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.trust.anchors import Anchor
from app.trust.certificates import Certificate, anchor_of, certificate
from app.trust.chain import may_sign_certificates, signed_by
from app.trust.keys import Unusable
from app.trust.trust_file import Refused, Why
from devices.emrtd.errors import Malformed

MOST_CERTIFICATES = 20_000
"""More than any list has: the largest known ones have under a thousand."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """What became of some certificates; `total` is how many there were, `links` how many of the anchors
    carry a country from an old key to a new one."""

    anchors: tuple[Anchor, ...]
    refused: tuple[Refused, ...]
    total: int
    duplicates: int
    links: int


def gather(
    certificates: Iterable[bytes], source_id: str, *, prove_own_signature: bool = False
) -> Authorities:
    """Look at each certificate (DER) by itself: one that is of no use does not spoil the others.

    A self-signed certificate's own signature proves only that it is not damaged, so inside a list,
    whose signature covers it, it need not be asked for.
    """
    anchors: dict[bytes, Anchor] = {}
    refused: list[Refused] = []
    total = links = 0
    for total, data in enumerate(certificates, 1):
        if data in anchors:
            continue
        try:
            found = certificate(data)
        except Malformed as wrong:
            refused.append(Refused(f"certificate {total}", Why.MALFORMED, str(wrong)))
            continue
        why, detail = _objection(found)
        if prove_own_signature and not is_link(found) and not signed_by(found, found):
            why = why or Why.SELF_SIGNATURE
        if why is None:
            anchors[data] = anchor_of(data, source_id)
            links += is_link(found)
        else:
            refused.append(Refused(found.subject_text, why, detail))
    duplicates = total - len(anchors) - len(refused)
    return Authorities(tuple(anchors.values()), tuple(refused), total, duplicates, links)


def is_link(found: Certificate) -> bool:
    """Whether an older key of the country signed it, in its own name or (as some do) in the same one."""
    own, issuer = found.key_id(), found.issuer_key_id()
    return found.subject_key != found.issuer_key or bool(own and issuer and own != issuer)


def _objection(found: Certificate) -> tuple[Why | None, str]:
    """Why a certificate cannot stand for a country, and the rule it breaks."""
    try:
        found.key()
    except Unusable as wrong:
        return Why.UNUSABLE_KEY, wrong.word
    if not may_sign_certificates(found):
        return Why.NOT_AN_AUTHORITY, ""
    return (None, "") if found.country else (Why.NO_COUNTRY, "")
