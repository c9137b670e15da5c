"""The four panels of an export: sticks, logs, who may open them, and the slip."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.checks import Verdict
from app.domain.export_policy import ExportPolicy
from app.flow.courier import DriveSeen
from app.flow.days import DayLog, DayReceipt
from app.ui import export_words as words
from app.ui.lamp import WORDS
from app.ui.pieces import GAP, SMALL, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.theme import FOCUS, Look, part
from app.ui.wording import tr

LONGEST_REASON = 200
_SLIP_PIXELS = 14


class MarkTable(PlainTable):
    """Emits `toggled` with the line on which Space was pressed."""

    toggled = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class _Panel(QFrame):
    """A card with a column."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.column: QVBoxLayout = spaced(QVBoxLayout(self), GAP, SMALL)


class DrivePanel(_Panel):
    """The sticks that are plugged in; the chosen one stays chosen while it is there."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.empty = label(
            tr("No stick is plugged in. Plug one in: it appears here by itself."), "muted", wrap=True
        )
        self.table = PlainTable(look, tr("Sticks"))
        self.drives: tuple[DriveSeen, ...] = ()
        self.column.addWidget(self.empty)
        self.column.addWidget(self.table, 1)
        self.column.addStretch(0)
        self.fill(())

    def fill(self, drives: Sequence[DriveSeen]) -> None:
        """These are plugged in."""
        before, self.drives = self.chosen(), tuple(drives)
        self.table.fill(words.drive_titles(), [words.drive_line(one) for one in drives], 3)
        for row, one in enumerate(drives):
            if before is not None and one.path == before.path:
                self.table.selectRow(row)
        self.empty.setVisible(not drives)
        self.table.setVisible(bool(drives))

    def chosen(self) -> DriveSeen | None:
        """The stick in the line."""
        row = self.table.currentIndex().row()
        return self.drives[row] if 0 <= row < len(self.drives) else None

    def begin(self) -> None:
        """The focus where the eye begins."""
        self.table.setFocus(FOCUS)


class LogsPanel(_Panel):
    """Logs of closed days, each taken or not. Emits `changed` when one was marked or unmarked."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.empty = label(
            tr("No day is closed yet. Close one first, on the page of days."), "muted", wrap=True
        )
        self.table = MarkTable(look, tr("Logs of closed days"))
        self.said = label("", "strong")
        self.hint = label(tr("Space takes or leaves the log in the line, A takes all or none."), "muted")
        self.logs: tuple[DayLog, ...] = ()
        self.marked: set[int] = set()
        self._known: set[int] = set()
        self.table.toggled.connect(self._toggle)
        for made in (self.empty, self.table, self.said, self.hint):
            self.column.addWidget(made)
        self.column.setStretchFactor(self.table, 1)

    def fill(self, logs: Sequence[DayLog]) -> None:
        """These are there; those that were never taken to HQ are marked when they are first seen."""
        self.logs = tuple(logs)
        fresh = [log for log in logs if log.head.number not in self._known]
        self.marked |= {log.head.number for log in fresh if log.exported_at is None}
        self._known |= {log.head.number for log in fresh}
        self._show()

    def toggle_all(self) -> None:
        """All of them, or none if all were."""
        every = {log.head.number for log in self.logs}
        self.marked = set() if self.marked >= every else every
        self._show()

    def unmark(self, numbers: Collection[int]) -> None:
        """These were taken."""
        self.marked -= set(numbers)
        self._show()

    def begin(self) -> None:
        """The focus where the eye begins."""
        self.table.setFocus(FOCUS)

    def _toggle(self, row: int) -> None:
        self.marked ^= {self.logs[row].head.number}
        self._show()

    def _show(self) -> None:
        lines = [words.log_line(log, log.head.number in self.marked) for log in self.logs]
        self.table.fill(words.log_titles(), lines, 5)
        self.empty.setVisible(not self.logs)
        for made in (self.table, self.said, self.hint):
            made.setVisible(bool(self.logs))
        self.said.setText(words.marked_line(self.logs, self.marked))
        self.said.setAccessibleName(self.said.text())
        self.changed.emit()


class SealPanel(_Panel):
    """Who may open what is written; without encryption a reason is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.policy = ExportPolicy()
        self.plain = False
        self.where, self.what = label("", "heading", wrap=True), label("", "strong", wrap=True)
        self.logs = label("", "muted")
        self.said = label("", "note-plain", wrap=True)
        self.allowed = label("", "muted", wrap=True)
        self.title = label(tr("Why without encryption"), "label")
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(tr("The reason, without anybody's name"))
        self.reason.setAccessibleName(tr("Why without encryption"))
        for made in (self.where, self.said, self.allowed, self.title, self.reason, self.what, self.logs):
            self.column.addWidget(made)
        self.column.addStretch(1)

    def show_policy(self, policy: ExportPolicy) -> None:
        """What HQ says."""
        self.policy = policy
        self.plain = self.plain and policy.plain_allowed
        self._show()

    def say(self, where: str, what: str, logs: str) -> None:
        """Which stick, how many logs, and which."""
        self.where.setText(where)
        self.what.setText(what)
        self.logs.setText(logs)

    def turn(self) -> bool:
        """With or without encryption; False where HQ allows only the one."""
        if not self.policy.plain_allowed:
            return False
        self.plain = not self.plain
        self._show()
        self.begin()
        return True

    @property
    def ready(self) -> bool:
        """Whether there is somebody to seal to, or a reason for none."""
        return bool(self.reason.text().strip()) if self.plain else bool(self.policy.recipients)

    def begin(self) -> None:
        """The focus where something is to be typed."""
        if self.plain:
            self.reason.setFocus(FOCUS)

    def _show(self) -> None:
        text, verdict = words.sealed_line(self.policy, self.plain)
        part(self.said, f"note-{WORDS[verdict]}" if verdict is not Verdict.NOT_RUN else "note-plain")
        self.said.setText(text)
        self.said.setAccessibleName(text)
        self.allowed.setText(words.plain_line(self.policy))
        self.title.setVisible(self.plain)
        self.reason.setVisible(self.plain)


class SlipPanel(_Panel):
    """The slip as it would be printed; walked by the arrow keys where it is long."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(_SLIP_PIXELS)
        self.text.setFont(font)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        line = spaced(QHBoxLayout(inside), GAP, 0)
        line.addStretch(1)
        line.addWidget(self.text)
        line.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(tr("Slip"))
        self.column.addWidget(self.area, 1)

    def show_slip(self, receipt: DayReceipt) -> None:
        """What was written."""
        self.text.setText("\n".join(receipt.slip))
        self.text.setAccessibleName(self.text.text())
        self.area.setAccessibleDescription(self.text.text())

    def begin(self) -> None:
        """The focus where the arrow keys move it."""
        self.area.setFocus(FOCUS)
