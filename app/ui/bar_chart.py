"""Bars side by side with their numbers on them: told apart without colour, and said in words beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.pieces import SMALL, TIGHT
from app.ui.theme import Look, text_font
from app.ui.wording import tr

MOST_SERIES = 2
"""Bars of one line: one full, one hatched. Eyes tell no third apart in print."""
_LINE = 16
"""Pixels of the lowest line that can be read."""
_PAIR = 25
"""Pixels from which on a line has room for two bars with their numbers."""
_TALLEST = 44
_TEXT = 12
_LABELS = 0.48
"""The share of the width that labels have at most."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the chart: its label, and for each series a number (None: hidden) with how it is said."""

    label: str
    values: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: series by name, lines in their order, `left_out` lines that the table has."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    left_out: int = 0


def spoken(number: int) -> str:
    """`1 204`, its space never broken."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def described(chart: Chart) -> str:
    """The chart in words, line by line, for who cannot see it."""
    lines = (
        f"{bar.label}: "
        + ", ".join(f"{name} {said}" for name, (_, said) in zip(chart.series, bar.values, strict=True))
        for bar in chart.bars
    )
    return f"{chart.title}. " + "; ".join(lines)


class BarChart(QWidget):
    """Paints lines of bars from the left; as many as fit, the first ones."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chart = Chart("", (), ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(280, 160))
        look.changed.connect(self.update)

    def present(self, chart: Chart) -> None:
        """Show this chart."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(described(chart))
        self.update()

    def shown(self) -> Sequence[Bar]:
        """The lines for which there is room."""
        return self._chart.bars[: max(1, int(self._room() // _LINE))]

    def _room(self) -> float:
        return self.height() - self._legend_height() - (_LINE if self._chart.left_out else 0)

    @staticmethod
    def _legend_height() -> int:
        return _LINE + SMALL

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(_TEXT))
        bars = self.shown()
        if self._chart.bars:
            self._paint(painter, bars)
        painter.end()

    def _paint(self, painter: QPainter, bars: Sequence[Bar]) -> None:
        metrics = painter.fontMetrics()
        tall = min(self._room() / len(bars), _TALLEST)
        series = MOST_SERIES if tall >= _PAIR else 1
        series = min(series, len(self._chart.series))
        self._legend(painter, metrics, series)
        wide = max(metrics.horizontalAdvance(bar.label) for bar in bars) + 2
        wide = min(wide, int(self.width() * _LABELS))
        values = [value for bar in bars for value in bar.values[:series]]
        said = max(metrics.horizontalAdvance(words) for _, words in values) + SMALL
        scale = (self.width() - wide - 2 * SMALL - said) / max(1, *(number or 0 for number, _ in values))
        top = float(self._legend_height())
        for bar in bars:
            line = QRectF(wide + SMALL, top, self.width() - wide - SMALL, tall)
            self._label(painter, metrics, bar.label, QRectF(0, top, wide, tall))
            self._bars(painter, bar.values[:series], line, scale)
            top += tall
        painter.setPen(self._look.theme.colour("border_strong"))
        painter.drawLine(wide + SMALL, self._legend_height(), wide + SMALL, int(top))
        left_out = self._chart.left_out + len(self._chart.bars) - len(bars)
        if left_out:
            painter.setPen(self._look.theme.colour("text_muted"))
            words = tr("and {number} more in the table").format(number=left_out)
            painter.drawText(QRectF(0, top, self.width(), _LINE), Qt.AlignmentFlag.AlignLeft, words)

    def _label(self, painter: QPainter, metrics: QFontMetrics, text: str, box: QRectF) -> None:
        painter.setPen(self._look.theme.colour("text"))
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fitting)

    def _bars(
        self, painter: QPainter, values: Sequence[tuple[int | None, str]], line: QRectF, scale: float
    ) -> None:
        gap = TIGHT if line.height() >= _PAIR else 2.0
        tall = (line.height() - gap) / len(values)
        for place, (number, said) in enumerate(values):
            top = line.top() + gap / 2 + place * tall
            box = QRectF(line.left(), top + 0.5, (number or 0) * scale, max(tall - 2, 4))
            if number:
                self._bar(painter, box, place)
            painter.setPen(self._look.theme.colour("text"))
            where = QRectF(box.right() + TIGHT, top - 2, line.right() - box.right(), tall + 2)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)

    def _bar(self, painter: QPainter, box: QRectF, place: int) -> None:
        """Full for the first series, hatched with an edge for the second: so that print tells them apart."""
        ink = self._look.theme.colour("accent")
        painter.setPen(QPen(ink, 1))
        if place:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            painter.fillRect(box, QBrush(ink, Qt.BrushStyle.BDiagPattern))
        else:
            painter.fillRect(box, ink)

    def _legend(self, painter: QPainter, metrics: QFontMetrics, series: int) -> None:
        left = 0.0
        for place, name in enumerate(self._chart.series[:series]):
            self._bar(painter, QRectF(left + 0.5, 3, 22, 10), place)
            painter.setPen(self._look.theme.colour("text"))
            whole = series == min(len(self._chart.series), MOST_SERIES)
            words = name if whole else tr("{name}; the rest is in the table").format(name=name)
            box = QRectF(left + 28, 0, self.width() - left - 28, _LINE)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            left += 28 + metrics.horizontalAdvance(words) + 2 * SMALL
