"""By what alert events and their cases are found again. All of it follows from the events kept.

Unlike cards of crossings it is filed with the event: hits are few, and the second line waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from app.domain.alert_record import decode_event
from app.domain.alerts import AlertCase, AlertEvent, AlertEventKind, AlertHit, SettledAs, Settlement
from app.domain.failure import FailureCode, WorldError
from app.store.card_index import id_bytes
from app.store.clearances import RANKS, clearance_key, traveller_mark, void_clearances
from app.store.driver import Connection
from app.store.identity import load_clearance_key
from app.store.moments import to_ms

_NO_HIT = len(RANKS)
_LARGEST = 2**63
_OPENING = frozenset({AlertEventKind.HIT, AlertEventKind.PROPOSED})
_ANSWERS = {AlertEventKind.ACTIVATED: "activated", AlertEventKind.DECLINED: "declined"}

_UNFILED = """
    SELECT audit_seq, seq, NULL, record FROM records
        WHERE kind = 2 AND seq > (SELECT coalesce(max(seq), 0) FROM alert_events)
    UNION ALL
    SELECT audit_seq, NULL, number, record FROM foreign_events
        WHERE number > (SELECT coalesce(max(number), 0) FROM alert_events)
    ORDER BY 1"""
_EVENTS = """
    SELECT e.audit_seq, coalesce(r.record, f.record) FROM alert_events e
    LEFT JOIN records r ON r.seq = e.seq LEFT JOIN foreign_events f ON f.number = e.number
    WHERE e.{} = ? ORDER BY e.audit_seq"""
_TABLES = {"alert_events": "audit_seq", "alert_cases": "opened"}
_PARTS = "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('alert_events', 'alert_cases') AND sql IS NOT NULL"


class _Unfiled(NamedTuple):
    audit_seq: int
    seq: int | None
    number: int | None
    record: bytes


def file_events(connection: Connection) -> None:
    """File the events that are not filed yet, oldest first, within the caller's transaction."""
    for row in connection.execute(_UNFILED).fetchall():
        unfiled = _Unfiled(*row)
        try:
            event = read_event(unfiled.record)
        except WorldError:
            continue  # nobody can find what cannot be read; the check of the store will name it
        _file(connection, unfiled, event)


def file_events_anew(connection: Connection) -> None:
    """Throw away by what events are found and make it anew, within the caller's transaction."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table}")
    file_events(connection)


def first_misfiled(connection: Connection) -> int | None:
    """The first audit line whose event or case is filed otherwise than the events say; None if none is.

    Nothing is written: all is filed anew into tables beside, which are gone afterwards.
    """
    if load_clearance_key(connection) is None:
        (first,) = connection.execute(
            "SELECT min(audit_seq) FROM (SELECT audit_seq FROM records WHERE kind = 2"
            " UNION ALL SELECT audit_seq FROM foreign_events UNION ALL SELECT opened FROM alert_cases)"
        ).fetchone()
        return None if first is None else int(first)
    with _tables_beside(connection):
        file_events(connection)
        differences = [
            connection.execute(
                f"SELECT min({key}) FROM (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})"
            ).fetchone()[0]
            for table, key in _TABLES.items()
            for one, other in (("main", "temp"), ("temp", "main"))
        ]
    return min((line for line in differences if line is not None), default=None)


@contextmanager
def _tables_beside(connection: Connection) -> Iterator[None]:
    """Empty tables in memory that stand in front of the store's own until the end."""
    parts = connection.execute(_PARTS).fetchall()
    connection.execute("SAVEPOINT beside")
    try:
        for (sql,) in parts:
            connection.execute(sql.replace("TABLE ", "TABLE temp.", 1).replace("INDEX ", "INDEX temp.", 1))
        yield
    finally:
        connection.execute("ROLLBACK TO beside")
        connection.execute("RELEASE beside")


def read_event(record: bytes) -> AlertEvent:
    """Read an event that can be filed; raises WorldError(RECORD_MALFORMED)."""
    event = decode_event(record)
    check_event(event)
    return event


def check_event(event: AlertEvent) -> None:
    """Whether an event holds what its kind needs; raises WorldError(RECORD_MALFORMED)."""
    kind, hit = event.kind, event.hit
    needed: dict[AlertEventKind, tuple[object, ...]] = {
        AlertEventKind.HIT: (hit, event.traveller, event.document),
        AlertEventKind.SETTLED: (event.settlement,),
        AlertEventKind.PROPOSED: (event.entry,),
    }
    sound = all(part is not None for part in needed.get(kind, ()))
    if hit is not None:
        sound &= len(hit.entry_digest) in (0, 32) and 0 <= hit.list_version < _LARGEST
    try:
        ids = (event.event_id, event.case_id, *([event.crossing] if event.crossing else []))
        sound &= all(id_bytes(one) for one in ids)
    except WorldError:
        sound = False
    if not sound:
        raise WorldError(FailureCode.RECORD_MALFORMED, "alert.event", kind=kind.value)


def load_case(connection: Connection, case_id: bytes) -> AlertCase | None:
    """The case with every word on it, or None when nothing opened it here."""
    row = connection.execute("SELECT revoked FROM alert_cases WHERE case_id = ?", (case_id,)).fetchone()
    case = None if row is None else as_case([event for _, event in _events(connection, case_id)])
    return None if case is None else replace(case, revoked=bool(row[0]))


