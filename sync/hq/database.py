"""Reach HQ's PostgreSQL, embedded or real, and bring its schema up to date: the same SQL on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from typing import Any, TypeAlias

import psycopg
from psycopg.rows import TupleRow

from sync.hq.embedded import embedded_postgres
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, HqSettings

Connection: TypeAlias = psycopg.Connection[TupleRow]

OPTIONS: dict[str, Any] = {
    "application_name": "matapa-hq",
    "connect_timeout": 10,
    # A machine that vanishes says no goodbye: without these its connections would hang for two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    # What a receipt promises must be on disk, whatever the server's default is.
    "options": "-c timezone=UTC -c synchronous_commit=on",
}
_MIGRATING = 0x6D617461
"""Advisory lock: one process migrates at a time."""


@contextmanager
def database(home: HqHome, settings: HqSettings) -> Iterator[str]:
    """The URL of this HQ's database while the block runs.

    Raises HqError(DATABASE_UNREACHABLE, DATABASE_LOST). An HQ that is founded gets no second, empty ledger
    where its own is not in its place.
    """
    if settings.database_url is not None:
        yield settings.database_url
    elif home.is_founded() and not (home.database / "PG_VERSION").exists():
        raise HqError(HqCode.DATABASE_LOST, folder=str(home.database), home=str(home.folder))
    else:
        with embedded_postgres(home.database) as url:
            yield url


def connect(url: str, autocommit: bool = False) -> Connection:
    """A connection with HQ's settings; raises HqError(DATABASE_UNREACHABLE)."""
    try:
        return psycopg.connect(url, autocommit=autocommit, **OPTIONS)
    except psycopg.OperationalError as error:
        raise HqError(HqCode.DATABASE_UNREACHABLE, reason=first_line(error)) from error


def migrate(url: str) -> int:
    """Apply the migrations that are missing, one transaction each, and return the schema's version.

    Raises HqError(DATABASE_NEWER, DATABASE_UNREACHABLE); a newer schema is not touched.
    """
    steps = migrations()
    with connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        found = schema_version(connection)
        if found > len(steps):
            raise HqError(HqCode.DATABASE_NEWER, found=str(found), known=str(len(steps)))
        for version, (name, sql) in enumerate(steps[found:], start=found + 1):
            with connection.transaction():
                connection.execute(sql.encode())
                connection.execute(
                    "INSERT INTO schema_version (version, name) VALUES (%s, %s)", (version, name)
                )
    return len(steps)


def schema_version(connection: Connection) -> int:
    """The newest migration applied to this database; 0 for an empty one."""
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return 0 if row is None else int(row[0])


def migrations() -> list[tuple[str, str]]:
    """Name and SQL of every migration, in order; the first has version 1."""
    folder = files("sync.hq") / "migrations"
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [(name.removesuffix(".sql"), (folder / name).read_text(encoding="utf-8")) for name in found]


def now(connection: Connection) -> datetime:
    """The database's moment, in whole milliseconds: HQ has one clock, however many processes."""
    row = connection.execute("SELECT date_trunc('milliseconds', clock_timestamp())").fetchone()
    if row is None:
        raise RuntimeError("a query without conditions gave no row")
    moment: datetime = row[0]
    return moment


def claim_ledger(url: str, training: bool) -> None:
    """Mark the database as this kind of ledger, or see that it is; raises HqError(LEDGER_FOREIGN)."""
    with connect(url) as connection:
        connection.execute("INSERT INTO ledger (training) VALUES (%s) ON CONFLICT DO NOTHING", (training,))
        row = connection.execute("SELECT training FROM ledger").fetchone()
    if row is None or row[0] != training:
        raise HqError(HqCode.LEDGER_FOREIGN, found="live" if training else "training")


def first_line(error: Exception) -> str:
    """What PostgreSQL said of it, without hints."""
    return (str(error).strip().splitlines() or ["no answer"])[0].strip()
