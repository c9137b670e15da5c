"""What the port's relay answers to the booths of its port: the paths of HQ, as docs/protocol.md says."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane
from sync.protocol import http as words
from sync.protocol.batch import batch_id, read_header, verify
from sync.protocol.bounds import LARGEST_CHUNK
from sync.protocol.notes import NOTES, BadNote, Told, read_told, verify_note, write_told
from sync.relay.board import NoteBoard
from sync.relay.call import Call, Reply
from sync.relay.hold import BatchHold
from sync.relay.ports import PortBook
from sync.relay.shelf import Shelf
from sync.relay.standings import Standings
from sync.relay.tls import Peer, accepted

MOST_NOTES_A_MINUTE: Final = 5_000
"""Notes that one booth may tell in a minute: what it tells a new relay at once, and no flood."""
MOST_URGENT: Final = 256 << 10
"""Bytes that one booth may send as urgent in a day: thousands of refusals. What is more goes as crossings do,
so that no booth spends a dear link's money by calling everything urgent."""
MOST_ASKED: Final = 6
"""Times in an hour that one booth may have HQ asked how it stands with it; it asks once a day."""
LONGEST_WAIT: Final = 25.0
LANE: Final = "Lane"
"""In a PUT: the lane of the batch, which its booth knows and nobody can read from it."""

_BATCH: Final = re.compile(words.BATCHES + r"/([0-9a-f]{64})(/receipt)?")
_FILE: Final = re.compile(words.PUBLISHED + r"/([a-z]{1,16}/[A-Za-z0-9][A-Za-z0-9_-]{0,63})/([0-9]{1,15})")
_RANGE: Final = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})")
_HELD: Final = re.compile(r"([a-z]{1,16}/[A-Za-z0-9_-]{1,64}):([0-9]{1,15})")
_AFTER: Final = re.compile(r":|([0-9a-f]{32}):([0-9]{1,18})")
_COUNT: Final = re.compile(r"[0-9]{1,12}")
_MOST_HELD: Final = 1000
_LANES: Final = frozenset(lane.value for lane in Lane)
_FULL: Final = Reply(503, ((words.RETRY_AFTER, "60"),))


@dataclass(frozen=True, slots=True)
class RelayParts:
    """What a relay keeps, who is who, what its own road to HQ last failed with (None: it works), and how
    to wake the sync thread."""

    hold: BatchHold
    board: NoteBoard
    shelf: Shelf
    standings: Standings
    book: PortBook
    trouble: Callable[[], FailureCode | None]
    wake: Callable[[], None]


