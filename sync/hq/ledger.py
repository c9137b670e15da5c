"""Settle batches: open them, enter their records in the ledger once each, sign the receipts.

Everything about a group of batches is one transaction: after a crash it is all there, or the batches
are still `received` and are settled again. Batches of one station are settled by one process at a
time, under an advisory lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from sync.hq import alert_events, staging
from sync.hq.database import Connection
from sync.hq.entries import COLUMNS, Entries, TurnedAway, entries_of
from sync.hq.erasure import destroyed_seals
from sync.hq.flaws import Flaws
from sync.hq.keys import HqKeys
from sync.hq.partitions import Months
from sync.hq.spans import progress
from sync.protocol import receipt
from sync.protocol.batch import Header, open_batch, read_header, seal_key_number
from sync.protocol.bounds import MOST_RECORDS

SETTLING = 0x7365
"""First half of the advisory locks under which a station's records enter the ledger."""
_OVERLAPS = """
SELECT mine.place, b.bytes, s.public_key, b.erased_at IS NOT NULL
FROM unnest(%s::integer[], %s::bytea[]) WITH ORDINALITY AS mine (station, id, place)
JOIN batch m ON m.station = mine.station AND m.id = mine.id
JOIN batch b ON b.station = m.station AND b.state <> 'received' AND b.first_seq < m.first_seq + m.count
    AND b.first_seq > m.first_seq - %s AND b.first_seq + b.count > m.first_seq
JOIN station s ON s.number = b.station
"""


@dataclass(frozen=True, slots=True)
class BatchName:
    """A batch that HQ keeps: its station's number and its id."""

    station: int
    batch_id: bytes


@dataclass(frozen=True, slots=True)
class Settled:
    """The receipt of a batch; None while HQ cannot open it for want of its own sealing key."""

    name: BatchName
    receipt: bytes | None


@dataclass(slots=True)
class _Opened:
    """A batch on its way into the ledger; `code` says why the whole of it cannot be read."""

    name: BatchName
    header: Header
    received_at: datetime
    entries: Entries
    payloads: list[bytes]
    code: FailureCode | None = None
    known: int = 0

    @property
    def span(self) -> tuple[int, int]:
        return self.header.first_seq, self.header.last_seq

    def shares_seqs(self, other: _Opened) -> bool:
        return (
            self.name.station == other.name.station
            and self.header.first_seq <= other.header.last_seq
            and other.header.first_seq <= self.header.last_seq
        )

    def leave_out(self, theirs: Mapping[int, bytes]) -> None:
        """Enter nothing for seqs that an earlier batch has; where the bytes differ, turn ours away."""
        away = {one.seq for one in self.entries.turned_away}
        mine = dict(enumerate(self.payloads, start=self.header.first_seq))
        shared = (theirs.keys() & mine.keys()) - away
        others = sorted(seq for seq in shared if theirs[seq] != mine[seq])
        self.known += len(shared) - len(others)
        self.entries = self.entries.without(
            shared, [TurnedAway(seq, FailureCode.RECORD_CONFLICT, mine[seq]) for seq in others]
        )

    def leave_out_erased(self, theirs: Header) -> None:
        """Enter nothing for seqs of a batch whose bytes are erased: they were settled, and never return."""
        erased = range(*_both(self.header, theirs))
        away = self.entries.turned_away
        self.entries.turned_away[:] = [replace(a, payload=b"") if a.seq in erased else a for a in away]
        shared = set(erased) - {one.seq for one in away}
        self.known += len(shared)
        self.entries = self.entries.without(shared, [])

    def end(self) -> tuple[str, str | None, int]:
        """State, code and known records as the batch's row keeps them."""
        return "parsed" if self.code is None else "quarantined", self.code, self.known

    def rejected(self) -> tuple[tuple[int, str], ...]:
        """What the receipt says of rows that did not enter: all of them when the batch cannot be read."""
        if self.code is not None:
            first, last = self.span
            return tuple((seq, str(self.code)) for seq in range(first, last + 1))
        return tuple(sorted((one.seq, str(one.code)) for one in self.entries.turned_away))


