"""What this port keeps and for how long: what is over, a plan to erase it, a second person, the erasing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer
from app.domain.port_retention import PurgeCounts, PurgePlan
from app.flow.ports import SignedIn
from app.flow.retention import Retention
from app.ui import retention_words as words
from app.ui.background import Background
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.second_person_panel import SecondPersonPanel
from app.ui.shortcuts import Action, key_of
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look, part
from app.ui.vouching import Vouching
from app.ui.wording import tr
from app.wording.retention import PURGE_REFUSED

T_ = TypeVar("T_")
_STEPS = 1000
_PANEL = 320
"""Pixels of the question to the second person, with what they stand behind in two lines."""


@dataclass(frozen=True, slots=True)
class _Seen:
    stands: Retention
    counts: PurgeCounts


class RetentionPage(SupervisorPage):
    """P plans, A asks a second person, X erases what was approved after one more question."""

    _moved = Signal(int)

    def __init__(self, session: SignedIn, look: Look, vouching: Vouching) -> None:
        super().__init__()
        self._session, self._vouching = session, vouching
        self._background = Background()
        self._seen: _Seen | None = None
        self._asked: PurgePlan | None = None
        self._busy = self._ended = False
        column = spaced(QVBoxLayout(self), 0, GAP)
        line = spaced(QHBoxLayout(), 0, GAP)
        line.addWidget(self._over(look), 3)
        line.addWidget(self._beside(look), 2)
        column.addLayout(line, 1)
        self.plan_line = label("", "note-plain", wrap=True)
        column.addWidget(self.plan_line)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.bar.hide()
        self._moved.connect(self.bar.setValue, Qt.ConnectionType.QueuedConnection)
        column.addWidget(self.bar)
        self.second = SecondPersonPanel(tr("Name of the second person"), tr("Not now"))
        self.second.setMinimumHeight(_PANEL)
        self.second.hide()
        self.second.asked.connect(self._prove)
        self.second.given_up.connect(self._leave_panels)
        column.addWidget(self.second)
        self.panel = self._asking()
        column.addWidget(self.panel)
        self.message = MessageLine()
        column.addWidget(self.message)
        column.addLayout(self._buttons())

    def _over(self, look: Look) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(tr("What is over"), "strong"))
        self.rule = label("", "muted", wrap=True)
        self.sum = label("", wrap=True)
        self.months = PlainTable(look, tr("What is over, by month"))
        inside.addWidget(self.rule)
        inside.addWidget(self.sum)
        inside.addWidget(self.months, 1)
        self._spare = label("")
        inside.addWidget(self._spare, 1)
        return frame

    def _beside(self, look: Look) -> QFrame:
        frame, inside = card(SMALL)
        inside.addWidget(label(tr("Why some of it stays"), "strong"))
        self.none_held = label(tr("Nothing that is over is held back."), "muted", wrap=True)
        self.held = PlainTable(look, tr("Why some of it stays"))
        inside.addWidget(self.none_held)
        inside.addWidget(self.held, 1)
        inside.addWidget(label(tr("Erased before"), "strong"))
        self.none_made = label(tr("Nothing was erased at this port yet."), "muted", wrap=True)
        self.none_made.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.made = PlainTable(look, tr("Erased before"))
        inside.addWidget(self.none_made, 1)
        inside.addWidget(self.made, 1)
        return frame

    def _asking(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "asking")
        column = spaced(QVBoxLayout(frame), WIDE, SMALL)
        self.question = label("", "heading", wrap=True)
        column.addWidget(self.question)
        column.addWidget(label(tr("It cannot be brought back at this port. HQ keeps its copy."), wrap=True))
        foot = spaced(QHBoxLayout(), 0, GAP)
        back = action_button(Action.BACK, tr("Not now"))
        back.clicked.connect(self._leave_panels)
        self.confirm_button = button(f"{key_of(Action.CONFIRM)}  {tr('Erase it for good')}", "primary")
        self.confirm_button.clicked.connect(self.confirm)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self.confirm_button)
        column.addLayout(foot)
        frame.hide()
        return frame

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.plan_button = button(tr("Plan to erase it"), "primary", "P")
        self.approve_button = button(tr("Ask a second person…"), "", "A")
        self.erase_button = button(tr("Erase what was approved…"), "", "X")
        for made, act in (
            (self.plan_button, self.plan), (self.approve_button, self.ask_second),
            (self.erase_button, self.ask),
        ):  # fmt: skip
            made.clicked.connect(act)
            line.addWidget(made)
        line.addStretch(1)
        return line

    # What the screen asks of a page

    def open(self) -> None:
        """Look anew."""
        self.message.hush()
        self._leave_panels()
        self.refresh()

    def act(self, action: Action) -> bool:
        """Esc leaves a question first."""
        if action is Action.BACK and (self.panel.isVisible() or self.second.isVisible()):
            self._leave_panels()
            return True
        return False

    def answer(self, character: str) -> bool:
        """The letters of the buttons."""
        if self.panel.isVisible() or self.second.isVisible():
            return False
        acts = {"P": self.plan, "A": self.ask_second, "X": self.ask}
        act = acts.get(character.upper())
        if act is not None:
            act()
        return act is not None

    def end(self) -> None:
        """Stop what runs at its next few records: a purge that was begun is continued later."""
        self._ended = True
        self._background.stop()

    # Looking

    def refresh(self) -> None:
        """Count anew what is over."""
        if not self._busy:
            self._begin()
            self._run(self._look, self._show)

    def _look(self) -> _Seen:
        port = self._session.retention
        return _Seen(port.stands(), port.preview(self._progress))

    def _show(self, seen: _Seen) -> None:
        self._seen = seen
        counts, stands = seen.counts, seen.stands
        self.rule.setText(words.rule_words(stands.policy))
        self.sum.setText(words.sum_words(counts))
        self.months.fill(words.over_titles(), words.over_lines(counts), 1)
        self.held.fill(words.held_titles(), words.held_lines(counts), 1)
        self.made.fill(words.past_titles(), words.past_lines(tuple(stands.made)), 0)
        for table, nothing in ((self.held, self.none_held), (self.made, self.none_made)):
            table.setVisible(table.model().rowCount() > 0)
            nothing.setVisible(table.model().rowCount() == 0)
        self.months.setVisible(bool(counts.months))
        self._spare.setVisible(not counts.months)
        said, verdict = words.plan_words(stands.plan)
        self.plan_line.setText(said)
        part(self.plan_line, "note-undetermined" if verdict is Verdict.UNDETERMINED else "note-plain")
        self._show_buttons()
        if not self.second.isVisible() and not self.panel.isVisible():
            (self.months if counts.months else self.plan_button).setFocus(FOCUS)

    def _plan_of_now(self) -> PurgePlan | None:
        """The plan that may be approved or is approved now."""
        return None if self._seen is None else self._seen.stands.plan

    def _show_buttons(self) -> None:
        plan, idle = self._plan_of_now(), not self._busy
        idle = idle and not self.panel.isVisible() and not self.second.isVisible()
        approved = plan is not None and plan.approved
        something = self._seen is not None and self._seen.counts.records > 0
        self.plan_button.setEnabled(idle and something and not approved)
        self.approve_button.setEnabled(idle and plan is not None and not approved)
        self.erase_button.setEnabled(idle and approved)
        self.bar.setVisible(self._busy)

    # Doing

    def plan(self) -> None:
        """Keep what may go now as a plan."""
        if self.plan_button.isEnabled():
            self._do(
                tr("The plan is being made."),
                lambda: self._session.retention.plan(self._progress),
                self._planned,
            )

    def _planned(self, plan: PurgePlan) -> None:
        self.message.say(words.plan_words(plan)[0], Verdict.PASSED)
        self._again()

    def ask_second(self) -> None:
        """Ask a second person to stand behind the plan."""
        plan = self._plan_of_now()
        if plan is None or not self.approve_button.isEnabled():
            return
        self.message.hush()
        self._asked = plan
        self.second.ask(words.about_words(plan), self._vouching.names())
        self.second.show()
        self._show_buttons()
        self.second.begin()

    def _prove(self, username: str, password: str) -> None:
        self._vouching.prove(username, password, self._proven, self.second.refuse, act=Act.APPROVE_PURGE)

    def _proven(self, officer: Officer) -> None:
        plan = self._asked  # what the second person was shown, whatever was planned elsewhere meanwhile
        if plan is None or not self.second.isVisible():
            return
        self._leave_panels()
        port = self._session.retention
        self._do(
            tr("The plan is compared with the store once more."),
            lambda: port.approve(plan.number, plan.digest, officer.username), self._approved,
        )  # fmt: skip

    def _approved(self, plan: PurgePlan) -> None:
        self.message.say(words.plan_words(plan)[0], Verdict.PASSED)
        self._again(self.ask)

    def ask(self) -> None:
        """Ask once more before anything goes."""
        plan = self._plan_of_now()
        if plan is None or not self.erase_button.isEnabled():
            return
        self.question.setText(tr("Erase {records}?").format(records=words.records(plan.counts.records)))
        self.panel.show()
        self._show_buttons()
        self.confirm_button.setFocus(FOCUS)

    def confirm(self) -> None:
        """Erase what was approved, or send a name and a password to the door."""
        if self.second.isVisible():
            self.second.confirm()
            return
        plan = self._plan_of_now()
        if plan is None or not self.panel.isVisible():
            return
        self._leave_panels()
        port = self._session.retention
        self._do(
            tr("Erasing. Travellers can be processed meanwhile."),
            lambda: port.purge(plan.number, self._progress), self._erased,
        )  # fmt: skip

    def _erased(self, plan: PurgePlan) -> None:
        self.message.say(words.made_words(plan), Verdict.PASSED)
        self.changed.emit()
        self._again()

    def _do(self, saying: str, work: Callable[[], T_], done: Callable[[T_], None]) -> None:
        if not self._busy:
            self.message.say(saying)
            self._begin()
            self._run(work, done)

    def _begin(self) -> None:
        self._busy = True
        self.bar.setValue(0)
        self._show_buttons()

    def _run(self, work: Callable[[], T_], done: Callable[[T_], None]) -> None:
        def ended(answer: T_) -> None:
            self._busy = False
            done(answer)

        self._background.run(work, ended, self._failed)

    def _again(self, then: Callable[[], None] | None = None) -> None:
        """Look anew after something was done, and go on."""

        def shown(seen: _Seen) -> None:
            self._show(seen)
            if then is not None:
                then()

        self._begin()
        self._run(self._look, shown)

    def _progress(self, done: int, whole: int) -> None:
        if self._ended:
            raise WorldError(FailureCode.STORE_BUSY, "retention_page", reason="signed_out")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _failed(self, error: WorldError) -> None:
        self._busy = False
        code, reason = error.failure.code, dict(error.failure.details).get("reason", "")
        if code is FailureCode.PURGE_REFUSED and reason in PURGE_REFUSED:
            self.message.say(tr(PURGE_REFUSED[reason]), Verdict.UNDETERMINED)
        else:
            self.message.say_failure(code)
        self._show_buttons()

    def _leave_panels(self) -> None:
        self.panel.hide()
        self.second.hide()
        self._show_buttons()
        self.months.setFocus(FOCUS)
