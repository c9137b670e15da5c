"""Propose a new alert: the traveller on the desk or one typed by hand, why, and what booths are to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.person import Sex, Traveller
from app.ui.field import Choice, Field
from app.ui.fields_panel import FormPanel
from app.ui.pieces import SMALL, label
from app.ui.theme import FOCUS
from app.ui.traveller_form import TravellerForm, state_field
from app.ui.typed import typed_number
from app.ui.wording import tr

LONGEST_TEXT = 300
_DOCUMENT = "Travel document"


def _text_field(title: str, needed: bool = False, example: str = "") -> Field[str]:
    made = Field(title, lambda text: " ".join(text.split()), lambda _text: "", needed, example)
    made.line.setMaxLength(LONGEST_TEXT)
    return made


class ProposalPanel(FormPanel):
    """Emits `settled` with the AlertEntry that is proposed; its id is given where it is kept."""

    settled = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        about = tr(
            "It goes to HQ as a proposal. No booth is told anything by it until HQ, or the role that the "
            "rules name, makes it active."
        )
        super().__init__(tr("Propose an alert"), about, tr("Propose to HQ"))
        self.form = TravellerForm(today)
        self.number: Field[str] = Field(tr("Document number"), typed_number, lambda _number: "")
        self.issuer = state_field(tr("Issued by"))
        priorities = {0: tr("not said"), 1: tr("1, the highest"), 2: "2", 3: "3"}
        self.priority: Choice[int] = Choice(tr("Priority"), priorities)
        self.reason = _text_field(tr("Why"), needed=True)
        self.action = _text_field(tr("What booths are to do"), needed=True)
        self.contact = _text_field(tr("Whom to call"))
        grid = self.form.grid
        grid.setContentsMargins(0, 0, SMALL, 0)
        grid.addWidget(self.number, 2, 1)
        grid.addWidget(self.issuer, 3, 0)
        grid.addWidget(self.priority, 3, 1)
        grid.addWidget(self.reason, 4, 0, 1, 2)
        grid.addWidget(self.action, 5, 0)
        grid.addWidget(self.contact, 5, 1)
        self._chain()
        self._say: QLabel = label("", "note-undetermined", wrap=True)
        self._say.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        self._area = area
        self.column.addWidget(area, 1)
        self.column.addWidget(self._say)
        self.column.addLayout(self.foot())

    def _chain(self) -> None:
        """Enter in a field goes on to the next one; in the last it proposes."""
        form = self.form
        onward = (
            (form.surname, form.given_names.line), (form.given_names, form.birth.line),
            (form.birth, form.sex.box), (form.nationality, self.number.line),
            (self.number, self.issuer.line), (self.issuer, self.priority.box),
            (self.reason, self.action.line), (self.action, self.contact.line),
        )  # fmt: skip
        for one, following in onward:
            one.entered.connect(lambda there=following: self._go(there))
        self.contact.entered.connect(self.confirm)

    def _go(self, there: QWidget) -> None:
        there.setFocus(FOCUS)
        self._area.ensureWidgetVisible(there)

    def ask(self, traveller: Traveller, number: str = "", issuer: str = "") -> None:
        """Begin with this traveller, who may be nobody yet."""
        self.form.fill(traveller)
        self.number.fill(number)
        self.issuer.fill(issuer)
        self.priority.choose(0)
        for one in (self.reason, self.action, self.contact):
            one.fill("")
        self._say.hide()
        (self.reason if traveller.surname else self.form.surname).line.setFocus(FOCUS)
        if traveller.surname:
            self._area.ensureWidgetVisible(self.contact)

    def confirm(self) -> None:
        traveller = self.form.traveller()
        if traveller is None:
            return
        for one in (self.number, self.issuer, self.reason, self.action):
            if one.value() is None:
                one.insist()
                self._go(one.line)
                return
        self.settled.emit(self._entry(traveller))

    def _entry(self, traveller: Traveller) -> AlertEntry:
        number = self.number.value() or ""
        documents = (EntryDocument(_DOCUMENT, number, self.issuer.value() or ""),) if number else ()
        birth = traveller.birth_date
        return AlertEntry(
            entry_id="",
            kind=EntryKind.PERSON,
            names=(EntryName(f"{traveller.surname} {traveller.given_names}".strip()),),
            births=(EntryBirth(birth, birth),) if birth.year else (),
            nationalities=(traveller.nationality,) if traveller.nationality else (),
            sex=traveller.sex if traveller.sex is not Sex.UNKNOWN else Sex.UNSPECIFIED,
            documents=documents,
            reason=self.reason.value() or "",
            action=self.action.value() or "",
            contact=self.contact.value() or "",
            priority=self.priority.value(),
        )

    def say(self, words: str) -> None:
        """Say why it was not kept."""
        self._say.setText(words)
        self._say.setAccessibleName(words)
        self._say.show()
