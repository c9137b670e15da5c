"""The station's end of the stick: write what waits, read what HQ answered, say what is on it.

A batch that went by stick and by link meanwhile is one batch: HQ knows it by its id, and whichever
receipt comes first settles it. Used on one thread; a stick is slow.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from app.domain.failure import FailureCode, WorldError
from sync.comparing import missing
from sync.courier import layout, read_me
from sync.courier.findings import Contents, Found, contents_of, find, require_for_us
from sync.courier.stick import Source, Stick, require_space, source_of
from sync.freezing import freeze
from sync.ports import FrozenBatch, Settlement, StationIdentity, StationInbox, StationOutbox
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.courier import StationWord, write_word
from sync.pull import FolderTaken, take_folder

_log = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int, int], None]
"""Bytes done and bytes in all; raising stops the work."""
MOST_AGAIN: Final = 1_000
"""Batches that an HQ that went back to an older copy is given again by one stick."""

_MOST_STREAMS: Final = 500
_LAST: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Written:
    """What writing brought: batches and rows for HQ, batches that were there already, bytes written."""

    batches: int
    rows: int
    already_there: int
    size: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What reading took in; `failed` are names of files that could not be, with why."""

    receipts: int
    rows_settled: int
    publications: tuple[str, ...]
    renewed: bool
    failed: tuple[tuple[str, WorldError], ...]


def _unseen(_: int) -> None:
    """Nobody looks on."""


