"""Count movements and alerts into the tables of a span: each crossing once, as its newest version says.

Only who was admitted is an arrival or a departure; refusals and referrals have tables of their own. What
was recorded in training counts only where training is asked for, and then nothing else does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final

from app.domain.alert_entry import Band
from app.domain.crossing import Direction
from app.domain.decision import DecisionKind
from app.domain.movement import (
    IRTS_PURPOSES,
    VISITORS,
    Movement,
    VisitorClass,
    migration_class,
    visitor_class,
)
from app.domain.statistics import (
    UNKNOWN,
    Dimension,
    Gaps,
    Measure,
    Row,
    StatisticsQuery,
    Table,
    age_group,
    country_label,
    period_label,
    stay_group,
)
from app.domain.statistics_tables import by_place
from app.domain.statistics_times import Times

Labels = Mapping[Dimension, str]

_BOTH_WAYS: Final = (Measure.ARRIVALS, Measure.DEPARTURES)
_ADMITTED: Final = (
    Dimension.PORT, Dimension.NATIONALITY, Dimension.RESIDENCE, Dimension.PURPOSE, Dimension.MODE,
    Dimension.AGE, Dimension.SEX, Dimension.VISITOR, Dimension.MIGRATION,
)  # fmt: skip
CHOSEN: Final = "chosen"
"""Name of the table that `StatisticsQuery.by` asks for."""
CHOOSABLE: Final = (
    Dimension.PERIOD, *_ADMITTED, Dimension.IRTS_PURPOSE, Dimension.STAY_GRANTED, Dimension.STAYED,
    Dimension.HOUR,
)  # fmt: skip
"""What `StatisticsQuery.by` may name, at most `MOST_CHOSEN` of them."""
MOST_CHOSEN: Final = 3


@dataclass(frozen=True, slots=True)
class AlertMet:
    """A hit on an alert list: when its case was opened, and how it was settled: a `SettledAs`, `open`, or
    `cleared` where an earlier word let it pass."""

    at: datetime
    list_id: str
    band: Band
    settled: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The tables of a span and what they lack (`unreadable` and `corrected` are the store's to say)."""

    tables: tuple[Table, ...]
    gaps: Gaps
    crossings: int


class _Tally:
    """One table while it is counted."""

    def __init__(self, name: str, dimensions: Sequence[Dimension], measures: Sequence[Measure]) -> None:
        self._name, self._dimensions, self._measures = name, tuple(dimensions), tuple(measures)
        self._counts: dict[Measure, dict[Any, int]] = {one: defaultdict(int) for one in measures}
        # By what its rows are told apart: one label alone is no tuple.
        self._key: Callable[[Labels], Any] = itemgetter(*dimensions)

    def add(self, labels: Labels, measure: Measure) -> None:
        """Count one; called for every table of every movement."""
        self._counts[measure][self._key(labels)] += 1

    def table(self) -> Table:
        """The table as counted so far."""
        found: dict[tuple[str, ...], list[int]] = {}
        for place, measure in enumerate(self._measures):
            for key, number in self._counts[measure].items():
                labels = key if isinstance(key, tuple) else (key,)
                found.setdefault(labels, [0] * len(self._measures))[place] = number
        ordered = sorted(found, key=by_place(self._dimensions))
        rows = tuple(Row(labels, tuple(found[labels])) for labels in ordered)
        return Table(self._name, self._dimensions, self._measures, rows)


