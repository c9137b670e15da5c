"""The supervisor's screen by keyboard: shift, valve, closing the day; officers are told it is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.failure import FailureCode
from app.domain.load_valve import CaptureLevel, ValveReason
from app.domain.officer import PERMITTED, Act, Role
from app.flow.today import local_day
from app.ui.day_page import DayPage
from app.ui.shift_page import ShiftPage
from app.ui.shortcuts import Action
from app.ui.supervisor_screen import SupervisorScreen
from tests.helpers.booth import SetClock
from tests.helpers.supervised import MemoryDays
from tests.helpers.window import Officer

AtWindow = Callable[..., Officer]


def screen_of(officer: Officer) -> SupervisorScreen:
    assert officer.window.sides is not None
    screen = officer.window.sides.page(Action.SUPERVISE)
    assert isinstance(screen, SupervisorScreen)
    return screen


@pytest.fixture
def days() -> MemoryDays:
    return MemoryDays(local_day(SetClock().now))


@pytest.fixture
def supervisor(at_window: AtWindow, days: MemoryDays) -> Officer:
    officer = at_window(days=days).sign_in("leilani").press("Ctrl+D")
    officer.until(lambda: shift_of(officer).title.text() != "")
    return officer


def shift_of(officer: Officer) -> ShiftPage:
    page = screen_of(officer).page("shift")
    assert isinstance(page, ShiftPage)
    return page


def day_of(officer: Officer) -> DayPage:
    page = screen_of(officer).page("day")
    assert isinstance(page, DayPage)
    return page


def test_an_officer_is_told_that_it_is_for_a_supervisor(officer: Officer) -> None:
    officer.press("Ctrl+D")
    assert officer.window.desk is not None
    assert "for a supervisor" in officer.window.desk.message.text()
    assert officer.window.desk.isVisible()


def test_the_same_key_leads_back_to_the_desk_also_where_the_page_asks_something(supervisor: Officer) -> None:
    supervisor.press("v").press("Ctrl+D")
    assert supervisor.window.desk is not None
    assert supervisor.window.desk.isVisible()


def test_the_shift_says_how_many_how_long_and_who_overruled(supervisor: Officer) -> None:
    page = shift_of(supervisor)
    assert "half within 0:34" in page.processing.text()
    assert "longest 38:08" in page.waiting.text()
    assert "Reader" in page.readers.text()
    lines = page.overrides.lines
    assert [lines.data(lines.index(1, column)) for column in range(3)] == [
        "Machine-readable zone", "9", "4 (44 %)",
    ]  # fmt: skip
    supervisor.press("Y")
    supervisor.until(lambda: len(supervisor.parts.memory.shift.asked) > 1)
    since, until = supervisor.parts.memory.shift.asked[-1]
    assert (until - since).total_seconds() == 86_400
    supervisor.press("Escape")
    assert supervisor.window.desk is not None
    assert supervisor.window.desk.isVisible()


def test_a_count_that_fails_is_said_and_counted_again(supervisor: Officer) -> None:
    page, shift = shift_of(supervisor), supervisor.parts.memory.shift
    shift.fails = FailureCode.STORE_BUSY
    supervisor.press("S")
    supervisor.until(lambda: "STO-05" in page.message.text())
    shift.fails = None
    supervisor.press("T")
    supervisor.until(lambda: page.message.isHidden())


def test_the_valve_is_lowered_by_keys_and_shut_again(supervisor: Officer) -> None:
    page, valve = shift_of(supervisor), supervisor.parts.memory.valve
    supervisor.press("V", "Ctrl+Return")
    assert page.panel.isVisible()
    assert valve.now() is None
    supervisor.press("5")
    supervisor.press("Ctrl+Return")
    assert valve.now() is None, "another reason wants a note"
    supervisor.press("Escape", "V", "1", "Ctrl+Return")
    assert valve.opened is not None
    assert (valve.opened.level, valve.opened.reason) == (CaptureLevel.PAGE, ValveReason.QUEUE)
    assert "Chips are not read until" in page.valve.text()
    supervisor.press("Escape")
    assert supervisor.window.desk is not None
    supervisor.until(lambda: supervisor.sees("Chips not read until"))
    supervisor.press("Ctrl+D", "X")
    assert valve.now() is None
    assert page.valve.text() == "Everything is captured."


@pytest.mark.parametrize("typed", ["", "25:00", "noon"])
def test_a_time_that_is_none_is_said(supervisor: Officer, typed: str) -> None:
    page = shift_of(supervisor)
    supervisor.press("V", "2")
    page.panel.until.setText(typed)
    supervisor.press("Ctrl+Return")
    assert supervisor.parts.memory.valve.opened is None
    assert page.panel.isVisible()


def test_a_day_is_closed_with_a_note_and_its_hash_is_said(supervisor: Officer, days: MemoryDays) -> None:
    supervisor.press("2")
    page = day_of(supervisor)
    supervisor.until(lambda: page.table.lines.rowCount() == 3)
    assert page.table.currentIndex().row() == 1, "the day that waits is chosen"
    supervisor.until(lambda: page.open_items.lines.rowCount() == 4)
    assert "Counted three ways, the same each time: 217 records." in page.proof.text()
    supervisor.press("C")
    supervisor.type("quiet day")
    supervisor.press("Ctrl+Return")
    supervisor.until(lambda: "Daily log 13" in page.message.text())
    assert "00010203 04050607" in page.message.text()
    assert days.logs[days.today.replace(day=days.today.day - 1)][0].head.note == "quiet day"
    supervisor.until(lambda: not page.close_button.isEnabled())
    supervisor.press("1")
    assert shift_of(supervisor).isVisible(), "a digit goes on to another page"


def test_today_is_closed_early_only_when_it_is_said(supervisor: Officer, days: MemoryDays) -> None:
    supervisor.press("2")
    page = day_of(supervisor)
    supervisor.until(lambda: page.table.lines.rowCount() == 3)
    page.table.selectRow(0)
    supervisor.until(lambda: page.heading.text().startswith(str(days.today.day)))
    supervisor.press("C")
    assert "not over" in page.meaning.text()
    supervisor.press("Escape")
    assert not page.panel.isVisible()
    supervisor.press("C", "Ctrl+Return")
    supervisor.until(lambda: days.today in days.logs)
    assert days.logs[days.today][0].head.early


def test_what_came_later_goes_into_an_addendum(supervisor: Officer, days: MemoryDays) -> None:
    supervisor.press("2")
    page = day_of(supervisor)
    supervisor.until(lambda: page.table.lines.rowCount() == 3)
    page.table.selectRow(2)
    supervisor.until(lambda: "addendum" in page.close_button.text())
    supervisor.until(lambda: page.heading.text().startswith(str(days.today.day - 2)))
    supervisor.press("C", "Ctrl+Return")
    supervisor.until(lambda: "Addendum 13" in page.message.text())


def test_a_closing_that_fails_says_why_and_may_be_tried_again(supervisor: Officer, days: MemoryDays) -> None:
    supervisor.press("2")
    page = day_of(supervisor)
    supervisor.until(lambda: page.open_items.lines.rowCount() == 4)
    days.fails = FailureCode.STORE_FULL
    supervisor.press("C", "Ctrl+Return")
    supervisor.until(lambda: "STO-03" in page.message.text())
    days.fails = None
    supervisor.press("C", "Ctrl+Return")
    supervisor.until(lambda: "Daily log 13" in page.message.text())


PAGES: dict[str, frozenset[Act]] = {
    "shift": frozenset({Act.SEE_SHIFT}),
    "day": frozenset({Act.CLOSE_DAY}),
    "statistics": frozenset({Act.SEE_STATISTICS}),
    "audit": frozenset({Act.READ_AUDIT}),
    "readers": frozenset({Act.READ_AUDIT}),
    "retention": frozenset({Act.PLAN_PURGE}),
    "officers": frozenset({Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER}),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_offered_its_pages_and_no_others(
    at_window: AtWindow, days: MemoryDays, role: Role
) -> None:
    officer = at_window(days=days, roles={"tari": role}).sign_in()
    sides = officer.window.sides
    assert sides is not None
    offered = {key for key, acts in PAGES.items() if acts & PERMITTED[role]}
    screen = sides.page(Action.SUPERVISE)
    assert sides.permitted(Action.SUPERVISE) == bool(offered)
    assert (screen is None) == (not offered)
    if isinstance(screen, SupervisorScreen):
        assert screen.buttons.keys() == offered
    assert sides.permitted(Action.QUEUE) == (Act.SETTLE_ALERTS in PERMITTED[role])
