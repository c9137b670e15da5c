"""Join crossings to travellers, over all ports, as they arrive; and once those that came before.

A step takes some crossings, finds or makes their bearers (`sync.hq.travellers_bearer`), compares new
bearers with those that share a key, and groups anew only the travellers that this touches. A step is one
transaction under one lock, so that steps of several processes come one after another; a step done twice
changes nothing. The newest version of a crossing counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sync.hq import joining_store as store
from sync.hq.database import Connection
from sync.hq.joining_grounds import Judgement, Ready, Verdict, judge
from sync.hq.joining_regroup import regroup
from sync.hq.travellers_bearer import Bearer, read_bearer

_log = logging.getLogger("sync.hq.joining")

AT_A_TIME = 1_000
"""Crossings of one step, or of the one batch that is larger."""
JOINING = 0x6A6F696E
"""Advisory lock: whoever changes travellers does it alone."""
# Whoever recorded a crossing first corrects it; what somebody else said before that came counts no more.
_DUE = """
SELECT DISTINCT ON (c.crossing_id) c.crossing_id, c.version, c.at, c.record_id, c.payload, b.bearer
FROM unnest(%s::uuid[], %s::timestamptz[]) AS due (id, at)
JOIN crossing c ON c.record_id = due.id AND c.at = due.at
LEFT JOIN bearer_crossing b ON b.crossing_id = c.crossing_id
LEFT JOIN record mine ON mine.record_id = c.crossing_id AND c.version > 1
LEFT JOIN record held ON held.record_id = b.record_id AND b.version > 1
WHERE coalesce(mine.station, c.station) = c.station AND (b.crossing_id IS NULL
    OR c.version = 1 AND held.station <> c.station
    OR (b.version, b.at, b.record_id) < (c.version, c.at, c.record_id))
ORDER BY c.crossing_id, c.version DESC, c.at DESC, c.record_id DESC
"""
# Small batches go together: a step costs as much for one crossing as for many.
_TAKE = """
DELETE FROM traveller_due d USING (
    SELECT number, cardinality(records) AS own, sum(cardinality(records)) OVER (ORDER BY number) AS up_to
    FROM (SELECT number, records FROM traveller_due ORDER BY number LIMIT 100) AS few) AS next
WHERE d.number = next.number AND next.up_to - next.own < %s RETURNING d.records, d.ats
"""
_NEXT = """
SELECT at, record_id FROM crossing WHERE at >= %(at)s AND (at, record_id) > (%(at)s, %(record)s)
ORDER BY at, record_id LIMIT %(most)s
"""
_KEEP = """
INSERT INTO bearer_crossing (crossing_id, bearer, version, at, record_id)
SELECT * FROM unnest(%s::uuid[], %b::bigint[], %b::integer[], %s::timestamptz[], %s::uuid[])
ON CONFLICT (crossing_id) DO UPDATE SET bearer = excluded.bearer, version = excluded.version,
    at = excluded.at, record_id = excluded.record_id
"""
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """The newest version of a crossing that came, its bearer, and the bearer that it had until now."""

    crossing_id: UUID
    version: int
    at: Any
    record_id: UUID
    bearer: Bearer
    before: int | None


def _never() -> bool:
    return False


def join_arrived(connection: Connection, stopped: Stopped = _never) -> int:
    """Join what arrived, batch by batch, and then go on with what the ledger had before; how many
    crossings were joined until nothing is left or `stopped`. The connection is in autocommit mode.
    Raises psycopg.Error, after which the next call goes on where this one stood.
    """
    joined = 0
    while not stopped():
        with connection.transaction():
            alone(connection)
            step = _step_due(connection)
            if step is None:
                step = _step_before(connection)
        if step is None:
            break
        joined += step
    return joined


def alone(connection: Connection) -> None:
    """Wait until nobody else changes travellers; held until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (JOINING,))


