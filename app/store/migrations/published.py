"""What HQ publishes beside lists: the newest content of each stream, and what of the trust came with it."""

from __future__ import annotations

from app.store.driver import Database

# Contents of kinds that this program does not know are kept too, for the program that does.
_STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE published (
        stream TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        issued_at INTEGER NOT NULL,
        taken_at INTEGER NOT NULL,
        content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE published_sources (
        stream TEXT NOT NULL,
        source_id TEXT NOT NULL,
        PRIMARY KEY (stream, source_id)
    ) STRICT, WITHOUT ROWID""",
)


def make_published(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
