"""A link with rules in memory that keeps the contract of `app.flow.link`; the store's has its own tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.failure import FailureCode
from app.domain.link_policy import Lane, LinkKind, LinkPlan, LinkPolicy
from app.domain.relay_role import RelayRole
from app.flow.link import LinkRulesPort, LinkUse
from app.flow.ports import SignedIn

SATELLITE = LinkPolicy(LinkKind.DEAR, 2400, 1500, 200_000, 0, 120, "USD")


class MemoryRoads:
    """Its policy, plan and relay are set by the test; `consents` keeps each yes and each `urgent only`."""

    def __init__(self, policy: LinkPolicy = SATELLITE) -> None:
        self._policy = policy
        self.lanes: tuple[tuple[Lane, int], ...] = ((Lane.CROSSINGS, 12_000), (Lane.PUBLISHED, 30_000))
        self.role = RelayRole()
        self.trouble: FailureCode | None = None
        self.consents: list[tuple[LinkPlan, bool]] = []

    def rules(self, session: SignedIn) -> LinkRulesPort:
        """These."""
        return self

    def relay_role(self, session: SignedIn) -> RelayRole:
        """As the test set it."""
        return self.role

    def relay_failure(self) -> FailureCode | None:
        """As the test set it."""
        return self.trouble

    def plan(self) -> LinkPlan:
        """The lanes that the test set, at the policy's speed and price."""
        seconds = sum(size for _, size in self.lanes) * 8 // self._policy.bits_per_second
        cost = -(-seconds * self._policy.price_per_minute // 60)
        return LinkPlan(self.lanes, seconds, cost, self._policy.currency, 150_000)

    def consent(self, plan: LinkPlan, urgent_only: bool = False) -> None:
        """Keep it; what was let go waits no more."""
        self.consents.append((plan, urgent_only))
        if not urgent_only:
            self.lanes = ()

    def policy(self) -> LinkPolicy:
        """As it was made."""
        return self._policy

    def change_policy(self, policy: LinkPolicy) -> None:
        """Another one."""
        self._policy = policy

    def usage(self, days: int) -> Sequence[LinkUse]:
        """Fifty thousand bytes."""
        return [LinkUse(date(2026, 11, 24), self._policy.kind, 40_000, 10_000)]