class RelayAnswers:
    """Answers calls of stations of this port; `sync.relay.server.Answering`."""

    def __init__(self, parts: RelayParts, port: str) -> None:
        self._parts = parts
        self._port = port
        self._told, self._asked, self._urgent = _Counts(60.0), _Counts(3600.0), _Counts(86_400.0)
        self.most_notes = MOST_NOTES_A_MINUTE

    def accepts(self, peer: Peer | None) -> bool:
        """Whether this is a station of the port that HQ has not revoked; nobody while the store is sick."""
        try:
            return accepted(peer, self._port, self._parts.book.stations())
        except WorldError:
            return False

    def answer(self, peer: Peer, call: Call) -> Reply:
        """The answer to one call; raises OSError for a sick disk, WorldError(STORE_*)."""
        if call.path == words.HEALTH and call.method == "GET":
            return self._with_trouble(200)
        if call.path == NOTES:
            return self._notes(peer, call)
        if call.path == words.STANDING and call.method == "GET":
            if self._asked.count(peer.number, 1) > MOST_ASKED:
                return Reply(429, ((words.RETRY_AFTER, "3600"),))
            word = self._parts.standings.ask(peer.number)
            return Reply(200, body=word) if word is not None else Reply(404)
        if call.path == words.PUBLISHED and call.method == "GET":
            return self._index(peer, call)
        found = _BATCH.fullmatch(call.path)
        if found is not None:
            return self._batch(peer, call, bytes.fromhex(found[1]), found[2] is not None)
        named = _FILE.fullmatch(call.path)
        if named is not None and call.method == "GET":
            return self._file(peer, call, named[1], int(named[2]))
        return Reply(404)

    def _batch(self, peer: Peer, call: Call, name: bytes, wants_receipt: bool) -> Reply:
        hold = self._parts.hold
        if hold.turns_away(peer.number):
            return Reply(403)
        if wants_receipt and call.method == "GET":
            receipt = hold.receipt(peer.number, name)
            return Reply(404) if receipt is None else Reply(200, body=receipt)
        if hold.is_refused(name):
            return Reply(422)
        if call.method == "PUT" and not wants_receipt:
            return self._put(peer, call, name)
        if call.method != "HEAD" or wants_receipt:
            return Reply(405)
        if hold.receipt(peer.number, name) is not None:
            return Reply(200, ((words.BATCH_SETTLED, "1"),))
        size = hold.size(peer.number, name)
        return Reply(404) if size is None else self._with_trouble(200, (words.UPLOAD_OFFSET, str(size)))

    def _put(self, peer: Peer, call: Call, name: bytes) -> Reply:
        """Take a whole batch: on a LAN it is quicker sent again than resumed."""
        if call.headers.get(words.UPLOAD_OFFSET.lower(), "0") != "0":
            return Reply(409, ((words.UPLOAD_OFFSET, "0"),))
        try:
            known = (self._parts.book.stations() or {}).get(peer.number)
            header = read_header(call.body) if known is None else verify(call.body, known.public_key)
        except WorldError as error:
            if error.failure.code is not FailureCode.BATCH_DAMAGED:
                raise
            return Reply(422)
        if header.station_number != peer.number or batch_id(call.body) != name:
            return Reply(422)
        lane = call.headers.get(LANE.lower(), "")
        wanted = Lane(lane) if lane in _LANES else Lane.CROSSINGS
        if wanted is Lane.URGENT and self._urgent.count(peer.number, len(call.body)) > MOST_URGENT:
            wanted = Lane.CROSSINGS
        if not self._parts.hold.keep(header, name, call.body, wanted):
            return _FULL
        return self._with_trouble(202, (words.UPLOAD_OFFSET, str(len(call.body))))

    def _index(self, peer: Peer, call: Call) -> Reply:
        text = call.query.get("held", "")
        parts = text.split(",") if text else []
        read = [_HELD.fullmatch(part) for part in parts[: _MOST_HELD + 1]]
        if len(parts) > _MOST_HELD or not all(read):
            return Reply(400)
        held = {one[1]: int(one[2]) for one in read if one}
        index = self._parts.shelf.index(peer.number, held)
        if self._parts.shelf.is_behind(peer.number):
            self._parts.wake()
        return Reply(200, body=index)

    def _file(self, peer: Peer, call: Call, stream: str, sequence: int) -> Reply:
        asked = _RANGE.fullmatch(call.headers.get(words.RANGE.lower(), ""))
        if asked is None or int(asked[2]) < int(asked[1]):
            return Reply(416)
        count = min(int(asked[2]) - int(asked[1]) + 1, LARGEST_CHUNK)
        part = self._parts.shelf.read(peer.number, stream, sequence, int(asked[1]), count)
        return Reply(206, body=part) if part else Reply(404)

    def _notes(self, peer: Peer, call: Call) -> Reply:
        if call.method == "POST":
            return self._tell(peer, call)
        asked = _AFTER.fullmatch(call.query.get("after", ":"))
        news, wait = (call.query.get(name, "0") for name in ("news", "wait"))
        if call.method != "GET" or asked is None or not (_COUNT.fullmatch(wait) and _COUNT.fullmatch(news)):
            return Reply(400)
        epoch, place = bytes.fromhex(asked[1] or ""), int(asked[2] or 0)
        seconds = min(float(wait), LONGEST_WAIT)
        said = self._parts.board.hear(epoch, place, int(news), seconds, but=peer.number)
        return Reply(200, body=write_told(said))

    def _tell(self, peer: Peer, call: Call) -> Reply:
        board = self._parts.board
        known = (self._parts.book.stations() or {}).get(peer.number)
        if known is None:
            return Reply(403)
        try:
            said = read_told(call.body)
            if said.epoch != board.epoch:
                return Reply(409, body=write_told(Told(board.epoch, 0, ())))
            if self._told.count(peer.number, len(said.notes)) > self.most_notes:
                return Reply(429, ((words.RETRY_AFTER, "60"),))
            heads = [verify_note(note, known.public_key) for note in said.notes]
            if any((head.station_number, head.port) != (peer.number, self._port) for head in heads):
                raise BadNote("of another station or port")
            board.pin(peer.number, said.notes)
        except BadNote:
            return Reply(422)
        return Reply(200, body=write_told(Told(board.epoch, 0, ())))

    def _with_trouble(self, status: int, *headers: tuple[str, str]) -> Reply:
        trouble = self._parts.trouble()
        said = () if trouble is None else ((words.FAILURE, trouble.value),)
        return Reply(status, (*headers, *said))


class _Counts:
    """Counts something by station within so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._turn = 0
        self._counts: Counter[int] = Counter()

    def count(self, station: int, number: int) -> int:
        """Count so many more; how many they are by now."""
        with self._lock:
            turn = int(time.monotonic() // self._seconds)
            if turn != self._turn:
                self._turn, self._counts = turn, Counter()
            self._counts[station] += number
            return self._counts[station]
