"""A day of a station as it is closed: what was counted, by what it was proved, and what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.domain.checks import Check
from app.domain.crossing import Crossing, Direction
from app.domain.decision import DecisionKind
from app.domain.load_valve import is_light

SHOWN_HITS: Final = frozenset({
    "alert_list.stop", "alert_list.check", "alert_list.same", "alert_list.cannot_tell",
    "alert_list.not_same", "alert_list.lookout", "stolen_document.on_list", "stolen_document.variant",
})  # fmt: skip
"""Reasons (keys of `app.wording`) of checks that met an alert which the officer at the desk was shown. What
an earlier word lets pass is not among them, nor can a silent alert be: it is in no check."""


class LogKind(StrEnum):
    """A day has one DAY log, and an ADDENDUM for each time that something came to it afterwards."""

    DAY = "day"
    ADDENDUM = "addendum"


class OpenItem(StrEnum):
    """What may be open when a day is closed. It stands in signed logs: it only grows at its end.

    DRAFT: an inspection under way. REFERRAL: referred, and no later decision on the same document.
    ALERT: a case that a supervisor must still look at, and is not silent. UNSENT: rows that HQ has not
    confirmed. PARKED: rows that HQ did not take. LIGHTLY: processed at a lower capture level. EARLIER_DAY:
    an earlier day with crossings that is not closed. DISAGREES: the three counts of `Reconciliation` differ.
    """

    DRAFT = "draft"
    REFERRAL = "referral"
    ALERT = "alert"
    UNSENT = "unsent"
    PARKED = "parked"
    LIGHTLY = "lightly"
    EARLIER_DAY = "earlier_day"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many of an item are open; `names` are record ids, case ids or days (ISO 8601), the first 50."""

    item: OpenItem
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Crossings of a day, each once as its newest version says. The six of way and decision sum up to
    `crossings`; `corrected` have more than one version, `overruled` an overruled check, `lightly` were
    processed at a lower capture level, `hits` met an alert that a first line may know of."""

    crossings: int
    arrivals_admitted: int
    arrivals_referred: int
    arrivals_refused: int
    departures_admitted: int
    departures_referred: int
    departures_refused: int
    corrected: int
    overruled: int
    lightly: int
    hits: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The same number counted in three places that do not know each other: records of the day, lines of
    the audit chain that hold them by hash, and rows of the outbox; `confirmed` of these HQ has receipted."""

    records: int
    audit_lines: int
    outbox_rows: int
    confirmed: int

    @property
    def agrees(self) -> bool:
        """Whether nothing is missing or too many anywhere."""
        return self.records == self.audit_lines == self.outbox_rows


@dataclass(frozen=True, slots=True)
class DayHead:
    """What a log says of itself. `number` counts a station's logs and addenda from 1 without gaps.

    `day` is the station's local day, from `since` to before `until` (UTC); `utc_offset` in minutes is the
    clock by which its times are printed, whatever the machine's zone is later. The log covers records of
    that day with seq up to `up_to_seq`; an addendum those above `after_seq` (0 for a day's log).
    `audit_seq` and `audit_hash` are the audit chain's head when it was closed: no earlier line can be
    changed any more without breaking this log. `previous` is the SHA-256 of the manifest before.
    """

    number: int
    kind: LogKind
    day: date
    since: datetime
    until: datetime
    utc_offset: int
    station: str
    station_number: int
    country: str
    port: str
    booth: str
    closed_at: datetime
    closed_by: str
    note: str
    early: bool
    after_seq: int
    up_to_seq: int
    audit_seq: int
    audit_hash: bytes
    previous: bytes
    training: bool


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A crossing as a log prints it: its newest version within the log, how many versions there were by
    then, and whether a hit on an alert was shown at the desk. `seq` is the row of that version."""

    seq: int
    crossing: Crossing
    versions: int
    hit: bool


@dataclass(frozen=True, slots=True)
class DayContent:
    """All that a log is made of: the same content gives the same bytes. Entries in order of `crossed_at`,
    then seq."""

    head: DayHead
    counts: DayCounts
    reconciliation: Reconciliation
    open_items: tuple[OpenCount, ...]
    entries: Sequence[DayEntry]


def hit_shown(checks: Iterable[Check]) -> bool:
    """Whether a hit on an alert was shown at the desk, as the record itself says."""
    return any(one.reason in SHOWN_HITS for one in checks)


def count_entries(entries: Iterable[DayEntry]) -> DayCounts:
    """Count crossings, each by the version that its entry holds: what the station, HQ and whoever opens a
    log count alike."""
    ways: Counter[tuple[Direction, DecisionKind]] = Counter()
    more: Counter[str] = Counter()
    for entry in entries:
        crossing = entry.crossing
        ways[crossing.direction, crossing.decision.kind] += 1
        more["corrected"] += entry.versions > 1
        more["overruled"] += bool(crossing.decision.overruled)
        more["lightly"] += is_light(crossing.checks)
        more["hits"] += entry.hit
    arrival, departure = Direction.ARRIVAL, Direction.DEPARTURE
    return DayCounts(
        crossings=ways.total(),
        arrivals_admitted=ways[arrival, DecisionKind.ADMIT],
        arrivals_referred=ways[arrival, DecisionKind.REFER],
        arrivals_refused=ways[arrival, DecisionKind.REFUSE],
        departures_admitted=ways[departure, DecisionKind.ADMIT],
        departures_referred=ways[departure, DecisionKind.REFER],
        departures_refused=ways[departure, DecisionKind.REFUSE],
        corrected=more["corrected"],
        overruled=more["overruled"],
        lightly=more["lightly"],
        hits=more["hits"],
    )
