"""Crossings, the audit chain, the outbox, officers and the station's own settings."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS = (
    # The record's bytes are the truth; by what they are found again is in the card index.
    """CREATE TABLE crossings (
        id INTEGER PRIMARY KEY,
        record_id BLOB NOT NULL CHECK (length(record_id) = 16),
        audit_seq INTEGER NOT NULL,
        outbox_seq INTEGER NOT NULL,
        record BLOB NOT NULL
    ) STRICT""",
    """CREATE TRIGGER crossings_do_not_change
        BEFORE UPDATE ON crossings
        BEGIN SELECT RAISE(ABORT, 'a crossing is corrected by a new version'); END""",
    """CREATE TRIGGER crossings_stay
        BEFORE DELETE ON crossings
        BEGIN SELECT RAISE(ABORT, 'crossings are not deleted'); END""",
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        act TEXT NOT NULL,
        subject BLOB NOT NULL,
        purpose TEXT NOT NULL,
        detail BLOB NOT NULL,
        previous BLOB NOT NULL CHECK (length(previous) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT""",
    """CREATE TRIGGER audit_grows_at_its_end
        BEFORE INSERT ON audit
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'audit lines follow one another'); END""",
    """CREATE TRIGGER audit_lines_do_not_change
        BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit lines do not change'); END""",
    """CREATE TRIGGER audit_lines_stay
        BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit lines are not deleted'); END""",
    # What waits for HQ, by reference: the bytes are the crossing's own.
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        crossing INTEGER NOT NULL REFERENCES crossings (id),
        made_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TRIGGER outbox_has_no_gaps
        BEFORE INSERT ON outbox
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM outbox)
        BEGIN SELECT RAISE(ABORT, 'outbox rows follow one another'); END""",
    """CREATE TRIGGER outbox_rows_do_not_change
        BEFORE UPDATE ON outbox
        BEGIN SELECT RAISE(ABORT, 'outbox rows do not change'); END""",
    """CREATE TRIGGER outbox_rows_stay
        BEFORE DELETE ON outbox
        BEGIN SELECT RAISE(ABORT, 'outbox rows are not deleted'); END""",
    """CREATE TABLE officers (
        username TEXT PRIMARY KEY,
        full_name TEXT NOT NULL,
        role TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE draft (
        place INTEGER PRIMARY KEY CHECK (place = 1),
        kept_at INTEGER NOT NULL,
        officer TEXT NOT NULL,
        draft BLOB NOT NULL
    ) STRICT""",
)


def make_spine(database: Database) -> None:
    """Make the tables that keep what officers did."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
