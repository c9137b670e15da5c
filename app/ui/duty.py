"""One officer's duty at the desk: joins the flow's desk with the screen, and holds no truth itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.checks import CheckName, Verdict
from app.domain.crossing import Conveyance, Direction, Purpose
from app.domain.decision import DecisionKind
from app.domain.document import Capture, TravelDocument
from app.domain.failure import WorldError
from app.domain.person import Traveller
from app.flow.booth import Booth
from app.flow.chip import ChipDeskEvent
from app.flow.decide import NotReady, Wish
from app.flow.desk import Taken
from app.flow.ports import SignedIn
from app.flow.reading import DeskEvent, DocumentRead, ReaderState, ReaderView
from app.ui import wording
from app.ui.asking import (
    missing_words,
    older_way_question,
    overrule_question,
    overruled_checks,
    put_aside_words,
    resume_question,
    set_aside_question,
    wish_question,
)
from app.ui.chip_views import PACE_FAILED
from app.ui.desk_screen import DeskScreen
from app.ui.proposing import Proposing
from app.ui.reason_panel import ReasonQuestion
from app.ui.settling import Settling
from app.ui.shortcuts import PURPOSE_KEYS, Action, shortcut
from app.ui.theme import FOCUS
from app.ui.top_bar import TopBar
from app.ui.views import desk_view
from app.ui.vouching import Vouching
from app.ui.wording import tr

_OUTCOME = {
    DecisionKind.ADMIT: Verdict.PASSED,
    DecisionKind.REFER: Verdict.UNDETERMINED,
    DecisionKind.REFUSE: Verdict.FAILED,
}


class Duty(QObject):
    """Begins when an officer has signed in and ends with `end`."""

    def __init__(self, booth: Booth, session: SignedIn, screen: DeskScreen, vouching: Vouching) -> None:
        super().__init__()
        self.session, self.screen = session, screen
        self.desk = booth.desk(session)
        self.bar = TopBar(booth, self.desk, screen.link_bar, self.fail)
        self.settling = Settling(self.desk, screen, vouching, self.show, self.fail)
        self.proposing = Proposing(booth, self.desk, screen)
        self._overruling: tuple[CheckName, ...] = ()
        self._acts: dict[Action, Callable[[], None]] = {
            Action.ADMIT: self.admit,
            Action.REFER: lambda: self._reasons(DecisionKind.REFER, Action.REFER),
            Action.REFUSE: lambda: self._reasons(DecisionKind.REFUSE, Action.REFUSE),
            Action.CHECKS: self._checks,
            Action.CONVEYANCE: lambda: self._open(screen.shift, lambda: screen.shift.ask(self.desk.shift)),
            Action.AMEND: self._amend,
            Action.TYPE_MRZ: lambda: self._open(screen.mrz, screen.mrz.ask),
            Action.TYPE_FIELDS: lambda: self._open(screen.fields, screen.fields.ask),
            Action.SET_ASIDE: self._ask_set_aside,
            Action.LEAVE_CHIP: self._leave_chip,
            Action.READ_CHIP: self._read_chip,
            Action.BACK: self._back,
            **self.settling.acts,
            **self.proposing.acts,
        }
        self._wire()

    def _wire(self) -> None:
        screen = self.screen
        screen.answers.purpose_chosen.connect(self.choose_purpose)
        screen.answers.stay_given.connect(self.give_stay)
        screen.decisions.admit.connect(lambda: self.act(Action.ADMIT))
        screen.decisions.refer.connect(lambda: self.act(Action.REFER))
        screen.decisions.refuse.connect(lambda: self.act(Action.REFUSE))
        screen.decisions.conveyance.connect(lambda: self.act(Action.CONVEYANCE))
        screen.decisions.details.connect(lambda: self.act(Action.CHECKS))
        screen.face.left.connect(lambda: self.act(Action.LEAVE_CHIP))
        screen.face.again.connect(lambda: self.act(Action.READ_CHIP))
        screen.reasons.settled.connect(self._decide_with_reasons)
        screen.shift.settled.connect(self._settle_shift)
        screen.mrz.settled.connect(self._take_typed_lines)
        screen.fields.settled.connect(self._take_typed_fields)
        screen.amend.settled.connect(self._settle_traveller)

    # Beginning and ending

    def begin(self) -> None:
        """Show the desk; an inspection that was cut off is offered first."""
        self.bar.show()
        try:
            resumed = self.desk.resume()
        except WorldError as error:
            resumed = False
            self.fail(error.failure.code)
        self.show()
        self._ready(ask=not resumed)
        if resumed and self.desk.inspection is not None:
            name = wording.name_words(self.desk.inspection.traveller)
            self.screen.question.ask(resume_question(name, self.screen.close_panel, self._set_aside))
            self.screen.open_panel(self.screen.question)

    def _ready(self, ask: bool = True) -> None:
        """Hand the keyboard to the hit that wants a word, else to the desk as a whole."""
        if not (ask and self.settling.offer()):
            self.screen.rest()

    def end(self) -> None:
        """Nothing moves any more."""
        self.bar.end()

    def show(self) -> None:
        """Show the desk as it stands."""
        self.screen.present(desk_view(self.desk))

    def fail(self, code: str) -> None:
        """Say a failure in its four lines; the focus goes there unless the officer is typing."""
        self.screen.message.say_failure(code)
        if not self.screen.panel_open():
            self.screen.message.setFocus(FOCUS)

    # What comes in

    def reader_event(self, event: DeskEvent) -> None:
        """A reader reports: a document, its own state, or something unreadable."""
        if isinstance(event, DocumentRead):
            self.take(event, Capture.READER)
        elif isinstance(event, ReaderView):
            self._say_reader(event)
        else:
            self.fail(event.code)

    def _say_reader(self, view: ReaderView) -> None:
        """Say what to do when the reader goes; be quiet again when it is back."""
        was_gone = self.bar.reader_gone
        self.bar.reader_changed(view)
        if view.state is ReaderState.GONE and not was_gone:
            self.fail(view.code or "DEV-01")
        elif view.state is ReaderState.READY and was_gone:
            self.screen.message.hush()

    def chip_event(self, event: ChipDeskEvent) -> None:
        """The chip reader reports: how far it is, or what the chip has proved."""
        before = self.desk.chip
        try:
            self.desk.chip_event(event)
        except WorldError as error:
            self.fail(error.failure.code)
        now = self.desk.chip
        if (now.state, now.code) != (before.state, before.code):  # not for every piece of a file
            self.bar.show()
        self.show()

    def lists_changed(self) -> None:
        """A list was swapped: its alerts count for the traveller who stands here, and not only later."""
        self.bar.show()
        if self.desk.inspection is not None and self._settle(self.desk.look_again):
            self.settling.offer()

    def take(self, read: DocumentRead, capture: Capture) -> bool:
        """Take a document's lines up, or say why not."""
        return self._take(lambda: self.desk.take_lines(read.lines, capture, damaged=read.partial))

    def _take(self, take: Callable[[], Taken]) -> bool:
        try:
            taken = take()
        except WorldError as error:
            self.fail(error.failure.code)
            return False
        if taken.opened:
            self.screen.message.hush()
            self.screen.close_panel()
            self._ready()
        elif taken.own_visa:
            self.screen.message.say(
                tr("This traveller's visa was read too. It is not kept: compare its dates by eye."),
                Verdict.UNDETERMINED,
            )
        else:
            self.screen.message.say(
                tr("Another document came in. It waits and is taken up when this traveller is decided."),
                Verdict.UNDETERMINED,
            )
        self.show()
        return True

    def _take_typed_lines(self, lines: tuple[str, ...]) -> None:
        if self._take(lambda: self.desk.take_lines(lines, Capture.TYPED_MRZ)):
            self.screen.close_panel()

    def _take_typed_fields(self, document: TravelDocument) -> None:
        if self._take(lambda: self.desk.take_fields(document)):
            self.screen.close_panel()

    # What the officer settles

    def act(self, action: Action) -> bool:
        """Do what a shortcut or a button asks; False when the desk does not know it."""
        known = self._acts.get(action)
        if known is not None:
            known()
        return known is not None

    def answer(self, character: str) -> bool:
        """A plain character typed outside of any text field."""
        if self.screen.panel_open():
            return self.screen.answer(character)
        if not self.desk.needs_stay:
            return False
        self.screen.checks.close_detail()  # what is chosen must be seen
        purpose = PURPOSE_KEYS.get(character.upper())
        if purpose is not None:
            self.choose_purpose(purpose)
        elif character.upper() in shortcut(Action.STAY).keys:
            self.screen.answers.ask_stay()
        else:
            return False
        return True

    def choose_purpose(self, purpose: Purpose) -> None:
        """The main purpose of the visit."""
        self._settle(lambda: self.desk.set_purpose(purpose))

    def give_stay(self, days: int) -> None:
        """The stay granted."""
        self._settle(lambda: self.desk.set_stay(days))

    def _settle(self, change: Callable[[], None]) -> bool:
        try:
            change()
        except WorldError as error:
            self.fail(error.failure.code)
            return False
        finally:
            self.show()
        return True

    def _settle_shift(self, direction: Direction, conveyance: Conveyance) -> None:
        if self._settle(lambda: self.desk.set_shift(direction, conveyance)):
            self.screen.close_panel()

    def _settle_traveller(self, traveller: Traveller) -> None:
        if self._settle(lambda: self.desk.amend_traveller(traveller)):
            self.screen.close_panel()

    # Panels

    def _open(self, panel: QWidget, ask: Callable[[], None]) -> None:
        if not self.screen.shows(self.screen.question):
            self.screen.open_panel(panel)
            ask()

    def _amend(self) -> None:
        inspection = self.desk.inspection
        if inspection is not None:
            self._open(self.screen.amend, lambda: self.screen.amend.ask(inspection.traveller))

    def _checks(self) -> None:
        if not self.screen.checks.close_detail():
            self.screen.checks.open_detail()

    def _leave_chip(self) -> None:
        if self.desk.inspection is not None:
            self._settle(self.desk.leave_chip)

    def _read_chip(self) -> None:
        """Read the chip once more; after a failed secure access the officer is asked which way."""
        if self.desk.inspection is None:
            return
        if self.desk.chip.code != PACE_FAILED:
            self._read_again()
            return
        older = partial(self._read_again, older_way=True)
        ask = older_way_question(self._read_again, older, self.screen.close_panel)
        self._open(self.screen.question, lambda: self.screen.question.ask(ask))

    def _read_again(self, *, older_way: bool = False) -> None:
        self.screen.close_panel()
        self._settle(lambda: self.desk.read_chip_again(allow_downgrade=older_way))

    def _ask_set_aside(self) -> None:
        inspection = self.desk.inspection
        if inspection is not None:
            name = wording.name_words(inspection.traveller)
            hits = self.settling.met
            ask = set_aside_question(name, self._set_aside, self.screen.close_panel, hits=hits)
            self._open(self.screen.question, lambda: self.screen.question.ask(ask))

    def _set_aside(self) -> None:
        self.screen.close_panel()
        words = put_aside_words(hits=self.settling.met)
        if not self._settle(self.desk.set_aside):
            return
        self.screen.message.say(words)
        self.show()
        self._ready()
        if self.desk.not_taken is not None:
            self.fail(self.desk.not_taken)

    def _back(self) -> None:
        if self.screen.shows(self.screen.question):
            self.screen.question.escape()
        elif self.screen.panel_open():
            self.screen.close_panel()
        elif not self.screen.checks.close_detail():
            self.screen.message.hush()
            self.screen.rest()

    # Deciding

    def admit(self) -> None:
        """Admit, or say what is in the way; failed checks ask for the reason to overrule them."""
        if self.desk.inspection is None:
            return
        if self.screen.shows(self.screen.reasons) and self.screen.reasons.action is Action.ADMIT:
            self.screen.reasons.confirm()
            return
        if self.settling.unread:
            self.screen.message.say(tr("Read the lookout first, then press Enter."), Verdict.UNDETERMINED)
            return
        if self.screen.panel_open() and not self.settling.asking:
            return
        in_the_way = self.desk.in_the_way(Wish(DecisionKind.ADMIT))
        overruled = overruled_checks(in_the_way)
        if in_the_way and len(overruled) == len(in_the_way):
            self._overruling = overruled
            self._ask_reasons(overrule_question(self.desk.inspection, overruled))
            return
        self.decide(Wish(DecisionKind.ADMIT))

    def _reasons(self, kind: DecisionKind, action: Action) -> None:
        if self.desk.inspection is None:
            return
        if self.screen.shows(self.screen.reasons) and self.screen.reasons.action is action:
            self.screen.reasons.confirm()
            return
        self._ask_reasons(wish_question(self.desk.inspection, kind))

    def _ask_reasons(self, question: ReasonQuestion) -> None:
        self._open(self.screen.reasons, lambda: self.screen.reasons.ask(question))

    def _decide_with_reasons(self, wish: Wish) -> None:
        """Decide as the reasons were given; nobody overrules a check that failed while they wrote."""
        if wish.kind is DecisionKind.ADMIT and self.desk.inspection is not None and not self.desk.chip_busy:
            now = overruled_checks(self.desk.in_the_way(Wish(DecisionKind.ADMIT)))
            if now != self._overruling:
                self.screen.close_panel()
                self.screen.message.say(
                    tr("The checks have changed meanwhile. Look at them, then admit or refuse."),
                    Verdict.UNDETERMINED,
                )
                return
        self.decide(wish)

    def decide(self, wish: Wish) -> None:
        """Record the decision and be ready for the next traveller at once."""
        try:
            crossing = self.desk.decide(wish)
        except NotReady as error:
            if not self.settling.asking:
                self.screen.close_panel()
            self.screen.message.say(missing_words(error.obstacles), Verdict.UNDETERMINED)
            return
        except WorldError as error:
            self.screen.close_panel()
            self.fail(error.failure.code)
            return
        self.screen.close_panel()
        self.screen.checks.close_detail()
        words = wording.decided_words(crossing, self.bar.show())
        self.screen.message.say(words, _OUTCOME[crossing.decision.kind])
        self.show()
        self._ready()
        if self.desk.not_taken is not None:
            self.fail(self.desk.not_taken)
