"""Type the lines of a document by hand, with the state of lengths and check digits at every key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.mrz import LAYOUTS, Mrz, parse_mrz
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS, mrz_font, part
from app.ui.wording import counted, tr

_LINES = 3
_LONGEST = 44
_PIXELS = 15
_WIDTHS = sorted({layout.width for layout in LAYOUTS.values()})


class MrzPanel(QFrame):
    """Emits `settled` with the lines, or `given_up`."""

    settled = Signal(object)
    given_up = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._today = today
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        column.addWidget(label(tr("Type the lines of the document"), "title"))
        words = tr("As printed at the foot of the page or the back of the card; a blank becomes <.")
        column.addWidget(label(words, "muted", wrap=True))
        self.fields: list[QLineEdit] = []
        self._lengths: list[QLabel] = []
        for number in range(1, _LINES + 1):
            column.addLayout(self._line(number))
        self._state = label("", "quiet", wrap=True)
        column.addWidget(self._state)
        column.addStretch(1)
        column.addLayout(self._buttons())

    def _line(self, number: int) -> QHBoxLayout:
        field = QLineEdit()
        field.setMaxLength(_LONGEST)
        font = mrz_font(_PIXELS)
        field.setStyleSheet(f"font-family: '{font.families()[0]}'; font-size: {_PIXELS}px;")
        field.setAccessibleName(tr("Line {number}").format(number=number))
        if number == _LINES:
            field.setPlaceholderText(tr("cards only"))
        field.textEdited.connect(lambda text, one=field: self._edited(one, text))
        field.returnPressed.connect(lambda one=field: self._onward(one))
        length = label("", "label")
        length.setFixedWidth(56)
        self.fields.append(field)
        self._lengths.append(length)
        line = spaced(QHBoxLayout(), 0, SMALL)
        line.addWidget(field, 1)
        line.addWidget(length)
        return line

    def _buttons(self) -> QHBoxLayout:
        back = action_button(Action.BACK, tr("Back"))
        back.clicked.connect(self.given_up)
        take = button(tr("Take these lines"), "primary", key_of(Action.CONFIRM))
        take.clicked.connect(self.confirm)
        foot = spaced(QHBoxLayout(), 0, GAP)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(take)
        return foot

    def ask(self) -> None:
        """Begin with empty lines."""
        for field in self.fields:
            field.clear()
        self._judge()
        self.fields[0].setFocus(FOCUS)

    def _edited(self, field: QLineEdit, text: str) -> None:
        place = field.cursorPosition()
        field.setText(text.upper().replace(" ", "<"))
        field.setCursorPosition(place)
        self._judge()

    def _onward(self, field: QLineEdit) -> None:
        place = self.fields.index(field)
        if place + 1 < _LINES and (place == 0 or self._complete() is None):
            self.fields[place + 1].setFocus(FOCUS)
        else:
            self.confirm()

    def lines(self) -> tuple[str, ...]:
        """What has been typed, empty lines left out."""
        return tuple(filter(None, (field.text() for field in self.fields)))

    def _complete(self) -> Mrz | None:
        try:
            return parse_mrz(self.lines(), self._today())
        except WorldError:
            return None

    def _judge(self) -> None:
        for field, length in zip(self.fields, self._lengths, strict=True):
            typed = len(field.text())
            wanted = next((width for width in _WIDTHS if width >= typed), _LONGEST)
            length.setText(f"{typed} / {wanted}" if typed else "")
            part(length, "passed" if typed in _WIDTHS else "label")
        mrz = self._complete()
        if mrz is None:
            part(self._state, "quiet")
            self._state.setText(tr("2 lines of 44 or 36, or 3 lines of 30 characters."))
            return
        wrong = mrz.checks.failed
        right = sum(verdict is Verdict.PASSED for _name, verdict in mrz.checks.items())
        if wrong:
            part(self._state, "note-undetermined")
            names = ", ".join(name.replace("_", " ") for name in wrong)
            self._state.setText(tr("Check digit wrong: {names}. Compare with the page.").format(names=names))
        else:
            part(self._state, "note-passed")
            digits = counted(right, "{number} check digit right", "{number} check digits right")
            self._state.setText(f"{mrz.format}: {digits}.")

    def confirm(self) -> None:
        """Hand the lines on, if they make a document."""
        if self._complete() is None:
            part(self._state, "note-undetermined")
            self._state.setText(tr("These lines are not complete: 2 lines of 44 or 36, or 3 lines of 30."))
            return
        self.settled.emit(self.lines())
