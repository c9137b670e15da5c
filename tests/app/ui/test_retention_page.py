"""Erasing at the port by keyboard: what is over, a plan, a second person, one more question, the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Role
from app.ui.retention_page import RetentionPage
from app.ui.shortcuts import Action
from app.ui.supervisor_screen import SupervisorScreen
from tests.helpers.booth import PASSWORDS
from tests.helpers.erasing import MemoryRetention
from tests.helpers.window import Officer

SIONE = "three coconuts falling"


@pytest.fixture
def at_page(at_window: Callable[..., Officer]) -> tuple[Officer, RetentionPage, MemoryRetention]:
    officer = at_window()
    officer.parts.door.passwords["sione"] = SIONE
    officer.parts.door._roles["sione"] = Role.ADMINISTRATOR
    officer.sign_in("leilani").press("Ctrl+D")
    assert officer.window.sides is not None
    screen = officer.window.sides.page(Action.SUPERVISE)
    assert isinstance(screen, SupervisorScreen)
    screen.turn_to("retention")
    page = screen.page("retention")
    assert isinstance(page, RetentionPage)
    officer.until(lambda: page.rule.text() != "")
    return officer, page, officer.parts.memory.retention


AtPage = tuple[Officer, RetentionPage, MemoryRetention]


def test_what_is_over_stands_by_month_with_why_some_stays(at_page: AtPage) -> None:
    _, page, _ = at_page
    assert "365 days" in page.rule.text()
    assert page.sum.text() == "5 134 records may be erased, and 38 frozen batches that hold them."
    assert page.months.lines.rowCount() == 5
    assert page.held.lines.rowCount() == 3
    assert page.made.lines.rowCount() == 1
    assert page.plan_button.isEnabled()
    assert not page.approve_button.isEnabled()
    assert not page.erase_button.isEnabled()


def test_two_people_erase_by_keyboard_alone(at_page: AtPage) -> None:
    officer, page, port = at_page
    officer.press("x", "a")
    assert not page.second.isVisible()
    officer.press("p")
    officer.until(page.approve_button.isEnabled)
    officer.press("a")
    assert page.second.isVisible()
    officer.type("leilani").press("Return").type(PASSWORDS["leilani"]).press("Return")
    officer.until(lambda: "may not approve it" in page.second.answer_line.text())
    officer.press("Escape")
    assert not page.second.isVisible()
    officer.press("a").type("sione").press("Return").type("a wrong password").press("Return")
    officer.until(lambda: page.second.enter.isEnabled() and page.second.answer_line.isVisible())
    officer.type(SIONE).press("Return")
    officer.until(page.panel.isVisible)
    assert port.now_plan is not None
    assert port.now_plan.approved_by == "sione"
    assert page.question.text() == "Erase 5 134 records?"
    port.hold.clear()
    officer.press("Ctrl+Return")
    officer.until(lambda: page.bar.value() > 0)
    assert not page.plan_button.isEnabled()
    port.hold.set()
    officer.until(lambda: page.made.lines.rowCount() == 2)
    assert "5 133 records erased for good. 1 record stayed" in page.message.text()
    assert page.sum.text() == "Nothing is over that may be erased now."


def test_a_refusal_is_said_in_its_own_words(at_page: AtPage) -> None:
    officer, page, port = at_page
    port.fails = WorldError(FailureCode.PURGE_REFUSED, "retention", reason="unfinished")
    officer.press("p")
    officer.until(lambda: "Continue it first" in page.message.text())
    port.fails = WorldError(FailureCode.PURGE_CHANGED, "retention")
    officer.press("p")
    officer.until(lambda: "RET-02" in page.message.text())
    assert page.plan_button.isEnabled()


def test_a_purge_that_was_cut_short_is_offered_again(at_page: AtPage) -> None:
    officer, page, port = at_page
    port.plan(lambda done, whole: None)
    assert port.now_plan is not None
    port.approve(port.now_plan.number, port.now_plan.digest, "sione")
    page.refresh()
    officer.until(page.erase_button.isEnabled)
    assert "erase what is left" in page.plan_line.text()
    assert not page.plan_button.isEnabled()
    officer.press("x")
    assert page.panel.isVisible()
    officer.press("Escape")
    assert not page.panel.isVisible()
    assert len(port.past) == 1
