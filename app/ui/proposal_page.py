"""One proposed alert, whole: made active by who may, or declined with a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.alerts import AlertEvent
from app.ui.hit_views import whole_entry
from app.ui.pairs_panel import PairsPanel
from app.ui.pieces import GAP, action_button, button, card, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS
from app.ui.wording import moment_words, tr


class ProposalPage(QWidget):
    """Emits `activated`, `declined`, or `left`."""

    activated = Signal()
    declined = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        self._title = label("", "title")
        self.activate = button(tr("Make it active"), "primary", key_of(Action.ACTIVATE))
        self.decline = button(tr("Decline"), "", key_of(Action.DECLINE))
        self.back = action_button(Action.BACK, tr("Back"))
        head.addWidget(self._title, 1)
        for made, signal in (
            (self.activate, self.activated), (self.decline, self.declined), (self.back, self.left),
        ):  # fmt: skip
            made.clicked.connect(signal)
            head.addWidget(made)
        column.addLayout(head)
        self._state = label("", "note-plain", wrap=True)
        column.addWidget(self._state)
        self._say = label("", "note-undetermined", wrap=True)
        column.addWidget(self._say)
        frame, inside = card()
        self.entry = PairsPanel()
        inside.addWidget(self.entry, 1)
        column.addWidget(frame, 1)

    def present(self, proposal: AlertEvent, *, may_activate: bool) -> None:
        """Show this proposal; `may_activate`: the station's rules let this officer make it active."""
        self.activate.setVisible(may_activate)
        self._state.setText(
            tr("Not active. Your role may make it active; HQ may decline it later.")
            if may_activate
            else tr("Not active. Only HQ makes it active; it has the proposal or gets it by itself.")
        )
        entry = proposal.entry
        name = entry.primary_name if entry is not None else tr("Not known")
        self._title.setText(tr("Proposed: {name}").format(name=name))
        by = ((tr("Proposed by"), f"{proposal.officer}, {moment_words(proposal.at)}"),)
        self.entry.present((*by, *(whole_entry(entry) if entry is not None else ())))
        self._say.hide()
        self.back.setFocus(FOCUS)

    def say(self, words: str) -> None:
        """Say what went wrong."""
        self._say.setText(words)
        self._say.setAccessibleName(words)
        self._say.show()

    def answer(self, character: str) -> bool:
        """A activates where that is permitted, D declines."""
        if character.upper() == key_of(Action.ACTIVATE) and not self.activate.isHidden():
            self.activated.emit()
        elif character.upper() == key_of(Action.DECLINE):
            self.declined.emit()
        else:
            return False
        return True
