"""Pictures of the supervisor's shift and day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from scene import Scene

from app.domain.failure import FailureCode
from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason
from app.flow.ports import CrossingSummary
from app.flow.today import local_day
from app.ui.day_page import DayPage
from app.ui.shift_page import ShiftPage
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.supervisor_screen import SupervisorScreen
from tests.helpers.booth import SetClock
from tests.helpers.supervised import MemoryDays


def page_of(scene: Scene, key: str) -> SupervisorPage:
    """A page of the supervisor's screen."""
    screen = None if scene.window.sides is None else scene.window.sides.page(Action.SUPERVISE)
    if not isinstance(screen, SupervisorScreen):
        raise TypeError("no supervisor's screen")
    return screen.page(key)


def _shift(theme: str, prepare: Callable[[Scene], None] = lambda scene: None) -> Scene:
    scene = Scene(theme, days=MemoryDays(local_day(SetClock().now))).sign_in("leilani")
    prepare(scene)
    scene.window.act(Action.SUPERVISE)
    page = page_of(scene, "shift")
    if not isinstance(page, ShiftPage):
        raise TypeError("no shift")
    scene.settle(lambda: page.title.text() != "" or page.message.isVisible())
    return scene


def _open_valve(scene: Scene) -> None:
    now = scene.parts.clock.now
    scene.parts.memory.valve.opened = LoadValve(
        CaptureLevel.PAGE, now + timedelta(minutes=35), ValveReason.QUEUE, "Two flights at once.", "leilani",
        now - timedelta(minutes=25),
    )  # fmt: skip


def _light(scene: Scene) -> None:
    _open_valve(scene)
    now = scene.parts.clock.now
    people = (("EH1234567", "KOWALSKA", "ANNA MARIA", "POL"), ("K0045811", "FIFITA", "TEVITA", "TON"))
    scene.parts.memory.shift.light = [
        CrossingSummary(
            number, number, 1, now - timedelta(minutes=9 * place), "arrival", "VUVLI", number, surname, given,
            "1987-03-14", state, "admit", "mere", "waiting", now - timedelta(minutes=9 * place),
        )
        for place, (number, surname, given, state) in enumerate(people)
    ]  # fmt: skip


def shift(theme: str) -> Scene:
    """The shift at a glance."""
    return _shift(theme)


def shift_light(theme: str) -> Scene:
    """The valve is open; those processed without the chip are counted."""
    return _shift(theme, _light)


def shift_valve(theme: str) -> Scene:
    """Lowering what is captured."""
    return _shift(theme).press("v").press("1")


def shift_follow_up(theme: str) -> Scene:
    """Who is to be looked at again."""
    scene = _shift(theme, _light).press("f")
    page = page_of(scene, "shift")
    if isinstance(page, ShiftPage):
        scene.settle(page.follow_up.isVisible)
    return scene


def shift_failed(theme: str) -> Scene:
    """The store cannot be counted."""

    def fail(scene: Scene) -> None:
        scene.parts.memory.shift.fails = FailureCode.STORE_BUSY

    return _shift(theme, fail)


def _day(theme: str, days: MemoryDays | None = None) -> Scene:
    scene = Scene(theme, days=days or MemoryDays(local_day(SetClock().now))).sign_in("leilani")
    scene.window.act(Action.SUPERVISE)
    scene.press("2")
    page = _day_page(scene)
    scene.settle(lambda: page.open_items.lines.rowCount() > 0)
    return scene


def _day_page(scene: Scene) -> DayPage:
    page = page_of(scene, "day")
    if not isinstance(page, DayPage):
        raise TypeError("no days")
    return page


def day(theme: str) -> Scene:
    """A day that waits to be closed."""
    return _day(theme)


def day_closing(theme: str) -> Scene:
    """Asked once more."""
    return _day(theme).press("c")


def day_working(theme: str) -> Scene:
    """The log is being made."""
    days = MemoryDays(local_day(SetClock().now))
    days.hold.clear()
    scene = _day(theme, days).press("c")
    _day_page(scene).confirm()
    scene.settle(lambda: "being made" in _day_page(scene).message.text())
    threading.Timer(2.0, days.hold.set).start()  # once the picture is taken
    return scene


def day_closed(theme: str) -> Scene:
    """Closed and signed."""
    scene = _day(theme).press("c")
    _day_page(scene).confirm()
    scene.settle(lambda: "signed" in _day_page(scene).message.text())
    return scene


def not_for_officers(theme: str) -> Scene:
    """An officer asks for it."""
    scene = Scene(theme).sign_in()
    scene.window.act(Action.SUPERVISE)
    scene.settle()
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    shift, shift_light, shift_valve, shift_follow_up, shift_failed, day, day_closing, day_working, day_closed,
    not_for_officers,
)  # fmt: skip

IN_ALL_THEMES = (shift, shift_light, shift_valve, day, day_closing)
