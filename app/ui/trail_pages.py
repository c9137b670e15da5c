"""A page of the audit trail, whatever of it is shown: lines, sign-ins, corrections, two people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.flow.trail import (
    AT_THE_DOOR,
    CorrectionLine,
    SecondLine,
    TrailFilter,
    TrailLine,
    TrailPort,
    sign_ins,
)
from app.ui import audit_words as words
from app.ui.plain_table import Line


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read so far, newest first, and where the next page goes on."""

    items: tuple[TrailLine | CorrectionLine | SecondLine, ...]
    older: int | None
    looked_to: datetime | None

    def followed_by(self, page: Shown) -> Shown:
        """With an older page behind."""
        return replace(page, items=self.items + page.items)

    def line(self, row: int) -> TrailLine:
        """The line of the chain behind a row."""
        item = self.items[row]
        return item if isinstance(item, TrailLine) else item.line

    def lines(self, tab: str) -> list[Line]:
        """The rows as texts."""
        plain = [item for item in self.items if isinstance(item, TrailLine)]
        if tab == "S":
            found = sign_ins(plain)
            return [words.sign_in(one, found.get(one.seq)) for one in plain]
        return [_cells(item) for item in self.items]


def read(trail: TrailPort, tab: str, wanted: TrailFilter, before: int | None) -> Shown:
    """A page of what a letter stands for; raises as `TrailPort` does."""
    if tab == "C":
        corrected = trail.corrections(wanted, before)
        return Shown(corrected.corrections, corrected.older, corrected.looked_to)
    if tab == "T":
        seconds = trail.seconds(wanted, before)
        return Shown(seconds.seconds, seconds.older, seconds.looked_to)
    page = trail.page(replace(wanted, acts=AT_THE_DOOR) if tab == "S" else wanted, before)
    return Shown(page.lines, page.older, page.looked_to)


def _cells(item: TrailLine | CorrectionLine | SecondLine) -> Line:
    if isinstance(item, CorrectionLine):
        return words.correction(item)
    return words.second(item) if isinstance(item, SecondLine) else words.line(item)
