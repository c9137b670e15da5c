"""What of daily logs was taken to a drive, and when."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS: tuple[str, ...] = (
    # `plain_reason` is why it is not encrypted, empty for an encrypted one; `recipients` are their names.
    """CREATE TABLE day_exports (
        export INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        officer TEXT NOT NULL,
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        recipients TEXT NOT NULL,
        plain_reason TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE day_exported (
        number INTEGER NOT NULL,
        export INTEGER NOT NULL REFERENCES day_exports (export),
        PRIMARY KEY (number, export)
    ) STRICT, WITHOUT ROWID""",
)


def make_exports(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
