"""Read figures of a span from what was counted: whole months by their sums, broken ones by their days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from app.domain.crossing import Direction
from app.domain.decision import DecisionKind
from app.domain.statistics import (
    Dimension,
    Gaps,
    Measure,
    Period,
    Row,
    Statistics,
    StatisticsQuery,
    Table,
    period_label,
)
from app.domain.statistics_tables import place_of
from sync.hq import rollup, rollup_count
from sync.hq.database import Connection
from sync.hq.rollup import Progress

# One statement, so that months and days, a port and the sums of all are of one moment. Of single ports no
# more than the crossings themselves is asked where all are asked for.
_READ: Final = """
SELECT port, month, figures, whole FROM statistics_month WHERE month = ANY(%(months)s) AND {of}
UNION ALL SELECT port, day, figures, whole FROM statistics_day
WHERE (day BETWEEN %(first)s AND %(first_until)s OR day BETWEEN %(last_from)s AND %(last)s) AND {of}
"""
_ALL_PORTS: Final = (
    _READ.format(of="port = ''") + "UNION ALL" + _READ.replace("figures", "NULL").format(of="port <> ''")
)
_ONE_PORT: Final = _READ.format(of="upper(port) = %(port)s")
_BY_DAY: Final = """
SELECT day, whole FROM statistics_day WHERE day BETWEEN %(first)s AND %(last)s AND upper(port) = %(port)s
ORDER BY day, port
"""
_BOTH: Final = (Measure.ARRIVALS, Measure.DEPARTURES)
_ADMITTED: Final = (
    Dimension.NATIONALITY, Dimension.RESIDENCE, Dimension.PURPOSE, Dimension.MODE, Dimension.AGE,
    Dimension.SEX, Dimension.VISITOR, Dimension.MIGRATION,
)  # fmt: skip
_NEVER: Final = date(1, 1, 1)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the sums: crossings of a way and decision that have this label in a dimension."""

    way: Direction
    decision: DecisionKind
    dimension: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Summed:
    """Figures of a span: by period, and those of whole crossings by port (upper case) besides."""

    query: StatisticsQuery
    by_period: Mapping[str, Sequence[Figure]]
    by_port: Mapping[tuple[str, str], Sequence[Figure]]
    progress: Progress


def read(connection: Connection, query: StatisticsQuery) -> Summed:
    """What was counted in a span, cut by its period, of one port or of all. Raises psycopg.Error."""
    months, first_until, last_from = _parts(query)
    rows = connection.execute(
        (_ONE_PORT if query.port else _ALL_PORTS).encode(),
        {
            "months": months, "port": query.port.upper(), "first": query.first_day,
            "first_until": first_until, "last_from": last_from, "last": query.last_day,
        },
    ).fetchall()  # fmt: skip
    by_period: dict[str, Counter[str]] = defaultdict(Counter)
    by_port: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for port, day, figures, whole in rows:
        label = period_label(day, query.period)
        if figures is not None:
            by_period[label].update(figures)
        if port != rollup.ALL_PORTS:
            by_port[label, str(port).upper()].update(dict(zip(_WHOLE, whole, strict=True)))
    return Summed(
        query,
        {label: _figures(found) for label, found in sorted(by_period.items())},
        {key: _figures(found) for key, found in sorted(by_port.items())},
        rollup.progress(connection),
    )


def by_day(connection: Connection, query: StatisticsQuery) -> list[tuple[date, list[Figure]]]:
    """Crossings of each day of a span that has any, by way and decision."""
    values = {"first": query.first_day, "last": query.last_day, "port": query.port.upper()}
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for day, whole in connection.execute(_BY_DAY, values).fetchall():
        found[day].update(dict(zip(_WHOLE, whole, strict=True)))
    return [(day, _figures(figures)) for day, figures in found.items()]


def ports(connection: Connection) -> list[str]:
    """Every port of which anything was counted, in upper case."""
    rows = connection.execute(
        "SELECT DISTINCT upper(port) FROM statistics_month WHERE port <> '' ORDER BY 1"
    ).fetchall()
    return [str(row[0]) for row in rows]


def counted_months(connection: Connection) -> tuple[date, date] | None:
    """The first and the last month of which anything was counted."""
    row = connection.execute("SELECT min(month), max(month) FROM statistics_month").fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])


def total(figures: Iterable[Figure], dimension: str) -> dict[str, Counter[tuple[Direction, DecisionKind]]]:
    """Crossings by label of one dimension, and in it by way and decision."""
    found: dict[str, Counter[tuple[Direction, DecisionKind]]] = defaultdict(Counter)
    for one in figures:
        if one.dimension == dimension:
            found[one.label][one.way, one.decision] += one.count
    return dict(found)


def statistics_of(summed: Summed, country: str, training: bool) -> Statistics:
    """The same as the tables of `app.domain.statistics_count`, for those who write them to files."""
    tables = _Tables()
    for label, figures in summed.by_period.items():
        for one in figures:
            tables.add(label, one)
    for (label, port), figures in summed.by_port.items():
        for one in figures:
            tables.add_port(label, port, one)
    every = [one for figures in summed.by_period.values() for one in figures]
    gaps = Gaps(
        no_residence=_unknown(every, Dimension.RESIDENCE), no_birth_year=_unknown(every, Dimension.AGE)
    )
    return Statistics(
        summed.query, country, summed.query.port.upper(), "", "", training, 0, summed.progress.counted_at,
        gaps, tables.made(),
    )  # fmt: skip


