"""The card index: what crossings are found by, derived from the records and never sent."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS = (
    """CREATE TABLE cards (
        crossing INTEGER PRIMARY KEY REFERENCES records (seq),
        record_id BLOB NOT NULL UNIQUE,
        crossing_id BLOB NOT NULL,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        officer TEXT NOT NULL,
        number_key TEXT NOT NULL,
        surname_key TEXT NOT NULL,
        birth_date TEXT NOT NULL,
        given_key TEXT NOT NULL,
        nationality TEXT NOT NULL,
        superseded_by INTEGER REFERENCES cards (crossing)
    ) STRICT""",
    "CREATE INDEX cards_by_number ON cards (number_key, at)",
    "CREATE INDEX cards_by_name ON cards (surname_key, birth_date, given_key, nationality)",
    "CREATE INDEX cards_by_time ON cards (at)",
    "CREATE UNIQUE INDEX cards_corrected ON cards (crossing_id, version) WHERE version > 1",
    # Without it every card taken away would make SQLite look through all others.
    "CREATE INDEX cards_superseding ON cards (superseded_by) WHERE superseded_by IS NOT NULL",
)


def make_cards(database: Database) -> None:
    """Make the table by which crossings are found; their cards are filed when they are first needed."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
