"""Which lines of the audit chain: a span of days, an account, an act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.dates import PartialDate
from app.flow.trail import TrailFilter
from app.ui.audit_words import act, who
from app.ui.field import Choice, Field
from app.ui.pieces import SMALL, action_button, spaced
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS
from app.ui.typed import typed_day
from app.ui.wording import partial_words, tr
from app.wording.trail import AUDIT_ACTS

_DAY = timedelta(days=1)
_YEARS = (2000, 2200)


class TrailFilterRow(QWidget):
    """Emits `asked` when the lines that are named now are to be shown."""

    asked = Signal()

    def __init__(self, today: Callable[[], date], people: Sequence[str]) -> None:
        super().__init__()
        line = spaced(QHBoxLayout(self), 0, SMALL)
        self.first, self.last = (
            Field(
                title, lambda text: typed_day(text, today(), past=True), partial_words,
                example=tr("dd-mm-yyyy"),
            )
            for title in (tr("From"), tr("To"))
        )  # fmt: skip
        self.person: Choice[str] = Choice(
            tr("By or about"), {"": tr("everybody")} | {name: who(name) for name in people}
        )
        acts = sorted((act(name), name) for name in AUDIT_ACTS)
        self.act: Choice[str] = Choice(
            tr("What was done"), {"": tr("everything")} | {name: text for text, name in acts}
        )
        for field in (self.first, self.last):
            field.entered.connect(self.asked)
        for face, wide in ((self.first, 2), (self.last, 2), (self.person, 2), (self.act, 4)):
            line.addWidget(face, wide)
        foot = spaced(QVBoxLayout(), 0, 0)
        foot.addStretch(1)
        self.show_button = action_button(Action.CONFIRM, tr("Show"), "primary")
        self.show_button.clicked.connect(self.asked)
        foot.addWidget(self.show_button)
        line.addLayout(foot)

    def begin(self) -> None:
        """Where a filter is begun."""
        self.first.line.setFocus(FOCUS)
        self.first.line.selectAll()

    def wanted(self) -> TrailFilter | None:
        """What is asked for; None while a day cannot be, whose field is then marked."""
        for field in (self.first, self.last):
            day = field.value()
            if day is None or (field.line.text().strip() and not _is_day(day)):
                field.insist()
                field.line.setFocus(FOCUS)
                return None
        acts = frozenset({self.act.value()}) if self.act.value() and not self.act.isHidden() else frozenset()
        last = _midnight(self.last.value(), _DAY)
        return TrailFilter(_midnight(self.first.value(), timedelta()), last, self.person.value(), acts)


def _is_day(day: PartialDate) -> bool:
    """Whether it is a whole day of the years in which there can be lines."""
    return day.complete is not None and _YEARS[0] <= day.complete.year <= _YEARS[1]


def _midnight(day: PartialDate | None, later: timedelta) -> datetime | None:
    """The local midnight at which a day begins, or a day later ends."""
    if day is None or day.complete is None:
        return None
    return datetime.combine(day.complete + later, time()).astimezone()
