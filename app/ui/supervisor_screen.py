"""What a supervisor sees: shift, day, figures, people and the audit chain, one page beside the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, action_button, button, label, spaced
from app.ui.shortcuts import Action, shortcut
from app.ui.supervisor_page import SupervisorPage
from app.ui.wording import tr

_WIDTH = 180


@dataclass(frozen=True, slots=True)
class PageOffer:
    """A page that this officer may open: its key, its title in the officer's language, and how it is made."""

    key: str
    title: str
    make: Callable[[], SupervisorPage]


class SupervisorScreen(QWidget):
    """Emits `left`, and `changed` when a page did something that the rest of the window shows too."""

    left = Signal()
    changed = Signal()

    def __init__(self, offers: Sequence[PageOffer]) -> None:
        super().__init__()
        self._offers = tuple(offers)
        self._made: dict[str, SupervisorPage] = {}
        self._pages = QStackedWidget()
        line = spaced(QHBoxLayout(self), LARGE, LARGE)
        line.addWidget(self._menu())
        line.addWidget(self._pages, 1)

    def _menu(self) -> QWidget:
        frame = QFrame()
        frame.setFixedWidth(_WIDTH)
        column = spaced(QVBoxLayout(frame), 0, SMALL)
        column.addWidget(label(tr("Supervisor"), "title"))
        column.addSpacing(GAP)
        self.buttons: dict[str, QPushButton] = {}
        for digit, offer in zip(shortcut(Action.PAGES).keys, self._offers, strict=False):
            made = button(offer.title, "choice", digit)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, key=offer.key: self.turn_to(key))
            self.buttons[offer.key] = made
            column.addWidget(made)
        column.addStretch(1)
        back = action_button(Action.SUPERVISE, tr("To the desk"))  # Esc may be the page's
        back.clicked.connect(self.left)
        column.addWidget(back)
        return frame

    @property
    def shown(self) -> SupervisorPage | None:
        """The page that is turned to."""
        page = self._pages.currentWidget()
        return page if isinstance(page, SupervisorPage) else None

    def page(self, key: str) -> SupervisorPage:
        """The page of a key, made when it is first asked for; KeyError for one that is not offered."""
        if key not in self._made:
            offer = {one.key: one for one in self._offers}[key]
            made = offer.make()
            made.changed.connect(self.changed)
            made.sent_to.connect(self.turn_to)
            self._made[key] = made
            self._pages.addWidget(made)
        return self._made[key]

    def turn_to(self, key: str) -> None:
        """Show this page, read anew; nothing for one that is not offered to this officer."""
        if key not in self.buttons:
            return
        page = self.page(key)
        for other, made in self.buttons.items():
            made.setChecked(other == key)
        self._pages.setCurrentWidget(page)
        page.open()

    # What the window asks of a page

    def open(self) -> None:
        """Turn to where it was left, or to the first page."""
        shown = next((key for key, made in self._made.items() if made is self.shown), self._offers[0].key)
        self.turn_to(shown)

    def refresh(self) -> None:
        """Read anew what is shown."""
        if self.shown is not None:
            self.shown.refresh()

    def act(self, action: Action) -> bool:
        """False when the screen is to be left."""
        if self.shown is not None and self.shown.act(action):
            return True
        return action not in (Action.BACK, Action.SUPERVISE)

    def answer(self, character: str) -> bool:
        """A digit chooses a page; anything else is the page's own."""
        keys, page = shortcut(Action.PAGES).keys, self.shown
        if page is not None and (character not in keys or page.takes_digits):
            return page.answer(character)
        place = keys.index(character) if character in keys else len(self._offers)
        if place < len(self._offers):
            self.turn_to(self._offers[place].key)
        return place < len(self._offers)

    def confirm(self) -> None:
        """Ctrl+Return."""
        if self.shown is not None:
            self.shown.confirm()

    def end(self) -> None:
        """The officer signs out: every page stops what it does."""
        for page in self._made.values():
            page.end()
