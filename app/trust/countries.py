"""Whose signature may stand under whose documents: three letters in the MRZ, two in certificates.

Doc 9303-12, 7.1 has signing certificates carry the two-letter code of the state whose code stands in
the MRZ; Doc 9303-3, 5 and practice make the exceptions below.
"""

from __future__ import annotations

from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.states import StateKind, state

_GREAT_BRITAIN: Final = frozenset({"GB"})
_UNITED_NATIONS: Final = frozenset({"UN"})

# Codes without an ISO 3166-1 alpha-2 of their own, or signed under another one.
_SIGNERS: Final[dict[str, frozenset[str]]] = {
    "DEU": frozenset({"DE"}),
    **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), _GREAT_BRITAIN),
    **dict.fromkeys(("UNO", "UNA", "UNK"), _UNITED_NATIONS),
    # Kosovo's certificates say KS, which ISO never gave; XK is the user-assigned code.
    "RKS": frozenset({"KS", "XK"}),
    "ROM": frozenset({"RO"}),
    "XOM": frozenset({"XO"}),
    "XPO": frozenset({"XP"}),
    "ANT": frozenset({"AN", "NL"}),
    "UTO": frozenset({"UT"}),
}  # fmt: skip

# Territories whose documents a state signs with its own certificates beside, or instead of, theirs.
_SIGNED_BY: Final[dict[str, str]] = {
    **dict.fromkeys(("AIA", "BMU", "CYM", "FLK", "GIB", "MSR", "PCN", "SGS", "SHN", "TCA", "VGB"), "GB"),
    **dict.fromkeys(("GGY", "IMN", "JEY"), "GB"),
    **dict.fromkeys(("HKG", "MAC"), "CN"),
    **dict.fromkeys(("ABW", "CUW", "SXM", "BES"), "NL"),
    **dict.fromkeys(("FRO", "GRL"), "DK"),
    **dict.fromkeys(("COK", "NIU", "TKL"), "NZ"),
}  # fmt: skip


def signers_of(code: str) -> frozenset[str]:
    """The two-letter countries that sign documents of an MRZ's issuing state (`D`, `GBN`, `UNO`).

    Empty for codes that nobody is known to sign for: unknown ones, organisations without a code, and
    those of persons without a state (`XXA` to `XXX`), which issue nothing.
    """
    if code in _SIGNERS:
        return _SIGNERS[code]
    known = state(code)
    if known is None or not known.alpha2:
        return frozenset()
    return frozenset({known.alpha2, _SIGNED_BY.get(code, known.alpha2)})


def issues_nothing(code: str) -> bool:
    """Whether a code says what a person is, so that no state stands behind a document that bears it."""
    known = state(code)
    return known is not None and known.kind is StateKind.STATUS


def issuer(document: str, signer: str, authority: str | None) -> Check:
    """Row 15: the state in DG1 is the one whose certificates signed (Doc 9303-12, 7.1.1.2).

    `document` is the MRZ's issuing state, `signer` and `authority` the two-letter countries of signer
    and CSCA; without a proved authority an agreement proves nothing.
    """
    name = CheckName.CHIP_COUNTRY
    facts = {"document": document or "-", "signer": signer or "-"}
    allowed = signers_of(document)
    if issues_nothing(document):
        return check(name, Verdict.FAILED, "chip_country.no_issuer", **facts)
    if not allowed:
        return check(name, Verdict.UNDETERMINED, "chip_country.not_known", **facts)
    if signer not in allowed:
        return check(name, Verdict.FAILED, "chip_country.other", **facts)
    if authority is None:
        return check(name, Verdict.UNDETERMINED, "chip_country.unproved", **facts)
    if authority not in allowed:
        return check(name, Verdict.FAILED, "chip_country.other_authority", authority=authority, **facts)
    return check(name, Verdict.PASSED, "chip_country.same", **facts)
