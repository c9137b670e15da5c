"""A traveller beside an entry, field by field: both spellings, and how they agree by symbol and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.ui.hit_views import FindingView
from app.ui.pieces import GAP, TIGHT, label, spaced
from app.ui.wording import tr

_SHARES = (0, 5, 5, 5)
_DAY = 96
"""Pixels of a side, so that no day is torn apart."""
_WHY = 4
"""Place of the reason among the cells of a finding: it stands below how the field agrees."""


class FindingsGrid(QWidget):
    """Shows findings one below the other; `titles` head the two sides."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(TIGHT)
        for column, share in enumerate(_SHARES):
            self._grid.setColumnStretch(column, share)
            self._grid.setColumnMinimumWidth(column, _DAY if column in (1, 2) else 0)
        for column, title in enumerate((tr("Traveller"), tr("On the list"), tr("Agrees")), 1):
            self._grid.addWidget(label(title, "label"), 0, column)
        self._cells: list[tuple[QLabel, ...]] = []

    def present(self, findings: Sequence[FindingView]) -> None:
        """Show these and forget those before."""
        while len(self._cells) < len(findings):
            self._cells.append(self._row(len(self._cells) + 1))
        for place, cells in enumerate(self._cells):
            texts = _texts(findings[place]) if place < len(findings) else ("",) * len(cells)
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
                cell.setVisible(bool(text))
        self.setAccessibleName("; ".join(one.spoken for one in findings))

    def _row(self, row: int) -> tuple[QLabel, ...]:
        made = (
            label("", "label"),
            *(label("", "strong", wrap=True) for _ in range(3)),
            label("", "label", True),
        )
        top = Qt.AlignmentFlag.AlignTop
        last = len(_SHARES) - 1
        for column, cell in enumerate(made[:last]):
            self._grid.addWidget(cell, row, column, top)
        box = QWidget()
        inside = spaced(QVBoxLayout(box), 0, 0)
        inside.addWidget(made[last])
        inside.addWidget(made[_WHY])
        self._grid.addWidget(box, row, last, top)
        return made


def _texts(view: FindingView) -> tuple[str, ...]:
    return view.field, view.traveller, view.entry, f"{view.sign}  {view.word}", view.why
