"""Alert events kept for good: each with its audit line and, if it is ours, its place in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.alert_record import LARGEST_EVENT, encode_event
from app.domain.alerts import AlertEvent, AlertEventKind, CaseOrigin
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.store import audit
from app.store.audit import STATION, AuditAct, AuditEntry, record_hash
from app.store.card_index import id_bytes
from app.store.case_rows import check_event, file_events, known_record, load_case, read_event
from app.store.driver import Connection
from app.store.event_rules import EventRules
from app.store.moments import to_ms
from app.store.purging import is_erased
from app.store.session import Session

ALERT_KIND = 2
"""The kind of record that an alert event is (`sync.protocol.kinds`)."""

_INSERT = "INSERT INTO records (kind, made_at, record_id, audit_seq, record) VALUES (?, ?, ?, ?, ?)"
_INSERT_FOREIGN = "INSERT INTO foreign_events (event_id, audit_seq, record) VALUES (?, ?, ?)"
_OF_HQ = frozenset({
    AlertEventKind.HIT, AlertEventKind.SETTLED, AlertEventKind.ACTIVATED, AlertEventKind.DECLINED,
})  # fmt: skip


def keep_events(
    connection: Connection, session: Session, events: Sequence[AlertEvent], crossing: Crossing | None = None
) -> None:
    """Keep an officer's events, within the caller's transaction; `crossing` is recorded by the same one.

    An event that is kept already is passed over, so a caller may retry. Raises WorldError(NOT_ALLOWED,
    FIELD_INVALID, RECORD_MALFORMED, RECORD_UNKNOWN).
    """
    rules = EventRules(connection, session, crossing)
    for event in events:
        record = _encoded(event)
        if is_known(connection, event, record):
            continue
        rules.permit(event, load_case(connection, id_bytes(event.case_id)))
        _keep(connection, session.clock(), session.officer.username, event, record)


def keep_station_event(connection: Connection, at: datetime, event: AlertEvent) -> None:
    """Keep an event that the station made by itself, within the caller's transaction."""
    _keep(connection, at, STATION, event, _encoded(event))


def add_foreign_event(connection: Connection, record: bytes, at: datetime | None = None) -> None:
    """Keep an event that HQ told of, within the caller's transaction; it does not go back to HQ.

    The same event again is harmless. A hit of which this station has a case already opens no second one.
    `at` is now; the event's own moment when it is not said. Raises WorldError(RECORD_MALFORMED) for what
    is no event or none that HQ can make.
    """
    event = read_event(record)
    if event.kind not in _OF_HQ or (event.kind is AlertEventKind.HIT and event.origin is not CaseOrigin.HQ):
        raise WorldError(FailureCode.RECORD_MALFORMED, "alert.event", kind=event.kind.value)
    if is_known(connection, event, record):
        return
    event_id = id_bytes(event.event_id)
    audit_seq = _note(connection, at or event.at, STATION, event_id, record)
    connection.execute(_INSERT_FOREIGN, (event_id, audit_seq, record))
    file_events(connection)


def is_known(connection: Connection, event: AlertEvent, record: bytes) -> bool:
    """Whether this very event is kept, or was until a purge; raises WorldError(RECORD_CONFLICT) when another
    has its id."""
    known = known_record(connection, id_bytes(event.event_id))
    if known is None and is_erased(connection, id_bytes(event.event_id)):
        return True
    if known is not None and known != record:
        raise WorldError(FailureCode.RECORD_CONFLICT, "alert.event")
    return known is not None


def _encoded(event: AlertEvent) -> bytes:
    check_event(event)
    record = encode_event(event)
    if len(record) > LARGEST_EVENT:
        raise WorldError(FailureCode.FIELD_INVALID, "alert.event", field="note", size=str(len(record)))
    return record


def _keep(connection: Connection, at: datetime, actor: str, event: AlertEvent, record: bytes) -> None:
    event_id = id_bytes(event.event_id)
    audit_seq = _note(connection, at, actor, event_id, record)
    connection.execute(_INSERT, (ALERT_KIND, to_ms(at), event_id, audit_seq, record))
    file_events(connection)


def _note(connection: Connection, at: datetime, actor: str, event_id: bytes, record: bytes) -> int:
    detail = (("record", record_hash(record)),)
    return audit.append(connection, at, AuditEntry(actor, AuditAct.ALERT_EVENT, event_id, detail=detail))
