"""Hits on alert lists, how they are settled, and the events of them that travel to HQ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.document import TravelDocument
from app.domain.person import Traveller


class HitField(StrEnum):
    """What a traveller and an entry are compared by. Codes of records: it only grows at its end."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    NATIONALITY = "nationality"
    SEX = "sex"
    DOCUMENT = "document"


class Agreement(StrEnum):
    """How one field agrees. UNKNOWN: one side does not say. Codes of records: it only grows at its end."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """One field compared: `reason` is a key of `app.wording` (`hit.name.order_swapped`), `traveller`
    and `entry` what each side says, in its own spelling."""

    field: HitField
    agreement: Agreement
    reason: str
    traveller: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class AlertHit:
    """A traveller met an entry.

    `entry_digest` is the SHA-256 of the entry's bytes (`alert_record.digest`): a traveller cleared
    against an entry is cleared only while the entry stays as it was. `score` is per mille and is for
    the record and the second line, never for the first screen. `cleared` says that an earlier
    settlement lets this pass: then the band is BACKGROUND.
    """

    list_id: str
    list_version: int
    entry_id: str
    entry_digest: bytes
    band: Band
    score: int
    disclosure: Disclosure
    findings: tuple[FieldFinding, ...]
    cleared: bool = False


class SettledAs(StrEnum):
    """What a human found. Codes of records: it only grows at its end."""

    SAME = "same"
    NOT_SAME = "not_same"
    CANNOT_TELL = "cannot_tell"


class SettleGround(StrEnum):
    """By what it was found. Codes of records: it only grows at its end."""

    BIRTH_DATE = "birth_date"
    PHOTO = "photo"
    DOCUMENT = "document"
    SEX = "sex"
    NAME = "name"
    NATIONALITY = "nationality"
    INTERVIEW = "interview"
    HQ_CONFIRMED = "hq_confirmed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Settlement:
    """One officer's word on a hit; `second` is the username that released a STOP, empty where none did."""

    settled_as: SettledAs
    grounds: tuple[SettleGround, ...]
    note: str
    officer: str
    at: datetime
    second: str = ""


class CaseOrigin(StrEnum):
    """Where a hit came up. Codes of records: it only grows at its end.

    BOOTH: while the traveller stood there. LATE: a newer list met an earlier crossing of this station.
    HQ: HQ's lists met it.
    """

    BOOTH = "booth"
    LATE = "late"
    HQ = "hq"


class AlertEventKind(StrEnum):
    """What happened. Codes of records: it only grows at its end.

    HIT opens a case, SETTLED adds a word to it, CLEARANCE_REVOKED takes back what was remembered of
    it, PROPOSED asks for a new entry, ACTIVATED and DECLINED answer a proposal.
    """

    HIT = "hit"
    SETTLED = "settled"
    CLEARANCE_REVOKED = "clearance_revoked"
    PROPOSED = "proposed"
    ACTIVATED = "activated"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One event, kept for good at the station and at HQ as a record of kind 2.

    `event_id` (UUIDv7 text) is its idempotency key for ever. `case_id` (UUIDv7 text) joins the events
    of one case, or of one proposal. `crossing` is the record id of the crossing or inspection that
    was hit, empty for proposals. With HIT come `hit`, the entry as it was, and the traveller with the
    document, so that the case can be judged years later; with SETTLED the settlement; with PROPOSED
    the proposed entry. `note` is free text.
    """

    event_id: str
    case_id: str
    kind: AlertEventKind
    at: datetime
    station: str
    port: str
    booth: str
    officer: str
    crossing: str = ""
    origin: CaseOrigin = CaseOrigin.BOOTH
    hit: AlertHit | None = None
    entry: AlertEntry | None = None
    traveller: Traveller | None = None
    document: TravelDocument | None = None
    settlement: Settlement | None = None
    note: str = ""
    training: bool = False


@dataclass(frozen=True, slots=True)
class AlertCase:
    """What is known of one case: the event that opened it and every word on it, oldest first."""

    opened: AlertEvent
    settlements: tuple[Settlement, ...] = ()
    revoked: bool = False

    @property
    def case_id(self) -> str:
        """The case's id."""
        return self.opened.case_id

    @property
    def settled(self) -> Settlement | None:
        """The last word, or None while it is open."""
        return self.settlements[-1] if self.settlements else None

    @property
    def released(self) -> bool:
        """Whether a word on it may stand: a STOP wants two people who looked, anything else one."""
        hit = self.opened.hit
        people = {name for word in self.settlements for name in (word.officer, word.second) if name}
        return hit is None or hit.band is not Band.STOP or len(people) > 1

    @property
    def open(self) -> bool:
        """Whether a supervisor still has to look at it: no word yet on what no earlier one lets pass,
        nobody could tell, or one person alone called a STOP somebody else."""
        word, hit = self.settled, self.opened.hit
        if word is None:
            return hit is None or not hit.cleared
        if word.settled_as is SettledAs.NOT_SAME:
            return not self.released
        return word.settled_as is SettledAs.CANNOT_TELL
