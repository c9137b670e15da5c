"""Who did and read what: the chain by pages, sign-ins, corrections, two people at once, and the proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.checks import Verdict
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Clock, ReadPurpose, SignedIn
from app.flow.today import local_day
from app.flow.trail import CorrectionLine, TrailProof
from app.ui import audit_words as words
from app.ui.background import Background
from app.ui.crossing_page import CrossingPage
from app.ui.lamp import WORDS
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look, part
from app.ui.trail_filter import TrailFilterRow
from app.ui.trail_pages import Shown, read
from app.ui.wording import counted, failure_words, moment_words, tr

T_ = TypeVar("T_")
_STEPS = 1000
"""Steps of the bar, whatever the lines."""
LINES, SIGN_INS, CORRECTIONS, SECONDS, PROOF = "L", "S", "C", "T", "P"


class AuditPage(SupervisorPage):
    """Letters choose what is shown; everything is read off the window's thread, a page at a time."""

    _moved = Signal(int)

    def __init__(self, session: SignedIn, look: Look, clock: Clock) -> None:
        super().__init__()
        self._session = session
        self._background = Background()
        self._busy = self._again = self._ended = self._stopping = False
        self._then = ""
        self._tab, self._shown = LINES, Shown((), None, None)
        self._pages = QStackedWidget()
        column = spaced(QVBoxLayout(self), 0, 0)
        column.addWidget(self._pages)
        self.filter = TrailFilterRow(lambda: local_day(clock()), self._people())
        self.table = PlainTable(look, tr("Lines of the audit chain"))
        self.crossing = CrossingPage(look)
        self._main = self._build()
        for page in (self._main, self.crossing):
            self._pages.addWidget(page)
        self.filter.asked.connect(self.refresh)
        self.table.opened.connect(self._open_line)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._say_detail())
        self.crossing.left.connect(self._close_crossing)
        self._moved.connect(self.bar.setValue, Qt.ConnectionType.QueuedConnection)

    def _people(self) -> list[str]:
        try:
            return [words.STATION, *(one.username for one in self._session.officers.list())]
        except WorldError:
            return [words.STATION, self._session.officer.username]

    def _build(self) -> QWidget:
        page = QWidget()
        column = spaced(QVBoxLayout(page), 0, GAP)
        column.addLayout(self._tabs())
        column.addWidget(self.filter)
        frame, inside = card()
        self.empty = label("", "muted", wrap=True)
        inside.addWidget(self.empty)
        inside.addWidget(self.table, 1)
        inside.addLayout(self._foot())
        column.addWidget(frame, 1)
        column.addWidget(self._below())
        self.proof = label("", "note-plain", wrap=True)
        self.proof.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column.addWidget(self.proof)
        self.meaning = label(
            tr("Each line holds the hash of the line before, each record's line the hash of the record. "
               "Signed daily logs and confirmed batches hold the chain's head: who writes it anew must write "
               "these anew too, and HQ has copies."), "muted", wrap=True,
        )  # fmt: skip
        column.addWidget(self.meaning)
        self._room = QWidget()
        column.addWidget(self._room, 1)
        self._frame = frame
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        column.addWidget(self.bar)
        self.message = MessageLine()
        column.addWidget(self.message)
        return page

    def _tabs(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        line.addWidget(label(tr("Who did what"), "heading"), 1)
        titles = {
            LINES: tr("Every line"), SIGN_INS: tr("Sign-ins"), CORRECTIONS: tr("Corrections"),
            SECONDS: tr("Two people"), PROOF: tr("Prove the chain"),
        }  # fmt: skip
        self.tabs: dict[str, QPushButton] = {}
        for letter, title in titles.items():
            made = button(title, "choice", letter)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=letter: self.turn_to(chosen))
            self.tabs[letter] = made
            line.addWidget(made)
        return line

    def _foot(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.older = button(tr("Older ones"), "", "O")
        self.older.clicked.connect(self.show_older)
        self.said = label("", "muted")
        line.addWidget(self.older)
        line.addWidget(self.said, 1)
        line.addWidget(label(tr("F  Filter"), "muted"))
        return line

    def _below(self) -> QFrame:
        self.detail: QLabel = label("", "", wrap=True)
        self.detail.setAccessibleName(tr("The whole line"))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidget(self.detail)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setAccessibleName(tr("The whole line"))
        self._detail_frame, inside = card()
        self._detail_frame.setFixedHeight(132)
        inside.addWidget(scroll)
        return self._detail_frame

    # What the screen asks of a page

    def open(self) -> None:
        """Every line, newest first."""
        self._close_crossing()
        self.turn_to(LINES if self._tab == PROOF else self._tab)

    def refresh(self) -> None:
        """Read anew from the newest line on."""
        if self._tab != PROOF and self._pages.currentWidget() is self._main:
            self._read(None)

    def act(self, action: Action) -> bool:
        """Esc leaves the crossing that is shown, or stops the proof."""
        if action is not Action.BACK:
            return False
        if self._pages.currentWidget() is self.crossing:
            self._close_crossing()
            return True
        if self._busy and self._tab == PROOF:
            self._stopping = True
            return True
        return False

    def answer(self, character: str) -> bool:
        """The letters of what is shown, of older lines and of the filter."""
        letter = character.upper()
        if self._pages.currentWidget() is not self._main:
            return False
        acts: dict[str, Callable[[], None]] = {"O": self.show_older, "F": self.filter.begin}
        if letter in self.tabs:
            self.turn_to(letter)
        elif letter in acts and self._tab != PROOF:
            acts[letter]()
        else:
            return False
        return True

    def confirm(self) -> None:
        """Show what the filter names."""
        self.refresh()

    def end(self) -> None:
        """Stop what runs at its next lines."""
        self._ended = True
        self._background.stop()

    # Pages of lines

    def turn_to(self, letter: str) -> None:
        """Show lines, sign-ins, corrections or two people, or prove the chain."""
        if self._busy:
            self._then, self._stopping = letter, self._tab == PROOF
            return
        self._tab, self._stopping = letter, False
        for other, made in self.tabs.items():
            made.setChecked(other == letter)
        self.message.hush()
        self._arrange()
        if letter == PROOF:
            self._prove()
            return
        self._shown = Shown((), None, None)
        self._read(None)
        self._fill()
        self.table.setFocus(FOCUS)

    def _arrange(self) -> None:
        proving = self._tab == PROOF
        of_lines: tuple[QWidget, ...] = (self.filter, self._frame, self._detail_frame)
        for one in of_lines:
            one.setVisible(not proving)
        of_proof: tuple[QWidget, ...] = (self.proof, self.meaning, self._room)
        for one in of_proof:
            one.setVisible(proving)
        self.filter.act.setVisible(self._tab == LINES)
        self.bar.setVisible(proving and self._busy)

    def show_older(self) -> None:
        """The next page, older than what is shown."""
        if self._shown.older is not None:
            self._read(self._shown.older)

    def _read(self, before: int | None) -> None:
        if self._busy:
            self._again = self._again or before is None
            return
        wanted = self.filter.wanted()
        if wanted is None:
            self.message.say(tr("Correct the marked field."), Verdict.UNDETERMINED)
            return
        tab, trail = self._tab, self._session.trail

        def show(shown: Shown) -> None:
            self._shown = shown if before is None else self._shown.followed_by(shown)
            self._fill(keep=before is not None)

        self._run(lambda: read(trail, tab, wanted, before), show)

    def _fill(self, keep: bool = False) -> None:
        if not keep:
            self.table.clearSelection()
        self.table.fill(words.TITLES[self._tab](), self._shown.lines(self._tab), words.STRETCHED[self._tab])
        count = len(self._shown.items)
        self.table.setVisible(bool(count))
        self.empty.setVisible(not count)
        self.empty.setText(tr("Reading…") if self._busy else tr("Nothing in the chain is like that."))
        self.older.setEnabled(self._shown.older is not None)
        self.said.setText(self._how_far(count))
        self._say_detail()

    def _how_far(self, count: int) -> str:
        shown = counted(count, "{number} shown", "{number} shown")
        if self._shown.older is None:
            return tr("{shown}: these are all.").format(shown=shown) if count else ""
        if self._shown.looked_to is None:
            return tr("{shown}. There are older ones.").format(shown=shown)
        until = moment_words(self._shown.looked_to)
        return tr("{shown}, back to {moment}. There may be older ones.").format(shown=shown, moment=until)

    def _say_detail(self) -> None:
        row = self.table.currentIndex().row()
        line = self._shown.line(row) if 0 <= row < len(self._shown.items) else None
        self.detail.setText("" if line is None else words.detail(line))

    # One correction with both versions

    def _open_line(self, row: int) -> None:
        line = self._shown.items[row] if 0 <= row < len(self._shown.items) else None
        if not isinstance(line, CorrectionLine):
            return
        if not line.crossing_id:
            self.message.say(tr("This record was erased since: only its line is left."))
            return
        crossings = self._session.crossings
        self._run(
            lambda: tuple(crossings.versions(line.crossing_id, ReadPurpose.SUPERVISION)), self._show_crossing
        )

    def _show_crossing(self, versions: tuple[Crossing, ...]) -> None:
        self.crossing.present(versions, may_correct=False)
        self._pages.setCurrentWidget(self.crossing)
        self.crossing.list.setFocus(FOCUS)

    def _close_crossing(self) -> None:
        if self._pages.currentWidget() is self.crossing:
            self._pages.setCurrentWidget(self._main)
            self.table.setFocus(FOCUS)

    # The proof

    def _prove(self) -> None:
        self.bar.setValue(0)
        self._say_proof(
            tr("Walking the whole chain: about a minute for a million lines. The desk goes on meanwhile. "
               "Esc stops it.")
        )  # fmt: skip
        self._run(lambda: self._session.trail.prove(self._progress), self._proved)
        self.bar.show()

    def _progress(self, done: int, whole: int) -> None:
        if self._ended or self._stopping:
            raise WorldError(FailureCode.NOT_ALLOWED, "audit_page", reason="stopped")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _proved(self, proof: TrailProof) -> None:
        self._say_proof(*words.proved(proof))

    def _say_proof(self, text: str, verdict: Verdict = Verdict.NOT_RUN) -> None:
        word = WORDS[verdict]
        part(self.proof, "note-plain" if word == "not_run" else f"note-{word}")
        self.proof.setText(text)
        self.proof.setAccessibleName(text)
        self.proof.setFocus(FOCUS)

    # Work

    def _run(self, work: Callable[[], T_], done: Callable[[T_], None]) -> None:
        if self._busy or self._ended:
            return
        self._busy, self._again = True, False

        def ended(answer: T_) -> None:
            self._free()
            done(answer)
            self._go_on()

        self._background.run(work, ended, self._failed)

    def _go_on(self) -> None:
        """What was asked for while something was read."""
        letter, self._then = self._then, ""
        if letter:
            self.turn_to(letter)
        elif self._again and self._tab != PROOF:
            self._read(None)

    def _free(self) -> None:
        self._busy = False
        self.bar.hide()

    def _failed(self, error: WorldError) -> None:
        self._free()
        if self._stopping:
            self._stopping = False
            self._say_proof(tr("The proof was stopped. P begins it anew."))
            self._go_on()
            return
        if self._tab == PROOF:
            self._say_proof(failure_words(error.failure.code).happened, Verdict.UNDETERMINED)
        else:
            self._fill(keep=True)
        self.message.say_failure(error.failure.code)
