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


@dataclass(frozen=True, slots=True)
class Source:
    """One import: `origin` is who signed or gave it (`DE`, `ICAO`, a file's subject), `made_at` when it was
    made as far as it says so, `imported_at` when it came here; `digest` is the SHA-256 of the file in hex."""

    source_id: str
    kind: SourceKind
    origin: str
    made_at: datetime | None
    imported_at: datetime
    digest: str
    certificates: int = 0
    crls: int = 0


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
