"""Which days are counted and how they are cut: a letter each, and two fields for days of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.dates import PartialDate
from app.domain.statistics import Period, StatisticsQuery
from app.flow.statistics import LONGEST_DAYS
from app.ui.field import Field
from app.ui.pieces import GAP, SMALL, action_button, button, spaced
from app.ui.shortcuts import Action
from app.ui.statistics_words import Span, days_of, span_titles
from app.ui.theme import FOCUS
from app.ui.typed import typed_day
from app.ui.wording import partial_words, tr
from app.wording.statistics import PERIODS

_YEARS = (2000, 2200)
_CUTS = {Span.TODAY: Period.DAY, Span.WEEK: Period.DAY}


def _can_be(day: date, before: Sequence[date]) -> bool:
    """Whether a day is one on which there can be records, and ends no span too long or before it begins."""
    of_our_years = _YEARS[0] <= day.year <= _YEARS[1]
    return of_our_years and all(0 <= (day - first).days < LONGEST_DAYS for first in before)


class StatisticsSpan(QWidget):
    """Emits `asked` when other days or another cut are to be counted."""

    asked = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.span, self.period = Span.MONTH, Period.MONTH
        column = spaced(QVBoxLayout(self), 0, SMALL)
        column.addLayout(self._buttons())
        self.fields = self._own()
        column.addWidget(self.fields)
        self._show()

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.buttons: dict[Span, QPushButton] = {}
        for span, title in span_titles().items():
            made = button(title, "choice", span.value)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=span: self.choose(chosen))
            self.buttons[span] = made
            line.addWidget(made)
        line.addStretch(1)
        self.cut = button("", "", "C")
        self.cut.clicked.connect(self.cut_otherwise)
        line.addWidget(self.cut)
        return line

    def _own(self) -> QWidget:
        row = QWidget()
        line = spaced(QHBoxLayout(row), 0, GAP)
        self.first, self.last = (
            Field(
                title, lambda text: typed_day(text, self._today(), past=True), partial_words, needed=True,
                example=tr("dd-mm-yyyy"),
            )
            for title in (tr("First day"), tr("Last day"))
        )  # fmt: skip
        for field in (self.first, self.last):
            field.entered.connect(self.asked)
            line.addWidget(field, 1)
        foot = spaced(QVBoxLayout(), 0, 0)
        foot.addStretch(1)
        show = action_button(Action.CONFIRM, tr("Count"), "primary")
        show.clicked.connect(self.asked)
        foot.addWidget(show)
        line.addLayout(foot)
        return row

    def choose(self, span: Span) -> None:
        """Count other days; with those of one's own the first field waits to be typed."""
        self.span = span
        self.period = _CUTS.get(span, Period.MONTH)
        self._show()
        if span is Span.OWN:
            self.first.line.setFocus(FOCUS)
        else:
            self.asked.emit()

    def cut_otherwise(self) -> None:
        """By days, months, quarters, years, and again."""
        every = list(Period)
        self.period = every[(every.index(self.period) + 1) % len(every)]
        self._show()
        self.asked.emit()

    def _show(self) -> None:
        for span, made in self.buttons.items():
            made.setChecked(span is self.span)
        self.fields.setVisible(self.span is Span.OWN)
        self.cut.setText("C  " + tr("Cut by {period}").format(period=tr(PERIODS[self.period])))
        self.cut.setAccessibleName(self.cut.text())

    def wanted(self) -> StatisticsQuery | None:
        """What is asked for; None while a day cannot be, whose field is then marked."""
        if self.span is not Span.OWN:
            first, last = days_of(self.span, self._today())
            return StatisticsQuery(first, last, self.period)
        days: list[date] = []
        for field in (self.first, self.last):
            day = field.value()
            whole = None if day is None else day.complete
            if whole is None or not _can_be(whole, days):
                field.insist()
                field.line.setFocus(FOCUS)
                return None
            days.append(whole)
        return StatisticsQuery(days[0], days[1], self.period)

    def fill(self, first: date, last: date) -> None:
        """Put days of one's own in as if they had been typed."""
        for field, day in ((self.first, first), (self.last, last)):
            field.fill(str(PartialDate.of(day)))
