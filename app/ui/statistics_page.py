"""Figures of a span of days: a list of tables, the chosen one with its bars, and the workbook of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.domain.statistics import Statistics, StatisticsQuery
from app.domain.statistics_publication import publishable
from app.flow.courier import CourierPort, DriveSeen
from app.flow.ports import Clock, SignedIn
from app.flow.statistics_files import StatisticsFile, file_name, write_statistics
from app.flow.today import local_day
from app.ui import statistics_words as words
from app.ui.background import Background
from app.ui.bar_chart import BarChart
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, button, card, label, spaced
from app.ui.plain_table import Line, PlainTable
from app.ui.shortcuts import Action
from app.ui.statistics_saving import StatisticsSaving
from app.ui.statistics_span import StatisticsSpan
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look
from app.ui.wording import counted, tr

T_ = TypeVar("T_")

_STEPS = 1000
_LIST = 250


class StatisticsPage(SupervisorPage):
    """Letters choose the days, arrow keys the table; counting is off the window's thread and can be stopped.

    With a `courier` the drives that are plugged in are offered for the workbook.
    """

    _moved = Signal(int)

    def __init__(
        self, session: SignedIn, look: Look, clock: Clock, courier: CourierPort | None = None
    ) -> None:
        super().__init__()
        self._session, self._courier = session, courier
        self._background = Background()
        self._counted: Statistics | None = None
        self._busy = self._ended = self._stopping = self._again = False
        self.span = StatisticsSpan(lambda: local_day(clock()))
        self.tables = PlainTable(look, tr("Tables"))
        self.table = PlainTable(look, tr("Figures"))
        self.chart = BarChart(look)
        self.saving = StatisticsSaving()
        self._build()
        self.span.asked.connect(self._asked)
        self._names = words.every_table()
        self.tables.fill([tr("Tables")], [Line((words.title_of(name),)) for name in self._names], 0)
        self.tables.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.saving.settled.connect(self._write)
        self.saving.given_up.connect(self._leave_saving)
        self._moved.connect(self.bar.setValue, Qt.ConnectionType.QueuedConnection)

    def _build(self) -> None:
        column = spaced(QVBoxLayout(self), 0, GAP)
        column.addWidget(self.span)
        line = spaced(QHBoxLayout(), 0, GAP)
        self.tables.setFixedWidth(_LIST)
        self.tables.horizontalHeader().hide()
        line.addWidget(self.tables)
        line.addWidget(self._figures(), 1)
        column.addLayout(line, 1)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.bar.hide()
        column.addWidget(self.bar)
        column.addWidget(self.saving)
        self.message = MessageLine()
        column.addWidget(self.message)
        column.addLayout(self._buttons())

    def _figures(self) -> QWidget:
        frame, inside = card()
        self.title = label("", "heading")
        self.note = label("", "muted", wrap=True)
        self.empty = label("", "muted", wrap=True)
        inside.addWidget(self.title)
        inside.addWidget(self.note)
        inside.addWidget(self.empty)
        self._beside = QWidget()
        line = spaced(QHBoxLayout(self._beside), 0, GAP)
        line.addWidget(self.chart, 1)
        line.addWidget(self.table, 1)
        inside.addWidget(self._beside, 1)
        inside.addStretch(0)
        self.lacking = label("", "muted", wrap=True)
        inside.addWidget(self.lacking)
        return frame

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.hide_button = button(tr("Hide figures under 3"), "choice", "H")
        self.hide_button.setCheckable(True)
        self.hide_button.clicked.connect(self._show)
        self.write_button = button(tr("Write the workbook…"), "", "X")
        self.write_button.clicked.connect(self.begin_writing)
        line.addWidget(self.write_button)
        line.addWidget(self.hide_button)
        line.addStretch(1)
        return line

    # What the screen asks of a page

    def open(self) -> None:
        """Count the days that were chosen last, the focus on the list of tables."""
        self.message.hush()
        self.refresh()
        self.tables.setFocus(FOCUS)

    def refresh(self) -> None:
        """Count anew, keeping the table that is shown."""
        wanted = self.span.wanted()
        if wanted is None:
            self.message.say(tr("Correct the marked field."), Verdict.UNDETERMINED)
        elif self._busy:
            self._again = True
        else:
            self._count(wanted)

    def act(self, action: Action) -> bool:
        """Esc stops counting or writing, or closes what is asked."""
        if action is not Action.BACK:
            return False
        if not self.saving.isHidden():
            self._leave_saving()
            return True
        if self._busy:
            self._stopping = True
        return self._busy

    def answer(self, character: str) -> bool:
        """The letters of the spans, of the cut, of hiding and of writing."""
        letter = character.upper()
        acts: dict[str, Callable[[], None]] = {
            "C": self.span.cut_otherwise, "H": self.hide_button.click, "X": self.begin_writing,
        }  # fmt: skip
        if letter in acts:
            acts[letter]()
        elif letter in list(words.Span):
            self.span.choose(words.Span(letter))
        else:
            return False
        return True

    def confirm(self) -> None:
        """Write to the folder that is named, or count the days that are typed."""
        if self.saving.isHidden():
            self._asked()
        else:
            self.saving.confirm()

    def end(self) -> None:
        """Stop what runs at its next crossings."""
        self._ended = True
        self._background.stop()

    # Counting

    def _asked(self) -> None:
        """Count the days that were chosen; letters and arrow keys are for the tables again."""
        if self.span.wanted() is not None:
            self.tables.setFocus(FOCUS)
        self.refresh()

    def _count(self, wanted: StatisticsQuery) -> None:
        self._stopping = self._again = False
        self.bar.setValue(0)
        self.message.say(tr("Counting. Esc stops it; the desk goes on meanwhile."))
        self._run(lambda: self._session.statistics.count(wanted, self._progress), self._take)

    def _progress(self, done: int, whole: int) -> None:
        if self._ended or self._stopping or self._again:
            raise WorldError(FailureCode.NOT_ALLOWED, "statistics_page", reason="stopped")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _take(self, counted: Statistics) -> None:
        self._counted = counted
        self.message.say(words.counted_words(counted), Verdict.PASSED)

    # Showing

    def _figures_now(self) -> Statistics | None:
        counted = self._counted
        if counted is None or not self.hide_button.isChecked():
            return counted
        return publishable(replace(counted, query=replace(counted.query, suppress=True)))

    def _show(self) -> None:
        """Show the chosen table of what was counted last; before that what is under way."""
        row, counted = self.tables.currentIndex().row(), self._figures_now()
        name = self._names[max(row, 0)]
        table = None if counted is None else words.shown(counted.table(name))
        self.title.setText(words.title_of(name))
        if counted is not None:
            self.title.setText(f"{words.title_of(name)}, {words.query_words(counted.query)}")
        self.note.setText(words.note_of(name))
        self.lacking.setText("" if counted is None else words.lacking(counted))
        self.lacking.setVisible(bool(self.lacking.text()))
        self.write_button.setEnabled(counted is not None)
        there = table is not None and bool(table.rows)
        self.empty.setText(self._nothing(counted))
        self.empty.setVisible(not there)
        self._beside.setVisible(there)
        if table is not None:
            self.table.fill(words.titles(table), words.lines(table), len(table.dimensions) - 1)
            self.chart.present(words.chart_of(table))

    def _nothing(self, counted: Statistics | None) -> str:
        if counted is not None:
            return tr("Nobody in these days. Other days are a letter away, at the top.")
        return tr("Counting…") if self._busy else tr("Nothing is counted. A letter at the top counts.")

    # The file

    def begin_writing(self) -> None:
        """Ask where the workbook goes."""
        if self._counted is None or self._busy:
            self.message.say(tr("Nothing is counted yet."), Verdict.UNDETERMINED)
            return
        self.saving.begin(self._drives(), self.hide_button.isChecked())

    def _drives(self) -> list[DriveSeen]:
        try:
            return [] if self._courier is None else list(self._courier.drives())
        except WorldError:
            return []

    def _write(self, folder: Path) -> None:
        figures = self._figures_now()
        if figures is None or self._busy:
            return
        self._leave_saving()
        self.message.say(tr("Writing. Leave the drive in."))
        path = folder / file_name(figures)
        self._run(lambda: write_statistics(figures, path), self._written)

    def _written(self, file: StatisticsFile) -> None:
        size = counted(file.size, "{number} byte", "{number} bytes")
        said = tr("Written and read back: {path}, {size}.").format(path=file.path, size=size)
        self.message.say(said, Verdict.PASSED)

    def _leave_saving(self) -> None:
        self.saving.hide()
        self.tables.setFocus(FOCUS)

    # Work

    def _run(self, work: Callable[[], T_], done: Callable[[T_], None]) -> None:
        if self._ended:
            return
        self._busy = True
        self.bar.show()
        self._show()

        def ended(answer: T_) -> None:
            self._free()
            done(answer)
            self._show()
            if self._again:
                self.refresh()

        self._background.run(work, ended, self._failed)

    def _free(self) -> None:
        self._busy = False
        self.bar.hide()

    def _failed(self, error: WorldError) -> None:
        self._free()
        self._show()
        if self._again:
            self.refresh()
        elif self._stopping:
            self.message.say(tr("Stopped: the figures before are shown. A letter counts anew."))
        else:
            self.message.say_failure(error.failure.code)
