"""The locked screen: nothing of a traveller can be seen until the same officer proves to be back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, action_button, button, label, spaced
from app.ui.shortcuts import Action
from app.ui.signin_screen import CARD_WIDTH, CapsLockHint, password_line
from app.ui.theme import FOCUS
from app.ui.wording import tr


class LockScreen(QWidget):
    """Emits `asked` with the password, or `left` when the officer signs out for another."""

    asked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        across = spaced(QHBoxLayout(self), LARGE, 0)
        across.addStretch(1)
        down = spaced(QVBoxLayout(), 0, LARGE)
        across.addLayout(down)
        across.addStretch(1)
        frame = QFrame()
        frame.setProperty("part", "card")
        frame.setFixedWidth(CARD_WIDTH)
        column = spaced(QVBoxLayout(frame), LARGE, SMALL)
        column.addWidget(label(tr("Screen locked"), "title"))
        self._who = label("", "muted", wrap=True)
        column.addWidget(self._who)
        column.addSpacing(SMALL)
        self.password = password_line(tr("Password"))
        title = label(tr("Password"), "label")
        title.setBuddy(self.password)
        column.addWidget(title)
        column.addWidget(self.password)
        self.hint = label("", "undetermined")
        CapsLockHint(self.password).seen.connect(
            lambda on: self.hint.setText(tr("Caps lock seems to be on.") if on else "")
        )
        column.addWidget(self.hint)
        self.answer = label("", "note-undetermined", wrap=True)
        column.addWidget(self.answer)
        line = spaced(QHBoxLayout(), 0, GAP)
        self.leave = action_button(Action.SIGN_OUT, tr("Sign out"))
        self.enter = button(tr("Unlock"), "primary")
        line.addWidget(self.leave)
        line.addStretch(1)
        line.addWidget(self.enter)
        column.addSpacing(GAP)
        column.addLayout(line)
        down.addStretch(2)
        down.addWidget(frame)
        down.addStretch(3)
        self.password.returnPressed.connect(self._ask)
        self.enter.clicked.connect(self._ask)
        self.leave.clicked.connect(self.left)

    def lock(self, who: str) -> None:
        """Lock for this officer."""
        self._who.setText(tr("{name} is signed in. What was on the desk is kept.").format(name=who))
        self.password.clear()
        self.hint.clear()
        self.answer.hide()
        self._busy(False)
        self.password.setFocus(FOCUS)

    def _ask(self) -> None:
        if self.enter.isEnabled() and self.password.text():
            self._busy(True)
            self.asked.emit(self.password.text())

    def _busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.enter.setText(tr("Opening…") if busy else tr("Unlock"))

    def refuse(self, words: str) -> None:
        """Say why it stays locked."""
        self._busy(False)
        self.answer.setText(words)
        self.answer.setAccessibleName(words)
        self.answer.show()
        self.password.selectAll()
        self.password.setFocus(FOCUS)
