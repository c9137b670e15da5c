"""A batch file: made once by a station, sealed to HQ, signed, chained; the same bytes on every road.

Pure functions over bytes. Layout in docs/protocol.md. Whatever is not a batch of ours raises
WorldError(BATCH_DAMAGED) before it costs memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.protocol import codec, varint
from sync.protocol.bounds import LARGEST_BATCH, MOST_PAYLOAD, MOST_RECORDS
from sync.protocol.columns import Sheet, write_sheet
from sync.protocol.crossing_layout import Row
from sync.protocol.damage import damaged
from sync.protocol.rows import read_sheet

MAGIC: Final = b"MB\x01"
LONGEST_HEADER: Final = 38
"""Bytes of the beginning of a file that always suffice for `read_header`."""

_PREVIOUS = 12
_AUDIT_HEAD = 12
_SIGNATURE = 64
_FIRST_BATCH = bytes(_PREVIOUS)
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)


class Waiting(Protocol):
    """A record on its way: `sync.ports.OutboxRow` is one."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> int: ...
    @property
    def payload(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Header:
    """What a batch says openly: whose it is, which rows, after which batch; no word about anybody.

    `previous` are the first 12 bytes of the id of the station's batch before (zeros for its first);
    `seal_key` is `seal_key_number` of HQ's key; `size` the header's bytes.
    """

    codec: int
    station_number: int
    seal_key: int
    first_seq: int
    count: int
    previous: bytes
    size: int

    @property
    def last_seq(self) -> int:
        """Seq of the last record."""
        return self.first_seq + self.count - 1


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch that was verified and opened. Item `i` of each list is the record of seq `first_seq + i`.

    `payloads` are the canonical bytes exactly as the station keeps them; `rows` their plain values by
    position (`app.domain.record.to_row`), or None where a record did not travel as columns: read
    its payload. `columns` are the rows by position where no row is None; else empty. Rows share equal
    values, so they are for reading only. `audit_head` are the first 12
    bytes of the station's audit chain's head when the batch was made.
    """

    batch_id: bytes
    header: Header
    audit_head: bytes
    kinds: list[int]
    payloads: list[bytes]
    rows: list[Row | None]
    columns: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes batches and for whom: keys are raw 32 bytes (Ed25519 private, X25519 public)."""

    station_number: int
    signing_key: bytes = field(repr=False)
    hq_seal_key: bytes


def batch_id(data: bytes) -> bytes:
    """The id of a whole batch file: SHA-256 of its bytes."""
    return sha256(data).digest()


def seal_key_number(seal_public_key: bytes) -> int:
    """The number by which a batch names HQ's sealing key: first byte of the raw key's SHA-256."""
    return sha256(seal_public_key).digest()[0]


def fitting(rows: Sequence[Waiting]) -> int:
    """How many of these rows, from the first, one batch can hold (at least 1)."""
    total = 0
    for place, row in enumerate(rows[:MOST_RECORDS]):
        total += len(row.payload)
        if total > MOST_PAYLOAD:
            return max(place, 1)
    return min(len(rows), MOST_RECORDS)


def build(rows: Sequence[Waiting], previous_batch: bytes, audit_head: bytes, maker: Maker) -> bytes:
    """The batch file of rows with consecutive seqs.

    `previous_batch` and `audit_head` are 32 bytes. Two builds of the same rows differ: a seal takes
    fresh randomness. Raises ValueError for rows that `fitting` would not allow or with a gap.
    """
    if not rows or fitting(rows) < len(rows):
        raise ValueError("too many rows for a batch")
    if [row.seq for row in rows] != list(range(rows[0].seq, rows[0].seq + len(rows))):
        raise ValueError("rows of a batch have consecutive seqs")
    sheet = write_sheet([(row.kind, row.payload) for row in rows])
    number, frame = codec.compress(sheet.sheet)
    header = b"".join((
        MAGIC,
        bytes((number,)),
        bytes((seal_key_number(maker.hq_seal_key),)),
        varint.write(maker.station_number),
        varint.write(rows[0].seq),
        varint.write(len(rows)),
        previous_batch[:_PREVIOUS],
    ))  # fmt: skip
    seal_key = X25519PublicKey.from_public_bytes(maker.hq_seal_key)
    signed = header + _SUITE.encrypt(_body(audit_head, sheet, frame), seal_key, info=header)
    return signed + Ed25519PrivateKey.from_private_bytes(maker.signing_key).sign(signed)


def _body(audit_head: bytes, sheet: Sheet, frame: bytes) -> bytes:
    return b"".join((audit_head[:_AUDIT_HEAD], varint.write(len(sheet.tails)), sheet.tails, frame))


def read_header(data: bytes) -> Header:
    """The header of a batch file or of its beginning (LONGEST_HEADER bytes suffice); checks no signature.

    Raises WorldError(BATCH_DAMAGED) for another format or numbers out of bounds.
    """
    if not data.startswith(MAGIC) or len(data) > LARGEST_BATCH:
        raise damaged("header")
    try:
        station, place = varint.read(data, 5)
        first_seq, place = varint.read(data, place)
        count, place = varint.read(data, place)
    except ValueError as error:
        raise damaged("header") from error
    previous = data[place : place + _PREVIOUS]
    if not (1 <= count <= MOST_RECORDS and first_seq >= 1 and len(previous) == _PREVIOUS):
        raise damaged("header")
    return Header(data[3], station, data[4], first_seq, count, previous, place + _PREVIOUS)


def verify(data: bytes, station_key: bytes) -> Header:
    """The header of a batch that the station of this Ed25519 key made; raises WorldError(BATCH_DAMAGED)."""
    header = read_header(data)
    if len(data) < header.size + _SIGNATURE:
        raise damaged("length")
    try:
        key = Ed25519PublicKey.from_public_bytes(station_key)
        key.verify(data[-_SIGNATURE:], data[:-_SIGNATURE])
    except (InvalidSignature, ValueError) as error:
        raise damaged("signature") from error
    return header


def open_batch(data: bytes, station_key: bytes, seal_keys: Iterable[X25519PrivateKey]) -> OpenedBatch:
    """Verify and open a batch with one of HQ's sealing keys; raises WorldError(BATCH_DAMAGED)."""
    header = verify(data, station_key)
    body = _unseal(data, header, seal_keys)
    try:
        tails_size, place = varint.read(body, _AUDIT_HEAD)
        tails, frame = body[place : place + tails_size], body[place + tails_size :]
        records = read_sheet(tails, codec.decompress(header.codec, frame), header.count)
    except ValueError as error:
        raise damaged("records") from error
    return OpenedBatch(
        batch_id(data),
        header,
        body[:_AUDIT_HEAD],
        records.kinds,
        records.payloads,
        records.rows,
        records.columns,
    )


def _unseal(data: bytes, header: Header, seal_keys: Iterable[X25519PrivateKey]) -> bytes:
    open_part, sealed = data[: header.size], data[header.size : -_SIGNATURE]
    for key in seal_keys:
        if seal_key_number(key.public_key().public_bytes_raw()) == header.seal_key:
            try:
                return _SUITE.decrypt(sealed, key, info=open_part)
            except InvalidTag:
                continue
    raise WorldError(FailureCode.BATCH_DAMAGED, "batch.seal")


def follows(header: Header, previous_batch: bytes | None) -> bool:
    """Whether a batch names this one (32 bytes; None for none) as the one before it."""
    expected = _FIRST_BATCH if previous_batch is None else previous_batch[:_PREVIOUS]
    return header.previous == expected
