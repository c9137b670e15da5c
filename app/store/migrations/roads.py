"""Lanes of batches, bytes used on each kind of link, and what a person let go on a dear one."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE batch_lanes (
        number INTEGER PRIMARY KEY REFERENCES batches (number),
        lane TEXT NOT NULL
    ) STRICT""",
    # Days are counted in UTC from 1970.
    """CREATE TABLE link_use (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        up INTEGER NOT NULL,
        down INTEGER NOT NULL,
        PRIMARY KEY (day, kind)
    ) STRICT, WITHOUT ROWID""",
    # `allowed` bytes of rows up to `up_to_seq` may go, `used` have gone; `past_budget` passes the day's
    # budget too.
    """CREATE TABLE link_consents (
        number INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        officer TEXT NOT NULL,
        up_to_seq INTEGER NOT NULL,
        allowed INTEGER NOT NULL,
        used INTEGER NOT NULL DEFAULT 0,
        past_budget INTEGER NOT NULL CHECK (past_budget IN (0, 1)),
        done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
    ) STRICT""",
)


def make_roads(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
