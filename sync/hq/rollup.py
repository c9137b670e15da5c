"""Count crossings behind the ledger: a day at a port is recounted as a whole when anything comes for it.

Nothing is ever added to a figure, so nothing is ever counted twice: a step reads the days that are due of one
month at one port from the ledger, and swaps their figures, and the month's, in one transaction. Steps of
several processes come one after another under one lock. A crossing counts where and when the traveller
crossed, as its newest version says; days begin by HQ's statistics clock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg

from app.domain.failure import WorldError
from app.domain.record import load_row
from sync.hq import flaws as at
from sync.hq import rollup_count
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.rollup_count import ALWAYS, FIRST, LAST, NEVER, day_of

ROLLUP: Final = 0x726F6C6C
"""Advisory lock: whoever changes figures does it alone."""
ALL_PORTS: Final = ""
"""Stands as port where the sums of all ports are kept."""
PATIENCE: Final = 60
"""Seconds for which a day that was just counted is left as it is: a busy port's day is read again each
minute, not with each batch."""
_ARRIVALS: Final = 50
"""Batches whose days are marked in one step."""
_A_DAY: Final = timedelta(days=1)
_AHEAD: Final = timedelta(days=31)
"""How much of what the ledger had before is marked in one step."""
_TAKE: Final = """
DELETE FROM statistics_arrived WHERE number IN (
    SELECT number FROM statistics_arrived ORDER BY number LIMIT %s) RETURNING records, ats
"""
_ARRIVED: Final = """
SELECT c.port, c.at, c.record_id, c.crossing_id, c.version, CASE WHEN c.version > 1 THEN c.payload END
FROM unnest(%s::uuid[], %s::timestamptz[]) AS due (id, at)
JOIN crossing c ON c.record_id = due.id AND c.at = due.at
"""
_BETWEEN: Final = """
SELECT DISTINCT port, (greatest(least(at, %(last)s), %(first)s) AT TIME ZONE %(zone)s)::date FROM crossing
WHERE at >= %(since)s AND at < %(until)s
"""
_CORRECTIONS: Final = """
SELECT c.port, c.at, c.record_id, c.crossing_id, c.version, c.payload FROM crossing c
WHERE c.version > 1 AND c.at >= %(since)s AND c.at < %(until)s
"""
_FILE: Final = """
INSERT INTO statistics_correction (record_id, crossing_id, at, crossed, port)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::text[])
ON CONFLICT DO NOTHING
"""
# Where any version of these crossings has counted until now.
_VERSIONS: Final = """
SELECT c.port, c.at FROM record r JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
WHERE r.record_id = ANY(%(of)s::uuid[]) AND EXISTS (
    SELECT FROM statistics_correction f WHERE f.crossing_id = r.record_id)
UNION SELECT port, crossed FROM statistics_correction WHERE crossing_id = ANY(%(of)s::uuid[])
"""
_MARK: Final = """
INSERT INTO statistics_due (port, day) SELECT * FROM unnest(%s::text[], %s::date[]) ON CONFLICT DO NOTHING
"""
_DUE: Final = """
SELECT d.port, date_trunc('month', d.day)::date FROM statistics_due d
LEFT JOIN statistics_day s ON s.port = d.port AND s.day = d.day
WHERE s.counted_at IS NULL OR s.counted_at < clock_timestamp() - %s * interval '1 second'
ORDER BY d.since, d.port, d.day LIMIT 1
"""
_TAKE_DAYS: Final = """
DELETE FROM statistics_due WHERE port = %(port)s AND day >= %(month)s
    AND day < %(month)s + interval '1 month' RETURNING day
"""
_SWAP: Final = """
INSERT INTO statistics_day (port, day, figures, whole) VALUES (%s, %s, %s, %s)
ON CONFLICT (port, day) DO UPDATE SET figures = excluded.figures, whole = excluded.whole,
    counted_at = clock_timestamp()
"""
_SWAP_MONTH: Final = """
INSERT INTO statistics_month (port, month, figures, whole) VALUES (%s, %s, %s, %s)
ON CONFLICT (port, month) DO UPDATE SET figures = excluded.figures, whole = excluded.whole
"""
_OF_MONTH: Final = """
SELECT figures FROM statistics_day WHERE port = %(port)s AND day >= %(month)s
    AND day < %(month)s + interval '1 month'
"""
Figures = Mapping[str, int]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far counting is: batches whose days are not marked, days at ports that are due, when a day was
    counted last (None for never), and whether what the ledger had before is marked."""

    batches: int
    days: int
    counted_at: datetime | None
    whole: bool

    @property
    def up_to_date(self) -> bool:
        """Whether everything that the ledger has is counted."""
        return self.whole and not self.batches and not self.days


def _never() -> bool:
    return False


