"""Ask for a reason in words before something is taken back or declined."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.flow.case_desk import LONGEST_NOTE
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, card, label, spaced
from app.ui.shortcuts import Action, shown
from app.ui.theme import FOCUS
from app.ui.wording import tr


class WhyPanel(QWidget):
    """Emits `settled` with the reason, or `left`."""

    settled = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, GAP)
        frame, inside = card(SMALL, WIDE)
        self._title, self._about = label("", "title", wrap=True), label("", wrap=True)
        self.why = QLineEdit()
        self.why.setMaxLength(LONGEST_NOTE)
        self.why.setAccessibleName(tr("Why"))
        self._say = label("", "undetermined", wrap=True)
        self.enter = button("", "primary")
        self.back = action_button(Action.BACK, tr("Back"))
        foot = spaced(QHBoxLayout(), 0, GAP)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.enter)
        title = label(tr("Why (kept with the case)"), "label")
        title.setBuddy(self.why)
        for widget in (self._title, self._about, title, self.why, self._say):
            inside.addWidget(widget)
        inside.addLayout(foot)
        column.addWidget(frame)
        column.addStretch(1)
        self.why.returnPressed.connect(self.confirm)
        self.enter.clicked.connect(self.confirm)
        self.back.clicked.connect(self.left)

    def ask(self, title: str, about: str, confirm: str) -> None:
        """Ask for the reason of this."""
        self._title.setText(title)
        self._about.setText(about)
        self.enter.setText(f"{shown('Return')}  {confirm}")
        self.enter.setAccessibleName(confirm)
        self.why.clear()
        self._say.clear()

    def begin(self) -> None:
        """The reason is typed at once."""
        self.why.setFocus(FOCUS)

    def confirm(self) -> None:
        """Hand the reason on, or ask for it."""
        if self.why.text().strip():
            self.settled.emit(self.why.text().strip())
        else:
            self.say(tr("Write why."))

    def say(self, words: str) -> None:
        """Say what is missing or went wrong."""
        self._say.setText(words)
        self._say.setAccessibleName(words)
        self.why.setFocus(FOCUS)
