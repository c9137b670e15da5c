"""Prove at the end of the drill, from the ledger itself, that every receipt was true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.ha.stations import Station
from sync.hq.database import Connection

_BATCH = "SELECT bytes, receipt, state FROM batch WHERE station = %s AND id = %s"
_RECORDS = """
SELECT c.seq, c.payload FROM crossing c JOIN record r ON r.record_id = c.record_id AND r.at = c.at
WHERE c.station = %s AND c.seq BETWEEN %s AND %s ORDER BY c.seq
"""
_CHAIN = """
SELECT count(*) FROM batch b WHERE b.station = %s AND b.first_seq > 1 AND NOT EXISTS (
    SELECT FROM batch before WHERE before.station = b.station AND substr(before.id, 1, 12) = b.previous
        AND before.first_seq + before.count = b.first_seq)
"""
_DUE = "SELECT coalesce(sum(cardinality(records)), 0) FROM screening_due"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: `lost` and `altered` batches with a receipt, records `missing` from them or `doubled`,
    stations whose chain is `broken`, rows that `nobody_sent`. All but the first two must be 0."""

    batches: int
    records: int
    lost: int
    altered: int
    missing: int
    doubled: int
    broken: int
    nobody_sent: int

    @property
    def holds(self) -> bool:
        """Whether every batch that got a receipt is there, once, byte for byte."""
        return not any((self.lost, self.altered, self.missing, self.doubled, self.broken, self.nobody_sent))


def prove(connection: Connection, stations: Sequence[Station]) -> Proof:
    """Compare what the stations have receipts for with what the ledger holds; raises psycopg.Error."""
    lost = altered = missing = broken = 0
    for station in stations:
        number = station.identity.station_number
        for one in station.sent:
            row = connection.execute(_BATCH, (number, one.batch.batch_id)).fetchone()
            lost += row is None
            altered += row is not None and row != (one.batch.data, one.receipt, "parsed")
            first, last = one.batch.first_seq, one.batch.first_seq + one.batch.count - 1
            found = connection.execute(_RECORDS, (number, first, last)).fetchall()
            missing += len(set(enumerate(one.payloads, start=first)) - set(found))
        row = connection.execute(_CHAIN, (number,)).fetchone()
        broken += row is not None and row[0] > 0
        broken += _behind(connection, station)
    sent = sum(one.batch.count for station in stations for one in station.sent)
    crossings, records, distinct, batched = (
        _count(connection, question)
        for question in (
            "SELECT count(*) FROM crossing",
            "SELECT count(*) FROM record",
            "SELECT count(DISTINCT record_id) FROM crossing",
            "SELECT coalesce(sum(count), 0) FROM batch",
        )
    )
    return Proof(
        batches=sum(len(station.sent) for station in stations),
        records=sent,
        lost=lost,
        altered=altered,
        missing=missing,
        doubled=crossings - distinct,
        broken=broken,
        nobody_sent=abs(crossings - batched) + abs(records - batched),
    )


def _behind(connection: Connection, station: Station) -> bool:
    """Whether HQ's mark of the station lies before the last record that has a receipt."""
    last = sum(one.batch.count for one in station.sent)
    row = connection.execute(
        "SELECT up_to_seq FROM station WHERE number = %s", (station.identity.station_number,)
    ).fetchone()
    return row is None or int(row[0]) < last


def _count(connection: Connection, question: str) -> int:
    row = connection.execute(question.encode()).fetchone()
    return 0 if row is None else int(row[0])