def count_arrived(connection: Connection, stopped: Stopped = _never, patience: float = PATIENCE) -> int:
    """Mark the days for which anything came and recount those that are due, until nothing is left that was
    not counted within `patience` seconds, or `stopped`; how many days were counted.

    The connection is in autocommit mode. Raises psycopg.Error, after which the next call goes on.
    """
    counted = 0
    while not stopped():
        with connection.transaction():
            alone(connection)
            if mark_arrived(connection, _ARRIVALS) or _mark_before(connection):
                continue
            days = _count_next(connection, patience)
        if not days:
            break
        counted += days
    return counted


def alone(connection: Connection) -> None:
    """Wait until nobody else changes figures; held until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (ROLLUP,))


def waiting(connection: Connection) -> bool:
    """Whether there is anything to count now."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM statistics_arrived) OR EXISTS (SELECT FROM statistics_pass"
        " WHERE finished_at IS NULL)"
    ).fetchone()
    return row == (True,) or connection.execute(_DUE.encode(), (PATIENCE,)).fetchone() is not None


def progress(connection: Connection) -> Progress:
    """How far counting is."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM statistics_arrived), (SELECT count(*) FROM statistics_due),"
        " (SELECT max(counted_at) FROM statistics_day),"
        " (SELECT finished_at IS NOT NULL FROM statistics_pass)"
    ).fetchone()
    return Progress(0, 0, None, False) if row is None else Progress(*row)


def clock(connection: Connection) -> ZoneInfo:
    """By whose clock days begin; raises HqError(FIELD_WRONG) on a machine that does not know its zone."""
    row = connection.execute("SELECT zone FROM statistics_clock").fetchone()
    zone = "UTC" if row is None else str(row[0])
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as error:
        raise _unknown(zone) from error


def set_clock(connection: Connection, zone: ZoneInfo) -> None:
    """Let days begin by another clock from now on, and have everything counted anew. What erased crossings
    had added stays on the days on which it was counted. Raises HqError(FIELD_WRONG) for a zone that
    PostgreSQL does not know."""
    with connection.transaction():
        alone(connection)
        try:
            with connection.transaction():
                connection.execute("SELECT now() AT TIME ZONE %s", (zone.key,))
        except psycopg.DataError as error:
            raise _unknown(zone.key) from error
        connection.execute("UPDATE statistics_clock SET zone = %s", (zone.key,))
        connection.execute(
            "INSERT INTO statistics_due (port, day) SELECT port, day FROM statistics_day"
            " ON CONFLICT DO NOTHING"
        )
        connection.execute("UPDATE statistics_pass SET next_at = '-infinity', finished_at = NULL")


def mark(connection: Connection, first: date, last: date) -> int:
    """Have the days from `first` to `last` counted anew at every port; how many days at ports wait now."""
    with connection.transaction():
        alone(connection)
        since, until = span_of(connection, first, last)
        _mark_between(connection, since, until)
        connection.execute(
            "INSERT INTO statistics_due (port, day) SELECT port, day FROM statistics_day"
            " WHERE day BETWEEN %s AND %s ON CONFLICT DO NOTHING",
            (first, last),
        )
        row = connection.execute("SELECT count(*) FROM statistics_due").fetchone()
    return 0 if row is None else int(row[0])


def span_of(connection: Connection, first: date, last: date) -> tuple[datetime, datetime]:
    """The moments from the beginning of `first` to the end of `last`; the last days of all have no end."""
    row = connection.execute(
        "SELECT %(first)s::date::timestamp AT TIME ZONE zone,"
        " (%(last)s::date + 1)::timestamp AT TIME ZONE zone FROM statistics_clock",
        {"first": first, "last": last},
    ).fetchone()
    if row is None:
        raise RuntimeError("a table of one row has none")
    since, until = row
    early, late = first <= FIRST.date() + _A_DAY, last >= LAST.date() - _A_DAY
    return NEVER if early else since, ALWAYS if late else until


def count_days(connection: Connection, port: str, days: Sequence[date]) -> None:
    """Recount these days of one month at one port, and the month, in the caller's transaction, which holds
    the lock. Of a port the sums of all ports become due; of ALL_PORTS they are made."""
    found = _sum_ports(connection, days) if port == ALL_PORTS else _recount(connection, port, days)
    with connection.cursor() as cursor:
        cursor.executemany(_SWAP, [(port, day, json.dumps(found[day]), whole_of(found[day])) for day in days])
    month = min(days).replace(day=1)
    rows = connection.execute(_OF_MONTH, {"port": port, "month": month}).fetchall()
    summed = _sum(row[0] for row in rows)
    connection.execute(_SWAP_MONTH, (port, month, json.dumps(summed), whole_of(summed)))
    if port != ALL_PORTS:
        _mark_days(connection, {(ALL_PORTS, day) for day in days})


def whole_of(figures: Figures) -> list[int]:
    """The figures of the crossings themselves, in the order of `rollup_count.WHOLE`."""
    return [figures.get(name, 0) for name in rollup_count.WHOLE]


def _recount(connection: Connection, port: str, days: Sequence[date]) -> dict[date, dict[str, int]]:
    since, until = span_of(connection, min(days), max(days))
    found = rollup_count.count(connection, port, (since, until), clock(connection))
    kept: dict[date, Figures] = dict(
        connection.execute(
            "SELECT day, kept FROM statistics_day WHERE port = %s AND day = ANY(%s) AND kept <> '{}'",
            (port, list(days)),
        ).fetchall()
    )
    return {day: added(found.get(day, {}), kept.get(day, {})) for day in days}


def _sum_ports(connection: Connection, days: Sequence[date]) -> dict[date, dict[str, int]]:
    rows = connection.execute(
        "SELECT day, figures FROM statistics_day WHERE day = ANY(%s) AND port <> %s", (list(days), ALL_PORTS)
    ).fetchall()
    return {day: _sum(figures for of, figures in rows if of == day) for day in days}


def _sum(many: Iterable[Figures]) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for figures in many:
        summed.update(figures)
    return added(summed, {})


def added(one: Figures, other: Figures) -> dict[str, int]:
    """The sum of two, without zeros."""
    names = one.keys() | other.keys()
    return {name: sum_ for name in sorted(names) if (sum_ := one.get(name, 0) + other.get(name, 0))}


def mark_arrived(connection: Connection, most: int | None = None) -> bool:
    """Mark the days of what arrived (of so many batches, or of all), in the caller's transaction, which holds
    the lock; whether there was any."""
    taken = connection.execute(_TAKE, (most,)).fetchall()
    if not taken:
        return False
    records = [record for batch, _ in taken for record in batch]
    rows = connection.execute(_ARRIVED, (records, [at for _, ats in taken for at in ats])).fetchall()
    _mark_rows(connection, rows)
    return True


def _unknown(zone: str) -> HqError:
    remedy = (
        "Install the time zones of this machine and of PostgreSQL, or choose another: Pacific/Efate, UTC."
    )
    return HqError(HqCode.FIELD_WRONG, field="--zone", value=zone, remedy=remedy)


def _mark_before(connection: Connection) -> bool:
    row = connection.execute(
        "SELECT min(at) FROM crossing WHERE at >= (SELECT next_at FROM statistics_pass"
        " WHERE finished_at IS NULL)"
    ).fetchone()
    since: datetime | None = None if row is None else row[0]
    if since is None:
        return bool(
            connection.execute(
                "UPDATE statistics_pass SET finished_at = now() WHERE finished_at IS NULL"
            ).rowcount
        )
    until = since + _AHEAD if since < LAST - _AHEAD else ALWAYS
    _mark_between(connection, since, until)
    connection.execute("UPDATE statistics_pass SET next_at = %s", (until,))
    return True


def _mark_between(connection: Connection, since: datetime, until: datetime) -> None:
    span = {"since": since, "until": until, "first": FIRST, "last": LAST, "zone": clock(connection).key}
    _mark_days(connection, connection.execute(_BETWEEN, span).fetchall())
    _mark_rows(connection, connection.execute(_CORRECTIONS, span).fetchall())


def _mark_rows(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Mark the days of what arrived, and those on which other versions of the same crossings counted."""
    zone = clock(connection)
    corrections = [row for row in rows if row[4] > 1]
    if corrections:
        filed = [
            (record, crossing, moment, _crossed(payload, moment), port)
            for port, moment, record, crossing, _, payload in corrections
        ]
        connection.execute(_FILE, [list(column) for column in zip(*filed, strict=True)])
    crossings = list({row[3] for row in rows})
    others = connection.execute(_VERSIONS, {"of": crossings}).fetchall()
    first = [(row[0], row[1]) for row in rows if row[4] == 1]
    _mark_days(connection, {(port, day_of(moment, zone)) for port, moment in (*first, *others)})


def _mark_days(connection: Connection, days: Iterable[tuple[str, date]]) -> None:
    ordered = sorted(days)
    connection.execute(_MARK, ([port for port, _ in ordered], [day for _, day in ordered]))


def _crossed(payload: bytes, moment: datetime) -> datetime:
    """When the traveller of a correction crossed: when the document came in (`Crossing.crossed_at`)."""
    try:
        return moment - timedelta(milliseconds=load_row(payload)[at.TOOK])
    except (WorldError, OverflowError, TypeError):  # bytes that went bad on disk count where they lie
        return moment


def _count_next(connection: Connection, patience: float) -> int:
    due = connection.execute(_DUE.encode(), (patience,)).fetchone()
    if due is None:
        return 0
    port, month = due
    taken = connection.execute(_TAKE_DAYS, {"port": port, "month": month}).fetchall()
    count_days(connection, port, sorted(row[0] for row in taken))
    return len(taken)
