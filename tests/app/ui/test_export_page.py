"""Taking days to HQ by keyboard alone: stick, days, who may open it, slip; each step can be gone back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest

from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode
from app.flow.today import local_day
from app.ui.export_page import ExportPage
from app.ui.shortcuts import Action
from app.ui.supervisor_screen import SupervisorScreen
from tests.helpers.booth import SetClock
from tests.helpers.exports import POLICY, MemoryExports
from tests.helpers.sticks import MemoryCourier
from tests.helpers.supervised import MemoryDays
from tests.helpers.window import Officer

Wizard: TypeAlias = tuple[Officer, ExportPage, MemoryExports, MemoryCourier]


@pytest.fixture
def wizard(at_window: Callable[..., Officer]) -> Wizard:
    """A supervisor at the first step; log 12 was taken before, log 13 never."""
    exports, courier, days = MemoryExports(), MemoryCourier(), MemoryDays(local_day(SetClock().now))
    officer = at_window(courier=courier, day_export=exports, days=days).sign_in("leilani")
    assert officer.window.sides is not None
    assert officer.window.duty is not None
    yesterday = days.days(officer.window.duty.session)[1].day
    days.close(officer.window.duty.session, yesterday, lambda *_: None)
    officer.press("Ctrl+D")
    screen = officer.window.sides.page(Action.SUPERVISE)
    assert isinstance(screen, SupervisorScreen)
    screen.turn_to("export")
    page = screen.page("export")
    assert isinstance(page, ExportPage)
    officer.until(lambda: len(page.logs_panel.logs) == 2)
    return officer, page, exports, courier


def plugged(wizard: Wizard, *labels: str) -> None:
    """These sticks are plugged in, and seen."""
    officer, page, _, courier = wizard
    for label in labels:
        courier.plug(label)
    page.refresh()
    officer.until(lambda: len(page.drive_panel.drives) == len(labels))


def at_the_seal(wizard: Wizard) -> None:
    """On to the third step."""
    officer, page, _, _ = wizard
    plugged(wizard, "BOAT 2")
    officer.press("Return", "Return")
    officer.until(lambda: page.heading.text() == "Step 3 of 4: Who may open it")


def said(wizard: Wizard, words: str) -> None:
    """Wait until the page says this."""
    officer, page, _, _ = wizard
    officer.until(lambda: words in page.message.text())


def test_from_the_stick_to_the_slip_by_keys_alone(wizard: Wizard) -> None:
    officer, page, exports, courier = wizard
    assert page.drive_panel.empty.isVisible()
    assert not page.next_button.isEnabled()
    plugged(wizard, "BOAT 2")
    officer.press("Return")
    assert page.logs_panel.marked == {13}, "what was never taken is marked"
    officer.press("Down", " ")
    assert page.logs_panel.said.text() == "2 logs, 428 travellers."
    officer.press("A", "A", " ")
    assert len(page.logs_panel.marked) == 1
    officer.press("A", "Return")
    assert "Only these can open it: HQ, Immigration Service." in page.seal_panel.said.text()
    officer.press("W")
    said(wizard, "2 logs written, read back and compared")
    ((numbers, drive, reason),) = exports.made
    assert (numbers, drive, reason) == ((12, 13), courier.drives()[0].path, "")
    assert "SHA-256" in page.slip_panel.text.text()
    officer.press("E")
    said(wizard, "You can pull the stick out now.")
    officer.press("N")
    assert page.heading.text() == "Step 1 of 4: Stick"


def test_each_step_goes_back_and_what_was_chosen_stays_chosen(wizard: Wizard) -> None:
    officer, page, _, _ = wizard
    at_the_seal(wizard)
    officer.press("Escape", "Escape")
    assert page.heading.text() == "Step 1 of 4: Stick"
    officer.press("Return", "A", "Return", "1", "3")
    assert page.heading.text() == "Step 3 of 4: Who may open it"
    assert page.logs_panel.marked == {12, 13}
    officer.press("Escape", "A")
    assert not page.next_button.isEnabled()
    officer.press("Return")
    assert page.logs_panel.said.text() == "No log is chosen."
    assert page.heading.text() == "Step 2 of 4: Days"


def test_nothing_before_hq_said_to_whom_and_plain_only_where_it_allows_it(wizard: Wizard) -> None:
    officer, page, exports, _ = wizard
    exports.said = ExportPolicy()
    page.refresh()
    at_the_seal(wizard)
    officer.until(lambda: "HQ has not said yet" in page.seal_panel.said.text())
    officer.press("W")
    assert not page.write_button.isEnabled()
    exports.said = POLICY
    page.refresh()
    officer.until(page.write_button.isEnabled)
    officer.press("P")
    assert not page.seal_panel.plain
    exports.said = ExportPolicy(POLICY.recipients, plain_allowed=True)
    page.refresh()
    officer.until(lambda: not page.plain_button.isHidden())
    officer.press("P")
    assert "WITHOUT ENCRYPTION" in page.seal_panel.said.text()
    officer.press("Return")
    assert exports.made == []
    officer.press("Escape")
    assert not page.seal_panel.plain
    officer.press("P").type("No key here yet").press("Return")
    said(wizard, "compared")
    assert exports.made[0][2] == "No key here yet"
    assert not page.seal_panel.plain, "the next one is encrypted again"


def test_what_fails_is_said_and_can_be_done_again(wizard: Wizard) -> None:
    officer, page, exports, _ = wizard
    at_the_seal(wizard)
    for code in (FailureCode.DRIVE_FULL, FailureCode.DRIVE_GONE, FailureCode.DAY_DIFFERS):
        exports.fails = code
        officer.press("W")
        said(wizard, code)
        assert page.logs_panel.marked == {13}
    exports.fails = None
    officer.press("W")
    said(wizard, "compared")
    assert len(exports.made) == 1


def test_esc_stops_what_is_written_and_other_keys_do_nothing_meanwhile(wizard: Wizard) -> None:
    officer, page, exports, _ = wizard
    at_the_seal(wizard)
    exports.hold.clear()
    officer.press("W")
    said(wizard, "Writing. Leave the stick in.")
    officer.press("W", "E", "N", "Return")
    officer.press("Escape")
    said(wizard, "Stopping")
    exports.hold.set()
    said(wizard, "Stopped. Nothing was left on the stick")
    assert exports.made == []
    assert page.heading.text() == "Step 3 of 4: Who may open it"
    officer.press("W").press("Ctrl+Q")
    assert officer.window.duty is None


def test_a_stick_that_is_pulled_out_or_locked_is_said(wizard: Wizard) -> None:
    officer, page, _, courier = wizard
    at_the_seal(wizard)
    courier.pull(courier.drives()[0].path)
    page.refresh()
    said(wizard, "DRV-04")
    assert page.heading.text() == "Step 1 of 4: Stick"
    plugged(wizard, "LOCKED")
    page.drive_panel.fill([replace(one, read_only=True) for one in page.drive_panel.drives])
    officer.press("Return")
    said(wizard, "DRV-03")
    assert page.drive_panel.table.lines.data(page.drive_panel.table.lines.index(0, 3)).startswith("can only")
