"""The port's relay at this booth: its role in the store, and keeping it with or without a window."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.failure import FailureCode, WorldError
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import Clock, LinkStatus, SignedIn
from app.main.link import SyncLink
from app.store.door import session_role, settle_role


class StationRelay:
    """Implements `flow.relay.RelayPort`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def role(self, session: SignedIn) -> RelayRole:
        """What this booth is to its port now."""
        return session_role(session)

    def set_role(self, session: SignedIn, role: RelayRole) -> None:
        """Settle it."""
        settle_role(session, role)

    def serve(self, session: SignedIn, say: Callable[[LinkStatus], None], wait: Callable[[], None]) -> None:
        """Carry for the port until `wait` returns."""
        if session_role(session).kind is not RoleKind.HERE:
            raise WorldError(FailureCode.FIELD_INVALID, "relay", field="role", reason="not_the_keeper")
        if not session.station.enrolled:
            raise WorldError(FailureCode.NOT_ENROLLED, "relay")
        link = SyncLink(self._clock)
        link.start(session, say)
        try:
            failure = link.relay_failure()
            if failure is not None:
                raise WorldError(failure, "relay")
            wait()
        finally:
            link.stop()
