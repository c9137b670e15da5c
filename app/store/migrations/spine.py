"""Records and their places in the outbox, the audit chain, officers and the station's own settings."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS = (
    # One row is a record kept and its place in the outbox: seq counts from 1 without gaps, and HQ gets
    # the very bytes. They are the truth; by what they are found again is in the card index.
    """CREATE TABLE records (
        seq INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        record_id BLOB NOT NULL CHECK (length(record_id) = 16),
        audit_seq INTEGER NOT NULL,
        record BLOB NOT NULL
    ) STRICT""",
    # -1 is what a BEFORE trigger sees while SQLite has yet to choose the next number itself.
    """CREATE TRIGGER records_follow_one_another
        BEFORE INSERT ON records
        WHEN NEW.seq NOT IN (-1, (SELECT coalesce(max(seq), 0) + 1 FROM records))
        BEGIN SELECT RAISE(ABORT, 'records follow one another'); END""",
    """CREATE TRIGGER records_do_not_change
        BEFORE UPDATE ON records
        BEGIN SELECT RAISE(ABORT, 'a record is corrected by a new one'); END""",
    """CREATE TRIGGER records_stay
        BEFORE DELETE ON records
        BEGIN SELECT RAISE(ABORT, 'records are not deleted'); END""",
    """CREATE VIEW crossings AS
        SELECT seq AS id, record_id, audit_seq, record FROM records WHERE kind = 1""",
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
    """CREATE TABLE officers (
        username TEXT PRIMARY KEY,
        full_name TEXT NOT NULL,
        role TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    # Holds only while no record is later than `after`: Admit ends the draft without touching it.
    """CREATE TABLE draft (
        place INTEGER PRIMARY KEY CHECK (place = 1),
        after INTEGER NOT NULL,
        kept_at INTEGER NOT NULL,
        officer TEXT NOT NULL,
        draft BLOB NOT NULL
    ) STRICT""",
)


def make_spine(database: Database) -> None:
    """Make the tables that keep what officers did."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
