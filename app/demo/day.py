"""The end of a day: the supervisor closes it, takes its log to HQ on the stick, and HQ says what was new."""

from __future__ import annotations

from collections.abc import Callable

from app.demo.officer import DemoOfficer
from app.demo.scene import Scene
from app.ui.day_page import DayPage
from app.ui.export_page import ExportPage
from app.ui.shift_page import ShiftPage
from app.ui.shortcuts import Action, shortcut
from app.ui.supervisor_page import SupervisorPage


def close_and_carry(officer: DemoOfficer, scene: Scene, say: Callable[[str], None]) -> int:
    """Close today early, seal its log onto the stick, let HQ take it in; crossings of the log at HQ."""
    officer.act(Action.SUPERVISE)
    officer.until(lambda: _shift_is_counted(officer.supervisor_page), "the shift's figures")
    officer.picture("shift")
    officer.press(shortcut(Action.PAGES).keys[1])
    officer.until(lambda: _day_is_counted(officer.supervisor_page), "the day to be counted")
    officer.picture("day-open")
    officer.press(shortcut(Action.CLOSE_DAY).keys[0])
    officer.press("Ctrl+Return")
    officer.until(lambda: "is signed" in _words(officer.supervisor_page), "the log to be signed")
    officer.picture("day-closed")
    say(f"The supervisor closes the day. {_words(officer.supervisor_page)}")
    return _carry(officer, scene, say)


def _carry(officer: DemoOfficer, scene: Scene, say: Callable[[str], None]) -> int:
    scene.day_stick.mkdir()
    officer.press(shortcut(Action.PAGES).keys[2])
    officer.until(lambda: _drives(officer.supervisor_page) > 0, "the stick to show")
    officer.press("Return")
    officer.until(lambda: _logs(officer.supervisor_page) > 0, "the logs to show")
    officer.picture("day-to-export")
    officer.press("Return")
    officer.until(lambda: _may_write(officer.supervisor_page), "to whom it is sealed")
    officer.press(shortcut(Action.EXPORT_WRITE).keys[0])
    officer.until(lambda: _slip_shows(officer.supervisor_page), "the log to be written and read back")
    officer.picture("day-exported")
    taken = scene.hq.import_days(scene.day_stick)
    logs = [log for package in taken["packages"] for log in package["logs"]]
    crossings = sum(int(log["crossings"]) for log in logs)
    same = sum(int(log["same"]) + int(log["came"]) for log in logs)
    say(f"It goes to HQ: {crossings} crossings, {same} records the same in the ledger.")
    while officer.supervisor_page is not None:
        officer.press("Esc")
    return crossings


def _shift_is_counted(page: SupervisorPage | None) -> bool:
    return isinstance(page, ShiftPage) and page.title.text() != ""


def _day_is_counted(page: SupervisorPage | None) -> bool:
    return isinstance(page, DayPage) and page.heading.text() != "" and page.close_button.isEnabled()


def _words(page: SupervisorPage | None) -> str:
    return page.message.text() if isinstance(page, DayPage) else ""


def _drives(page: SupervisorPage | None) -> int:
    return page.drive_panel.table.lines.rowCount() if isinstance(page, ExportPage) else 0


def _logs(page: SupervisorPage | None) -> int:
    if not isinstance(page, ExportPage) or not page.logs_panel.isVisible():
        return 0
    return page.logs_panel.table.lines.rowCount()


def _may_write(page: SupervisorPage | None) -> bool:
    return isinstance(page, ExportPage) and page.seal_panel.isVisible() and page.write_button.isEnabled()


def _slip_shows(page: SupervisorPage | None) -> bool:
    return isinstance(page, ExportPage) and page.slip_panel.isVisible()
