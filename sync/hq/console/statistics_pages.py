"""Statistics of the nation: who arrived and departed, by whom and what, as charts, tables and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.crossing import Direction
from app.domain.decision import DecisionKind
from app.domain.statistics import Dimension, Period
from app.domain.statistics_tables import place_of
from app.wording.statistics import TABLES, label_words
from sync.hq import rollup, rollup_count, rollup_read
from sync.hq.console import statistics_files
from sync.hq.console.charts import Series, bars, columns
from sync.hq.console.kit import Console, Visitor
from sync.hq.console.roles import HqAct
from sync.hq.console.statistics_spans import DAYS_ONE_BY_ONE, Asked, choices, read_asked
from sync.hq.console.statistics_words import short_day, short_month
from sync.hq.database import Connection, now
from sync.hq.rollup_read import Figure, Summed, total

_IN, _OUT = Direction.ARRIVAL, Direction.DEPARTURE
_ADMITTED: Final = ((_IN, DecisionKind.ADMIT), (_OUT, DecisionKind.ADMIT))
_MOST_ROWS: Final = 12
"""Rows of a table that are shown at once, the largest; all of them open beneath."""
_LONG: Final = frozenset({Dimension.NATIONALITY, Dimension.RESIDENCE, Dimension.PORT, Dimension.REASON})
"""Dimensions with any number of labels: the largest come first, not the group's own order."""
Kinds = Sequence[tuple[Direction, DecisionKind]]


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its chart: rows of a label and a count for each heading, `others` of what is not shown
    at once."""

    name: str
    title: str
    note: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[int, ...]]]
    others: Sequence[tuple[str, tuple[int, ...]]]
    sums: tuple[int, ...]
    chart: Markup


_SECTIONS: Final = (
    (Dimension.NATIONALITY, Dimension.NATIONALITY, ""),
    (
        Dimension.RESIDENCE,
        Dimension.RESIDENCE,
        "Where travellers live, by which tourism is counted. Not known where no counter asked.",
    ),
    (
        rollup_count.VISITORS_FROM,
        Dimension.RESIDENCE,
        "Visitors alone, as IRTS 2008 has them: no residents, crew, workers or officials.",
    ),
    (
        rollup_count.VISITORS_FOR,
        Dimension.IRTS_PURPOSE,
        "The classes of IRTS 2008. Nobody asks a purpose of who departs.",
    ),
    (Dimension.PURPOSE, Dimension.PURPOSE, "As the counter asked it of foreigners who arrive."),
    (Dimension.MODE, Dimension.MODE, ""),
    (Dimension.AGE, Dimension.AGE, "Completed years on the day of the crossing."),
    (Dimension.SEX, Dimension.SEX, "As the document has it."),
    (
        Dimension.STAY_GRANTED,
        Dimension.STAY_GRANTED,
        "Nights granted to who arrives and does not live here. How long people stayed is known where they"
        " leave: see the figures of the port.",
    ),
    (Dimension.VISITOR, Dimension.VISITOR, "By the rules of IRTS 2008, which the workbook explains."),
    (Dimension.MIGRATION, Dimension.MIGRATION, "By the length of stay granted (UN, 1998)."),
)
"""Names of figures, the dimension of their labels, and what has to be said of them."""


class StatisticsPages:
    """The page of figures, and the files of the same figures."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def routes(self) -> list[Route]:
        """All of them."""
        made, see = self._console.route, HqAct.SEE_STATISTICS
        return [
            made("/statistics", self.show, see),
            made("/statistics/figures.csv", self.csv, see),
            made("/statistics/figures.xlsx", self.xlsx, see),
        ]

    async def show(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """Figures of a span at one port or at all; nobody's data."""
        said = dict(request.query_params)

        def work(connection: Connection) -> dict[str, Any]:
            zone, moment = rollup.clock(connection), now(connection)
            today, known = moment.astimezone(zone).date(), rollup_read.ports(connection)
            asked, wrong = read_asked(said, today, known)
            summed = rollup_read.read(connection, asked.query(zone, Period.YEAR))
            days = _course(connection, asked, summed)
            return {
                "asked": asked, "errors": wrong, "summed": summed, "ports": known, "zone": zone.key,
                "choices": choices(today, rollup_read.counted_months(connection)), "course": days,
                "now": moment,
            }  # fmt: skip

        values = await self._console.ask(work)
        every = [one for figures in values["summed"].by_period.values() for one in figures]
        return self._console.page(
            request,
            visitor,
            "statistics.html",
            title="Statistics",
            status=422 if values["errors"] else 200,
            totals=_totals(every),
            sections=[
                *_by_dimension(every),
                *_by_port(values["summed"]),
                *_turned_away(every),
                _times(every),
            ],
            typed=said,
            **values,
        )

    async def csv(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The same as CSV, a line for each figure."""
        return await self._file(request, visitor, "csv")

    async def xlsx(self, request: Request, visitor: Visitor, _form: Mapping[str, str]) -> Response:
        """The same as a workbook with the definitions."""
        return await self._file(request, visitor, "xlsx")

    async def _file(self, request: Request, visitor: Visitor, kind: str) -> Response:
        if not self._console.rates.file(visitor.username):
            what, remedy = "Many files were asked for at once.", "Wait a minute, then ask for the next one."
            return self._console.refusal(request, visitor, 429, what, remedy)
        said = dict(request.query_params)

        def work(connection: Connection) -> tuple[Asked, Summed, str]:
            zone = rollup.clock(connection)
            today, known = now(connection).astimezone(zone).date(), rollup_read.ports(connection)
            asked, _ = read_asked(said, today, known)
            period = Period.DAY if asked.days <= DAYS_ONE_BY_ONE and said.get("by") == "day" else Period.MONTH
            return (
                asked,
                rollup_read.read(connection, asked.query(zone, period)),
                rollup_count.country_of(connection),
            )

        asked, summed, country = await self._console.ask(work)
        training, hide = self._console.settings.training, said.get("hide") == "small"
        zipped = "gzip" in request.headers.get("accept-encoding", "")

        def make() -> Response:
            figures = rollup_read.statistics_of(summed, country, training)
            return statistics_files.answer(kind, figures, asked, hide=hide, zipped=zipped)

        return await self._console.make(make)


def routes(console: Console) -> list[Route]:
    """The pages of statistics."""
    return StatisticsPages(console).routes()


def _totals(figures: Sequence[Figure]) -> list[tuple[str, int]]:
    """What stands large at the head."""
    whole = total(figures, rollup_count.ALL).get("", Counter())
    return [
        ("arrivals", whole[_IN, DecisionKind.ADMIT]),
        ("departures", whole[_OUT, DecisionKind.ADMIT]),
        ("refused on arrival", whole[_IN, DecisionKind.REFUSE]),
        ("refused on departure", whole[_OUT, DecisionKind.REFUSE]),
        ("referred", whole[_IN, DecisionKind.REFER] + whole[_OUT, DecisionKind.REFER]),
    ]


def _course(connection: Connection, asked: Asked, summed: Summed) -> Section:
    """How a span went, day by day or month by month."""
    by_day = rollup_read.by_day(connection, summed.query)
    if asked.days <= DAYS_ONE_BY_ONE:
        figures_of = dict(by_day)
        rows = [(short_day(day), _counts(figures_of.get(day, []), _ADMITTED)) for day in _days(asked)]
    else:
        months: dict[date, list[Figure]] = {}
        for day, figures in by_day:
            months.setdefault(day.replace(day=1), []).extend(figures)
        rows = [(short_month(month), _counts(figures, _ADMITTED)) for month, figures in months.items()]
    series = _series(("Arrivals", "Departures"), rows)
    labels = [label for label, _ in rows]
    title = "Arrivals and departures " + ("by day" if asked.days <= DAYS_ONE_BY_ONE else "by month")
    sums = tuple(sum(one.counts) for one in series)
    chart = columns("course", title, labels, series)
    return Section("course", title, "", ("Arrivals", "Departures"), rows, (), sums, chart)


def _days(asked: Asked) -> list[date]:
    return [date.fromordinal(day) for day in range(asked.first.toordinal(), asked.last.toordinal() + 1)]


def _counts(figures: Sequence[Figure], kinds: Kinds) -> tuple[int, ...]:
    whole = total(figures, rollup_count.ALL).get("", Counter())
    return tuple(whole[kind] for kind in kinds)


def _by_dimension(figures: Sequence[Figure]) -> list[Section]:
    made = []
    for name, dimension, note in _SECTIONS:
        arrivals_alone = name == Dimension.STAY_GRANTED
        kinds = _ADMITTED[:1] if arrivals_alone else _ADMITTED
        headings = ("Arrivals",) if arrivals_alone else ("Arrivals", "Departures")
        found = {
            label: tuple(counts[kind] for kind in kinds) for label, counts in total(figures, name).items()
        }
        made.append(_section(name, dimension, TABLES[name], note, headings, found))
    return made


def _by_port(summed: Summed) -> list[Section]:
    if summed.query.port:
        return []
    found: dict[str, Counter[tuple[Direction, DecisionKind]]] = {}
    for (_, port), figures in summed.by_port.items():
        for one in figures:
            found.setdefault(port, Counter())[one.way, one.decision] += one.count
    counts = {port: tuple(kinds[kind] for kind in _ADMITTED) for port, kinds in found.items()}
    return [_section("port", Dimension.PORT, TABLES["port"], "", ("Arrivals", "Departures"), counts)]


def _turned_away(figures: Sequence[Figure]) -> list[Section]:
    """Refusals and referrals by reason, and refusals by nationality."""
    refuse, refer = DecisionKind.REFUSE, DecisionKind.REFER
    note = "One crossing may have several reasons."
    made = []
    for name, source, kind, said in (
        ("refusals", Dimension.REASON, refuse, note),
        ("referrals", Dimension.REASON, refer, note),
        ("refusals_by_nationality", Dimension.NATIONALITY, refuse, ""),
    ):
        found = {
            label: (counts[_IN, kind], counts[_OUT, kind]) for label, counts in total(figures, source).items()
        }
        made.append(_section(name, source, TABLES[name], said, ("On arrival", "On departure"), found))
    return made


def _section(
    name: str,
    dimension: Dimension,
    title: str,
    note: str,
    headings: tuple[str, ...],
    found: Mapping[str, tuple[int, ...]],
) -> Section:
    long = dimension in _LONG

    def place(label: str) -> tuple[Any, ...]:
        return (-sum(found[label]), label) if long else place_of(dimension, label)

    counted = [label for label in found if any(found[label])]
    rows = [(label_words(dimension, label), found[label]) for label in sorted(counted, key=place)]
    shown = rows[:_MOST_ROWS] if len(rows) > _MOST_ROWS + 1 else rows
    sums = tuple(sum(counts[at] for _, counts in rows) for at in range(len(headings)))
    chart = bars(name, title, [label for label, _ in shown], _series(headings, shown))
    return Section(name, title, note, headings, shown, rows[len(shown) :], sums, chart)


def _series(names: Sequence[str], rows: Sequence[tuple[str, tuple[int, ...]]]) -> list[Series]:
    return [Series(name, [counts[at] for _, counts in rows]) for at, name in enumerate(names)]


def _times(figures: Sequence[Figure]) -> Section:
    """How long travellers stood at a counter, from the document to the decision."""
    found = total(figures, rollup_count.TOOK)
    labels = [*map(str, rollup_count.TOOK_UP_TO), ""]
    rows = [
        (_seconds(least, label), (sum(found.get(label, Counter()).values()),))
        for least, label in zip(("0", *labels), labels, strict=False)
    ]
    whole = sum(counts[0] for _, counts in rows)
    names = [label for label, _ in rows]
    chart = bars("took", TABLES["processing_by_period"], names, _series(("Crossings",), rows))
    note = "From the document to the decision. Crossings that were corrected later are not among them."
    title = TABLES["processing_by_period"]
    return Section("took", title, note, ("Crossings",), rows, (), (whole,), chart)


def _seconds(least: str, most: str) -> str:
    return f"under {_span(most)}" if most else f"{_span(least)} or more"


def _span(seconds: str) -> str:
    whole = int(seconds)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min"
