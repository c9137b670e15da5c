"""A daily log as an XLSX workbook: summary, crossings, who was stopped, what is open; never a formula.

The workbook is made in memory: XlsxWriter's sparing mode would write travellers to the machine's temporary
folder, outside the encrypted store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from app.domain.checks import CheckName
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.day import DayContent, DayEntry, DayHead
from app.domain.decision import DecisionKind, Reason
from app.domain.document import DocumentKind
from app.domain.person import Sex
from app.reports.daily_fields import SHEET_COLUMNS, Value
from app.reports.daily_words import (
    NO_CROSSINGS,
    NOBODY_STOPPED,
    NOTHING_OPEN,
    TRAINING,
    facts_of,
    local,
    open_item,
    printable,
    proof_of,
    scope_of,
    signature_of,
    title_of,
)
from app.wording.choices import (
    CHECKS,
    DECISIONS,
    DIRECTIONS,
    DOCUMENT_KINDS,
    MODES,
    PURPOSES,
    REASONS_GIVEN,
    SEXES,
)

FIRST_DAY: Final = date(1900, 3, 1)
"""Earlier dates are texts: a spreadsheet counts a 29 February 1900 that was none."""

_WORDS: Final[Mapping[type[StrEnum], Mapping[Any, str]]] = {
    Direction: DIRECTIONS, Mode: MODES, Purpose: PURPOSES, DecisionKind: DECISIONS, Sex: SEXES,
    DocumentKind: DOCUMENT_KINDS, CheckName: CHECKS, Reason: REASONS_GIVEN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Formats:
    """The workbook's formats."""

    title: Any
    bold: Any
    head: Any
    text: Any
    number: Any
    day: Any
    moment: Any


def xlsx_log(content: DayContent) -> bytes:
    """The workbook's bytes."""
    into = BytesIO()
    head = content.head
    book = xlsxwriter.Workbook(into, _OPTIONS)
    book.set_properties(
        {
            "title": printable(f"{title_of(head)}, {head.station}"),
            "author": printable(head.station),
            "created": head.closed_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    formats = _formats(book)
    _summary(book.add_worksheet("Summary"), content, formats)
    stopped = [one for one in content.entries if one.crossing.decision.kind is not DecisionKind.ADMIT]
    _entries(book.add_worksheet("Crossings"), head, content.entries, formats, NO_CROSSINGS)
    _entries(book.add_worksheet("Refused and referred"), head, stopped, formats, NOBODY_STOPPED)
    _open(book.add_worksheet("Open items"), content, formats)
    book.close()
    return into.getvalue()


_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def _formats(book: Any) -> _Formats:
    return _Formats(
        title=book.add_format({"bold": True, "font_size": 16}),
        bold=book.add_format({"bold": True, "valign": "top"}),
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top", "align": "left"}),
        number=book.add_format({"num_format": "0"}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
    )


def _summary(sheet: Any, content: DayContent, formats: _Formats) -> None:
    head, counts = content.head, content.counts
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 14)
    rows = _Rows(sheet, formats)
    rows.line(title_of(head), formats.title)
    rows.line(scope_of(head))
    if head.training:
        rows.line(TRAINING, formats.bold)
    rows.gap()
    for label, said in facts_of(head):
        rows.pair(label, said)
    if head.note:
        rows.pair("Supervisor's note", head.note)
    rows.gap()
    rows.cells(["Counts", "Admitted", "Referred", "Refused", "Together"], formats.head)
    arrivals = [counts.arrivals_admitted, counts.arrivals_referred, counts.arrivals_refused]
    departures = [counts.departures_admitted, counts.departures_referred, counts.departures_refused]
    both = [a + d for a, d in zip(arrivals, departures, strict=True)]
    rows.cells(["Arrivals", *arrivals, sum(arrivals)])
    rows.cells(["Departures", *departures, sum(departures)])
    rows.cells(["Crossings", *both, counts.crossings])
    rows.gap()
    rows.cells(["Corrected", counts.corrected])
    rows.cells(["A failed check overruled", counts.overruled])
    rows.cells(["Processed lightly", counts.lightly])
    rows.cells(["Met an alert at the desk", counts.hits])
    rows.gap()
    proof = content.reconciliation
    rows.line(" ".join(proof_of(proof)), formats.bold)
    rows.cells(["Records of the day", proof.records])
    rows.cells(["Lines of the audit chain", proof.audit_lines])
    rows.cells(["Rows of the outbox", proof.outbox_rows])
    rows.cells(["Confirmed by HQ", proof.confirmed])
    rows.gap()
    for said in signature_of(content):
        rows.line(said)


class _Rows:
    """Writes a sheet from top to bottom."""

    def __init__(self, sheet: Any, formats: _Formats) -> None:
        self._sheet, self._formats, self._row = sheet, formats, 0

    def gap(self) -> None:
        self._row += 1

    def line(self, said: str, style: Any = None) -> None:
        self._sheet.write_string(self._row, 0, printable(said), style)
        self._row += 1

    def pair(self, label: str, said: str) -> None:
        self._sheet.write_string(self._row, 0, label, self._formats.bold)
        self._sheet.write_string(self._row, 1, printable(said))
        self._row += 1

    def cells(self, values: Sequence[str | int], style: Any = None) -> None:
        for place, value in enumerate(values):
            if isinstance(value, int):
                self._sheet.write_number(self._row, place, value, style or self._formats.number)
            else:
                self._sheet.write_string(self._row, place, printable(value), style)
        self._row += 1


def _entries(sheet: Any, head: DayHead, entries: Sequence[DayEntry], formats: _Formats, nobody: str) -> None:
    for place, column in enumerate(SHEET_COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, formats.head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(entries), 1), len(SHEET_COLUMNS) - 1)
    if not entries:
        sheet.write_string(1, 0, nobody)
    for row, entry in enumerate(entries, 1):
        for place, column in enumerate(SHEET_COLUMNS):
            _cell(sheet, row, place, column.value(head, entry), head, formats)


def _cell(sheet: Any, row: int, place: int, value: Value, head: DayHead, formats: _Formats) -> None:
    if isinstance(value, bool):
        value = "yes" if value else ""
    if isinstance(value, PartialDate):
        value = value.complete or str(value)
    if value is None or value in ("", ()):
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, local(value, head), formats.moment)
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(row, place, value, formats.day)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, formats.number)
    else:
        sheet.write_string(row, place, _words(value))


def _words(value: str | date | tuple[StrEnum, ...]) -> str:
    if isinstance(value, tuple):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, StrEnum):
        return _WORDS[type(value)][value]
    return printable(str(value))


def _open(sheet: Any, content: DayContent, formats: _Formats) -> None:
    for place, (title, width) in enumerate((("Number", 9), ("What is open", 60), ("Which", 40))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, formats.head)
    sheet.freeze_panes(1, 0)
    row = 1
    for one in content.open_items:
        sheet.write_number(row, 0, one.count, formats.number)
        sheet.write_string(row, 1, open_item(one))
        for name in one.names or ("",):
            sheet.write_string(row, 2, printable(name))
            row += 1
    if row == 1:
        sheet.write_string(1, 1, NOTHING_OPEN)
