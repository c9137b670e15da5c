"""One crossing with all its versions, each with everything that was known and decided."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.domain.crossing import Crossing
from app.flow.today import local_day
from app.ui.check_detail import CheckDetail
from app.ui.check_views import check_views, names_words
from app.ui.checks_list import ChecksList
from app.ui.pieces import GAP, SMALL, TIGHT, WIDE, Cell, action_button, card, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, Look
from app.ui.views import Value
from app.ui.wording import (
    born_words,
    conveyance_words,
    known,
    moment_words,
    name_words,
    partial_words,
    state_words,
    stay_sentence,
    tr,
)  # fmt: skip
from app.wording.choices import CAPTURES, DECISIONS, DOCUMENT_KINDS, PURPOSES, REASONS_GIVEN, SEXES

_CELLS = 18
_COLUMNS = 2


class CrossingPage(QWidget):
    """Shows the versions oldest first, the newest open. Emits `correct` and `left`."""

    correct = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._versions: tuple[Crossing, ...] = ()
        column = spaced(QVBoxLayout(self), 0, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        self._title = label("", "title")
        head.addWidget(self._title)
        head.addStretch(1)
        self.correct_button = action_button(Action.CORRECT, tr("Correct"), dots=True)
        self.back = action_button(Action.BACK, tr("Back"))
        self.correct_button.clicked.connect(self.correct)
        self.back.clicked.connect(self.left)
        head.addWidget(self.correct_button)
        head.addWidget(self.back)
        column.addLayout(head)
        board = spaced(QHBoxLayout(), 0, GAP)
        board.addWidget(self._side())
        board.addWidget(self._facts(), 1)
        self.checks = ChecksList(look)
        right, inside = card()
        inside.addWidget(label(tr("Checks as they were"), "heading"))
        inside.addWidget(self.checks, 3)
        self.detail = CheckDetail(look)
        inside.addWidget(self.detail, 2)
        self.checks.selectionModel().currentChanged.connect(self._show_check)
        self.checks.paged.connect(self.detail.page)
        right.setFixedWidth(424)
        board.addWidget(right)
        column.addLayout(board, 1)

    def _side(self) -> QFrame:
        frame, column = card()
        frame.setFixedWidth(200)
        column.addWidget(label(tr("Versions"), "heading"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Versions"))
        self.list.setWordWrap(True)
        self.list.setSpacing(TIGHT)
        self.list.currentRowChanged.connect(self._show_version)
        column.addWidget(self.list, 1)
        return frame

    def _facts(self) -> QFrame:
        frame, column = card(SMALL, WIDE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GAP)
        self._cells = [Cell("", "strong") for _ in range(_CELLS)]
        for place, cell in enumerate(self._cells):
            grid.addWidget(cell, place // _COLUMNS, place % _COLUMNS)
        for one in range(_COLUMNS):
            grid.setColumnStretch(one, 1)
        column.addLayout(grid)
        self._why = label("", "note-plain", wrap=True)
        column.addWidget(self._why)
        column.addStretch(1)
        return frame

    def present(self, versions: Sequence[Crossing], may_correct: bool) -> None:
        """Show these versions, oldest first."""
        self._versions = tuple(versions)
        self._title.setText(name_words(versions[-1].traveller))
        self.correct_button.setVisible(may_correct)
        self.list.clear()
        for crossing in versions:
            words = tr("Version {number}").format(number=crossing.version)
            self.list.addItem(f"{words}\n{moment_words(crossing.at)}\n{crossing.officer}")
        self.list.setCurrentRow(len(versions) - 1)
        self.list.setFocus(FOCUS)

    def _show_version(self, row: int) -> None:
        if not 0 <= row < len(self._versions):
            return
        crossing = self._versions[row]
        for cell, value in zip(self._cells, facts(crossing), strict=True):
            cell.say(value.label, value.text)
        why = tr("Corrected: {why}").format(why=crossing.correction)
        changes = differences(self._versions[row - 1], crossing) if row else ()
        self._why.setText("\n".join((why, *changes)))
        self._why.setVisible(bool(crossing.correction))
        self.checks.checks.fill(check_views(crossing.checks, printed=crossing.document.mrz_lines))
        self.detail.hide()

    def _show_check(self) -> None:
        """The check that was chosen in the list, below it."""
        if self.checks.currentIndex().isValid():
            self.detail.present(self.checks.chosen())
            self.detail.to_top()
            self.detail.show()


_ALWAYS_NEW = (15, 16)
"""Places of officer and moment among the facts: new in each version, so not worth a mark."""


def differences(before: Crossing, after: Crossing) -> tuple[str, ...]:
    """What a version changes, one line each."""
    pairs = enumerate(zip(facts(before), facts(after), strict=True))
    return tuple(
        f"{old.label}: {old.text} → {new.text}"
        for place, (old, new) in pairs
        if old.text != new.text and place not in _ALWAYS_NEW
    )


def facts(crossing: Crossing) -> tuple[Value, ...]:
    """Everything about a crossing as labelled values, always the same ones in the same places."""
    traveller, document, decision = crossing.traveller, crossing.document, crossing.decision
    day = local_day(crossing.crossed_at)  # an age that changed since is no change of this record
    reasons = "; ".join(tr(REASONS_GIVEN[reason]) for reason in decision.reasons)
    overruled = names_words(decision.overruled)
    return (
        Value(tr("Surname"), known(traveller.surname)),
        Value(tr("Given names"), known(traveller.given_names)),
        Value(tr("Born"), born_words(traveller.birth_date, day)),
        Value(tr("Sex"), tr(SEXES[traveller.sex])),
        Value(tr("Nationality"), state_words(traveller.nationality)),
        Value(tr(DOCUMENT_KINDS[document.kind]), known(document.number)),
        Value(tr("Issued by"), state_words(document.issuing_state)),
        Value(tr("Valid to"), partial_words(document.expiry_date)),
        Value(tr("Taken in"), tr(CAPTURES[document.capture])),
        Value(tr("Crossing"), conveyance_words(crossing.direction, crossing.conveyance)),
        Value(tr("Purpose"), tr(PURPOSES[crossing.purpose]) if crossing.purpose else tr("not asked")),
        Value(tr("Stay"), stay_sentence(crossing.stay) if crossing.stay else tr("none granted")),
        Value(tr("Decision"), tr(DECISIONS[decision.kind])),
        Value(tr("Reasons"), reasons or tr("none needed")),
        Value(tr("Overruled"), overruled or tr("nothing")),
        Value(tr("Officer"), crossing.officer),
        Value(tr("Recorded"), moment_words(crossing.at)),
        Value(tr("Note"), decision.note or tr("none")),
    )