def waiting(connection: Connection) -> bool:
    """Whether there are crossings that belong to no traveller yet."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM traveller_due) OR EXISTS (SELECT FROM traveller_pass"
        " WHERE finished_at IS NULL)"
    ).fetchone()
    return row is not None and bool(row[0])


def join_records(connection: Connection, records: Sequence[UUID], moments: Sequence[Any]) -> int:
    """Join these records of the ledger in the caller's transaction, which holds the lock; how many are
    new. Records that are no longer in the ledger, or older than what is known of their crossing, are
    passed by."""
    found = _read(connection, connection.execute(_DUE, (list(records), list(moments))).fetchall())
    if not found:
        return 0
    numbers, new, touched = _keep_bearers(connection, [one.bearer for one in found])
    connection.execute(
        _KEEP,
        (
            [one.crossing_id for one in found],
            [numbers[one.bearer.fingerprint] for one in found],
            [one.version for one in found],
            [one.at for one in found],
            [one.record_id for one in found],
        ),
    )
    moved = {one.before: one.bearer.fingerprint for one in found if one.before is not None}
    touched |= leave(connection, moved)
    regroup(connection, touched, new)
    return len(found)


def leave(connection: Connection, moved: dict[int, bytes]) -> set[int]:
    """Forget bearers that a correction left without a crossing; what people said of them is now said of
    the bearer that the correction named. The bearers to group anew."""
    before = store.load(connection, moved)
    gone, beside = store.drop_unborne(connection, moved)
    for number in gone:
        for end in ("one", "other"):
            connection.execute(
                f"UPDATE traveller_word SET {end} = %s WHERE {end} = %s"
                " AND kind IN ('join', 'refuse')".encode(),
                (moved[number], before[number].fingerprint),
            )
    return beside


def _step_due(connection: Connection) -> int | None:
    rows = connection.execute(_TAKE, (AT_A_TIME,)).fetchall()
    if not rows:
        return None
    records = [record for batch, _ in rows for record in batch]
    return join_records(connection, records, [at for _, moments in rows for at in moments])


def _step_before(connection: Connection) -> int | None:
    row = connection.execute(
        "SELECT next_at, next_record FROM traveller_pass WHERE finished_at IS NULL"
    ).fetchone()
    if row is None:
        return None
    rows = connection.execute(_NEXT, {"at": row[0], "record": row[1], "most": AT_A_TIME}).fetchall()
    if not rows:
        connection.execute("UPDATE traveller_pass SET finished_at = now()")
        return None
    joined = join_records(connection, [record for _, record in rows], [at for at, _ in rows])
    connection.execute(
        "UPDATE traveller_pass SET next_at = %s, next_record = %s, joined = joined + %s",
        (*rows[-1], joined),
    )
    return joined


def _read(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> list[_Found]:
    alone = {
        crossing
        for (crossing,) in connection.execute(
            "SELECT crossing FROM traveller_word WHERE kind = 'alone' AND undone_by IS NULL"
            " AND crossing = ANY(%s)",
            ([row[0] for row in rows],),
        ).fetchall()
    }
    found = []
    for crossing_id, version, at, record_id, payload, before in rows:
        bearer = read_bearer(payload, str(crossing_id))
        if bearer is None:
            _log.warning("not joined record=%s", record_id)
            continue
        if crossing_id in alone:
            bearer = bearer.of_crossing(str(crossing_id))
        found.append(_Found(crossing_id, version, at, record_id, bearer, before))
    return found


def _keep_bearers(
    connection: Connection, bearers: Iterable[Bearer]
) -> tuple[dict[bytes, int], set[int], set[int]]:
    """The numbers of these bearers, those that are new, and those of them that are not alone."""
    by_fingerprint = {one.fingerprint: one for one in bearers}
    numbers = store.numbers_of(connection, by_fingerprint)
    new = {key: by_fingerprint[key] for key in sorted(by_fingerprint.keys() - numbers.keys())}
    if not new:
        return numbers, set(), set()
    ready = {key: Ready.of(one) for key, one in new.items()}
    added = store.add(connection, new, ready)
    met = _compare(connection, {added[key]: one for key, one in ready.items()})
    spoken = connection.execute(
        "SELECT one, other FROM traveller_word WHERE one = ANY(%(of)s) OR other = ANY(%(of)s)",
        {"of": list(added)},
    ).fetchall()
    met |= {added[end] for word in spoken for end in word if end in added}
    return numbers | added, set(added.values()), met


def _compare(connection: Connection, asked: dict[int, Ready]) -> set[int]:
    """Judge new bearers against all who share a key with them, and keep what was found; those that are
    joined to somebody."""
    pairs = store.candidates(connection, list(asked.items()))
    others = {number for pair in pairs for number in pair} - asked.keys()
    known = asked | {number: Ready.of(kept.bearer) for number, kept in store.load(connection, others).items()}
    judged: dict[tuple[int, int], Judgement] = {}
    for one, other in sorted(pairs):
        found = judge(known[one], known[other])
        if found is not None:
            judged[one, other] = found
    store.keep_pairs(connection, judged)
    joined = {number for pair, found in judged.items() if found.verdict is Verdict.JOIN for number in pair}
    return joined & asked.keys()
