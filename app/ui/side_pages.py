"""The pages beside the desk: history, second line, lists, stick; made when opened, gone with the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.flow.booth import Booth
from app.flow.case_desk import CaseDesk
from app.flow.ports import SignedIn
from app.ui.link_page import LinkPage
from app.ui.link_said import Said
from app.ui.lists_page import ListsPage
from app.ui.queue_screen import QueueScreen
from app.ui.records_screen import RecordsScreen
from app.ui.shortcuts import Action
from app.ui.stick_page import StickPage
from app.ui.supervisor_offers import supervisor_offers
from app.ui.supervisor_screen import SupervisorScreen
from app.ui.theme import Look
from app.ui.vouching import Vouching
from app.ui.wording import tr

Side: TypeAlias = RecordsScreen | QueueScreen | ListsPage | StickPage | LinkPage | SupervisorScreen

SHIFT = timedelta(hours=12)
"""How far the shift's history reaches back."""


class SidePages(QObject):
    """Of one signed-in officer. Emits `left` when the officer goes back to the desk, `carried` when a stick
    brought or took something."""

    left = Signal()
    carried = Signal()

    def __init__(
        self, booth: Booth, session: SignedIn, look: Look, vouching: Vouching, pages: QStackedWidget,
        readers: Callable[[], Sequence[Said]],
    ) -> None:  # fmt: skip
        super().__init__()
        self._booth, self._session, self._look = booth, session, look
        self._vouching, self._pages = vouching, pages
        self._cases = CaseDesk(session, booth.clock, booth.new_id, booth.link.poke)
        self._offers = supervisor_offers(booth, session, look, vouching, readers)
        self._made: dict[Action, Side] = {}

    @property
    def records(self) -> RecordsScreen | None:
        """The history, once it was opened."""
        made = self._made.get(Action.HISTORY)
        return made if isinstance(made, RecordsScreen) else None

    @property
    def queue(self) -> QueueScreen | None:
        """The second line, once it was opened."""
        made = self._made.get(Action.QUEUE)
        return made if isinstance(made, QueueScreen) else None

    def permitted(self, action: Action) -> bool:
        """Whether this officer may open the page of an action."""
        if action is Action.SUPERVISE:
            return bool(self._offers)
        return action is not Action.QUEUE or self._cases.may_settle

    @staticmethod
    def refusal(action: Action) -> str:
        """Why a page is not opened for this officer."""
        if action is Action.QUEUE:
            return tr("Alerts that wait are for a supervisor.")
        return tr("Shift, day and figures are for a supervisor.")

    def _is_side(self, action: Action) -> bool:
        there = {
            Action.HISTORY: True, Action.QUEUE: True, Action.LISTS: True, Action.SUPERVISE: True,
            Action.STICK: self._booth.courier is not None, Action.LINK: self._booth.roads is not None,
        }  # fmt: skip
        return there.get(action, False)

    def page(self, action: Action) -> Side | None:
        """The page that an action opens; None for any other action, or without the permission."""
        if not self._is_side(action) or not self.permitted(action):
            return None
        if action not in self._made:
            made = self._make(action)
            made.left.connect(self.left)
            self._made[action] = made
            self._pages.addWidget(made)
        return self._made[action]

    def _make(self, action: Action) -> Side:
        booth = self._booth
        if action is Action.QUEUE:
            return QueueScreen(self._cases, self._look, self._vouching)
        if action is Action.SUPERVISE:
            screen = SupervisorScreen(self._offers)
            screen.changed.connect(self.carried)
            return screen
        if action is Action.LISTS:
            return ListsPage(self._session, self._look, booth.clock)
        if action is Action.STICK and booth.courier is not None:
            made = StickPage(self._session, booth.courier, self._look)
            made.changed.connect(self.carried)
            return made
        if action is Action.LINK and booth.roads is not None:
            link = LinkPage(self._session, booth.roads)
            link.changed.connect(self.carried)
            return link
        return RecordsScreen(
            self._session, self._look, booth.clock, booth.new_id, booth.link.poke, booth.clock() - SHIFT
        )

    def shown(self, page: QWidget | None) -> Side | None:
        """This page, if it is one of them."""
        return page if isinstance(page, Side) else None

    def lists_changed(self) -> None:
        """A list was swapped: what is shown of lists and cases is read anew."""
        for made in self._made.values():
            if isinstance(made, QueueScreen | ListsPage) and made.isVisible():
                made.refresh()

    def end(self) -> None:
        """Take the pages away with everything that stands on them."""
        for made in self._made.values():
            if isinstance(made, StickPage | SupervisorScreen):
                made.end()
            self._pages.removeWidget(made)
            made.deleteLater()
        self._made.clear()
