"""Make an account, reset a password, deactivate: typed by keys, the password twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.officer import Officer, Role
from app.ui.field import Choice
from app.ui.pieces import GAP, SMALL, WIDE, action_button, button, label, spaced
from app.ui.shortcuts import Action, key_of
from app.ui.signin_screen import password_line
from app.ui.theme import FOCUS, part
from app.ui.wording import tr
from app.wording.choices import ROLES


class Change(StrEnum):
    """What is done to an account."""

    ADD = "add"
    RESET = "reset"
    DEACTIVATE = "deactivate"


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What was typed; `password` is empty where nothing is given one."""

    change: Change
    username: str
    full_name: str
    role: Role
    password: str = field(repr=False)


class AccountForm(QFrame):
    """Emits `settled` with an AccountChange, or `given_up`."""

    settled = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "asking")
        self._change = Change.ADD
        column = spaced(QVBoxLayout(self), WIDE, GAP)
        self._title = label("", "heading")
        self._told = label("", "muted", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._told)
        column.addLayout(self._fields())
        self.said = label("", "note-undetermined", wrap=True)
        column.addWidget(self.said)
        foot = spaced(QHBoxLayout(), 0, GAP)
        self.back = action_button(Action.BACK, tr("Leave it as it is"))
        self.back.clicked.connect(self.given_up)
        self.keep = button("", "primary")
        self.keep.clicked.connect(self.confirm)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        column.addLayout(foot)
        for one, then in pairwise((self.username, self.full_name, self.role.box, self.password, self.again)):
            QWidget.setTabOrder(one, then)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        self.username, self.full_name = QLineEdit(), QLineEdit()
        self.username.setMaxLength(32)
        self.full_name.setMaxLength(100)
        self.role: Choice[Role] = Choice(tr("Role"), {role: tr(ROLES[role]) for role in Role})
        self.password, self.again = password_line(tr("Password")), password_line(tr("Password again"))
        self._identity: list[QWidget] = [self.role]
        self._secret: list[QWidget] = []
        for place, (title, line, group) in enumerate((
            (tr("Username"), self.username, self._identity),
            (tr("Full name"), self.full_name, self._identity),
            (tr("Password"), self.password, self._secret), (tr("Password again"), self.again, self._secret),
        )):  # fmt: skip
            name = label(title, "label")
            name.setBuddy(line)
            line.setAccessibleName(title)
            row, at = divmod(place, 2)
            grid.addWidget(name, 2 * row, at)
            grid.addWidget(line, 2 * row + 1, at)
            grid.setColumnStretch(at, 1)
            group += [name, line]
        grid.addWidget(self.role, 0, 2, 2, 1)
        self.username.returnPressed.connect(lambda: self.full_name.setFocus(FOCUS))
        self.full_name.returnPressed.connect(lambda: self.role.box.setFocus(FOCUS))
        self.password.returnPressed.connect(lambda: self.again.setFocus(FOCUS))
        self.again.returnPressed.connect(self.confirm)
        return grid

    def ask_new(self, named: Officer | None) -> None:
        """A new account; `named` is an officer whom HQ names and who waits for one."""
        self._begin(Change.ADD, tr("New account"), tr("Make the account"))
        self._told.setText(
            tr("Records and audit lines carry the username for good. Tell the password to its officer alone, "
               "who changes it by Ctrl+P. Four unusual words make a good one.")
        )  # fmt: skip
        self.username.setText("" if named is None else named.username)
        self.full_name.setText("" if named is None else named.full_name)
        self.role.choose(Role.OFFICER if named is None else named.role)
        (self.username if named is None else self.password).setFocus(FOCUS)

    def ask_password(self, officer: Officer) -> None:
        """Another password for an officer who forgot it."""
        self._begin(
            Change.RESET, tr("New password for {name}").format(name=officer.username), tr("Set the password")
        )
        self._told.setText(tr("The old one opens nothing any more, and a lock-out ends with it."))
        self._of(officer)
        self.password.setFocus(FOCUS)

    def ask_deactivation(self, officer: Officer) -> None:
        """Take an account away."""
        self._begin(
            Change.DEACTIVATE, tr("Deactivate {name}?").format(name=officer.username), tr("Deactivate")
        )
        self._told.setText(
            tr("{full_name} can no longer sign in here, also in a window that is open. What was recorded "
               "stays, and the username is never given again.").format(full_name=officer.full_name)
        )  # fmt: skip
        self._of(officer)
        self.back.setFocus(FOCUS)  # what takes rights away needs its own two keys

    def _of(self, officer: Officer) -> None:
        self.username.setText(officer.username)
        self.full_name.setText(officer.full_name)
        self.role.choose(officer.role)

    def _begin(self, change: Change, title: str, doing: str) -> None:
        self._change = change
        self._title.setText(title)
        self.setAccessibleName(title)
        self.keep.setText(f"{key_of(Action.CONFIRM)}  {doing}")
        self.keep.setAccessibleName(doing)
        self.keep.setEnabled(True)
        for widget in self._identity:
            widget.setVisible(change is Change.ADD)
        for widget in self._secret:
            widget.setVisible(change is not Change.DEACTIVATE)
        self.forget()
        self.said.hide()
        self.show()

    def forget(self) -> None:
        """Leave no password behind."""
        self.password.clear()
        self.again.clear()

    def confirm(self) -> None:
        """Say what is missing, or that it is settled."""
        if not self.keep.isEnabled():
            return
        missing = self._missing()
        if missing is not None:
            words, line = missing
            self.say(words)
            line.setFocus(FOCUS)
            return
        self.keep.setEnabled(False)
        self.settled.emit(
            AccountChange(
                self._change, self.username.text().strip(), self.full_name.text().strip(), self.role.value(),
                self.password.text(),
            )
        )  # fmt: skip

    def _missing(self) -> tuple[str, QLineEdit] | None:
        if self._change is Change.DEACTIVATE:
            return None
        for line in (self.username, self.full_name):
            if not line.text().strip():
                return tr("Type the username and the full name."), line
        if not self.password.text():
            return tr("Type the password twice."), self.password
        if self.password.text() != self.again.text():
            return tr("The two passwords are not the same. Type both again."), self.password
        return None

    def say(self, words: str) -> None:
        """Say what is missing or why it was refused."""
        self.keep.setEnabled(True)
        part(self.said, "note-undetermined")
        self.said.setText(words)
        self.said.setAccessibleName(words)
        self.said.show()
