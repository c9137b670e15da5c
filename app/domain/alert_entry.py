"""An entry of an alert list: whom or what an authority looks for, and what a booth is to do.

The same values whatever format a list comes in; original spellings are kept for the screen. Fields
follow what the UN consolidated list, OFAC's SDN list and national lists hold, in the words of
SIS (Regulation (EU) 2018/1862): alert, reason, action to be taken, executing authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.person import Sex


class EntryKind(StrEnum):
    """What an entry is about. Codes of records: it only grows at its end."""

    PERSON = "person"
    ENTITY = "entity"
    VESSEL = "vessel"


class Band(StrEnum):
    """How firmly a hit stands: STOP interrupts, CHECK is compared at the booth, BACKGROUND waits for a
    supervisor and holds nobody up. Codes of records: it only grows at its end."""

    STOP = "stop"
    CHECK = "check"
    BACKGROUND = "background"


class Disclosure(StrEnum):
    """What the first line may see of an alert. Codes of records: it only grows at its end.

    OPEN: the entry. RESTRICTED: only the instruction and whom to call (customs lookouts). SILENT:
    nothing at all, as in a discreet check (Regulation (EU) 2018/1862, Art. 36 and 37).
    """

    OPEN = "open"
    RESTRICTED = "restricted"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class EntryName:
    """One name as the list spells it, in any script.

    `weak` marks an alias that the list itself calls of low quality; `alias` one that is not the
    primary name. `script` is an ISO 15924 code (`Latn`, `Arab`), empty where the list says nothing.
    """

    text: str
    alias: bool = False
    weak: bool = False
    script: str = ""


@dataclass(frozen=True, slots=True)
class EntryBirth:
    """A date of birth, or the range of years between `first` and `last` that a list gives.

    For a single date both are equal. `approximate` is the list's own doubt.
    """

    first: PartialDate
    last: PartialDate
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class EntryDocument:
    """A travel or identity document: `kind` in the list's words (`Passport`), `issuer` as a code of
    Doc 9303-3, 5 or the list's own words where it names no state, empty when unknown."""

    kind: str
    number: str
    issuer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One entry of one list.

    `entry_id` is the list's own and never used twice (`QDi.006`). `nationalities` are codes of
    Doc 9303-3, 5. `reason` says why, `action` what the officer does, `contact` whom to call;
    `priority` 1 is the highest, 0 not said. `expires` is the last day on which it holds, unknown for
    no end. `max_band` is the firmest band that it may reach. `portrait` is a digest or empty.
    """

    entry_id: str
    kind: EntryKind
    names: tuple[EntryName, ...]
    births: tuple[EntryBirth, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: Sex = Sex.UNSPECIFIED
    documents: tuple[EntryDocument, ...] = ()
    reason: str = ""
    action: str = ""
    contact: str = ""
    agency: str = ""
    legal_basis: str = ""
    priority: int = 0
    expires: PartialDate = UNKNOWN_DATE
    disclosure: Disclosure = Disclosure.OPEN
    max_band: Band = Band.STOP
    remarks: str = ""

    @property
    def primary_name(self) -> str:
        """The first name that is no alias, else the first at all, else empty."""
        return next((n.text for n in self.names if not n.alias), self.names[0].text if self.names else "")
