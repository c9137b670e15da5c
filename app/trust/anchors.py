"""What a station trusts: certificates of country signing authorities, revocations, and their origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class SourceKind(StrEnum):
    """In what form trust came in."""

    MASTER_LIST = "master_list"
    LDIF = "ldif"
    CERTIFICATE = "certificate"
    CRL = "crl"


class Vouched(StrEnum):
    """Who stands for a source: the question behind "is this list itself to be trusted?".

    A station takes in what OPERATOR or ROOT vouches for and nothing else. ITSELF (its signer chains to
    a certificate of the same list) and NOBODY occur only for files that a command is given by name.
    """

    OPERATOR = "operator"
    ROOT = "root"
    ITSELF = "itself"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Source:
    """One signed list, CRL or certificate file: `origin` is who signed or gave it (`DE`, a CRL's issuer),
    `made_at` when it was made as far as it says so, `imported_at` when it came here.

    `digest` is the SHA-256 of the signed list, CRL or file in hex and `source_id` its beginning.
    `pinned` says that its certificates may vouch for the signers of master lists.
    """

    source_id: str
    kind: SourceKind
    origin: str
    made_at: datetime | None
    imported_at: datetime
    digest: str
    certificates: int = 0
    crls: int = 0
    vouched: Vouched = Vouched.OPERATOR
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate with the keys by which it is found, so that a thousand cost nothing until needed.

    `subject` and `issuer` are canonical name keys (`app.trust.names.name_key`), `key_id` the subject
    key identifier or empty, `country` the C of its subject in upper case (`DE`). `fingerprint` is the
    SHA-256 of `der` in hex.
    """

    der: bytes
    subject: bytes
    issuer: bytes
    key_id: bytes
    country: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Revocations:
    """A certificate revocation list; `issuer` is its issuer's name key, `key_id` its authority key id."""

    der: bytes
    issuer: bytes
    key_id: bytes
    this_update: datetime
    next_update: datetime | None
    source_id: str


class Anchors(Protocol):
    """What proving asks of the trust on board. Every answer is quick, with a thousand anchors too."""

    def named(self, subject: bytes) -> Sequence[Anchor]:
        """Anchors whose subject has this name key."""

    def with_key_id(self, key_id: bytes) -> Sequence[Anchor]:
        """Anchors with this subject key identifier."""

    def of_country(self, country: str) -> Sequence[Anchor]:
        """Anchors of a country (two letters)."""

    def revocations(self, issuer: bytes) -> Sequence[Revocations]:
        """Revocation lists of an issuer's name key, newest first."""

    @property
    def sources(self) -> Sequence[Source]:
        """Every import, newest first."""

    @property
    def count(self) -> int:
        """How many anchors there are."""
