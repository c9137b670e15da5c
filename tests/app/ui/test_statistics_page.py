"""A supervisor's figures by keyboard alone: days by letters, tables by arrows, the workbook to a drive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QImage

from app.domain.failure import FailureCode
from app.domain.statistics import Period
from app.ui.bar_chart import Bar, BarChart, Chart
from app.ui.shortcuts import Action
from app.ui.statistics_page import StatisticsPage
from app.ui.supervisor_screen import SupervisorScreen
from app.ui.theme import Look
from tests.helpers.booth import NOON
from tests.helpers.figures import MemoryStatistics
from tests.helpers.window import Officer

Opened = tuple[Officer, MemoryStatistics, StatisticsPage]


@pytest.fixture
def opened(at_window: Callable[..., Officer]) -> Opened:
    officer = at_window()
    figures = officer.parts.memory.statistics
    figures.fill(300, NOON)
    officer.sign_in("leilani").act(Action.SUPERVISE)
    assert officer.window.sides is not None
    screen = officer.window.sides.page(Action.SUPERVISE)
    assert isinstance(screen, SupervisorScreen)
    screen.turn_to("statistics")
    page = screen.page("statistics")
    assert isinstance(page, StatisticsPage)
    officer.until(lambda: "300 crossings counted" in page.message.text())
    return officer, figures, page


def cells(page: StatisticsPage) -> list[list[str]]:
    lines = page.table.lines
    return [
        [lines.data(lines.index(row, column)) for column in range(lines.columnCount())]
        for row in range(lines.rowCount())
    ]


def test_letters_choose_the_days_and_how_they_are_cut(opened: Opened) -> None:
    officer, figures, page = opened
    today = date(2026, 11, 24)
    spans = {
        "D": (today, today, Period.DAY),
        "W": (today - timedelta(days=6), today, Period.DAY),
        "L": (date(2026, 10, 1), date(2026, 10, 31), Period.MONTH),
        "Y": (date(2026, 1, 1), today, Period.MONTH),
        "M": (date(2026, 11, 1), today, Period.MONTH),
        "C": (date(2026, 11, 1), today, Period.QUARTER),
    }
    for letter, wanted in spans.items():
        before = len(figures.asked)
        officer.press(letter)
        officer.until(lambda before=before: len(figures.asked) > before and not page.bar.isVisible())  # type: ignore[misc]
        asked = figures.asked[-1]
        assert (asked.first_day, asked.last_day, asked.period) == wanted, letter
    assert "cut by quarters" in page.title.text()


def test_arrow_keys_choose_the_table_bars_say_what_it_says_and_small_figures_hide(opened: Opened) -> None:
    officer, _, page = opened
    assert next(row[:2] for row in cells(page)) == ["Arrival", "Admitted"]
    officer.press("Down", "Down", "Down")
    assert page.title.text().startswith("By nationality, 01-Nov-2026 to 24-Nov-2026")
    shown = cells(page)
    assert shown == sorted(shown, key=lambda row: -int(row[1]) - int(row[2]))
    assert page.chart.accessibleName() == "By nationality"
    assert f"{shown[0][0]}: Arrivals {shown[0][1]}, Departures {shown[0][2]}" in (
        page.chart.accessibleDescription()
    )
    assert "foreigners left whose arrival was not found here" in page.lacking.text()
    open_ones = cells(page)
    officer.press("H")
    assert any("c" in row for row in cells(page))
    assert "hidden" in page.lacking.text()
    officer.press("H")
    assert cells(page) == open_ones


def test_typed_days_are_counted_and_the_workbook_goes_to_the_folder_named(
    opened: Opened, tmp_path: Path
) -> None:
    officer, figures, page = opened
    officer.press("O")
    page.span.first.fill("20-11-2026")
    page.span.last.fill("19-11-2026")
    officer.press("Return")
    assert page.message.text() == "Correct the marked field."
    before = len(figures.asked)
    page.span.last.fill("22-11-2026")
    officer.press("Return")
    officer.until(lambda: len(figures.asked) > before and not page.bar.isVisible())
    assert (figures.asked[-1].first_day, figures.asked[-1].last_day) == (
        date(2026, 11, 20),
        date(2026, 11, 22),
    )
    officer.press("X")
    assert "No drive is plugged in" in page.saving.said.text()
    page.saving.folder.setText(str(tmp_path / "nowhere"))
    officer.press("Return")
    assert "There is no folder of that name" in page.saving.said.text()
    page.saving.folder.setText(str(tmp_path))
    officer.press("Return")
    officer.until(lambda: "Written and read back" in page.message.text())
    (written,) = tmp_path.iterdir()
    assert written.name == "statistics-VUVLI-2026-11-20-2026-11-22.xlsx"
    assert "By nationality" in openpyxl.load_workbook(written).sheetnames
    officer.press("X", "Escape")
    assert page.saving.isHidden()
    assert page.isVisible()


def test_counting_is_stopped_begun_anew_fails_in_words_and_ends_with_the_officer(opened: Opened) -> None:
    officer, figures, page = opened
    figures.hold.clear()
    officer.press("D")
    officer.until(lambda: "Counting" in page.message.text())
    officer.press("W", "Escape")
    figures.hold.set()
    officer.until(lambda: figures.asked[-1].last_day - figures.asked[-1].first_day == timedelta(days=6))
    officer.until(lambda: "counted" in page.message.text())
    figures.hold.clear()
    officer.press("Y")
    officer.until(lambda: "Counting" in page.message.text())
    officer.press("Escape")
    figures.hold.set()
    officer.until(lambda: "Stopped" in page.message.text())
    assert page.isVisible()
    assert cells(page)
    officer.press("L")
    officer.until(lambda: "Nobody in these days" in page.empty.text() and not page.bar.isVisible())
    figures.fails = FailureCode.STORE_DAMAGED
    officer.press("M")
    officer.until(lambda: FailureCode.STORE_DAMAGED in page.message.text())
    figures.fails = None
    figures.hold.clear()
    officer.press("Y")
    officer.until(lambda: "Counting" in page.message.text())
    threading.Timer(0.1, figures.hold.set).start()
    page.end()


@pytest.mark.parametrize("lines", [1, 3, 24, 60])
def test_bars_are_painted_in_any_room_and_keep_their_numbers(qapp: object, lines: int) -> None:
    chart = BarChart(Look("light"))
    bars = tuple(Bar(f"L{n}", ((n, str(n)), (None, "c"))) for n in range(lines))
    chart.present(Chart("Some", ("In", "Out"), bars, left_out=4))
    for width, height in ((300, 170), (800, 500)):
        chart.resize(width, height)
        chart.render(QImage(width, height, QImage.Format.Format_RGB32))
        assert 1 <= len(chart.shown()) <= lines
    assert "L0: In 0, Out c" in chart.accessibleDescription()
