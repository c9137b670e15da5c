"""Ask a second person to stand behind a word on a STOP: a name and a password, proven by the door."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, shown
from app.ui.signin_screen import CARD_WIDTH, CapsLockHint, password_line
from app.ui.theme import FOCUS
from app.ui.wording import tr


class SecondPersonPanel(QFrame):
    """Emits `asked` with name and password, or `given_up`; the answer comes by `refuse`, or it is closed."""

    asked = Signal(str, str)
    given_up = Signal()

    def __init__(self, who: str = "", back: str = "") -> None:
        """`who` stands over the name and `back` on the way out, where it is no word on an alert."""
        super().__init__()
        self._back_words = back or tr("Leave it open")
        self.setProperty("part", "asking")
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        column.addWidget(label(tr("A second person must confirm this"), "title", wrap=True))
        self._about = label("", wrap=True)
        column.addWidget(self._about)
        column.addSpacing(SMALL)
        self.username = QLineEdit()
        self.username.setAccessibleName(tr("Name"))
        self.password = password_line(tr("Password"))
        for text, line in (
            (who or tr("Name of the supervisor"), self.username),
            (tr("Password"), self.password),
        ):
            line.setMaximumWidth(CARD_WIDTH)
            title = label(text, "label")
            title.setBuddy(line)
            column.addWidget(title)
            column.addWidget(line)
        self.hint = label("", "undetermined")
        CapsLockHint(self.password).seen.connect(
            lambda on: self.hint.setText(tr("Caps lock seems to be on.") if on else "")
        )
        column.addWidget(self.hint)
        self.answer_line = label("", "note-undetermined", wrap=True)
        self.answer_line.hide()
        column.addWidget(self.answer_line)
        column.addStretch(1)
        column.addLayout(self._foot())
        self.username.returnPressed.connect(lambda: self.password.setFocus(FOCUS))
        self.password.returnPressed.connect(self.confirm)

    def _foot(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, self._back_words)
        back.clicked.connect(self.given_up)
        self.enter = button("", "primary")
        self.enter.clicked.connect(self.confirm)
        line.addWidget(back)
        line.addStretch(1)
        line.addWidget(self.enter)
        return line

    def ask(self, about: str, usernames: Sequence[str]) -> None:
        """Ask for this; names are completed from these accounts."""
        self._about.setText(about)
        completer = QCompleter(list(usernames), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.username.setCompleter(completer)
        self.username.clear()
        self.forget()
        self.answer_line.hide()
        self._busy(False)

    def begin(self) -> None:
        """The name is typed first."""
        self.username.setFocus(FOCUS)

    def forget(self) -> None:
        """Leave no password behind."""
        self.password.clear()
        self.hint.clear()

    def confirm(self) -> None:
        """Ask the door, once at a time."""
        name, password = self.username.text().strip(), self.password.text()
        if not self.enter.isEnabled():
            return
        if not name or not password:
            self.refuse(tr("Type the supervisor's name and password."))
            return
        self._busy(True)
        self.password.clear()
        self.asked.emit(name, password)

    def _busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        text = tr("Being proven…") if busy else tr("Confirm")
        self.enter.setText(text if busy else f"{shown('Return')}  {text}")
        self.enter.setAccessibleName(text)

    def refuse(self, words: str) -> None:
        """Say why it is not confirmed."""
        self._busy(False)
        self.answer_line.setText(words)
        self.answer_line.setAccessibleName(words)
        self.answer_line.show()
        (self.password if self.username.text().strip() else self.username).setFocus(FOCUS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()
