"""Closed days: what was signed of each, and by what crossings of a day are found."""

from __future__ import annotations

from app.store.driver import Database

# What a log says stands in its manifest; the columns beside it are what it is found by. Times are
# milliseconds of UTC. `line` is the line of the audit chain that holds the manifest's SHA-256.
_STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE day_logs (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('day', 'addendum')),
        day TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL CHECK (until >= since),
        utc_offset INTEGER NOT NULL,
        after_seq INTEGER NOT NULL,
        up_to_seq INTEGER NOT NULL CHECK (up_to_seq >= after_seq),
        line INTEGER NOT NULL,
        public_key BLOB NOT NULL CHECK (length(public_key) = 32),
        manifest BLOB NOT NULL,
        signature BLOB NOT NULL CHECK (length(signature) = 64)
    ) STRICT""",
    "CREATE UNIQUE INDEX day_logs_of_days ON day_logs (day) WHERE kind = 'day'",
    "CREATE INDEX day_logs_by_day ON day_logs (day, number)",
    """CREATE TRIGGER day_logs_follow_one_another
        BEFORE INSERT ON day_logs
        WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM day_logs)
        BEGIN SELECT RAISE(ABORT, 'logs follow one another'); END""",
    """CREATE TRIGGER day_logs_do_not_change
        BEFORE UPDATE ON day_logs
        BEGIN SELECT RAISE(ABORT, 'what was signed does not change'); END""",
    """CREATE TRIGGER day_logs_stay
        BEFORE DELETE ON day_logs
        BEGIN SELECT RAISE(ABORT, 'closed days are not deleted'); END""",
    """CREATE TABLE day_files (
        number INTEGER NOT NULL REFERENCES day_logs (number),
        name TEXT NOT NULL,
        packed BLOB NOT NULL,
        UNIQUE (number, name)
    ) STRICT""",
    # Whose record an approved purge erases is erased from the copies as well: all of the day's logs. A
    # crossing's day is that of its first version; its card goes with the record.
    """CREATE TRIGGER files_of_erased_days_go
        AFTER DELETE ON cards WHEN OLD.version = 1 AND EXISTS (
            SELECT 1 FROM purge_rows m JOIN purges p ON p.number = m.purge
            WHERE m.seq = OLD.crossing AND p.approved_at IS NOT NULL)
        BEGIN DELETE FROM day_files WHERE number IN (
            SELECT number FROM day_logs WHERE since <= OLD.at AND until > OLD.at); END""",
    # Days are counted by these alone: `cards_by_time` would look at each card for its version.
    "CREATE INDEX cards_of_crossings ON cards (at) WHERE version = 1",
    "CREATE INDEX cards_of_corrections ON cards (crossing, crossing_id) WHERE version > 1",
)


def make_days(database: Database) -> None:
    """Make the table of logs, and the indexes that crossings of a day are found by."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
