"""Settle a hit on an alert list beside the traveller: compare field by field, then say it by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.ui.findings_grid import FindingsGrid
from app.ui.hit_views import HitView
from app.ui.lamp import WORDS, Lamp
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, shown
from app.ui.theme import FOCUS, Look, part
from app.ui.word_form import WordForm
from app.ui.wording import tr

_LAMP = 28
_LINES = 3
_BODY = 72
"""Least pixels of what is compared, which scrolls where there is no room."""
_NOTHING = HitView("", "", Verdict.NOT_RUN, "", (), (), restricted=False, stop=False, place="")


class HitPanel(QFrame):
    """Emits `settled` with the Word, `acknowledged` for a lookout that was read, or `given_up`."""

    settled = Signal(object)
    acknowledged = Signal()
    given_up = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self.view: HitView | None = None
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        column.addLayout(self._head(look))
        self._about = label("", "label", wrap=True)
        column.addWidget(self._about)
        column.addWidget(self._body(), 1)
        self._said = label("", "note-plain", wrap=True)
        column.addWidget(self._said)
        self.word = WordForm()
        self.word.settled.connect(self.settled)
        self.word.given_up.connect(self.given_up)
        column.addWidget(self.word)
        column.addLayout(self._read())
        self._feet(_NOTHING, asks=True)

    def _head(self, look: Look) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self._lamp = Lamp(look, _LAMP)
        self._title, self._place = label("", "title", wrap=True), label("", "muted")
        line.addWidget(self._lamp, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._title, 1)
        line.addWidget(self._place, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _body(self) -> QScrollArea:
        board = QWidget()
        column = spaced(QVBoxLayout(board), 0, GAP)
        column.setContentsMargins(0, 0, SMALL, 0)
        self.findings = FindingsGrid()
        column.addWidget(self.findings)
        lines = QGridLayout()
        lines.setHorizontalSpacing(GAP)
        lines.setVerticalSpacing(SMALL)
        lines.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        for place in range(_LINES):
            pair = label("", "label"), label("", "strong" if place == 0 else "", wrap=True)
            for side, cell in enumerate(pair):
                lines.addWidget(cell, place, side, Qt.AlignmentFlag.AlignTop)
            self._lines.append(pair)
        column.addLayout(lines)
        column.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(_BODY)
        area.setWidget(board)
        return area

    def _read(self) -> QHBoxLayout:
        """The foot of a lookout, and of a hit that is settled already."""
        line = spaced(QHBoxLayout(), 0, GAP)
        self.back = action_button(Action.BACK, tr("Back"))
        self.back.clicked.connect(self.given_up)
        self.undo = action_button(Action.UNSETTLE, tr("Take it back"))
        self.read_button = button(tr("Understood"), "primary", shown("Return"))
        self.read_button.clicked.connect(self.acknowledged)
        for made in (self.back, self.undo):
            line.addWidget(made)
        line.addStretch(1)
        line.addWidget(self.read_button)
        return line

    def ask(self, view: HitView) -> None:
        """Show this hit; what was said of it is shown and can only be taken back."""
        self.view = view
        self._lamp.present(view.verdict)
        self._area.verticalScrollBar().setValue(0)
        self._title.setText(view.title)
        part(self._title, f"title-{WORDS[view.verdict]}")
        self._place.setText(view.place)
        self._about.setText(view.about)
        self.findings.present(view.findings)
        self.findings.setVisible(bool(view.findings))
        for pair, texts in zip(self._lines, (*view.lines, *[("", "")] * _LINES), strict=False):
            for cell, text in zip(pair, texts, strict=True):
                cell.setText(text)
                cell.setVisible(bool(text))
        self._said.setText(view.said)
        asks = not view.restricted and not view.said
        self._feet(view, asks=asks)
        spoken = (view.title, *(f"{title} {text}" for title, text in view.lines), view.said)
        self.setAccessibleName(". ".join(filter(None, spoken)))
        if asks:
            self.word.begin()
        else:
            (self.read_button if view.restricted else self.back).setFocus(FOCUS)

    def _feet(self, view: HitView, *, asks: bool) -> None:
        self.word.setVisible(asks)
        self._about.setVisible(bool(view.about))
        self._said.setVisible(bool(view.said))
        self.read_button.setVisible(view.restricted)
        for made in (self.back, self.undo):
            made.setVisible(bool(view.said))

    def forget(self) -> None:
        """Nothing of the last traveller stays in a closed panel."""
        self.view = None
        self.findings.present(())
        for cell in (self._title, self._about, self._said, *(one for pair in self._lines for one in pair)):
            cell.clear()
        self.word.note.clear()
        self.setAccessibleName("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if pages is None:
            super().keyPressEvent(event)
        else:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())

    def answer(self, character: str) -> bool:
        """The keys of the word; Enter says that a lookout was read."""
        if self.view is None or self.view.said:
            return False
        if not self.view.restricted:
            return self.word.answer(character)
        if character == "\r":
            self.acknowledged.emit()
        return character == "\r"

    def confirm(self) -> None:
        """Ctrl+Enter does what Enter does."""
        self.answer("\r")
