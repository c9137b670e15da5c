"""Lower what is captured: until when, why, and a note; all by keys."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from app.domain.load_valve import LONGEST, CaptureLevel, ValveReason
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import CHOICE_KEYS, Action, key_of
from app.ui.theme import FOCUS
from app.ui.wording import clock_words, tr
from app.wording.choices import VALVE_REASONS

_USUAL = timedelta(hours=1)
_REASON_KEYS = dict(zip(CHOICE_KEYS, ValveReason, strict=False))


class ValvePanel(QFrame):
    """Emits `settled` with level, moment, reason and note, or `given_up`."""

    settled = Signal(object, object, object, str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._now: datetime | None = None
        column = spaced(QVBoxLayout(self), WIDE, GAP)
        column.addWidget(label(tr("Lower what is captured"), "heading"))
        column.addWidget(
            label(
                tr("Chips are not read until the time that you name. Page and lists are checked as always, "
                   "an officer may still read a chip, and everybody processed so is listed for follow-up."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        column.addLayout(self._reasons())
        column.addLayout(self._fields())
        self._say = label("", "wrong", wrap=True)
        self._say.hide()
        column.addWidget(self._say)
        column.addLayout(self._foot())
        column.addStretch(1)

    def _reasons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.reasons: dict[ValveReason, QPushButton] = {}
        for key, reason in _REASON_KEYS.items():
            made = button(tr(VALVE_REASONS[reason]), "choice", key)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=reason: self.choose(chosen))
            self.reasons[reason] = made
            line.addWidget(made)
        line.addStretch(1)
        return line

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        self.until, self.note = QLineEdit(), QLineEdit()
        self.until.setMaxLength(5)
        self.until.setFixedWidth(90)
        self.note.setMaxLength(200)
        rows = ((tr("Until (hours:minutes)"), self.until), (tr("Note"), self.note))
        for place, (name, field) in enumerate(rows):
            field.setAccessibleName(name)
            field.returnPressed.connect(self.confirm)
            grid.addWidget(label(name, "label"), 0, place)
            grid.addWidget(field, 1, place)
        grid.setColumnStretch(1, 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, tr("Leave it as it is"))
        back.clicked.connect(self.given_up)
        keep = button(tr("Lower it"), "primary", key_of(Action.CONFIRM))
        keep.clicked.connect(self.confirm)
        line.addWidget(back)
        line.addStretch(1)
        line.addWidget(keep)
        return line

    def ask(self, now: datetime) -> None:
        """Begin anew: for an hour, no reason chosen."""
        self._now = now
        for made in self.reasons.values():
            made.setChecked(False)
        self.until.setText(clock_words(now + _USUAL))
        self.note.clear()
        self._say.hide()
        self.reasons[ValveReason.QUEUE].setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """A digit chooses the reason."""
        reason = _REASON_KEYS.get(character)
        if reason is not None:
            self.choose(reason)
        return reason is not None

    def choose(self, reason: ValveReason) -> None:
        """Take this reason, and go on to the time."""
        for one, made in self.reasons.items():
            made.setChecked(one is reason)
        self.until.setFocus(FOCUS)
        self.until.selectAll()

    def confirm(self) -> None:
        """Say what lacks, or that it is settled."""
        chosen = next((one for one, made in self.reasons.items() if made.isChecked()), None)
        until = self._moment()
        if chosen is None:
            self.say(tr("Choose why, by its digit."))
            self.reasons[ValveReason.QUEUE].setFocus(FOCUS)
        elif until is None:
            self.say(tr("Give a time within the next twelve hours, such as 14:30."))
            self.until.setFocus(FOCUS)
        elif chosen is ValveReason.OTHER and not self.note.text().strip():
            self.say(tr("Say why in the note."))
            self.note.setFocus(FOCUS)
        else:
            self.settled.emit(CaptureLevel.PAGE, until, chosen, self.note.text())

    def say(self, words: str) -> None:
        """What is in the way."""
        self._say.setText(words)
        self._say.show()

    def _moment(self) -> datetime | None:
        """The next time at which this machine's clock shows what is typed."""
        if self._now is None:
            return None
        try:
            typed = time.fromisoformat(self.until.text().strip().rjust(5, "0"))
        except ValueError:
            return None
        local = self._now.astimezone()
        found = local.replace(hour=typed.hour, minute=typed.minute, second=0, microsecond=0)
        found = found if found > local else found + timedelta(days=1)
        return found if found - local <= LONGEST else None
