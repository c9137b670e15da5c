"""One typed field with its label and, at every key, what it was understood as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.failure import WorldError
from app.ui.pieces import SMALL, label, spaced
from app.ui.theme import part
from app.ui.wording import tr
from app.wording.failures import NOT_VALID, SHORTLY

T_ = TypeVar("T_")


class FieldFace(QWidget):
    """What every field says: `changed` at each change, `entered` at Enter."""

    changed = Signal()
    entered = Signal()


class Field(FieldFace, Generic[T_]):
    """A line whose text `read` turns into a value; `words` says the value back to the officer.

    `read` raises WorldError for what cannot be. A `needed` field may not stay empty.
    """

    def __init__(
        self, title: str, read: Callable[[str], T_], words: Callable[[T_], str], needed: bool = False,
        example: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._read, self._words, self._needed = read, words, needed
        column = spaced(QVBoxLayout(self), 0, 2)
        head = spaced(QHBoxLayout(), 0, SMALL)
        name = label(title, "label")
        self._said = label("", "label")
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(self._said)
        self.line = QLineEdit()
        self.line.setPlaceholderText(example)
        self.line.setAccessibleName(title)
        name.setBuddy(self.line)
        column.addLayout(head)
        column.addWidget(self.line)
        self.line.textChanged.connect(self._judge)
        self.line.returnPressed.connect(self.entered)

    def value(self) -> T_ | None:
        """The value, or None while what stands there is not valid or is missing."""
        try:
            return None if self.missing() else self._read(self.line.text())
        except WorldError:
            return None

    def missing(self) -> bool:
        """Whether a needed value is not there yet."""
        return self._needed and not self.line.text().strip()

    def fill(self, text: str) -> None:
        """Put a text in as if it had been typed."""
        self.line.setText(text)
        self._judge()

    def insist(self) -> None:
        """Mark the field as the one to settle first."""
        part(self.line, "wrong")
        if self.missing():
            self._said.setText(tr("needed"))
            part(self._said, "wrong")

    def _judge(self) -> None:
        text = self.line.text()
        try:
            value = self._read(text)
        except WorldError as error:
            part(self.line, "doubtful")
            self._said.setText(tr(SHORTLY.get(error.failure.code, NOT_VALID)))
            part(self._said, "warn")
        else:
            part(self.line, "")
            part(self._said, "label")
            self._said.setText(self._words(value) if text.strip() else "")
        self.changed.emit()


class DropDown(QComboBox):
    """A list that opens; its arrow is drawn in the colour of its text, whatever the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.6))
        right, middle = self.width() - 2 * SMALL, self.height() / 2
        painter.drawPolyline([
            QPointF(right - 4, middle - 2), QPointF(right, middle + 2), QPointF(right + 4, middle - 2)
        ])  # fmt: skip
        painter.end()


class Choice(FieldFace, Generic[T_]):
    """A value chosen from a short list; typing its first letter chooses it."""

    def __init__(self, title: str, choices: dict[T_, str]) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, 2)
        name = label(title, "label")
        self.box = DropDown()
        self.box.setAccessibleName(title)
        self._values = list(choices)
        for text in choices.values():
            self.box.addItem(text)
        name.setBuddy(self.box)
        column.addWidget(name)
        column.addWidget(self.box)
        self.box.currentIndexChanged.connect(self.changed)

    def value(self) -> T_:
        """What is chosen."""
        return self._values[self.box.currentIndex()]

    def choose(self, value: T_) -> None:
        """Choose a value."""
        self.box.setCurrentIndex(self._values.index(value))
