"""What a screening says: the hits, and how old each list was that was asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.alerts import AlertHit
from app.screening.lists import ListHeader


class ListUse(StrEnum):
    """What became of one list in one screening."""

    ASKED = "asked"
    STALE = "stale"
    SILENT = "silent"
    BROKEN = "broken"
    LOADING = "loading"


@dataclass(frozen=True, slots=True)
class ListAsked:
    """One list of one screening: STALE lists were asked all the same, SILENT ones were too old to be,
    BROKEN ones could not be opened, LOADING ones are not ready yet."""

    header: ListHeader
    use: ListUse


class DocumentMatch(StrEnum):
    """How a document number was found: EXACT, or VARIANT (confusable characters, check digit, state)."""

    EXACT = "exact"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document number stands on a list of stolen, lost or revoked documents.

    `said` is the number as it stands there when it is a VARIANT. Only the issuing country can confirm
    it (INTERPOL SLTD)."""

    list_id: str
    list_version: int
    match: DocumentMatch
    said: str = ""


@dataclass(frozen=True, slots=True)
class EarlierHit:
    """HQ's digest knows this traveller from another port: `refused` on `day` (yyyy-mm-dd) at `port`.

    `by` says how: `document` for the same document, `person` for name and birth date under another.
    """

    day: str
    port: str
    refused: bool
    by: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer: hits by band, then score; document hits, exact first; and every list on board."""

    hits: tuple[AlertHit, ...] = ()
    documents: tuple[DocumentHit, ...] = ()
    earlier: tuple[EarlierHit, ...] = ()
    lists: tuple[ListAsked, ...] = ()


NOTHING_ASKED = Screening()
"""The answer where no list was asked."""
