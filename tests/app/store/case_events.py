"""Alert events as a desk makes them of invented crossings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import uuid_utils

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryKind, EntryName
from app.domain.alert_record import digest
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
