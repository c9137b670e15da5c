"""The demo's officer: works the real window by its keys and looks only at what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.demo.station import OFFICER, PASSWORD, SUPERVISOR, SUPERVISOR_PASSWORD
from app.domain.alerts import SettledAs, SettleGround
from app.domain.checks import CHIP_GROUPS, CheckGroup, Verdict
from app.domain.decision import OVERRULE_REASONS, REFER_REASONS, REFUSE_REASONS, DecisionKind, Reason
from app.flow.inspection import Inspection
from app.trust.chip import overall
from app.ui.duty import Duty
from app.ui.shortcuts import CHOICE_KEYS, PURPOSE_KEYS, WORD_KEYS, Action, shortcut
from app.ui.stick_page import StickPage
from app.ui.supervisor_page import SupervisorPage
from app.ui.supervisor_screen import SupervisorScreen
from app.ui.window import MainWindow

_TYPING_MS = 45
"""Between the keys of a person: slower than any reader that types."""
_PATIENCE = 20.0
_PHOTO = 5_000  # bytes: no other file is as long
_KEYS = {
    DecisionKind.ADMIT: Action.ADMIT,
    DecisionKind.REFER: Action.REFER,
    DecisionKind.REFUSE: Action.REFUSE,
}
_OFFERED = {
    DecisionKind.ADMIT: OVERRULE_REASONS,
    DecisionKind.REFER: REFER_REASONS,
    DecisionKind.REFUSE: REFUSE_REASONS,
}


class DemoStuck(RuntimeError):
    """The window did not come to show what the officer waited for."""


class DemoOfficer:
    """Plays a window; screenshots go to `out`, numbered in order."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        self._window = window
        self._out = out
        self.screens: list[str] = []

    def sign_in(self, username: str = OFFICER, password: str = PASSWORD) -> None:
        """Type name and password."""
        self.picture("sign-in")
        self._window.signin.username.setFocus()  # the officer before may have left a name there
        self._window.signin.username.clear()
        for text in (username, password):
            self.type(text)
            self.press("Return")
        self.until(lambda: self._window.duty is not None, "signing in")

    @property
    def duty(self) -> Duty:
        """The signed-in officer's duty."""
        duty = self._window.duty
        if duty is None:
            raise DemoStuck("nobody is signed in")
        return duty

    @property
    def inspection(self) -> Inspection | None:
        """The traveller on the desk."""
        return self.duty.desk.inspection

    @property
    def chip_midway(self) -> bool:
        """Whether a good part of the chip's photo has come."""
        chip = self.duty.desk.chip
        return self.duty.desk.chip_busy and chip.total > _PHOTO and 3 * chip.done > chip.total

    @property
    def chip_done(self) -> bool:
        """Whether the chip of the traveller on the desk has said all that it will."""
        found = self.inspection.chip if self.inspection is not None else None
        return found is not None and found.done and not self.duty.desk.chip_busy

    @property
    def chip_verdict(self) -> Verdict:
        """What the chip of the traveller on the desk has proved, over all."""
        found = self.inspection.chip if self.inspection is not None else None
        return Verdict.NOT_RUN if found is None else overall(found.checks)

    @property
    def failed_groups(self) -> tuple[CheckGroup, ...]:
        """The chip's lamps that are red."""
        found = self.inspection.checks if self.inspection is not None else ()
        failed = {one.name for one in found if one.verdict is Verdict.FAILED}
        return tuple(group for group, names in CHIP_GROUPS.items() if failed.intersection(names))

    def decide(self, kind: DecisionKind, reason: Reason | None = None) -> None:
        """Settle what is missing and decide, by keys alone; the first reason offered if none is given."""
        current = self.inspection
        if current is None:
            raise DemoStuck("nobody is on the desk")
        if kind is DecisionKind.ADMIT and self.duty.desk.needs_stay and current.purpose is None:
            self.type(next(iter(PURPOSE_KEYS)))
        self._act(_KEYS[kind])
        if self._still_there(current.record_id):
            self.type(_digit(kind, reason))
            self._act(_KEYS[kind])
        if self._still_there(current.record_id):
            self._act(_KEYS[kind])
        self.until(lambda: not self._still_there(current.record_id), f"recording the decision to {kind}")

    @property
    def supervisor_page(self) -> SupervisorPage | None:
        """The supervisor's page that is shown; None while another page or the desk is."""
        sides = self._window.sides
        screen = None if sides is None else sides.page(Action.SUPERVISE)
        if not isinstance(screen, SupervisorScreen) or not screen.isVisible():
            return None
        return screen.shown

    @property
    def hit_open(self) -> bool:
        """Whether the window asks for a word on a hit."""
        screen = self._window.desk
        return screen is not None and screen.shows(screen.hit)

    def settle_hit(self, word: SettledAs, name: str) -> None:
        """Say it of the hit that stands open, by keys; a STOP is released by the supervisor's password."""
        self.until(lambda: self.hit_open, "the hit to open")
        self.picture(f"{name}-hit")
        letters = {said: letter for letter, said in WORD_KEYS.items()}
        self.type(letters[word].lower())
        self.type(CHOICE_KEYS[list(SettleGround).index(SettleGround.PHOTO)])
        self.press("Return")
        screen = self.duty.screen
        if screen.shows(screen.second):
            self.picture(f"{name}-second-person")
            self.type(SUPERVISOR)
            self.press("Return")
            self.type(SUPERVISOR_PASSWORD)
            self.press("Return")
        self.until(lambda: not screen.shows(screen.second) and not self.hit_open, "the hit to be settled")

    def act(self, action: Action) -> None:
        """Press the first key of an action."""
        self._act(action)

    def sign_out(self) -> None:
        """Leave the station to the next officer. The key goes to the window: the desk ends with it."""
        pressed = _combination(shortcut(Action.SIGN_OUT).keys[0])
        QTest.keyClick(self._window, pressed.key(), pressed.keyboardModifiers())
        self.until(lambda: self._window.duty is None, "signing out")

    def _still_there(self, record_id: str) -> bool:
        return self.inspection is not None and self.inspection.record_id == record_id

    def _act(self, action: Action) -> None:
        self.press(shortcut(action).keys[0])

    def link_words(self) -> str:
        """What the bar at the top says now."""
        bar = self._window.desk.link_bar if self._window.desk is not None else None
        labels = [] if bar is None else bar.findChildren(QLabel)
        return " | ".join(label.text() for label in labels if label.isVisible())

    @property
    def stick_lines(self) -> int:
        """How many sticks the stick page shows."""
        page = self._stick_page()
        return 0 if page is None else page.table.lines.rowCount()

    @property
    def stick_words(self) -> str:
        """What the stick page says."""
        page = self._stick_page()
        return "" if page is None else page.message.text()

    def _stick_page(self) -> StickPage | None:
        page = None if self._window.sides is None else self._window.sides.page(Action.STICK)
        return page if isinstance(page, StickPage) else None

    def close(self) -> None:
        """Close the window, as at the end of a shift."""
        self._window.close()

    def press(self, key: str) -> None:
        """Press a key by its name in the table of shortcuts."""
        pressed = _combination(key)
        QTest.keyClick(self._focus(), pressed.key(), pressed.keyboardModifiers(), _TYPING_MS)
        self.breathe()

    def type(self, text: str) -> None:
        """Type text as a person does."""
        for character in text:
            QTest.keyClicks(self._focus(), character, Qt.KeyboardModifier.NoModifier, _TYPING_MS)
        self.breathe()

    def _focus(self) -> QWidget:
        """Where a key goes. Without a window manager no window is active, but one still has a focus."""
        places: tuple[QWidget | None, ...] = (QApplication.focusWidget(), self._window.focusWidget())
        return next((place for place in places if place is not None), self._window)

    def breathe(self, milliseconds: int = 40) -> None:
        """Let the window work."""
        QTest.qWait(milliseconds)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until it shows what is waited for; raises DemoStuck."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                self.picture("stuck")
                raise DemoStuck(f"waited {_PATIENCE:.0f} s for {what}")
            self.breathe(10)

    def picture(self, name: str) -> None:
        """Keep what the window shows now."""
        self.breathe()
        path = self._out / f"{len(self.screens) + 1:02}-{name}.png"
        self._window.grab().save(str(path))
        self.screens.append(str(path))


def _digit(kind: DecisionKind, reason: Reason | None) -> str:
    offered = _OFFERED[kind]
    return CHOICE_KEYS[offered.index(reason) if reason else 0]


def _combination(key: str) -> QKeyCombination:
    # PySide6's stubs do not know that a key sequence is a sequence.
    sequence: Sequence[QKeyCombination] = QKeySequence(key)  # type: ignore[assignment]
    return sequence[0]
