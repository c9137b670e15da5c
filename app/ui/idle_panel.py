"""What the desk says between two travellers: how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from app.ui.pieces import LARGE, SMALL, WIDE, label, spaced
from app.ui.shortcuts import Action, shortcut, shown
from app.ui.wording import tr

_WAYS = (Action.TYPE_MRZ, Action.TYPE_FIELDS, Action.HISTORY, Action.CONVEYANCE)


class IdlePanel(QFrame):
    """Ready for the next document."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), LARGE, SMALL)
        column.addStretch(2)
        column.addWidget(label(tr("Swipe or lay the next document on the reader"), "title", wrap=True))
        column.addSpacing(WIDE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        for place, action in enumerate(_WAYS):
            row = shortcut(action)
            key = label(shown(row.keys[0]), "key")
            grid.addWidget(key, place, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(tr(row.english)), place, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(3)
