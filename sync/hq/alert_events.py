"""Enter the alert events of many batches in the ledger, each exactly once, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from app.domain.failure import FailureCode
from sync.hq.database import Connection
from sync.hq.entries import TurnedAway
from sync.hq.event_entries import EventEntry
from sync.hq.staging import Entered

COLUMNS = (
    "seq", "event_id", "case_id", "kind", "origin", "at", "port", "officer", "crossing", "list_id",
    "list_version", "entry_id", "entry_digest", "band", "disclosure", "document_key", "issuing_state",
    "settled_as", "payload",
)  # fmt: skip
"""What `EventEntry.values` holds, in order."""

_INSERT = (
    f"INSERT INTO alert_event (station, {', '.join(COLUMNS)}) SELECT %s{', %s' * len(COLUMNS)}"
    " WHERE NOT EXISTS (SELECT FROM erased_event WHERE event_id = %s) ON CONFLICT (event_id) DO NOTHING"
).encode()


def enter(connection: Connection, batches: Sequence[tuple[int, Sequence[EventEntry]]]) -> list[Entered]:
    """Enter the events of (station, events) pairs.

    An event id enters once: the same bytes again are known, others are turned away. So is what
    PostgreSQL itself refuses; it holds up nothing else.
    """
    outcomes = []
    for station, events in batches:
        outcome = Entered()
        for one in events:
            _enter(connection, station, one, outcome)
        outcomes.append(outcome)
    return outcomes


def _enter(connection: Connection, station: int, one: EventEntry, outcome: Entered) -> None:
    try:
        with connection.transaction():
            values = (station, *one.values(), one.event.event_id)
            entered = connection.execute(_INSERT, values).rowcount
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded):
        outcome.turned_away.append(TurnedAway(one.seq, FailureCode.RECORD_MALFORMED, one.payload))
        return
    if entered:
        return
    row = connection.execute(
        "SELECT payload = %s FROM alert_event WHERE event_id = %s", (one.payload, one.event.event_id)
    ).fetchone()
    if row is None or row == (True,):  # None: erased, and never comes back
        outcome.known += 1
    else:
        outcome.turned_away.append(TurnedAway(one.seq, FailureCode.RECORD_CONFLICT, one.payload))
