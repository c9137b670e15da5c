"""What is said of files of certificates: their kinds, who vouches for them, why something is refused."""

from __future__ import annotations

from collections.abc import Mapping

from app.trust.anchors import SourceKind, Vouched
from app.trust.trust_file import Why

KINDS: Mapping[SourceKind, str] = {
    SourceKind.MASTER_LIST: "master list",
    SourceKind.LDIF: "LDIF file",
    SourceKind.CERTIFICATE: "certificate file",
    SourceKind.CRL: "revocation list",
}

VOUCHED: Mapping[Vouched, str] = {
    Vouched.OPERATOR: "taken in on the operator's word",
    Vouched.ROOT: "its signer leads to a trusted root",
    Vouched.ITSELF: "its signer leads only to a certificate of the list itself",
    Vouched.NOBODY: "its signer leads to no certificate that was given",
}

WHY: Mapping[Why, str] = {
    Why.NOT_UNDERSTOOD: "It has no form that the station knows.",
    Why.MALFORMED: "Its bytes are cut or damaged.",
    Why.WRONG_TYPE: "It is signed data, but no master list.",
    Why.SIGNATURE: "Its signature does not hold: the content was changed after signing.",
    Why.SIGNER_MISSING: "The certificate of its signer is not in it.",
    Why.SIGNER_USAGE: "The certificate of its signer is not one for signing master lists.",
    Why.SIGNER_DATES: "The certificate of its signer was not valid on the day of signing.",
    Why.SIGNER_CHAIN: "Its signer leads to no root certificate that is pinned here.",
    Why.SIGNER_REVOKED: "The certificate of its signer was revoked.",
    Why.UNDATED: "It does not say when it was signed.",
    Why.EMPTY: "It holds nothing that could be used.",
    Why.NOT_AN_AUTHORITY: "The certificate is not that of a signing authority.",
    Why.NO_COUNTRY: "The certificate names no country.",
    Why.UNUSABLE_KEY: "The key of the certificate cannot be used.",
    Why.SELF_SIGNATURE: "The certificate's own signature does not hold.",
    Why.ISSUER_UNKNOWN: "No certificate on board is its issuer's.",
    Why.CHANGE: "It changes or deletes what another file brought; import the complete file.",
    Why.OLDER: "The station has a newer one of the same origin.",
    Why.TOO_LARGE: "It is larger than any such file is.",
}
"""Why a file, a list or a certificate does not come in."""


def why(word: str) -> str:
    """The sentence for a failure's reason, empty where it is none of ours."""
    return WHY[Why(word)] if word in set(Why) else ""
