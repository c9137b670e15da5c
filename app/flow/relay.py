"""The port's relay as the desk and the commands see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.relay_role import RelayRole
from app.flow.ports import LinkStatus, SignedIn


class RelayPort(Protocol):
    """Settles what this booth is to its port. Short calls, but for `serve`.

    Raises WorldError(NOT_ALLOWED, FIELD_INVALID, STORE_*).
    """

    def role(self, session: SignedIn) -> RelayRole:
        """What this booth is to its port now."""

    def set_role(self, session: SignedIn, role: RelayRole) -> None:
        """Settle it; an open desk follows within seconds. For whoever manages devices or checks the store."""

    def serve(self, session: SignedIn, say: Callable[[LinkStatus], None], wait: Callable[[], None]) -> None:
        """Carry for the port without a window until `wait` returns; `say` is told, on another thread, how
        the road to HQ is. Raises WorldError(NOT_ENROLLED, FIELD_INVALID) where this booth keeps no relay."""
