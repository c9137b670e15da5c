"""Type the fields of a document that no machine can read, and amend a traveller whom it misread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.person import Traveller
from app.ui.field import Choice, Field
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS
from app.ui.traveller_form import TravellerForm, expiry_field, state_field
from app.ui.typed import typed_number
from app.ui.wording import tr
from app.wording.choices import DOCUMENT_KINDS

_CODES = {
    DocumentKind.PASSPORT: "P", DocumentKind.IDENTITY_CARD: "I", DocumentKind.CREW_CERTIFICATE: "AC",
    DocumentKind.VISA: "V", DocumentKind.OTHER: "",
}  # fmt: skip


class FormPanel(QFrame):
    """A titled form with Back and a confirming button. Emits `given_up`."""

    given_up = Signal()

    def __init__(self, title: str, about: str, confirm: str) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self.column = spaced(QVBoxLayout(self), WIDE, SMALL)
        self.column.addWidget(label(title, "title"))
        self.column.addWidget(label(about, "muted", wrap=True))
        self._back = action_button(Action.BACK, tr("Back"))
        self._back.clicked.connect(self.given_up)
        self._take = button(confirm, "primary", key_of(Action.CONFIRM))
        self._take.clicked.connect(self.confirm)

    def close_form(self, body: QWidget) -> None:
        """Put the form's body and its buttons in."""
        self.column.addWidget(body)
        self.column.addStretch(1)
        self.column.addLayout(self.foot())

    def foot(self) -> QHBoxLayout:
        """The line of buttons below the form."""
        foot = spaced(QHBoxLayout(), 0, GAP)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._take)
        return foot

    def confirm(self) -> None:
        """Hand on what was typed, where it is complete."""


class FieldsPanel(FormPanel):
    """Emits `settled` with the TravelDocument typed."""

    settled = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        about = tr("For a document that cannot be read. Parts of a date that are not known are zeros.")
        super().__init__(tr("Type the fields of the document"), about, tr("Take this document"))
        self.form = TravellerForm(today)
        self.kind: Choice[DocumentKind] = Choice(
            tr("Kind of document"), {kind: tr(DOCUMENT_KINDS[kind]) for kind in DocumentKind}
        )
        self.number: Field[str] = Field(tr("Document number"), typed_number, lambda number: "")
        self.issuer = state_field(tr("Issued by"))
        self.expiry = expiry_field(today)
        grid = self.form.grid
        grid.addWidget(self.number, 2, 1)
        grid.addWidget(self.issuer, 3, 0)
        grid.addWidget(self.expiry, 3, 1)
        grid.addWidget(self.kind, 4, 0)
        for one, following in (
            (self.form.nationality, self.number.line), (self.number, self.issuer.line),
            (self.issuer, self.expiry.line),
        ):  # fmt: skip
            one.entered.connect(lambda there=following: there.setFocus(FOCUS))
        _chain(self.form)
        self.expiry.entered.connect(self.confirm)
        self.close_form(self.form)

    def ask(self) -> None:
        """Begin with empty fields."""
        self.form.fill(Traveller(""))
        for one in (self.number, self.issuer, self.expiry):
            one.fill("")
        self.kind.choose(DocumentKind.PASSPORT)
        self.form.surname.line.setFocus(FOCUS)

    def confirm(self) -> None:
        traveller = self.form.traveller()
        if traveller is None:
            return
        number, issuer, expiry = self.number.value(), self.issuer.value(), self.expiry.value()
        if number is None or issuer is None or expiry is None:
            wrong = next(one for one in (self.issuer, self.expiry) if one.value() is None)
            wrong.insist()
            wrong.line.setFocus(FOCUS)
            return
        kind = self.kind.value()
        self.settled.emit(TravelDocument(
            kind=kind, document_code=_CODES[kind], issuing_state=issuer, number=number,
            surname=traveller.surname, given_names=traveller.given_names,
            nationality=traveller.nationality, birth_date=traveller.birth_date, sex=traveller.sex,
            expiry_date=expiry, capture=Capture.TYPED_FIELDS,
        ))  # fmt: skip


class AmendPanel(FormPanel):
    """Emits `settled` with the Traveller as the officer says."""

    settled = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        about = tr("For a traveller whom the machine misread. The document stays as it was read.")
        super().__init__(tr("Amend the traveller"), about, tr("Keep"))
        self.form = TravellerForm(today)
        _chain(self.form)
        self.form.nationality.entered.connect(self.confirm)
        self.close_form(self.form)

    def ask(self, traveller: Traveller) -> None:
        """Begin with the traveller as settled so far."""
        self.form.fill(traveller)
        self.form.surname.line.setFocus(FOCUS)
        self.form.surname.line.selectAll()

    def confirm(self) -> None:
        traveller = self.form.traveller()
        if traveller is not None:
            self.settled.emit(traveller)


def _chain(form: TravellerForm) -> None:
    """Enter in a field goes on to the next one."""
    onward = (
        (form.surname, form.given_names.line), (form.given_names, form.birth.line),
        (form.birth, form.sex.box),
    )  # fmt: skip
    for one, following in onward:
        one.entered.connect(lambda there=following: there.setFocus(FOCUS))
