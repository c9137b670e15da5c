"""Pictures of answering for it: the audit chain, its proof, who has read, officers; over a real store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from scene import SIZE, Scene

from app.ui.audit_page import AuditPage
from app.ui.officers_page import OfficersPage
from app.ui.readers_page import ReadersPage
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.supervisor_screen import SupervisorScreen
from app.ui.window import MainWindow
from tests.app.store.test_audit import disarm
from tests.helpers.answering import MORE, SOUGHT, Story
from tests.helpers.booth import PASSWORDS


class StoryScene(Scene):
    """A window over the encrypted store of the story; the folder goes with it."""

    def __init__(self, theme: str, username: str = "leilani") -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.story = Story(Path(self._folder.name) / "home", theme)
        self.parts = self.story.parts
        self.window = MainWindow(self.parts.booth)
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self.settle(self.window.isActiveWindow)
        self.window.signin.asked.emit(username, (PASSWORDS | MORE)[username])
        self.settle(lambda: self.window.duty is not None)

    def turn_to(self, key: str) -> SupervisorPage:
        """Open one of the supervisor's pages."""
        self.window.act(Action.SUPERVISE)
        screen = None if self.window.sides is None else self.window.sides.page(Action.SUPERVISE)
        if not isinstance(screen, SupervisorScreen):
            raise TypeError("no supervisor's screen")
        screen.turn_to(key)
        return screen.page(key)


def _audit(theme: str, letter: str = "L") -> tuple[StoryScene, AuditPage]:
    scene = StoryScene(theme)
    page = scene.turn_to("audit")
    if not isinstance(page, AuditPage):
        raise TypeError("no audit page")
    scene.settle(lambda: page.table.lines.rowCount() > 0)
    if letter != "L":
        scene.press(letter)
        scene.settle(lambda: page.table.lines.rowCount() > 0)
    return scene, page


def audit_lines(theme: str) -> Scene:
    """Every line, one chosen."""
    scene, page = _audit(theme)
    page.table.selectRow(6)
    return scene


def audit_signins(theme: str) -> Scene:
    """Who signed in and how long."""
    return _audit(theme, "S")[0]


def audit_corrections(theme: str) -> Scene:
    """Who corrected what."""
    return _audit(theme, "C")[0]


def audit_correction(theme: str) -> Scene:
    """Both versions of a correction, field by field."""
    scene, page = _audit(theme, "C")
    scene.press(Qt.Key.Key_Return)
    scene.settle(page.crossing.isVisible)
    return scene


def audit_seconds(theme: str) -> Scene:
    """What two people did."""
    return _audit(theme, "T")[0]


def audit_proved(theme: str) -> Scene:
    """The chain is intact."""
    scene, page = _audit(theme)
    scene.press("P")
    scene.settle(lambda: "Head" in page.proof.text())
    return scene


def audit_broken(theme: str) -> Scene:
    """Somebody changed a line behind it."""
    scene, page = _audit(theme)
    with scene.story.station.raw() as connection:
        disarm(connection)
        connection.execute("UPDATE audit SET actor = 'sione' WHERE seq = 17")
    scene.press("P")
    scene.settle(lambda: "Line 17" in page.proof.text())
    return scene


def _readers(theme: str) -> tuple[StoryScene, ReadersPage]:
    scene = StoryScene(theme)
    page = scene.turn_to("readers")
    if not isinstance(page, ReadersPage):
        raise TypeError("no page of readers")
    scene.settle()
    return scene, page


def readers_empty(theme: str) -> Scene:
    """Nothing is asked yet."""
    return _readers(theme)[0]


def readers_found(theme: str) -> Scene:
    """Who read about one traveller."""
    scene, page = _readers(theme)
    scene.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    scene.press(SOUGHT.document.number, Qt.Key.Key_Return)
    scene.settle(lambda: page.table.lines.rowCount() > 0)
    return scene


def _officers(theme: str, username: str) -> tuple[StoryScene, OfficersPage]:
    scene = StoryScene(theme, username)
    page = scene.turn_to("officers")
    if not isinstance(page, OfficersPage):
        raise TypeError("no page of officers")
    scene.settle(lambda: page.table.lines.rowCount() > 0)
    return scene, page


def officers_supervisor(theme: str) -> Scene:
    """A supervisor may lift a lock-out."""
    scene, page = _officers(theme, "leilani")
    page.table.selectRow(2)
    return scene


def officers_new(theme: str) -> Scene:
    """An administrator adds an account."""
    scene, _ = _officers(theme, "harbourmaster")
    return scene.press("n")


def officers_deactivate(theme: str) -> Scene:
    """An administrator is asked before an account is taken away."""
    scene, _ = _officers(theme, "harbourmaster")
    return scene.press(Qt.Key.Key_Down, "d")


def officers_roles(theme: str) -> Scene:
    """What each role may do."""
    scene, _ = _officers(theme, "harbourmaster")
    return scene.press("r")


STATES: tuple[Callable[[str], Scene], ...] = (
    audit_lines, audit_signins, audit_corrections, audit_correction, audit_seconds, audit_proved,
    audit_broken, readers_empty, readers_found, officers_supervisor, officers_new, officers_deactivate,
    officers_roles,
)  # fmt: skip

IN_ALL_THEMES = (audit_lines, audit_broken, readers_found, officers_supervisor, officers_new)
