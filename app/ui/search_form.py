"""What to look for and why: the shift, or a search that needs a purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from app.domain.dates import PartialDate
from app.flow.ports import ReadPurpose, SearchQuery
from app.ui.field import Choice, Field, FieldFace
from app.ui.pieces import GAP, SMALL, button, label, spaced
from app.ui.theme import FOCUS, part
from app.ui.traveller_form import birth_field, name_field, state_field
from app.ui.typed import typed_day, typed_number
from app.ui.wording import partial_words, tr
from app.wording.choices import READ_PURPOSES

MOST_FOUND = 200
_ASKABLE = (
    ReadPurpose.INQUIRY,
    ReadPurpose.CORRECTION,
    ReadPurpose.DATA_SUBJECT_REQUEST,
    ReadPurpose.SUPERVISION,
)


@dataclass(frozen=True, slots=True)
class Search:
    """A query and the purpose that is written into the audit chain with it."""

    query: SearchQuery
    purpose: ReadPurpose


class SearchForm(QFrame):
    """Emits `asked` with a Search, `mine` or `everybody` for the shift."""

    asked = Signal(object)
    mine = Signal()
    everybody = Signal()

    def __init__(self, today: Callable[[], date], all_officers: bool) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        head = spaced(QHBoxLayout(), 0, SMALL)
        self.my_shift = button(tr("My shift"))
        self.all_shift = button(tr("Everybody's shift"))
        if not all_officers:
            self.all_shift.hide()
        self.my_shift.clicked.connect(self.mine)
        self.all_shift.clicked.connect(self.everybody)
        head.addWidget(self.my_shift)
        head.addWidget(self.all_shift)
        self._say = label("", "muted")
        head.addWidget(self._say, 1)
        column.addLayout(head)
        purposes: dict[ReadPurpose | None, str] = {None: tr("Choose why you search")}
        purposes |= {purpose: tr(READ_PURPOSES[purpose]) for purpose in _ASKABLE}
        self.purpose: Choice[ReadPurpose | None] = Choice(tr("Purpose of the search"), purposes)
        self.surname, self.given_names = (
            name_field(tr("Surname begins with")),
            name_field(tr("Given names begin with")),
        )
        self.number: Field[str] = Field(tr("Document number"), typed_number, lambda number: "")
        self.birth, self.nationality = birth_field(today), state_field(tr("Nationality"))
        self.first, self.last = (
            Field(
                title,
                lambda text: typed_day(text, today(), past=True),
                partial_words,
                example=tr("dd-mm-yyyy"),
            )
            for title in (tr("From"), tr("To"))
        )
        self.search = button(tr("Search"), "primary")
        self.search.clicked.connect(self._ask)
        column.addLayout(self._grid())

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(SMALL)
        rows: tuple[tuple[FieldFace, ...], ...] = (
            (self.purpose, self.surname, self.given_names, self.number),
            (self.birth, self.nationality, self.first, self.last),
        )
        for line, fields in enumerate(rows):
            for place, field in enumerate(fields):
                grid.addWidget(field, line, place)
                grid.setColumnStretch(place, 1)
                if isinstance(field, Field):
                    field.entered.connect(self._ask)
        foot = spaced(QVBoxLayout(), 0, 0)
        foot.addStretch(1)
        foot.addWidget(self.search)
        grid.addLayout(foot, 1, 4)
        return grid

    def begin(self) -> None:
        """The first thing to choose is why."""
        self.purpose.box.setFocus(FOCUS)

    def say(self, words: str, warn: bool = False) -> None:
        """Say what is missing or what was found."""
        part(self._say, "undetermined" if warn else "muted")
        self._say.setText(words)
        self._say.setAccessibleName(words)

    def _ask(self) -> None:
        purpose = self.purpose.value()
        if purpose is None:
            self.say(tr("Choose why you search: it is kept with the search."), warn=True)
            self.purpose.box.setFocus(FOCUS)
            return
        query = self._query()
        if query == SearchQuery(limit=MOST_FOUND + 1):
            self.say(tr("Type at least one thing to look for."), warn=True)
            self.surname.line.setFocus(FOCUS)
        elif query is not None:
            self.asked.emit(Search(query, purpose))

    def _query(self) -> SearchQuery | None:
        fields = (
            self.surname,
            self.given_names,
            self.number,
            self.birth,
            self.nationality,
            self.first,
            self.last,
        )
        for field in fields:
            if field.value() is None:
                field.insist()
                field.line.setFocus(FOCUS)
                self.say(tr("Correct the marked field."), warn=True)
                return None
        return SearchQuery(
            document_number=self.number.value() or "", surname=self.surname.value() or "",
            given_names=self.given_names.value() or "", birth_date=str(self.birth.value() or ""),
            nationality=self.nationality.value() or "", first_day=_whole(self.first.value()),
            last_day=_whole(self.last.value()), limit=MOST_FOUND + 1,
        )  # fmt: skip


def _whole(day: PartialDate | None) -> date | None:
    return None if day is None else day.complete
