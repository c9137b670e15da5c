"""Accounts of the station: how each stands at the door, changes by keys, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.officer import Act, Officer
from app.flow.ports import Clock, SignedIn
from app.flow.trail import Account
from app.ui import officers_words as words
from app.ui.account_form import AccountChange, AccountForm, Change
from app.ui.background import Background
from app.ui.message_line import MessageLine
from app.ui.pieces import GAP, SMALL, button, card, label, spaced
from app.ui.plain_table import PlainTable
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.theme import FOCUS, Look
from app.ui.wording import tr

T_ = TypeVar("T_")
_NAME = 1
ACCOUNTS, ROLES_TABLE = "L", "R"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the table shows: accounts, and officers whom HQ names and who wait for one."""

    accounts: tuple[Account, ...] = ()
    awaited: tuple[Officer, ...] = ()


class OfficersPage(SupervisorPage):
    """Offers what the role permits; the store asks for the same permission once more."""

    def __init__(self, session: SignedIn, look: Look, clock: Clock) -> None:
        super().__init__()
        self._session, self._clock = session, clock
        self._background = Background()
        self._ended = False
        self._listed = Listed()
        column = spaced(QVBoxLayout(self), 0, GAP)
        column.addLayout(self._head())
        self.form = AccountForm()
        self.form.hide()
        self.form.settled.connect(self._change)
        self.form.given_up.connect(self._leave_form)
        column.addWidget(self.form)
        self.table, self.roles = (
            PlainTable(look, tr("Accounts")),
            PlainTable(look, tr("What each role may do")),
        )
        self._tables = QStackedWidget()
        for table in (self.table, self.roles):
            frame, inside = card()
            inside.addWidget(table)
            self._tables.addWidget(frame)
        self.roles.fill(words.role_titles(), words.role_lines(), 0)
        column.addWidget(self._tables, 1)
        column.addLayout(self._buttons())
        self.message = MessageLine()
        column.addWidget(self.message)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._say_buttons())

    def _head(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, SMALL)
        line.addWidget(label(tr("Officers and roles"), "heading"), 1)
        self.tabs: dict[str, QPushButton] = {}
        titles = {ACCOUNTS: tr("Accounts"), ROLES_TABLE: tr("What each role may do")}
        for letter, title in titles.items():
            made = button(title, "choice", letter)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, chosen=letter: self.turn_to(chosen))
            self.tabs[letter] = made
            line.addWidget(made)
        return line

    def _buttons(self) -> QHBoxLayout:
        line = spaced(QHBoxLayout(), 0, GAP)
        self.lift_button = button(tr("Lift the lock-out"), "primary", "U")
        self.new_button = button(tr("New account…"), "", "N")
        self.password_button = button(tr("New password…"), "", "P")
        self.deactivate_button = button(tr("Deactivate…"), "", "D")
        self._acts: dict[str, tuple[QPushButton, Callable[[], None]]] = {
            "U": (self.lift_button, self.lift), "N": (self.new_button, self.ask_new),
            "P": (self.password_button, self.ask_password),
            "D": (self.deactivate_button, self.ask_deactivation),
        }  # fmt: skip
        manages = self._session.officer.may(Act.MANAGE_OFFICERS)
        for letter, (made, act) in self._acts.items():
            made.clicked.connect(act)
            if not manages and letter != "U":
                made.hide()
            line.addWidget(made)
        line.addStretch(1)
        if not manages:
            line.addWidget(label(tr("Accounts are changed by an administrator."), "muted"))
        return line

    # What the screen asks of a page

    def open(self) -> None:
        """Accounts, read anew."""
        self.message.hush()
        self._leave_form()
        self.turn_to(ACCOUNTS)

    def refresh(self) -> None:
        """Read anew, the chosen account stays chosen."""
        officers, trail = self._session.officers, self._session.trail

        def read() -> Listed:
            return Listed(tuple(trail.accounts()), tuple(officers.awaited()))

        self._run(read, self._fill, self._failed)

    def act(self, action: Action) -> bool:
        """Esc leaves the form first."""
        if action is Action.BACK and self.form.isVisible():
            self._leave_form()
            return True
        return False

    def answer(self, character: str) -> bool:
        """The letters of tables and buttons."""
        letter = character.upper()
        if self.form.isVisible():
            return False
        if letter in self.tabs:
            self.turn_to(letter)
            return True
        made, act = self._acts.get(letter, (None, None))
        if made is None or act is None or made.isHidden() or not made.isEnabled():
            return False
        act()
        return True

    def confirm(self) -> None:
        """Settle the form."""
        if self.form.isVisible():
            self.form.confirm()

    def end(self) -> None:
        """The officer signs out: nothing typed is left behind."""
        self._ended = True
        self.form.forget()
        self._background.stop()

    def turn_to(self, letter: str) -> None:
        """Show accounts, or what roles may do."""
        for other, made in self.tabs.items():
            made.setChecked(other == letter)
        self._tables.setCurrentIndex(list(self.tabs).index(letter))
        (self.table if letter == ACCOUNTS else self.roles).setFocus(FOCUS)
        self._say_buttons()
        if letter == ACCOUNTS:
            self.refresh()

    def _fill(self, listed: Listed) -> None:
        self._listed = listed
        now = self._clock()
        lines = [words.account(one, now) for one in listed.accounts]
        lines += [words.awaited(one) for one in listed.awaited]
        self.table.fill(words.titles(), lines, _NAME)
        self._say_buttons()

    def _chosen(self) -> Account | None:
        row = self.table.currentIndex().row()
        return self._listed.accounts[row] if 0 <= row < len(self._listed.accounts) else None

    def _awaited(self) -> Officer | None:
        place = self.table.currentIndex().row() - len(self._listed.accounts)
        return self._listed.awaited[place] if 0 <= place < len(self._listed.awaited) else None

    def _say_buttons(self) -> None:
        chosen, shown = self._chosen(), self.tabs[ACCOUNTS].isChecked()
        active = shown and chosen is not None and chosen.officer.active
        locked = chosen is not None and bool(chosen.locked_until or chosen.failures)
        self.lift_button.setEnabled(active and locked)
        self.password_button.setEnabled(active)
        self.deactivate_button.setEnabled(active)
        self.new_button.setEnabled(shown)

    # Changing

    def lift(self) -> None:
        """Lift the lock-out of the chosen account."""
        chosen = self._chosen()
        if chosen is None:
            return
        name = chosen.officer.username
        self._do(
            lambda: self._session.officers.unlock(name),
            tr("{name} may try again. It is kept in the audit.").format(name=name),
        )

    def ask_new(self) -> None:
        """Begin an account, of an officer whom HQ names where one is chosen."""
        self.form.ask_new(self._awaited())

    def ask_password(self) -> None:
        """Begin another password."""
        chosen = self._chosen()
        if chosen is not None:
            self.form.ask_password(chosen.officer)

    def ask_deactivation(self) -> None:
        """Ask before an account is taken away."""
        chosen = self._chosen()
        if chosen is not None:
            self.form.ask_deactivation(chosen.officer)

    def _leave_form(self) -> None:
        if self.form.isVisible():
            self.form.forget()
            self.form.hide()
            self.table.setFocus(FOCUS)

    def _change(self, wanted: AccountChange) -> None:
        officers, name = self._session.officers, wanted.username
        works: dict[Change, tuple[Callable[[], None], str]] = {
            Change.ADD: (
                lambda: officers.add(name, wanted.full_name, wanted.role, wanted.password),
                tr("{name} can sign in from now on."),
            ),
            Change.RESET: (
                lambda: officers.reset_password(name, wanted.password),
                tr("{name} can sign in with the new password."),
            ),
            Change.DEACTIVATE: (lambda: officers.deactivate(name), tr("{name} can no longer sign in.")),
        }
        work, said = works[wanted.change]
        self._do(work, said.format(name=name))

    def _do(self, work: Callable[[], None], said: str) -> None:
        def done(_: None) -> None:
            self._leave_form()
            self.message.say(said, Verdict.PASSED)
            self.refresh()

        self._run(work, done, self._refused)

    def _refused(self, error: WorldError) -> None:
        said = words.refused(error.failure)
        if self.form.isVisible():
            self.form.say(said)
        else:
            self.message.say(said, Verdict.UNDETERMINED)

    def _failed(self, error: WorldError) -> None:
        self.message.say_failure(error.failure.code)

    def _run(
        self, work: Callable[[], T_], done: Callable[[T_], None], failed: Callable[[WorldError], None]
    ) -> None:
        if not self._ended:
            self._background.run(work, done, failed)
