"""The one window: a door, a desk and a few pages beside it; closing it stops everything."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.domain.checks import Verdict
from app.domain.document import Capture
from app.domain.failure import WorldError
from app.flow.booth import Booth
from app.flow.chip import ChipDeskEvent, ChipState, ChipView
from app.flow.ports import LinkStatus, SignedIn
from app.flow.reading import DeskEvent, DocumentRead, ReaderView
from app.flow.today import local_day
from app.ui.bridge import Bridge
from app.ui.desk_screen import DeskScreen
from app.ui.duty import Duty
from app.ui.entry import Entry
from app.ui.input_watch import InputWatch
from app.ui.keys_sheet import KeysSheet
from app.ui.lock_screen import LockScreen
from app.ui.password_screen import PasswordScreen
from app.ui.records_screen import RecordsScreen
from app.ui.shortcuts import SHORTCUTS, Action, is_answer
from app.ui.side_pages import SidePages
from app.ui.signin_screen import SignInScreen
from app.ui.theme import Look
from app.ui.vouching import Vouching
from app.ui.wording import tr

SMALLEST = (1280, 700)
OPENED = (1366, 768)


class MainWindow(QMainWindow):
    """Owns the threads' ends: reader, road to HQ and background work all stop in `close`."""

    reader_reported = Signal()
    """The desk has seen what the reader said last."""

    def __init__(self, booth: Booth) -> None:
        super().__init__()
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise TypeError("a QApplication must be there first")
        self._application = application
        self._booth = booth
        self._look = Look(booth.taste.theme)
        self._look.dress(application)
        self._bridge, self._entry = Bridge(), Entry(booth.door, booth.clock)
        self._watch = InputWatch(booth.wedge, booth.monotonic, self._answer)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(booth.taste.lock_after_seconds * 1000)
        self._reader: ReaderView | None = None
        self._closed = False
        self.duty: Duty | None = None
        self.signin = SignInScreen(booth.version)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.signin)
        self.setCentralWidget(self._pages)
        self.setWindowTitle(tr("Matapā"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*OPENED)
        self._build_pages()
        self._wire()
        self._bind()
        self.signin.begin()
        self._offer_names()
        self._watch.start()
        booth.reader.start(self._bridge.reader)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keyboard: without a window manager, as in a kiosk, nobody else hands it over."""
        super().showEvent(event)
        self.activateWindow()

    def _build_pages(self) -> None:
        """Pages beside the desk; the desk itself is made anew for each officer."""
        self.desk: DeskScreen | None = None
        self.sides: SidePages | None = None
        self.lock, self.password, self.keys = LockScreen(), PasswordScreen(), KeysSheet()
        for page in (self.lock, self.password, self.keys):
            self._pages.addWidget(page)
        self._before: QWidget = self.signin

    def _wire(self) -> None:
        entry = self._entry
        entry.opened.connect(self._signed_in)
        entry.refused.connect(self.signin.refuse)
        entry.unlocked.connect(self._unlocked)
        entry.kept_locked.connect(self.lock.refuse)
        entry.password_changed.connect(self._password_changed)
        entry.password_kept.connect(self.password.say)
        self.signin.asked.connect(entry.sign_in)
        self.lock.asked.connect(self._unlock)
        self.lock.left.connect(self.sign_out)
        self.password.asked.connect(self._change_password)
        self.password.left.connect(self._back_to_before)
        self.keys.left.connect(self._back_to_before)
        self._bridge.reader_event.connect(self._reader_event)
        self._bridge.chip_event.connect(self._chip_event)
        self._bridge.link_changed.connect(self._link_changed)
        self._bridge.lists_changed.connect(self._lists_changed)
        self._watch.document.connect(self._wedge_document)
        self._watch.failed.connect(self._reader_event)
        self._watch.touched.connect(self._touched)
        self._idle.timeout.connect(self.lock_screen)

    def _bind(self) -> None:
        """Bind every row of the table; plain characters come by the input watch."""
        for row in SHORTCUTS:
            for key in row.keys:
                if row.bound and not is_answer(key):
                    made = QShortcut(QKeySequence(key), self)
                    made.setContext(Qt.ShortcutContext.WindowShortcut)
                    made.activated.connect(partial(self.act, row.action))
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._confirm_panel)

    # Acting

    def act(self, action: Action) -> None:
        """Do what a shortcut asks, where it makes sense on the page that is shown."""
        page = self._pages.currentWidget()
        everywhere = {
            Action.THEME: self.turn_theme, Action.HELP: self._show_keys, Action.LOCK: self.lock_screen,
            Action.SIGN_OUT: self.sign_out, Action.PASSWORD: self._show_password,
        }  # fmt: skip
        if action in everywhere:
            everywhere[action]()
        elif action is Action.BACK and page in (self.keys, self.password):
            self._back_to_before()
        elif self.sides is not None and (side := self.sides.shown(page)) is not None:
            if self.sides.page(action) not in (None, side):
                self._show_side(action)
            elif not side.act(action):
                self._show_desk()
        elif page is self.desk and self.duty is not None and not self.duty.act(action):
            self._show_side(action)

    def _answer(self, character: str) -> bool:
        page = self._pages.currentWidget()
        if self.duty is None or self.sides is None:
            return False
        side = self.sides.shown(page)
        return side.answer(character) if side else page is self.desk and self.duty.answer(character)

    def _confirm_panel(self) -> None:
        page = self._pages.currentWidget()
        side = None if self.sides is None else self.sides.shown(page)
        if side is not None:
            side.confirm()
        elif self.desk is not None and page is self.desk:
            self.desk.confirm_panel()

    def turn_theme(self) -> None:
        """Light, dark, contrast, light: kept for this machine."""
        self._booth.taste.keep_theme(self._look.turn(self._application))

    # Pages

    def _open_page(self, page: QWidget) -> None:
        current = self._pages.currentWidget()
        if current not in (self.keys, self.password, self.lock) and current is not None:
            self._before = current
        self._pages.setCurrentWidget(page)

    def _back_to_before(self) -> None:
        self.password.forget()
        self._pages.setCurrentWidget(self._before)
        if self._before is self.desk and self.desk is not None:
            self.desk.rest()

    def _locked(self) -> bool:
        return self._pages.currentWidget() is self.lock

    def _show_keys(self) -> None:
        if self._pages.currentWidget() is self.keys:
            self._back_to_before()
        elif not self._locked():
            self._open_page(self.keys)
            self.keys.open()

    def _show_password(self) -> None:
        if self.duty is not None and not self._locked():
            self._open_page(self.password)
            self.password.begin()

    def _show_desk(self) -> None:
        if self.desk is not None and self.duty is not None:
            self._pages.setCurrentWidget(self.desk)
            self.duty.show()
            self.duty.bar.show()
            self.desk.rest()

    def _show_side(self, action: Action) -> None:
        """Open a page beside the desk, or say that it is not for this officer."""
        if self.sides is None or self.desk is None:
            return
        side = self.sides.page(action)
        if side is not None:
            self._open_page(side)
            side.open()
        elif not self.sides.permitted(action):
            self.desk.message.say(self.sides.refusal(action), Verdict.UNDETERMINED)

    @property
    def records(self) -> RecordsScreen | None:
        """History and search, once they were opened."""
        return None if self.sides is None else self.sides.records

    # The door

    def _offer_names(self) -> None:
        self.signin.offer(self._entry.usernames())

    def _signed_in(self, session: SignedIn) -> None:
        self.signin.begin()
        self.desk = DeskScreen(self._look, lambda: local_day(self._booth.clock()))
        self.desk.link_bar.keys.clicked.connect(self._show_keys)
        self._pages.addWidget(self.desk)
        vouching = Vouching(self._entry, session)
        self.duty = Duty(self._booth, session, self.desk, vouching)
        readers = self.duty.bar.readers
        self.sides = SidePages(self._booth, session, self._look, vouching, self._pages, readers)
        self.sides.left.connect(self._show_desk)
        self.sides.carried.connect(self._booth.link.poke)
        self.sides.carried.connect(self._lists_changed)
        self.duty.bar.alerts_changed.connect(self.sides.lists_changed)
        session.lists.on_change(self._bridge.lists)
        if self._reader is not None:
            self.duty.reader_event(self._reader)
        self._pages.setCurrentWidget(self.desk)
        self._start_chip(self.duty)
        self.duty.begin()
        self._booth.link.start(session, self._bridge.link)
        self._idle.start()

    def _start_chip(self, duty: Duty) -> None:
        """Chips are proved by what is trusted now: an import counts from the next sign-in on."""
        if self._booth.chip is None:
            return
        try:
            self._booth.chip.start(duty.session.trust.anchors(), self._bridge.chip)
        except WorldError as error:
            code = error.failure.code
            duty.chip_event(ChipView(ChipState.GONE, code=code))  # none waits for a chip that nobody reads
            duty.fail(code)

    def sign_out(self) -> None:
        """Close the store and forget the traveller; another officer may sign in."""
        duty, self.duty = self.duty, None
        if duty is None:
            return
        self._idle.stop()
        duty.end()
        if self.sides is not None:
            self.sides.end()
        if self._booth.chip is not None:
            self._booth.chip.stop()
        self._booth.link.stop()
        self._entry.sign_out(duty.session)
        self._pages.setCurrentWidget(self.signin)
        self._before = self.signin
        if self.desk is not None:
            self._pages.removeWidget(self.desk)
            self.desk.deleteLater()
        self.desk = self.sides = None
        self.signin.begin()
        self._offer_names()

    def lock_screen(self) -> None:
        """Hide the desk behind the lock; everything on it stays."""
        if self.duty is None or self._locked():
            return
        self._open_page(self.lock)
        officer = self.duty.session.officer
        self.lock.lock(officer.full_name or officer.username)

    def _unlock(self, password: str) -> None:
        if self.duty is not None:
            self._entry.unlock(self.duty.session, password)

    def _unlocked(self) -> None:
        if self.duty is not None:
            self._back_to_before()
            self._idle.start()

    def _change_password(self, old: str, new: str) -> None:
        if self.duty is not None:
            self._entry.change_password(self.duty.session, old, new)

    def _password_changed(self) -> None:
        self.password.forget()
        self.password.say(tr("Changed. Use the new password from now on."), well=True)

    # What comes in

    def _reader_event(self, event: DeskEvent) -> None:
        if isinstance(event, ReaderView):
            self._reader = event
        if self.duty is not None and (isinstance(event, ReaderView) or not self._away()):
            self.duty.reader_event(event)
        self.reader_reported.emit()

    def _away(self) -> bool:
        """Whether documents must wait because the officer is not at the desk."""
        if self._locked():
            self.lock.refuse(tr("A document came in and was not read: unlock first, then swipe again."))
        elif self._pages.currentWidget() is not self.desk:
            self._show_desk()
        return self._locked()

    def _wedge_document(self, read: DocumentRead) -> None:
        if self.duty is not None and not self._away():
            self.duty.take(read, Capture.KEYBOARD_WEDGE)

    def _chip_event(self, event: ChipDeskEvent) -> None:
        if self.duty is not None:
            self.duty.chip_event(event)

    def _link_changed(self, status: LinkStatus) -> None:
        if self.duty is not None:
            self.duty.bar.link_changed(status)

    def _lists_changed(self) -> None:
        """A list was swapped, on whatever thread: ages and counts are said anew, late hits show."""
        if self.duty is not None and self.sides is not None:
            self.duty.lists_changed()
            self.sides.lists_changed()

    def _touched(self) -> None:
        if self.duty is not None and not self._locked():
            self._idle.start()

    def show_bug(self, kind: str) -> None:
        """Something in the program is wrong: say so where the officer looks; what was done is kept."""
        if self.desk is not None:
            self.desk.message.say(
                tr("Something in the program went wrong ({kind}). What was recorded is kept. Look whether "
                   "this traveller is still on the desk, and tell the technician.").format(kind=kind),
                Verdict.FAILED,
            )  # fmt: skip

    def keys_at_rest(self) -> bool:
        """Whether everything typed so far has arrived where it belongs."""
        return self._watch.at_rest

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    def stop(self) -> None:
        """Stop reader, link and background work and close the store; may be called twice."""
        if self._closed:
            return
        self._closed = True
        self._idle.stop()
        self._bridge.close()
        self._watch.stop()
        self._booth.reader.stop()
        self.sign_out()
        self._booth.link.stop()
        self._entry.stop()
