"""Measure counting a month of 60,000 crossings at a station that has many more on board."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path

from app.domain.statistics import StatisticsQuery
from app.reports.statistics_xlsx import xlsx_statistics
from bench.days import PASSWORD, SUPERVISOR, full_station
from bench.table import Row

CROSSINGS, PER_DAY = 2_000_000, 2_000
MONTH = StatisticsQuery(date(2025, 1, 2), date(2025, 1, 31), zone=UTC)
"""Thirty days of `bench.days.full_station`."""


def run_figures(say: Callable[[str], None], scale: float) -> list[Row]:
    """Build a station of two million crossings in a temporary folder, count a month, write the workbook."""
    home = Path(tempfile.mkdtemp(prefix="bench-figures-"))
    try:
        return _measure(home, max(32 * PER_DAY, int(CROSSINGS * scale)), say)
    finally:
        shutil.rmtree(home)


def _measure(home: Path, count: int, say: Callable[[str], None]) -> list[Row]:
    door = full_station(home, count, PER_DAY, say)
    session = door.sign_in(SUPERVISOR, PASSWORD)
    say("figures: counting a month")
    began, worked = time.perf_counter(), time.process_time()
    counted = session.statistics.count(MONTH)
    counting, work = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    book = xlsx_statistics(counted)
    writing = time.perf_counter() - began
    door.sign_out(session)
    crossings = sum(row.counts[0] or 0 for row in counted.table("movements").rows)
    beside = f"{crossings:,} of {count:,} crossings on board; {work:.1f} s of a core"
    return [
        Row("Counting a month of 60,000", counting, "s", 20, beside),
        Row("Its workbook", writing, "s", 2, f"{len(book) / 1e3:.0f} kB"),
    ]
