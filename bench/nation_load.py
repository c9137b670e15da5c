"""Load a nation's crossings into HQ's own tables by COPY, month by month, two months at a time.

The rows lie as ingest would have left them: partitions, records, documents of travellers and their crossings,
with every index of the schema, analysed. Only the way is another one: nothing is signed, indexes are made
when the rows are there, and PostgreSQL does not wait for its disk until the end.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice, pairwise
from os import urandom
from pathlib import Path

from psycopg import Cursor

from bench.nation_people import STATIONS, Month, People, bearers, lines, port_of
from sync.hq.database import Connection, connect, now
from sync.hq.embedded import embedded_postgres

_CHUNK = 5_000
_ALONE = 50_000
"""Crossings up to which one process is quicker than two that have to start."""
_BEARERS_AT_A_TIME = 250_000
_HURRY = {
    "wal_level": "minimal", "max_wal_senders": "0", "fsync": "off", "full_page_writes": "off",
    "synchronous_commit": "off", "autovacuum": "off", "max_wal_size": "'8GB'",
}  # fmt: skip
_MEMORY = "SET maintenance_work_mem = '512MB'"
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
WHERE i.indrelid = %s::regclass AND (c.contype IS NULL OR c.contype = 'u')
"""


def months(moment: datetime, count: int, number: int = 36) -> list[Month]:
    """`count` crossings of so many months up to this moment, spread evenly. The oldest month ends a day
    early, so that a rule in whole days can be about it alone."""
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    while len(starts) < number:
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    spans = [*pairwise(reversed(starts)), (first, max(moment, first + timedelta(minutes=1)))]
    spans[0] = (spans[0][0], spans[0][1] - timedelta(days=1))
    whole = sum(((until - since) for since, until in spans), timedelta())
    return [
        Month(since, until, max(1, round(count * ((until - since) / whole))), seed)
        for seed, (since, until) in enumerate(spans, start=1)
    ]


def load(folder: Path, count: int, number: int, say: Callable[[str], None]) -> tuple[People, list[Month]]:
    """Fill so many months of the embedded database in `folder`, whose schema stands and in which nothing is;
    who is in it, and when."""
    people = People.of(count)
    with _in_a_hurry(folder) as url:
        with connect(url, autocommit=True) as connection:
            _stations(connection)
            spans = months(now(connection), count, number)
            remade = [
                *_without_indexes(connection, "bearer"),
                *_without_indexes(connection, "bearer_crossing"),
            ]
        for done, month in enumerate(_loaded(url, people, spans), start=1):
            say(f"nation: {month.since:%Y-%m} is in, {done} of {len(spans)} months")
        with connect(url, autocommit=True) as connection:
            say("nation: documents of travellers, their indexes, statistics")
            _bearers(connection, people)
            connection.execute(_MEMORY)
            for statement in remade:
                connection.execute(statement.encode())
            connection.execute("VACUUM ANALYZE")
    return people, spans


def _loaded(url: str, people: People, spans: Sequence[Month]) -> Iterator[Month]:
    if sum(month.count for month in spans) <= _ALONE:
        yield from (_month(url, people, month) for month in spans)
        return
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_month, [url] * len(spans), [people] * len(spans), spans)


def _month(url: str, people: People, month: Month) -> Month:
    """A partition with its rows; its indexes are made as it is attached."""
    end = (month.since + timedelta(days=32)).replace(day=1)
    bounds = f"FROM ('{month.since.isoformat()}') TO ('{end.isoformat()}')"
    beside: list[str] = []
    with connect(url, autocommit=True) as connection:
        connection.execute(_MEMORY)
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {month.table} (LIKE crossing INCLUDING DEFAULTS)".encode())
            _copy(cursor, f"{month.table} FROM STDIN (FREEZE)", _both(lines(people, month), beside))
            cursor.execute(
                f"INSERT INTO record (record_id, station, seq, at)"
                f" SELECT record_id, station, seq, at FROM {month.table}".encode()
            )
            columns = "(crossing_id, bearer, version, at, record_id)"
            _copy(cursor, f"bearer_crossing {columns} FROM STDIN", iter(beside))
        connection.execute(
            f"ALTER TABLE crossing ATTACH PARTITION {month.table} FOR VALUES {bounds}".encode()
        )
    return month


def _both(made: Iterator[tuple[str, str]], beside: list[str]) -> Iterator[str]:
    for crossing, borne in made:
        beside.append(borne)
        yield crossing


def _copy(cursor: Cursor[tuple[object, ...]], target: str, rows: Iterator[str]) -> None:
    with cursor.copy(f"COPY {target}".encode()) as copy:
        while chunk := "".join(islice(rows, _CHUNK)):
            copy.write(chunk)


def _bearers(connection: Connection, people: People) -> None:
    """A document for everybody, also for those few who never came."""
    target = (
        "bearer (number, fingerprint, traveller, apart, alone, kind, issuing_state, document_number,"
        " document_key, surname, given_names, printed, name_key, given_key, birth, nationality, sex, expiry,"
        " personal_number, truncated) FROM STDIN"
    )
    everybody = people.often + people.others
    for first in range(0, everybody, _BEARERS_AT_A_TIME):
        with connection.cursor() as cursor:
            _copy(cursor, target, bearers(people, first, min(_BEARERS_AT_A_TIME, everybody - first)))


def _stations(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO station (station_id, country, port, booth, public_key, token_hash)"
            " VALUES (%s, 'UTO', %s, %s, %s, %s)",
            [
                (f"{port_of(number)}-{number}", port_of(number), str(number), urandom(32), urandom(32))
                for number in range(1, STATIONS + 1)
            ],
        )


def _without_indexes(connection: Connection, table: str) -> list[str]:
    """Take away all but the primary key; the statements that bring them back."""
    again = []
    for name, definition, constraint, said in connection.execute(_INDEXES, (table,)).fetchall():
        if constraint is None:
            connection.execute(f"DROP INDEX {name}".encode())
            again.append(definition)
        else:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}".encode())
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {said}")
    return again


@contextmanager
def _in_a_hurry(folder: Path) -> Iterator[str]:
    """The database without a care for power cuts while the block runs, and as HQ runs it afterwards."""
    with embedded_postgres(folder) as url, connect(url, autocommit=True) as connection:
        for name, value in _HURRY.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
    with embedded_postgres(folder) as url:
        yield url
        with connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("CHECKPOINT")
