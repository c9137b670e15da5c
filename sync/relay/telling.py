"""Two threads of a booth: one tells the port what was recorded here, one hears what was at the other booths.

Neither holds anything that it cannot read again: what is told follows from the records by a cursor, and
what was heard is kept with the place up to which it was heard. A relay with another epoch (a new one, or
one whose folder was lost) is told the last two days again, and heard from its beginning.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final

from app.domain.failure import WorldError
from sync.http import HqBusy
from sync.line import Stopped
from sync.ports import KeyRing, StationIdentity
from sync.protocol.notes import (
    MOST_NOTES,
    BadNote,
    Note,
    Told,
    newest_key,
    open_note,
    read_note_head,
    verify_note,
    write_note,
)
from sync.relay.ports import Board, NoteBook, PortBook

_log = logging.getLogger(__name__)

LOOK_AGAIN: Final = 5.0
"""Seconds after which records are looked at without being told of any."""
HEAR_SECONDS: Final = 25
WITHOUT_KEYS_SECONDS: Final = 2
SURE_SECONDS: Final = 30.0
"""How long a board is taken for the one it was, when there is nothing to tell."""
_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 10.0

OpenBoard = Callable[[threading.Event], "tuple[Board, int] | None"]
"""Opens the way to the port's board and says which one it is (a number that changes with the role), or None
while this booth has none; the event ends its waits. Raises WorldError."""


class _BoardLoop(ABC):
    """A thread that works on a board until it is stopped, and opens it anew when it fails or changes."""

    def __init__(self, name: str, open_board: OpenBoard, current: Callable[[], int]) -> None:
        self._open_board = open_board
        self._current = current
        self._stop = threading.Event()
        self._hang_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._failures = 0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the thread end soon; returns at once."""
        self._stop.set()
        self.call_anew()

    def call_anew(self) -> None:
        """The booth's role may have changed: end every wait and open the board again; returns at once."""
        self._hang_up.set()
        self._wake()

    def stop(self, timeout: float = 2.0) -> bool:
        """Stop and join; whether the thread ended in time."""
        self.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except Stopped:
                continue
            except WorldError as error:
                self._failures += 1
                wait = min(_LONGEST_PAUSE, _PAUSE * self._failures)
                _log.info("%s place=%s wait=%.0f", error.failure.code, error.failure.place, wait)
                self._hang_up.wait(max(wait, error.wait if isinstance(error, HqBusy) else 0.0))

    def _work(self) -> None:
        self._hang_up.clear()
        if self._stop.is_set():
            return
        opened = self._open_board(self._hang_up)
        if opened is None:
            self._hang_up.wait(_PAUSE)
            return
        board, which = opened
        self._opened()
        try:
            while not self._stop.is_set() and self._current() == which:
                self._turn(board)
                self._failures = 0
        finally:
            board.close()

    def _wake(self) -> None:  # noqa: B027 - a loop whose turns wait for the board alone needs none
        """End the wait of a turn."""

    @abstractmethod
    def _opened(self) -> None:
        """The board may be another than before."""

    @abstractmethod
    def _turn(self, board: Board) -> None:
        """Do what there is to do; what it waits for ends within seconds of `call_anew`."""


class Teller(_BoardLoop):
    """Tells the port of each crossing as soon as it is recorded."""

    def __init__(
        self, notes: NoteBook, book: PortBook, open_board: OpenBoard, current: Callable[[], int]
    ) -> None:
        super().__init__("port tells", open_board, current)
        self._notes = notes
        self._book = book
        self._news = threading.Event()
        self._sure_until = 0.0

    def poke(self) -> None:
        """Something was recorded; from any thread, returns at once."""
        self._news.set()

    def _wake(self) -> None:
        self._news.set()

    def _opened(self) -> None:
        self._sure_until = 0.0

    def _turn(self, board: Board) -> None:
        self._news.clear()
        identity, ring = self._book.identity(), self._book.keyring()
        key = None if ring is None else newest_key(ring)
        if identity is not None and key is not None:
            while self._tell_some(board, identity, key) and not self._stop.is_set():
                pass
        self._news.wait(LOOK_AGAIN)

    def _tell_some(self, board: Board, identity: StationIdentity, key: tuple[int, bytes]) -> bool:
        """Tell the next notes; whether there may be more."""
        epoch, seq = self._notes.told()
        waiting, reached = self._notes.to_tell(seq, MOST_NOTES)
        if reached == seq and epoch and time.monotonic() < self._sure_until:
            return False
        ours = tuple(write_note(note, key, identity.signing_key) for note in waiting)
        found = board.tell(Told(epoch or bytes(16), 0, ours))
        self._sure_until = time.monotonic() + SURE_SECONDS
        if found != epoch:
            self._notes.note_told(found, 0)
        elif reached != seq:
            self._notes.note_told(epoch, reached)
        return found != epoch or reached != seq


