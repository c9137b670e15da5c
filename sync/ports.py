"""What the roads to and from HQ need of the station's store. Called on the sync thread only.

The store's implementation (`app.store.outbox`) uses its own connection. Nothing here loses or
doubles: a batch is frozen once, its bytes never change, and only HQ's signed receipt settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.link_policy import Lane


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
    """A batch as it will travel on every road: `batch_id` is the SHA-256 of `data`; `lane` is that of its
    most urgent row."""

    batch_id: bytes
    first_seq: int
    count: int
    data: bytes
    lane: Lane = Lane.CROSSINGS

    @property
    def last_seq(self) -> int:
        """Seq of the last row."""
        return self.first_seq + self.count - 1


@dataclass(frozen=True, slots=True)
class Settlement:
    """What HQ's signed receipt says of one batch: all rows accepted but the rejected ones."""

    batch_id: bytes
    receipt: bytes
    rejected: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class StationIdentity:
    """Who this station is to HQ and who HQ is to it (raw keys as in `HqEnrolment` of the flow).

    `certificate` is the station's client certificate and `tls_key` its private key (PEM, PKCS 8,
    P-256), both empty for a station that was enrolled before HQ gave certificates; `port` is its
    UN/LOCODE. `hq_seal_key` changes with HQ's periods; the recovery slot is sealed to `hq_recovery_key` where
    enrolment gave one.
    """

    hq_url: str
    station_number: int
    token: str = field(repr=False)
    signing_key: bytes = field(repr=False)
    hq_receipt_key: bytes
    hq_seal_key: bytes
    ca_pem: bytes
    certificate: bytes = b""
    tls_key: bytes = field(default=b"", repr=False)
    port: str = ""
    hq_recovery_key: bytes = b""


class StationOutbox(Protocol):
    """The outbox as the worker sees it."""

    def identity(self) -> StationIdentity | None:
        """None while the station is not enrolled: rows wait and are safe."""

    def unsettled(self) -> Sequence[FrozenBatch]:
        """Frozen batches without a receipt, oldest first."""

    def waiting(self, after: int, limit: int) -> Sequence[OutboxRow]:
        """At most `limit` rows that no batch holds yet, of a seq above `after`, in seq order."""

    def freeze(
        self, limit: int, build: Callable[[Sequence[OutboxRow], ChainState], bytes]
    ) -> FrozenBatch | None:
        """Take up to `limit` WAITING rows in seq order, build their batch, keep its bytes and mark
        the rows SENDING, all in one transaction; None when nothing waits."""

    def settle(self, settlement: Settlement) -> None:
        """Keep the receipt; mark rows ACCEPTED, or PARKED with HQ's code. Settling twice is harmless."""

    def note_failure(self, batch_id: bytes, code: str, next_try: datetime) -> None:
        """Count a failed try; rows stay SENDING and nothing is lost."""

    def settled_from(self, seq: int, limit: int = -1) -> Sequence[FrozenBatch]:
        """Settled batches that hold a seq from `seq` on and whose bytes are still kept, oldest first, at
        most `limit` of them (-1: all): what an HQ that went back to an older copy is given again."""

    def receipt_of(self, batch_id: bytes) -> bytes:
        """HQ's receipt of a settled batch; empty for any other."""

    def newest_receipt(self) -> bytes:
        """HQ's receipt of the last batch that has one; empty before the first."""

    def highest_settled(self) -> int:
        """The highest seq that a receipt of HQ covers; 0 before the first."""

    def close(self) -> None:
        """Close this thread's connection."""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is published: the stations of one port, one station by its number, or everybody."""

    port: str | None = None
    station: int | None = None

    def has(self, station: int, port: str) -> bool:
        """Whether a station of this number and port is meant."""
        return self.port in (None, port) and self.station in (None, station)

    def __str__(self) -> str:
        return self.port or ("all" if self.station is None else str(self.station))


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Publication:
    """What HQ says of one file that it publishes, under its signature.

    `stream` names what it belongs to: `people/un`, `documents/sltd`, `earlier/recent`, `late/VUVLI`,
    `keys/7` (the station's number). `sequence` counts from 1 per stream. `base` is the sequence on which
    a delta builds, 0 for a snapshot; `previous` the `digest` of that one (32 zero bytes for a
    snapshot). `digest` is the SHA-256 of the plain contents in order, `size` their bytes, `count` the
    entries that the stream has after this publication. `besides` lets those who are up to date go on
    without a new snapshot: for a snapshot it names the publication whose state it repeats, for a
    delta a second one on which it builds as well. `audience` says which stations are meant where the
    stream's name does not.
    """

    stream: str
    sequence: int
    base: int
    previous: bytes
    issued_at: datetime
    digest: bytes
    size: int
    count: int
    besides: Held | None = None
    audience: Audience = EVERYBODY


@dataclass(frozen=True, slots=True)
class Held:
    """Where a stream stands at this station: the sequence and digest of the last publication taken."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The national keys, 32 bytes each: (number, key) of every content key still in use, and the key of
    the digests of document numbers. `seal_key` is HQ's raw X25519 public key that batches are sealed to from
    now on, empty from an HQ that says none."""

    content_keys: tuple[tuple[int, bytes], ...] = field(repr=False)
    document_key: bytes = field(repr=False)
    seal_key: bytes = b""


class StationInbox(Protocol):
    """What comes down from HQ, as the road and the stick see it: one thread each, own connection."""

    def identity(self) -> StationIdentity | None:
        """Who this station is; None while it is not enrolled: then nothing can be taken in."""

    def port(self) -> str:
        """The UN/LOCODE of this station's port."""

    def folder(self) -> Path:
        """Where sealed files rest while they come in, kept between starts. Nothing in it is plain."""

    def held(self) -> Mapping[str, Held]:
        """Every stream on board."""

    def keyring(self) -> KeyRing | None:
        """The national keys, None before the first `keys` publication."""

    def keep_keyring(self, publication: Publication, keyring: KeyRing) -> None:
        """Keep the keys and where the stream stands, in one transaction."""

    def take(self, publication: Publication, chunks: Iterable[bytes]) -> None:
        """Take in the plain contents of a verified publication, in one transaction, or nothing.

        `chunks` may raise WorldError(PUBLICATION_DAMAGED) at any point; then nothing was taken. The
        place of the publication after what is held is proved again inside the transaction: WorldError
        (PUBLICATION_GAP, PUBLICATION_OLDER). Known answers are asked before the swap: WorldError
        (LIST_KNOWN_ANSWERS). Also WorldError(LIST_BAD_ENTRY, STORE_*).
        """

    def close(self) -> None:
        """Close this thread's connection."""
