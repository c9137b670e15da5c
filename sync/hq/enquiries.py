"""Figures of the ledger, nobody's data. Persons' data are asked for in `sync.hq.searches`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.hq.database import Connection
from sync.hq.stations import list_stations


def stats(connection: Connection) -> dict[str, Any]:
    """Figures of the whole ledger, nobody's data; `duplicates` counts record ids that it has twice: 0."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        crossings = connection.execute(_CROSSINGS).fetchall()
        return {
            "crossings": sum(row[3] for row in crossings),
            "alert_events": _number(connection, "SELECT count(*) FROM alert_event"),
            "duplicates": _number(connection, "SELECT count(*) - count(DISTINCT record_id) FROM crossing"),
            "batches": _number(connection, "SELECT count(*) FROM batch"),
            "batches_unsettled": _number(connection, "SELECT count(*) FROM batch WHERE state = 'received'"),
            "batches_quarantined": _number(
                connection, "SELECT count(*) FROM batch WHERE state = 'quarantined'"
            ),
            "batches_offered_again": _number(connection, "SELECT coalesce(sum(offered - 1), 0) FROM batch"),
            "records_offered_again": _number(connection, "SELECT coalesce(sum(known_records), 0) FROM batch"),
            "records_quarantined": _number(connection, "SELECT count(*) FROM quarantine"),
            "chain_breaks": _number(connection, _CHAIN_BREAKS),
            "by_decision": _summed(crossings, 0),
            "by_direction": _summed(crossings, 1),
            "by_port": _summed(crossings, 2),
            "rejected_by_code": dict(connection.execute(_REJECTED).fetchall()),
            "stations": [
                {
                    "number": row.number,
                    "station_id": row.station_id,
                    "port": row.port,
                    "booth": row.booth,
                    "up_to_seq": row.up_to_seq,
                    "highest_seq": row.highest_seq,
                    "batches": row.batches,
                    "revoked": row.revoked_at is not None,
                }
                for row in list_stations(connection)
            ],
        }


# All that is counted of crossings in one go: the table is read once.
_CROSSINGS = "SELECT decision, direction, port, count(*) FROM crossing GROUP BY 1, 2, 3"
_REJECTED = "SELECT code, count(*) FROM quarantine GROUP BY code ORDER BY code"
# A batch that does not name the one whose seqs end where its own begin.
_CHAIN_BREAKS = """
SELECT count(*) FROM batch b WHERE EXISTS (
    SELECT 1 FROM batch p WHERE p.station = b.station AND p.first_seq + p.count = b.first_seq
        AND p.first_seq > b.first_seq - 1001 AND p.first_seq < b.first_seq)
AND NOT EXISTS (
    SELECT 1 FROM batch p WHERE p.station = b.station AND p.first_seq + p.count = b.first_seq
        AND p.first_seq > b.first_seq - 1001 AND p.first_seq < b.first_seq
        AND substring(p.id FROM 1 FOR 12) = b.previous)
"""


def _number(connection: Connection, sql: str) -> int:
    row = connection.execute(sql.encode()).fetchone()
    return 0 if row is None else int(row[0])


def _summed(rows: Sequence[tuple[Any, ...]], place: int) -> dict[str, int]:
    """The counts in the last place of each row, by the word in another place."""
    found: dict[str, int] = {}
    for row in sorted(rows, key=lambda one: str(one[place])):
        found[row[place]] = found.get(row[place], 0) + row[3]
    return found
