"""The link to HQ: what it is like, what went over it today, what sending now takes, and the port's relay."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.link_policy import LinkKind, LinkPlan
from app.flow.link import LinkRulesPort, RoadsPort
from app.flow.ports import SignedIn
from app.ui import link_page_words as words
from app.ui.link_plan_panel import LinkPlanPanel
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, LARGE, SMALL, WIDE, action_button, card, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.theme import FOCUS
from app.ui.wording import tr

LOOK_AGAIN = 2000
"""Milliseconds after which the page looks again while it is shown."""


class LinkPage(QWidget):
    """Reads anew while it is shown. A plan that somebody may say yes to stays as it was shown until then.
    Emits `left`, and `changed` when something was let go."""

    left = Signal()
    changed = Signal()

    def __init__(self, session: SignedIn, roads: RoadsPort) -> None:
        super().__init__()
        self._session, self._roads = session, roads
        self._rules: LinkRulesPort = roads.rules(session)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self._say_facts)
        column = spaced(QVBoxLayout(self), LARGE, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(label(tr("Link to HQ"), "title"), 1)
        self.back = action_button(Action.BACK, tr("Back to the desk"))
        self.back.clicked.connect(self.left)
        head.addWidget(self.back)
        column.addLayout(head)
        frame, inside = card()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(WIDE)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(1, 1)
        inside.addLayout(self._grid)
        column.addWidget(frame)
        self.facts: list[tuple[QLabel, QLabel]] = []
        self.free = label("", "muted", wrap=True)
        self.free.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.free)
        self.panel = LinkPlanPanel()
        self.panel.send_now.connect(self._let_go)
        self.panel.urgent_only.connect(self._urgent_only)
        self.panel.left_for_stick.connect(self._leave)
        column.addWidget(self.panel)
        column.addStretch(1)
        self.message = MessageLine()
        column.addWidget(self.message)

    def open(self) -> None:
        """Show how things are, and what sending now would take."""
        self.message.hush()
        self._say_facts()
        self._ask()
        (self.back if self.panel.isHidden() else self.panel.stick).setFocus(FOCUS)

    def act(self, action: Action) -> bool:
        """False when the page is to be left."""
        return action not in (Action.BACK, Action.LINK)

    def answer(self, character: str) -> bool:
        """The letters of the three ways on."""
        return not self.panel.isHidden() and self.panel.answer(character)

    def confirm(self) -> None:
        """Nothing is confirmed here."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _say_facts(self) -> None:
        try:
            policy, used = self._rules.policy(), self._rules.usage(1)
            role, trouble = self._roads.relay_role(self._session), self._roads.relay_failure()
        except WorldError as error:
            self.message.say_failure(error.failure.code)
            return
        self._fill(words.facts(policy, used, role, trouble))
        self.free.setText(
            words.free_line() if policy.kind is LinkKind.FREE and not policy.daily_bytes else ""
        )

    def _fill(self, facts: list[tuple[str, str]]) -> None:
        while len(self.facts) < len(facts):
            pair = (label("", "label"), label("", "value", wrap=True))
            for place, one in enumerate(pair):
                self._grid.addWidget(one, len(self.facts), place, Qt.AlignmentFlag.AlignTop)
            self.facts.append(pair)
        for number, (name, value) in enumerate(self.facts):
            shown = number < len(facts)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(facts[number][0])
                value.setText(facts[number][1])

    def _ask(self) -> None:
        try:
            policy, plan = self._rules.policy(), self._rules.plan()
        except WorldError as error:
            self.panel.hide()
            self.message.say_failure(error.failure.code)
            return
        self.panel.setVisible(policy.kind is LinkKind.DEAR or bool(policy.daily_bytes))
        self.panel.show_plan(plan)

    def _let_go(self, plan: LinkPlan) -> None:
        self._consent(plan, tr("It goes now. What is recorded from here on waits for another yes."))

    def _urgent_only(self) -> None:
        try:
            plan = self._rules.plan()
        except WorldError as error:
            self.message.say_failure(error.failure.code)
            return
        self._consent(plan, tr("Only alerts and refusals go. The rest waits and is safe."), urgent_only=True)

    def _consent(self, plan: LinkPlan, said: str, urgent_only: bool = False) -> None:
        try:
            self._rules.consent(plan, urgent_only)
        except WorldError as error:
            self.message.say_failure(error.failure.code)
            return
        self.message.say(said, Verdict.PASSED)
        self.changed.emit()
        self._ask()

    def _leave(self) -> None:
        text = tr("It waits for the stick, and is safe. {key} opens the stick.")
        self.message.say(text.format(key=key_of(Action.STICK)))
