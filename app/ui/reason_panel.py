"""Ask why a traveller is referred, refused or admitted in spite of a check, and ask once more."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from app.domain.decision import DecisionKind, Reason
from app.flow.decide import Wish
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import CHOICE_KEYS, Action, key_of
from app.ui.theme import FOCUS, part
from app.ui.wording import tr
from app.wording.choices import REASONS_GIVEN

LONGEST_NOTE = 500
_ONE_COLUMN = 5
"""So many reasons stand one below the other; more stand in two columns."""


@dataclass(frozen=True, slots=True)
class ReasonQuestion:
    """What is asked: title, what it is about, reasons to choose from, and whether to ask once more."""

    kind: DecisionKind
    action: Action
    title: str
    about: str
    reasons: tuple[Reason, ...]
    confirm: str
    once_more: str = ""


class ReasonPanel(QFrame):
    """Emits `settled` with the wish, or `given_up`."""

    settled = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._question: ReasonQuestion | None = None
        self._asked_once = False
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        self._title = label("", "title", wrap=True)
        self._about = label("", "muted", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._about)
        self._choices = [self._choice(key) for key in CHOICE_KEYS]
        self._grid = QGridLayout()
        self._grid.setSpacing(SMALL)
        self._lay_out(2)
        column.addLayout(self._grid)
        column.addSpacing(SMALL)
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setPlaceholderText(tr("Note"))
        self.note.setAccessibleName(tr("Note"))
        self.note.textEdited.connect(self._changed)
        column.addWidget(self.note)
        self._say = label("", "quiet", wrap=True)
        column.addWidget(self._say)
        column.addStretch(1)
        column.addLayout(self._buttons())

    def _choice(self, key: str) -> QPushButton:
        made = button("", "choice", key)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.clicked.connect(self._changed)
        return made

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, tr("Back"))
        back.clicked.connect(self.given_up)
        self.confirm_button = button("", "primary")
        self.confirm_button.clicked.connect(self.confirm)
        line.addWidget(back)
        line.addStretch(1)
        line.addWidget(self.confirm_button)
        return line

    @property
    def action(self) -> Action | None:
        """The decision that is being asked about."""
        return None if self._question is None else self._question.action

    def ask(self, question: ReasonQuestion) -> None:
        """Ask this question from the beginning."""
        self._question = question
        self._asked_once = False
        self._title.setText(question.title)
        self._about.setText(question.about)
        for made, key, reason in zip(
            self._choices, CHOICE_KEYS, (*question.reasons, *[None] * 10), strict=False
        ):
            made.setVisible(reason is not None)
            made.setChecked(False)
            if reason is not None:
                made.setText(f"{key}  {tr(REASONS_GIVEN[reason])}")
                made.setAccessibleName(tr(REASONS_GIVEN[reason]))
        self._lay_out(1 if len(question.reasons) <= _ONE_COLUMN else 2)
        self.note.clear()
        self._changed()
        self._choices[0].setFocus(FOCUS)

    def _lay_out(self, columns: int) -> None:
        for place, made in enumerate(self._choices):
            self._grid.addWidget(made, place // columns, place % columns)

    def answer(self, character: str) -> bool:
        """A digit chooses or takes back a reason; False for any other character."""
        if self._question is None or character not in CHOICE_KEYS:
            return False
        place = CHOICE_KEYS.index(character)
        if place >= len(self._question.reasons):
            return False
        self._choices[place].toggle()
        self._choices[place].setFocus(FOCUS)
        self._changed()
        if self._question.reasons[place] is Reason.OTHER and self._choices[place].isChecked():
            self.note.setFocus(FOCUS)
        return True

    def _reasons(self) -> tuple[Reason, ...]:
        reasons = self._question.reasons if self._question else ()
        return tuple(r for r, made in zip(reasons, self._choices, strict=False) if made.isChecked())

    def _changed(self) -> None:
        self._asked_once = False
        if self._question is None:
            return
        self._label_confirm(self._question.confirm)
        part(self._say, "quiet")
        missing = self._missing()
        self._say.setText(missing)
        self.confirm_button.setEnabled(not missing)

    def _missing(self) -> str:
        reasons = self._reasons()
        if not reasons:
            return tr("Choose at least one reason by its digit.")
        if Reason.OTHER in reasons and not self.note.text().strip():
            return tr("Write in the note what the other reason is.")
        return ""

    def _label_confirm(self, text: str) -> None:
        key = key_of(self._question.action) if self._question else ""
        self.confirm_button.setText(f"{key}  {text}")
        self.confirm_button.setAccessibleName(text)

    def confirm(self) -> None:
        """Go on: say what is missing, ask once more where the question wants it, else settle."""
        question = self._question
        if question is None:
            return
        missing = self._missing()
        if missing:
            part(self._say, "note-undetermined")
            self._say.setText(missing)
            return
        if question.once_more and not self._asked_once:
            self._asked_once = True
            part(self._say, "note-undetermined")
            self._say.setText(question.once_more)
            self._label_confirm(tr("Yes, {what}").format(what=question.confirm.lower()))
            self.confirm_button.setFocus(FOCUS)
            return
        self._question = None
        self.settled.emit(Wish(question.kind, self._reasons_of(question), self.note.text()))

    def _reasons_of(self, question: ReasonQuestion) -> tuple[Reason, ...]:
        chosen = zip(question.reasons, self._choices, strict=False)
        return tuple(reason for reason, made in chosen if made.isChecked())
