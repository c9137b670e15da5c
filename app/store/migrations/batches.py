"""Frozen batches, HQ's receipts and its rejections: where each outbox row is on its way."""

from __future__ import annotations

from app.store.driver import Database

# A row's state is not written on the row: it waits while no batch covers its seq, is being sent
# while its batch has no receipt, and is then accepted, or parked if HQ rejected it.
_STATEMENTS = (
    """CREATE TABLE batches (
        number INTEGER PRIMARY KEY,
        batch_id BLOB NOT NULL UNIQUE CHECK (length(batch_id) = 32),
        first_seq INTEGER NOT NULL UNIQUE REFERENCES records (seq),
        count INTEGER NOT NULL CHECK (count >= 1),
        audit_seq INTEGER NOT NULL REFERENCES audit (seq),
        audit_head BLOB NOT NULL CHECK (length(audit_head) = 32),
        frozen_at INTEGER NOT NULL,
        settled_at INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        last_code TEXT NOT NULL DEFAULT '',
        next_try INTEGER
    ) STRICT""",
    "CREATE INDEX batches_unsettled ON batches (number) WHERE settled_at IS NULL",
    """CREATE TABLE batch_files (
        number INTEGER PRIMARY KEY REFERENCES batches (number),
        data BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE receipts (
        number INTEGER PRIMARY KEY REFERENCES batches (number),
        settled_at INTEGER NOT NULL,
        accepted INTEGER NOT NULL,
        parked INTEGER NOT NULL,
        receipt BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE rejections (
        seq INTEGER PRIMARY KEY REFERENCES records (seq),
        code TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER batches_are_frozen
        BEFORE UPDATE OF number, batch_id, first_seq, count, audit_seq, audit_head, frozen_at ON batches
        BEGIN SELECT RAISE(ABORT, 'a frozen batch does not change'); END""",
    """CREATE TRIGGER batches_stay
        BEFORE DELETE ON batches
        BEGIN SELECT RAISE(ABORT, 'batches are not deleted'); END""",
    """CREATE TRIGGER batch_files_are_frozen
        BEFORE UPDATE ON batch_files
        BEGIN SELECT RAISE(ABORT, 'a frozen batch does not change'); END""",
    """CREATE TRIGGER batch_files_stay_until_settled
        BEFORE DELETE ON batch_files
        WHEN NOT EXISTS (SELECT 1 FROM receipts WHERE receipts.number = OLD.number)
        BEGIN SELECT RAISE(ABORT, 'nothing unsent is deleted'); END""",
)


def make_batches(database: Database) -> None:
    """Make the tables that know what HQ has."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
