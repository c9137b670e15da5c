"""Earlier crossings of the traveller on the desk, newest first, in a small list."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.lamp import WORDS
from app.ui.pieces import GAP, SMALL, label, spaced
from app.ui.theme import part
from app.ui.views import EarlierView
from app.ui.wording import counted, tr

_SHOWN = 6


class EarlierPanel(QFrame):
    """At most six lines: more are in the history, one key away."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        column.addWidget(label(tr("Earlier crossings"), "heading"))
        self._none = label("", "muted", wrap=True)
        column.addWidget(self._none)
        self._lines = [_Line() for _ in range(_SHOWN)]
        for line in self._lines:
            column.addWidget(line)
        column.addStretch(1)

    def present(self, earlier: tuple[EarlierView, ...], somebody: bool, room: int = _SHOWN) -> None:
        """Show these crossings, as many as there is room for.

        `somebody` tells an empty desk from a traveller without history.
        """
        shown = earlier[:room]
        for line, view in zip(self._lines, (*shown, *[None] * _SHOWN), strict=False):
            line.present(view)
        hidden = len(earlier) - len(shown)
        if hidden > 0:
            self._none.setText(
                counted(hidden, "{number} more in the history", "{number} more in the history")
            )
        else:
            self._none.setText(tr("None on this station.") if somebody and not earlier else "")
        self._none.setVisible(bool(self._none.text()))


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, 0)
        self._when = label("", "label")
        self._what = label("", wrap=True)
        column.addWidget(self._when)
        column.addWidget(self._what)

    def present(self, view: EarlierView | None) -> None:
        self.setVisible(view is not None)
        if view is None:
            return
        self._when.setText(view.when)
        self._what.setText(view.what)
        word = WORDS[view.verdict]
        part(self._what, "strong" if word == "passed" else word)
        self.setAccessibleName(f"{view.when} {view.what}")
