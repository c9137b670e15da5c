"""One case with everything that the first line saw, the whole entry, every word so far, and a word to add."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.alerts import AlertCase
from app.domain.crossing import Crossing
from app.flow.alert_ports import ListStatus
from app.ui import case_views
from app.ui.check_detail import CheckDetail
from app.ui.check_views import check_views
from app.ui.checks_list import ChecksList
from app.ui.findings_grid import FindingsGrid
from app.ui.hit_views import finding_views, verdict_of_band, whole_entry
from app.ui.lamp import WORDS, Lamp
from app.ui.pairs_panel import PairsPanel
from app.ui.pieces import GAP, SMALL, action_button, button, card, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS, Look, part
from app.ui.word_form import WordForm
from app.ui.wording import tr
from app.wording.choices import DECISIONS

_LAMP = 28


class CasePage(QWidget):
    """Emits `settled` with the Word, `revoked`, or `left`."""

    settled = Signal(object)
    revoked = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        column = spaced(QVBoxLayout(self), 0, GAP)
        column.addLayout(self._head(look))
        board = spaced(QHBoxLayout(), 0, GAP)
        board.addWidget(self._met(), 5)
        board.addWidget(self._listed(), 4)
        board.addWidget(self._checked(look), 4)
        column.addLayout(board, 1)
        column.addWidget(self._foot())

    def _head(self, look: Look) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self._lamp, self._title = Lamp(look, _LAMP), label("", "title")
        self.revoke_button = button(tr("Revoke the clearance"), "", key_of(Action.REVOKE))
        self.revoke_button.clicked.connect(self.revoked)
        self.back = action_button(Action.BACK, tr("Back"))
        self.back.clicked.connect(self.left)
        line.addWidget(self._lamp)
        line.addWidget(self._title, 1)
        line.addWidget(self.revoke_button)
        line.addWidget(self.back)
        return line

    def _met(self) -> QFrame:
        frame, column = card()
        column.addWidget(label(tr("Traveller beside entry"), "heading"))
        self.findings = FindingsGrid()
        self.facts = PairsPanel(self.findings)
        column.addWidget(self.facts, 1)
        return frame

    def _listed(self) -> QFrame:
        frame, column = card()
        column.addWidget(label(tr("The entry as it was then"), "heading"))
        self.entry = PairsPanel()
        column.addWidget(self.entry, 1)
        return frame

    def _checked(self, look: Look) -> QFrame:
        frame, column = card()
        column.addWidget(label(tr("What the booth saw"), "heading"))
        self._decision = label("", "muted", wrap=True)
        column.addWidget(self._decision)
        self.checks = ChecksList(look)
        column.addWidget(self.checks, 3)
        self.detail = CheckDetail(look)
        self.detail.hide()
        column.addWidget(self.detail, 2)
        self.checks.selectionModel().currentChanged.connect(self._show_check)
        self.checks.paged.connect(self.detail.page)
        return frame

    def _show_check(self) -> None:
        """The check that was chosen in the list, below it."""
        if self.checks.currentIndex().isValid():
            self.detail.present(self.checks.chosen())
            self.detail.to_top()
            self.detail.show()

    def _foot(self) -> QFrame:
        frame, column = card()
        column.addWidget(label(tr("Words so far"), "heading"))
        self._words = label("", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._say = label("", "note-undetermined", wrap=True)
        self.word = WordForm()
        self.word.settled.connect(self.settled)
        self.word.given_up.connect(self.left)
        for widget in (self._words, self._say, self.word):
            column.addWidget(widget)
        column.setSpacing(SMALL)
        return frame

    def present(
        self, case: AlertCase, crossing: Crossing | None, lists: Sequence[ListStatus], now: datetime
    ) -> None:
        """Show this case; a word can be added while it is open."""
        hit, entry, verdict = case.opened.hit, case.opened.entry, verdict_of_band(case_views.band_of(case))
        self._lamp.present(verdict)
        self._title.setText(case_views.case_title(case, lists))
        part(self._title, f"title-{WORDS[verdict]}")
        self.setAccessibleName(self._title.text())
        self.findings.present(finding_views(hit.findings) if hit is not None else ())
        self.facts.present(case_views.case_facts(case, lists, now))
        nothing = (("", tr("A list of document numbers has no entries: the issuing country knows more.")),)
        self.entry.present(whole_entry(entry) if entry is not None else nothing)
        self._present_crossing(crossing)
        self._words.setText(case_views.words_so_far(case))
        self._say.hide()
        self.revoke_button.setVisible(case_views.clears(case))
        self.word.setVisible(case.open)
        if case.open:
            self.word.begin()
        else:
            self.back.setFocus(FOCUS)

    def _present_crossing(self, crossing: Crossing | None) -> None:
        self.detail.present(None)
        self.detail.hide()
        if crossing is None:
            self.checks.checks.fill(())
            self._decision.setText(
                tr("No crossing of it is on this station: it was put aside, or it was at another port.")
            )
            return
        decided = tr(DECISIONS[crossing.decision.kind])
        self._decision.setText(
            tr("{decision} by {officer}").format(decision=decided, officer=crossing.officer)
        )
        self.checks.checks.fill(check_views(crossing.checks, printed=crossing.document.mrz_lines))

    def say(self, words: str) -> None:
        """Say what went wrong."""
        self._say.setText(words)
        self._say.setAccessibleName(words)
        self._say.show()

    def answer(self, character: str) -> bool:
        """The keys of the word, or R for a clearance that can be revoked."""
        if character.upper() == key_of(Action.REVOKE) and not self.revoke_button.isHidden():
            self.revoked.emit()
            return True
        return not self.word.isHidden() and self.word.answer(character)

    def forget(self) -> None:
        """Nothing of a traveller stays in a closed page."""
        self.findings.present(())
        for pairs in (self.facts, self.entry):
            pairs.present(())
        self.checks.checks.fill(())
        self.detail.present(None)
        for text in (self._title, self._decision, self._words):
            text.clear()
        self.word.note.clear()
