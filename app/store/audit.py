"""The audit chain: who did or read what, when and why, each line holding the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import cbor2

from app.store.driver import Connection
from app.store.moments import to_ms

GENESIS = bytes(32)
"""What the first line holds in place of a line before."""
STATION = "station"
"""The actor of what the station does by itself; no username can be this (it is reserved)."""

Value: TypeAlias = "int | str | bytes | list[int]"


class AuditAct(StrEnum):
    """Everything that leaves a line."""

    FOUNDED = "founded"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SCREEN_UNLOCKED = "screen_unlocked"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    LOCK_OUT_LIFTED = "lock_out_lifted"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    KEY_FILE_RECOVERED = "key_file_recovered"
    ATTEMPTS_LOST = "attempts_lost"
    OFFICER_ADDED = "officer_added"
    OFFICER_DEACTIVATED = "officer_deactivated"
    RECORDED = "recorded"
    CORRECTED = "corrected"
    READ_HISTORY = "read_history"
    READ_SHIFT = "read_shift"
    READ_SEARCH = "read_search"
    READ_VERSIONS = "read_versions"
    ENROLLED = "enrolled"
    ENROLMENT_ASKED = "enrolment_asked"
    CERTIFICATE_RENEWED = "certificate_renewed"
    BATCH_FROZEN = "batch_frozen"
    BATCH_SETTLED = "batch_settled"
    STICK_WRITTEN = "stick_written"
    STICK_READ = "stick_read"
    STORE_CHECKED = "store_checked"
    CARDS_FILED_ANEW = "cards_filed_anew"
    SALVAGED = "salvaged"
    TRUST_IMPORTED = "trust_imported"
    TRUST_REMOVED = "trust_removed"
    VOUCHED = "vouched"
    SCREENED = "screened"
    LIST_TAKEN = "list_taken"
    LIST_REFUSED = "list_refused"
    LIST_REMOVED = "list_removed"
    KEYRING_TAKEN = "keyring_taken"
    ALERT_EVENT = "alert_event"
    READ_CASES = "read_cases"
    RESCREENED = "rescreened"
    ALERT_POLICY_SET = "alert_policy_set"
    PUBLICATION_TAKEN = "publication_taken"
    POLICY_TAKEN = "policy_taken"
    ROSTER_TAKEN = "roster_taken"
    OFFICER_CHANGED = "officer_changed"
    LINK_POLICY_SET = "link_policy_set"
    LINK_CONSENTED = "link_consented"
    RELAY_SET = "relay_set"
    READ_FIGURES = "read_figures"
    VALVE_OPENED = "valve_opened"
    VALVE_SHUT = "valve_shut"
    DAY_PREVIEWED = "day_previewed"
    DAY_CLOSED = "day_closed"
    DAY_ADDED = "day_added"
    DAY_MADE = "day_made"
    DAY_EXPORT_BEGUN = "day_export_begun"
    DAY_EXPORTED = "day_exported"
    READ_AUDIT = "read_audit"
    READ_READERS = "read_readers"
    PURGE_PLANNED = "purge_planned"
    PURGE_APPROVED = "purge_approved"
    PURGE_REFUSED = "purge_refused"
    PURGED = "purged"


KEEPING = frozenset({AuditAct.RECORDED, AuditAct.CORRECTED, AuditAct.ALERT_EVENT})
"""Acts whose line holds, as `record`, the SHA-256 of the bytes of the crossing or event."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What a line says. `subject` names a record, batch or account; `detail` never holds names,
    numbers or dates of a traveller, since the chain outlives the right to keep them."""

    actor: str
    act: AuditAct
    subject: bytes = b""
    purpose: str = ""
    detail: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the chain as stored; `detail` is canonical CBOR."""

    seq: int
    at: int
    actor: str
    act: str
    subject: bytes
    purpose: str
    detail: bytes
    previous: bytes
    hash: bytes

    def digest(self) -> bytes:
        """The hash this line must have: SHA-256 over the canonical CBOR of all before it."""
        return _digest(
            self.seq, self.at, self.actor, self.act, self.subject, self.purpose, self.detail, self.previous
        )


def append(connection: Connection, at: datetime, entry: AuditEntry) -> int:
    """Add a line within the caller's transaction; its seq."""
    last, previous = head(connection)
    seq, moment = last + 1, to_ms(at)
    detail = cbor2.dumps(dict(entry.detail), canonical=True)
    digest = _digest(
        seq, moment, entry.actor, entry.act.value, entry.subject, entry.purpose, detail, previous
    )
    connection.execute(
        "INSERT INTO audit (seq, at, actor, act, subject, purpose, detail, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, moment, entry.actor, entry.act.value, entry.subject, entry.purpose, detail, previous, digest),
    )
    return seq


def head(connection: Connection) -> tuple[int, bytes]:
    """Seq and hash of the last line; (0, GENESIS) before the first."""
    row = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return (0, GENESIS) if row is None else (row[0], row[1])


def lines(connection: Connection, after: int = 0) -> Iterator[AuditLine]:
    """Every line after a seq, in order, without loading them all."""
    rows = connection.execute(
        "SELECT seq, at, actor, act, subject, purpose, detail, previous, hash FROM audit"
        " WHERE seq > ? ORDER BY seq",
        (after,),
    )
    return (AuditLine(*row) for row in rows)


def record_hash(record: bytes) -> bytes:
    """The SHA-256 by which a line holds a record's bytes."""
    return hashlib.sha256(record).digest()


def _digest(
    seq: int, at: int, actor: str, act: str, subject: bytes, purpose: str, detail: bytes, previous: bytes
) -> bytes:
    line = cbor2.dumps([seq, at, actor, act, subject, purpose, detail, previous], canonical=True)
    return hashlib.sha256(line).digest()