class Counting:
    """Counts one movement after the other for a query; `tables` at the end.

    A movement outside the span, of another port or of the other side of training is passed over.
    """

    def __init__(self, query: StatisticsQuery, country: str, training: bool = False) -> None:
        self._query, self._country, self._training = query, country, training
        self._since, self._until, self._port = query.since, query.until, query.port.upper()
        period = Dimension.PERIOD
        self._movements = _Tally(
            "movements", (period, Dimension.WAY, Dimension.DECISION), (Measure.CROSSINGS,)
        )
        self._admitted = [_Tally("periods", (period,), _BOTH_WAYS)]
        self._admitted += [_Tally(one.value, (period, one), _BOTH_WAYS) for one in _ADMITTED]
        self._visitors = [
            _Tally("visitors_by_residence", (period, Dimension.RESIDENCE), _BOTH_WAYS),
            _Tally("visitors_by_purpose", (period, Dimension.IRTS_PURPOSE), _BOTH_WAYS),
        ]
        self._stays = {
            Direction.ARRIVAL: _Tally(
                "stay_granted", (period, Dimension.STAY_GRANTED), (Measure.ARRIVALS,)
            ),
            Direction.DEPARTURE: _Tally("stayed", (period, Dimension.STAYED), (Measure.DEPARTURES,)),
        }  # fmt: skip
        by_reason = (period, Dimension.WAY, Dimension.REASON)
        self._turned = {
            DecisionKind.REFUSE: _Tally("refusals", by_reason, (Measure.CROSSINGS,)),
            DecisionKind.REFER: _Tally("referrals", by_reason, (Measure.CROSSINGS,)),
        }
        self._refused = _Tally("refusals_by_nationality", (period, Dimension.NATIONALITY), _BOTH_WAYS)
        self._outcomes = _Tally("outcomes", (period, Dimension.WAY, Dimension.OUTCOME), (Measure.CROSSINGS,))
        self._alerts = _Tally(
            "alerts", (period, Dimension.LIST, Dimension.BAND, Dimension.SETTLED), (Measure.HITS,)
        )
        self._chosen = [_Tally(CHOSEN, query.by, _BOTH_WAYS)] if query.by else []
        self._times = Times(query)
        self._gaps: Counter[str] = Counter()
        self._crossings = 0

    def add(self, movement: Movement) -> bool:
        """Count a movement; whether it is one of those asked for."""
        if not self._since <= movement.crossed_at < self._until or movement.training != self._training:
            return False
        if self._port and movement.port.upper() != self._port:
            return False
        self._crossings += 1
        labels = labels_of(movement, self._query, self._country)
        self._movements.add(labels, Measure.CROSSINGS)
        self._times.add(movement, labels)
        if movement.decision is DecisionKind.ADMIT:
            self._add_admitted(movement, labels)
        else:
            self._add_turned(movement, labels)
        return True

    def add_alert(self, alert: AlertMet) -> None:
        """Count a hit of the span; hits know no port but the station's."""
        if self._since <= alert.at < self._until:
            day = self._query.local(alert.at).date()
            labels = {
                Dimension.PERIOD: period_label(day, self._query.period),
                Dimension.LIST: alert.list_id,
                Dimension.BAND: alert.band.value,
                Dimension.SETTLED: alert.settled,
            }
            self._alerts.add(labels, Measure.HITS)

    def end(self) -> Counted:
        """All tables in a fixed order."""
        tallies = [
            self._movements, *self._admitted, *self._visitors, *self._stays.values(),
            *self._turned.values(), self._refused, self._outcomes, self._alerts,
        ]  # fmt: skip
        tables = [one.table() for one in (*self._chosen, *tallies)]
        return Counted((*tables, *self._times.tables()), Gaps(**self._gaps), self._crossings)

    def _add_admitted(self, movement: Movement, labels: Labels) -> None:
        leaves = movement.direction is Direction.DEPARTURE
        measure = Measure.DEPARTURES if leaves else Measure.ARRIVALS
        for tally in (*self._admitted, *self._chosen):
            tally.add(labels, measure)
        visitor = VisitorClass(labels[Dimension.VISITOR])
        if visitor in VISITORS:
            for tally in self._visitors:
                tally.add(labels, measure)
        self._gaps["no_residence"] += not movement.residence
        self._gaps["no_birth_year"] += not labels[Dimension.AGE]
        if visitor is not VisitorClass.RESIDENT:
            self._stays[movement.direction].add(labels, measure)
            self._gaps["unmatched"] += leaves and movement.nights is None
            self._gaps["no_purpose"] += not labels[Dimension.PURPOSE]

    def _add_turned(self, movement: Movement, labels: Labels) -> None:
        for reason in [one.value for one in movement.reasons] or [UNKNOWN]:
            self._turned[movement.decision].add({**labels, Dimension.REASON: reason}, Measure.CROSSINGS)
        if movement.decision is DecisionKind.REFUSE:
            leaves = movement.direction is Direction.DEPARTURE
            self._refused.add(labels, Measure.DEPARTURES if leaves else Measure.ARRIVALS)
        else:
            outcome = (movement.settled_as or DecisionKind.REFER).value
            self._outcomes.add({**labels, Dimension.OUTCOME: outcome}, Measure.CROSSINGS)


def count(
    movements: Iterable[Movement],
    query: StatisticsQuery,
    country: str,
    alerts: Iterable[AlertMet] = (),
    *,
    training: bool = False,
) -> Counted:
    """Count all of them; `country` is whose border it is (Doc 9303-3, 5)."""
    counting = Counting(query, country, training)
    for movement in movements:
        counting.add(movement)
    for alert in alerts:
        counting.add_alert(alert)
    return counting.end()


def labels_of(movement: Movement, query: StatisticsQuery, country: str) -> dict[Dimension, str]:
    """The label of a movement in every dimension that one crossing has one of."""
    local = query.local(movement.crossed_at)
    day = local.date()
    arrives = movement.direction is Direction.ARRIVAL
    purpose, stay = movement.admitted_purpose, stay_group(movement.known_nights)
    irts = None if purpose is None else IRTS_PURPOSES.get(purpose)
    return {
        Dimension.PERIOD: period_label(day, query.period),
        Dimension.HOUR: f"{local.hour:02}",
        Dimension.WAY: movement.direction.value,
        Dimension.DECISION: movement.decision.value,
        Dimension.PORT: movement.port.upper(),
        Dimension.NATIONALITY: country_label(movement.nationality),
        Dimension.RESIDENCE: country_label(movement.residence),
        Dimension.PURPOSE: _said(purpose),
        Dimension.IRTS_PURPOSE: _said(irts),
        Dimension.VISITOR: visitor_class(movement, country).value,
        Dimension.MIGRATION: migration_class(movement, country).value,
        Dimension.MODE: movement.mode.value,
        Dimension.AGE: _said(age_group(movement.birth_date, day)),
        Dimension.SEX: movement.sex.value,
        Dimension.STAY_GRANTED: _said(stay) if arrives else UNKNOWN,
        Dimension.STAYED: UNKNOWN if arrives else _said(stay),
    }


def _said(group: StrEnum | None) -> str:
    return UNKNOWN if group is None else group.value
