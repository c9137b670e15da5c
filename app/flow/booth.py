"""Everything that the window is handed: the door, the readers, the road to HQ, the officer's taste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.flow.chip import ChipPort
from app.flow.courier import CourierPort
from app.flow.days import DayExportPort, DaysPort
from app.flow.desk import Desk
from app.flow.link import RoadsPort
from app.flow.ports import Clock, LinkStatus, SignedIn, SignInPort
from app.flow.reading import ReaderPort, WedgePort


class LinkPort(Protocol):
    """The road to HQ. It runs while an officer is signed in, on its own thread."""

    def start(self, session: SignedIn, listener: Callable[[LinkStatus], None]) -> None:
        """Begin carrying; `listener` is called on the sync thread at every change."""

    def poke(self) -> None:
        """Something new waits: try now."""

    def stop(self) -> None:
        """Stop within two seconds, in the middle of anything; nothing is lost."""


class TastePort(Protocol):
    """What this machine remembers about how the desk should look and behave."""

    @property
    def theme(self) -> str:
        """`light`, `dark` or `contrast`."""

    def keep_theme(self, theme: str) -> None: ...

    @property
    def lock_after_seconds(self) -> int:
        """Idle time after which the screen locks."""


@dataclass(frozen=True, slots=True)
class Booth:
    """What `app.main` builds once and hands to the window."""

    door: SignInPort
    clock: Clock
    monotonic: Callable[[], float]
    new_id: Callable[[], str]
    reader: ReaderPort
    wedge: WedgePort
    link: LinkPort
    taste: TastePort
    version: str
    chip: ChipPort | None = None
    courier: CourierPort | None = None
    roads: RoadsPort | None = None
    days: DaysPort | None = None
    day_export: DayExportPort | None = None

    def desk(self, session: SignedIn) -> Desk:
        """The desk of the officer who signed in."""
        return Desk(session, self.clock, self.new_id, self.link.poke, chip=self.chip)
