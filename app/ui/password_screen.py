"""Change the officer's own password: the old one once, the new one twice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, action_button, button, label, spaced
from app.ui.shortcuts import Action
from app.ui.signin_screen import CARD_WIDTH, password_line
from app.ui.theme import FOCUS, part
from app.ui.wording import tr


class PasswordScreen(QWidget):
    """Emits `asked` with the old and the new password, or `left`."""

    asked = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        across = spaced(QHBoxLayout(self), LARGE, 0)
        down = spaced(QVBoxLayout(), 0, 0)
        across.addStretch(1)
        across.addLayout(down)
        across.addStretch(1)
        frame = QFrame()
        frame.setProperty("part", "card")
        frame.setFixedWidth(CARD_WIDTH)
        column = spaced(QVBoxLayout(frame), LARGE, SMALL)
        column.addWidget(label(tr("Change my password"), "title"))
        column.addWidget(label(tr("Four unusual words make a good one."), "muted", wrap=True))
        titles = (tr("Password until now"), tr("New password"), tr("New password again"))
        self.lines = [password_line(title) for title in titles]
        for title, line in zip(titles, self.lines, strict=True):
            name = label(title, "label")
            name.setBuddy(line)
            column.addWidget(name)
            column.addWidget(line)
        self.answer = label("", "note-undetermined", wrap=True)
        column.addSpacing(SMALL)
        column.addWidget(self.answer)
        foot = spaced(QHBoxLayout(), 0, GAP)
        self.back = action_button(Action.BACK, tr("Back"))
        self.enter = button(tr("Change"), "primary")
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.enter)
        column.addSpacing(GAP)
        column.addLayout(foot)
        down.addStretch(2)
        down.addWidget(frame)
        down.addStretch(3)
        self.lines[0].returnPressed.connect(lambda: self.lines[1].setFocus(FOCUS))
        self.lines[1].returnPressed.connect(lambda: self.lines[2].setFocus(FOCUS))
        self.lines[2].returnPressed.connect(self._ask)
        self.enter.clicked.connect(self._ask)
        self.back.clicked.connect(self.left)

    def begin(self) -> None:
        """Empty lines and no answer."""
        self.forget()
        self.answer.hide()
        self.enter.setEnabled(True)
        self.lines[0].setFocus(FOCUS)

    def forget(self) -> None:
        """Leave nothing typed behind."""
        for line in self.lines:
            line.clear()

    def _ask(self) -> None:
        old, new, again = (line.text() for line in self.lines)
        if not self.enter.isEnabled():
            return
        if not old or not new:
            self.say(tr("Type all three lines."))
        elif new != again:
            self.say(tr("The new passwords are not the same. Type both again."))
        else:
            self.enter.setEnabled(False)
            self.asked.emit(old, new)

    def say(self, words: str, well: bool = False) -> None:
        """Say what came of it."""
        self.enter.setEnabled(True)
        part(self.answer, "note-passed" if well else "note-undetermined")
        self.answer.setText(words)
        self.answer.setAccessibleName(words)
        self.answer.show()
