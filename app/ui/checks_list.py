"""The list of checks: a model of rows and the painter of one row (shape, title, word, sentence)."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.checks import CheckGroup, CheckName, Verdict
from app.ui.check_views import CheckView
from app.ui.lamp import WORDS, paint_lamp
from app.ui.pieces import GAP, SMALL, TIGHT
from app.ui.theme import Look, text_font
from app.ui.wording import tr

_VIEW = Qt.ItemDataRole.UserRole
_LAMP, _LINE = 18, 24
Index = QModelIndex | QPersistentModelIndex


class ChecksModel(QAbstractListModel):
    """The checks of the traveller on the desk, exceptions first."""

    def __init__(self) -> None:
        super().__init__()
        self._views: tuple[CheckView, ...] = ()

    def fill(self, views: tuple[CheckView, ...]) -> None:
        """Show these checks and no others."""
        if views != self._views:
            self.beginResetModel()
            self._views = views
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._views)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        view = self._views[index.row()]
        if role == _VIEW:
            return view
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return f"{view.title}, {view.word}: {view.sentence}"
        return None


class CheckRow(QStyledItemDelegate):
    """Paints a check: loud ones with their whole sentence, the others in one line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._bold = text_font(14, QFont.Weight.DemiBold)
        self._plain = text_font(13)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view: CheckView = index.data(_VIEW)
        width = _width(option)
        if not self._tall(view, width):
            return QSize(width, _LINE)
        box = self._sentence_box(view, width - _LAMP - 3 * SMALL)
        return QSize(width, _LINE + box.height() + (SMALL - 2 if view.loud else TIGHT))

    def _tall(self, view: CheckView, width: int) -> bool:
        """Whether the sentence stands below: what is loud, and what was not done if it has much to say."""
        if view.loud or view.name is None or view.verdict is Verdict.PASSED:
            return view.verdict is not Verdict.PASSED
        bold = QFontMetrics(self._bold)
        taken = bold.horizontalAdvance(view.title) + bold.horizontalAdvance(view.word) + TIGHT
        room = width - _LAMP - 4 * SMALL - GAP - taken
        return QFontMetrics(self._plain).horizontalAdvance(view.sentence) > room

    def _sentence_box(self, view: CheckView, width: int) -> QRect:
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        return QFontMetrics(self._plain).boundingRect(
            QRect(0, 0, width, 1000), flags, _unbroken(view.sentence)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view: CheckView = index.data(_VIEW)
        theme, word = self._look.theme, WORDS[view.verdict]
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        loud = view.loud
        if loud:
            painter.fillRect(area.adjusted(0, 1, 0, -1), theme.colour(f"{word}_soft"))
        ground = theme.colour(f"{word}_soft" if loud else "surface")
        lamp = QRectF(area.left() + SMALL, area.top() + 4, _LAMP, _LAMP)
        paint_lamp(painter, lamp, view.verdict, theme.colour(word), ground)
        left = area.left() + _LAMP + 2 * SMALL
        head = QRect(left, area.top(), area.right() - left - SMALL, _LINE)
        self._head(painter, view, head)
        if self._tall(view, area.width()):
            painter.setFont(self._plain)
            painter.setPen(theme.colour("text" if loud else "text_muted"))
            box = QRect(left, area.top() + _LINE - 1, head.width(), area.height() - _LINE + 1)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, _unbroken(view.sentence))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
            painter.drawRect(area.adjusted(2, 2, -3, -3))
        painter.restore()

    def _head(self, painter: QPainter, view: CheckView, head: QRect) -> None:
        theme, word = self._look.theme, WORDS[view.verdict]
        middle = Qt.AlignmentFlag.AlignVCenter
        metrics = QFontMetrics(self._bold)
        right = metrics.horizontalAdvance(view.word) + TIGHT
        painter.setFont(self._bold)
        painter.setPen(theme.colour(word))
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, view.word)
        quiet = view.verdict is Verdict.NOT_RUN
        painter.setPen(theme.colour("text_muted" if quiet else "text"))
        painter.drawText(head, middle, view.title)
        if self._tall(view, head.width() + _LAMP + 3 * SMALL):
            return
        taken = metrics.horizontalAdvance(view.title) + GAP
        rest = head.adjusted(taken, 0, -right - SMALL, 0)
        painter.setFont(self._plain)
        painter.setPen(theme.colour("text_muted"))
        line = QFontMetrics(self._plain).elidedText(view.sentence, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, middle, line)


_IN_DAYS = re.compile(r"(?<=\d)-(?=[^\W\d])|(?<=[^\W\d])-(?=\d{4})")


def _unbroken(sentence: str) -> str:
    """The sentence with days that no line end tears apart."""
    return _IN_DAYS.sub("\u2011", sentence)


def _width(option: QStyleOptionViewItem) -> int:
    widget = option.widget
    return widget.viewport().width() if isinstance(widget, QListView) else 400


class ChecksList(QListView):
    """The checks as a list that arrow keys walk through; PgUp and PgDn are `paged` to the detail."""

    paged = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.checks = ChecksModel()
        self._row = CheckRow(look)
        self.setModel(self.checks)
        self.setItemDelegate(self._row)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Checks"))
        look.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if pages is None:
            super().keyPressEvent(event)
        else:
            self.paged.emit(pages)

    def choose(self, name: CheckName | CheckGroup | None) -> None:
        """Select the row of this name, wherever it is now; else the first."""
        rows = range(self.checks.rowCount())
        place = next((row for row in rows if self.checks.index(row, 0).data(_VIEW).name == name), 0)
        self.setCurrentIndex(self.checks.index(place, 0))

    def chosen(self) -> CheckView | None:
        """The check that is selected, else the first."""
        index = self.currentIndex() if self.currentIndex().isValid() else self.checks.index(0, 0)
        return index.data(_VIEW) if index.isValid() else None
