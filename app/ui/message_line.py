"""The one line in which the desk speaks: what became of the last traveller, and failures in four lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.domain.checks import Verdict
from app.ui.lamp import WORDS
from app.ui.theme import part
from app.ui.wording import failure_words, tr


class MessageLine(QLabel):
    """Quiet when empty; it keeps its place, so that nothing on the desk moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("part", "quiet")
        self.setMinimumHeight(38)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Message"))

    def say(self, text: str, verdict: Verdict = Verdict.NOT_RUN) -> None:
        """Say one sentence."""
        word = WORDS[verdict]
        part(self, "note-plain" if word == "not_run" else f"note-{word}")
        self.setText(text)
        self.setAccessibleName(text)

    def say_failure(self, code: str) -> None:
        """Say what happened, what still works, what to do now, and the code."""
        words = failure_words(code)
        mark = tr("Code {code}").format(code=code)
        self.say(f"{words.happened}\n{words.still_works}\n{words.do_now}\n{mark}", Verdict.UNDETERMINED)

    def hush(self) -> None:
        """Say nothing."""
        part(self, "quiet")
        self.clear()
        self.setAccessibleName(tr("Message"))
