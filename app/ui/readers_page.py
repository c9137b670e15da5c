"""Who has read about a traveller and why: asked by document, by name and birth date, or by a record."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Clock, ReadPurpose, SignedIn
from app.flow.today import local_day
from app.flow.trail import READERS_PURPOSES, ReadersQuestion, Readings
from app.ui import readers_words as words
from app.ui.audit_words import detail
from app.ui.background import Background
from app.ui.field import Choice, Field
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, action_button, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look
from app.ui.traveller_form import birth_field, name_field
from app.ui.typed import typed_number
from app.ui.wording import tr
from app.wording.choices import READ_PURPOSES

_STEPS = 1000
_NOBODY = Readings(0, 0, (), None)
_HOW = 4


class ReadersPage(SupervisorPage):
    """The asking is kept in the chain with its purpose, which must be chosen."""

    _moved = Signal(int)

    def __init__(self, session: SignedIn, look: Look, clock: Clock) -> None:
        super().__init__()
        self._session, self._clock = session, clock
        self._background = Background()
        self._busy = self._ended = False
        self._asked: tuple[ReadersQuestion, ReadPurpose] | None = None
        self._readings = _NOBODY
        column = spaced(QVBoxLayout(self), 0, GAP)
        column.addWidget(label(tr("Who has read about a traveller, and why"), "heading"))
        column.addWidget(self._form())
        frame, inside = card()
        self.said = label("", "muted", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = PlainTable(look, tr("Who read about this traveller"))
        self.detail = label("", "muted", wrap=True)
        inside.addWidget(self.said)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.detail)
        column.addWidget(frame, 1)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.bar.hide()
        column.addWidget(self.bar)
        self.message = MessageLine()
        column.addWidget(self.message)
        self._moved.connect(self.bar.setValue, Qt.ConnectionType.QueuedConnection)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._say_detail())
        self._begin()

    def _form(self) -> QFrame:
        frame, column = card()
        purposes: dict[ReadPurpose | None, str] = {None: tr("Choose why you ask")}
        purposes |= {one: tr(READ_PURPOSES[one]) for one in ReadPurpose if one.value in READERS_PURPOSES}
        self.purpose: Choice[ReadPurpose | None] = Choice(tr("Purpose of the question"), purposes)
        self.number: Field[str] = Field(tr("Document number"), typed_number, lambda number: "")
        self.surname = name_field(tr("Surname"))
        self.birth = birth_field(lambda: local_day(self._clock()))
        self.record: Field[str] = Field(tr("or a record's id"), str.strip, lambda record: "")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(SMALL)
        for place, face in enumerate((self.purpose, self.number, self.surname, self.birth, self.record)):
            grid.addWidget(face, place // 3, place % 3)
        for field in (self.number, self.surname, self.birth, self.record):
            field.entered.connect(self.ask)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        foot = spaced(QHBoxLayout(), 0, GAP)
        self.ask_button = action_button(Action.CONFIRM, tr("Ask the audit chain"), "primary")
        self.ask_button.clicked.connect(self.ask)
        self.older = button(tr("Older ones"), "", "O")
        self.older.clicked.connect(self.show_older)
        foot.addWidget(self.ask_button)
        foot.addWidget(self.older)
        foot.addWidget(label(tr("N  New question"), "muted"))
        foot.addStretch(1)
        column.addLayout(foot)
        return frame

    # What the screen asks of a page

    def open(self) -> None:
        """The first thing to choose is why."""
        self.message.hush()
        self.purpose.box.setFocus(FOCUS)

    def refresh(self) -> None:
        """Nothing is asked anew by itself: each asking leaves its line."""

    def answer(self, character: str) -> bool:
        """Older readings, or a new question."""
        letter = character.upper()
        if letter == "O":
            self.show_older()
        elif letter == "N":
            self._begin()
            self.purpose.box.setFocus(FOCUS)
        return letter in ("O", "N")

    def confirm(self) -> None:
        """Ask."""
        self.ask()

    def end(self) -> None:
        """Stop what runs at its next lines."""
        self._ended = True
        self._background.stop()

    def _begin(self) -> None:
        self._asked, self._readings = None, _NOBODY
        self.purpose.choose(None)
        for field in (self.number, self.surname, self.birth, self.record):
            field.line.clear()
        self.message.hush()
        self._fill()
        self.said.setText(
            tr("Give a document number, or surname and birth date, or a record's id. The chain names nobody: "
               "it is asked under the station's own key, and the question is kept in it with its purpose.")
        )  # fmt: skip

    # Asking

    def ask(self) -> None:
        """Ask who read about the person that is named now."""
        purpose, question = self.purpose.value(), self._question()
        if purpose is None:
            self._lacks(tr("Choose why you ask: it is kept with the question."))
            self.purpose.box.setFocus(FOCUS)
        elif question is not None:
            self._asked = (question, purpose)
            self._readings = _NOBODY
            self._read(None)

    def _question(self) -> ReadersQuestion | None:
        for field in (self.number, self.surname, self.birth, self.record):
            if field.value() is None:
                field.insist()
                field.line.setFocus(FOCUS)
                self._lacks(tr("Correct the marked field."))
                return None
        birth = self.birth.value()
        question = ReadersQuestion(
            self.number.value() or "", self.surname.value() or "",
            str(birth) if birth is not None and birth.year else "", self.record.value() or "",
        )  # fmt: skip
        if question.document_number or question.record_id or (question.surname and question.birth_date):
            return question
        self._lacks(tr("Give a document number, or surname and birth date, or a record's id."))
        self.number.line.setFocus(FOCUS)
        return None

    def _lacks(self, words_: str) -> None:
        self.message.say(words_, Verdict.UNDETERMINED)

    def show_older(self) -> None:
        """The next page; it is another reading of the same, with the same purpose."""
        if self._asked is not None and self._readings.older is not None:
            self._read(self._readings.older)

    def _read(self, before: int | None) -> None:
        if self._asked is None or self._busy or self._ended:
            return
        question, purpose = self._asked
        self._busy = True
        self.message.say(tr("Looking through what was read since this was last asked."))
        self.bar.setValue(0)
        self.bar.show()
        trail = self._session.trail
        self._background.run(
            lambda: trail.readers(question, purpose, self._progress, before=before), self._found, self._failed
        )

    def _progress(self, done: int, whole: int) -> None:
        if self._ended:
            raise WorldError(FailureCode.NOT_ALLOWED, "readers_page", reason="signed_out")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _found(self, readings: Readings) -> None:
        self._free()
        self.message.hush()
        self._readings = replace(readings, readings=self._readings.readings + readings.readings)
        self._fill()
        listed = len(self._readings.readings)
        self.said.setText(words.found(self._readings, listed) if listed else words.nothing(self._readings))
        if listed:
            self.table.setFocus(FOCUS)

    def _failed(self, error: WorldError) -> None:
        self._free()
        if error.failure.code is FailureCode.RECORD_UNKNOWN:
            self._lacks(tr("No record on this station has this id."))
            self.record.line.setFocus(FOCUS)
        else:
            self.message.say_failure(error.failure.code)

    def _free(self) -> None:
        self._busy = False
        self.bar.hide()

    def _fill(self) -> None:
        lines = [words.line(one) for one in self._readings.readings]
        self.table.fill(words.titles(), lines, _HOW)
        self.table.setVisible(bool(lines))
        self.older.setEnabled(self._readings.older is not None)
        self._say_detail()

    def _say_detail(self) -> None:
        row = self.table.currentIndex().row()
        known = 0 <= row < len(self._readings.readings)
        self.detail.setText(detail(self._readings.readings[row].line) if known else "")
        self.detail.setVisible(known)
