"""The F1 sheet: every shortcut there is, straight from the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, WIDE, action_button, card, label, spaced
from app.ui.shortcuts import SHORTCUTS, Action, Place, Shortcut, shown
from app.ui.theme import FOCUS
from app.ui.wording import tr

TITLES = {
    Place.DESK: "At the desk",
    Place.PANEL: "In a panel",
    Place.HISTORY: "In the history",
    Place.SECOND_LINE: "In the second line",
    Place.LINK: "At the link",
    Place.STICK: "With the stick",
    Place.SUPERVISOR: "On the supervisor's pages",
    Place.FIGURES: "Statistics",
    Place.AUDIT: "Audit, and who has read",
    Place.OFFICERS: "Officers",
    Place.EVERYWHERE: "Everywhere",
}

_COLUMNS = (
    (Place.DESK, Place.FIGURES),
    (Place.EVERYWHERE, Place.PANEL, Place.HISTORY, Place.AUDIT, Place.OFFICERS),
    (Place.SECOND_LINE, Place.LINK, Place.STICK, Place.SUPERVISOR),
)


class KeysSheet(QWidget):
    """Emits `left` when the officer goes back."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), LARGE, WIDE)
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(label(tr("Keys"), "title"))
        head.addStretch(1)
        self.back = action_button(Action.BACK, tr("Back"))
        self.back.clicked.connect(self.left)
        head.addWidget(self.back)
        column.addLayout(head)
        board = QWidget()
        columns = spaced(QHBoxLayout(board), 0, WIDE)
        for places in _COLUMNS:
            column_of_cards = spaced(QVBoxLayout(), 0, WIDE)
            for place in places:
                column_of_cards.addWidget(self._place(place))
            column_of_cards.addStretch(1)
            columns.addLayout(column_of_cards, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(board)
        area.setProperty("part", "plain")
        column.addWidget(area, 1)

    def _place(self, place: Place) -> QFrame:
        frame, column = card(GAP, WIDE)
        column.addWidget(label(tr(TITLES[place]), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        rows = [row for row in SHORTCUTS if row.place is place]
        for number, row in enumerate(rows):
            place_of = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(label(keys_words(row), "key"), number, 0, place_of)
            grid.addWidget(label(tr(row.english), wrap=True), number, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return frame

    def open(self) -> None:
        """The focus goes to the way back."""
        self.back.setFocus(FOCUS)


def keys_words(row: Shortcut) -> str:
    """All keys of a row."""
    return "  ".join(shown(key) for key in row.keys)
