"""History, search, one crossing and its correction: the pages beside the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.officer import Act
from app.flow.corrections import Correction, correct
from app.flow.ports import CrossingSummary, ReadPurpose, SignedIn
from app.flow.today import local_day
from app.ui.correction_form import CorrectionForm
from app.ui.crossing_page import CrossingPage
from app.ui.pieces import GAP, LARGE, action_button, card, label, spaced
from app.ui.records_table import RecordsTable
from app.ui.search_form import MOST_FOUND, Search, SearchForm
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, Look
from app.ui.wording import counted, failure_words, tr


class RecordsScreen(QWidget):
    """Reads with a purpose and shows; every read is audited by the store. Emits `left`."""

    left = Signal()

    def __init__(
        self, session: SignedIn, look: Look, clock: Callable[[], datetime], new_id: Callable[[], str],
        recorded: Callable[[], None], since: datetime,
    ) -> None:  # fmt: skip
        super().__init__()
        self._session, self._clock, self._new_id = session, clock, new_id
        self._recorded, self._since = recorded, since
        self._purpose = ReadPurpose.SHIFT_REVIEW
        self._again: Callable[[], None] = self.show_mine
        self._versions: tuple[Crossing, ...] = ()
        self.search = SearchForm(lambda: local_day(clock()), session.officer.may(Act.CORRECT_ANY))
        self.table = RecordsTable()
        self.crossing = CrossingPage(look)
        self.correction = CorrectionForm(lambda: local_day(clock()), session.station.country)
        self._empty = label("", "muted", wrap=True)
        self._pages = QStackedWidget()
        self._list = self._list_page()
        for page in (self._list, self.crossing, self.correction):
            self._pages.addWidget(page)
        column = spaced(QVBoxLayout(self), LARGE, 0)
        column.addWidget(self._pages)
        self.search.mine.connect(self.show_mine)
        self.search.everybody.connect(self.show_everybody)
        self.search.asked.connect(self.show_found)
        self.table.opened.connect(self.open_crossing)
        self.crossing.left.connect(self.back)
        self.crossing.correct.connect(self.correct)
        self.correction.left.connect(self.back)
        self.correction.settled.connect(self._record)

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = spaced(QVBoxLayout(page), 0, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(label(tr("History and search"), "title"))
        head.addStretch(1)
        back = action_button(Action.BACK, tr("Back to the desk"))
        back.clicked.connect(self.left)
        head.addWidget(back)
        column.addLayout(head)
        column.addWidget(self.search)
        frame, inside = card()
        inside.addWidget(self._empty)
        inside.addWidget(self.table, 1)
        column.addWidget(frame, 1)
        return page

    def open(self) -> None:
        """Begin with the officer's own shift."""
        self._pages.setCurrentWidget(self._list)
        self.show_mine()

    def show_mine(self) -> None:
        """This officer's crossings since the shift began."""
        self._again = self.show_mine
        self._shift(self._session.officer.username)

    def show_everybody(self) -> None:
        """All officers' crossings since then, if permitted."""
        self._again = self.show_everybody
        self._shift(None)

    def _shift(self, officer: str | None) -> None:
        self._purpose = ReadPurpose.SHIFT_REVIEW
        crossings = self._session.crossings
        self._fill(
            lambda: list(crossings.shift(self._since, officer, ReadPurpose.SHIFT_REVIEW)),
            tr("No crossing in the last twelve hours."),
        )
        self.table.setFocus(FOCUS)

    def show_found(self, search: Search) -> None:
        """What a search finds."""
        self._again = lambda: self.show_found(search)
        self._purpose = search.purpose
        crossings = self._session.crossings
        self._fill(
            lambda: list(crossings.search(search.query, search.purpose)),
            tr("Nothing on this station is like that. Other stations' records are at HQ."),
        )

    def _fill(self, read: Callable[[], list[CrossingSummary]], nothing: str) -> None:
        try:
            rows = read()
        except WorldError as error:
            words = failure_words(error.failure.code)
            self.search.say(f"{words.happened} {words.do_now}", warn=True)
            return
        too_many = len(rows) > MOST_FOUND
        self.table.fill(rows[:MOST_FOUND])
        self._empty.setText("" if rows else nothing)
        self._empty.setVisible(not rows)
        found = counted(len(rows[:MOST_FOUND]), "{number} crossing", "{number} crossings")
        more = tr("More than {number} were found: only the newest are shown. Say more.").format(
            number=MOST_FOUND
        )
        self.search.say(more if too_many else found, warn=too_many)
        if rows:
            self.table.setFocus(FOCUS)

    def open_crossing(self, summary: CrossingSummary) -> None:
        """Show all versions of a crossing."""
        try:
            self._versions = tuple(self._session.crossings.versions(summary.crossing_id, self._purpose))
        except WorldError as error:
            self.search.say(failure_words(error.failure.code).happened, warn=True)
            return
        self.crossing.present(self._versions, self._may_correct())
        self._pages.setCurrentWidget(self.crossing)
        self.crossing.list.setFocus(FOCUS)

    def _may_correct(self) -> bool:
        officer = self._session.officer
        mine = self._versions[-1].officer == officer.username
        return officer.may(Act.CORRECT_ANY) or (mine and officer.may(Act.CORRECT_OWN))

    def correct(self) -> None:
        """Open the correction of the crossing shown."""
        if self._pages.currentWidget() is self.crossing and self._may_correct():
            self._pages.setCurrentWidget(self.correction)
            self.correction.begin(self._versions[-1])

    def _record(self, wanted: Correction) -> None:
        try:
            corrected = correct(self._versions[-1], wanted, self._session, self._clock, self._new_id)
        except WorldError as error:
            words = failure_words(error.failure.code)
            self.correction.say(f"{words.happened} {words.do_now}")
            return
        self._recorded()
        self._versions = (*self._versions, corrected)
        self.crossing.present(self._versions, self._may_correct())
        self._pages.setCurrentWidget(self.crossing)

    def back(self) -> bool:
        """One page back; False when the list was shown already."""
        page = self._pages.currentWidget()
        if page is self.correction:
            self._pages.setCurrentWidget(self.crossing)
        elif page is self.crossing:
            self._pages.setCurrentWidget(self._list)
            self._again()
        else:
            return False
        return True

    def act(self, action: Action) -> bool:
        """Do what a shortcut asks; False when the page is to be left."""
        if action is Action.CORRECT:
            self.correct()
        elif action is Action.BACK:
            return self.back()
        return action is not Action.HISTORY

    def answer(self, character: str) -> bool:
        """No plain character means anything here."""
        return False

    def confirm(self) -> None:
        """What is typed here is confirmed by Enter in its last field."""
