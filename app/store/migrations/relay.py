"""What booths of this port tell each other."""

from __future__ import annotations

from app.store.driver import Database

# A note stands for a crossing at another booth: its highest version alone. `number` counts in the order in
# which they came; of a note that was forgotten its station's floor tells that it was there, so that no
# relay can bring it back.
_STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE port_notes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        station INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        crossing BLOB NOT NULL CHECK (length(crossing) = 16),
        version INTEGER NOT NULL,
        day TEXT NOT NULL,
        port TEXT NOT NULL,
        refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
        UNIQUE (station, crossing)
    ) STRICT""",
    """CREATE TABLE port_note_digests (
        note INTEGER NOT NULL REFERENCES port_notes (number) ON DELETE CASCADE,
        digest BLOB NOT NULL CHECK (length(digest) = 8),
        way TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX port_note_digests_by_digest ON port_note_digests (digest)",
    "CREATE INDEX port_note_digests_by_note ON port_note_digests (note)",
    """CREATE TABLE port_note_floors (
        station INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL
    ) STRICT""",
    # Up to where the relay was told (a row of `records`) and heard (a place on its board).
    """CREATE TABLE port_cursors (
        way TEXT PRIMARY KEY CHECK (way IN ('told', 'heard')),
        epoch BLOB NOT NULL,
        reached INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)


def make_relay(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
