"""What waits for HQ: counted for the link bar, frozen into batches and settled for the sync thread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane
from app.domain.officer import Act
from app.flow.ports import OutboxView
from app.store import audit
from app.store.audit import STATION, AuditAct, AuditEntry
from app.store.database import Connections
from app.store.driver import Connection
from app.store.identity import load_lost, station_identity
from app.store.moments import from_ms, to_ms
from app.store.session import Session
from sync.lanes import lane_of_all
from sync.ports import ChainState, FrozenBatch, OutboxRow, Settlement, StationIdentity
from sync.protocol.bounds import MOST_RECORDS

_FIRST = bytes(32)
# Each event of a silent alert: whether HQ rejected it, and whether HQ answered for it at all.
_SILENT = """
    SELECT EXISTS (SELECT 1 FROM rejections r WHERE r.seq = e.seq), coalesce((
        SELECT b.settled_at IS NOT NULL AND b.first_seq + b.count > e.seq
        FROM batches b WHERE b.first_seq <= e.seq ORDER BY b.first_seq DESC LIMIT 1), 0)
    FROM alert_cases c JOIN alert_events e USING (case_id)
    WHERE c.disclosure = 'silent' AND e.seq IS NOT NULL"""


class SqlOutbox:
    """The outbox as the link bar sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def view(self) -> OutboxView:
        """Count rows by state; `waiting` are all that HQ has not answered for.

        Events of silent alerts are counted for those only who may settle them: a count that grows by
        two at one traveller would tell.
        """
        with self._session.connections.reading("store.outbox") as connection:
            self._session.require(connection, Act.SEE_OUTBOX)
            view = count(connection)
            return view if self._session.may(connection, Act.SETTLE_ALERTS) else _without(connection, view)


def count(connection: Connection) -> OutboxView:
    """Count outbox rows by state."""
    (made,) = connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
    accepted, parked = connection.execute(
        "SELECT coalesce(sum(accepted), 0), coalesce(sum(parked), 0) FROM receipts"
    ).fetchone()
    oldest = connection.execute(
        "SELECT made_at FROM records WHERE seq = coalesce("
        " (SELECT first_seq FROM batches WHERE settled_at IS NULL ORDER BY number LIMIT 1),"
        " (SELECT first_seq + count FROM batches ORDER BY number DESC LIMIT 1), 1)"
    ).fetchone()
    waiting = made - accepted - parked - load_lost(connection)
    return OutboxView(waiting, parked, accepted, from_ms(oldest[0]) if oldest and waiting else None)


def _without(connection: Connection, view: OutboxView) -> OutboxView:
    """The same count without what belongs to silent alerts."""
    rows = connection.execute(_SILENT).fetchall()
    parked = sum(rejected for rejected, _ in rows)
    accepted = sum(settled and not rejected for rejected, settled in rows)
    waiting = view.waiting - (len(rows) - parked - accepted)
    oldest = view.oldest_waiting if waiting else None
    return OutboxView(waiting, view.parked - parked, view.accepted - accepted, oldest)


