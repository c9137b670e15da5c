"""The stick to HQ: which drives are there, what is on them, write, read, let go; a bar while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.flow.courier import CourierPort, CourierRead, CourierWritten, DriveSeen, StickContents
from app.flow.ports import SignedIn
from app.ui import stick_words
from app.ui.background import Background
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, LARGE, action_button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, Look
from app.ui.wording import failure_words, tr

T_ = TypeVar("T_")

LOOK_AGAIN = 1500
"""Milliseconds between two looks for drives while the page is shown."""
_STEPS = 1000
"""Steps of the bar, whatever the bytes."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """A drive and what is on it; `failure` says why that cannot be told."""

    drive: DriveSeen
    contents: StickContents | None
    failure: FailureCode | None = None


class StickPage(QWidget):
    """Looks for drives by itself while it is shown; one piece of work at a time. Emits `left`, and
    `changed` when records or lists stand otherwise than before."""

    left = Signal()
    changed = Signal()
    _moved = Signal(int)

    def __init__(self, session: SignedIn, courier: CourierPort, look: Look) -> None:
        super().__init__()
        self._session, self._courier = session, courier
        self._background = Background()
        self._plugged: tuple[Plugged, ...] = ()
        self._busy = self._looking = self._ended = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self.refresh)
        self._build(look)
        self._moved.connect(self._bar.setValue, Qt.ConnectionType.QueuedConnection)

    def _build(self, look: Look) -> None:
        column = spaced(QVBoxLayout(self), LARGE, GAP)
        head = spaced(QHBoxLayout(), 0, GAP)
        head.addWidget(label(tr("Stick to HQ"), "title"), 1)
        back = action_button(Action.BACK, tr("Back to the desk"))
        back.clicked.connect(self.left)
        head.addWidget(back)
        column.addLayout(head)
        self.waiting = label("", "muted", wrap=True)
        column.addWidget(self.waiting)
        frame, inside = card()
        self.empty = label(
            tr("No stick is plugged in. Plug one in: it appears here by itself."), "muted", wrap=True
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = PlainTable(look, tr("Sticks"))
        inside.addWidget(self.empty)
        inside.addWidget(self.table, 1)
        column.addWidget(frame, 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far it is"))
        self._bar.hide()
        column.addWidget(self._bar)
        self.message = MessageLine()
        column.addWidget(self.message)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.write_button = action_button(Action.STICK_WRITE, tr("Write what waits for HQ"), "primary")
        self.read_button = action_button(Action.STICK_READ, tr("Read what HQ sent"))
        self.eject_button = action_button(Action.STICK_EJECT, tr("Let go of the stick"))
        for made, act in (
            (self.write_button, self.write), (self.read_button, self.read), (self.eject_button, self.eject),
        ):  # fmt: skip
            made.clicked.connect(act)
            line.addWidget(made)
        line.addStretch(1)
        return line

    # What the window asks of a page

    def open(self) -> None:
        """Begin quietly."""
        self.message.hush()
        self.refresh()
        self.table.setFocus(FOCUS)

    def act(self, action: Action) -> bool:
        """False when the page is to be left."""
        return action not in (Action.BACK, Action.STICK)

    def answer(self, character: str) -> bool:
        """The letters of the three buttons."""
        acts: dict[str, Callable[[], None]] = {"W": self.write, "R": self.read, "E": self.eject}
        act = acts.get(character.upper())
        if act is not None:
            act()
        return act is not None

    def confirm(self) -> None:
        """Nothing is asked here."""

    def end(self) -> None:
        """Stop what runs at its next piece; what is written by then is whole, the rest is not there."""
        self._ended = True
        self._timer.stop()
        self._background.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # Looking

    def refresh(self) -> None:
        """Look for drives again, unless something is being done with one."""
        self._say_waiting()
        if not self._busy and not self._looking:
            self._looking = True
            self._background.run(self._look, self._seen, self._not_seen)

    def _say_waiting(self) -> None:
        try:
            self.waiting.setText(stick_words.waiting(self._session.outbox.view()))
        except WorldError as error:
            self.waiting.setText(failure_words(error.failure.code).happened)

    def _look(self) -> tuple[Plugged, ...]:
        return tuple(self._on(drive) for drive in self._courier.drives())

    def _on(self, drive: DriveSeen) -> Plugged:
        try:
            return Plugged(drive, self._courier.look(self._session, drive.path))
        except WorldError as error:
            return Plugged(drive, None, error.failure.code)

    def _seen(self, plugged: tuple[Plugged, ...]) -> None:
        self._looking = False
        if plugged != self._plugged or not self.table.lines.rowCount():
            self._list(plugged)
        self._show()

    def _list(self, plugged: tuple[Plugged, ...]) -> None:
        """Show these; the chosen stick stays chosen wherever it stands now."""
        before = self._chosen()
        self._plugged = plugged
        lines = [stick_words.line(one.drive, one.contents, one.failure) for one in plugged]
        self.table.fill(stick_words.titles(), lines, 0)
        for row, one in enumerate(plugged):
            if before is not None and one.drive.path == before.drive.path:
                self.table.selectRow(row)

    def _chosen(self) -> Plugged | None:
        row = self.table.currentIndex().row()
        return self._plugged[row] if 0 <= row < len(self._plugged) else None

    def _not_seen(self, error: WorldError) -> None:
        self._looking = False
        self._plugged = ()
        self._show()
        self.message.say_failure(error.failure.code)

    def _show(self) -> None:
        there = bool(self._plugged)
        self.empty.setVisible(not there)
        self.table.setVisible(there)
        for made in (self.write_button, self.read_button, self.eject_button):
            made.setEnabled(there and not self._busy)
        self._bar.setVisible(self._busy)

    # Doing

    def write(self) -> None:
        """Write what waits to the chosen drive."""
        self._do(
            tr("Writing. Leave the stick in."),
            lambda path: self._courier.write(self._session, path, self._progress), self._written,
        )  # fmt: skip

    def read(self) -> None:
        """Take in what HQ sent on the chosen drive."""
        self._do(
            tr("Reading. Leave the stick in."),
            lambda path: self._courier.read(self._session, path, self._progress), self._read,
        )  # fmt: skip

    def eject(self) -> None:
        """Let go of the chosen drive."""
        self._do(tr("Letting go of the stick."), self._courier.eject, self._ejected)

    def _do(self, saying: str, work: Callable[[Path], T_], done: Callable[[T_], None]) -> None:
        chosen = self._chosen()
        if self._busy:
            return
        if chosen is None:
            self.message.say_failure(FailureCode.DRIVE_MISSING)
            return
        path = chosen.drive.path
        self._busy = True
        self._bar.setValue(0)
        self.message.say(saying)
        self._show()

        def ended(answer: T_) -> None:
            self._free()
            done(answer)

        self._background.run(lambda: work(path), ended, self._failed)

    def _progress(self, done: int, whole: int) -> None:
        if self._ended:
            raise WorldError(FailureCode.DRIVE_GONE, "stick_page", reason="signed_out")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _free(self) -> None:
        self._busy = False
        self._show()
        self.refresh()

    def _failed(self, error: WorldError) -> None:
        self._free()
        self.message.say_failure(error.failure.code)
        self.changed.emit()

    def _written(self, written: CourierWritten) -> None:
        self.message.say(stick_words.written(written), Verdict.PASSED)
        self.changed.emit()

    def _read(self, read: CourierRead) -> None:
        self.message.say(stick_words.read(read), Verdict.UNDETERMINED if read.failed else Verdict.PASSED)
        self.changed.emit()

    def _ejected(self, _: None) -> None:
        self.message.say(tr("You can pull the stick out now."), Verdict.PASSED)
