"""Alert lists: which are on board, their entries by version, and where HQ's publications stand."""

from __future__ import annotations

from app.store.driver import Database

# A version of a list is loaded beside the one in force: rows of load n are seen only once `generation`
# points at it, and rows that a load ends stay in sight until then. So a load may take many short
# transactions, the last of which moves the pointer, and a load cut short was never there.
_STATEMENTS = (
    """CREATE TABLE list_loads (
        load INTEGER PRIMARY KEY AUTOINCREMENT,
        list_id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL
    ) STRICT""",
    # `number` tells the rows of a list from those of an earlier one that had its id. The file of the
    # index says what stood there at load `base`; `secret` opens it, `mark` and `known` prove it.
    """CREATE TABLE lists (
        list_id TEXT PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        header BLOB NOT NULL,
        publication INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        base INTEGER NOT NULL,
        secret BLOB NOT NULL CHECK (length(secret) = 32),
        mark BLOB NOT NULL,
        known BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE list_versions (
        line INTEGER PRIMARY KEY,
        list_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        publication INTEGER NOT NULL,
        issued_at INTEGER NOT NULL,
        taken_at INTEGER NOT NULL,
        count INTEGER NOT NULL,
        added INTEGER NOT NULL,
        removed INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        actor TEXT NOT NULL,
        audit_seq INTEGER NOT NULL REFERENCES audit (seq)
    ) STRICT""",
    "CREATE INDEX list_versions_by_list ON list_versions (list_id, version)",
    """CREATE TABLE list_entries (
        row INTEGER PRIMARY KEY,
        list INTEGER NOT NULL,
        entry_id TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        entry BLOB NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX list_entries_by_id ON list_entries (list, entry_id, since)",
    "CREATE INDEX list_entries_since ON list_entries (list, since)",
    "CREATE INDEX list_entries_until ON list_entries (list, until) WHERE until IS NOT NULL",
    """CREATE TABLE list_digests (
        row INTEGER PRIMARY KEY,
        list INTEGER NOT NULL,
        since INTEGER NOT NULL,
        gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
        digests BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX list_digests_since ON list_digests (list, since)",
    """CREATE TABLE earlier_crossings (
        row INTEGER PRIMARY KEY,
        list INTEGER NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        digest BLOB NOT NULL CHECK (length(digest) = 8),
        day TEXT NOT NULL,
        port TEXT NOT NULL,
        refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
        way TEXT NOT NULL,
        station TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX earlier_crossings_by_digest ON earlier_crossings (digest, day)",
    "CREATE INDEX earlier_crossings_since ON earlier_crossings (list, since)",
    "CREATE INDEX earlier_crossings_until ON earlier_crossings (list, until) WHERE until IS NOT NULL",
    """CREATE TABLE streams (
        stream TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        taken_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE keyring (
        place INTEGER PRIMARY KEY CHECK (place = 1),
        ring BLOB NOT NULL
    ) STRICT""",
)


def make_lists(database: Database) -> None:
    """Make the tables that keep alert lists and what HQ publishes."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
