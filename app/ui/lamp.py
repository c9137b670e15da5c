"""Lamps: each verdict has its own shape, so that it is known without its colour (WCAG 2.2, 1.4.1)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.domain.checks import Verdict
from app.ui.theme import Look

WORDS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.NOT_RUN: "not_run",
}
"""The word of the theme for each verdict."""


class Lamp(QWidget):
    """The lamp of one verdict, a square of so many pixels."""

    def __init__(self, look: Look, size: int) -> None:
        super().__init__()
        self._look, self._verdict = look, Verdict.NOT_RUN
        self.setFixedSize(size, size)
        look.changed.connect(self.update)

    def present(self, verdict: Verdict) -> None:
        """Show this verdict."""
        self._verdict = verdict
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        ink, ground = theme.colour(WORDS[self._verdict]), theme.colour("surface")
        painter = QPainter(self)
        paint_lamp(painter, QRectF(self.rect()), self._verdict, ink, ground)
        painter.end()


def paint_lamp(painter: QPainter, box: QRectF, verdict: Verdict, ink: QColor, ground: QColor) -> None:
    """Draw the shape of a verdict into `box`: tick, cross, triangle or dash."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if verdict is Verdict.NOT_RUN:
        _ring(painter, box, ink)
    elif verdict is Verdict.PASSED:
        painter.drawEllipse(box)
        _strokes(painter, box, ground, ((0.27, 0.52), (0.44, 0.69), (0.75, 0.33)))
    elif verdict is Verdict.FAILED:
        painter.drawPolygon(_octagon(box))
        _strokes(painter, box, ground, ((0.32, 0.32), (0.68, 0.68)))
        _strokes(painter, box, ground, ((0.68, 0.32), (0.32, 0.68)))
    else:
        _triangle(painter, box, ink)
        _strokes(painter, box, ground, ((0.5, 0.38), (0.5, 0.62)))
        _strokes(painter, box, ground, ((0.5, 0.78), (0.5, 0.785)))
    painter.restore()


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.x() + x * box.width(), box.y() + y * box.height())


def _pen(box: QRectF, colour: QColor) -> QPen:
    return QPen(
        colour, max(1.5, box.width() * 0.11), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )  # fmt: skip


def _strokes(painter: QPainter, box: QRectF, colour: QColor, places: tuple[tuple[float, float], ...]) -> None:
    painter.setPen(_pen(box, colour))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(_at(box, *places[0]))
    for place in places[1:]:
        path.lineTo(_at(box, *place))
    painter.drawPath(path)


def _ring(painter: QPainter, box: QRectF, ink: QColor) -> None:
    width = max(1.2, box.width() * 0.09)
    painter.setPen(QPen(ink, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    _strokes(painter, box, ink, ((0.33, 0.5), (0.67, 0.5)))


def _octagon(box: QRectF) -> QPolygonF:
    near, far = 0.293, 0.707
    places = ((near, 0), (far, 0), (1, near), (1, far), (far, 1), (near, 1), (0, far), (0, near))
    return QPolygonF([_at(box, x, y) for x, y in places])


def _triangle(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, box.width() * 0.08, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                        Qt.PenJoinStyle.RoundJoin))  # fmt: skip
    painter.drawPolygon(QPolygonF([_at(box, 0.5, 0.07), _at(box, 0.96, 0.92), _at(box, 0.04, 0.92)]))
