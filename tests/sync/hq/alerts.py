"""Invented alert events and entries for HQ's tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import uuid_utils

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryBirth, EntryKind, EntryName
from app.domain.alert_record import digest, encode_event
from app.domain.alerts import (
    AlertEvent,
    AlertEventKind,
    AlertHit,
    SettledAs,
    SettleGround,
    Settlement,
)
from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.person import Traveller
from sync.protocol.kinds import ALERT_EVENT


def new_id() -> str:
    """A new UUIDv7."""
    return str(uuid_utils.uuid7())


def entry_of(traveller: Traveller, entry_id: str = "N-1", **said: Any) -> AlertEntry:
    """An entry that looks for this traveller."""
    name = EntryName(f"{traveller.given_names} {traveller.surname}".strip())
    birth = EntryBirth(traveller.birth_date, traveller.birth_date)
    states = (traveller.nationality,) if traveller.nationality else ()
    return AlertEntry(entry_id, EntryKind.PERSON, (name,), (birth,), nationalities=states, **said)


def nobody(number: int) -> AlertEntry:
    """An entry that meets none of the invented travellers."""
    birth = PartialDate(1890, 1, 1 + number % 28)
    name = EntryName(f"Qzxvw{number} Wqzzx")
    return AlertEntry(f"X-{number}", EntryKind.PERSON, (name,), (EntryBirth(birth, birth),))


def hit_event(
    crossing: Crossing, entry: AlertEntry, list_id: str = "national", version: int = 1, **said: Any
) -> AlertEvent:
    """What the booth says of a hit while the traveller stands there."""
    hit = AlertHit(
        list_id, version, entry.entry_id, digest(entry), Band.STOP, 960, Disclosure.OPEN, findings=()
    )
    event = AlertEvent(
        new_id(), new_id(), AlertEventKind.HIT, crossing.at, crossing.station, crossing.port, crossing.booth,
        crossing.officer, crossing.record_id, hit=hit, entry=entry, traveller=crossing.traveller,
        document=crossing.document,
    )  # fmt: skip
    return replace(event, **said)


def settled_event(opened: AlertEvent, settled_as: SettledAs = SettledAs.NOT_SAME) -> AlertEvent:
    """The officer's word on a hit."""
    word = Settlement(settled_as, (SettleGround.PHOTO,), "another face", opened.officer, opened.at, "chief")
    return replace(
        opened, event_id=new_id(), kind=AlertEventKind.SETTLED, settlement=word,
        hit=None, entry=None, traveller=None, document=None,
    )  # fmt: skip


def as_record(event: AlertEvent) -> tuple[int, bytes]:
    """The event as a batch carries it."""
    return ALERT_EVENT, encode_event(event)
