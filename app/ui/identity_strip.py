"""The identity strip: who this is, always in the same place, values stronger than labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pieces import GAP, LARGE, SMALL, WIDE, Cell, Elided, label, spaced
from app.ui.theme import part
from app.ui.views import IdentityView
from app.ui.wording import tr

_PLACES = 5
_WIDTHS = (5, 3, 5, 5, 4)


class IdentityStrip(QWidget):
    """Name, birth, sex, nationality, document and its end, in one line; empty while nobody is there."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Traveller"))
        line = spaced(QHBoxLayout(self), 0, LARGE)
        line.setContentsMargins(WIDE, SMALL, WIDE, GAP)
        name = spaced(QVBoxLayout(), 0, 0)
        self._title = label(tr("Traveller"), "label")
        self._name = Elided("name")
        self._name.setMinimumWidth(120)
        name.addWidget(self._title)
        name.addWidget(self._name)
        line.addLayout(name, 9)
        self._cells = [Cell("") for _ in range(_PLACES)]
        for cell, width in zip(self._cells, _WIDTHS, strict=True):
            line.addWidget(cell, width)
        self.setFixedHeight(78)

    def present(self, view: IdentityView | None) -> None:
        """Show this traveller, or that nobody is there."""
        if view is None:
            self._title.setText(tr("Traveller"))
            self._say_name(tr("Nobody at the booth"), "title")
            for cell in self._cells:
                cell.say("", "")
            return
        remarks = "   ".join((f"{view.name.label}, {view.given_names.label.lower()}", *view.remarks))
        self._title.setText(remarks)
        part(self._title, "undetermined" if view.remarks else "label")
        name = view.name.text if not view.given_names.text else f"{view.name.text}, {view.given_names.text}"
        self._say_name(name, "name")
        for cell, value in zip(self._cells, view.values, strict=True):
            cell.say(value.label, value.text, value.differs)

    def _say_name(self, text: str, role: str) -> None:
        part(self._name, role)
        self._name.say(text)
        self._name.setAccessibleName(text)
