"""Trust: where it came from, the certificates of signing authorities, and what they revoked."""

from __future__ import annotations

from app.store.driver import Database

# A certificate stands once for each source that brings it: taking one source away leaves what another
# vouches for. Beside the bytes stand the keys by which proving looks, so that signing in parses nothing.
_STATEMENTS = (
    """CREATE TABLE trust_sources (
        source_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        origin TEXT NOT NULL,
        made_at INTEGER,
        imported_at INTEGER NOT NULL,
        digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
        vouched TEXT NOT NULL,
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        certificates INTEGER NOT NULL,
        crls INTEGER NOT NULL,
        audit_seq INTEGER NOT NULL REFERENCES audit (seq)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE trust_certificates (
        number INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES trust_sources (source_id) ON DELETE CASCADE,
        fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
        subject BLOB NOT NULL,
        issuer BLOB NOT NULL,
        key_id BLOB NOT NULL,
        country TEXT NOT NULL,
        not_before INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        certificate BLOB NOT NULL,
        UNIQUE (source_id, fingerprint)
    ) STRICT""",
    """CREATE TABLE trust_revocations (
        number INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES trust_sources (source_id) ON DELETE CASCADE,
        issuer BLOB NOT NULL,
        key_id BLOB NOT NULL,
        this_update INTEGER NOT NULL,
        next_update INTEGER,
        crl BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX trust_revocations_by_source ON trust_revocations (source_id)",
)


def make_trust(database: Database) -> None:
    """Make the tables that keep what the station trusts."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