class Ledger:
    """The ledger over one connection (in autocommit mode)."""

    def __init__(self, connection: Connection, keys: HqKeys, training: bool) -> None:
        self._connection = connection
        self._receipt_key = keys.receipt
        self._take_seals(keys)
        self._training = training
        self._flaws = Flaws()
        self._months = Months()
        staging.prepare(connection)

    def settle(self, names: Sequence[BatchName]) -> list[Settled]:
        """Settle these batches; settling a settled one gives its receipt again. Raises psycopg.Error."""
        settled: list[Settled] = []
        waiting: list[_Opened] = []
        for name, data, received_at, known_receipt, key, station_id in self._load(names):
            if known_receipt is None and self._settles(read_header(data).seal_key):
                waiting.append(self._open(name, data, received_at, key, station_id))
            else:
                settled.append(Settled(name, known_receipt))
        while waiting:
            now, waiting = _apart(waiting)
            moments = chain.from_iterable(batch.entries.column("at_ms") for batch in now)
            self._months.ensure(self._connection, set(map(int, moments)))
            settled += self._settle(now)
        return settled

    def _take_seals(self, keys: HqKeys) -> None:
        self._keys = keys
        self._seal_keys = [X25519PrivateKey.from_private_bytes(raw) for raw in keys.seals]
        numbers = [seal_key_number(key.public_key().public_bytes_raw()) for key in self._seal_keys]
        self._seals, self._newest = set(numbers), numbers[-1]

    def _settles(self, seal: int) -> bool:
        """Whether batches under this seal are settled now: HQ has its key, perhaps since a moment ago, or has
        destroyed it, so that they are turned away for good."""
        if seal == self._newest:
            return True
        self._take_seals(self._keys.again())
        return seal in self._seals or seal in destroyed_seals(self._connection)

    def _load(self, names: Sequence[BatchName]) -> Iterable[Any]:
        rows = self._connection.execute(
            "SELECT b.station, b.id, b.bytes, b.received_at, b.receipt, s.public_key, s.station_id"
            " FROM unnest(%s::integer[], %s::bytea[]) AS wanted (station, id)"
            " JOIN batch b USING (station, id) JOIN station s ON s.number = b.station"
            " ORDER BY b.station, b.first_seq",
            ([name.station for name in names], [name.batch_id for name in names]),
        )
        for station, batch_id, *rest in rows.fetchall():
            yield (BatchName(station, batch_id), *rest)

    def _open(
        self, name: BatchName, data: bytes, received_at: datetime, key: bytes, station_id: str
    ) -> _Opened:
        try:
            batch = open_batch(data, key, self._seal_keys)
        except WorldError as error:
            nothing = Entries([[] for _ in COLUMNS], [])
            return _Opened(name, read_header(data), received_at, nothing, [], error.failure.code)
        entries = entries_of(batch, station_id, self._training, self._flaws)
        return _Opened(name, batch.header, received_at, entries, batch.payloads)

    def _settle(self, batches: list[_Opened]) -> list[Settled]:
        stations = sorted({batch.name.station for batch in batches})
        with self._connection.transaction():
            for station in stations:
                self._connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SETTLING, station))
            settled = self._settled_meanwhile(batches)
            batches = [batch for batch in batches if batch.name not in settled]
            self._compare_overlaps(batches)
            entered = staging.enter(self._connection, [(b.name.station, b.entries) for b in batches])
            told = alert_events.enter(self._connection, [(b.name.station, b.entries.events) for b in batches])
            for batch, *outcomes in zip(batches, entered, told, strict=True):
                for outcome in outcomes:
                    batch.known += outcome.known
                    batch.entries.turned_away.extend(outcome.turned_away)
            self._quarantine(batches)
            for station in stations:
                settled |= self._sign(station, [batch for batch in batches if batch.name.station == station])
        return [Settled(name, signed) for name, signed in settled.items()]

    def _settled_meanwhile(self, batches: list[_Opened]) -> dict[BatchName, bytes]:
        """What another HQ process settled before we had the lock."""
        rows = self._connection.execute(
            "SELECT station, id, receipt FROM unnest(%s::integer[], %s::bytea[]) AS mine (station, id)"
            " JOIN batch USING (station, id) WHERE receipt IS NOT NULL",
            _arrays(batches),
        )
        return {BatchName(station, batch_id): signed for station, batch_id, signed in rows.fetchall()}

    def _compare_overlaps(self, batches: list[_Opened]) -> None:
        """Leave out what a settled batch of the station has under the same seqs."""
        rows = self._connection.execute(_OVERLAPS, (*_arrays(batches), MOST_RECORDS)).fetchall()
        for place, data, key, erased in rows:
            mine = batches[place - 1]
            if erased:
                mine.leave_out_erased(read_header(data))
                continue
            try:
                other = open_batch(data, key, self._seal_keys)
            except WorldError:
                continue  # it was quarantined unread and entered nothing
            theirs = dict(enumerate(other.payloads, start=other.header.first_seq))
            mine.leave_out(theirs)

    def _quarantine(self, batches: list[_Opened]) -> None:
        kept = [
            (batch.name.station, batch.name.batch_id, one.seq, one.code, one.payload)
            for batch in batches
            for one in batch.entries.turned_away
        ]
        if kept:
            with self._connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO quarantine (station, batch_id, seq, code, bytes)"
                    " VALUES (%s, %s, %s, %s, %s)",
                    kept,
                )

    def _sign(self, station: int, batches: list[_Opened]) -> dict[BatchName, bytes]:
        """Mark the batches settled, move the station's mark on, and sign what it may rely on."""
        if not batches:
            return {}
        up_to, gaps = self._progress(station, batches)
        signed = {
            batch.name: receipt.sign(
                receipt.Receipt(
                    station, batch.name.batch_id, up_to, gaps, batch.rejected(), batch.received_at
                ),
                self._receipt_key,
            )
            for batch in batches
        }
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE batch SET state = %s, code = %s, known_records = %s, receipt = %s"
                " WHERE station = %s AND id = %s",
                [(*b.end(), signed[b.name], station, b.name.batch_id) for b in batches],
            )
            cursor.execute("UPDATE station SET up_to_seq = %s WHERE number = %s", (up_to, station))
        return signed

    def _progress(self, station: int, batches: list[_Opened]) -> tuple[int, tuple[tuple[int, int], ...]]:
        row = self._connection.execute(
            "SELECT up_to_seq FROM station WHERE number = %s", (station,)
        ).fetchone()
        before = 0 if row is None else int(row[0])
        spans = self._connection.execute(
            "SELECT first_seq, first_seq + count - 1 FROM batch"
            " WHERE station = %s AND state <> 'received' AND first_seq > %s",
            (station, before - MOST_RECORDS),
        ).fetchall()
        mine = [batch.span for batch in batches]
        return progress(before, [*mine, *((first, last) for first, last in spans)])


def _arrays(batches: list[_Opened]) -> tuple[list[int], list[bytes]]:
    return [batch.name.station for batch in batches], [batch.name.batch_id for batch in batches]


def _both(one: Header, other: Header) -> tuple[int, int]:
    """The first seq that both have, and the one after the last."""
    return max(one.first_seq, other.first_seq), min(one.last_seq, other.last_seq) + 1


def _apart(batches: list[_Opened]) -> tuple[list[_Opened], list[_Opened]]:
    """Those that share no seq of a station with one before them in the list, and the others."""
    now: list[_Opened] = []
    later: list[_Opened] = []
    for batch in batches:
        (later if any(batch.shares_seqs(other) for other in now) else now).append(batch)
    return now, later
