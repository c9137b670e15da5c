"""Labels and texts one below the other, as many as there are; scrolls where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.pieces import GAP, SMALL, label, spaced


class PairsPanel(QScrollArea):
    """Shows pairs of label and text; `above` and `below` stand over and under them and scroll with them."""

    def __init__(self, above: QWidget | None = None) -> None:
        super().__init__()
        board = QWidget()
        column = spaced(QVBoxLayout(board), 0, GAP)
        column.setContentsMargins(0, 0, SMALL, 0)
        if above is not None:
            column.addWidget(above)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(board)

    def present(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these and forget those before."""
        while len(self._pairs) < len(pairs):
            made = label("", "label"), label("", wrap=True)
            for side, cell in enumerate(made):
                self._grid.addWidget(cell, len(self._pairs), side, Qt.AlignmentFlag.AlignTop)
            self._pairs.append(made)
        for place, cells in enumerate(self._pairs):
            texts = pairs[place] if place < len(pairs) else ("", "")
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
                cell.setVisible(place < len(pairs))
        self.setAccessibleName("; ".join(f"{title}: {text}" for title, text in pairs))
        self.verticalScrollBar().setValue(0)
