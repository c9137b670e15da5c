"""Ask the database for the figures by which HQ is watched: counts and ages, nobody's data, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sync.hq.database import Connection

HEARD: Final = ("hour", "day", "week", "longer", "never")
"""How long ago a station was heard of, by a batch or a question: within the hour, the day, the week, longer
ago, never."""
_PATIENCE: Final = "3s"
_FIGURES: Final = """
SELECT
    (SELECT coalesce(sum(up_to_seq), 0) FROM station),
    (SELECT count(*) FROM upload),
    waiting.count, coalesce(waiting.age, 0),
    (SELECT count(*) FROM screening_due),
    (SELECT count(*) FROM traveller_due),
    (SELECT count(*) FROM late_hit WHERE published IS NULL),
    (SELECT count(*) FROM queue_item WHERE closed_at IS NULL),
    (SELECT count(*) FROM station_holds h JOIN station s ON s.number = h.station AND s.revoked_at IS NULL
        WHERE h.sequence < (SELECT max(p.sequence) FROM publication p WHERE p.stream = h.stream)),
    (SELECT extract(epoch FROM now() - max(ended_at)) FROM backup_made),
    (SELECT extract(epoch FROM now() - max(drilled_at)) FROM backup_made)
FROM (
    SELECT count(*) AS count, extract(epoch FROM now() - min(received_at)) AS age
    FROM batch WHERE state = 'received'
) AS waiting
"""
_HEARD: Final = """
SELECT CASE WHEN age IS NULL THEN 'never' WHEN age < interval '1 hour' THEN 'hour'
    WHEN age < interval '1 day' THEN 'day' WHEN age < interval '7 days' THEN 'week' ELSE 'longer' END,
    count(*)
FROM (
    SELECT now() - greatest(h.asked_at, h.compared_at, (
        SELECT received_at FROM batch b WHERE b.station = s.number ORDER BY first_seq DESC LIMIT 1
    )) AS age
    FROM station s LEFT JOIN station_heard h ON h.station = s.number WHERE s.revoked_at IS NULL
) AS heard GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """How things stand. `records` are those up to which HQ has everything of each station; ages in seconds,
    None for what never was; `publications_behind` counts station and stream; `heard` stations by HEARD."""

    records: int
    uploads_open: int
    settling_backlog: int
    settling_oldest: float
    screening_due: int
    joining_due: int
    late_hits_untold: int
    queue_open: int
    publications_behind: int
    backup_age: float | None
    drill_age: float | None
    heard: Mapping[str, int]


def figures(connection: Connection) -> Figures:
    """The figures now, within seconds or not at all; raises psycopg.Error."""
    with connection.transaction():
        connection.execute(f"SET LOCAL statement_timeout = '{_PATIENCE}'".encode())
        row = connection.execute(_FIGURES).fetchone()
        heard = dict.fromkeys(HEARD, 0) | dict(connection.execute(_HEARD).fetchall())
    if row is None:
        raise RuntimeError("a query without conditions gave no row")
    records, uploads, backlog, screening, joining, untold, queue, behind = map(int, (*row[:3], *row[4:9]))
    backup, drill = (None if value is None else float(value) for value in row[9:11])
    return Figures(
        records,
        uploads,
        backlog,
        float(row[3]),
        screening,
        joining,
        untold,
        queue,
        behind,
        backup,
        drill,
        heard,
    )
