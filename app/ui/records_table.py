"""Crossings as a table: one line each, with where the record is on its road to HQ in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from app.domain.crossing import Direction
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind
from app.flow.ports import CrossingSummary
from app.ui.wording import moment_words, partial_words, tr
from app.wording.choices import DECISIONS, DIRECTIONS, ROADS

Index = QModelIndex | QPersistentModelIndex
_COLUMNS = 8
_STRETCHED = 1


class RecordsModel(QAbstractTableModel):
    """Newest first, as the store gives them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[CrossingSummary, ...] = ()
        self._titles = (
            tr("When"), tr("Traveller"), tr("Born"), tr("State"), tr("Document"), tr("Decision"),
            tr("Officer"), tr("Road to HQ"),
        )  # fmt: skip

    def fill(self, rows: Sequence[CrossingSummary]) -> None:
        """Show these crossings."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def at(self, row: int) -> CrossingSummary:
        """The crossing of a row."""
        return self._rows[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return cells(self._rows[index.row()])[index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def cells(row: CrossingSummary) -> tuple[str, ...]:
    """The texts of a line."""
    name = ", ".join(filter(None, (row.surname, row.given_names)))
    decided = tr(DECISIONS[DecisionKind(row.decision)])
    way = tr(DIRECTIONS[Direction(row.direction)]).lower()
    version = f" · {tr('version {number}').format(number=row.version)}" if row.version > 1 else ""
    return (
        moment_words(row.at), name, partial_words(PartialDate.parse(row.birth_date)), row.nationality,
        row.document_number, f"{decided}, {way}{version}", row.officer, tr(ROADS.get(row.sent, row.sent)),
    )  # fmt: skip


class RecordsTable(QTableView):
    """Walk by arrow keys, open by Enter. Emits `opened` with the crossing's summary."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.records = RecordsModel()
        self.setModel(self.records)
        self.setAccessibleName(tr("Crossings"))
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
        self.doubleClicked.connect(lambda index: self.opened.emit(self.records.at(index.row())))

    def fill(self, rows: Sequence[CrossingSummary]) -> None:
        """Show these crossings, the newest selected."""
        self.records.fill(rows)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_STRETCHED, QHeaderView.ResizeMode.Stretch)
        if rows:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.records.at(self.currentIndex().row()))
            return
        super().keyPressEvent(event)
