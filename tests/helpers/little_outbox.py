"""An outbox in memory that keeps the contract of `sync.ports`; the store's real one has its own tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from sync.lanes import lane_of_all
from sync.ports import ChainState, FrozenBatch, OutboxRow, Settlement, StationIdentity


class LittleOutbox:
    """Rows, frozen batches, receipts; `changed` wakes whoever waits for something to become true."""

    def __init__(self, identity: StationIdentity | None) -> None:
        self.who = identity
        self.changed = threading.Condition()
        self.rows: list[OutboxRow] = []
        self.batches: dict[bytes, FrozenBatch] = {}
        self.receipts: dict[bytes, Settlement] = {}
        self.failures: list[tuple[bytes, str]] = []
        self.closed = False

    def record(self, payload: bytes, kind: int = 1) -> None:
        """Add a row, as Admit does."""
        with self.changed:
            self.rows.append(OutboxRow(len(self.rows) + 1, kind, payload))
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[LittleOutbox], bool], seconds: float = 20.0) -> None:
        """Wait until the condition holds."""
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), seconds), "did not happen in time"

    @property
    def frozen(self) -> int:
        """Rows that are in batches."""
        return sum(batch.count for batch in self.batches.values())

    @property
    def settled(self) -> int:
        """Rows whose batch has a receipt."""
        return sum(self.batches[batch_id].count for batch_id in self.receipts)

    def identity(self) -> StationIdentity | None:
        """Who we are."""
        return self.who

    def unsettled(self) -> Sequence[FrozenBatch]:
        """Batches without a receipt."""
        return [batch for batch in self.batches.values() if batch.batch_id not in self.receipts]

    def waiting(self, after: int, limit: int) -> Sequence[OutboxRow]:
        """Rows that no batch holds."""
        with self.changed:
            return self.rows[max(after, self.frozen) :][:limit]

    def freeze(
        self, limit: int, build: Callable[[Sequence[OutboxRow], ChainState], bytes]
    ) -> FrozenBatch | None:
        """The next batch."""
        with self.changed:
            waiting = self.rows[self.frozen : self.frozen + limit]
            if not waiting:
                return None
            previous = next(reversed(self.batches), bytes(32))
            data = build(waiting, ChainState(previous, sha256(previous).digest()))
            batch = FrozenBatch(
                sha256(data).digest(), waiting[0].seq, len(waiting), data, lane_of_all(waiting)
            )
            self.batches[batch.batch_id] = batch
            self.changed.notify_all()
            return batch

    def settle(self, settlement: Settlement) -> None:
        """Keep the receipt."""
        with self.changed:
            self.receipts[settlement.batch_id] = settlement
            self.changed.notify_all()

    def note_failure(self, batch_id: bytes, code: str, next_try: datetime) -> None:
        """Note a failed try."""
        with self.changed:
            self.failures.append((batch_id, code))
            self.changed.notify_all()

    def settled_from(self, seq: int, limit: int = -1) -> Sequence[FrozenBatch]:
        """Settled batches from this seq on."""
        found = [
            b for b in self.batches.values() if b.batch_id in self.receipts and b.first_seq + b.count > seq
        ]
        return found if limit < 0 else found[:limit]

    def receipt_of(self, batch_id: bytes) -> bytes:
        """The receipt of a settled batch."""
        return self.receipts[batch_id].receipt if batch_id in self.receipts else b""

    def newest_receipt(self) -> bytes:
        """The receipt of the last settled batch."""
        found = [one.receipt for one in self.receipts.values()]
        return found[-1] if found else b""

    def highest_settled(self) -> int:
        """The highest seq under a receipt."""
        return max(
            (self.batches[one].first_seq + self.batches[one].count - 1 for one in self.receipts), default=0
        )

    def close(self) -> None:
        """Closed by the worker's thread."""
        self.closed = True