class _Tables:
    """Tables while figures are put into them, by name."""

    def __init__(self) -> None:
        self._dimensions: dict[str, tuple[Dimension, ...]] = {}
        self._measures: dict[str, tuple[Measure, ...]] = {}
        self._rows: dict[str, dict[tuple[str, ...], Counter[Measure]]] = {}
        period = Dimension.PERIOD
        self._table("movements", (period, Dimension.WAY, Dimension.DECISION), (Measure.CROSSINGS,))
        for one in (Dimension.PORT, *_ADMITTED):
            self._table(one, (period, one), _BOTH)
        self._table(rollup_count.VISITORS_FROM, (period, Dimension.RESIDENCE), _BOTH)
        self._table(rollup_count.VISITORS_FOR, (period, Dimension.IRTS_PURPOSE), _BOTH)
        self._table(Dimension.STAY_GRANTED, (period, Dimension.STAY_GRANTED), (Measure.ARRIVALS,))
        for name in ("refusals", "referrals"):
            self._table(name, (period, Dimension.WAY, Dimension.REASON), (Measure.CROSSINGS,))
        self._table("refusals_by_nationality", (period, Dimension.NATIONALITY), _BOTH)

    def add(self, period: str, one: Figure) -> None:
        """Put a figure into the tables that it belongs to."""
        way = Measure.ARRIVALS if one.way is Direction.ARRIVAL else Measure.DEPARTURES
        if one.dimension == rollup_count.ALL:
            self._put("movements", (period, one.way, one.decision), Measure.CROSSINGS, one.count)
        elif one.dimension == rollup_count.REASON:
            name = "refusals" if one.decision is DecisionKind.REFUSE else "referrals"
            self._put(name, (period, one.way, one.label), Measure.CROSSINGS, one.count)
        elif one.decision is DecisionKind.ADMIT and one.dimension in self._rows:
            self._put(one.dimension, (period, one.label), way, one.count)
        elif one.decision is DecisionKind.REFUSE and one.dimension == Dimension.NATIONALITY:
            self._put("refusals_by_nationality", (period, one.label), way, one.count)

    def add_port(self, period: str, port: str, one: Figure) -> None:
        """Put a figure of a port into the table of ports."""
        if one.decision is DecisionKind.ADMIT:
            way = Measure.ARRIVALS if one.way is Direction.ARRIVAL else Measure.DEPARTURES
            self._put(Dimension.PORT, (period, port), way, one.count)

    def made(self) -> tuple[Table, ...]:
        """All tables in a fixed order, rows by their labels."""
        return tuple(
            Table(str(name), dimensions, self._measures[name], self._sorted(name, dimensions))
            for name, dimensions in self._dimensions.items()
        )

    def _table(self, name: str, dimensions: tuple[Dimension, ...], measures: tuple[Measure, ...]) -> None:
        self._dimensions[name], self._measures[name], self._rows[name] = dimensions, measures, {}

    def _put(self, name: str, labels: tuple[str, ...], measure: Measure, count: int) -> None:
        self._rows[name].setdefault(labels, Counter())[measure] += count

    def _sorted(self, name: str, dimensions: tuple[Dimension, ...]) -> tuple[Row, ...]:
        def place(labels: tuple[str, ...]) -> list[tuple[int, str]]:
            return [place_of(one, label) for one, label in zip(dimensions, labels, strict=True)]

        rows = self._rows[name]
        return tuple(
            Row(labels, tuple(rows[labels][measure] for measure in self._measures[name]))
            for labels in sorted(rows, key=place)
        )


_WHOLE: Final = rollup_count.WHOLE


def _figures(found: Mapping[str, int]) -> list[Figure]:
    return [Figure(*_parts_of(name), count) for name, count in found.items() if count]


@lru_cache(maxsize=20_000)
def _parts_of(name: str) -> tuple[Direction, DecisionKind, str, str]:
    """A figure's name in its parts; there are some hundreds, and each comes with every row."""
    way, decision, dimension, label = name.split(" ", 3)
    return Direction(way), DecisionKind(decision), dimension, label


def _unknown(figures: Iterable[Figure], dimension: str) -> int:
    return sum(
        one.count
        for one in figures
        if one.dimension == dimension and not one.label and one.decision is DecisionKind.ADMIT
    )


def _parts(query: StatisticsQuery) -> tuple[list[date], date, date]:
    """The months that are wholly in a span; the last day before and the first day after them in it."""
    if query.period is Period.DAY:
        return [], query.last_day, query.last_day + _A_DAY
    month = query.first_day if query.first_day.day == 1 else _next_month(query.first_day)
    months = []
    while _next_month(month) - _A_DAY <= query.last_day:
        months.append(month)
        month = _next_month(month)
    if not months:
        return [], query.last_day, query.last_day + _A_DAY
    return months, months[0] - _A_DAY, month


def _next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
