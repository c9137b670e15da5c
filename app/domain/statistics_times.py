"""How long travellers were worked on and how long they stood, as far as a counter can know it.

Processing is from the document's coming in to the decision, as version 1 of the crossing says. Waiting is
how long after the first traveller of the same conveyance a traveller's document came in: the queue as the
counter saw it. It is not how long somebody stood there: who comes from the ship late did not wait, and
nobody counts the minutes before the first document. Only conveyances with a number count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from app.domain.crossing import Direction, Mode
from app.domain.movement import Movement
from app.domain.statistics import Dimension, Measure, Row, StatisticsQuery, Table

CALL_ENDS: Final = timedelta(hours=2)
"""When nobody of a conveyance came for so long, its next traveller belongs to another call: tomorrow's
flight of the same number, or the cruise ship's passengers coming back from town."""
SPREAD: Final = (Measure.TIMES, Measure.MEDIAN, Measure.NINTH_DECILE, Measure.LONGEST)
TIMES: Final = ("processing_by_period", "processing_by_hour", "waiting_by_period", "waiting_by_hour")
"""Names of the tables."""

Place = tuple[str, str]
"""Labels of the period and of the hour."""
Call = tuple[str, Direction, Mode, str]
"""Port, way, mode and number of a conveyance."""


def spread(seconds: Iterable[int]) -> tuple[int, int, int, int]:
    """How many, median, ninth decile and longest. Both quantiles by nearest rank: the smallest that at
    least so many are not above, as PostgreSQL's percentile_disc. All 0 for none."""
    ordered = sorted(seconds)
    if not ordered:
        return (0, 0, 0, 0)
    last = len(ordered)
    return (last, ordered[ceil(last / 2) - 1], ordered[ceil(last * 9 / 10) - 1], ordered[-1])


def waits(openings: Sequence[tuple[datetime, Place]]) -> list[tuple[int, Place]]:
    """The wait of each traveller of one conveyance, in whole seconds, in order of time."""
    found: list[tuple[int, Place]] = []
    first = before = None
    for opened, place in sorted(openings):
        if first is None or before is None or opened - before >= CALL_ENDS:
            first = opened
        before = opened
        found.append((round((opened - first).total_seconds()), place))
    return found


class Times:
    """Gathers times while movements are counted; a few dozen bytes of each are kept."""

    def __init__(self, query: StatisticsQuery) -> None:
        self._query = query
        self._processing: list[tuple[int, Place]] = []
        self._openings: dict[tuple[str, Direction, Mode, str], list[tuple[datetime, Place]]] = defaultdict(
            list
        )

    def add(self, movement: Movement, labels: dict[Dimension, str]) -> None:
        """Take a movement in; it counts where and when the traveller crossed."""
        if movement.decided_at is None:
            return
        place = (labels[Dimension.PERIOD], labels[Dimension.HOUR])
        seconds = round((movement.decided_at - movement.opened_at).total_seconds())
        self._processing.append((max(seconds, 0), place))
        number = movement.conveyance.strip().upper()
        if number:
            call = (movement.port, movement.direction, movement.mode, number)
            self._openings[call].append((movement.opened_at, place))

    def tables(self) -> tuple[Table, ...]:
        """Processing and waiting, each by period and by hour of the day."""
        waiting = [one for openings in self._openings.values() for one in waits(openings)]
        kinds = (Dimension.PERIOD, Dimension.HOUR)
        return tuple(
            _table(name, kinds[number % 2], number % 2, times)
            for number, (name, times) in enumerate(
                zip(TIMES, (self._processing, self._processing, waiting, waiting), strict=True)
            )
        )


def _table(name: str, dimension: Dimension, part: int, times: Iterable[tuple[int, Place]]) -> Table:
    groups: dict[str, list[int]] = defaultdict(list)
    for seconds, place in times:
        groups[place[part]].append(seconds)
    rows = tuple(Row((label,), spread(found)) for label, found in sorted(groups.items()))
    return Table(name, (dimension,), SPREAD, rows)
