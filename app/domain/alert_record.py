"""The canonical bytes of alert entries and alert events: what is hashed, signed, kept and sent."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TypeVar

import cbor2

from app.domain.alert_entry import AlertEntry
from app.domain.alerts import AlertEvent
from app.domain.failure import FailureCode, WorldError
from app.domain.value_rows import from_plain, to_plain

LAYOUT = 1
LARGEST_ENTRY = 65_536
"""Bytes of the largest entry; the longest of the UN list's has about 6,000."""
LARGEST_EVENT = 131_072

T = TypeVar("T")
_MALFORMED = (
    cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, IndexError, OverflowError, WorldError,
)  # fmt: skip


def encode_entry(entry: AlertEntry) -> bytes:
    """The canonical bytes of an entry (RFC 8949, 4.2.1)."""
    return cbor2.dumps([LAYOUT, to_plain(entry)], canonical=True)


def decode_entry(data: bytes) -> AlertEntry:
    """Read them back; raises WorldError(RECORD_MALFORMED) for anything else."""
    return _decode(AlertEntry, data, LARGEST_ENTRY, "alert.entry")


def digest(entry: AlertEntry) -> bytes:
    """The SHA-256 of an entry's bytes, by which a clearance holds on to what was compared."""
    return hashlib.sha256(encode_entry(entry)).digest()


def encode_event(event: AlertEvent) -> bytes:
    """The canonical bytes of an event."""
    return cbor2.dumps([LAYOUT, to_plain(event)], canonical=True)


def decode_event(data: bytes) -> AlertEvent:
    """Read them back; raises WorldError(RECORD_MALFORMED) for anything else."""
    return _decode(AlertEvent, data, LARGEST_EVENT, "alert.event")


def _decode(kind: type[T], data: bytes, largest: int, place: str) -> T:
    if len(data) > largest:
        raise WorldError(FailureCode.RECORD_MALFORMED, place, size=str(len(data)))
    try:
        stream = BytesIO(data)
        parts = cbor2.load(stream)
        if type(parts) is not list or len(parts) != 2 or type(parts[0]) is not int or parts[0] != LAYOUT:
            raise ValueError("another layout")
        if stream.read(1):
            raise ValueError("more behind the row")
        return from_plain(kind, parts[1])
    except _MALFORMED as error:
        raise WorldError(FailureCode.RECORD_MALFORMED, place) from error
