"""Answer alerts that ports propose: take them up in a list, or decline them, and tell the port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import uuid_utils

from app.domain.alert_record import decode_event, encode_event
from app.domain.alerts import AlertEvent, AlertEventKind, CaseOrigin
from app.domain.dates import PartialDate
from app.screening.lists import ListHeader, ListKind, ListPolicy
from sync.hq import alert_events, lists
from sync.hq.audit import Reader, note
from sync.hq.database import Connection
from sync.hq.event_entries import EventEntry
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.publishing import Press
from sync.hq.shelf import take_turn
from sync.ports import Publication

_HQ = 0
"""The station number of HQ's own events; those of stations count from 1."""
# What a port has made active for itself still waits for HQ's word on every port.
_WAITING = """
SELECT asked.payload FROM alert_event asked WHERE asked.kind = 'proposed'
    AND asked.case_id = coalesce(%s, asked.case_id) AND NOT EXISTS (SELECT 1 FROM alert_event answer
        WHERE answer.case_id = asked.case_id
        AND (answer.kind = 'declined' OR answer.kind = 'activated' AND answer.station = 0))
ORDER BY asked.at
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed alert that waits: its number, when, where and by whom, whom it names."""

    case: str
    at: datetime
    station: str
    port: str
    officer: str
    name: str
    reason: str
    action: str
    note: str


def waiting(connection: Connection) -> list[Proposal]:
    """Every proposal that nobody has answered, oldest first."""
    return [_proposal(event) for event in _events(connection, None)]


def activate(
    connection: Connection,
    home: HqHome,
    case: str,
    list_id: str,
    reader: Reader,
    expires: PartialDate | None = None,
) -> list[Publication]:
    """Put the proposed entry into a list, publish both the list and the answer, in one transaction.

    The list is made if there is none of this id; `expires` is the entry's last day if it shall be another
    one than was proposed. Raises HqError(PROPOSAL_UNKNOWN, FIELD_WRONG).
    """
    with connection.transaction():
        asked = _asked(connection, case)
        if asked.entry is None:
            raise HqError(HqCode.PROPOSAL_UNKNOWN, case=case)
        before = next((one for one in lists.headers(connection) if one.list_id == list_id), None)
        entry = asked.entry if expires is None else replace(asked.entry, expires=expires)
        lists.put_entry(connection, facts_of(list_id, before), entry, lists.Source(reader))
        press = Press(connection, home, reader)
        return [
            *press.publish_list(list_id),
            *_answer(connection, press, asked, AlertEventKind.ACTIVATED, ""),
        ]


def proposed(connection: Connection, case: str) -> AlertEvent:
    """What a port proposed and nobody has answered; raises HqError(PROPOSAL_UNKNOWN)."""
    return _asked(connection, case)


def decline(connection: Connection, home: HqHome, case: str, why: str, reader: Reader) -> list[Publication]:
    """Decline a proposal and tell the port. Raises HqError(PROPOSAL_UNKNOWN)."""
    with connection.transaction():
        asked = _asked(connection, case)
        take_turn(connection)
        note(connection, reader, "proposal declined", {"case": case})
        return _answer(connection, Press(connection, home, reader), asked, AlertEventKind.DECLINED, why)


def _answer(
    connection: Connection, press: Press, asked: AlertEvent, kind: AlertEventKind, why: str
) -> list[Publication]:
    """HQ's answer, kept in the ledger and published to the port."""
    row = connection.execute("SELECT date_trunc('milliseconds', clock_timestamp())").fetchone()
    answer = replace(
        asked,
        event_id=str(uuid_utils.uuid7()),
        kind=kind,
        at=asked.at if row is None else row[0],
        officer="HQ",
        origin=CaseOrigin.HQ,
        entry=None,
        note=why,
    )
    payload = encode_event(answer)
    alert_events.enter(connection, [(_HQ, [EventEntry(0, payload, answer)])])
    published = press.publish_events(asked.port, [payload])
    return [] if published is None else [published]


def _asked(connection: Connection, case: str) -> AlertEvent:
    try:
        found = _events(connection, UUID(case))
    except ValueError:
        found = []
    if not found:
        raise HqError(HqCode.PROPOSAL_UNKNOWN, case=case)
    return found[0]


def _events(connection: Connection, case: UUID | None) -> Sequence[AlertEvent]:
    return [decode_event(bytes(payload)) for (payload,) in connection.execute(_WAITING, (case,)).fetchall()]


def facts_of(list_id: str, before: ListHeader | None) -> lists.ListFacts:
    """What is said of the list as it is, issued now; a new one holds few names, each of which matters."""
    if before is None:
        return lists.ListFacts(
            list_id, ListKind.PEOPLE, "National alerts", "HQ", ListPolicy(rarity_gate=False)
        )
    return lists.ListFacts(list_id, before.kind, before.title, before.agency, before.policy)


def _proposal(event: AlertEvent) -> Proposal:
    entry = event.entry
    name, reason, action = ("", "", "") if entry is None else (entry.primary_name, entry.reason, entry.action)
    return Proposal(
        event.case_id, event.at, event.station, event.port, event.officer, name, reason, action, event.note
    )