def known_record(connection: Connection, event_id: bytes) -> bytes | None:
    """The bytes of an event that is kept already, whoever made it."""
    row = connection.execute(_EVENTS.format("event_id"), (event_id,)).fetchone()
    return None if row is None else bytes(row[1])


def as_case(events: Sequence[AlertEvent]) -> AlertCase | None:
    """The case that these events make, oldest first; None without the one that opens it.

    An inspection that was set aside and goes on after a power cut meets its hits twice: then the firmer
    one counts, and of equals the later.
    """
    opening = [event for event in events if event.kind in _OPENING]
    if not opening:
        return None
    opened = min(reversed(opening), key=_rank)
    words: list[Settlement] = []
    revoked = False
    for event in events:
        if event.kind is AlertEventKind.SETTLED and event.settlement is not None:
            words.append(event.settlement)
            revoked = False
        revoked |= event.kind is AlertEventKind.CLEARANCE_REVOKED
    return AlertCase(opened, tuple(words), revoked)


def _rank(event: AlertEvent) -> int:
    return _NO_HIT if event.hit is None else RANKS[event.hit.band]


def _events(connection: Connection, case_id: bytes) -> list[tuple[int, AlertEvent]]:
    rows = connection.execute(_EVENTS.format("case_id"), (case_id,)).fetchall()
    return [(audit_seq, read_event(record)) for audit_seq, record in rows]


def has_case(connection: Connection, crossings: Sequence[bytes], hit: AlertHit) -> bool:
    """Whether one of these versions of a crossing has a case of this entry as it is, of any version of
    its list."""
    return any(
        connection.execute(
            "SELECT 1 FROM alert_cases WHERE crossing = ? AND list_id = ? AND entry_id = ?"
            " AND entry_digest = ?",
            (crossing, hit.list_id, hit.entry_id, hit.entry_digest),
        ).fetchone()
        for crossing in crossings
    )


def _file(connection: Connection, row: _Unfiled, event: AlertEvent) -> None:
    case_id = id_bytes(event.case_id)
    connection.execute(
        "INSERT INTO alert_events VALUES (?, ?, ?, ?, ?, ?)",
        (row.audit_seq, id_bytes(event.event_id), case_id, event.kind.value, row.seq, row.number),
    )
    known = connection.execute("SELECT 1 FROM alert_cases WHERE case_id = ?", (case_id,)).fetchone()
    if known is None and (event.kind not in _OPENING or _is_met_already(connection, row, event)):
        return
    events = _events(connection, case_id)
    case = as_case([one for _, one in events])
    if case is None:
        return
    mark = _mark(connection, case.opened)
    opened = next(audit_seq for audit_seq, one in events if one is case.opened)
    columns = (case_id, opened, *_opening_columns(case.opened), mark, *_word_columns(case, events[-1][1]))
    connection.execute(f"REPLACE INTO alert_cases VALUES ({', '.join('?' * len(columns))})", columns)
    hit, word = case.opened.hit, event.settlement
    contradicted = word is not None and word.settled_as is not SettledAs.NOT_SAME
    if hit is not None and (contradicted or event.kind is AlertEventKind.CLEARANCE_REVOKED):
        void_clearances(connection, mark, hit)


def _is_met_already(connection: Connection, row: _Unfiled, event: AlertEvent) -> bool:
    """Whether this station has a case of the hit: nobody is asked twice of what HQ met too, nor of a stolen
    document, whose cases have new ids each time an inspection tells of it."""
    if event.hit is None or not event.crossing or (row.number is None and event.hit.entry_digest):
        return False
    return has_case(connection, [id_bytes(event.crossing)], event.hit)


def _opening_columns(opened: AlertEvent) -> tuple[object, ...]:
    """From `opened_at` to `entry_digest`."""
    crossing = id_bytes(opened.crossing) if opened.crossing else b""
    start = (to_ms(opened.at), crossing, opened.origin.value)
    hit = opened.hit
    if hit is None:
        disclosure = "" if opened.entry is None else opened.entry.disclosure.value
        return (*start, _rank(opened), "", disclosure, "", 0, "", b"")
    return (
        *start, _rank(opened), hit.band.value, hit.disclosure.value, hit.list_id, hit.list_version,
        hit.entry_id, hit.entry_digest,
    )  # fmt: skip


def _word_columns(case: AlertCase, last: AlertEvent) -> tuple[object, ...]:
    """From `state` to `revoked`."""
    if case.opened.kind is AlertEventKind.PROPOSED:
        return (_ANSWERS.get(last.kind, "proposed"), "", to_ms(last.at), 0)
    word = case.settled
    state = "open" if case.open else "settled"
    if word is None:
        return (state, "", to_ms(case.opened.at), int(case.revoked))
    return (state, word.settled_as.value, to_ms(word.at), int(case.revoked))


def _mark(connection: Connection, opened: AlertEvent) -> bytes:
    if opened.document is None or opened.traveller is None:
        return b""
    document = opened.document
    return traveller_mark(
        clearance_key(connection), document.number, document.issuing_state, opened.traveller.birth_date
    )
