"""What may go on the link now: by the day's bytes, by what a person let go, and by how urgent it is.

Nothing here keeps anything: what was used is in the station's store (`LinkBook`). Costs are reckoned
before something goes and put right after it by the bytes that the line counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Protocol

from app.domain.failure import FailureCode
from app.domain.link_policy import Lane, LinkKind, LinkPlan, LinkPolicy
from sync.line import Traffic
from sync.pace import Pace
from sync.road import CountedRoad, Road

HANDSHAKE: Final = 4500
"""Bytes both ways until a connection is proven by both sides, certificates included."""
CALL: Final = 650
"""Bytes both ways of one call beside what it carries, and of its answer or receipt."""
INDEX: Final = 1500
"""Bytes of a look at what HQ publishes, when there is little new."""
_TURNS_TO_CONNECT: Final = 3
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person let go and what is `left` of it in bytes: rows up to `up_to_seq` and publications.
    `past_budget` says that it passes the day's bytes too."""

    number: int
    up_to_seq: int
    left: int
    past_budget: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: likely bytes by lane, in how many files, up to which seq."""

    lanes: Mapping[Lane, int]
    files: int
    up_to_seq: int


class LinkBook(Protocol):
    """What the store keeps of the link; used on the sync thread."""

    def policy(self) -> LinkPolicy:
        """How the link was settled."""

    def used(self, kind: LinkKind) -> int:
        """Bytes both ways today (UTC) on links of this kind. A clock set back does not begin a day anew."""

    def add(self, kind: LinkKind, traffic: Traffic, consent: int | None = None) -> None:
        """Add to today's bytes, and to what the consent of this number used; less than nothing puts an
        estimate right."""

    def consent(self) -> Consent | None:
        """The newest consent that is not done and not older than half a day."""

    def finish(self, consent: int) -> None:
        """All that this consent let go has gone."""

    def note_ahead(self, size: int) -> None:
        """Bytes of publications that HQ has and this station does not."""

    def plan(self) -> LinkPlan:
        """What sending all now would take."""

    def close(self) -> None:
        """Close this thread's connection."""


def reckon(policy: LinkPolicy, backlog: Backlog, used: int) -> LinkPlan:
    """What sending a backlog takes on this link: bytes with calls, receipts and a handshake, rather too
    many than too few; seconds; cost; and what is left of today's bytes."""
    lanes = [(lane, backlog.lanes[lane]) for lane in Lane if backlog.lanes.get(lane)]
    slices = 0
    if lanes:
        first, size = lanes[0]
        whole = sum(size for _, size in lanes)
        slices = max(backlog.files, ceil(whole / slice_bytes(policy)))
        lanes[0] = (first, size + HANDSHAKE + CALL * slices)
    total = sum(size for _, size in lanes)
    turns = (slices + _TURNS_TO_CONNECT if lanes else 0) * policy.round_trip_ms / 1000
    seconds = ceil(total * 8 / max(policy.bits_per_second, 1) + turns)
    cost = ceil(policy.price_per_megabyte * total / _MEGABYTE + policy.price_per_minute * seconds / 60)
    left = max(policy.daily_bytes - used, 0) if policy.daily_bytes else None
    return LinkPlan(tuple(lanes), seconds, cost, policy.currency, left, backlog.up_to_seq)


def slice_bytes(policy: LinkPolicy) -> int:
    """Bytes of one slice on this link."""
    return Pace(policy).size


class Ration:
    """Says before each step on one road whether it may be made, and books what it used.

    Without a book, and while a road costs nothing (the port's own network), all may go.
    """

    def __init__(self, book: LinkBook | None, road: Road) -> None:
        self._book = book if isinstance(road, CountedRoad) else None
        self._counted: Callable[[], Traffic] = road.traffic if isinstance(road, CountedRoad) else Traffic
        self._costs: Callable[[], bool] = road.costs if isinstance(road, CountedRoad) else bool
        self.policy = LinkPolicy() if self._book is None else self._book.policy()
        self._used = 0
        self._consent: Consent | None = None
        self._before = self._counted()
        self._reserved = 0
        self._on_consent = False
        self.refresh()

    @property
    def kind(self) -> LinkKind:
        """How dear a byte is on this road now."""
        return LinkKind.FREE if self._book is None or not self._costs() else self.policy.kind

    @property
    def free(self) -> bool:
        """Whether nobody counts the bytes of this road."""
        return self._book is None

    @property
    def consent(self) -> Consent | None:
        """What a person let go, as it stands."""
        return self._consent

    def refresh(self) -> None:
        """Look again at policy, the day's bytes and consents."""
        if self._book is not None:
            self.policy = self._book.policy()
            self._used = self._book.used(self.policy.kind)
            self._consent = self._book.consent()

    def forbids(self, lane: Lane, cost: int, last_seq: int = 0) -> FailureCode | None:
        """Why `cost` bytes of this lane, of rows up to `last_seq`, must wait; None if they may go."""
        if self._book is None or lane is Lane.URGENT or not self._costs():
            return None
        within = not self.policy.daily_bytes or self._used + cost <= self.policy.daily_bytes
        dear = self.policy.kind is LinkKind.DEAR
        if within and not dear:
            return None
        consent = self._consent
        if consent is not None and last_seq <= consent.up_to_seq and cost <= consent.left:
            return None if within or consent.past_budget else FailureCode.BUDGET_SPENT
        return FailureCode.CONSENT_NEEDED if dear and within else FailureCode.BUDGET_SPENT

    def begin(self, lane: Lane, cost: int) -> None:
        """Book `cost` bytes before they go: a machine that dies meanwhile has used them."""
        if self._book is None or not self._costs():
            self._reserved, self._on_consent = 0, False
            return
        beyond = self.policy.kind is LinkKind.DEAR or (
            bool(self.policy.daily_bytes) and self._used + cost > self.policy.daily_bytes
        )
        self._on_consent = beyond and lane is not Lane.URGENT and self._consent is not None
        self._reserved = cost if self.policy.daily_bytes or self._on_consent else 0
        self._note(Traffic(self._reserved, 0))

    def end(self) -> None:
        """Put the booking right by what the line counted since `begin`."""
        if self._book is None:
            return
        now = self._counted()
        real = Traffic(now.up - self._before.up - self._reserved, now.down - self._before.down)
        self._before, self._reserved = now, 0
        self._note(real)

    def finish(self) -> None:
        """All that the consent let go has gone: it is used up."""
        if self._book is not None and self._consent is not None:
            self._book.finish(self._consent.number)
            self._consent = None

    def note_ahead(self, size: int) -> None:
        """Keep how many bytes of publications wait at HQ."""
        if self._book is not None:
            self._book.note_ahead(size)

    def plan(self) -> LinkPlan | None:
        """What sending all now would take; None where nobody counts."""
        return None if self._book is None else self._book.plan()

    def _note(self, traffic: Traffic) -> None:
        total = traffic.up + traffic.down
        if self._book is None or not (traffic.up or traffic.down):
            return
        consent = self._consent if self._on_consent else None
        self._book.add(self.policy.kind, traffic, None if consent is None else consent.number)
        self._used += total
        if consent is not None:
            left = consent.left - total
            self._consent = Consent(consent.number, consent.up_to_seq, left, consent.past_budget)
