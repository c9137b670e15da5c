"""By what the audit chain is looked through: derived from its lines when somebody asks, never sent."""

from __future__ import annotations

from app.store.driver import Database

# Nothing here is the truth: all of it may be emptied and is then filled anew. No table is touched when a
# traveller is processed.
_STATEMENTS = (
    # A thousand lines each: when, which acts, and which people did something or had it done to them.
    """CREATE TABLE trail_blocks (
        block INTEGER PRIMARY KEY,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        acts TEXT NOT NULL,
        people TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE trail_entries (username TEXT PRIMARY KEY, line INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # The first eight bytes of the subject of each line of reading: blinded questions and records' ids.
    """CREATE TABLE trail_subjects (
        subject INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (subject, line)
    ) STRICT, WITHOUT ROWID""",
    # What each such line showed: rows of records; below zero the lines that opened cases, and further below
    # the daily logs that were taken away.
    """CREATE TABLE trail_shown (
        shown INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (shown, line)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE trail_read_up_to (
        place INTEGER PRIMARY KEY CHECK (place = 1), line INTEGER NOT NULL
    ) STRICT""",
)


def make_trail(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