def _no_certificate(_: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Besides:
    """What else a stick carries for this station: `request` gives a certificate request when renewal is due,
    else nothing; `keep` proves and keeps a renewed certificate and says whether it was news."""

    request: Callable[[], bytes] = bytes
    keep: Callable[[bytes], bool] = _no_certificate


class StationCourier:
    """Carries for one station. Every call raises WorldError(NOT_ENROLLED) and what `Stick` raises."""

    def __init__(
        self,
        outbox: StationOutbox,
        inbox: StationInbox,
        clock: Callable[[], datetime],
        besides: Besides | None = None,
    ) -> None:
        self._outbox = outbox
        self._inbox = inbox
        self._clock = clock
        self._besides = besides or Besides()

    def write(self, stick: Stick, progress: Progress) -> Written:
        """Freeze what waits and bring every batch without a receipt to the stick, with the station's word.

        What is there already is not written again. Raises WorldError(DRIVE_FULL) before anything is
        written when not all of it fits.
        """
        who = self._who()
        freeze_all(self._outbox, who)
        unsettled = self._outbox.unsettled()
        again = list(islice(self._lacking(stick, who), MOST_AGAIN))
        sources = {
            layout.batch_place(who.station_number, batch.first_seq, batch.batch_id): batch
            for batch in [*unsettled, *again]
        }
        todo = {
            place: source
            for place, batch in sources.items()
            if not stick.holds(place, source := Source(len(batch.data), batch.batch_id, _once(batch.data)))
        }
        already_there = len(sources) - len(todo)
        todo[layout.UP, layout.station_folder(who.station_number), layout.WORD] = source_of(self._word(who))
        todo[layout.READ_ME,] = source_of(read_me.text(self._clock(), f"station {who.station_number}"))
        require_space(stick, (source.size for source in todo.values()))
        size = _write_all(stick, todo, progress)
        _log.info("stick written batches=%d bytes=%d", len(sources), size)
        rows = sum(batch.count for batch in sources.values())
        return Written(len(sources), rows, already_there, size)

    def read(self, stick: Stick, progress: Progress) -> Taken:
        """Take in receipts first, then the renewed certificate and publications, each after its own proofs.

        A batch whose receipt is on the stick and settled here is removed from the stick, nothing else.
        Raises WorldError(DRIVE_NOTHING) for a stick on which HQ has left nothing for this station,
        DRIVE_FOREIGN for one with files of others alone.
        """
        who = self._who()
        found = find(stick, who, self._inbox)
        require_for_us(stick, who, found)
        rows, failed = self._settle(found)
        again = {batch.batch_id for batch in islice(self._lacking(stick, who, failed), MOST_AGAIN)}
        self._clear(stick, who, found, again)
        renewed = self._renew(stick, who, failed)
        brought = self._publications(stick, found, progress)
        stick.require()
        failed += brought.failed
        streams = tuple(one.stream for one in brought.taken)
        return Taken(len(found.receipts), rows, streams, renewed, tuple(failed))

    def look(self, stick: Stick) -> Contents:
        """What is on it, taking nothing in."""
        who = self._who()
        return contents_of(stick, who, find(stick, who, self._inbox), self._outbox.unsettled())

    def _who(self) -> StationIdentity:
        who = self._outbox.identity()
        if who is None:
            raise WorldError(FailureCode.NOT_ENROLLED, "courier")
        return who

    def _word(self, who: StationIdentity) -> bytes:
        held = sorted((stream, one.sequence) for stream, one in self._inbox.held().items())
        request = self._besides.request()
        word = StationWord(who.station_number, self._clock(), dict(held[:_MOST_STREAMS]), request)
        return write_word(word, who.signing_key)

    def _lacking(
        self, stick: Stick, who: StationIdentity, failed: list[tuple[str, WorldError]] | None = None
    ) -> Iterator[FrozenBatch]:
        """Settled batches that HQ lacks by its word on the stick: it went back to an older copy."""
        place = (layout.DOWN, layout.station_folder(who.station_number), layout.STANDING)
        try:
            word = stick.read(place, LARGEST_MESSAGE)
            if word is not None:
                yield from missing(self._outbox, word)
        except WorldError as error:
            if error.failure.code not in (FailureCode.RECEIPT_NOT_TRUSTED, FailureCode.DRIVE_TORN):
                raise
            if failed is not None:
                failed.append((layout.STANDING, error))

    def _settle(self, found: Found) -> tuple[int, list[tuple[str, WorldError]]]:
        """Settle as the link does; rows that these receipts settle, and what could not be."""
        rows = 0
        failed = [one for one in found.failed if one not in found.seen.failed]
        waiting = {batch.batch_id: batch for batch in self._outbox.unsettled()}
        for data, said in found.receipts:
            try:
                self._outbox.settle(Settlement(said.batch_id, data, said.rejected))
            except WorldError as error:
                if error.failure.code not in (FailureCode.RECORD_UNKNOWN, FailureCode.RECEIPT_NOT_TRUSTED):
                    raise
                failed.append((layout.receipt_place(0, said.batch_id)[-1], error))
            else:
                rows += waiting[said.batch_id].count if said.batch_id in waiting else 0
        return rows, failed

    def _clear(self, stick: Stick, who: StationIdentity, found: Found, again: set[bytes]) -> None:
        """Remove batches that HQ has read and that are settled here; a locked stick keeps them."""
        folder = (layout.UP, layout.station_folder(who.station_number))
        done = {said.batch_id.hex()[:16]: said.batch_id for _, said in found.receipts}
        waiting = {batch.batch_id for batch in self._outbox.unsettled()} | again
        for name in stick.names(*folder):
            batch_id = done.get(name.lower()[-21:-5]) if layout.is_batch(name) else None
            if batch_id is None or batch_id in waiting:
                continue
            try:
                stick.remove((*folder, name))
            except WorldError as error:
                if error.failure.code is not FailureCode.DRIVE_READ_ONLY:
                    raise
                return

    def _renew(self, stick: Stick, who: StationIdentity, failed: list[tuple[str, WorldError]]) -> bool:
        place = (layout.DOWN, layout.station_folder(who.station_number), layout.CERTIFICATE)
        try:
            certificate = stick.read(place, LARGEST_MESSAGE)
            return certificate is not None and self._besides.keep(certificate)
        except WorldError as error:
            if error.failure.code is FailureCode.DRIVE_GONE:
                raise
            failed.append((layout.CERTIFICATE, error))
            return False

    def _publications(self, stick: Stick, found: Found, progress: Progress) -> FolderTaken:
        if not found.seen.needed:
            return FolderTaken((), found.seen.failed)
        total = sum(row.size for row in found.seen.needed)
        sizes = {found.seen.files[row.stream, row.sequence]: row.size for row in found.seen.needed}
        done = 0

        def begin(path: Path) -> None:
            nonlocal done
            stick.require()
            progress(min(done, total), total)
            done += sizes.get(path, 0)

        brought = take_folder(self._inbox, stick.published, begin)
        progress(total, total)
        return brought


def freeze_all(
    outbox: StationOutbox, who: StationIdentity, up_to_seq: int = _LAST, told: Callable[[int], None] = _unseen
) -> None:
    """Freeze all that waits, or as far as this row; a batch that the link freezes meanwhile goes as well.
    `told` hears of the last row of each batch, and may raise to stop."""
    refused = 0
    while True:
        try:
            frozen = freeze(outbox, who)
            if frozen is None or frozen.last_seq >= up_to_seq:
                return
            told(frozen.last_seq)
        except WorldError as error:
            refused += 1
            if error.failure.code is not FailureCode.STORE_BUSY or refused > 3:
                raise


def _once(data: bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: (data,)


def _write_all(stick: Stick, todo: dict[layout.Place, Source], progress: Progress) -> int:
    """Write in this order and say how far it is; bytes written."""
    total = sum(source.size for source in todo.values())
    done = 0

    def step(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    for place, source in todo.items():
        stick.write(place, source, step)
    return total
