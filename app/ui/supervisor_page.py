"""What each of the supervisor's pages is: a widget that is opened, refreshed, answered and left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.shortcuts import Action


class SupervisorPage(QWidget):
    """One page of the supervisor's screen. Emits `changed` when something was done that other parts of the
    window show too (rows that wait, the valve), `sent_to` with the key of another page to be opened."""

    changed = Signal()
    sent_to = Signal(str)

    @property
    def takes_digits(self) -> bool:
        """Whether digits mean something on this page now, as in a list of reasons: then they arrive in
        `answer` and choose no page."""
        return False

    def open(self) -> None:
        """The page is turned to: read anew, the focus where the eye begins."""

    def refresh(self) -> None:
        """Read anew what is shown, keeping what is chosen."""

    def act(self, action: Action) -> bool:
        """A shortcut was pressed; False when the page does nothing with it (BACK then leaves the page)."""
        return False

    def answer(self, character: str) -> bool:
        """A single letter was typed outside a field; False when the page does nothing with it. Digits
        choose the page and do not arrive here unless `takes_digits`."""
        return False

    def confirm(self) -> None:
        """Ctrl+Return."""

    def end(self) -> None:
        """The officer signs out: stop what runs."""
