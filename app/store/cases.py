"""Cases of hits and proposals for new alerts, for one signed-in officer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.alerts import AlertCase, AlertEvent
from app.domain.failure import FailureCode, WorldError
from app.store.session import Session

_PLACE = "store.cases"


class SqlCases:
    """See `CasesPort`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open_cases(self) -> Sequence[AlertCase]:
        """The queue of the second line."""
        return ()

    def case(self, case_id: str) -> AlertCase:
        """One case with every word on it."""
        raise WorldError(FailureCode.RECORD_UNKNOWN, _PLACE)

    def recent_cases(self, limit: int = 200) -> Sequence[AlertCase]:
        """Cases already settled."""
        return ()

    def open_count(self) -> int:
        """How many cases wait."""
        return 0

    def add(self, events: Sequence[AlertEvent]) -> None:
        """Keep events for good."""
        raise WorldError(FailureCode.NOT_ALLOWED, _PLACE)

    def proposals(self) -> Sequence[AlertEvent]:
        """Alerts proposed at this port."""
        return ()

    def rescreen(self, days: int, stopped: Callable[[], bool]) -> int:
        """Screen earlier crossings against the lists of now."""
        return 0
