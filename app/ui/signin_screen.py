"""The sign-in screen: who are you, and the password that opens this station's records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, TIGHT, button, label, spaced
from app.ui.shortcuts import Action, shortcut, shown
from app.ui.theme import FOCUS, part
from app.ui.wording import tr

CARD_WIDTH = 440


def _foot(version: str) -> str:
    keys = (shortcut(action) for action in (Action.HELP, Action.THEME))
    hints = [f"{shown(row.keys[0])}  {tr(row.english)}" for row in keys]
    return "     ".join((*hints, tr("Version {version}").format(version=version)))


def password_line(title: str) -> QLineEdit:
    """A line whose text is not shown."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(title)
    return line


class CapsLockHint(QObject):
    """Tells from the keys typed into a password line whether caps lock seems to be on.

    Qt does not know the lock itself: a capital without shift, or a small letter with it, gives it away.
    """

    seen = Signal(bool)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = event.text()
            if len(text) == 1 and text.isalpha():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.seen.emit(text.isupper() != shifted)
        return False


class SignInScreen(QWidget):
    """Emits `asked` with name and password; the answer comes by `refuse` or the desk opens."""

    asked = Signal(str, str)

    def __init__(self, version: str) -> None:
        super().__init__()
        across = spaced(QHBoxLayout(self), LARGE, 0)
        across.addStretch(1)
        down = spaced(QVBoxLayout(), 0, LARGE)
        across.addLayout(down)
        across.addStretch(1)
        down.addStretch(2)
        head = spaced(QVBoxLayout(), 0, TIGHT)
        head.addWidget(label("Matapā", "brand"))
        head.addWidget(label(tr("Border control workstation"), "muted"))
        down.addLayout(head)
        down.addWidget(self._card())
        down.addWidget(label(_foot(version), "label"))
        down.addStretch(3)

    def _card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "card")
        frame.setFixedWidth(CARD_WIDTH)
        column = spaced(QVBoxLayout(frame), LARGE, SMALL)
        column.addWidget(label(tr("Sign in"), "title"))
        column.addSpacing(SMALL)
        self.username = QLineEdit()
        self.username.setAccessibleName(tr("Name"))
        self.password = password_line(tr("Password"))
        for text, line in ((tr("Name"), self.username), (tr("Password"), self.password)):
            name = label(text, "label")
            name.setBuddy(line)
            column.addWidget(name)
            column.addWidget(line)
        self.hint = label("", "undetermined")
        caps = CapsLockHint(self.password)
        caps.seen.connect(self._caps)
        column.addWidget(self.hint)
        self.answer = label("", "note-undetermined", wrap=True)
        self.answer.hide()
        column.addWidget(self.answer)
        self.enter = button(tr("Sign in"), "primary")
        self.enter.clicked.connect(self._ask)
        column.addSpacing(GAP)
        column.addWidget(self.enter)
        self.username.returnPressed.connect(lambda: self.password.setFocus(FOCUS))
        self.password.returnPressed.connect(self._ask)
        return frame

    def _caps(self, on: bool) -> None:
        self.hint.setText(tr("Caps lock seems to be on.") if on else "")

    def offer(self, usernames: Sequence[str]) -> None:
        """Complete names from these; a single account is filled in."""
        completer = QCompleter(list(usernames), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.username.setCompleter(completer)
        if len(usernames) == 1:
            self.username.setText(usernames[0])

    def begin(self) -> None:
        """Ready for the next officer: nothing of the last one's password is left."""
        self.password.clear()
        self.hint.clear()
        self.answer.hide()
        self._busy(False)
        (self.password if self.username.text() else self.username).setFocus(FOCUS)

    def _ask(self) -> None:
        if not self.enter.isEnabled():
            return
        if not self.username.text().strip() or not self.password.text():
            self.refuse(tr("Type your name and your password."))
            return
        self._busy(True)
        self.asked.emit(self.username.text().strip(), self.password.text())

    def _busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.enter.setText(tr("Opening…") if busy else tr("Sign in"))

    def refuse(self, words: str) -> None:
        """Say why the door stayed shut."""
        self._busy(False)
        part(self.answer, "note-undetermined")
        self.answer.setText(words)
        self.answer.setAccessibleName(words)
        self.answer.show()
        (self.password if self.username.text().strip() else self.username).setFocus(FOCUS)
        self.password.selectAll()
