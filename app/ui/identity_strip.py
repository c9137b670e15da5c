"""The identity strip: who this is, always in the same place, values stronger than labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.pieces import LARGE, SMALL, TIGHT, WIDE, Cell, Elided, Whole, spaced
from app.ui.views import IdentityView
from app.ui.wording import tr

_PLACES = 5
_NAME_WIDTH = 11
_WIDTHS = (5, 3, 5, 4, 4)


class IdentityStrip(QWidget):
    """Name, birth, sex, nationality, document and its end, in one line; empty while nobody is there."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Traveller"))
        self.setMinimumHeight(82)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        line = spaced(QHBoxLayout(self), 0, LARGE)
        line.setContentsMargins(WIDE, SMALL, WIDE, SMALL)
        name = spaced(QVBoxLayout(), 0, TIGHT)
        self._name, self._given = Whole("name"), Whole("value")
        name.addStretch(1)
        name.addWidget(self._name)
        name.addWidget(self._given)
        name.addStretch(1)
        line.addLayout(name, _NAME_WIDTH)
        self._cells = [Cell("") for _ in range(_PLACES)]
        for cell, width in zip(self._cells, _WIDTHS, strict=True):
            line.addWidget(cell, width)
        self._remark = Elided("warn")
        name.addWidget(self._remark)

    def present(self, view: IdentityView | None) -> None:
        """Show this traveller, or that nobody is there."""
        if view is None:
            self._say(tr("Nobody at the booth"), "", "")
            for cell in self._cells:
                cell.say("", "")
            return
        given = view.given_names
        self._say(view.name.text, given.text, "   ".join(view.remarks), given.differs)
        for cell, value in zip(self._cells, view.values, strict=True):
            cell.say(value.label, value.text, value.differs)

    def _say(self, surname: str, given: str, remark: str, differs: bool = False) -> None:
        self._name.say(surname)
        self._given.say(given, "differs" if differs else "value")
        self._remark.say(remark)
        self._given.setVisible(bool(given))
        self._remark.setVisible(bool(remark))
        self._name.setAccessibleName(tr("Surname {name}").format(name=surname) if given else surname)
        self._given.setAccessibleName(tr("Given names {names}").format(names=given))
