"""Figures as an XLSX workbook for the statistics office: what they are of, a sheet a table with its chart,
and the definitions; never a formula, and the same bytes for the same figures.

The workbook is made in memory: no figure touches the machine's temporary folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from app.domain.statistics import Dimension, Measure, Row, Statistics, Table
from app.domain.statistics_tables import whole_span
from app.reports.daily_words import printable
from app.reports.statistics_definitions import DEFINITIONS, SOURCES, TRAINING, facts
from app.wording import statistics as words

ABOUT: Final = "About"
DEFINED: Final = "Definitions"
LONGEST_TAB: Final = 31
"""Characters of a sheet's name, at most."""
MOST_BARS: Final = 15
"""Bars of a chart, at most: the largest, and the table has them all."""

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_BEFORE_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)
_HEAD_ROW: Final = 3
# Dark and light, and hatched: told apart in print too.
_FILLS: Final = ("#174F8C", "#F0B43C", "#5B2A86")
_LINES: Final = "#16202B"
_PATTERNS: Final = (None, "wide_upward_diagonal", "dotted_grid")


@dataclass(frozen=True, slots=True)
class _Formats:
    """The workbook's formats."""

    title: Any
    bold: Any
    head: Any
    text: Any
    number: Any
    hidden: Any
    total: Any


def xlsx_statistics(statistics: Statistics) -> bytes:
    """The workbook's bytes."""
    into = BytesIO()
    book = xlsxwriter.Workbook(into, _OPTIONS)
    created = (statistics.up_to or _BEFORE_ANY).astimezone(UTC)
    book.set_properties({
        "title": printable(f"Statistics, {statistics.port or statistics.country}, {_span(statistics)}"),
        "author": printable(statistics.station or "Matapā"),
        "created": created.replace(tzinfo=None, microsecond=0),
    })  # fmt: skip
    formats = _formats(book)
    _about(book.add_worksheet(ABOUT), statistics, formats)
    for table in statistics.tables:
        _sheet(book, table, statistics, formats)
    _definitions(book.add_worksheet(DEFINED), formats)
    book.close()
    return into.getvalue()


def tab_of(table: Table) -> str:
    """The name of a table's sheet."""
    return words.TABLES[table.name][:LONGEST_TAB]


def _span(statistics: Statistics) -> str:
    return f"{statistics.query.first_day} to {statistics.query.last_day}"


def _formats(book: Any) -> _Formats:
    return _Formats(
        title=book.add_format({"bold": True, "font_size": 16}),
        bold=book.add_format({"bold": True, "valign": "top"}),
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top", "align": "left"}),
        number=book.add_format({"num_format": "#,##0"}),
        hidden=book.add_format({"align": "right", "italic": True}),
        total=book.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
    )


def _about(sheet: Any, statistics: Statistics, formats: _Formats) -> None:
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "Statistics of a border", formats.title)
    row = 1
    if statistics.training:
        sheet.write_string(row, 0, TRAINING, formats.bold)
        row += 1
    for name, said in facts(statistics):
        row += 1
        sheet.write_string(row, 0, name, formats.bold)
        sheet.write_string(row, 1, printable(said), formats.text)
    row += 2
    sheet.write_string(row, 0, "Sheets", formats.head)
    sheet.write_string(row, 1, "Rows", formats.head)
    for table in statistics.tables:
        row += 1
        sheet.write_url(row, 0, f"internal:'{tab_of(table)}'!A1", string=words.TABLES[table.name])
        sheet.write_number(row, 1, len(table.rows), formats.text)
    sheet.write_url(row + 1, 0, f"internal:'{DEFINED}'!A1", string=DEFINED)


def _definitions(sheet: Any, formats: _Formats) -> None:
    for place, (title, width) in enumerate((("Term", 30), ("What it means here", 90), ("After", 38))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, formats.head)
    sheet.freeze_panes(1, 0)
    rows = [(one.term, one.means, one.source) for one in DEFINITIONS]
    rows += [("Source", said, name) for name, said in SOURCES]
    for row, (term, means, source) in enumerate(rows, 1):
        sheet.write_string(row, 0, term, formats.bold)
        sheet.write_string(row, 1, means, formats.text)
        sheet.write_string(row, 2, source, formats.text)


