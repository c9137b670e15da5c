"""Let figures stay as they were counted when crossings are erased: what remains is about nobody.

Of each day only sums of one property at a time are kept, so that no row of them tells of one traveller. What
erased crossings had added to a day is what its figures are above a count of what is left; it is added to
every later count, so that a straggler still counts, and nothing that was counted goes away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby

from sync.hq import rollup, rollup_count
from sync.hq.database import Connection

# The days on which anything of what goes counts: a correction on that of its crossing.
_TOUCHED = """
SELECT c.port, c.at FROM due JOIN crossing c ON c.record_id = due.record_id AND c.at = due.at
UNION SELECT f.port, f.crossed FROM due JOIN statistics_correction f ON f.record_id = due.record_id
UNION SELECT f.port, f.crossed FROM due JOIN statistics_correction f ON f.crossing_id = due.record_id
"""
_OF_CORRECTED = """
UNION SELECT c.port, c.at FROM due JOIN statistics_correction f ON f.record_id = due.record_id
JOIN record r ON r.record_id = f.crossing_id JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
"""
_UNCOUNTED = """
SELECT one.day FROM unnest(%(days)s::date[]) AS one (day)
WHERE EXISTS (SELECT FROM statistics_due d WHERE d.port = %(port)s AND d.day = one.day)
    OR NOT EXISTS (SELECT FROM statistics_day s WHERE s.port = %(port)s AND s.day = one.day)
"""
_KEEP = """
UPDATE statistics_day SET kept = said.kept FROM unnest(%s::date[], %s::jsonb[]) AS said (day, kept)
WHERE statistics_day.port = %s AND statistics_day.day = said.day
"""
_Months = Sequence[tuple[str, Sequence[date]]]


@contextmanager
def kept(connection: Connection) -> Iterator[None]:
    """Keep the figures of the crossings in the table `due` while the block erases them, in the caller's
    transaction. What was not counted yet is counted first."""
    rollup.alone(connection)
    rollup.mark_arrived(connection)
    months = _touched(connection)
    for port, days in months:
        rows = connection.execute(_UNCOUNTED, {"port": port, "days": list(days)}).fetchall()
        if rows:
            due = [row[0] for row in rows]
            rollup.count_days(connection, port, due)
            connection.execute("DELETE FROM statistics_due WHERE port = %s AND day = ANY(%s)", (port, due))
    connection.execute("CREATE TEMPORARY TABLE gone ON COMMIT DROP AS SELECT record_id FROM due")
    yield
    for port, days in months:
        _keep(connection, port, days)
    connection.execute("DELETE FROM statistics_correction f USING gone WHERE f.record_id = gone.record_id")
    connection.execute("DROP TABLE gone")


def _touched(connection: Connection) -> _Months:
    """Ports and the days of one month there, for which something goes."""
    zone = rollup.clock(connection)
    rows = connection.execute((_TOUCHED + _OF_CORRECTED).encode())
    found = sorted({(port, rollup_count.day_of(moment, zone)) for port, moment in rows})
    return [
        (port, [day for _, day in days])
        for (port, _), days in groupby(found, lambda one: (one[0], one[1].replace(day=1)))
    ]


def _keep(connection: Connection, port: str, days: Sequence[date]) -> None:
    span = rollup.span_of(connection, min(days), max(days))
    left = rollup_count.count(connection, port, span, rollup.clock(connection))
    rows = connection.execute(
        "SELECT day, figures FROM statistics_day WHERE port = %s AND day = ANY(%s)", (port, list(days))
    ).fetchall()
    more = [json.dumps(rollup.added(figures, _less(left.get(day, {})))) for day, figures in rows]
    connection.execute(_KEEP, ([day for day, _ in rows], more, port))


def _less(figures: Mapping[str, int]) -> dict[str, int]:
    return {name: -number for name, number in figures.items()}
