"""Oddities of documents that are genuine all the same: by rule, and by a list of known ones (row 22).

ICAO and the BSI publish which states issued documents with which defects. An entry of KNOWN names
the signer's country, its certificates if only some are meant, and where the defect is described. An
officer sees a known defect as a question, not as a forgery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check

_PASSED, _UNCLEAR = Verdict.PASSED, Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True)
class Defect:
    """One known defect of issued documents.

    `country` is the signer's (two letters); `signers` are SHA-256 fingerprints of signer certificates in
    hex, empty for all of that country; `what` says it in an officer's words; `reference` where it is
    described.
    """

    country: str
    what: str
    reference: str
    signers: frozenset[str] = frozenset()


KNOWN: Final[tuple[Defect, ...]] = ()
"""Known defects, to be filled from the lists that the station's authority subscribes to."""

# Remarks of the proof (app.trust.passive), most serious first. Old but right ways of signing pass.
_REMARKS: Final[dict[str, tuple[Verdict, str]]] = {
    "id_data_content": (_UNCLEAR, "known_defects.content_unnamed"),
    "several_signers": (_UNCLEAR, "known_defects.several_signers"),
    "attributes_not_der": (_PASSED, "known_defects.attributes_encoding"),
    "no_signed_attributes": (_PASSED, "known_defects.no_attributes"),
    "legacy_content_type": (_PASSED, "known_defects.old_content_type"),
    "sha1": (_PASSED, "known_defects.old_hash"),
    "long_chain": (_PASSED, "known_defects.long_chain"),
}


def oddities(
    country: str, fingerprint: str, remarks: Sequence[str], known: Sequence[Defect] = KNOWN
) -> Check:
    """What is odd about a document signed by this certificate of this country: the most serious thing."""
    name = CheckName.KNOWN_DEFECTS
    for defect in known:
        if defect.country == country and (not defect.signers or fingerprint in defect.signers):
            return check(
                name, _UNCLEAR, "known_defects.listed",
                country=country, what=defect.what, reference=defect.reference,
            )  # fmt: skip
    for remark, (verdict, reason) in _REMARKS.items():
        if remark in remarks:
            return check(name, verdict, reason, country=country or "-")
    return check(name, _PASSED, "known_defects.none")
