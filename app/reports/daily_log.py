"""The files of a daily log that people read: made from its content alone, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.domain.day import DayContent
from app.reports.daily_csv import csv_log
from app.reports.daily_pdf import pdf_log
from app.reports.daily_xlsx import xlsx_log

LOG_FILES: Final[dict[str, Callable[[DayContent], bytes]]] = {
    "day-log.pdf": pdf_log,
    "day-log.xlsx": xlsx_log,
    "day-log.csv": csv_log,
}
"""Name of a file to its writer. No writer asks for a clock, a zone, a locale, a folder or chance."""
