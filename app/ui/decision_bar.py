"""The decision bar: what is still to settle, and the three decisions with their keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pieces import GAP, SMALL, TIGHT, WIDE, action_button, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import part
from app.ui.wording import tr


class DecisionBar(QWidget):
    """Emits `refer`, `refuse` and `admit` when asked for; it decides nothing itself."""

    refer = Signal()
    refuse = Signal()
    admit = Signal()
    conveyance = Signal()
    details = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = spaced(QHBoxLayout(self), 0, GAP)
        line.setContentsMargins(WIDE, SMALL, WIDE, SMALL)
        words = spaced(QVBoxLayout(), 0, TIGHT)
        self._next = label("", "heading")
        shift = spaced(QHBoxLayout(), 0, SMALL)
        self._conveyance = label("", "muted")
        self._change = action_button(Action.CONVEYANCE, tr("Change"), "link")
        shift.addWidget(self._conveyance)
        shift.addWidget(self._change)
        self._details = action_button(Action.CHECKS, tr("Checks in detail"), "link")
        shift.addWidget(self._details)
        shift.addStretch(1)
        words.addWidget(self._next)
        words.addLayout(shift)
        line.addLayout(words, 1)
        self.refer_button = action_button(Action.REFER, tr("Refer"), "decision", dots=True)
        self.refuse_button = action_button(Action.REFUSE, tr("Refuse"), "decision", dots=True)
        self.admit_button = action_button(Action.ADMIT, tr("Admit"), "admit")
        for made, signal in (
            (self.refer_button, self.refer), (self.refuse_button, self.refuse),
            (self.admit_button, self.admit),
        ):  # fmt: skip
            made.clicked.connect(signal)
            line.addWidget(made)
        self._change.clicked.connect(self.conveyance)
        self._details.clicked.connect(self.details)

    def present(self, conveyance: str, following: str, ready: bool, somebody: bool) -> None:
        """Say what comes next; nothing can be decided while nobody is there."""
        self._conveyance.setText(conveyance)
        self._next.setText(following)
        self._next.setAccessibleName(following)
        part(self._next, "heading" if ready or not somebody else "undetermined")
        for made in (self.refer_button, self.refuse_button, self.admit_button):
            made.setEnabled(somebody)
