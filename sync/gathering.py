"""When rows that wait are frozen: at once where bytes cost nothing, else as many as gather in a while.

A batch of one costs twelve times the bytes of a crossing in a batch of a thousand, so on a metered link
crossings gather, and on a dear one they wait for a person's yes. Whatever is urgent goes at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from app.domain.link_policy import Lane, LinkKind
from sync.budget import Ration
from sync.lanes import lane_of
from sync.ports import StationOutbox
from sync.protocol.bounds import MOST_RECORDS

GATHER_ROWS: Final = 100
"""Rows on a metered link that go without waiting for more: a hundred in a batch cost 53 bytes each."""
GATHER_SECONDS: Final = 1800.0
"""Seconds on a metered link after which the oldest goes however few they are."""


class Gathering:
    """Watches the rows that no batch holds; each row is looked at once. What lay here at the start is due.
    `seconds` is a steady clock."""

    def __init__(self, outbox: StationOutbox, seconds: Callable[[], float] = time.monotonic) -> None:
        self._outbox, self._seconds = outbox, seconds
        self._since: float | None = None
        self._left_over = True
        self.forget()

    def forget(self) -> None:
        """Rows were frozen: look at what is left from its beginning."""
        self._first, self._last, self._rows, self._urgent = 0, 0, 0, False

    @property
    def rows(self) -> int:
        """Rows that were in no batch at the last look."""
        return self._rows

    def due(self, ration: Ration, urgent_only: bool) -> bool:
        """Whether the oldest rows are to be frozen now."""
        self._look()
        if not self._rows:
            self._since, self._left_over = None, False
            return False
        if self._urgent or urgent_only:
            return self._urgent
        if ration.kind is LinkKind.FREE:
            return True
        consent = ration.consent
        if consent is not None and self._first <= consent.up_to_seq:
            return True
        return ration.kind is LinkKind.METERED and (
            self._left_over or self._rows >= GATHER_ROWS or self.until_due(ration) <= 0
        )

    def until_due(self, ration: Ration) -> float:
        """Seconds until what gathers on a metered link goes; infinite where nothing gathers."""
        if ration.kind is not LinkKind.METERED or self._since is None or not self._rows:
            return float("inf")
        return self._since + GATHER_SECONDS - self._seconds()

    def waits_up_to(self, seq: int) -> bool:
        """Whether a row up to this seq is in no batch yet."""
        self._look()
        return bool(self._rows) and self._first <= seq

    def _look(self) -> None:
        """Look at rows that came since the last look."""
        while rows := self._outbox.waiting(self._last, MOST_RECORDS):
            self._first = self._first or rows[0].seq
            self._last = rows[-1].seq
            self._rows += len(rows)
            self._urgent = self._urgent or any(lane_of(row) is Lane.URGENT for row in rows)
            if self._since is None:
                self._since = self._seconds()
            if len(rows) < MOST_RECORDS:
                return
