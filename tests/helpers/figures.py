"""Statistics in memory: a month of invented movements, counted by the definitions of `app.domain`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from app.domain.alert_entry import Band
from app.domain.alerts import SettledAs
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.movement import Movement, movement_of
from app.domain.statistics import Statistics, StatisticsQuery
from app.domain.statistics_count import AlertMet, Counting
from app.flow.statistics import StatisticsProgress
from bench.people import Booth, crossings


class MemoryStatistics:
    """StatisticsPort over `movements`; `hold` keeps a count under way, `asked` are the spans counted."""

    def __init__(self) -> None:
        self.movements: list[Movement] = []
        self.alerts: list[AlertMet] = []
        self.asked: list[StatisticsQuery] = []
        self.fails: FailureCode | None = None
        self.hold = threading.Event()
        self.hold.set()

    def fill(self, count: int, until: datetime) -> None:
        """So many crossings of the days before a moment, and a few hits."""
        self.movements = [one for one in _month(count, until) if one.crossed_at < until]
        self.alerts = [
            AlertMet(until - timedelta(hours=hours), "national", band, settled)
            for hours, band, settled in (
                (2, Band.CHECK, SettledAs.NOT_SAME), (5, Band.CHECK, SettledAs.NOT_SAME),
                (30, Band.STOP, SettledAs.SAME), (31, Band.CHECK, "open"), (50, Band.CHECK, "cleared"),
            )
        ]  # fmt: skip

    def count(
        self, query: StatisticsQuery, progress: StatisticsProgress = lambda done, whole: None
    ) -> Statistics:
        self.asked.append(query)
        progress(0, 2)
        self.hold.wait(10)
        progress(1, 2)
        if self.fails is not None:
            raise WorldError(self.fails, "statistics")
        counting = Counting(query, "VUT")
        for movement in self.movements:
            counting.add(movement)
        for alert in self.alerts:
            counting.add_alert(alert)
        found = counting.end()
        newest = max((one.crossed_at for one in self.movements), default=None)
        return Statistics(
            query, "VUT", "VUVLI", "VU-VLI-A1", "A1", False, len(self.movements), newest, found.gaps,
            found.tables,
        )  # fmt: skip


def _month(count: int, until: datetime) -> Iterator[Movement]:
    rng = Random(29)
    begin = until - timedelta(days=count / 600)
    booth = Booth(port="VUVLI", training=False)
    for crossing in crossings(count, 4, booth, begin):
        made = movement_of(crossing)
        nationality = "VUT" if made.nationality == "TON" else made.nationality
        residence = rng.choices((nationality, "", "AUS"), (80, 15, 5))[0]
        made = replace(
            made, nationality=nationality, residence=residence, mode=rng.choices(list(Mode), (15, 84, 1))[0],
            decided_at=made.opened_at + timedelta(seconds=rng.lognormvariate(3.5, 0.5)),
        )  # fmt: skip
        if made.decision is DecisionKind.ADMIT and made.direction is Direction.DEPARTURE:
            if nationality != "VUT" and rng.random() < 0.9:
                nights = round(rng.lognormvariate(1.9, 0.8))
                made = replace(
                    made, nights=nights, arrived_for=rng.choices(list(Purpose)[:3], (70, 20, 10))[0]
                )
        elif made.decision is DecisionKind.REFER:
            made = replace(made, settled_as=rng.choice((DecisionKind.ADMIT, DecisionKind.ADMIT, None)))
        yield made
