"""Alert events as a desk makes them of invented crossings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import cbor2
import pytest
import uuid_utils

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryKind, EntryName
from app.domain.alert_record import digest, encode_event
from app.domain.alerts import (
    AlertEvent,
    AlertEventKind,
    AlertHit,
    CaseOrigin,
    SettledAs,
    SettleGround,
    Settlement,
)
from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.store.alert_events import add_foreign_event
from app.store.driver import Connection
from tests.app.store.booth import StationInTest, travellers

ADMIT, REFER = Decision(DecisionKind.ADMIT), Decision(DecisionKind.REFER, (Reason.OTHER,), note="look")
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
WANTED = AlertEntry("NAT-0001", EntryKind.PERSON, (EntryName("PERSON, Some"),), action="Hold and call")


def new_id() -> str:
    """A UUIDv7 as text."""
    return str(uuid_utils.uuid7())


def hit(
    band: Band = Band.CHECK, disclosure: Disclosure = Disclosure.OPEN, entry: AlertEntry = WANTED,
    version: int = 1,
) -> AlertHit:  # fmt: skip
    """A hit of an entry on the national list."""
    return AlertHit("national", version, entry.entry_id, digest(entry), band, 900, disclosure, ())


def met(crossing: Crossing, what: AlertHit | None = None, entry: AlertEntry = WANTED) -> AlertEvent:
    """The event by which a crossing's traveller met an entry."""
    return AlertEvent(
        new_id(), new_id(), AlertEventKind.HIT, crossing.at, crossing.station, crossing.port, crossing.booth,
        crossing.officer, crossing.record_id, hit=what or hit(entry=entry), entry=entry,
        traveller=crossing.traveller, document=crossing.document, training=crossing.training,
    )  # fmt: skip


def said(
    opened: AlertEvent, as_: SettledAs = SettledAs.NOT_SAME, officer: str = "", second: str = ""
) -> AlertEvent:
    """A word on a case, by the officer who met it or another one."""
    officer = officer or opened.officer
    word = Settlement(as_, (SettleGround.PHOTO,), "", officer, opened.at, second)
    return replace(about(opened, AlertEventKind.SETTLED, officer), settlement=word)


def about(opened: AlertEvent, kind: AlertEventKind, officer: str) -> AlertEvent:
    """A later event of a case, that says nothing by itself."""
    return replace(
        opened, event_id=new_id(), kind=kind, officer=officer, hit=None, entry=None, traveller=None,
        document=None,
    )  # fmt: skip


def proposed(officer: str, entry: AlertEntry = WANTED) -> AlertEvent:
    """A proposal of a new alert."""
    return AlertEvent(
        new_id(), new_id(), AlertEventKind.PROPOSED, AT, "UTAVR-A1", "UTAVR", "A1", officer, entry=entry,
        training=True,
    )  # fmt: skip


def told_by_hq(crossing: Crossing, what: AlertHit | None = None) -> AlertEvent:
    """A hit that HQ met when the crossing had come there."""
    return replace(met(crossing, what), origin=CaseOrigin.HQ, officer="hq")


def people(count: int, officer: str = "officer", decision: Decision = ADMIT) -> list[Crossing]:
    """Invented crossings, all decided alike."""
    return [replace(crossing, decision=decision) for crossing in travellers(count, officer)]


def refusal(act: Callable[[], object]) -> FailureCode:
    """The code with which an act is refused."""
    with pytest.raises(WorldError) as refused:
        act()
    return refused.value.failure.code


def audited(connection: Connection, act: str) -> list[tuple[str, bytes, str, dict[str, object]]]:
    """Every line of one act: actor, subject, purpose and detail."""
    rows = connection.execute(
        "SELECT actor, subject, purpose, detail FROM audit WHERE act = ? ORDER BY seq", (act,)
    )
    return [(actor, subject, purpose, cbor2.loads(detail)) for actor, subject, purpose, detail in rows]


def queue(station: StationInTest) -> Sequence[str]:
    """The cases that wait, in order."""
    with station.signed_in("supervisor") as session:
        return [case.case_id for case in session.cases.open_cases()]


def foreign(connection: Connection, *events: AlertEvent) -> None:
    """HQ tells of events, as the inbox would take them."""
    connection.execute("BEGIN IMMEDIATE")
    for event in events:
        add_foreign_event(connection, encode_event(event), AT)
    connection.execute("COMMIT")
