"""The shift at a glance: how many, how long, what is open, who overruled what, and the load valve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason
from app.flow.ports import Clock, CrossingSummary, SignedIn
from app.flow.shift import ShiftFigures
from app.ui import shift_words
from app.ui.background import Background
from app.ui.bar_chart import BarChart
from app.ui.lamp import Lamp
from app.ui.link_said import Said
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, TIGHT, action_button, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action, shortcut
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look, part
from app.ui.valve_panel import ValvePanel
from app.ui.wording import moment_words, tr

AGAIN = 60_000
"""Milliseconds between two counts while the page is shown."""
SHIFT = timedelta(hours=12)
_TILES = 6
_LAMP = 14
_CHART = 160


class Span(StrEnum):
    """What is counted, by its key."""

    TODAY = "T"
    SHIFT = "S"
    YESTERDAY = "Y"


class ShiftPage(SupervisorPage):
    """`readers` says how readers and the road to HQ are doing, as the bar at the top does."""

    def __init__(
        self, session: SignedIn, look: Look, clock: Clock, readers: Callable[[], Sequence[Said]]
    ) -> None:
        super().__init__()
        self._session, self._clock, self._readers = session, clock, readers
        self._span = Span.TODAY
        self._background = Background()
        self._figures: ShiftFigures | None = None
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN)
        self._timer.timeout.connect(self.refresh)
        column = spaced(QVBoxLayout(self), 0, GAP)
        column.addLayout(self._head())
        column.addLayout(self._tiles(look))
        column.addLayout(self._valve())
        self.message = MessageLine()
        self.message.hide()
        self._below = QStackedWidget()
        self.officers = PlainTable(look, tr("Officers"))
        self.overrides = PlainTable(look, tr("Checks that failed"))
        self.follow_up = PlainTable(look, tr("Follow-up"))
        self.hours = BarChart(look)
        self.hours.setFixedWidth(_CHART)
        self._below.addWidget(self._tables())
        self._below.addWidget(self._follow_up())
        self.panel = ValvePanel()
        self._below.addWidget(self.panel)
        column.addWidget(self.message)
        column.addWidget(self._below, 1)
        self.panel.settled.connect(self._open_valve)
        self.panel.given_up.connect(self._leave_panel)

    def _head(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.title = label("", "heading")
        line.addWidget(self.title, 1)
        titles = {Span.TODAY: tr("Today"), Span.SHIFT: tr("12 hours"), Span.YESTERDAY: tr("Yesterday")}
        self._spans = {}
        for key, span in zip(shortcut(Action.SPAN).keys, Span, strict=True):
            made = button(titles[span], "choice", key)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=span: self.show_span(chosen))
            self._spans[span] = made
            line.addWidget(made)
        return line

    def _tiles(self, look: Look) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        self._shown: list[tuple[QLabel, QLabel, QLabel, Lamp]] = []
        for place in range(_TILES):
            frame, inside = card(TIGHT)
            title, number, below, lamp = (
                label("", "label"),
                label("", "name"),
                label("", "muted"),
                Lamp(look, _LAMP),
            )
            line = spaced(QHBoxLayout(), 0, SMALL)
            line.addWidget(lamp)
            line.addWidget(number, 1)
            inside.addWidget(title)
            inside.addLayout(line)
            inside.addWidget(below)
            lamp.hide()
            self._shown.append((title, number, below, lamp))
            grid.addWidget(frame, 0, place)
        self.processing, self.waiting, self.readers = (
            label("", wrap=True),
            label("", wrap=True),
            label("", wrap=True),
        )
        for row, (name, said) in enumerate((
            (tr("At the counter"), self.processing), (tr("In the queue"), self.waiting),
            (tr("Readers and link"), self.readers),
        ), start=1):  # fmt: skip
            grid.addWidget(label(name, "label"), row, 0)
            grid.addWidget(said, row, 1, 1, _TILES - 1)
        return grid

    def _valve(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.valve = label("", "note-plain", wrap=True)
        self.lower_button = action_button(Action.VALVE, tr("Lower what is captured"), dots=True)
        self.raise_again = action_button(Action.VALVE_SHUT, tr("Capture everything again"))
        self.lower_button.clicked.connect(self.ask_valve)
        self.raise_again.clicked.connect(self.shut_valve)
        line.addWidget(self.valve, 1)
        line.addWidget(self.lower_button)
        line.addWidget(self.raise_again)
        return line

    def _tables(self) -> QWidget:
        page = QWidget()
        line = spaced(QHBoxLayout(page), 0, GAP)
        for title, table, wide in (
            (tr("Officers"), self.officers, 8), (tr("Checks that failed"),
             self.overrides, 6),
        ):  # fmt: skip
            frame, inside = card()
            inside.addWidget(label(title, "strong"))
            inside.addWidget(table, 1)
            line.addWidget(frame, wide)
        frame, inside = card()
        inside.addWidget(label(tr("Travellers by hour"), "strong"))
        inside.addWidget(self.hours, 1)
        line.addWidget(frame)
        return page

    def _follow_up(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(tr("Processed without the chip while less was captured"), "strong"))
        inside.addWidget(self.follow_up, 1)
        return frame

    # What the screen asks of a page

    @property
    def takes_digits(self) -> bool:
        """Digits choose the reason while the valve's panel is open."""
        return self.panel.isVisible()

    def open(self) -> None:
        """Count anew, nothing opened."""
        self.message.hide()
        self._leave_panel()
        self.refresh()
        self.officers.setFocus(FOCUS)

    def act(self, action: Action) -> bool:
        """Esc leaves the panel or the follow-up list first."""
        if action is not Action.BACK:
            return False
        if self.panel.isVisible():
            self._leave_panel()
            return True
        if self._below.currentIndex():
            self._below.setCurrentIndex(0)
            self.officers.setFocus(FOCUS)
            return True
        return False

    def answer(self, character: str) -> bool:
        """The letters of spans, valve and follow-up."""
        if self.panel.isVisible():
            return self.panel.answer(character)
        letter = character.upper()
        if letter in list(Span):
            self.show_span(Span(letter))
            return True
        acts = {"V": self.ask_valve, "X": self.shut_valve, "F": self.show_follow_up}
        act = acts.get(letter)
        if act is not None:
            act()
        return act is not None

    def confirm(self) -> None:
        """Ctrl+Return settles the valve."""
        if self.panel.isVisible():
            self.panel.confirm()

    def end(self) -> None:
        """Stop counting."""
        self._timer.stop()
        self._background.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # Counting

    def show_span(self, span: Span) -> None:
        """Count another span."""
        self._span = span
        self.refresh()

    def _bounds(self) -> tuple[datetime, datetime]:
        now = self._clock()
        if self._span is Span.SHIFT:
            return now - SHIFT, now
        today = datetime.combine(now.astimezone().date(), time())
        if self._span is Span.TODAY:
            return today.astimezone(), now
        return (today - timedelta(days=1)).astimezone(), today.astimezone()

    def refresh(self) -> None:
        """Count anew, off the window's thread."""
        for span, made in self._spans.items():
            made.setChecked(span is self._span)
        self._show_valve()
        self.readers.setText(" · ".join(said.text for said in self._readers()))
        if not self._busy:
            self._busy = True
            since, until = self._bounds()
            self._background.run(
                lambda: self._session.shift.figures(since, until), self._counted, self._failed
            )

    def _counted(self, figures: ShiftFigures) -> None:
        self._busy = False
        self._figures = figures
        self.message.hide()
        if (figures.since, self._span) != (self._bounds()[0], self._span) and self._span is not Span.SHIFT:
            self.refresh()  # another span was chosen meanwhile
            return
        self.title.setText(
            tr("{since} to {until}").format(
                since=moment_words(figures.since), until=moment_words(figures.until)
            )
        )
        shown = shift_words.tiles(figures, self._clock())
        for (title, number, below, lamp), said in zip(self._shown, shown, strict=True):
            title.setText(said[0])
            number.setText(said[1])
            below.setText(said[2])
            lamp.setVisible(said[3] is not None)
            lamp.present(Verdict.NOT_RUN if said[3] is None else said[3])
        self.processing.setText(shift_words.spread_words(figures.processing))
        self.waiting.setText(
            tr("{spread}; counted from the first traveller of the same flight or ship").format(
                spread=shift_words.spread_words(figures.waiting)
            )
        )
        self.officers.fill(shift_words.officer_titles(), shift_words.officer_lines(figures), 0)
        self.hours.present(shift_words.hours(figures))
        self.overrides.fill(shift_words.override_titles(), shift_words.override_lines(figures), 0)

    def _failed(self, error: WorldError) -> None:
        self._busy = False
        self.message.show()
        self.message.say_failure(error.failure.code)

    # The valve

    def _show_valve(self) -> None:
        try:
            valve = self._session.valve.now()
        except WorldError as error:
            self._failed(error)
            return
        self._say_valve(valve)

    def _say_valve(self, valve: LoadValve | None) -> None:
        self.valve.setText(shift_words.valve_words(valve))
        part(self.valve, "note-plain" if valve is None else "note-undetermined")
        self.raise_again.setVisible(valve is not None)
        self.lower_button.setVisible(not self.panel.isVisible())

    def ask_valve(self) -> None:
        """Open the panel."""
        self._below.setCurrentWidget(self.panel)
        self.lower_button.hide()
        self.panel.ask(self._clock())

    def _leave_panel(self) -> None:
        self._below.setCurrentIndex(0)
        self.lower_button.show()
        self.officers.setFocus(FOCUS)

    def _open_valve(self, level: CaptureLevel, until: datetime, reason: ValveReason, note: str) -> None:
        try:
            self._session.valve.open(level, until, reason, note)
        except WorldError as error:
            self.panel.say(shift_words.failed(error))
            return
        self._leave_panel()
        self._told()

    def shut_valve(self) -> None:
        """Capture everything from now on."""
        try:
            self._session.valve.shut()
        except WorldError as error:
            self._failed(error)
            return
        self._told()

    def _told(self) -> None:
        self._show_valve()
        self.changed.emit()

    # Follow-up

    def show_follow_up(self) -> None:
        """List those who were processed without the chip; reading it leaves a line in the audit chain."""
        figures = self._figures
        if figures is None:
            return
        self._background.run(
            lambda: self._session.shift.follow_up(figures.since, figures.until),
            self._list_follow_up,
            self._failed,
        )

    def _list_follow_up(self, found: Sequence[CrossingSummary]) -> None:
        lines = [shift_words.follow_up_line(one) for one in found]
        self.follow_up.fill(shift_words.follow_up_titles(), lines, 2)
        self._below.setCurrentIndex(1)
        self.follow_up.setFocus(FOCUS)
