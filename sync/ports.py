"""What the road to HQ needs from the station's store. Called on the sync thread only.

The store's implementation (`app.store.outbox`) uses its own connection. Nothing here loses or
doubles: a batch is frozen once, its bytes never change, and only HQ's signed receipt settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One row waiting to be sent. `seq` counts from 1 per station without gaps; `kind` is a number
    of `sync.protocol.kinds`; `payload` are the canonical bytes that the store keeps."""

    seq: int
    kind: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where the chains stand when a batch is frozen: id of the batch before (32 bytes, zeros for the
    first) and head of the audit chain (32 bytes)."""

    previous_batch: bytes
    audit_head: bytes


@dataclass(frozen=True, slots=True)
class FrozenBatch:
    """A batch as it will travel on every road: `batch_id` is the SHA-256 of `data`."""

    batch_id: bytes
    first_seq: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Settlement:
    """What HQ's signed receipt says of one batch: all rows accepted but the rejected ones."""

    batch_id: bytes
    receipt: bytes
    rejected: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class StationIdentity:
    """Who this station is to HQ and who HQ is to it (raw keys as in `HqEnrolment` of the flow)."""

    hq_url: str
    station_number: int
    token: str
    signing_key: bytes
    hq_receipt_key: bytes
    hq_seal_key: bytes
    ca_pem: bytes


class StationOutbox(Protocol):
    """The outbox as the worker sees it."""

    def identity(self) -> StationIdentity | None:
        """None while the station is not enrolled: rows wait and are safe."""

    def unsettled(self) -> Sequence[FrozenBatch]:
        """Frozen batches without a receipt, oldest first."""

    def freeze(
        self, limit: int, build: Callable[[Sequence[OutboxRow], ChainState], bytes]
    ) -> FrozenBatch | None:
        """Take up to `limit` WAITING rows in seq order, build their batch, keep its bytes and mark
        the rows SENDING, all in one transaction; None when nothing waits."""

    def settle(self, settlement: Settlement) -> None:
        """Keep the receipt; mark rows ACCEPTED, or PARKED with HQ's code. Settling twice is harmless."""

    def note_failure(self, batch_id: bytes, code: str, next_try: datetime) -> None:
        """Count a failed try; rows stay SENDING and nothing is lost."""

    def close(self) -> None:
        """Close this thread's connection."""
