"""The port's relay at the booth that keeps it: its folder, what it answers, and its server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from sync.ports import StationIdentity
from sync.protocol.notes import BadNote, Told
from sync.relay.answering import RelayAnswers, RelayParts
from sync.relay.board import NoteBoard
from sync.relay.hold import BatchHold
from sync.relay.ports import PortBook
from sync.relay.server import RelayServer
from sync.relay.shelf import Shelf
from sync.relay.standings import Standings
from sync.relay.tls import server_context

_LOCAL_WAIT = 1.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where and for whom a relay is kept. `wake` tells the sync thread that something waits; `trouble`
    says what the road to HQ failed with last, None while it works."""

    folder: Path
    address: str
    identity: StationIdentity
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    trouble: Callable[[], FailureCode | None]


class RelayKeeper:
    """Keeps the relay from its making until `stop`."""

    def __init__(self, keeping: Keeping, book: PortBook) -> None:
        """Raises WorldError(RELAY_REFUSED, RELAY_ADDRESS_TAKEN, FIELD_INVALID, STORE_FULL)."""
        self.identity = keeping.identity
        context = server_context(keeping.identity)
        try:
            self.board = NoteBoard(keeping.folder / "notes", keeping.clock)
            self.hold = BatchHold(keeping.folder / "batches", keeping.wake, self.board.note_news)
            self.shelf = Shelf(
                keeping.folder / "published", keeping.identity.hq_receipt_key, self.board.note_news
            )
        except OSError as error:
            raise WorldError(FailureCode.STORE_FULL, "relay.folder", reason=type(error).__name__) from error
        self.standings = Standings(keeping.wake)
        parts = RelayParts(
            self.hold, self.board, self.shelf, self.standings, book, keeping.trouble, keeping.wake
        )
        self.answers = RelayAnswers(parts, keeping.identity.port)
        try:
            self._server = RelayServer(keeping.address, context, self.answers)
        except BaseException:
            self.board.close()
            raise

    @property
    def port(self) -> int:
        """The TCP port at which it listens."""
        return self._server.port

    def own_board(self) -> OwnBoard:
        """The board for the booth that keeps it."""
        return OwnBoard(self.board, self.identity.station_number)

    def stop(self, timeout: float = 2.0) -> bool:
        """Cut every connection; whether all threads ended in time."""
        self.board.close()
        return self._server.stop(timeout)


class OwnBoard:
    """The relay's board without a wire; a `sync.relay.ports.Board`."""

    def __init__(self, board: NoteBoard, number: int) -> None:
        self._board = board
        self._number = number

    def tell(self, told: Told) -> bytes:
        """See `Board.tell`; raises WorldError(RELAY_UNREACHABLE) for a sick disk."""
        if told.epoch == self._board.epoch:
            try:
                self._board.pin(self._number, told.notes)
            except (OSError, BadNote) as error:
                raise WorldError(FailureCode.RELAY_UNREACHABLE, "relay.board") from error
        return self._board.epoch

    def hear(self, epoch: bytes, place: int, news: int, seconds: int) -> Told:
        """See `Board.hear`; waits a second at most, so that a stop is seen."""
        return self._board.hear(epoch, place, news, min(_LOCAL_WAIT, seconds), but=self._number)

    def close(self) -> None:
        """Nothing: the board is the relay's."""
