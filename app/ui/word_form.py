"""The word on a hit, typed by keys: same, not the same or cannot tell, by what it was found, and a note."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.alerts import SettledAs, SettleGround
from app.flow.case_desk import LONGEST_NOTE
from app.ui.pieces import GAP, SMALL, TIGHT, action_button, button, label, spaced
from app.ui.shortcuts import CHOICE_KEYS, WORD_KEYS, Action, shown
from app.ui.theme import FOCUS, part
from app.ui.wording import tr
from app.wording.choices import SETTLE_GROUNDS, SETTLED_AS

_COLUMNS = 5
_GROUND_KEYS = dict(zip(CHOICE_KEYS, SettleGround, strict=False))


@dataclass(frozen=True, slots=True)
class Word:
    """What an officer says of a hit."""

    settled_as: SettledAs
    grounds: tuple[SettleGround, ...]
    note: str = ""


class WordForm(QWidget):
    """Emits `settled` with the Word once it is complete, or `given_up`."""

    settled = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Compare, then say it by a key"))
        column = spaced(QVBoxLayout(self), 0, SMALL)
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.words: dict[SettledAs, QPushButton] = {}
        for key, word in WORD_KEYS.items():
            made = self._choice(f"{key}  {tr(SETTLED_AS[word])}", tr(SETTLED_AS[word]), "choice")
            made.clicked.connect(lambda _on, chosen=word: self.choose(chosen))
            self.words[word] = made
            line.addWidget(made, 1)
        column.addLayout(line)
        self._below = QWidget()
        below = spaced(QVBoxLayout(self._below), 0, SMALL)
        below.addLayout(self._grounds())
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setPlaceholderText(tr("Note"))
        self.note.setAccessibleName(tr("Note"))
        self.note.textEdited.connect(self._changed)
        self.note.returnPressed.connect(self.confirm)
        below.addWidget(self.note)
        column.addWidget(self._below)
        column.addLayout(self._foot())

    def _choice(self, text: str, name: str, role: str) -> QPushButton:
        made = button(text, role, name=name)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        return made

    def _grounds(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(TIGHT)
        self.grounds: dict[SettleGround, QPushButton] = {}
        for place, (key, ground) in enumerate(_GROUND_KEYS.items()):
            made = self._choice(f"{key}  {tr(SETTLE_GROUNDS[ground])}", tr(SETTLE_GROUNDS[ground]), "ground")
            made.clicked.connect(self._changed)
            self.grounds[ground] = made
            grid.addWidget(made, place // _COLUMNS, place % _COLUMNS)
        return grid

    def _foot(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, tr("Leave it open"))
        back.clicked.connect(self.given_up)
        self._say = label("", "quiet", wrap=True)
        self._say.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.confirm_button = button(tr("Settle"), "primary", shown("Return"))
        self.confirm_button.clicked.connect(self.confirm)
        line.addWidget(back)
        line.addWidget(self._say, 1)
        line.addWidget(self.confirm_button)
        return line

    @property
    def settled_as(self) -> SettledAs | None:
        """The word that is chosen."""
        return next((word for word, made in self.words.items() if made.isChecked()), None)

    def begin(self) -> None:
        """Nothing is chosen yet."""
        for made in (*self.words.values(), *self.grounds.values()):
            made.setChecked(False)
        self.note.clear()
        self._changed()
        self.setFocus(FOCUS)  # on none of the three: what has the focus is chosen more often

    def choose(self, word: SettledAs) -> None:
        """Choose one of the three words."""
        for one, made in self.words.items():
            made.setChecked(one is word)
        self._changed()
        self.words[word].setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """A letter chooses the word, a digit a ground, Enter settles; False for anything else."""
        word, ground = WORD_KEYS.get(character.upper()), _GROUND_KEYS.get(character)
        if character == "\r":
            self.confirm()
        elif word is not None:
            self.choose(word)
        elif ground is not None and self.settled_as is not None:
            self._toggle(ground)
        else:
            return False
        return True

    def _toggle(self, ground: SettleGround) -> None:
        made = self.grounds[ground]
        made.toggle()
        made.setFocus(FOCUS)
        self._changed()
        if ground is SettleGround.OTHER and made.isChecked():
            self.note.setFocus(FOCUS)

    def _chosen(self) -> tuple[SettleGround, ...]:
        return tuple(ground for ground, made in self.grounds.items() if made.isChecked())

    def _missing(self) -> str:
        if self.settled_as is None:
            keys = ", ".join(WORD_KEYS)
            return tr("Compare, then say it by {keys}.").format(keys=keys)
        if not self._chosen():
            return tr("By what? Choose by digits.")
        if SettleGround.OTHER in self._chosen() and not self.note.text().strip():
            return tr("Write the note.")
        return ""

    def _changed(self) -> None:
        self._below.setVisible(self.settled_as is not None)
        missing = self._missing()
        part(self._say, "quiet")
        self._say.setText(missing)
        self.confirm_button.setEnabled(not missing)

    def confirm(self) -> None:
        """Settle, or say what is missing."""
        missing, word = self._missing(), self.settled_as
        if missing or word is None:
            self.say(missing)
            return
        self.settled.emit(Word(word, self._chosen(), self.note.text().strip()))

    def say(self, words: str) -> None:
        """Say what is missing or what went wrong."""
        part(self._say, "note-undetermined" if words else "quiet")
        self._say.setText(words)
        self._say.setAccessibleName(words)
