"""Closing the day: what is counted and open, then a numbered and signed log; addenda for what comes later."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayLog, DayPreview, DaysPort, DayView
from app.flow.ports import Clock, SignedIn
from app.flow.today import local_day
from app.ui import day_words
from app.ui.background import Background
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, TIGHT, WIDE, action_button, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action, key_of
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look, part
from app.ui.wording import day_words as day_name
from app.ui.wording import tr

_STEPS = 1000
_SETTLED = 150
"""Milliseconds for which a day must stay chosen before it is counted: the arrow keys run through many."""


class DayPage(SupervisorPage):
    """Emits `sent_to` with `export` when a closed day is to be taken to HQ."""

    _moved = Signal(int)

    def __init__(self, session: SignedIn, days: DaysPort, look: Look, clock: Clock) -> None:
        super().__init__()
        self._session, self._days, self._clock = session, days, clock
        self._background = Background()
        self._views: tuple[DayView, ...] = ()
        self._preview: DayPreview | None = None
        self._busy = self._ended = False
        self._choosing = QTimer(self)
        self._choosing.setSingleShot(True)
        self._choosing.setInterval(_SETTLED)
        self._choosing.timeout.connect(self._read_chosen)
        column = spaced(QVBoxLayout(self), 0, GAP)
        line = spaced(QHBoxLayout(), 0, GAP)
        line.addWidget(self._list(look), 3)
        line.addWidget(self._detail(look), 2)
        column.addLayout(line, 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._moved.connect(self._bar.setValue, Qt.ConnectionType.QueuedConnection)
        column.addWidget(self._bar)
        self.panel = self._closing()
        column.addWidget(self.panel)
        self.message = MessageLine()
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._choosing.start())

    def _list(self, look: Look) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(tr("Days"), "strong"))
        self.empty = label(tr("No crossing was recorded yet, and no day is closed."), "muted", wrap=True)
        self.empty.hide()
        self.table = PlainTable(look, tr("Days"))
        inside.addWidget(self.empty)
        inside.addWidget(self.table, 1)
        return frame

    def _detail(self, look: Look) -> QFrame:
        frame, inside = card(SMALL)
        self.heading = label("", "strong")
        inside.addWidget(self.heading)
        self.logs = label("", "muted", wrap=True)
        inside.addWidget(self.logs)
        grid = QGridLayout()
        grid.setVerticalSpacing(TIGHT)
        self._counts: list[tuple[QLabel, QLabel]] = []
        for place in range(12):
            name, number = label("", "label"), label("", "strong")
            grid.addWidget(name, place % 6, 2 * (place // 6))
            grid.addWidget(number, place % 6, 2 * (place // 6) + 1)
            self._counts.append((name, number))
        inside.addLayout(grid)
        self.proof = label("", "note-plain", wrap=True)
        inside.addWidget(self.proof)
        self.nothing_open = label(tr("Nothing is open."), "muted")
        self.open_items = PlainTable(look, tr("Open items"))
        kept = self.open_items.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.open_items.setSizePolicy(kept)
        inside.addWidget(self.nothing_open)
        inside.addWidget(self.open_items, 1)
        return frame

    def _closing(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "asking")
        column = spaced(QVBoxLayout(frame), WIDE, SMALL)
        self.question, self.meaning = label("", "heading"), label("", "muted", wrap=True)
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.note.setPlaceholderText(tr("Note for the log, if anything is to be said"))
        self.note.setAccessibleName(tr("Note for the log"))
        self.note.returnPressed.connect(self.confirm)
        column.addWidget(self.question)
        column.addWidget(self.meaning)
        column.addWidget(self.note)
        foot = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, tr("Not now"))
        back.clicked.connect(self._leave_panel)
        self.confirm_button = button("", "primary", key_of(Action.CONFIRM))
        self.confirm_button.clicked.connect(self.confirm)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self.confirm_button)
        column.addLayout(foot)
        frame.hide()
        return frame

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.close_button = action_button(Action.CLOSE_DAY, tr("Close the day"), "primary", dots=True)
        self.close_button.clicked.connect(self.ask)
        self.export_button = button(tr("Take it to HQ"), "", "E")
        self.export_button.clicked.connect(lambda: self.sent_to.emit("export"))
        line.addWidget(self.close_button)
        line.addWidget(self.export_button)
        line.addStretch(1)
        return line

    # What the screen asks of a page

    def open(self) -> None:
        """Begin with the newest day that wants something."""
        self.message.hush()
        self._leave_panel()
        self.refresh()

    def act(self, action: Action) -> bool:
        """Esc leaves the question first."""
        if action is Action.BACK and self.panel.isVisible():
            self._leave_panel()
            return True
        return False

    def answer(self, character: str) -> bool:
        """C closes, E goes on to the stick."""
        letter = character.upper()
        if self.panel.isVisible() or letter not in ("C", "E"):
            return False
        if letter == "C":
            self.ask()
        elif self.export_button.isEnabled():
            self.sent_to.emit("export")
        return True

    def end(self) -> None:
        """Stop what runs at its next step: a day is closed whole or not at all."""
        self._ended = True
        self._choosing.stop()
        self._background.stop()

    # Looking

    def refresh(self) -> None:
        """Read the days anew."""
        self._background.run(lambda: tuple(self._days.days(self._session)), self._listed, self._failed)

    def _listed(self, views: tuple[DayView, ...]) -> None:
        first = not self._views
        self._views = views
        today = local_day(self._clock())
        self.table.fill(day_words.titles(), [day_words.line(one, one.day == today) for one in views], 4)
        self.empty.setVisible(not views)
        self.table.setVisible(bool(views))
        if first and views:
            wanting = [place for place, one in enumerate(views) if not one.closed and one.day != today]
            self.table.selectRow(min(wanting, default=0))
        self.table.setFocus(FOCUS)
        self._read_chosen()

    def _chosen(self) -> DayView | None:
        row = self.table.currentIndex().row()
        return self._views[row] if 0 <= row < len(self._views) else None

    def _read_chosen(self) -> None:
        view = self._chosen()
        self._show_buttons()
        if view is None or self._busy:
            return
        if view.closed and not view.new_rows:
            self._show_log(view)
            return
        self._background.run(
            lambda: self._days.preview(self._session, view.day), self._show_preview, self._failed
        )

    def _show_log(self, view: DayView) -> None:
        self._preview = None
        log = view.logs[-1]
        self._say_head(view)
        self._say_counts(day_words.counts_lines(log.counts))
        self.proof.setText(day_words.closed_words(log))
        part(self.proof, "note-passed")
        self.open_items.hide()
        self.nothing_open.hide()

    def _show_preview(self, preview: DayPreview) -> None:
        view = self._chosen()
        if view is None or preview.day != view.day:
            return
        self._preview = preview
        self._say_head(view)
        self._say_counts(day_words.counts_lines(preview.counts))
        words, verdict = day_words.proof_words(preview.reconciliation)
        self.proof.setText(words)
        part(self.proof, "note-passed" if verdict is Verdict.PASSED else "note-failed")
        lines = day_words.open_lines(preview.open_items)
        self.open_items.fill((tr("Open"), tr("Number")), lines, 0)
        self.open_items.setVisible(bool(lines))
        self.nothing_open.setVisible(not lines)

    def _say_head(self, view: DayView) -> None:
        self.heading.setText(day_name(view.day))
        self.logs.setText("\n".join(day_words.log_words(log) for log in view.logs))
        self.logs.setVisible(bool(view.logs))

    def _say_counts(self, lines: Sequence[tuple[str, str]]) -> None:
        for place, (name, number) in enumerate(self._counts):
            said = lines[place] if place < len(lines) else ("", "")
            name.setText(said[0])
            number.setText(said[1])

    def _show_buttons(self) -> None:
        view = self._chosen()
        adding = view is not None and view.closed
        idle = not self._busy and not self.panel.isVisible()
        text = tr("Make an addendum") if adding else tr("Close the day")
        self.close_button.setText(f"{key_of(Action.CLOSE_DAY)}  {text}…")
        self.close_button.setEnabled(idle and view is not None and (not view.closed or view.new_rows > 0))
        self.export_button.setEnabled(idle and any(one.closed for one in self._views))
        self._bar.setVisible(self._busy)

    # Closing

    def ask(self) -> None:
        """Ask once more before a day is closed."""
        view, preview = self._chosen(), self._preview
        if view is None or self._busy:
            return
        if view.closed and not view.new_rows:
            self.message.say_failure(FailureCode.DAY_NOTHING_NEW)
            return
        if preview is None or preview.day != view.day:
            return
        name = day_name(view.day)
        if view.closed:
            self.question.setText(tr("Make an addendum to {day}?").format(day=name))
            self.meaning.setText(
                tr("It holds what was recorded or corrected since the last log of that day.")
            )
            self.confirm_button.setText(f"{key_of(Action.CONFIRM)}  {tr('Make it')}")
        else:
            self.question.setText(tr("Close {day}?").format(day=name))
            self.meaning.setText(day_words.closing_words(preview))
            early = tr("Close it") if preview.over else tr("Close it early")
            self.confirm_button.setText(f"{key_of(Action.CONFIRM)}  {early}")
        self.note.clear()
        self.message.hush()
        self.panel.show()
        self._show_buttons()
        self.note.setFocus(FOCUS)

    def confirm(self) -> None:
        """Do what was asked."""
        view, preview = self._chosen(), self._preview
        if not self.panel.isVisible() or view is None or preview is None:
            return
        note, day = self.note.text().strip(), view.day
        if view.closed:
            self._do(lambda: self._days.add(self._session, day, self._progress, note=note))
        else:
            early = not preview.over
            self._do(lambda: self._days.close(self._session, day, self._progress, early=early, note=note))

    def _do(self, work: Callable[[], DayLog]) -> None:
        self._busy = True
        self._bar.setValue(0)
        self.table.setFocus(FOCUS)  # before it hides: else the focus goes on to whatever comes next
        self.panel.hide()
        self.message.say(tr("The log is being made and signed."))
        self._show_buttons()
        self._background.run(work, self._done, self._failed)

    def _progress(self, done: int, whole: int) -> None:
        if self._ended:
            raise WorldError(FailureCode.DAY_UNKNOWN, "day_page", reason="signed_out")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _done(self, log: DayLog) -> None:
        self._busy = False
        self.message.say(day_words.closed_words(log), Verdict.PASSED)
        self.changed.emit()
        self.refresh()

    def _failed(self, error: WorldError) -> None:
        self._busy = False
        self._show_buttons()
        self.message.say_failure(error.failure.code)

    def _leave_panel(self) -> None:
        self.panel.hide()
        self._show_buttons()
        self.table.setFocus(FOCUS)
