"""A check in detail, or all checks under one lamp: sentence, evidence, and lines to compare by eye."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.ui.check_views import CheckView, Lines
from app.ui.lamp import WORDS, Lamp
from app.ui.pieces import GAP, SMALL, TIGHT, WIDE, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import Look, mrz_font, part, text_font
from app.ui.wording import tr

_LAMP = 16
_LINE = 26
"""Pixels of one machine readable line with its marks."""
_LABEL = 52
_LARGEST, _SMALLEST = 16, 8
"""Pixels of the machine readable type: as large as the longest line (44 characters) leaves room for."""


class BothLines(QWidget):
    """The chip's line over the page's, one pair after the other; what differs is framed and underlined."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines: Lines | None = None
        self._verdict = Verdict.UNDETERMINED
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def present(self, lines: Lines | None, verdict: Verdict) -> None:
        """Show these lines, or take no room."""
        self._lines, self._verdict = lines, verdict
        self.setVisible(lines is not None)
        chip, page = (lines.chip, lines.page) if lines is not None else ((), ())
        rows = [tr("chip {line}").format(line=line) for line in chip]
        rows += [tr("page {line}").format(line=line) for line in page]
        self.setAccessibleName("; ".join(rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._lines is None:
            return QSize(300, 0)
        chip, page = self._lines.chip, self._lines.page
        return QSize(300, _LINE * (len(chip) + len(page)) + GAP * max(len(chip), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lines is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chip, page = self._lines.chip, self._lines.page
        font = self._fitting(max(map(len, (*chip, *page))))
        top = 0
        for number in range(max(len(chip), len(page))):
            for name, lines in ((tr("Chip"), chip), (tr("Page"), page)):
                if number < len(lines):
                    self._line(painter, top, name, lines[number], number, font)
                    top += _LINE
            top += GAP if chip else 0
        painter.end()

    def _fitting(self, longest: int) -> QFont:
        room = self.width() - _LABEL
        sizes = range(_LARGEST, _SMALLEST, -1)
        fonts = (mrz_font(pixels) for pixels in sizes)
        return next((font for font in fonts if _cell(font) * longest <= room), mrz_font(_SMALLEST))

    def _line(self, painter: QPainter, top: int, name: str, text: str, number: int, font: QFont) -> None:
        theme, word = self._look.theme, WORDS[self._verdict]
        painter.setFont(text_font(12))
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(QRectF(0, top, _LABEL, _LINE), Qt.AlignmentFlag.AlignVCenter, name)
        differing = self._lines.differing if self._lines is not None else frozenset()
        wide = _cell(font)
        for column, character in enumerate(text):
            box = QRectF(_LABEL + column * wide, top, wide, _LINE)
            differs = (number, column) in differing
            if differs:
                painter.setBrush(theme.colour(f"{word}_soft"))
                painter.setPen(QPen(theme.colour(word), 2))
                painter.drawRect(box.adjusted(0.5, 2, -0.5, -3))
                painter.fillRect(QRectF(box.left(), box.bottom() - 4, wide, 3), theme.colour(word))
            painter.setFont(font)
            painter.setPen(theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)


def _cell(font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance("<")


class _Member(QWidget):
    """One check: lamp, title and word; its sentence; its evidence; both lines where it compared them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, TIGHT)
        self._sign = Lamp(look, _LAMP)
        self._title, self._word = label("", "strong"), label("", "strong")
        self._sentence = label("", wrap=True)
        self._lines = BothLines(look)
        self._evidence = label("", "label", wrap=True)
        head = spaced(QHBoxLayout(), 0, SMALL)
        head.addWidget(self._sign)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._word)
        column.addLayout(head)
        self._inset = spaced(QVBoxLayout(), 0, TIGHT)
        for widget in (self._sentence, self._lines, self._evidence):
            self._inset.addWidget(widget)
        column.addLayout(self._inset)

    def present(self, view: CheckView, alone: bool) -> str:
        """Show this check; the words that a screen reader says. `alone` leaves out what the head says."""
        for widget in (self._sign, self._title, self._word):
            widget.setVisible(not alone)
        self._inset.setContentsMargins(0 if alone else _LAMP + SMALL, 0, 0, 0)
        self._sign.present(view.verdict)
        self._title.setText(view.title)
        self._word.setText(view.word)
        part(self._word, WORDS[view.verdict])
        self._sentence.setText(view.sentence)
        self._lines.present(view.lines, view.verdict)
        told = [f"{key}:  {value}" for key, value in view.evidence]
        if alone and not told:
            told = [tr("No further evidence.")]
        self._evidence.setText(("\n" if view.loud or alone else "   ").join(told))
        self._evidence.setVisible(bool(told))
        spoken = view.sentence if alone else f"{view.title}, {view.word}: {view.sentence}"
        return f"{spoken} {'; '.join(told)}".strip()


_NOTHING = CheckView(None, Verdict.NOT_RUN, "", "", "")


class CheckDetail(QFrame):
    """One check whole, or every check under a lamp, exceptions first; scrolls where there is no room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._look = look
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        self._title, self._word = label("", "title", wrap=True), label("", "strong")
        self._hint = label(tr("Esc  Back"), "label")
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(self._title, 1)
        head.addWidget(self._word)
        column.addLayout(head)
        board = QWidget()
        self._column = spaced(QVBoxLayout(board), 0, GAP)
        self._column.setContentsMargins(0, 0, SMALL, 0)
        self._column.addStretch(1)
        self._members: list[_Member] = []
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(board)
        column.addWidget(self._area, 1)
        self._hint.setText(
            tr("Up and down: other checks.   {page}: further down.   {back}: back.").format(
                page="PgDown", back=key_of(Action.BACK)
            )
        )
        column.addWidget(self._hint)
        column.setSpacing(WIDE - TIGHT)

    def present(self, view: CheckView | None) -> None:
        """Show this check and what is under it; None forgets the one before and its traveller."""
        if view is None:
            view = _NOTHING
        self._title.setText(view.title)
        self._word.setText(view.word)
        part(self._word, WORDS[view.verdict])
        shown = view.members or (view,)
        while len(self._members) < len(shown):
            made = _Member(self._look)
            self._members.append(made)
            self._column.insertWidget(len(self._members) - 1, made)
        spoken = []
        for place, member in enumerate(self._members):
            member.setVisible(place < len(shown))
            if place < len(shown):
                spoken.append(member.present(shown[place], alone=not view.members))
            else:
                member.present(_NOTHING, alone=True)  # nothing of the last one stays, hidden or not
        self.setAccessibleName(f"{view.title}, {view.word}. {' '.join(spoken)}")

    def to_top(self) -> None:
        """Begin at the top again, as for another check."""
        self._area.verticalScrollBar().setValue(0)

    def page(self, pages: int) -> None:
        """Scroll down, or up where negative."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pages * (bar.pageStep() - _LINE))
