"""Propose an alert from the desk: opens the form on the traveller there, and keeps what comes of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.alert_entry import AlertEntry
from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.person import Traveller
from app.flow.booth import Booth
from app.flow.case_desk import CaseDesk
from app.flow.desk import Desk
from app.ui.desk_screen import DeskScreen
from app.ui.shortcuts import Action
from app.ui.wording import failure_words, tr


class Proposing(QObject):
    """Joins the form on the desk with the flow of proposals."""

    def __init__(self, booth: Booth, desk: Desk, screen: DeskScreen) -> None:
        super().__init__()
        self._desk, self._screen = desk, screen
        self._cases = CaseDesk(desk.session, booth.clock, booth.new_id, booth.link.poke)
        self.acts: dict[Action, Callable[[], None]] = {Action.PROPOSE: self.open}
        screen.proposal.settled.connect(self._propose)

    def open(self) -> None:
        """Open the form, on the traveller at the desk where there is one."""
        screen, inspection = self._screen, self._desk.inspection
        if screen.shows(screen.question) or screen.shows(screen.proposal):
            return
        if not self._cases.may_propose:
            screen.message.say(failure_words("KEY-05").happened, Verdict.UNDETERMINED)
            return
        screen.open_panel(screen.proposal)
        if inspection is None:
            screen.proposal.ask(Traveller(""))
        else:
            document = inspection.document
            screen.proposal.ask(inspection.traveller, document.number, document.issuing_state)

    def _propose(self, entry: AlertEntry) -> None:
        try:
            self._cases.propose(entry)
        except WorldError as error:
            words = failure_words(error.failure.code)
            self._screen.proposal.say(f"{words.happened} {words.do_now}")
            return
        self._screen.close_panel()
        self._screen.message.say(
            tr("Proposed: {name}. It is not active until HQ says so; HQ gets it by itself.").format(
                name=entry.primary_name
            )
        )
