"""The alert lists of this station, for one signed-in officer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.alert_entry import AlertEntry
from app.domain.failure import FailureCode, WorldError
from app.flow.alert_ports import ListStatus, ListTaken
from app.screening.lists import ListHeader
from app.screening.screening import Screening
from app.screening.subject import Subject
from app.store.place import StationPlace
from app.store.session import Session

_PLACE = "store.lists"


class SqlLists:
    """See `ListsPort`."""

    def __init__(self, session: Session, place: StationPlace) -> None:
        self._session = session
        self._place = place

    def screen(self, subject: Subject, record_id: str = "") -> Screening:
        """Ask every list."""
        return Screening()

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit."""
        return None

    def status(self) -> Sequence[ListStatus]:
        """Every list on board."""
        return ()

    def take_in(
        self, header: ListHeader, entries: Sequence[AlertEntry], warnings: Sequence[str] = ()
    ) -> ListTaken:
        """Make these entries the next version of a list."""
        raise WorldError(FailureCode.LIST_UNKNOWN, _PLACE)

    def take_in_numbers(self, header: ListHeader, numbers: Sequence[tuple[str, str, str]]) -> ListTaken:
        """The same for stolen documents."""
        raise WorldError(FailureCode.LIST_UNKNOWN, _PLACE)

    def remove(self, list_id: str) -> ListHeader:
        """Take a list away."""
        raise WorldError(FailureCode.LIST_UNKNOWN, _PLACE)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call this after each swap of a list."""
