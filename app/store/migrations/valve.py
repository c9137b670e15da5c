"""The load valve: each opening, and when it was shut before its time."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS = (
    """CREATE TABLE valve_openings (
        number INTEGER PRIMARY KEY,
        level TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        until INTEGER NOT NULL CHECK (until > opened_at),
        reason TEXT NOT NULL,
        note TEXT NOT NULL,
        officer TEXT NOT NULL,
        shut_at INTEGER
    ) STRICT""",
)


def make_valve(database: Database) -> None:
    """Make the table."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
