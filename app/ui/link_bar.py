"""The bar at the top: who sits here, and how reader, lists and the road to HQ are doing, all in words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.lamp import Lamp
from app.ui.link_said import Said
from app.ui.pieces import LARGE, SMALL, TIGHT, WIDE, Elided, action_button, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import Look
from app.ui.views import LinkBarView
from app.ui.wording import tr

_LAMP = 14


class LinkBar(QWidget):
    """Quiet while all is well; what needs somebody turns amber and says what to do."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = spaced(QHBoxLayout(self), 0, LARGE)
        line.setContentsMargins(WIDE, TIGHT, WIDE, TIGHT)
        self.officer = _Officer()
        self._training = label(tr("TRAINING"), "training")
        self._reader, self._chip, self._lists = _Lamp(look), _Lamp(look), _Lamp(look)
        self._link, self._waiting, self._alerts = _Lamp(look), _Lamp(look), _Lamp(look)
        self.keys = action_button(Action.HELP, tr("Keys"), "link")
        line.addWidget(self.officer)
        line.addWidget(self._training)
        line.addStretch(1)
        for lamp in (self._alerts, self._reader, self._chip, self._lists, self._link, self._waiting):
            line.addWidget(lamp)
        line.addWidget(self.keys)
        self.setFixedHeight(40)

    def present(self, view: LinkBarView) -> None:
        """Show how things stand."""
        self.officer.say(view.officer)
        self._training.setVisible(view.training)
        for lamp, said in (
            (self._reader, view.reader), (self._lists, view.lists),
            (self._link, view.link), (self._waiting, view.waiting),
        ):  # fmt: skip
            lamp.present(said)
        for lamp, maybe in ((self._chip, view.chip), (self._alerts, view.alerts)):
            lamp.setVisible(maybe is not None)
            if maybe is not None:
                lamp.present(maybe)


class _Officer(Elided):
    """Who sits here: what gives way where all would not fit, since codes and counts must be read whole."""

    def __init__(self) -> None:
        super().__init__("strong")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.whole()) + TIGHT, super().sizeHint().height())


class _Lamp(QWidget):
    """A small lamp with its words; the hint says more on hover and to a screen reader."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        line = spaced(QHBoxLayout(self), 0, SMALL)
        self._sign = Lamp(look, _LAMP)
        self._text = label("")
        line.addWidget(self._sign)
        line.addWidget(self._text)

    def present(self, said: Said) -> None:
        self._sign.present(said.verdict)
        self._text.setText(said.text)
        self.setToolTip(said.hint)
        self.setAccessibleName(f"{said.text}. {said.hint}".strip())
