"""Hits on alert lists at the desk: open each by itself, ask for the word, and for a STOP a second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.domain.alerts import AlertHit, SettledAs
from app.domain.checks import Verdict
from app.domain.failure import WorldError
from app.domain.officer import Officer
from app.flow.alert_ports import ListStatus
from app.flow.alerts import DeskHit, says_the_same
from app.flow.desk import Desk
from app.ui import wording
from app.ui.desk_screen import DeskScreen
from app.ui.hit_views import hit_view, word_line
from app.ui.shortcuts import Action, key_of
from app.ui.vouching import Vouching
from app.ui.word_form import Word
from app.ui.wording import tr
from app.wording.choices import SETTLED_AS

_OUTCOME = {
    SettledAs.SAME: Verdict.FAILED,
    SettledAs.CANNOT_TELL: Verdict.UNDETERMINED,
    SettledAs.NOT_SAME: Verdict.PASSED,
}


class Settling(QObject):
    """Joins the desk's hits with the panels that settle them; `changed` asks for the desk anew.

    It knows only what `Desk.hits` gives: of silent alerts it never hears.
    """

    def __init__(
        self, desk: Desk, screen: DeskScreen, vouching: Vouching, changed: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._screen, self._vouching = desk, screen, vouching
        self._changed, self._failed = changed, failed
        self._seen: set[tuple[str, object]] = set()
        self._pending: Word | None = None
        self._asked: AlertHit | None = None
        self.acts: dict[Action, Callable[[], None]] = {
            Action.SETTLE: self.open,
            Action.UNSETTLE: self.take_back,
        }
        screen.hit.settled.connect(self._said)
        screen.hit.acknowledged.connect(screen.close_panel)
        screen.hit.undo.clicked.connect(self.take_back)
        screen.second.asked.connect(self._prove)
        screen.closed.connect(self._closed)

    # Opening

    def offer(self) -> bool:
        """Open the next hit that the officer has not seen yet; whether a hit is open now."""
        if self.asking:
            if self._current() is None:  # it says something else by now: what stands there is no more
                self._screen.close_panel()
            return self.asking
        if self._screen.panel_open():
            return False
        waiting = (one for one in self._desk.hits if _owed(one) and self._mark(one) not in self._seen)
        following = next(waiting, None)
        if following is not None:
            self._ask(following)
        return following is not None

    @property
    def asking(self) -> bool:
        """Whether a hit or its second person is being asked for this moment."""
        return self._screen.shows(self._screen.hit) or self._screen.shows(self._screen.second)

    @property
    def met(self) -> bool:
        """Whether the officer was shown anything of which the second line hears, decided or not."""
        inspection = self._desk.inspection
        return bool(self._desk.hits) or (inspection is not None and bool(inspection.screening.documents))

    @property
    def unread(self) -> bool:
        """Whether a lookout stands open that nobody said to have read."""
        view = self._screen.hit.view
        return self._screen.shows(self._screen.hit) and view is not None and view.restricted

    def open(self) -> None:
        """Open the first hit that still owes a word, else the last one as it was settled."""
        hits = self._desk.hits
        if not hits or self._screen.shows(self._screen.question):
            return
        owing = [one for one in hits if one.unsettled or one.unreleased]
        self._ask(owing[0] if owing else hits[-1])

    def _ask(self, one: DeskHit) -> None:
        hits = self._desk.hits
        view = hit_view(one, hits.index(one) + 1, len(hits), self._lists(), self._desk.clock())
        self._pending, self._asked = None, one.hit
        self._seen.add(self._mark(one))
        self._screen.open_panel(self._screen.hit)
        self._screen.hit.ask(view)

    def _lists(self) -> Sequence[ListStatus]:
        try:
            return self._desk.session.lists.status()
        except WorldError as error:  # a hit is shown all the same, its list by its id
            self._failed(error.failure.code)
            return ()

    def _mark(self, one: DeskHit) -> tuple[str, object]:
        """One hit of one inspection: a hit that says something new after a correction is shown again."""
        inspection = self._desk.inspection
        return ("" if inspection is None else inspection.record_id, (one.case_id, one.hit))

    def _closed(self) -> None:
        """A panel was closed: forget what stood in it, and show the next hit."""
        self._pending = None
        self._screen.hit.forget()
        self._screen.second.forget()
        self.offer()

    # Settling

    def _current(self) -> DeskHit | None:
        """The hit that stands open, as long as it says what was shown: a word is on that and no other."""
        view = self._screen.hit.view
        wanted = None if view is None else view.case_id
        found = next((one for one in self._desk.hits if one.case_id == wanted), None)
        known = found is not None and self._asked is not None and says_the_same(self._asked, found.hit)
        return found if known else None

    def _said(self, word: Word) -> None:
        one = self._current()
        view = self._screen.hit.view
        if one is None or view is None:
            return
        if not view.stop:
            self._keep(one, word, "")
            return
        self._pending = word
        inspection = self._desk.inspection
        name = "" if inspection is None else wording.name_words(inspection.traveller)
        about = tr("{name}: {title}.\n{officer} says: {word}. Look at both, then confirm it by password.")
        self._screen.second.ask(
            about.format(
                name=name, title=view.title, officer=self._desk.session.officer.full_name,
                word=tr(SETTLED_AS[word.settled_as]).lower(),
            ),
            self._vouching.names(),
        )  # fmt: skip
        self._screen.open_panel(self._screen.second)
        self._screen.second.begin()

    def _prove(self, username: str, password: str) -> None:
        asked_for = self._pending

        def proven(second: Officer) -> None:
            one = self._current()
            if asked_for is not None and self._pending is asked_for and one is not None:
                self._keep(one, asked_for, second.username)

        def refused(words: str) -> None:
            if self._pending is asked_for:
                self._screen.second.refuse(words)

        self._vouching.prove(username, password, proven, refused)

    def _keep(self, one: DeskHit, word: Word, second: str) -> None:
        try:
            self._desk.settle_hit(one.case_id, word.settled_as, word.grounds, word.note, second)
        except WorldError as error:
            self._failed(error.failure.code)
            return
        self._screen.close_panel()
        settled = next((hit for hit in self._desk.hits if hit.case_id == one.case_id), None)
        if settled is not None and settled.settlement is not None:
            undo = tr("{key} takes it back.").format(key=key_of(Action.UNSETTLE))
            words = f"{word_line(settled.settlement)}. {undo}"
            self._screen.message.say(words, _OUTCOME[word.settled_as])
        self._changed()

    def take_back(self) -> None:
        """Take the last word back; the hit is open again."""
        settled = [one for one in self._desk.hits if one.settlement is not None]
        if not settled:
            return
        shown = self._current()
        one = shown if shown in settled and shown is not None else settled[-1]
        try:
            self._desk.unsettle_hit(one.case_id)
        except WorldError as error:
            self._failed(error.failure.code)
            return
        self._screen.message.say(tr("Taken back: the hit is open again."), Verdict.UNDETERMINED)
        self._changed()
        self.open()


def _owed(one: DeskHit) -> bool:
    return one.unsettled or one.unreleased or one.restricted
