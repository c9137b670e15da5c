"""Cases of alert hits: what HQ told of them, and by what events and cases are found again."""

from __future__ import annotations

from app.store.driver import Database

# Own events are records and travel to HQ; those that HQ told are kept beside them and do not go back.
# Both are the truth. `alert_events` and `alert_cases` follow from them and can be made anew; a line of
# the audit chain, which every event has, is its number in both.
_STATEMENTS = (
    "CREATE INDEX records_of_alerts ON records (seq) WHERE kind = 2",
    """CREATE TABLE foreign_events (
        number INTEGER PRIMARY KEY,
        event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
        audit_seq INTEGER NOT NULL,
        record BLOB NOT NULL
    ) STRICT""",
    """CREATE TRIGGER foreign_events_do_not_change
        BEFORE UPDATE ON foreign_events
        BEGIN SELECT RAISE(ABORT, 'what HQ told does not change'); END""",
    """CREATE TRIGGER foreign_events_stay
        BEFORE DELETE ON foreign_events
        BEGIN SELECT RAISE(ABORT, 'what HQ told is not deleted'); END""",
    """CREATE TABLE alert_events (
        audit_seq INTEGER PRIMARY KEY,
        event_id BLOB NOT NULL UNIQUE,
        case_id BLOB NOT NULL,
        kind TEXT NOT NULL,
        seq INTEGER UNIQUE,
        number INTEGER UNIQUE
    ) STRICT""",
    "CREATE INDEX alert_events_of_case ON alert_events (case_id, audit_seq)",
    # rank sorts the queue: 0 STOP, 1 CHECK, 2 BACKGROUND, 3 for a proposal, which is no hit.
    """CREATE TABLE alert_cases (
        case_id BLOB PRIMARY KEY,
        opened INTEGER NOT NULL UNIQUE,
        opened_at INTEGER NOT NULL,
        crossing BLOB NOT NULL,
        origin TEXT NOT NULL,
        rank INTEGER NOT NULL,
        band TEXT NOT NULL,
        disclosure TEXT NOT NULL,
        list_id TEXT NOT NULL,
        list_version INTEGER NOT NULL,
        entry_id TEXT NOT NULL,
        entry_digest BLOB NOT NULL,
        traveller BLOB NOT NULL,
        state TEXT NOT NULL,
        settled_as TEXT NOT NULL,
        settled_at INTEGER NOT NULL,
        revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX alert_cases_open ON alert_cases (rank, opened_at) WHERE state = 'open'",
    "CREATE INDEX alert_cases_proposed ON alert_cases (opened_at) WHERE state = 'proposed'",
    "CREATE INDEX alert_cases_settled ON alert_cases (settled_at) WHERE state = 'settled'",
    "CREATE INDEX alert_cases_silent ON alert_cases (case_id) WHERE disclosure = 'silent'",
    "CREATE INDEX alert_cases_of_crossing ON alert_cases (crossing)",
    "CREATE INDEX alert_cases_of_traveller ON alert_cases (traveller, list_id, entry_id)",
    # By which lists, in which versions, a crossing was looked at last after it was recorded.
    """CREATE TABLE rescreened (
        crossing INTEGER PRIMARY KEY,
        lists BLOB NOT NULL
    ) STRICT""",
)


def make_cases(database: Database) -> None:
    """Make the tables that keep cases of alert hits."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
