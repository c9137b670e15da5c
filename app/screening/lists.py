"""What is said about a list besides its entries, and the rules by which it is screened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.alert_entry import Band

LIST_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
"""What the short name of a list may be."""
_MANY = 100


class ListKind(StrEnum):
    """What a list holds. Codes of records: it only grows at its end.

    EARLIER is HQ's digest of recent crossings and refusals at other ports.
    """

    PEOPLE = "people"
    DOCUMENTS = "documents"
    EARLIER = "earlier"


class WhenStale(StrEnum):
    """What a list older than its time to live still does. Codes of records: it only grows at its end.

    WARN: it is asked, its hits count, and the check says that it is old (UNDETERMINED). SILENCE: it is
    not asked any more and the check says so (UNDETERMINED), as Regulation (EU) 2018/1862, Art. 56(3)
    has it for copies older than 48 hours.
    """

    WARN = "warn"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """The rules of one list, set by its owner.

    `max_band` is the firmest band that any hit of it may reach. `rarity_gate`: whether a hit by name
    without a birth date counts only when the name is rare; off for short lists in which every name
    matters. `ttl_hours` 0 means that it does not age.
    """

    max_band: Band = Band.STOP
    rarity_gate: bool = True
    ttl_hours: int = 168
    when_stale: WhenStale = WhenStale.WARN


@dataclass(frozen=True, slots=True)
class ListHeader:
    """One version of one list.

    `list_id` is short, lower case and never used twice (`un`, `national`); `version` counts from 1
    per list; `issued_at` is when its owner issued it, from which its age counts; `count` its entries.
    """

    list_id: str
    kind: ListKind
    title: str
    agency: str
    version: int
    issued_at: datetime
    count: int
    policy: ListPolicy = ListPolicy()

    def stale(self, now: datetime) -> bool:
        """Whether it is older than its time to live."""
        return self.policy.ttl_hours > 0 and now - self.issued_at > timedelta(hours=self.policy.ttl_hours)


def shrinks(before: int, now: int) -> bool:
    """Whether a list of so many entries loses so many that somebody must mean it.

    A file that ended early, or that is another's, passes every check of its format and would take the
    alerts of a whole country away: over half of a list, and over a hundred entries, is no daily change.
    """
    return before - now > _MANY and 2 * now < before
