"""A table of texts, one line each, the first column with a lamp where a line has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QHeaderView, QTableView

from app.domain.checks import Verdict
from app.ui.lamp import WORDS, paint_lamp
from app.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
_LAMP = 16
_SEEN = 3.0
"""Contrast that a lamp needs on a selected line (WCAG 2.2, 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, and its lamp."""

    cells: tuple[str, ...]
    verdict: Verdict | None = None


class LinesModel(QAbstractTableModel):
    """Lines in the order in which they are given."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._titles: tuple[str, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def fill(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Show these lines under these titles."""
        self.beginResetModel()
        self._titles, self._lines = tuple(titles), tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
        ):  # fmt: skip
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and line.verdict is not None:
            return self._lamp(line.verdict)
        return None

    def _lamp(self, verdict: Verdict) -> QIcon:
        theme = self._look.theme
        colour, selection = theme.colour(WORDS[verdict]), theme.colour("selection")
        icon = QIcon(_drawn(verdict, colour, theme.colour("surface")))
        if _contrast(colour, selection) < _SEEN:  # a yellow lamp in a yellow line
            colour = theme.colour("selection_text")
        icon.addPixmap(_drawn(verdict, colour, selection), QIcon.Mode.Selected)  # else Qt would grey it
        return icon

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def _contrast(one: QColor, other: QColor) -> float:
    """As WCAG 2.2 defines it, from 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    shares = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), shares, strict=True))


def _parts(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _drawn(verdict: Verdict, colour: QColor, within: QColor) -> QPixmap:
    drawn = QPixmap(_LAMP, _LAMP)
    drawn.fill(QColor(0, 0, 0, 0))
    painter = QPainter(drawn)
    paint_lamp(painter, QRectF(0, 0, _LAMP, _LAMP), verdict, colour, within)
    painter.end()
    return drawn


class PlainTable(QTableView):
    """Walk by arrow keys, open by Enter. Emits `opened` with the number of the line."""

    opened = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.lines = LinesModel(look)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        look.changed.connect(self.viewport().update)

    def fill(self, titles: Sequence[str], lines: Sequence[Line], stretched: int) -> None:
        """Show these lines; the selected place stays where it can."""
        before = max(self.currentIndex().row(), 0)
        self.lines.fill(titles, lines)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        if lines:
            self.selectRow(min(before, len(lines) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)
