"""The errand of comparing with HQ: an HQ that went back to an older copy is given again what it lost.

Receipts promised that HQ has every settled batch. Once a day, at each start, and whenever a receipt
shows a hole where there was none, HQ is asked how it stands; what it lacks goes again, oldest first.
HQ knows a batch by its id, so that doing it twice, or on two roads, is harmless.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.fetching import OF_THE_LINK
from sync.http import HqBusy
from sync.ports import FrozenBatch, StationIdentity, StationOutbox
from sync.protocol import receipt as receipts
from sync.protocol.standing import Standing, read_standing
from sync.rationed import HELD
from sync.road import Carried, Road

_log = logging.getLogger(__name__)

COMPARE_AGAIN: Final = 86_400.0
"""Seconds between two looks when all is well; one costs some 500 bytes both ways."""
ASK_AGAIN: Final = 3_600.0
"""Seconds after which HQ is asked again that could not say how it stands, or did not keep what it got."""
BUSY_AGAIN: Final = 60.0
"""The same for an HQ that is busy."""
FOREIGN: Final = 3
"""Batches that HQ refuses one after the other, and none taken, after which no more are tried that day: they
were made for another HQ, or under another key."""
AT_ONCE: Final = 8
"""Batches sent again before the desk is told how it goes and other errands have their turn."""

_PORTION: Final = 16
"""Batches read from the store at once: at most 17 MB."""
_TOO_OLD: Final = frozenset({"404", "405"})


def missing(outbox: StationOutbox, word: bytes) -> Iterator[FrozenBatch]:
    """The settled batches that HQ lacks by its word (`/v1/standing`) that came by stick, oldest first.

    A batch whose receipt is younger than the word is left out: HQ got it after it spoke. Raises
    WorldError(NOT_ENROLLED, RECEIPT_NOT_TRUSTED) before the first batch is asked for.
    """
    identity = outbox.identity()
    if identity is None:
        raise WorldError(FailureCode.NOT_ENROLLED, "comparing")
    standing = read_standing(word, identity.hq_receipt_key, identity.station_number)
    return (
        batch
        for batch in _lacking(outbox, standing, 0)
        if _promised_before(outbox.receipt_of(batch.batch_id), identity, standing)
    )


def _promised_before(receipt: bytes, identity: StationIdentity, standing: Standing) -> bool:
    try:
        return receipts.read(receipt, identity.hq_receipt_key).received_at <= standing.at
    except WorldError:  # enrolled anew with another HQ meanwhile: what that one lacks it may have
        return True


def _lacking(outbox: StationOutbox, standing: Standing, after: int) -> Iterator[FrozenBatch]:
    """Settled batches of which HQ lacks a row and that hold one beyond seq `after`, a portion at a time."""
    for first, end in standing.gaps:
        while max(first, after + 1) <= end:
            portion = outbox.settled_from(max(first, after + 1), _PORTION)
            within = [batch for batch in portion if batch.first_seq <= end]
            yield from within
            if within:
                after = within[-1].first_seq + within[-1].count - 1
            if len(within) < _PORTION:
                break


class Comparing:
    """Compares what HQ has with what its receipts promised, and sends again; a `sync.road.Errand`."""

    def __init__(self, outbox: StationOutbox, stop: threading.Event) -> None:
        self._outbox = outbox
        self._stop = stop
        self._asked = threading.Event()
        self._at = 0.0
        self._standing: Standing | None = None
        self._sent_up_to = 0
        self._sent = 0
        self._refused = 0
        self._begun = b""
        self._seen = b""

    def due(self) -> bool:
        """Whether it is time, somebody asked, sending again is under way, or a receipt shows a new hole."""
        if self._newly_behind():
            self._asked.set()
        return self._standing is not None or self._asked.is_set() or time.monotonic() >= self._at

    def ask(self) -> None:
        """Compare at the next turn."""
        self._asked.set()

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Ask HQ how it stands, or send the next batches that it lacks; HQ_BEHIND until it has caught up.

        Raises WorldError for a failure of the link, and for bytes that may not go now; it then goes on from
        the batch that broke off.
        """
        identity = self._outbox.identity()
        if identity is None:
            return None
        try:
            if self._standing is None:
                return self._compare(road, identity)
            return self._send_again(road, identity, self._standing, send)
        except WorldError as error:
            if error.failure.code in OF_THE_LINK or error.failure.code in HELD:
                raise
            if isinstance(error, HqBusy):
                if dict(error.failure.details).get("status") in _TOO_OLD:
                    self._rest(ASK_AGAIN)
                    return None  # an HQ from before this word
                self._rest(max(BUSY_AGAIN, error.wait))
                return error
            self._rest(ASK_AGAIN)
            return error

    def close(self) -> None:
        """Nothing is held: the outbox is the worker's."""

    def _compare(self, road: Road, identity: StationIdentity) -> WorldError | None:
        standing = read_standing(road.standing(), identity.hq_receipt_key, identity.station_number)
        if self._is_older_than_the_newest_receipt(standing, identity):
            # HQ's own word, but not of today: a relay that repeats it must not make us send all again.
            _log.info("word of HQ is older than its newest receipt, passed over")
            self._rest(ASK_AGAIN)
            return None
        if next(_lacking(self._outbox, standing, 0), None) is None:
            self._rest(COMPARE_AGAIN)
            return None
        if self._sent:  # all went again, and HQ still says that it lacks some
            self._rest(ASK_AGAIN)
            return self._behind(standing)
        _log.warning("%s from=%d sending again", FailureCode.HQ_BEHIND, standing.gaps[0][0])
        self._standing, self._sent_up_to = standing, 0
        return self._behind(standing)

    def _send_again(
        self, road: Road, identity: StationIdentity, standing: Standing, send: Callable[[], object]
    ) -> WorldError | None:
        turn = 0
        for turn, batch in enumerate(_lacking(self._outbox, standing, self._sent_up_to), start=1):
            send()
            if self._stop.is_set():
                return self._behind(standing)
            self._deliver(road, identity, batch)
            self._sent_up_to = batch.first_seq + batch.count - 1
            self._sent += 1
            if self._sent == self._refused == FOREIGN:
                self._rest(COMPARE_AGAIN)
                return self._behind(standing)
            if turn == AT_ONCE:
                return self._behind(standing)
        self._standing = None
        return self._compare(road, identity)

    def _deliver(self, road: Road, identity: StationIdentity, batch: FrozenBatch) -> None:
        """Send a batch once more; HQ is asked how much it has only where the same one broke off before."""
        fresh, self._begun = batch.batch_id != self._begun, batch.batch_id
        try:
            said = receipts.read(road.deliver(batch, fresh), identity.hq_receipt_key)
            receipts.require_about(said, identity.station_number, batch.batch_id)
        except Carried:
            return  # the port's relay brings it
        except WorldError as error:
            if error.failure.code is not FailureCode.BATCH_DAMAGED:
                raise
            self._refused += 1
            _log.warning("%s batch=%s not taken again", error.failure.code, batch.batch_id.hex())

    def _newly_behind(self) -> bool:
        """Whether the newest receipt has a hole where HQ had promised rows."""
        receipt, identity = self._outbox.newest_receipt(), self._outbox.identity()
        if identity is None or receipt == self._seen:
            return False
        self._seen = receipt
        try:
            gaps = receipts.read(receipt, identity.hq_receipt_key).gaps
        except WorldError:
            return False
        return any(
            batch.first_seq <= end for first, end in gaps for batch in self._outbox.settled_from(first, 1)
        )

    def _is_older_than_the_newest_receipt(self, standing: Standing, identity: StationIdentity) -> bool:
        receipt = self._outbox.newest_receipt()
        return bool(receipt) and not _promised_before(receipt, identity, standing)

    def _rest(self, seconds: float) -> None:
        self._standing, self._sent, self._refused, self._begun = None, 0, 0, b""
        self._asked.clear()
        self._at = time.monotonic() + seconds

    def _behind(self, standing: Standing) -> WorldError:
        return WorldError(
            FailureCode.HQ_BEHIND, "comparing", seq=str(standing.gaps[0][0]), sent=str(self._sent)
        )
