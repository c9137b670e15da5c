"""What a file brings to a station's trust: its parts, what in it is refused, and what would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.failure import FailureCode
from app.trust.anchors import Anchor, Revocations, Source, SourceKind


class Why(StrEnum):
    """Why something is refused; `app.wording.trust` has the words."""

    NOT_UNDERSTOOD = "not_understood"
    MALFORMED = "malformed"
    WRONG_TYPE = "wrong_type"
    SIGNATURE = "signature"
    SIGNER_MISSING = "signer_missing"
    SIGNER_USAGE = "signer_usage"
    SIGNER_DATES = "signer_dates"
    SIGNER_CHAIN = "signer_chain"
    SIGNER_REVOKED = "signer_revoked"
    UNDATED = "undated"
    EMPTY = "empty"
    NOT_AN_AUTHORITY = "not_an_authority"
    NO_COUNTRY = "no_country"
    UNUSABLE_KEY = "unusable_key"
    SELF_SIGNATURE = "self_signature"
    ISSUER_UNKNOWN = "issuer_unknown"
    CHANGE = "change"
    OLDER = "older"
    TOO_LARGE = "too_large"

    @property
    def code(self) -> FailureCode:
        """The failure of a file that holds nothing but what is refused for this reason."""
        if self in _NOT_TRUSTED:
            return FailureCode.TRUST_NOT_VOUCHED
        if self in _NOT_UNDERSTOOD:
            return FailureCode.TRUST_FILE_UNKNOWN
        return FailureCode.TRUST_FILE_OLDER if self is Why.OLDER else FailureCode.TRUST_FILE_DAMAGED


_NOT_TRUSTED = frozenset({
    Why.SIGNER_MISSING, Why.SIGNER_USAGE, Why.SIGNER_DATES, Why.SIGNER_CHAIN, Why.SIGNER_REVOKED,
    Why.ISSUER_UNKNOWN, Why.UNDATED,
})  # fmt: skip
_NOT_UNDERSTOOD = frozenset({
    Why.NOT_UNDERSTOOD, Why.WRONG_TYPE, Why.NOT_AN_AUTHORITY, Why.NO_COUNTRY, Why.TOO_LARGE, Why.EMPTY,
    Why.UNUSABLE_KEY, Why.CHANGE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that does not come in. `what` names it (a subject, a place in the file), `detail` is a
    technician's: the rule that was broken."""

    what: str
    why: Why
    detail: str = ""


class RefusedWhole(Exception):
    """A signed list, CRL or file of which nothing counts; `refused` says which one and why."""

    def __init__(self, what: str, why: Why, detail: str = "") -> None:
        self.refused = Refused(what, why, detail)
        super().__init__(f"{what}: {why} {detail}".rstrip())


@dataclass(frozen=True, slots=True)
class ListSigner:
    """Who signed a master list: the certificate (DER) and what is said of it; `others` came along with
    it in the signature and may lead up to a root."""

    certificate: bytes
    subject: str
    country: str
    serial: str
    not_before: datetime
    not_after: datetime
    others: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One signed list, one CRL, or the certificates of one file, as it would stand on board.

    `total` counts the certificates found in it: `anchors`, `refused` and `duplicates` together.
    `links` are anchors that carry a country from its old key to its new one.
    """

    source: Source
    anchors: tuple[Anchor, ...] = ()
    revocations: tuple[Revocations, ...] = ()
    refused: tuple[Refused, ...] = ()
    total: int = 0
    duplicates: int = 0
    links: int = 0
    signer: ListSigner | None = None

    @property
    def countries(self) -> frozenset[str]:
        """Countries (two letters) with a certificate in it."""
        return frozenset(anchor.country for anchor in self.anchors)


@dataclass(frozen=True, slots=True)
class TrustFile:
    """A file that was read: every signature inside that can be checked without a station holds.

    `refused` are whole parts that do not hold. `document_signers` were passed over: each passport
    carries its own.
    """

    kind: SourceKind
    digest: str
    parts: tuple[Part, ...]
    refused: tuple[Refused, ...] = ()
    document_signers: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """All the trust that a station has, as it is stored; a certificate may stand in several sources."""

    sources: Sequence[Source] = ()
    anchors: Sequence[Anchor] = ()
    revocations: Sequence[Revocations] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part that comes in, the source whose place it takes, and what changes by it.

    `added` certificates are new to the station, `gone` are on it no more afterwards.
    """

    part: Part
    replaces: Source | None = None
    added: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What comes in from a file, what is here already, and what is refused and why.

    `pinned` are sources on board that are pinned as roots by this import.
    """

    kind: SourceKind
    digest: str
    arrivals: tuple[Arrival, ...] = ()
    already_here: tuple[Source, ...] = ()
    pinned: tuple[Source, ...] = ()
    refused: tuple[Refused, ...] = ()
    document_signers: int = 0
