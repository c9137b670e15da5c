"""Settle which way travellers go and by what, for this one and those after."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from app.domain.crossing import Conveyance, Direction, Mode
from app.flow.inspection import Shift
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS
from app.ui.wording import tr
from app.wording.choices import DIRECTIONS, MODES

_DIRECTION_KEYS = {"1": Direction.ARRIVAL, "2": Direction.DEPARTURE}
_MODE_KEYS = {"3": Mode.AIR, "4": Mode.SEA, "5": Mode.ROAD}


class ShiftPanel(QFrame):
    """Emits `settled` with direction and conveyance, or `given_up`."""

    settled = Signal(object, object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        column = spaced(QVBoxLayout(self), WIDE, GAP)
        column.addWidget(label(tr("Direction and conveyance"), "title"))
        column.addWidget(label(tr("Counts for this traveller and those after."), "muted"))
        self._directions = {
            way: self._choice(tr(DIRECTIONS[way]), key) for key, way in _DIRECTION_KEYS.items()
        }
        self._modes = {mode: self._choice(tr(MODES[mode]), key) for key, mode in _MODE_KEYS.items()}
        for choices in (self._directions.values(), self._modes.values()):
            group = QButtonGroup(self)
            line = spaced(QHBoxLayout(), 0, SMALL)
            for made in choices:
                group.addButton(made)
                line.addWidget(made, 1)
            column.addLayout(line)
        column.addLayout(self._fields())
        column.addStretch(1)
        back = action_button(Action.BACK, tr("Back"))
        back.clicked.connect(self.given_up)
        keep = button(tr("Keep"), "primary", key_of(Action.CONFIRM))
        keep.clicked.connect(self.confirm)
        foot = spaced(QHBoxLayout(), 0, GAP)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(keep)
        column.addLayout(foot)

    def _choice(self, text: str, key: str) -> QPushButton:
        made = button(text, "choice", key)
        made.setCheckable(True)
        return made

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        self.number = QLineEdit()
        self.number.setMaxLength(35)
        self.other_port = QLineEdit()
        self.other_port.setMaxLength(5)
        rows = (
            (tr("Flight, vessel or yacht"), self.number, tr("NF011, IMO number or name")),
            (tr("Coming from or going to"), self.other_port, tr("Port code, such as AUBNE")),
        )
        for place, (text, field, example) in enumerate(rows):
            title = label(text)
            title.setBuddy(field)
            field.setPlaceholderText(example)
            field.setAccessibleName(text)
            field.returnPressed.connect(self.confirm)
            grid.addWidget(title, place, 0)
            grid.addWidget(field, place, 1)
        return grid

    def ask(self, shift: Shift) -> None:
        """Show how it is now. Digits choose at once; letters begin the number, which changes most."""
        self._directions[shift.direction].setChecked(True)
        self._modes[shift.conveyance.mode].setChecked(True)
        self.number.setText(shift.conveyance.number)
        self.other_port.setText(shift.conveyance.other_port)
        self._directions[shift.direction].setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """Digits choose direction and mode, a letter begins a new number."""
        if character.isalpha():
            self.number.setText(character)
            self.number.setFocus(FOCUS)
            return True
        direction, mode = _DIRECTION_KEYS.get(character), _MODE_KEYS.get(character)
        if direction is not None:
            self._directions[direction].setChecked(True)
        if mode is not None:
            self._modes[mode].setChecked(True)
        return direction is not None or mode is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        else:
            super().keyPressEvent(event)

    def confirm(self) -> None:
        """Keep what is shown."""
        direction = next(way for way, made in self._directions.items() if made.isChecked())
        mode = next(mode for mode, made in self._modes.items() if made.isChecked())
        number = self.number.text().strip().upper()
        self.settled.emit(direction, Conveyance(mode, number, self.other_port.text().strip().upper()))
