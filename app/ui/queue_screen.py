"""The second line: what waits for a supervisor, what was settled and may be revoked, what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.alerts import AlertCase, AlertEvent
from app.domain.failure import WorldError
from app.domain.officer import Officer
from app.flow.case_desk import CaseDesk
from app.ui import case_views
from app.ui.case_page import CasePage
from app.ui.pieces import GAP, LARGE, SMALL, action_button, button, card, label, spaced
from app.ui.plain_table import Line, PlainTable
from app.ui.proposal_page import ProposalPage
from app.ui.second_person_panel import SecondPersonPanel
from app.ui.shortcuts import Action, shortcut
from app.ui.theme import FOCUS, Look, part
from app.ui.vouching import Vouching
from app.ui.why_panel import WhyPanel
from app.ui.word_form import Word
from app.ui.wording import counted, failure_words, tr
from app.wording.choices import SETTLED_AS


class Tab(StrEnum):
    """What the list shows."""

    WAITING = "waiting"
    SETTLED = "settled"
    PROPOSED = "proposed"


_STRETCHED = {Tab.WAITING: 2, Tab.SETTLED: 2, Tab.PROPOSED: 4}


class QueueScreen(QWidget):
    """Reads and writes through the CaseDesk; every read is audited by the store. Emits `left`."""

    left = Signal()

    def __init__(self, cases: CaseDesk, look: Look, vouching: Vouching) -> None:
        super().__init__()
        self._cases, self._vouching = cases, vouching
        self._tab = Tab.WAITING
        self._shown: Sequence[AlertCase] = ()
        self._proposals: Sequence[AlertEvent] = ()
        self._case: AlertCase | None = None
        self._proposal: AlertEvent | None = None
        self._pending: Word | None = None
        self._about = ""
        self.table = PlainTable(look, tr("Alerts"))
        self.case, self.proposal = CasePage(look), ProposalPage()
        self.second, self.why = SecondPersonPanel(), WhyPanel()
        self._pages = QStackedWidget()
        self._list = self._list_page()
        for page in (self._list, self.case, self.proposal, self.second, self.why):
            self._pages.addWidget(page)
        column = spaced(QVBoxLayout(self), LARGE, 0)
        column.addWidget(self._pages)
        self._wire()

    def _wire(self) -> None:
        self.table.opened.connect(self._open_line)
        self.case.settled.connect(self._settle)
        self.case.revoked.connect(self._ask_revoke)
        self.proposal.activated.connect(lambda: self._answer_proposal(activate=True))
        self.proposal.declined.connect(self._ask_decline)
        self.second.asked.connect(self._prove)
        self.why.settled.connect(self._with_reason)
        for page in (self.case, self.proposal, self.why):
            page.left.connect(self.back)
        self.second.given_up.connect(self.back)

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = spaced(QVBoxLayout(page), 0, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        self._title = label("", "title")
        back = action_button(Action.BACK, tr("Back to the desk"))
        back.clicked.connect(self.left)
        head.addWidget(self._title, 1)
        head.addWidget(back)
        column.addLayout(head)
        column.addLayout(self._tabs())
        self._say = label("", "note-passed", wrap=True)
        self._say.hide()
        column.addWidget(self._say)
        frame, inside = card()
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self._empty)
        inside.addWidget(self.table, 1)
        column.addWidget(frame, 1)
        return page

    def _tabs(self) -> QHBoxLayout:
        titles = {Tab.WAITING: tr("Waiting"), Tab.SETTLED: tr("Settled"), Tab.PROPOSED: tr("Proposed")}
        line = spaced(QHBoxLayout(), 0, SMALL)
        self.tabs: dict[Tab, QPushButton] = {}
        for key, tab in zip(shortcut(Action.TABS).keys, Tab, strict=True):
            made = button(titles[tab], "choice", key)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=tab: self.show_tab(chosen))
            self.tabs[tab] = made
            line.addWidget(made)
        line.addStretch(1)
        return line

    # The list

    def open(self) -> None:
        """Begin with what waits."""
        self._say.hide()
        self.show_tab(Tab.WAITING)

    def show_tab(self, tab: Tab) -> None:
        """Show one of the three lists from the store as it is now."""
        self._tab = tab
        self._pages.setCurrentWidget(self._list)
        for one, made in self.tabs.items():
            made.setChecked(one is tab)
        self.refresh()
        self.table.setFocus(FOCUS)

    def refresh(self) -> None:
        """Read the list that is shown anew; nothing while a case is open."""
        if self._pages.currentWidget() is not self._list:
            return
        try:
            titles, lines, nothing = self._read()
        except WorldError as error:
            words = failure_words(error.failure.code)
            self._title.setText(tr("Alerts"))
            self.table.fill((), (), 0)
            self._empty.setText(f"{words.happened}\n{words.still_works}\n{words.do_now}")
            self._empty.show()
            return
        self.table.fill(titles, lines, _STRETCHED[self._tab])
        self._empty.setText(nothing)
        self._empty.setVisible(not lines)
        self.table.setVisible(bool(lines))

    def _read(self) -> tuple[tuple[str, ...], list[Line], str]:
        port = self._cases.session.cases
        lists = self._cases.session.lists.status()
        if self._tab is Tab.PROPOSED:
            self._proposals = port.proposals()
            self._title.setText(
                counted(len(self._proposals), "{number} alert proposed", "{number} alerts proposed")
            )
            lines = [case_views.proposal_line(one) for one in self._proposals]
            return case_views.proposal_titles(), lines, tr("No alert of this port waits for an answer.")
        if self._tab is Tab.SETTLED:
            self._shown = port.recent_cases()
            self._title.setText(tr("Settled alerts"))
            lines = [case_views.settled_line(one, lists) for one in self._shown]
            return case_views.settled_titles(), lines, tr("No alert was settled yet.")
        self._shown = case_views.stop_first(port.open_cases())
        self._title.setText(case_views.count_words(len(self._shown)))
        lines = [case_views.waiting_line(one, lists) for one in self._shown]
        return case_views.waiting_titles(), lines, tr("No alert waits: everything is settled.")

    def _open_line(self, place: int) -> None:
        self._say.hide()
        if self._tab is Tab.PROPOSED:
            self._open_proposal(self._proposals[place])
        else:
            self._open_case(self._shown[place])

    def _open_proposal(self, proposal: AlertEvent) -> None:
        def read() -> None:
            may_activate = self._cases.may_activate
            self._proposal = proposal
            self._pages.setCurrentWidget(self.proposal)
            self.proposal.present(proposal, may_activate=may_activate)

        self._try(read, self._failed)

    def _open_case(self, case: AlertCase) -> None:
        def read() -> None:
            self._case = self._cases.session.cases.case(case.case_id)
            crossing = self._cases.crossing(self._case)
            lists = self._cases.session.lists.status()
            self._about = case_views.case_title(self._case, lists)
            self._pages.setCurrentWidget(self.case)
            self.case.present(self._case, crossing, lists, self._cases.clock())

        self._try(read, self._failed)

    # One case

    def _settle(self, word: Word) -> None:
        if self._case is None:
            return
        if not self._cases.needs_second(self._case, word.settled_as):
            self._keep(self._case, word, "")
            return
        self._pending = word
        about = tr("{title}.\nYou say: {word}. Nobody else has looked at this STOP yet.").format(
            title=self._about, word=tr(SETTLED_AS[word.settled_as]).lower()
        )
        self.second.ask(about, self._vouching.names())
        self._pages.setCurrentWidget(self.second)
        self.second.begin()

    def _prove(self, username: str, password: str) -> None:
        asked_for, case = self._pending, self._case

        def proven(second: Officer) -> None:
            if asked_for is not None and self._pending is asked_for and case is not None:
                self._keep(case, asked_for, second.username)

        def refused(words: str) -> None:
            if self._pending is asked_for:
                self.second.refuse(words)

        self._vouching.prove(username, password, proven, refused)

    def _keep(self, case: AlertCase, word: Word, second: str) -> None:
        def keep() -> None:
            self._cases.settle(case, word.settled_as, word.grounds, word.note, second)
            self._done(tr("Settled and kept; HQ hears of it."))

        self._pages.setCurrentWidget(self.case)
        self._pending = None
        self._try(keep, self.case.say)

    def _ask_revoke(self) -> None:
        about = tr("The traveller is met again by this entry as if nothing had been settled.")
        self._ask_why(tr("Revoke the clearance?"), about, tr("Revoke"))

    def _ask_decline(self) -> None:
        about = tr("The proposal is answered with no. Whoever proposed it and HQ can read why.")
        self._ask_why(tr("Decline the proposed alert?"), about, tr("Decline"))

    def _ask_why(self, title: str, about: str, confirm: str) -> None:
        self.why.ask(title, about, confirm)
        self._pages.setCurrentWidget(self.why)
        self.why.begin()

    def _with_reason(self, why: str) -> None:
        if self._tab is Tab.PROPOSED:
            self._answer_proposal(activate=False, why=why)
            return
        case = self._case

        def revoke() -> None:
            if case is not None:
                self._cases.revoke(case, why)
                self._done(tr("Revoked: the traveller is met again."))

        self._try(revoke, self.why.say)

    def _answer_proposal(self, *, activate: bool, why: str = "") -> None:
        proposal = self._proposal

        def answer() -> None:
            if proposal is not None:
                self._cases.answer(proposal, activate=activate, note=why)
                self._done(tr("Active; HQ hears of it.") if activate else tr("Declined; HQ hears of it."))

        self._try(answer, self.proposal.say if activate else self.why.say)

    def _done(self, words: str) -> None:
        """Back to the list, saying what was done."""
        self._forget()
        self._pages.setCurrentWidget(self._list)
        part(self._say, "note-passed")
        self._say.setText(words)
        self._say.show()
        self.refresh()
        self.table.setFocus(FOCUS)

    def _failed(self, words: str) -> None:
        part(self._say, "note-undetermined")
        self._say.setText(words)
        self._say.show()

    def _try(self, work: Callable[[], None], failed: Callable[[str], None]) -> None:
        try:
            work()
        except WorldError as error:
            words = failure_words(error.failure.code)
            failed(f"{words.happened} {words.do_now}")

    def _forget(self) -> None:
        self._case = self._proposal = self._pending = None
        self._about = ""
        self.case.forget()

    # Keys

    def back(self) -> bool:
        """One page back; False when the list was shown already."""
        page = self._pages.currentWidget()
        if page is self._list:
            return False
        if page is self.second:
            self._pending = None
            self._pages.setCurrentWidget(self.case)
        elif page is self.why:
            self._pages.setCurrentWidget(self.proposal if self._tab is Tab.PROPOSED else self.case)
        else:
            self._forget()
            self.show_tab(self._tab)
        return True

    def act(self, action: Action) -> bool:
        """Do what a shortcut asks; False when the page is to be left."""
        if action is Action.BACK:
            return self.back()
        return action is not Action.QUEUE

    def answer(self, character: str) -> bool:
        """A plain character typed outside of any text field."""
        page = self._pages.currentWidget()
        if isinstance(page, CasePage | ProposalPage):
            return page.answer(character)
        keys = shortcut(Action.TABS).keys
        if page is self._list and character in keys:
            self.show_tab(list(Tab)[keys.index(character)])
            return True
        return False

    def confirm(self) -> None:
        """Ctrl+Enter confirms what is asked."""
        page = self._pages.currentWidget()
        if isinstance(page, SecondPersonPanel | WhyPanel):
            page.confirm()
        elif isinstance(page, CasePage):
            page.word.confirm()
