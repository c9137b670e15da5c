"""The checks: the overall state in the largest sign of the desk, and below it each check."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.ui.check_detail import CheckDetail
from app.ui.check_views import CheckView, StateView
from app.ui.checks_list import ChecksList
from app.ui.lamp import WORDS, paint_lamp
from app.ui.pieces import SMALL, WIDE, spaced
from app.ui.theme import FOCUS, Look, text_font

_SIGN = 50
"""Pixels of the sign: about 13 mm on a booth's laptop, which is legible from 4 m (IEC 60601-1-8, 6.3.2)."""


class StateSign(QWidget):
    """The overall state as a large shape on a coloured ground with its word."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view = StateView(None, "", "")
        self._word_font = text_font(24, QFont.Weight.Bold)
        self._detail_font = text_font(13)
        self.setFixedHeight(72)
        look.changed.connect(self.update)

    def present(self, view: StateView) -> None:
        """Show this state."""
        self._view = view
        self.setAccessibleName(f"{view.word}, {view.detail}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        view, theme = self._view, self._look.theme
        quiet = view.verdict in (None, Verdict.NOT_RUN)
        word = "neutral" if quiet or view.verdict is None else WORDS[view.verdict]
        ground, ink = theme.colour(f"banner_{word}"), theme.colour(f"banner_{word}_text")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        left = WIDE
        if view.verdict is not None:
            paint_lamp(
                painter, QRectF(left, (self.height() - _SIGN) / 2, _SIGN, _SIGN), view.verdict, ink, ground
            )
            left += _SIGN + WIDE
        painter.setPen(ink)
        painter.setFont(self._word_font)
        width = self.width() - left - SMALL
        title = QFontMetrics(self._word_font).elidedText(view.word, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, 35, title)
        painter.setFont(self._detail_font)
        painter.drawText(left, 57, view.detail)
        painter.end()


class ChecksPanel(QFrame):
    """Sign and list; `opened` and `closed` ask for a place for the detail of the selected check."""

    opened = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), SMALL, SMALL)
        self.sign = StateSign(look)
        self.list = ChecksList(look)
        self.detail = CheckDetail(look)
        self._open = False
        column.addWidget(self.sign)
        column.addWidget(self.list, 1)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.paged.connect(self.detail.page)

    def present(self, state: StateView, checks: tuple[CheckView, ...]) -> None:
        """Show these checks; the detail closes when the traveller is gone, else it stays at its check."""
        self.sign.present(state)
        chosen = self.list.chosen()
        self.list.checks.fill(checks)
        if not checks:
            self.close_detail()
            self.detail.present(None)
        elif self._open:
            self.list.choose(None if chosen is None else chosen.name)
            self.detail.present(self.list.chosen())

    def open_detail(self) -> None:
        """Open the detail of the first or the selected check, arrow keys walk on."""
        if self.list.checks.rowCount() == 0:
            return
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.checks.index(0, 0))
        self._open = True
        self.detail.present(self.list.chosen())
        self.detail.to_top()
        self.opened.emit()
        self.list.setFocus(FOCUS)

    def close_detail(self) -> bool:
        """Close the detail; False when it was not open."""
        was_open, self._open = self._open, False
        self.list.clearSelection()
        self.list.setCurrentIndex(QModelIndex())
        if was_open:
            self.closed.emit()
        return was_open

    def _moved(self) -> None:
        if self._open and self.list.currentIndex().isValid():
            self.detail.present(self.list.chosen())
            self.detail.to_top()
