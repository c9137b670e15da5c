"""Correct a crossing: what is put right and why, with every change shown before it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.crossing import Crossing, Direction, Purpose, Stay
from app.domain.failure import FailureCode, WorldError
from app.flow.corrections import Correction, applied
from app.flow.decide import grant
from app.ui.crossing_page import differences
from app.ui.field import Choice, Field, FieldFace
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, card, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, part
from app.ui.traveller_form import TravellerForm
from app.ui.wording import name_words, stay_sentence, tr
from app.wording.choices import DIRECTIONS, PURPOSES

LONGEST_WHY = 500
LONGEST_STAY = 3650


def typed_days(text: str) -> int:
    """Days of a stay, 0 for none; raises WorldError(FIELD_INVALID)."""
    bare = text.strip()
    if not bare:
        return 0
    if not bare.isdigit() or not 0 < int(bare) <= LONGEST_STAY:
        raise WorldError(FailureCode.FIELD_INVALID, "typed", field="days")
    return int(bare)


class CorrectionForm(QWidget):
    """Emits `settled` with the Correction once the officer has seen what changes, or `left`."""

    settled = Signal(object)
    left = Signal()

    def __init__(self, today: Callable[[], date], country: str) -> None:
        super().__init__()
        self._country = country
        self._latest: Crossing | None = None
        self._seen: Correction | None = None
        column = spaced(QVBoxLayout(self), 0, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        self._title = label("", "title")
        self.back = action_button(Action.BACK, tr("Back"))
        self.back.clicked.connect(self.left)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.back)
        column.addLayout(head)
        board = spaced(QHBoxLayout(), 0, GAP)
        board.addWidget(self._values(today), 3)
        board.addWidget(self._changes(), 2)
        column.addLayout(board, 1)

    def _values(self, today: Callable[[], date]) -> QFrame:
        frame, column = card(SMALL, WIDE)
        self.form = TravellerForm(today)
        column.addWidget(self.form)
        self.direction: Choice[Direction] = Choice(tr("Direction"), {d: tr(DIRECTIONS[d]) for d in Direction})
        purposes: dict[Purpose | None, str] = {None: tr("not asked")}
        purposes |= {purpose: tr(PURPOSES[purpose]) for purpose in Purpose}
        self.purpose: Choice[Purpose | None] = Choice(tr("Purpose"), purposes)
        self.days: Field[int] = Field(tr("Stay in days"), typed_days, self._stay_words)
        self.number: Field[str] = Field(
            tr("Flight, vessel or yacht"), lambda text: text.strip().upper(), lambda _: ""
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(SMALL)
        choices: tuple[FieldFace, ...] = (self.direction, self.purpose, self.days, self.number)
        for place, one in enumerate(choices):
            grid.addWidget(one, place // 2, place % 2)
        column.addLayout(grid)
        self.why = QLineEdit()
        self.why.setMaxLength(LONGEST_WHY)
        self.why.setAccessibleName(tr("Why it is corrected"))
        title = label(tr("Why it is corrected (kept with both versions)"), "label")
        title.setBuddy(self.why)
        column.addSpacing(SMALL)
        column.addWidget(title)
        column.addWidget(self.why)
        column.addStretch(1)
        for field in (*self.form.parts, *choices):
            field.changed.connect(self._judge)
        self.why.textEdited.connect(self._judge)
        self.why.returnPressed.connect(self._record)
        return frame

    def _changes(self) -> QFrame:
        frame, column = card(SMALL, WIDE)
        column.addWidget(label(tr("What changes"), "heading"))
        self.changes = label("", wrap=True)
        self._say = label("", "quiet", wrap=True)
        self.record = button(tr("Record this correction"), "primary")
        self.record.clicked.connect(self._record)
        column.addWidget(self.changes)
        column.addWidget(self._say)
        column.addWidget(self.record)
        column.addStretch(1)
        return frame

    def _stay_words(self, days: int) -> str:
        return "" if self._latest is None or not days else stay_sentence(grant(days, self._latest.crossed_at))

    def begin(self, latest: Crossing) -> None:
        """Start from the newest version."""
        self._latest = None
        self._title.setText(tr("Correct {name}").format(name=name_words(latest.traveller)))
        self.form.fill(latest.traveller)
        self.direction.choose(latest.direction)
        self.purpose.choose(latest.purpose)
        self.number.fill(latest.conveyance.number)
        self.why.clear()
        self._latest = latest
        self.days.fill("" if latest.stay is None else str(latest.stay.days))
        self._judge()
        self.form.surname.line.setFocus(FOCUS)

    def _correction(self) -> Correction | None:
        latest = self._latest
        fields = (self.form.surname, self.form.given_names, self.form.birth, self.form.nationality, self.days)
        if latest is None or any(field.value() is None for field in fields):
            return None
        traveller = self.form.traveller()
        number, purpose = self.number.value() or "", self.purpose.value()
        return Correction(
            why=self.why.text(),
            traveller=traveller if traveller != latest.traveller else None,
            direction=self.direction.value() if self.direction.value() is not latest.direction else None,
            purpose=purpose if purpose is not latest.purpose else None,
            stay=self._stay(latest),
            conveyance_number=number if number != latest.conveyance.number else None,
        )

    def _stay(self, latest: Crossing) -> Stay | None:
        days = self.days.value()
        unchanged = not days or (latest.stay is not None and latest.stay.days == days)
        return None if unchanged or days is None else grant(days, latest.crossed_at)

    def _judge(self) -> None:
        latest, wanted = self._latest, self._correction()
        lines: list[str] = []
        if latest is not None and wanted is not None:
            lines = list(differences(latest, applied(latest, wanted, self._country)))
        self.changes.setText("\n\n".join(lines) or tr("Nothing yet."))
        self._seen = wanted if lines else None
        part(self._say, "quiet")
        self._say.setText(tr("Both versions are kept and both go to HQ.") if lines else "")

    def _record(self) -> None:
        if self._seen is None:
            self.say(tr("Nothing is changed yet, or a field is not valid."))
        elif not self.why.text().strip():
            self.say(tr("Write why it is corrected."))
            self.why.setFocus(FOCUS)
        else:
            self.settled.emit(replace(self._seen, why=self.why.text()))

    def say(self, words: str) -> None:
        """Say what is missing or went wrong."""
        part(self._say, "note-undetermined")
        self._say.setText(words)
        self._say.setAccessibleName(words)
