"""What the desk shows of its roads: the link's rules from the store, the relay from the road itself."""

from __future__ import annotations

from app.domain.failure import FailureCode
from app.domain.relay_role import RelayRole
from app.flow.link import LinkRulesPort
from app.flow.ports import SignedIn
from app.main.link import SyncLink
from app.store.door import session_link_rules, session_role


class StationRoads:
    """Implements `flow.link.RoadsPort` beside the booth's link."""

    def __init__(self, link: SyncLink) -> None:
        self._link = link

    def rules(self, session: SignedIn) -> LinkRulesPort:
        """The rules of the link, for this session."""
        return session_link_rules(session)

    def relay_role(self, session: SignedIn) -> RelayRole:
        """What this booth is to its port."""
        return session_role(session)

    def relay_failure(self) -> FailureCode | None:
        """What is wrong with the port's relay; None when nothing is."""
        return self._link.relay_failure()
