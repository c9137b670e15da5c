"""The checks: the overall state in the largest sign of the desk, and below it each check."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.checks_list import ChecksList
from app.ui.lamp import WORDS, paint_lamp
from app.ui.pieces import GAP, SMALL, WIDE, label, spaced
from app.ui.theme import FOCUS, Look, part, text_font
from app.ui.views import CheckView, StateView
from app.ui.wording import tr

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
        word = "neutral" if view.verdict is None else WORDS[view.verdict]
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


class CheckDetail(QFrame):
    """One check with its whole sentence and its evidence."""

    def __init__(self) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        self._title = label("", "heading")
        self._word = label("", "strong")
        self._sentence = label("", wrap=True)
        self._evidence = label("", "muted", wrap=True)
        head = spaced(QHBoxLayout(), 0, SMALL)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._word)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addWidget(self._evidence)
        column.addStretch(1)

    def present(self, view: CheckView | None) -> None:
        """Show this check."""
        if view is None:
            return
        self._title.setText(view.title)
        self._word.setText(view.word)
        part(self._word, WORDS[view.verdict])
        self._sentence.setText(view.sentence)
        lines = [f"{key}:  {value}" for key, value in view.evidence]
        self._evidence.setText("\n".join(lines) if lines else tr("No further evidence."))
        self.setAccessibleName(f"{view.title}, {view.word}. {view.sentence} {'; '.join(lines)}")


class ChecksPanel(QFrame):
    """Sign, list and, one key away, the detail of the selected check. Emits `closed` when left by Esc."""

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), SMALL, SMALL)
        self.sign = StateSign(look)
        self.list = ChecksList(look)
        self.detail = CheckDetail()
        self.detail.setProperty("part", "card")
        self.detail.setMinimumHeight(170)
        self.detail.hide()
        column.addWidget(self.sign)
        column.addWidget(self.list, 1)
        column.addWidget(self.detail)
        self.list.selectionModel().currentChanged.connect(self._moved)

    def present(self, state: StateView, checks: tuple[CheckView, ...]) -> None:
        """Show these checks; the detail closes when another traveller comes."""
        self.sign.present(state)
        self.list.checks.fill(checks)
        if not checks:
            self.close_detail()
        elif self.detail.isVisible():
            self.detail.present(self.list.chosen())

    def open_detail(self) -> None:
        """Open the detail of the first or the selected check, arrow keys walk on."""
        if self.list.checks.rowCount() == 0:
            return
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.checks.index(0, 0))
        self.detail.present(self.list.chosen())
        self.detail.show()
        self.list.setFocus(FOCUS)

    def close_detail(self) -> bool:
        """Close the detail; False when it was not open."""
        was_open = not self.detail.isHidden()
        self.detail.hide()
        self.list.clearSelection()
        self.list.setCurrentIndex(QModelIndex())
        return was_open

    def _moved(self) -> None:
        if not self.detail.isHidden():
            self.detail.present(self.list.chosen())
