"""A daily log as CSV (RFC 4180): one row a crossing, every field, safe to open in a spreadsheet.

UTF-8 with a byte order mark, since without it Excel takes the file for the machine's old code page and spoils
every name that is not ASCII; Python reads it by `utf-8-sig`. Enumerations are their stable codes, dates ISO
8601, moments ISO 8601 by the log's clock with its offset, yes and no are `1` and `0`, several values are
separated by a space.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from typing import Final

from app.domain.dates import PartialDate
from app.domain.day import DayContent, DayHead
from app.reports.daily_fields import COLUMNS, Value
from app.reports.daily_words import local, offset_of, printable

BOM: Final = b"\xef\xbb\xbf"
GUARD: Final = "'"
"""Stands before a text that a spreadsheet would take for a formula, and before one that begins with it, so
that taking one guard away gives the text back."""

_STARTS: Final = frozenset("=+-@'＝＋－＠")


def csv_log(content: DayContent) -> bytes:
    """The file's bytes."""
    said = StringIO(newline="")
    writer = csv.writer(said, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    head = content.head
    for entry in content.entries:
        writer.writerow([_cell(column.value(head, entry), head) for column in COLUMNS])
    return BOM + said.getvalue().encode("utf-8")


def guarded(text: str) -> str:
    """The text as nothing but a text to Excel, LibreOffice and Google Sheets (OWASP, CSV injection)."""
    shown = printable(text)
    return f"{GUARD}{shown}" if shown.lstrip()[:1] in _STARTS and shown.strip() else shown


def _cell(value: Value, head: DayHead) -> str | int:
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return f"{local(value, head).isoformat(timespec='milliseconds')}{offset_of(head)}"
    if isinstance(value, tuple):
        return " ".join(one.value for one in value)
    if isinstance(value, date | PartialDate):
        return str(value)
    return value
