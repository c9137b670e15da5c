"""Taking closed days to HQ on a stick, in four steps by keyboard: stick, days, who may open it, slip."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode, WorldError
from app.flow.courier import CourierPort, DriveSeen
from app.flow.days import DayExportPort, DayLog, DayReceipt, DaysPort
from app.flow.ports import SignedIn
from app.ui import export_words as words
from app.ui.background import Background
from app.ui.export_panels import DrivePanel, LogsPanel, SealPanel, SlipPanel
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, action_button, button, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import Look
from app.ui.wording import tr

LOOK_AGAIN: Final = 1500
"""Milliseconds between two looks for sticks while the page is shown."""
_STEPS: Final = 1000


class Step(IntEnum):
    """Where the officer is."""

    DRIVE = 0
    DAYS = 1
    SEAL = 2
    DONE = 3


class ExportPage(SupervisorPage):
    """One piece of work at a time; what was chosen stays chosen when the page is left and opened again."""

    _moved = Signal(int)

    def __init__(
        self, session: SignedIn, days: DaysPort, exports: DayExportPort, courier: CourierPort, look: Look
    ) -> None:
        super().__init__()
        self._session, self._days, self._exports, self._courier = session, days, exports, courier
        self._background = Background()
        self._step = Step.DRIVE
        self._chosen: DriveSeen | None = None
        self._busy = self._looking = self._stopping = self._ended = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self._look_for_drives)
        self._build(look)
        self._moved.connect(self._bar.setValue, Qt.ConnectionType.QueuedConnection)

    def _build(self, look: Look) -> None:
        column = spaced(QVBoxLayout(self), 0, GAP)
        self.heading = label("", "title")
        column.addWidget(self.heading)
        self.drive_panel, self.logs_panel = DrivePanel(look), LogsPanel(look)
        self.seal_panel, self.slip_panel = SealPanel(), SlipPanel()
        self._panels = QStackedWidget()
        for made in (self.drive_panel, self.logs_panel, self.seal_panel, self.slip_panel):
            self._panels.addWidget(made)
        column.addWidget(self._panels, 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far it is"))
        self._bar.hide()
        column.addWidget(self._bar)
        self.message = MessageLine()
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        self.drive_panel.table.opened.connect(lambda _: self.forward())
        self.logs_panel.table.opened.connect(lambda _: self.forward())
        self.logs_panel.changed.connect(self._show_buttons)
        self.seal_panel.reason.textChanged.connect(lambda _: self._show_buttons())
        self.seal_panel.reason.returnPressed.connect(self.write)

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.back_button = action_button(Action.BACK, tr("Back"))
        self.next_button = button(tr("Go on"), "primary", key_of(Action.OPEN))
        self.all_button = button(tr("All or none"), "", "A")
        self.write_button = button(tr("Write encrypted"), "primary", "W")
        self.plain_write_button = button(tr("Write without encryption"), "refuse", key_of(Action.OPEN))
        self.plain_button = button(tr("Without encryption"), "", "P")
        self.eject_button = button(tr("Let go of the stick"), "primary", "E")
        self.again_button = button(tr("Another export"), "", "N")
        for made, act in (
            (self.back_button, self._back), (self.next_button, self.forward),
            (self.all_button, self.logs_panel.toggle_all), (self.write_button, self.write),
            (self.plain_write_button, self.write), (self.plain_button, self._turn),
            (self.eject_button, self.eject), (self.again_button, self._again),
        ):  # fmt: skip
            made.clicked.connect(act)
            line.addWidget(made)
        line.addStretch(1)
        return line

    # What the screen asks of a page

    def open(self) -> None:
        """Go on where it was left."""
        self.message.hush()
        self.refresh()
        self._turn_to(self._step)

    def refresh(self) -> None:
        """Read logs and policy anew, and look for sticks."""
        self._look_for_drives()
        if not self._busy:
            self._background.run(self._read, self._have_read, self._failed)

    def act(self, action: Action) -> bool:
        """Esc goes a step back, and stops what is being written."""
        return action is Action.BACK and self._back()

    def answer(self, character: str) -> bool:
        """The letters of the buttons that are shown."""
        shown = {
            "A": self.all_button, "W": self.write_button, "P": self.plain_button, "E": self.eject_button,
            "N": self.again_button,
        }  # fmt: skip
        made = shown.get(character.upper())
        if made is None or made.isHidden():
            return False
        made.click()
        return True

    def confirm(self) -> None:
        """Ctrl+Return goes on, and writes at the last step."""
        if self._step is Step.SEAL:
            self.write()
        else:
            self.forward()

    def end(self) -> None:
        """Stop what runs at its next piece: nothing half written is left under its name."""
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

    def _look_for_drives(self) -> None:
        if not self._busy and not self._looking:
            self._looking = True
            self._background.run(lambda: tuple(self._courier.drives()), self._seen, self._failed)

    def _seen(self, drives: tuple[DriveSeen, ...]) -> None:
        self._looking = False
        if drives != self.drive_panel.drives:
            self.drive_panel.fill(drives)
        gone = self._chosen is not None and self._chosen.path not in [one.path for one in drives]
        if gone and self._step in (Step.DAYS, Step.SEAL) and not self._busy:
            self._chosen = None
            self._turn_to(Step.DRIVE)
            self.message.say_failure(FailureCode.DRIVE_GONE)
        self._show_buttons()

    def _read(self) -> tuple[tuple[DayLog, ...], ExportPolicy]:
        return words.logs_of(self._days.days(self._session)), self._exports.policy(self._session)

    def _have_read(self, read: tuple[tuple[DayLog, ...], ExportPolicy]) -> None:
        logs, policy = read
        self.logs_panel.fill(logs)
        self.seal_panel.show_policy(policy)
        self._show_buttons()

    # Going from step to step

    def forward(self) -> None:
        """To the next step, if this one is settled."""
        if self._busy:
            return
        if self._step is Step.DRIVE:
            self._choose_drive()
        elif self._step is Step.DAYS and self.logs_panel.marked:
            self._turn_to(Step.SEAL)

    def _choose_drive(self) -> None:
        drive = self.drive_panel.chosen()
        if drive is None:
            self.message.say_failure(FailureCode.DRIVE_MISSING)
        elif drive.read_only:
            self.message.say_failure(FailureCode.DRIVE_READ_ONLY)
        else:
            self._chosen = drive
            self._turn_to(Step.DAYS)

    def _back(self) -> bool:
        """A step back; False at the first one. What is being written stops first."""
        if self._busy:
            self._stopping = True
            self.message.say(tr("Stopping. Leave the stick in until it has stopped."))
            return True
        if self._step in (Step.DRIVE, Step.DONE):
            return False
        if self._step is Step.SEAL and self.seal_panel.plain:
            self._turn()
            return True
        self._turn_to(Step(self._step - 1))
        return True

    def _again(self) -> None:
        self._turn_to(Step.DRIVE)
        self.refresh()

    def _turn(self) -> None:
        self.seal_panel.turn()
        self._show_buttons()

    def _turn_to(self, step: Step) -> None:
        if step is not self._step and not self._busy:
            self.message.hush()
        self._step = step
        self._panels.setCurrentIndex(step)
        self.heading.setText(words.step_line(step))
        self.heading.setAccessibleName(self.heading.text())
        if step is Step.SEAL and self._chosen is not None:
            where = tr("On the stick {name}").format(name=words.drive_line(self._chosen).cells[0])
            logs, marked = self.logs_panel.logs, self.logs_panel.marked
            self.seal_panel.say(where, words.marked_line(logs, marked), words.chosen_lines(logs, marked))
        self._show_buttons()
        panel = self._panels.currentWidget()
        for one in (self.drive_panel, self.logs_panel, self.seal_panel, self.slip_panel):
            if one is panel:
                one.begin()

    def _show_buttons(self) -> None:
        step, busy, plain = self._step, self._busy, self.seal_panel.plain
        shown = {
            self.back_button: step in (Step.DAYS, Step.SEAL), self.all_button: step is Step.DAYS,
            self.next_button: step in (Step.DRIVE, Step.DAYS),
            self.write_button: step is Step.SEAL and not plain,
            self.plain_write_button: step is Step.SEAL and plain,
            self.plain_button: step is Step.SEAL and not plain and self.seal_panel.policy.plain_allowed,
            self.eject_button: step is Step.DONE, self.again_button: step is Step.DONE,
        }  # fmt: skip
        for made, there in shown.items():
            made.setVisible(there)
            made.setEnabled(not busy or made is self.back_button)
        if not busy:
            ready = bool(self.drive_panel.drives) if step is Step.DRIVE else bool(self.logs_panel.marked)
            self.next_button.setEnabled(ready)
            self.all_button.setEnabled(bool(self.logs_panel.logs))
            for made in (self.write_button, self.plain_write_button):
                made.setEnabled(self.seal_panel.ready and bool(self.logs_panel.marked))
        stop = tr("Stop") if busy else tr("Back")
        self.back_button.setText(f"{key_of(Action.BACK)}  {stop}")
        self.back_button.setAccessibleName(stop)
        self.seal_panel.reason.setEnabled(not busy)
        self._bar.setVisible(busy)

    # Doing

    def write(self) -> None:
        """Write the marked logs to the chosen stick."""
        chosen, marked = self._chosen, sorted(self.logs_panel.marked)
        if self._busy or self._step is not Step.SEAL or chosen is None or not marked:
            return
        if not self.seal_panel.ready:
            code = FailureCode.FIELD_INVALID if self.seal_panel.plain else FailureCode.DAY_NO_RECIPIENT
            self.message.say_failure(code)
            return
        reason = self.seal_panel.reason.text() if self.seal_panel.plain else ""
        self._begin(tr("Writing. Leave the stick in. Esc stops it."))
        work = partial(
            self._exports.export, self._session, marked, chosen.path, self._progress, plain_reason=reason
        )
        self._background.run(work, self._written, self._failed)

    def eject(self) -> None:
        """Let go of the stick."""
        if self._busy or self._chosen is None:
            return
        self._begin(tr("Letting go of the stick."))
        work: Callable[[], None] = partial(self._courier.eject, self._chosen.path)
        self._background.run(work, self._ejected, self._failed)

    def _begin(self, saying: str) -> None:
        self._busy, self._stopping = True, False
        self._bar.setValue(0)
        self.message.say(saying)
        self._show_buttons()

    def _progress(self, done: int, whole: int) -> None:
        if self._ended or self._stopping:
            raise WorldError(FailureCode.DRIVE_GONE, "export_page", reason="stopped")
        self._moved.emit(_STEPS * done // max(whole, 1))

    def _written(self, receipt: DayReceipt) -> None:
        self._busy = False
        self.logs_panel.unmark(receipt.numbers)
        self.seal_panel.plain = False
        self.seal_panel.reason.clear()
        self.slip_panel.show_slip(receipt)
        self._turn_to(Step.DONE)
        self.message.say(words.done_line(receipt), Verdict.PASSED)
        self.changed.emit()
        self.refresh()

    def _ejected(self, _: None) -> None:
        self._busy, self._chosen = False, None
        self._show_buttons()
        self.eject_button.setEnabled(False)
        self.message.say(tr("You can pull the stick out now."), Verdict.PASSED)

    def _failed(self, error: WorldError) -> None:
        self._looking = False
        was_busy, self._busy = self._busy, False
        self._show_buttons()
        if was_busy and self._stopping:
            self._stopping = False
            self.message.say(tr("Stopped. Nothing was left on the stick, and the logs can be taken again."))
        else:
            self.message.say_failure(error.failure.code)
