"""Ask one question inside the window: a title, what it is about, and two ways on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.ui.pieces import GAP, SMALL, WIDE, button, label, spaced
from app.ui.theme import FOCUS
from app.ui.wording import tr


@dataclass(frozen=True, slots=True)
class Question:
    """1 chooses the first way, 2 the second; Esc is `on_escape`, or the second where `esc` says so."""

    title: str
    about: str
    first: str
    second: str
    on_first: Callable[[], None]
    on_second: Callable[[], None]
    esc: bool = True
    on_escape: Callable[[], None] | None = None


class QuestionPanel(QFrame):
    """Shows a question until it is answered; nothing else on the desk is blocked by it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._question: Question | None = None
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        column.addStretch(1)
        self._title = label("", "title", wrap=True)
        self._about = label("", wrap=True)
        self.first = button("", "primary")
        self.second = button("")
        self.first.clicked.connect(lambda: self.answer("1"))
        self.second.clicked.connect(lambda: self.answer("2"))
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addSpacing(WIDE)
        line = spaced(QHBoxLayout(), 0, GAP)
        line.addWidget(self.first)
        line.addWidget(self.second)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(2)

    def ask(self, question: Question) -> None:
        """Show this question."""
        self._question = question
        self._title.setText(question.title)
        self._about.setText(question.about)
        for made, key, text in ((self.first, "1", question.first), (self.second, "2", question.second)):
            made.setText(f"{key}  {text}")
            made.setAccessibleName(text)
            made.setAccessibleDescription(tr("Key: {key}").format(key=key))
        self.first.setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """1 or 2 answers; False for anything else."""
        question = self._question
        if question is None or character not in ("1", "2"):
            return False
        self._question = None
        (question.on_first if character == "1" else question.on_second)()
        return True

    def escape(self) -> bool:
        """Esc: the way back or the second way, where the question allows it."""
        question = self._question
        if question is not None and question.on_escape is not None:
            self._question = None
            question.on_escape()
            return True
        if question is not None and question.esc:
            return self.answer("2")
        return False
