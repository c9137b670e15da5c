"""The officer's answers: purpose by one key, stay in days with the sentence to say."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.crossing import Purpose
from app.ui.pieces import GAP, SMALL, WIDE, button, label, spaced
from app.ui.shortcuts import PURPOSE_KEYS, Action, key_of
from app.ui.theme import FOCUS
from app.ui.views import AnswersView
from app.ui.wording import tr
from app.wording.choices import PURPOSES

_COLUMNS = 4
LONGEST_STAY = 3650
"""Days: whoever stays longer than ten years is not granted a stay at a booth."""


class AnswersPanel(QFrame):
    """Purpose and stay. `purpose_chosen` and `stay_given` carry the answers, `done` hands the focus back."""

    purpose_chosen = Signal(object)
    stay_given = Signal(int)
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        self._why = label("", "muted", wrap=True)
        column.addWidget(self._why)
        self._asked = QWidget()
        asked = spaced(QVBoxLayout(self._asked), 0, SMALL)
        asked.addWidget(label(tr("Purpose of the visit"), "heading"))
        asked.addLayout(self._purposes())
        asked.addSpacing(SMALL)
        asked.addLayout(self._stay())
        column.addWidget(self._asked)
        column.addStretch(1)

    def _purposes(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        self.choices: dict[Purpose, QPushButton] = {}
        for place, (key, purpose) in enumerate(PURPOSE_KEYS.items()):
            made = button(tr(PURPOSES[purpose]), "choice", key)
            made.setCheckable(True)
            made.clicked.connect(lambda _checked, chosen=purpose: self.purpose_chosen.emit(chosen))
            self.choices[purpose] = made
            grid.addWidget(made, place // _COLUMNS, place % _COLUMNS)
        for one in range(_COLUMNS):
            grid.setColumnStretch(one, 1)
        return grid

    def _stay(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        title = label(tr("Stay"), "heading")
        self.days = QLineEdit()
        self.days.setValidator(QIntValidator(1, LONGEST_STAY, self.days))
        self.days.setFixedWidth(72)
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.days.setAccessibleName(tr("Stay in days"))
        self.days.textEdited.connect(self._typed)
        self.days.returnPressed.connect(self.done)
        title.setBuddy(self.days)
        self._sentence = label("", "value")
        line.addWidget(title)
        line.addWidget(label(key_of(Action.STAY), "key"))
        line.addWidget(self.days)
        line.addWidget(self._sentence, 1)
        line.setContentsMargins(0, 0, WIDE, 0)
        return line

    def _typed(self, text: str) -> None:
        if self.days.hasAcceptableInput():
            self.stay_given.emit(int(text))

    def ask_stay(self) -> None:
        """Put the cursor into the days."""
        self.days.setFocus(FOCUS)
        self.days.selectAll()

    def present(self, view: AnswersView | None) -> None:
        """Show the answers given so far."""
        asked = view is not None and view.needed
        self._asked.setVisible(asked)
        self._why.setVisible(view is not None and not view.needed)
        if view is None:
            return
        self._why.setText(view.why)
        for purpose, made in self.choices.items():
            made.setChecked(purpose is view.purpose)
        days = "" if view.days is None else str(view.days)
        in_the_midst = self.days.hasFocus() and not self.days.hasAcceptableInput()
        if self.days.text() != days and not in_the_midst:  # the desk is shown anew while an officer types
            self.days.setText(days)
        self._sentence.setText(view.sentence)
