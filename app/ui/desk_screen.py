"""The desk: everything about one traveller in one view, the middle turning to what is being asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.answers_panel import AnswersPanel
from app.ui.checks_panel import ChecksPanel
from app.ui.decision_bar import DecisionBar
from app.ui.document_panel import DocumentPanel
from app.ui.earlier_panel import EarlierPanel
from app.ui.face_panel import FacePanel
from app.ui.fields_panel import AmendPanel, FieldsPanel
from app.ui.hit_panel import HitPanel
from app.ui.identity_strip import IdentityStrip
from app.ui.idle_panel import IdlePanel
from app.ui.link_bar import LinkBar
from app.ui.message_line import MessageLine
from app.ui.mrz_panel import MrzPanel
from app.ui.pieces import GAP, WIDE, spaced
from app.ui.proposal_form import ProposalPanel
from app.ui.question_panel import QuestionPanel
from app.ui.reason_panel import ReasonPanel
from app.ui.second_person_panel import SecondPersonPanel
from app.ui.shift_panel import ShiftPanel
from app.ui.theme import FOCUS, Look
from app.ui.views import DeskView

_LEFT, _RIGHT = 264, 420
"""Least pixels of the outer columns, as on a booth's laptop (1366 wide)."""
_EARLIER_BESIDE_PHOTO = 2
"""Earlier crossings for which there is room below a photo."""


class DeskScreen(QWidget):
    """Puts the parts of the desk in their places. Panels emit their own signals; `closed` says that the
    panel in the middle was left without an answer."""

    closed = Signal()

    def __init__(self, look: Look, today: Callable[[], date]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.link_bar = LinkBar(look)
        self.identity = IdentityStrip()
        self.face, self.earlier = FacePanel(), EarlierPanel()
        self.document, self.answers = DocumentPanel(), AnswersPanel()
        self.checks = ChecksPanel(look)
        self.message, self.decisions = MessageLine(), DecisionBar()
        self.idle = IdlePanel()
        self.reasons, self.question = ReasonPanel(), QuestionPanel()
        self.shift, self.mrz = ShiftPanel(), MrzPanel(today)
        self.fields, self.amend = FieldsPanel(today), AmendPanel(today)
        self.hit, self.second, self.proposal = HitPanel(look), SecondPersonPanel(), ProposalPanel(today)
        self._middle = QStackedWidget()
        self._inspection = self._column(self.document, self.answers)
        for page in (
            self.idle, self._inspection, self.reasons, self.question,
            self.shift, self.mrz, self.fields, self.amend, self.hit, self.second, self.proposal,
            self.checks.detail,
        ):  # fmt: skip
            self._middle.addWidget(page)
        self._place()
        for panel in (
            self.reasons, self.shift, self.mrz, self.fields, self.amend, self.hit, self.second, self.proposal,
        ):  # fmt: skip
            panel.given_up.connect(self.close_panel)
        self.answers.done.connect(self.rest)
        self.checks.opened.connect(self._show_detail)
        self.checks.closed.connect(self._hide_detail)
        self._beneath: QWidget = self.idle
        self._somebody = False

    def _column(self, *widgets: QWidget) -> QWidget:
        box = QWidget()
        column = spaced(QVBoxLayout(box), 0, GAP)
        for widget in widgets[:-1]:
            column.addWidget(widget)
        column.addWidget(widgets[-1], 1)
        return box

    def _place(self) -> None:
        left = QWidget()
        self._left = spaced(QVBoxLayout(left), 0, GAP)
        self._left.addWidget(self.face)
        self._left.addWidget(self.earlier)
        left.setMinimumWidth(_LEFT)
        self.checks.setMinimumWidth(_RIGHT)
        board = spaced(QHBoxLayout(), 0, GAP)
        board.setContentsMargins(WIDE, GAP, WIDE, 0)
        for part, share in ((left, 2), (self._middle, 5), (self.checks, 3)):
            board.addWidget(part, share)
        speech = spaced(QHBoxLayout(), 0, 0)
        speech.setContentsMargins(WIDE, GAP, WIDE, GAP)
        speech.addWidget(self.message)
        column = spaced(QVBoxLayout(self), 0, 0)
        column.addWidget(self.link_bar)
        column.addWidget(self.identity)
        column.addLayout(board, 1)
        column.addLayout(speech)
        column.addWidget(self.decisions)

    def present(self, view: DeskView) -> None:
        """Show the desk as it stands; an open panel stays open."""
        self._somebody = view.identity is not None
        name = view.identity.name.text if view.identity else ""
        self.setAccessibleName(" ".join(filter(None, (name, view.state.word, view.following))))
        self.identity.present(view.identity)
        self.document.present(view.document)
        self.answers.present(view.answers)
        self.checks.present(view.state, view.checks)
        self._present_left(view)
        self.decisions.present(view.conveyance, view.following, view.ready, self._somebody)
        if not self.panel_open() and not self.shows(self.checks.detail):
            self._middle.setCurrentWidget(self._inspection if self._somebody else self.idle)

    def _present_left(self, view: DeskView) -> None:
        """A photo takes all the room that it can use; without a chip reader the history does."""
        self.face.present(view.face)
        self._left.setStretch(0, 0 if view.face.small else 1)
        self._left.setStretch(1, 1 if view.face.small else 0)
        if view.face.small:
            self.earlier.present(view.earlier, self._somebody)
        else:
            self.earlier.present(view.earlier, self._somebody, _EARLIER_BESIDE_PHOTO)

    def _show_detail(self) -> None:
        """Checks in detail over what is in the middle, a panel that is asking included."""
        if not self.shows(self.checks.detail):
            self._beneath = self._middle.currentWidget() or self.idle
            self._middle.setCurrentWidget(self.checks.detail)

    def _hide_detail(self) -> None:
        if self.shows(self.checks.detail):
            self._middle.setCurrentWidget(self._beneath)

    def panel_open(self) -> bool:
        """Whether the middle is asking something, be it under the checks in detail."""
        shown = self._beneath if self.shows(self.checks.detail) else self._middle.currentWidget()
        return shown not in (self.idle, self._inspection)

    def shows(self, panel: QWidget) -> bool:
        """Whether this panel is in the middle."""
        return self._middle.currentWidget() is panel

    def open_panel(self, panel: QWidget) -> None:
        """Put a panel into the middle."""
        self.checks.close_detail()
        self._middle.setCurrentWidget(panel)

    def close_panel(self) -> None:
        """Back to the traveller, or to the empty desk."""
        if self.panel_open():
            self.checks.close_detail()
            self._middle.setCurrentWidget(self._inspection if self._somebody else self.idle)
            self.rest()
            self.closed.emit()

    def rest(self) -> None:
        """Put the focus where no key can do harm: on the desk as a whole."""
        self.setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """Offer a character to the panel that is asking; False when none wants it."""
        panel = self._middle.currentWidget()
        if isinstance(panel, ReasonPanel | QuestionPanel | ShiftPanel | HitPanel):
            return panel.answer(character)
        return False

    def confirm_panel(self) -> None:
        """Confirm the panel that is asking (Ctrl+Enter)."""
        panel = self._middle.currentWidget()
        if isinstance(
            panel,
            ReasonPanel | ShiftPanel | MrzPanel | FieldsPanel | AmendPanel | HitPanel | SecondPersonPanel
            | ProposalPanel,
        ):  # fmt: skip
            panel.confirm()
