"""The fields of a person as an officer types them: shared by typing, amending and correcting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.dates import PartialDate
from app.domain.person import Sex, Traveller
from app.ui.field import Choice, Field, FieldFace
from app.ui.pieces import GAP, SMALL
from app.ui.theme import FOCUS
from app.ui.typed import typed_day, typed_name, typed_state
from app.ui.wording import born_words, partial_words, state_words, tr, typed_date
from app.wording.choices import SEXES


def name_field(title: str, needed: bool = False) -> Field[str]:
    """A field for a name."""
    return Field(title, typed_name, lambda name: "", needed)


def state_field(title: str, needed: bool = False) -> Field[str]:
    """A field for a state's code or name, said back by name."""
    return Field(
        title, typed_state, lambda code: state_words(code) if code else "", needed, tr("code or name")
    )


def birth_field(today: Callable[[], date]) -> Field[PartialDate]:
    """A field for a day of birth, said back with the age."""
    return Field(
        tr("Date of birth"), lambda text: typed_day(text, today(), past=True),
        lambda day: born_words(day, today()), example=tr("dd-mm-yyyy"),
    )  # fmt: skip


def expiry_field(today: Callable[[], date]) -> Field[PartialDate]:
    """A field for the last day of a document."""
    return Field(
        tr("Valid to"),
        lambda text: typed_day(text, today(), past=False),
        partial_words,
        example=tr("dd-mm-yyyy"),
    )


class TravellerForm(QWidget):
    """Surname, given names, birth, sex and nationality in two columns. `entered`: Enter at the end."""

    entered = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(GAP)
        self.grid.setVerticalSpacing(SMALL)
        self.surname = name_field(tr("Surname, or the only name"), needed=True)
        self.given_names = name_field(tr("Given names"))
        self.birth = birth_field(today)
        self.sex: Choice[Sex] = Choice(tr("Sex"), {sex: tr(SEXES[sex]) for sex in Sex})
        self.nationality = state_field(tr("Nationality"))
        self._residence = ""
        parts: list[FieldFace] = [self.surname, self.given_names, self.birth, self.sex, self.nationality]
        self.parts = tuple(parts)
        for place, one in enumerate(self.parts):
            self.grid.addWidget(one, place // 2, place % 2)
        for column in (0, 1):
            self.grid.setColumnStretch(column, 1)

    def fill(self, traveller: Traveller) -> None:
        """Show this traveller."""
        self.surname.fill(traveller.surname)
        self.given_names.fill(traveller.given_names)
        self.birth.fill(typed_date(traveller.birth_date))
        self.sex.choose(traveller.sex)
        self.nationality.fill(traveller.nationality)
        self._residence = traveller.residence

    def traveller(self) -> Traveller | None:
        """The traveller typed, or None with the first field to settle marked and focused."""
        surname, given, birth = self.surname.value(), self.given_names.value(), self.birth.value()
        nationality = self.nationality.value()
        if surname is None or given is None or birth is None or nationality is None:
            self._insist()
            return None
        return Traveller(surname, given, birth, self.sex.value(), nationality, self._residence)

    def _insist(self) -> None:
        for one in (self.surname, self.given_names, self.birth, self.nationality):
            if one.value() is None:
                one.insist()
                one.line.setFocus(FOCUS)
                return
