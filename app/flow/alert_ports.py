"""What the flow needs of alert lists and of the cases that come of them, as protocols.

Everything here is called on the desk's thread and is short, except where it says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.alert_entry import AlertEntry
from app.domain.alerts import AlertCase, AlertEvent
from app.domain.alerts_policy import AlertPolicy
from app.screening.lists import ListHeader
from app.screening.screening import ListAsked, Screening
from app.screening.subject import Subject


@dataclass(frozen=True, slots=True)
class ListDiff:
    """What a new version of a list changes: how many entries came, went and changed."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class ListTaken:
    """A list that was taken in: its header now, what changed, and what the reader had to leave out."""

    header: ListHeader
    diff: ListDiff
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list on board: `publication` is HQ's sequence, 0 for a list imported here; `bytes` its index."""

    asked: ListAsked
    publication: int
    bytes: int


class ListsPort(Protocol):
    """The alert lists of this station."""

    def screen(self, subject: Subject, record_id: str = "") -> Screening:
        """Ask every list; milliseconds. Travellers cleared against an unchanged entry come back with
        that hit `cleared` and in BACKGROUND. Audited with list versions and hits, never with the
        traveller. Never raises for a sick list: it is BROKEN in the answer. WorldError(STORE_*)."""

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit, or None when the list no longer has it."""

    def status(self) -> Sequence[ListStatus]:
        """Every list on board with its age, by list id."""

    def take_in(
        self, header: ListHeader, entries: Sequence[AlertEntry], warnings: Sequence[str] = ()
    ) -> ListTaken:
        """Make these entries the next version of a list of this station; `header.version` and `count`
        are set here. Long for large lists: call it off the UI thread. Known answers are asked before
        the swap; everything becomes valid in one transaction or nothing does. Raises WorldError
        (NOT_ALLOWED, LIST_OF_HQ, LIST_KNOWN_ANSWERS, LIST_BAD_ENTRY, STORE_*)."""

    def take_in_numbers(self, header: ListHeader, numbers: Sequence[tuple[str, str, str]]) -> ListTaken:
        """The same for stolen documents: (issuing state, document class, number)."""

    def own_entries(self, list_id: str) -> Sequence[AlertEntry]:
        """Every entry of a people list of this station; none where there is no such list.

        Raises WorldError(LIST_OF_HQ, NOT_ALLOWED)."""

    def remove(self, list_id: str) -> ListHeader:
        """Take a list of this station away; raises WorldError(LIST_UNKNOWN, LIST_OF_HQ, NOT_ALLOWED)."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call this, on whatever thread, after each swap of a list."""


class CasesPort(Protocol):
    """Cases of hits, and proposals for new alerts. Every write is audited and goes to HQ."""

    def open_cases(self) -> Sequence[AlertCase]:
        """The queue of the second line, STOP first, newest first; audited as supervision.

        Raises WorldError(NOT_ALLOWED) unless the role may SETTLE_ALERTS."""

    def case(self, case_id: str) -> AlertCase:
        """One case with every word on it; raises WorldError(RECORD_UNKNOWN, NOT_ALLOWED)."""

    def recent_cases(self, limit: int = 200) -> Sequence[AlertCase]:
        """Cases already settled, newest first: what was cleared can be seen and revoked here."""

    def open_count(self) -> int:
        """How many cases wait; 0 for a role that may not settle them (silent alerts are among them)."""

    def add(self, events: Sequence[AlertEvent]) -> None:
        """Keep events for good: event, audit line and outbox row in one transaction.

        SETTLED as NOT_SAME remembers the traveller's document against the entry until
        CLEARANCE_REVOKED or the entry changes. Raises WorldError(NOT_ALLOWED, STORE_*)."""

    def proposals(self) -> Sequence[AlertEvent]:
        """Alerts proposed at this port that nobody has answered yet, newest first."""

    def policy(self) -> AlertPolicy:
        """Who makes proposals active here besides HQ, and how far back crossings are screened again."""

    def set_policy(self, policy: AlertPolicy) -> None:
        """Change that; only a role that makes accounts (WorldError NOT_ALLOWED), and audited."""

    def rescreen(self, days: int, stopped: Callable[[], bool]) -> int:
        """Screen the crossings of so many days against the lists of now, and open a LATE case for each
        new hit that no case has yet; how many. Long: call it off the UI thread. Each crossing is looked
        at once per set of list versions, whatever interrupts it."""
