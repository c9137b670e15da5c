"""Pictures of the supervisor's statistics."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt
from scene import Scene
from supervisor import page_of

from app.domain.failure import FailureCode
from app.ui.shortcuts import Action
from app.ui.statistics_page import StatisticsPage
from app.ui.supervisor_screen import SupervisorScreen
from tests.helpers.sticks import MemoryCourier


def _page(scene: Scene) -> StatisticsPage:
    page = page_of(scene, "statistics")
    if not isinstance(page, StatisticsPage):
        raise TypeError("no statistics")
    return page


def _statistics(theme: str, crossings: int = 9_000, prepare: Callable[[Scene], None] | None = None) -> Scene:
    courier = MemoryCourier()
    courier.plug("STATISTICS")
    scene = Scene(theme, courier=courier)
    if crossings:
        scene.parts.memory.statistics.fill(crossings, scene.parts.clock.now)
    if prepare is not None:
        prepare(scene)
    scene.sign_in("leilani")
    scene.window.act(Action.SUPERVISE)
    screen = None if scene.window.sides is None else scene.window.sides.page(Action.SUPERVISE)
    if not isinstance(screen, SupervisorScreen):
        raise TypeError("no supervisor's screen")
    screen.turn_to("statistics")
    page = _page(scene)
    scene.settle(lambda: "counted" in page.message.text() or "Code" in page.message.text())
    return scene


def _at(theme: str, title: str) -> Scene:
    """Walk to a table by its title."""
    scene = _statistics(theme)
    tables = _page(scene).tables
    for row in range(tables.lines.rowCount()):
        if tables.lines.data(tables.lines.index(row, 0)) == title:
            scene.press(*[Qt.Key.Key_Down] * row)
    return scene


def statistics(theme: str) -> Scene:
    """Arrivals and departures of the month by nationality."""
    return _at(theme, "By nationality")


def statistics_days(theme: str) -> Scene:
    """The same month day by day."""
    scene = _at(theme, "Arrivals and departures").press("c", "c", "c")
    scene.settle(lambda: "cut by days" in _page(scene).title.text())
    return scene


def statistics_hours(theme: str) -> Scene:
    """Processing times by the hour."""
    return _at(theme, "Processing times by hour")


def statistics_visitors(theme: str) -> Scene:
    """Who is a visitor."""
    return _at(theme, "By kind of traveller")


def statistics_refusals(theme: str) -> Scene:
    """Refusals by reason, small figures hidden."""
    return _at(theme, "Refusals by reason").press("h")


def statistics_own_days(theme: str) -> Scene:
    """Days of one's own, one of them mistyped."""
    scene = _statistics(theme).press("o").press("01-10-2026", Qt.Key.Key_Tab, "31-09-2026")
    return scene.press(Qt.Key.Key_Return)


def statistics_writing(theme: str) -> Scene:
    """Where the workbook goes."""
    return _statistics(theme).press("x")


def statistics_nobody(theme: str) -> Scene:
    """Nobody crossed."""
    return _statistics(theme, 0)


def statistics_counting(theme: str) -> Scene:
    """While it counts."""

    def hold(scene: Scene) -> None:
        scene.parts.memory.statistics.hold.clear()
        threading.Timer(8.0, scene.parts.memory.statistics.hold.set).start()  # once the picture is taken

    return _statistics(theme, prepare=hold)


def statistics_failed(theme: str) -> Scene:
    """The store cannot be counted."""

    def fail(scene: Scene) -> None:
        scene.parts.memory.statistics.fails = FailureCode.STORE_BUSY

    return _statistics(theme, prepare=fail)


STATES: tuple[Callable[[str], Scene], ...] = (
    statistics, statistics_days, statistics_hours, statistics_visitors, statistics_refusals,
    statistics_own_days, statistics_writing, statistics_nobody, statistics_counting, statistics_failed,
)  # fmt: skip

IN_ALL_THEMES = (statistics, statistics_days, statistics_writing)