class SqlStationOutbox:
    """The outbox as the sync thread sees it; a `sync.ports.StationOutbox`.

    Rows that no batch covers are waiting; rows of a batch without a receipt are being sent. After a
    crash the frozen batches are simply sent again: nothing is ever frozen twice.
    """

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    def identity(self) -> StationIdentity | None:
        """None while the station is not enrolled: rows wait and are safe."""
        with self._connections.reading("store.outbox") as connection:
            return station_identity(connection)

    def unsettled(self) -> Sequence[FrozenBatch]:
        """Frozen batches without a receipt, oldest first."""
        with self._connections.reading("store.outbox") as connection:
            rows = connection.execute(
                "SELECT batch_id, first_seq, count, data, lane FROM batches JOIN batch_files USING (number)"
                " LEFT JOIN batch_lanes USING (number) WHERE settled_at IS NULL ORDER BY number"
            ).fetchall()
        return [
            FrozenBatch(name, first_seq, count, data, Lane(lane or Lane.CROSSINGS))
            for name, first_seq, count, data, lane in rows
        ]

    def waiting(self, after: int, limit: int) -> Sequence[OutboxRow]:
        """At most `limit` rows that no batch holds yet, of a seq above `after`, in seq order."""
        with self._connections.reading("store.outbox") as connection:
            first = max(after + 1, _next_batch(connection)[1])
            rows = connection.execute(
                "SELECT seq, kind, record FROM records WHERE seq >= ? ORDER BY seq LIMIT ?", (first, limit)
            ).fetchall()
        return [OutboxRow(*row) for row in rows]

    def freeze(
        self, limit: int, build: Callable[[Sequence[OutboxRow], ChainState], bytes]
    ) -> FrozenBatch | None:
        """Freeze up to `limit` waiting rows into the next batch; None when nothing waits.

        Rows never change once written, so the batch is built before the transaction opens: Admit
        does not wait for compression and signing.
        """
        with self._connections.reading("store.outbox") as connection:
            number, after, previous = _next_batch(connection)
            rows = _waiting(connection, after, limit)
            if not rows:
                return None
            audit_seq, audit_head = audit.head(connection)
            data = build(rows, ChainState(previous, audit_head))
        batch = FrozenBatch(hashlib.sha256(data).digest(), rows[0].seq, len(rows), data, lane_of_all(rows))
        with self._connections.writing("store.outbox") as connection:
            if _next_batch(connection)[0] != number:
                raise WorldError(FailureCode.STORE_BUSY, "store.outbox", reason="another_sender")
            self._keep(connection, number, batch, audit_seq, audit_head)
        return batch

    def settle(self, settlement: Settlement) -> None:
        """Keep HQ's receipt; settling twice is harmless.

        Raises WorldError(RECORD_UNKNOWN) for a batch that is not ours, WorldError
        (RECEIPT_NOT_TRUSTED) when it rejects rows that the batch does not hold.
        """
        with self._connections.writing("store.outbox") as connection:
            row = connection.execute(
                "SELECT number, first_seq, count, settled_at FROM batches WHERE batch_id = ?",
                (settlement.batch_id,),
            ).fetchone()
            if row is None:
                raise WorldError(FailureCode.RECORD_UNKNOWN, "store.outbox")
            number, first_seq, count, settled_at = row
            if settled_at is not None:
                return
            rejected = dict(settlement.rejected)
            if not all(first_seq <= seq < first_seq + count for seq in rejected):
                raise WorldError(FailureCode.RECEIPT_NOT_TRUSTED, "store.outbox")
            self._settle(connection, number, count, settlement.receipt, rejected)
            detail = (("accepted", count - len(rejected)), ("parked", len(rejected)))
            self._note(connection, AuditAct.BATCH_SETTLED, settlement.batch_id, detail)

    def note_failure(self, batch_id: bytes, code: str, next_try: datetime) -> None:
        """Count a failed try; the batch stays frozen and nothing is lost."""
        with self._connections.writing("store.outbox", durable=False) as connection:
            connection.execute(
                "UPDATE batches SET tries = tries + 1, last_code = ?, next_try = ? WHERE batch_id = ?",
                (code, to_ms(next_try), batch_id),
            )

    def settled_from(self, seq: int, limit: int = -1) -> Sequence[FrozenBatch]:
        """Settled batches that hold a seq from `seq` on and whose bytes are still kept, oldest first."""
        with self._connections.reading("store.outbox") as connection:
            rows = connection.execute(
                "SELECT batch_id, first_seq, count, data FROM batches JOIN batch_files USING (number)"
                " WHERE settled_at IS NOT NULL AND first_seq > ? AND first_seq + count > ?"
                " ORDER BY first_seq LIMIT ?",
                (seq - MOST_RECORDS, seq, limit),
            ).fetchall()
        return [FrozenBatch(*row) for row in rows]

    def receipt_of(self, batch_id: bytes) -> bytes:
        """HQ's receipt of a settled batch; empty for any other."""
        with self._connections.reading("store.outbox") as connection:
            row = connection.execute(
                "SELECT receipt FROM receipts JOIN batches USING (number) WHERE batch_id = ?", (batch_id,)
            ).fetchone()
        return b"" if row is None else bytes(row[0])

    def newest_receipt(self) -> bytes:
        """HQ's receipt of the last batch that has one; empty before the first."""
        with self._connections.reading("store.outbox") as connection:
            row = connection.execute("SELECT receipt FROM receipts ORDER BY number DESC LIMIT 1").fetchone()
        return b"" if row is None else bytes(row[0])

    def highest_made(self) -> int:
        """The highest seq of this station; 0 before the first."""
        with self._connections.reading("store.outbox") as connection:
            (highest,) = connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
        return int(highest)

    def highest_settled(self) -> int:
        """The highest seq that a receipt of HQ covers; 0 before the first."""
        with self._connections.reading("store.outbox") as connection:
            (highest,) = connection.execute(
                "SELECT coalesce(max(first_seq + count - 1), 0) FROM batches WHERE settled_at IS NOT NULL"
            ).fetchone()
        return int(highest)

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.close()

    def _keep(
        self, connection: Connection, number: int, batch: FrozenBatch, audit_seq: int, audit_head: bytes
    ) -> None:
        frozen_at = to_ms(self._clock())
        connection.execute(
            "INSERT INTO batches (number, batch_id, first_seq, count, audit_seq, audit_head, frozen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                batch.batch_id,
                batch.first_seq,
                batch.count,
                audit_seq,
                audit_head,
                frozen_at,
            ),
        )
        connection.execute("INSERT INTO batch_files (number, data) VALUES (?, ?)", (number, batch.data))
        connection.execute("INSERT INTO batch_lanes (number, lane) VALUES (?, ?)", (number, batch.lane.value))
        detail = (("count", batch.count), ("first", batch.first_seq))
        self._note(connection, AuditAct.BATCH_FROZEN, batch.batch_id, detail)

    def _settle(
        self, connection: Connection, number: int, count: int, receipt: bytes, rejected: dict[int, str]
    ) -> None:
        now = to_ms(self._clock())
        connection.execute(
            "INSERT INTO receipts (number, settled_at, accepted, parked, receipt) VALUES (?, ?, ?, ?, ?)",
            (number, now, count - len(rejected), len(rejected), receipt),
        )
        connection.executemany("INSERT INTO rejections (seq, code) VALUES (?, ?)", sorted(rejected.items()))
        connection.execute("UPDATE batches SET settled_at = ? WHERE number = ?", (now, number))

    def _note(
        self, connection: Connection, act: AuditAct, batch_id: bytes, detail: tuple[tuple[str, int], ...]
    ) -> None:
        audit.append(connection, self._clock(), AuditEntry(STATION, act, batch_id, detail=detail))


def _next_batch(connection: Connection) -> tuple[int, int, bytes]:
    """Number, first seq and predecessor's id of the batch to be frozen next."""
    row = connection.execute(
        "SELECT number + 1, first_seq + count, batch_id FROM batches ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return (1, 1, _FIRST) if row is None else (row[0], row[1], row[2])


def _waiting(connection: Connection, first_seq: int, limit: int) -> list[OutboxRow]:
    rows = connection.execute(
        "SELECT seq, kind, record FROM records WHERE seq >= ? ORDER BY seq LIMIT ?",
        (first_seq, limit),
    ).fetchall()
    # Only as far as they are consecutive: a rescued store may have holes, and a batch has none.
    run = takewhile(lambda place: place[1][0] == rows[0][0] + place[0], enumerate(rows))
    return [OutboxRow(*row) for _, row in run]
