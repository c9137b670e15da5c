"""The rules of the link to HQ as the desk and the commands see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.domain.failure import FailureCode
from app.domain.link_policy import LinkKind, LinkPlan, LinkPolicy
from app.domain.relay_role import RelayRole
from app.flow.ports import SignedIn


@dataclass(frozen=True, slots=True)
class LinkUse:
    """Bytes on the wire each way on one day (UTC), on links of one kind."""

    day: date
    kind: LinkKind
    up: int
    down: int


class LinkRulesPort(Protocol):
    """What the link costs and what may go, for one signed-in session. Raises WorldError(NOT_ALLOWED)."""

    def plan(self) -> LinkPlan:
        """What sending all that waits now would take."""

    def consent(self, plan: LinkPlan, urgent_only: bool = False) -> None:
        """Let go what this plan showed and nothing that came later, within half a day; audited.

        A supervisor's word passes the day's budget too. The sync thread hears of it when it is poked, or
        within some minutes. With `urgent_only`, what was let go before is taken back.
        """

    def policy(self) -> LinkPolicy:
        """How the link was settled."""

    def change_policy(self, policy: LinkPolicy) -> None:
        """Settle it; audited. Raises WorldError(FIELD_INVALID) for values out of bounds."""

    def usage(self, days: int) -> Sequence[LinkUse]:
        """Bytes of the last days that have any, newest first."""


class RoadsPort(Protocol):
    """What the desk shows of its roads: the link's rules, and the port's relay."""

    def rules(self, session: SignedIn) -> LinkRulesPort:
        """The rules of the link, for this session."""

    def relay_role(self, session: SignedIn) -> RelayRole:
        """What this booth is to its port."""

    def relay_failure(self) -> FailureCode | None:
        """What is wrong with the port's relay; None when nothing is."""


class SendingPort(Protocol):
    """Sends from a command line, with no desk open."""

    def send(self, seconds: float, progress: Callable[[int], None]) -> int:
        """Send what may go until nothing moves or the time is up; rows that wait still. `progress` hears of
        rows that wait. Raises WorldError of the link."""