class Listener(_BoardLoop):
    """Hears what the other booths tell, proves it and keeps it. `heard` is called when a refusal was new or
    taken back, `news_changed` when a file or receipt of HQ came to the relay, or a note under what HQ has not
    told here yet.

    A booth may be ahead of this one by a key or by HQ's newest word about the port. The cursor in the store
    stays before what cannot be proved, and everything from there is heard again when HQ's word has changed.
    """

    def __init__(
        self,
        notes: NoteBook,
        book: PortBook,
        open_board: OpenBoard,
        current: Callable[[], int],
        heard: Callable[[], None],
        news_changed: Callable[[], None],
    ) -> None:
        super().__init__("port hears", open_board, current)
        self._news_changed = news_changed
        self._news_of_hq = 0
        self._notes = notes
        self._book = book
        self._heard = heard
        self._trust: object = None
        self._beyond: tuple[bytes, int] | None = None

    def _turn(self, board: Board) -> None:
        ring, identity, stations = self._book.keyring(), self._book.identity(), self._book.stations()
        if ring is None or identity is None or stations is None:
            # HQ's keys and its word about the port come first: nothing could be opened or believed.
            self._note_news(board.hear(b"", 0, self._news_of_hq, WITHOUT_KEYS_SECONDS))
            return
        if (ring, stations) != self._trust:
            self._trust, self._beyond = (ring, stations), None
        epoch, place = self._beyond or self._notes.heard()
        seconds = HEAR_SECONDS if self._beyond is None else WITHOUT_KEYS_SECONDS
        said = board.hear(epoch or bytes(16), place, self._news_of_hq, seconds)
        self._note_news(said)
        if (said.epoch, said.place) != (epoch, place):
            self._keep(said, [self._prove(data, identity, ring) for data in said.notes])

    def _keep(self, said: Told, found: list[Note | None]) -> None:
        """Keep what was proved, and as the place up to which was heard that before the first that was not."""
        proved = [note for note in found if note is not None]
        epoch, place = said.epoch, said.place
        if len(proved) < len(found) and self._beyond is None:
            self._news_changed()
        if len(proved) < len(found) or self._beyond is not None:
            kept = self._notes.heard()
            place = kept[1] if kept[0] == epoch else 0
            self._beyond = (epoch, said.place)
        new = self._notes.keep(proved, epoch, place)
        if new and any(note.refused or note.version > 1 for note in proved):
            self._heard()

    def _opened(self) -> None:
        self._news_of_hq = 0

    def _note_news(self, said: Told) -> None:
        if said.news != self._news_of_hq:
            self._news_of_hq = said.news
            self._news_changed()

    def _prove(self, data: bytes, identity: StationIdentity, ring: KeyRing) -> Note | None:
        """A note of another station of this port that HQ has not revoked; None for anything else."""
        try:
            return proved_note(data, identity, ring, self._book)
        except BadNote as error:
            _log.warning("note not taken reason=%s", error)
            return None


def proved_note(data: bytes, identity: StationIdentity, ring: KeyRing, book: PortBook) -> Note:
    """The note that another station of this port made and HQ has not revoked; raises BadNote."""
    from_whom = {number: one.public_key for number, one in (book.stations() or {}).items() if not one.revoked}
    head = read_note_head(data)
    if head.station_number not in from_whom or head.station_number == identity.station_number:
        raise BadNote("station")
    if head.port != identity.port:
        raise BadNote("port")
    return open_note(data, verify_note(data, from_whom[head.station_number]), ring)
