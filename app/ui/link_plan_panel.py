"""Before anything goes on a dear link: how many bytes, minutes and money, and three ways on by one key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.domain.link_policy import LinkPlan
from app.ui.link_plan_words import lane_line, plan_line
from app.ui.pieces import GAP, SMALL, WIDE, button, label, spaced
from app.ui.theme import FOCUS
from app.ui.wording import tr


class LinkPlanPanel(QFrame):
    """Emits `send_now` with the plan that was shown, `urgent_only`, or `left_for_stick`; asks nothing of the
    network itself. N, U, S choose, Esc is S."""

    send_now = Signal(object)
    urgent_only = Signal()
    left_for_stick = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._plan: LinkPlan | None = None
        column = spaced(QVBoxLayout(self), WIDE, SMALL)
        self._title = label(tr("Sending to HQ costs on this link"), "title", wrap=True)
        self.line = label("", "value", wrap=True)
        self.lanes = label("", "muted", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self.line)
        column.addWidget(self.lanes)
        column.addSpacing(GAP)
        self.now = button(tr("Send now"), "primary", "N")
        self.urgent = button(tr("Only alerts and refusals"), key="U")
        self.stick = button(tr("Leave it for the stick"), key="S")
        ways = spaced(QHBoxLayout(), 0, GAP)
        for made, act in ((self.now, self._send), (self.urgent, self._urgent), (self.stick, self._leave)):
            made.clicked.connect(act)
            ways.addWidget(made)
        ways.addStretch(1)
        column.addLayout(ways)
        column.addStretch(1)

    def show_plan(self, plan: LinkPlan) -> None:
        """Show what sending now would take; a yes counts for this plan and no later one."""
        self._plan = plan
        self.line.setText(plan_line(plan))
        self.lanes.setText(lane_line(plan))
        self.now.setEnabled(_wants(plan))
        self.setAccessibleName(f"{self._title.text()}. {self.line.text()}. {self.lanes.text()}")

    def focus_first(self) -> None:
        """Put the focus where the cheapest answer is: Space or Enter by mistake spends nothing."""
        self.stick.setFocus(FOCUS)

    def answer(self, character: str) -> bool:
        """One of the three letters; False for anything else."""
        acts: dict[str, Callable[[], None]] = {"N": self._send, "U": self._urgent, "S": self._leave}
        act = acts.get(character.upper())
        if act is None or self._plan is None:
            return False
        act()
        return True

    def escape(self) -> bool:
        """Esc: nothing is sent."""
        return self.answer("S")

    def _send(self) -> None:
        if self._plan is not None and _wants(self._plan):
            self.send_now.emit(self._plan)

    def _urgent(self) -> None:
        self.urgent_only.emit()

    def _leave(self) -> None:
        self.left_for_stick.emit()


def _wants(plan: LinkPlan) -> bool:
    return any(size for _, size in plan.lanes)
