"""What HQ set aside and could not settle by itself: one list, gathered from where each matter lies.

Records and batches in quarantine, breaks of a station's chain of batches, gaps older than a day, and
bearers of whom HQ cannot tell whether they are one traveller. Gathering adds what is new and closes what
has settled by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

GAP_HOURS = 24
"""How long records may be missing while later ones are here, before somebody should ask why."""
_GATHERING = 0x71756575
"""Advisory lock: one gathers at a time."""
_RECORDS = """
WITH made AS (
    INSERT INTO queue_item (kind, about, code, station, batch_id, first_seq, last_seq)
    SELECT 'record', station || '/' || encode(batch_id, 'hex') || '/' || seq, code, station, batch_id, seq,
        seq
    FROM quarantine WHERE item IS NULL
    ON CONFLICT (kind, about) DO UPDATE SET code = excluded.code
    RETURNING number, station, batch_id, first_seq)
UPDATE quarantine q SET item = made.number FROM made
WHERE (q.station, q.batch_id, q.seq) = (made.station, made.batch_id, made.first_seq)
"""
_BATCHES = """
INSERT INTO queue_item (kind, about, code, station, batch_id, first_seq, last_seq)
SELECT 'batch', station || '/' || encode(id, 'hex'), coalesce(code, 'SYN-05'), station, id, first_seq,
    first_seq + count - 1
FROM batch WHERE state = 'quarantined' AND erased_at IS NULL
ON CONFLICT (kind, about) DO NOTHING
"""
# Batches that came since, and those that follow them. A transaction may commit an hour after its moment.
_CHAINS = """
INSERT INTO queue_item (kind, about, code, station, batch_id, first_seq, last_seq)
SELECT 'chain', b.station || '/' || encode(b.id, 'hex'), 'chain_break', b.station, b.id, b.first_seq,
    b.first_seq + b.count - 1
FROM (
    SELECT station, id FROM batch WHERE received_at > %(since)s AND erased_at IS NULL
    UNION
    SELECT n.station, n.id FROM batch p JOIN batch n ON n.station = p.station
        AND n.first_seq = p.first_seq + p.count
    WHERE p.received_at > %(since)s AND p.erased_at IS NULL AND n.erased_at IS NULL) AS looked
JOIN batch b ON (b.station, b.id) = (looked.station, looked.id)
WHERE {broken}
ON CONFLICT (kind, about) DO NOTHING
"""
# Batches end where it begins, and none of them is the one that it names.
_BROKEN = """
EXISTS (SELECT FROM batch p WHERE p.station = b.station AND p.first_seq + p.count = b.first_seq
    AND p.first_seq > b.first_seq - 1001 AND p.first_seq < b.first_seq)
AND NOT EXISTS (SELECT FROM batch p WHERE p.station = b.station AND p.first_seq + p.count = b.first_seq
    AND p.first_seq > b.first_seq - 1001 AND p.first_seq < b.first_seq
    AND substring(p.id FROM 1 FOR 12) = b.previous)
"""
_GAPS = """
INSERT INTO queue_item (kind, about, code, station, first_seq, last_seq)
SELECT 'gap', s.number || '/' || s.up_to_seq + 1, 'gap', s.number, s.up_to_seq + 1, min(b.first_seq) - 1
FROM station s JOIN batch b ON b.station = s.number AND b.first_seq > s.up_to_seq AND b.state <> 'received'
GROUP BY s.number HAVING min(b.received_at) < clock_timestamp() - %s * interval '1 hour'
    AND min(b.first_seq) > s.up_to_seq + 1
ON CONFLICT (kind, about) DO NOTHING
"""
_TRAVELLERS = """
WITH asked AS (
    SELECT p.one AS first, p.other AS second, a.fingerprint AS one, b.fingerprint AS other,
        CASE p.verdict WHEN 'join' THEN 'held' ELSE p.verdict END AS code
    FROM bearer_pair p JOIN bearer a ON a.number = p.one JOIN bearer b ON b.number = p.other
    WHERE NOT p.queued AND (p.verdict <> 'join' OR p.held) AND a.traveller <> b.traveller
        AND NOT EXISTS (SELECT FROM traveller_word w WHERE w.kind = 'refuse' AND w.undone_by IS NULL
            AND ((w.one, w.other) = (a.fingerprint, b.fingerprint)
                OR (w.one, w.other) = (b.fingerprint, a.fingerprint)))),
made AS (
    INSERT INTO queue_item (kind, about, code, one, other)
    SELECT 'traveller', encode(least(one, other), 'hex') || '/' || encode(greatest(one, other), 'hex'), code,
        least(one, other), greatest(one, other)
    FROM asked ON CONFLICT (kind, about) DO NOTHING)
