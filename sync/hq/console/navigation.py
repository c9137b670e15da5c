"""Name the console's pages in the order of its navigation: path, title, and what one must be allowed to."""

from __future__ import annotations

from dataclasses import dataclass

from sync.hq.console.roles import HqAct


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation; shown to those who may `act`, without one to everybody who is signed in."""

    path: str
    title: str
    act: HqAct | None

    def holds(self, path: str) -> bool:
        """Whether a page at `path` belongs to this place."""
        return path == self.path or (self.path != "/" and path.startswith(self.path + "/"))


NAVIGATION = (
    Place("/", "Ports", HqAct.SEE_PORTS),
    Place("/stations", "Stations", HqAct.SEE_PORTS),
    Place("/travellers", "Travellers", HqAct.SEARCH_TRAVELLERS),
    Place("/alerts", "Alerts", HqAct.SEE_ALERTS),
    Place("/late-hits", "Late hits", HqAct.SEE_ALERTS),
    Place("/queue", "Queue", HqAct.SEE_QUEUE),
    Place("/statistics", "Statistics", HqAct.SEE_STATISTICS),
    Place("/users", "Users", HqAct.MANAGE_USERS),
    Place("/audit", "Audit", HqAct.READ_AUDIT),
)