def _sheet(book: Any, table: Table, statistics: Statistics, formats: _Formats) -> None:
    sheet = book.add_worksheet(tab_of(table))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    title = f"{words.TABLES[table.name]}: {statistics.port or statistics.country}, {_span(statistics)}"
    sheet.write_string(0, 0, printable(title), formats.title)
    if statistics.training:
        sheet.write_string(1, 0, TRAINING, formats.bold)
    if not table.rows:
        sheet.write_string(_HEAD_ROW, 0, "Nobody in this span.")
        return
    width = _rows(sheet, 0, table, formats)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    drawn = _largest(whole_span(table))
    column = width + 1
    if drawn != table:
        said = "Whole span" if len(drawn.rows) < MOST_BARS else f"Whole span, the {MOST_BARS} largest"
        sheet.write_string(_HEAD_ROW - 1, column, said, formats.bold)
        column += _rows(sheet, column, drawn, formats) + 1
    if drawn.rows and len(drawn.dimensions) <= 2:
        sheet.insert_chart(_HEAD_ROW, column, _chart(book, sheet, drawn, column - 1))


def _rows(sheet: Any, left: int, table: Table, formats: _Formats) -> int:
    """Write a table from a column on; how many columns it took."""
    titles = [words.DIMENSIONS[one] for one in table.dimensions]
    titles += [words.MEASURES[one] for one in table.measures]
    for place, title in enumerate(titles, left):
        sheet.write_string(_HEAD_ROW, place, title, formats.head)
        sheet.set_column(place, place, 13 if place - left >= len(table.dimensions) else 28)
    for number, row in enumerate(table.rows, _HEAD_ROW + 1):
        for place, label in enumerate(label_row(table, row), left):
            sheet.write_string(number, place, printable(label), formats.text)
        for place, count in enumerate(row.counts, left + len(table.dimensions)):
            if count is None:
                sheet.write_string(number, place, words.HIDDEN, formats.hidden)
            else:
                sheet.write_number(number, place, count, formats.number)
    if is_summed(table) and not any(None in row.counts for row in table.rows):
        last = _HEAD_ROW + 1 + len(table.rows)
        sheet.write_string(last, left, "Together", formats.total)
        for place, column in enumerate(zip(*(row.counts for row in table.rows), strict=True)):
            sheet.write_number(last, left + len(table.dimensions) + place, sum(column), formats.total)
    return len(titles)


def label_row(table: Table, row: Row) -> list[str]:
    """The labels of a row in words."""
    return [words.label_words(one, label) for one, label in zip(table.dimensions, row.labels, strict=True)]


def is_summed(table: Table) -> bool:
    """Whether the rows of a table may be added: no times, and nobody under two reasons."""
    return Measure.TIMES not in table.measures and Dimension.REASON not in table.dimensions


def _largest(table: Table) -> Table:
    """A table with the rows that a chart has room for, in their order."""
    if len(table.rows) <= MOST_BARS or Measure.TIMES in table.measures:
        return table
    by_size = sorted(table.rows, key=lambda row: -sum(count or 0 for count in row.counts))[:MOST_BARS]
    return Table(table.name, table.dimensions, table.measures, tuple(by_size))


def _chart(book: Any, sheet: Any, table: Table, after: int) -> Any:
    """Bars of a table that was written just before column `after`."""
    chart = book.add_chart({"type": "column"})
    wide, first, last = len(table.dimensions), _HEAD_ROW + 1, _HEAD_ROW + len(table.rows)
    left = after - wide - len(table.measures)
    shown = [one for one in table.measures if one not in (Measure.TIMES, Measure.LONGEST)]
    for place, measure in enumerate(shown):
        column = left + wide + table.measures.index(measure)
        series: dict[str, Any] = {
            "name": words.MEASURES[measure],
            "categories": [sheet.get_name(), first, left, last, left + wide - 1],
            "values": [sheet.get_name(), first, column, last, column],
            "data_labels": {"value": True},
        }
        pattern = _PATTERNS[place]
        if pattern is None:
            series["fill"] = {"color": _FILLS[place]}
        else:
            series["pattern"] = {"pattern": pattern, "fg_color": _LINES, "bg_color": _FILLS[place]}
        chart.add_series(series)
    chart.set_title({"name": words.TABLES[table.name]})
    chart.set_legend({"position": "bottom"} if len(shown) > 1 else {"none": True})
    chart.set_size({"width": 900, "height": 420})
    return chart


def plain_rows(table: Table) -> Sequence[Sequence[str | int]]:
    """The table as its sheet shows it, without the heads: for who reads it back."""
    return [
        [*label_row(table, row), *(words.HIDDEN if count is None else count for count in row.counts)]
        for row in table.rows
    ]
