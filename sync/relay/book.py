"""What a station may spend on its link, while the port's relay carries for it: the LAN costs nothing."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.link_policy import LinkKind, LinkPlan, LinkPolicy
from sync.budget import Consent, LinkBook
from sync.line import Traffic


class RelayedBook:
    """A `sync.budget.LinkBook` whose link is free as long as `relayed` says that the relay answers."""

    def __init__(self, book: LinkBook, relayed: Callable[[], bool]) -> None:
        self._book = book
        self._relayed = relayed

    def policy(self) -> LinkPolicy:
        """How the link is now."""
        return LinkPolicy() if self._relayed() else self._book.policy()

    def used(self, kind: LinkKind) -> int:
        """As `LinkBook.used`."""
        return self._book.used(kind)

    def add(self, kind: LinkKind, traffic: Traffic, consent: int | None = None) -> None:
        """As `LinkBook.add`."""
        self._book.add(kind, traffic, consent)

    def consent(self) -> Consent | None:
        """As `LinkBook.consent`."""
        return self._book.consent()

    def finish(self, consent: int) -> None:
        """As `LinkBook.finish`."""
        self._book.finish(consent)

    def note_ahead(self, size: int) -> None:
        """As `LinkBook.note_ahead`."""
        self._book.note_ahead(size)

    def plan(self) -> LinkPlan:
        """As `LinkBook.plan`."""
        return self._book.plan()

    def close(self) -> None:
        """As `LinkBook.close`."""
        self._book.close()
