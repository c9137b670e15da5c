"""HQ's signed receipt: proof, on any road, of what HQ has; only it settles a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.plain import read_plain

_LAYOUT: Final = 1
_SIGNATURE: Final = 64
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What HQ has of a station after this batch.

    `up_to_seq`: HQ has every row up to here; `gaps`: runs of rows (first, last) missing below the
    highest that it has; `rejected`: rows of this batch kept aside unread, with a failure code each.
    `received_at` is UTC with milliseconds.
    """

    station_number: int
    batch_id: bytes
    up_to_seq: int
    gaps: tuple[tuple[int, int], ...]
    rejected: tuple[tuple[int, str], ...]
    received_at: datetime


def sign(receipt: Receipt, receipt_key: bytes) -> bytes:
    """The receipt's bytes under HQ's raw Ed25519 private key."""
    said = cbor2.dumps(
        [
            _LAYOUT,
            receipt.station_number,
            receipt.batch_id,
            receipt.up_to_seq,
            [list(gap) for gap in receipt.gaps],
            [list(row) for row in receipt.rejected],
            (receipt.received_at - _EPOCH) // _MILLISECOND,
        ],
        canonical=True,
    )
    return said + Ed25519PrivateKey.from_private_bytes(receipt_key).sign(said)


def read(data: bytes, hq_receipt_key: bytes) -> Receipt:
    """The receipt that HQ of this raw Ed25519 public key signed; raises WorldError(RECEIPT_NOT_TRUSTED)."""
    said, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    try:
        if len(data) > LARGEST_MESSAGE:
            raise ValueError("too long")
        Ed25519PublicKey.from_public_bytes(hq_receipt_key).verify(signature, said)
        return _receipt(read_plain(said))
    except (InvalidSignature, ValueError, TypeError, OverflowError) as error:
        raise WorldError(FailureCode.RECEIPT_NOT_TRUSTED, "receipt") from error


def require_about(receipt: Receipt, station_number: int, batch_id: bytes) -> None:
    """Raise WorldError(RECEIPT_NOT_TRUSTED) unless the receipt is about this batch of this station."""
    if receipt.station_number != station_number or receipt.batch_id != batch_id:
        raise WorldError(FailureCode.RECEIPT_NOT_TRUSTED, "receipt.batch")


def _receipt(items: Any) -> Receipt:
    layout, station, batch_id, up_to_seq, gaps, rejected, received = items
    seqs = [*(end for gap in gaps for end in gap), *(seq for seq, _ in rejected)]
    numbers_fit = all(type(number) is int and number >= 0 for number in (station, up_to_seq, received, *seqs))
    codes_fit = all(type(code) is str for _, code in rejected)
    if layout != _LAYOUT or not (numbers_fit and codes_fit) or not _is_id(batch_id):
        raise ValueError("not a receipt")
    return Receipt(
        station,
        batch_id,
        up_to_seq,
        tuple((first, last) for first, last in gaps),
        tuple((seq, code) for seq, code in rejected),
        _EPOCH + received * _MILLISECOND,
    )


def _is_id(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 32
