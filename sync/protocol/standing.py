"""HQ's word on how far it has a station's rows: a receipt about no batch, signed like any other.

Its gaps say all that HQ lacks, also beyond the highest seq that it has: the last one has no end. So
one word, which may travel by stick, is enough to know what to send again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.ports import FrozenBatch
from sync.protocol.receipt import Receipt, read, require_about, sign

NO_BATCH: Final = bytes(32)
"""In place of a batch's id."""
BEYOND: Final = (1 << 49) - 1
"""Where the last gap ends: no station ever has so many rows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What HQ had of a station at a moment of HQ's clock: all but the `gaps` (first, last), ascending."""

    gaps: tuple[tuple[int, int], ...]
    at: datetime

    def lacks(self, batch: FrozenBatch) -> bool:
        """Whether HQ lacks a row of this batch."""
        last = batch.first_seq + batch.count - 1
        return any(first <= last and batch.first_seq <= end for first, end in self.gaps)


def write_standing(
    station_number: int, gaps: Iterable[tuple[int, int]], highest: int, at: datetime, receipt_key: bytes
) -> bytes:
    """The word's bytes: what is missing up to the `highest` seq that HQ has, and all beyond it."""
    missing = (*gaps, (highest + 1, BEYOND))
    up_to_seq = missing[0][0] - 1
    return sign(Receipt(station_number, NO_BATCH, up_to_seq, missing, (), at), receipt_key)


def read_standing(data: bytes, hq_receipt_key: bytes, station_number: int) -> Standing:
    """The word that HQ of this raw Ed25519 public key signed about this station.

    Raises WorldError(RECEIPT_NOT_TRUSTED), also for a receipt about a batch.
    """
    said = read(data, hq_receipt_key)
    require_about(said, station_number, NO_BATCH)
    return Standing(said.gaps, said.received_at)
