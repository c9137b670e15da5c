"""Freeze what waits into batches; the link and the stick freeze alike, and nothing is frozen twice."""

from __future__ import annotations

from collections.abc import Sequence

from sync.lanes import first_run
from sync.ports import ChainState, FrozenBatch, OutboxRow, StationIdentity, StationOutbox
from sync.protocol import batch as batches
from sync.protocol.bounds import MOST_RECORDS


class _TooMuch(Exception):
    """More rows than a batch holds; undoes the store's transaction. `fit` of them are welcome."""

    def __init__(self, fit: int) -> None:
        self.fit = fit


def freeze(
    outbox: StationOutbox, identity: StationIdentity, share: int | None = None, last_seq: int = 0
) -> FrozenBatch | None:
    """Freeze the oldest rows that wait, as many as a batch holds; None when nothing waits.

    With `share`, an urgent row shares its batch with at most so many likely bytes of others, so that
    it can go before them (`sync.lanes`). With `last_seq`, a batch that begins up to it ends there at the
    latest. Raises what `StationOutbox.freeze` raises.
    """
    maker = batches.Maker(identity.station_number, identity.signing_key, identity.hq_seal_key)

    def build(rows: Sequence[OutboxRow], chain: ChainState) -> bytes:
        fit = batches.fitting(rows)
        if share is not None:
            fit = min(fit, first_run(rows, share))
        if rows[0].seq <= last_seq:
            fit = min(fit, last_seq - rows[0].seq + 1)
        if fit < len(rows):
            raise _TooMuch(fit)
        return batches.build(rows, chain.previous_batch, chain.audit_head, maker)

    limit = MOST_RECORDS
    while True:
        try:
            return outbox.freeze(limit, build)
        except _TooMuch as too_much:
            limit = too_much.fit
