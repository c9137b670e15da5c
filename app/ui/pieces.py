"""The smallest pieces that all screens are put together from, with one scale of spaces."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.shortcuts import Action, key_of
from app.ui.theme import part
from app.ui.wording import tr

TIGHT, SMALL, GAP, WIDE, LARGE = 4, 8, 12, 16, 24
"""Pixels between things: the only distances on any screen."""

L_ = TypeVar("L_", bound=QBoxLayout)


def spaced(layout: L_, margin: int = 0, space: int = SMALL) -> L_:
    """The layout with one margin all around and one space between."""
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(space)
    return layout


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A text that nobody can change and that is never read as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("part", role)
    return made


def button(text: str, role: str = "", key: str = "", name: str = "") -> QPushButton:
    """A button that says its key; Enter never presses it."""
    made = QPushButton(f"{key}  {text}" if key else text)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text)
    if key:
        made.setAccessibleDescription(tr("Key: {key}").format(key=key))
    if role:
        made.setProperty("part", role)
    return made


def action_button(action: Action, text: str, role: str = "", dots: bool = False) -> QPushButton:
    """A button labelled from the table of shortcuts."""
    return button(f"{text}…" if dots else text, role, key_of(action), text)


def card(space: int = SMALL, margin: int = GAP) -> tuple[QFrame, QVBoxLayout]:
    """A framed surface and its column."""
    frame = QFrame()
    frame.setProperty("part", "card")
    return frame, spaced(QVBoxLayout(frame), margin, space)


def row(*widgets: QWidget, space: int = SMALL) -> QHBoxLayout:
    """Widgets side by side, the rest of the line empty."""
    made = spaced(QHBoxLayout(), 0, space)
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch(1)
    return made


class Elided(QLabel):
    """A text that ends in an ellipsis where there is no room (the whole of it shows on hover), or wraps."""

    def __init__(self, role: str = "", wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)
        if role:
            self.setProperty("part", role)
        self._whole = ""

    def say(self, text: str) -> None:
        """Show this text."""
        self._whole = text
        self._fit()

    def whole(self) -> str:
        """The text, however little of it is seen."""
        return self._whole

    def _fit(self) -> None:
        if self.wordWrap():
            self.setText(self._whole)
            return
        fitting = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(fitting)
        self.setToolTip(self._whole if fitting != self._whole else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Whole(Elided):
    """A text that is never cut, such as a name: smaller where it is long, then over several lines."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self._role = role

    def say(self, text: str, role: str = "") -> None:
        """Show this text; `role` is how it looks while it fits, `ROLE-long` how it looks when it does not."""
        self._role = role or self._role
        super().say(text)

    def _fit(self) -> None:
        for role in (self._role, f"{self._role}-long"):
            part(self, role)
            self.ensurePolished()
            if self._wide(self._whole) <= self.width():
                break
        # A word longer than the line may break anywhere: an invisible space says so to Qt.
        words = (w if self._wide(w) <= self.width() else "\u200b".join(w) for w in self._whole.split(" "))
        self.setWordWrap(self._wide(self._whole) > self.width())
        self.setText(" ".join(words) if self.wordWrap() else self._whole)
        room = QRect(0, 0, self.width(), 10_000)
        needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        self.setMinimumHeight(needed.height() if self.wordWrap() else 0)

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


class Cell(QWidget):
    """A label over its value, the value the stronger (after the NHS patient banner)."""

    def __init__(self, title: str, role: str = "value") -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, 0)
        self.title = label(title, "label")
        self.value = Whole(role)
        self._role = role
        column.addWidget(self.title)
        column.addWidget(self.value)
        self.setAccessibleName(title)

    def say(self, title: str, text: str, differs: bool = False) -> None:
        """Show a value; a value that differs from the document is marked by colour and word."""
        shown = tr("{text} (amended)").format(text=text) if differs else text
        self.title.setText(title)
        self.value.say(shown, "differs" if differs and self._role == "value" else self._role)
        self.setAccessibleName(f"{title} {shown}".strip())
