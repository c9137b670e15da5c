"""Purges: which records an approved one may empty, and the marks that stay in their place."""

from __future__ import annotations

from app.store.driver import Database

# A purged record keeps its row: seq, kind, record id and audit line stay, so that seqs have no gaps and
# nothing erased comes back; its bytes are empty. Its row here says by which purge, and what hash its line
# holds. `subject` is the crossing or the case that it goes with. Times are milliseconds of UTC.
_ERASABLE = """NEW.record = x''
        AND EXISTS (SELECT 1 FROM {marks} m JOIN purges p ON p.number = m.purge
            WHERE m.{key} = OLD.{key} AND p.approved_at IS NOT NULL AND p.done_at IS NULL)"""
_SETTLED = """EXISTS (SELECT 1 FROM batches b WHERE b.number = (
            SELECT number FROM batches WHERE first_seq <= NEW.seq ORDER BY first_seq DESC LIMIT 1)
            AND b.first_seq + b.count > NEW.seq AND b.settled_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM rejections r WHERE r.seq = NEW.seq)"""

_STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE purges (
        number INTEGER PRIMARY KEY,
        planned_at INTEGER NOT NULL,
        planned_by TEXT NOT NULL,
        valid_until INTEGER NOT NULL,
        crossings_before INTEGER NOT NULL,
        events_before INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        counts BLOB NOT NULL,
        plan_line INTEGER NOT NULL,
        approved_at INTEGER,
        approved_by TEXT NOT NULL DEFAULT '' CHECK (approved_by <> planned_by),
        approve_line INTEGER,
        done_at INTEGER,
        erased INTEGER NOT NULL DEFAULT 0,
        kept INTEGER NOT NULL DEFAULT 0,
        CHECK ((approved_at IS NULL) = (approved_by = '')),
        CHECK (done_at IS NULL OR approved_at IS NOT NULL)
    ) STRICT""",
    """CREATE TABLE purge_rows (
        seq INTEGER PRIMARY KEY REFERENCES records (seq),
        purge INTEGER NOT NULL REFERENCES purges (number),
        subject BLOB NOT NULL,
        line INTEGER NOT NULL UNIQUE,
        digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT""",
    "CREATE INDEX purge_rows_of_subjects ON purge_rows (purge, subject)",
    """CREATE TABLE purge_foreign (
        number INTEGER PRIMARY KEY REFERENCES foreign_events (number),
        purge INTEGER NOT NULL REFERENCES purges (number),
        subject BLOB NOT NULL,
        line INTEGER NOT NULL UNIQUE,
        digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT""",
    "CREATE INDEX purge_foreign_of_subjects ON purge_foreign (purge, subject)",
    """CREATE TRIGGER purges_are_approved_once
        BEFORE UPDATE ON purges
        WHEN OLD.done_at IS NOT NULL OR (OLD.approved_at IS NOT NULL AND (
            NEW.approved_at IS NOT OLD.approved_at OR NEW.approved_by IS NOT OLD.approved_by))
            OR NEW.number IS NOT OLD.number OR NEW.planned_by IS NOT OLD.planned_by
            OR NEW.digest IS NOT OLD.digest OR NEW.valid_until IS NOT OLD.valid_until
        BEGIN SELECT RAISE(ABORT, 'a purge does not change'); END""",
    """CREATE TRIGGER approved_purges_stay
        BEFORE DELETE ON purges WHEN OLD.approved_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'purges are not deleted'); END""",
    f"""CREATE TRIGGER purge_rows_are_planned
        BEFORE INSERT ON purge_rows
        WHEN (SELECT approved_at FROM purges WHERE number = NEW.purge) IS NOT NULL OR NOT ({_SETTLED})
        BEGIN SELECT RAISE(ABORT, 'only what HQ has confirmed is planned to go'); END""",
    """CREATE TRIGGER purge_foreign_is_planned
        BEFORE INSERT ON purge_foreign
        WHEN (SELECT approved_at FROM purges WHERE number = NEW.purge) IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an approved purge does not grow'); END""",
    """CREATE TRIGGER purge_rows_do_not_change
        BEFORE UPDATE ON purge_rows
        BEGIN SELECT RAISE(ABORT, 'a purge does not change'); END""",
    """CREATE TRIGGER purge_foreign_does_not_change
        BEFORE UPDATE ON purge_foreign
        BEGIN SELECT RAISE(ABORT, 'a purge does not change'); END""",
    """CREATE TRIGGER marks_of_erased_rows_stay
        BEFORE DELETE ON purge_rows
        WHEN (SELECT length(record) FROM records WHERE seq = OLD.seq) = 0
        BEGIN SELECT RAISE(ABORT, 'marks of what was erased stay'); END""",
    """CREATE TRIGGER marks_of_erased_foreign_events_stay
        BEFORE DELETE ON purge_foreign
        WHEN (SELECT length(record) FROM foreign_events WHERE number = OLD.number) = 0
        BEGIN SELECT RAISE(ABORT, 'marks of what was erased stay'); END""",
    "DROP TRIGGER records_do_not_change",
    f"""CREATE TRIGGER records_do_not_change
        BEFORE UPDATE ON records
        WHEN NOT (NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.made_at = OLD.made_at
            AND NEW.record_id = OLD.record_id AND NEW.audit_seq = OLD.audit_seq
            AND {_ERASABLE.format(marks="purge_rows", key="seq")})
        BEGIN SELECT RAISE(ABORT, 'a record is corrected by a new one'); END""",
    "DROP TRIGGER foreign_events_do_not_change",
    f"""CREATE TRIGGER foreign_events_do_not_change
        BEFORE UPDATE ON foreign_events
        WHEN NOT (NEW.number = OLD.number AND NEW.event_id = OLD.event_id AND NEW.audit_seq = OLD.audit_seq
            AND {_ERASABLE.format(marks="purge_foreign", key="number")})
        BEGIN SELECT RAISE(ABORT, 'what HQ told does not change'); END""",
    # Nobody looks for a crossing in what was erased.
    "DROP VIEW crossings",
    """CREATE VIEW crossings AS
        SELECT seq AS id, record_id, audit_seq, record FROM records WHERE kind = 1 AND length(record) > 0""",
)


def make_purges(database: Database) -> None:
    """Make the tables, and let records be emptied that an approved purge names, and no others."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