UPDATE bearer_pair p SET queued = true FROM asked WHERE (p.one, p.other) = (asked.first, asked.second)
"""
_SETTLED = f"""
UPDATE queue_item i SET closed_at = now(), outcome = 'settled', who = 'matapa-hq', note = done.note FROM (
    SELECT g.number, 'The records came after all.' AS note FROM queue_item g
    JOIN station s ON s.number = g.station AND s.up_to_seq >= g.last_seq
    WHERE g.kind = 'gap' AND g.closed_at IS NULL
    UNION ALL
    SELECT c.number, 'The batch that it names came after all.' FROM queue_item c
    JOIN batch b ON (b.station, b.id) = (c.station, c.batch_id)
    WHERE c.kind = 'chain' AND c.closed_at IS NULL AND NOT ({_BROKEN})
    UNION ALL
    SELECT r.number, 'It was erased.' FROM queue_item r
    WHERE r.kind = 'record' AND r.closed_at IS NULL AND NOT EXISTS (SELECT FROM quarantine q
        WHERE (q.station, q.batch_id, q.seq) = (r.station, r.batch_id, r.first_seq))
    UNION ALL
    SELECT b.number, 'It is no longer in quarantine.' FROM queue_item b
    WHERE b.kind = 'batch' AND b.closed_at IS NULL AND NOT EXISTS (SELECT FROM batch q
        WHERE (q.station, q.id) = (b.station, b.batch_id) AND q.state = 'quarantined' AND q.erased_at IS NULL)
    UNION ALL
    SELECT t.number, 'Nothing is left to decide.' FROM queue_item t
    WHERE t.kind = 'traveller' AND t.closed_at IS NULL AND NOT EXISTS (SELECT FROM bearer a JOIN bearer b
        ON a.traveller <> b.traveller WHERE a.fingerprint = t.one AND b.fingerprint = t.other)
) AS done WHERE i.number = done.number
"""
_SHOWN = """
SELECT i.number, i.kind, i.code, i.station, s.port, s.booth, i.batch_id, i.first_seq, i.last_seq, i.one,
    i.other, i.opened_at, i.closed_at, i.outcome, i.who, i.note
FROM queue_item i LEFT JOIN station s ON s.number = i.station
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One matter of the queue; `one` and `other` are the fingerprints of two bearers. `outcome` is
    `taken`, `closed` by a person, or `settled` by itself; None while it waits."""

    number: int
    kind: str
    code: str
    station: int | None
    port: str | None
    booth: str | None
    batch_id: bytes | None
    first_seq: int | None
    last_seq: int | None
    one: bytes | None
    other: bytes | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    who: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class WantedItems:
    """Which items are asked for; empty fields do not count."""

    kind: str = ""
    code: str = ""
    station: int | None = None
    closed: bool = False
    limit: int = 100
    skip: int = 0


def gather(connection: Connection) -> None:
    """Bring the queue up to date, in a transaction of its own. Raises psycopg.Error."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_GATHERING,))
        connection.execute(_RECORDS)
        connection.execute(_BATCHES)
        row = connection.execute(
            "UPDATE queue_looked q SET chains_until = now() FROM queue_looked before"
            " RETURNING greatest(before.chains_until, '0001-01-02') - interval '1 hour'"
        ).fetchone()
        since = None if row is None else row[0]
        connection.execute(_CHAINS.format(broken=_BROKEN).encode(), {"since": since})
        connection.execute(_GAPS, (GAP_HOURS,))
        connection.execute(_TRAVELLERS)
        connection.execute(_SETTLED.encode())


def gather_now_and_then(connection: Connection) -> None:
    """Gather unless somebody did within the last minute. The first time all batches ever are looked at, which
    takes its time; a serving HQ does it behind what it takes in, so that pages find it done."""
    row = connection.execute(
        "SELECT chains_until > clock_timestamp() - interval '1 minute' FROM queue_looked"
    ).fetchone()
    if row is None or not row[0]:
        gather(connection)


def list_items(connection: Connection, wanted: WantedItems) -> list[Item]:
    """Items that wait, oldest first, or with `closed` those that are done, newest first."""
    conditions, values = ["i.closed_at IS NOT NULL" if wanted.closed else "i.closed_at IS NULL"], []
    asked: tuple[tuple[str, Any], ...] = (
        ("i.kind = %s", wanted.kind),
        ("i.code = %s", wanted.code),
        ("i.station = %s", wanted.station),
    )
    for sql, value in asked:
        if value:
            conditions.append(sql)
            values.append(value)
    order = "i.closed_at DESC, i.number DESC" if wanted.closed else "i.number"
    sql = f"{_SHOWN} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT %s OFFSET %s"
    with connection.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(sql.encode(), (*values, wanted.limit, wanted.skip)).fetchall()


def counts(connection: Connection) -> dict[str, int]:
    """How many items wait, by kind and code."""
    rows = connection.execute(
        "SELECT kind, code, count(*) FROM queue_item WHERE closed_at IS NULL GROUP BY kind, code"
        " ORDER BY kind, code"
    ).fetchall()
    return {f"{kind} {code}": int(count) for kind, code, count in rows}


def find_item(connection: Connection, number: int) -> Item:
    """One item; raises HqError(QUEUE_ITEM_UNKNOWN)."""
    with connection.cursor(row_factory=class_row(Item)) as cursor:
        item = cursor.execute(f"{_SHOWN} WHERE i.number = %s".encode(), (number,)).fetchone()
    if item is None:
        raise HqError(HqCode.QUEUE_ITEM_UNKNOWN, number=str(number))
    return item
