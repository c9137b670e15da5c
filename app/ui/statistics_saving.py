"""Where the workbook goes: a drive that is plugged in, or a folder that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.flow.courier import DriveSeen
from app.ui.pieces import GAP, SMALL, action_button, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import FOCUS, part
from app.ui.wording import tr


class StatisticsSaving(QFrame):
    """Emits `settled` with the folder, or `given_up`."""

    settled = Signal(Path)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        column.addWidget(label(tr("Write the workbook"), "strong"))
        self.said = label("", "muted", wrap=True)
        column.addWidget(self.said)
        line = spaced(QHBoxLayout(), 0, GAP)
        self.folder = QLineEdit()
        self.folder.setAccessibleName(tr("Folder"))
        self.folder.setPlaceholderText(tr("Folder"))
        self.folder.returnPressed.connect(self.confirm)
        self.folder.textChanged.connect(lambda _: part(self.folder, ""))
        line.addWidget(self.folder, 1)
        write = action_button(Action.CONFIRM, tr("Write"), "primary")
        write.clicked.connect(self.confirm)
        line.addWidget(write)
        back = action_button(Action.BACK, tr("Not now"))
        back.clicked.connect(self.given_up)
        line.addWidget(back)
        column.addLayout(line)
        self.hide()

    def begin(self, drives: Sequence[DriveSeen], hides: bool) -> None:
        """Ask, with the first drive that can be written filled in."""
        free = [one for one in drives if not one.read_only]
        names = ", ".join(f"{one.label or one.device} ({one.path})" for one in free)
        where = (
            tr("Plugged in: {drives}.").format(drives=names)
            if names
            else tr("No drive is plugged in that can be written to: type a folder.")
        )
        kind = (
            tr("Figures under 3 are hidden in it.")
            if hides
            else tr(
                "It shows nobody's data, but small figures may point at somebody. Esc and H hide them first."
            )
        )
        self.said.setText(f"{where} {kind}")
        if free:
            self.folder.setText(str(free[0].path))
        self.show()
        self.folder.setFocus(FOCUS)
        self.folder.selectAll()

    def confirm(self) -> None:
        """Go on with the folder, if there is one of that name."""
        folder = Path(self.folder.text().strip()).expanduser()
        if not self.folder.text().strip() or not folder.is_dir():
            part(self.folder, "wrong")
            self.said.setText(tr("There is no folder of that name. Type another one, or plug a drive in."))
            self.folder.setFocus(FOCUS)
            return
        self.settled.emit(folder)
