"""The lists on board: what each is, how many entries, how old, and whether it is still asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.flow.alert_ports import ListStatus
from app.flow.ports import Clock, SignedIn
from app.screening.lists import ListHeader
from app.screening.screening import ListUse
from app.ui import wording
from app.ui.pieces import GAP, LARGE, action_button, card, label, spaced
from app.ui.plain_table import Line, PlainTable
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, Look
from app.ui.wording import failure_words, tr
from app.wording.choices import LIST_USES

_VERDICTS = {
    ListUse.ASKED: Verdict.PASSED,
    ListUse.STALE: Verdict.UNDETERMINED,
    ListUse.SILENT: Verdict.UNDETERMINED,
    ListUse.BROKEN: Verdict.FAILED,
    ListUse.LOADING: Verdict.NOT_RUN,
}


class ListsPage(QWidget):
    """Emits `left`."""

    left = Signal()

    def __init__(self, session: SignedIn, look: Look, clock: Clock) -> None:
        super().__init__()
        self._session, self._clock = session, clock
        column = spaced(QVBoxLayout(self), LARGE, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(label(tr("Lists on board"), "title"), 1)
        back = action_button(Action.BACK, tr("Back to the desk"))
        back.clicked.connect(self.left)
        head.addWidget(back)
        column.addLayout(head)
        frame, inside = card()
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = PlainTable(look, tr("Lists on board"))
        inside.addWidget(self._empty)
        inside.addWidget(self.table, 1)
        column.addWidget(frame, 1)

    def open(self) -> None:
        """Show the lists as they are now."""
        self.refresh()
        self.table.setFocus(FOCUS)

    def refresh(self) -> None:
        """Read them anew."""
        try:
            lists = self._session.lists.status()
            nothing = tr("No alert or stolen-document list is on this station.")
        except WorldError as error:
            lists, words = (), failure_words(error.failure.code)
            nothing = f"{words.happened}\n{words.still_works}\n{words.do_now}"
        self.table.fill(titles(), [list_line(one, self._clock()) for one in lists], 0)
        self._empty.setText(nothing)
        self._empty.setVisible(not lists)
        self.table.setVisible(bool(lists))

    def act(self, action: Action) -> bool:
        """False when the page is to be left."""
        return action not in (Action.BACK, Action.LISTS)

    def answer(self, character: str) -> bool:
        """No plain character means anything here."""
        return False

    def confirm(self) -> None:
        """Nothing is asked here."""


def titles() -> Sequence[str]:
    """The columns."""
    return (
        tr("List"), tr("Of"), tr("Version"), tr("Entries"), tr("Issued"), tr("Age"), tr("Too old after"),
        tr("From"), tr("How it stands"),
    )  # fmt: skip


def list_line(one: ListStatus, now: datetime) -> Line:
    """One list in a line."""
    header = one.asked.header
    origin = tr("HQ, publication {number}").format(number=one.publication) if one.publication else tr("here")
    return Line(
        (
            header.title or header.list_id, header.agency, str(header.version),
            wording.grouped(header.count), wording.moment_words(header.issued_at),
            wording.span_words(now - header.issued_at), _lifetime(header), origin,
            tr(LIST_USES[one.asked.use]),
        ),
        _VERDICTS[one.asked.use],
    )  # fmt: skip


def _lifetime(header: ListHeader) -> str:
    hours = header.policy.ttl_hours
    if not hours:
        return tr("never")
    return wording.counted(hours, "{number} hour", "{number} hours") if hours < 72 else wording.counted(
        hours // 24, "{number} day", "{number} days"
    )  # fmt: skip
