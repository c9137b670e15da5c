"""A traveller beside an entry, field by field: both spellings, and how they agree by symbol and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.hit_views import FindingView
from app.ui.pieces import GAP, SMALL, label
from app.ui.wording import tr

_COLUMNS = 4
_SHARES = (0, 5, 5, 4)


class FindingsGrid(QWidget):
    """Shows findings one below the other; `titles` head the two sides."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(SMALL)
        for column, share in enumerate(_SHARES):
            self._grid.setColumnStretch(column, share)
        for column, title in enumerate((tr("Traveller"), tr("On the list"), tr("Agrees")), 1):
            self._grid.addWidget(label(title, "label"), 0, column)
        self._cells: list[tuple[QLabel, ...]] = []

    def present(self, findings: Sequence[FindingView]) -> None:
        """Show these and forget those before."""
        while len(self._cells) < len(findings):
            made = (label("", "label"), *(label("", "strong", wrap=True) for _ in range(_COLUMNS - 1)))
            for column, cell in enumerate(made):
                self._grid.addWidget(cell, len(self._cells) + 1, column, Qt.AlignmentFlag.AlignTop)
            self._cells.append(made)
        for place, cells in enumerate(self._cells):
            texts = _texts(findings[place]) if place < len(findings) else ("",) * _COLUMNS
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
                cell.setVisible(bool(text))
        self.setAccessibleName("; ".join(one.spoken for one in findings))


def _texts(view: FindingView) -> tuple[str, ...]:
    agrees = f"{view.sign}  {view.word}"
    return view.field, view.traveller, view.entry, f"{agrees}\n{view.why}" if view.why else agrees
