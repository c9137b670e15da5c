"""Stand before the window as an officer does: type, press keys, and read what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.document import TravelDocument
from app.domain.mrz import MrzFormat, build_mrz
from app.ui.desk_screen import DeskScreen
from app.ui.duty import Duty
from app.ui.records_screen import RecordsScreen
from app.ui.shortcuts import Action, shortcut
from app.ui.window import MainWindow
from tests.helpers.booth import PASSWORDS, MemoryBooth

BETWEEN_KEYS = timedelta(milliseconds=120)


class Officer:
    """An officer before one window over a booth in memory."""

    def __init__(self, qtbot: QtBot, parts: MemoryBooth) -> None:
        self.qtbot, self.parts = qtbot, parts
        self.window = MainWindow(parts.booth)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()

    # What the officer does

    def sign_in(self, username: str = "tari", password: str | None = None) -> Officer:
        """Type name and password and wait for the desk."""
        self.try_to_sign_in(username, PASSWORDS[username] if password is None else password)
        self.until(lambda: self.window.duty is not None)
        return self

    def try_to_sign_in(self, username: str, password: str) -> None:
        """Type name and password, whatever comes of it."""
        self.window.signin.username.setFocus()
        self.window.signin.username.clear()
        self.window.signin.password.clear()
        self.type(username)
        self.press("Return")
        self.type(password)
        self.press("Return")

    def swipe(self, document: TravelDocument, format_: MrzFormat = MrzFormat.TD3) -> Officer:
        """Swipe a document and wait until the reader's word has come through."""
        return self.swipe_lines(build_mrz(document, format_))

    def swipe_lines(self, lines: Sequence[str]) -> Officer:
        """Swipe these lines."""
        with self.qtbot.waitSignal(self.window.reader_reported):
            self.parts.reader.swipe(lines)
        return self

    def press(self, *keys: str) -> Officer:
        """Press keys by their names, such as `F12` or `Ctrl+Return`."""
        for key in keys:
            self.parts.clock.now += BETWEEN_KEYS
            pressed = key_combination(key)
            QTest.keyClick(self.focus(), pressed.key(), pressed.keyboardModifiers())
            self.settle()
        return self

    def act(self, action: Action) -> Officer:
        """Press the first key of an action."""
        return self.press(shortcut(action).keys[0])

    def type(self, text: str, shift: bool = False) -> Officer:
        """Type as a person: with time between the keys."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for character in text:
            self.parts.clock.now += BETWEEN_KEYS
            self._key(character, held)
        self.settle()
        return self

    def burst(self, text: str) -> Officer:
        """Type as a machine: no time between the keys."""
        self.parts.clock.now += BETWEEN_KEYS
        for character in text:
            self._key("\r" if character == "\n" else character)
        self.settle()
        return self

    def _key(self, character: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        code = Qt.Key.Key_Return if character == "\r" else 0
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, held, character)
            QApplication.sendEvent(self.focus(), event)

    def focus(self) -> QWidget:
        """Where a key goes."""
        focused: QWidget | None = self.window.focusWidget()
        return self.window if focused is None else focused

    def settle(self) -> None:
        """Wait until keys held back have come out."""
        self.until(lambda: self.window.keys_at_rest())
        QApplication.processEvents()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the officer would see."""
        self.qtbot.waitUntil(condition, timeout=5000)

    # What the officer sees

    @property
    def desk(self) -> DeskScreen:
        """The desk that is shown."""
        assert self.window.desk is not None
        return self.window.desk

    @property
    def duty(self) -> Duty:
        """The signed-in officer's duty."""
        assert self.window.duty is not None
        return self.window.duty

    @property
    def records(self) -> RecordsScreen:
        """History and search."""
        assert self.window.records is not None
        return self.window.records

    def seen(self) -> str:
        """Every text on the screen now."""
        return "\n".join(text for widget in self.window.findChildren(QWidget) for text in _texts(widget))

    def sees(self, text: str) -> bool:
        """Whether a text is on the screen now."""
        return text in self.seen()


def key_combination(key: str) -> QKeyCombination:
    """A key with its modifiers, by its name."""
    sequence: Sequence[QKeyCombination] = QKeySequence(key)  # type: ignore[assignment]
    return sequence[0]


def _texts(widget: QWidget) -> list[str]:
    if not widget.isVisible():
        return []
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text(), widget.toolTip()]
    if isinstance(widget, QLineEdit):
        return [widget.text()] if widget.echoMode() is QLineEdit.EchoMode.Normal else []
    if isinstance(widget, QComboBox):
        return [widget.currentText()]
    if isinstance(widget, QListView | QTableView):
        model = widget.model()
        rows = model.rowCount()
        columns = 1 if isinstance(widget, QListView) else model.columnCount()
        return [str(model.index(r, c).data() or "") for r in range(rows) for c in range(columns)]
    return [widget.accessibleName()] if widget.metaObject().className() == "StateSign" else []
