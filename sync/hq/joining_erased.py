"""Let travellers go whose crossings were erased from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sync.hq import joining
from sync.hq import joining_store as store
from sync.hq.database import Connection
from sync.hq.joining_regroup import regroup

AT_A_TIME = 5_000
"""Crossings that one step looks for in the ledger."""
_GONE = """
WITH looked AS (
    SELECT crossing_id, bearer, record_id, at FROM bearer_crossing WHERE crossing_id > %s
    ORDER BY crossing_id LIMIT %s)
SELECT crossing_id, bearer, NOT EXISTS (
    SELECT FROM crossing c WHERE c.record_id = looked.record_id AND c.at = looked.at) FROM looked
ORDER BY crossing_id
"""


def forget_erased(connection: Connection) -> int:
    """Take out of travellers what the ledger no longer has, with documents, names and words that only
    that said; how many crossings. In steps of one transaction each, over a connection in autocommit mode;
    safe to be cut short and done again. Raises psycopg.Error."""
    gone, after = 0, UUID(int=0)
    while True:
        with connection.transaction():
            joining.alone(connection)
            rows = connection.execute(_GONE, (after, AT_A_TIME)).fetchall()
            gone += _forget(connection, {row[0]: row[1] for row in rows if row[2]})
        if len(rows) < AT_A_TIME:
            return gone
        after = rows[-1][0]


def forget_bearers(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget these documents of travellers with all that was said of them, in the caller's transaction; their
    crossings stay where they are. Raises psycopg.Error."""
    joining.alone(connection)
    rows = connection.execute(
        "SELECT crossing_id, bearer FROM bearer_crossing WHERE bearer = ANY(%s)", (list(numbers),)
    ).fetchall()
    _forget(connection, dict(rows))


def _forget(connection: Connection, erased: dict[UUID, int]) -> int:
    if not erased:
        return 0
    connection.execute("DELETE FROM bearer_crossing WHERE crossing_id = ANY(%s)", (list(erased),))
    kept = store.load(connection, set(erased.values()))
    dropped, beside = store.drop_unborne(connection, set(erased.values()))
    fingerprints = [kept[number].fingerprint for number in dropped]
    connection.execute(
        "UPDATE traveller_word SET undone_by = NULL WHERE undone_by IN (SELECT number FROM traveller_word"
        " WHERE one = ANY(%(gone)s) OR other = ANY(%(gone)s))",
        {"gone": fingerprints},
    )
    connection.execute(
        "DELETE FROM traveller_word WHERE one = ANY(%(gone)s) OR other = ANY(%(gone)s)",
        {"gone": fingerprints},
    )
    connection.execute(
        "UPDATE queue_item SET one = NULL, other = NULL, about = 'erased/' || number"
        " WHERE one = ANY(%(gone)s) OR other = ANY(%(gone)s)",
        {"gone": fingerprints},
    )
    regroup(connection, beside)
    return len(erased)
