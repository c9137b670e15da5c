"""The link's rules and bytes in memory, as `sync.budget.LinkBook`; the store's own has its own tests."""

from __future__ import annotations

import threading
from dataclasses import replace

from app.domain.link_policy import Lane, LinkKind, LinkPlan, LinkPolicy
from sync.budget import Backlog, Consent, reckon
from sync.line import Traffic
from tests.helpers.little_outbox import LittleOutbox


class LittleBook:
    """What a test settled, and what the worker used of it."""

    def __init__(self, policy: LinkPolicy, outbox: LittleOutbox) -> None:
        self.settled = policy
        self.outbox = outbox
        self.bytes = 0
        self.let_go: Consent | None = None
        self.ahead = 0
        self.lock = threading.Lock()

    def say_yes(self, plan: LinkPlan) -> None:
        """Let go what the plan shows."""
        self.let_go = Consent(1, plan.up_to_seq, sum(size for _, size in plan.lanes), past_budget=True)

    def policy(self) -> LinkPolicy:
        """As settled."""
        return self.settled

    def used(self, kind: LinkKind) -> int:
        """All so far."""
        return self.bytes

    def add(self, kind: LinkKind, traffic: Traffic, consent: int | None = None) -> None:
        """Count."""
        with self.lock:
            self.bytes += traffic.up + traffic.down
            if consent is not None and self.let_go is not None:
                left = self.let_go.left - traffic.up - traffic.down
                self.let_go = replace(self.let_go, left=left)

    def consent(self) -> Consent | None:
        """What was let go."""
        return self.let_go

    def finish(self, consent: int) -> None:
        """It is used up."""
        self.let_go = None

    def note_ahead(self, size: int) -> None:
        """Remember it."""
        self.ahead = size

    def plan(self) -> LinkPlan:
        """What waits, by the bytes of its rows."""
        lanes: dict[Lane, int] = {}
        for batch in self.outbox.unsettled():
            lanes[batch.lane] = lanes.get(batch.lane, 0) + len(batch.data)
        rows = self.outbox.waiting(0, 100_000)
        if rows:
            likely = 200 + sum(len(row.payload) for row in rows) // 4
            lanes[Lane.CROSSINGS] = lanes.get(Lane.CROSSINGS, 0) + likely
        if self.ahead:
            lanes[Lane.PUBLISHED] = self.ahead
        backlog = Backlog(lanes, len(self.outbox.unsettled()) + bool(rows), len(self.outbox.rows))
        return reckon(self.settled, backlog, self.bytes)

    def close(self) -> None:
        """Nothing is open."""
