"""Figures as lines of a table and bars of a chart, in the officer's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from app.domain.crossing import Direction
from app.domain.statistics import Dimension, Measure, Row, Statistics, StatisticsQuery, Table
from app.domain.statistics_count import CHOSEN
from app.domain.statistics_tables import whole_span
from app.ui import wording
from app.ui.bar_chart import Bar, Chart, spoken
from app.ui.plain_table import Line
from app.ui.shift_words import minutes
from app.ui.wording import counted, tr
from app.wording.statistics import DIMENSIONS, HIDDEN, MEASURES, NOTES, PERIODS, TABLES, label_words

MOST_BARS = 24
"""Lines that a chart is given: the hours of a day."""


class Span(StrEnum):
    """Which days are counted, by its key."""

    TODAY = "D"
    WEEK = "W"
    MONTH = "M"
    LAST_MONTH = "L"
    YEAR = "Y"
    OWN = "O"


def span_titles() -> dict[Span, str]:
    """What each key counts."""
    return {
        Span.TODAY: tr("Today"),
        Span.WEEK: tr("Last 7 days"),
        Span.MONTH: tr("This month"),
        Span.LAST_MONTH: tr("Last month"),
        Span.YEAR: tr("This year"),
        Span.OWN: tr("Other days"),
    }


def days_of(span: Span, today: date) -> tuple[date, date]:
    """First and last day; for days of one's own those of this month."""
    first = today.replace(day=1)
    if span is Span.TODAY:
        return today, today
    if span is Span.WEEK:
        return today - timedelta(days=6), today
    if span is Span.LAST_MONTH:
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    return (today.replace(month=1, day=1), today) if span is Span.YEAR else (first, today)


def query_words(query: StatisticsQuery) -> str:
    """`01-Nov-2026 to 30-Nov-2026, by days`."""
    first, last = wording.day_words(query.first_day), wording.day_words(query.last_day)
    days = first if first == last else tr("{first} to {last}").format(first=first, last=last)
    return tr("{days}, cut by {period}").format(days=days, period=tr(PERIODS[query.period]))


def title_of(name: str) -> str:
    """The title of a table."""
    return tr(TABLES[name])


def every_table() -> list[str]:
    """The names of the tables that a count without a table of one's own brings, in their order."""
    return [name for name in TABLES if name != CHOSEN]


def note_of(name: str) -> str:
    """What must be known to read a table."""
    return tr(NOTES[name])


def shown(table: Table) -> Table:
    """The table as the page shows it: the span as a whole, the largest first where lines have no order."""
    whole = whole_span(table)
    if Measure.TIMES in whole.measures or not _is_by_size(whole):
        return whole
    rows = sorted(whole.rows, key=lambda row: -sum(count or 0 for count in row.counts))
    return Table(whole.name, whole.dimensions, whole.measures, tuple(rows))


def _is_by_size(table: Table) -> bool:
    by_size = {Dimension.NATIONALITY, Dimension.RESIDENCE, Dimension.PORT, Dimension.LIST, Dimension.REASON}
    return any(one in by_size for one in table.dimensions)


def titles(table: Table) -> list[str]:
    """The titles of its columns."""
    return [_dimension(one) for one in table.dimensions] + [_measure(one) for one in table.measures]


def _dimension(dimension: Dimension) -> str:
    return tr("Hour") if dimension is Dimension.HOUR else tr(DIMENSIONS[dimension])


def _measure(measure: Measure) -> str:
    in_minutes = {
        Measure.MEDIAN: tr("Half in"),
        Measure.NINTH_DECILE: tr("9 of 10 in"),
        Measure.LONGEST: tr("Longest"),
    }
    return in_minutes.get(measure) or tr(MEASURES[measure])


def lines(table: Table) -> list[Line]:
    """Its lines; times in minutes and seconds."""
    return [Line((*labels(table, row), *_cells(table, row))) for row in table.rows]


def labels(table: Table, row: Row) -> list[str]:
    """The labels of a line in words."""
    return [_label(one, label) for one, label in zip(table.dimensions, row.labels, strict=True)]


def _label(dimension: Dimension, label: str) -> str:
    if dimension in (Dimension.NATIONALITY, Dimension.RESIDENCE):
        return wording.state_words(label)
    if dimension is Dimension.PERIOD:
        return _period(label)
    return tr(label_words(dimension, label))


def _period(label: str) -> str:
    """`28-Nov-2026`, `Nov 2026`, `2026-Q4`, `2026`."""
    parts = label.split("-")
    if len(parts) == 3:
        return wording.day_words(date.fromisoformat(label))
    return f"{wording.month(int(parts[1]))} {parts[0]}" if parts[-1].isdigit() and len(parts) == 2 else label


def _cells(table: Table, row: Row) -> list[str]:
    return [_cell(measure, count) for measure, count in zip(table.measures, row.counts, strict=True)]


def _cell(measure: Measure, count: int | None) -> str:
    if count is None:
        return HIDDEN
    timed = measure in (Measure.MEDIAN, Measure.NINTH_DECILE, Measure.LONGEST)
    return minutes(count) if timed else spoken(count)


def chart_of(table: Table) -> Chart:
    """The table's first lines as bars: the numbers, of times the half and nine tenths."""
    measures = [one for one in table.measures if one not in (Measure.TIMES, Measure.LONGEST)]
    places = [table.measures.index(one) for one in measures]
    bars = []
    for row in table.rows[:MOST_BARS]:
        said = _cells(table, row)
        values = tuple((row.counts[place], said[place]) for place in places)
        bars.append(Bar(_bar_label(table, row), values))
    names = tuple(_measure(one) for one in measures)
    return Chart(title_of(table.name), names, tuple(bars), max(0, len(table.rows) - MOST_BARS))


def _bar_label(table: Table, row: Row) -> str:
    """The labels in one line, the way as short as it goes: `In: No valid visa or permit`."""
    said = labels(table, row)
    if table.dimensions[:1] == (Dimension.WAY,):
        way = tr("In") if row.labels[0] == Direction.ARRIVAL.value else tr("Out")
        return f"{way}: {', '.join(said[1:])}"
    return ", ".join(said)


def lacking(statistics: Statistics) -> str:
    """What the figures lack, in one or two sentences; nothing where they lack nothing."""
    gaps = statistics.gaps
    few = statistics.query.suppress
    parts: Sequence[tuple[int, str]] = (
        (gaps.unmatched, tr("foreigners left whose arrival was not found here")),
        (gaps.no_residence, tr("were not asked where they live")),
        (gaps.no_birth_year, tr("have no year of birth")),
        (gaps.unreadable, tr("records cannot be read and are not counted: let a technician check the store")),
    )
    said = [f"{_few(number) if few else spoken(number)} {words}" for number, words in parts if number]
    sentences = [tr("Not known: {parts}.").format(parts="; ".join(said))] if said else []
    if few:
        sentences.append(tr("c: hidden, so that nobody is known by a figure."))
    return " ".join(sentences)


def _few(number: int) -> str:
    return tr("fewer than 3") if number < 3 else spoken(number)


def counted_words(statistics: Statistics) -> str:
    """How many crossings were counted, by which records."""
    crossings = sum(row.counts[0] or 0 for row in statistics.table("movements").rows)
    said = counted(crossings, "{number} crossing counted", "{number} crossings counted")
    return tr("{crossings}, up to record {seq}.").format(crossings=said, seq=spoken(statistics.up_to_seq))
