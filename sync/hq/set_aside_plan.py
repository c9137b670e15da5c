"""Say of an item what is wrong, in words, and whether it can be taken after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.failure import FailureCode, WorldError
from sync.hq import joining_store, set_aside_reading
from sync.hq.database import Connection
from sync.hq.joining_store import Kept
from sync.hq.set_aside import Item
from sync.hq.set_aside_reading import Reading, Tools
from sync.hq.travellers_words import because

_WRONG = {
    FailureCode.RECORD_MALFORMED: "The record cannot be read as one.",
    FailureCode.RECORD_TRAINING: "Training records and live ones never mix, and this is the other kind.",
    FailureCode.RECORD_FOREIGN: "The record was made by another station than the one that sent it.",
    FailureCode.RECORD_CONFLICT: "The ledger has other bytes under the same id or the same place.",
    FailureCode.RECORD_KIND_UNKNOWN: "The record is of a kind that HQ did not know when it came.",
}
_DAYS = {
    "day_differs": "A signed daily log holds other bytes for records than the ledger has under their ids:"
    " see matapa-hq day show.",
    "day_twice": "The station signed two logs under one number: its store was put back to an older copy, or"
    " somebody has its key. The first one counts.",
}
_TRAVELLERS = {
    "doubt": "Two bearers may be one traveller; HQ does not join what is doubtful.",
    "conflict": "One document under two people: stolen, lent, or a slip when its number was typed.",
    "held": "Two bearers would be joined, but a person's word or another bearer of the traveller forbids it.",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What an item is about. `wrong` says it in words, `effect` what taking it would do, or why it cannot be
    taken when `possible` is false. `ours` is what came, `theirs` what the ledger has, field by field."""

    wrong: str
    possible: bool
    effect: str
    ours: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)


def plan_of(connection: Connection, tools: Tools, item: Item) -> Plan:
    """Look at one item; nothing is changed. Raises psycopg.Error."""
    if item.kind == "record":
        return _of_record(connection, tools, item)
    if item.kind == "batch":
        return _of_batch(connection, tools, item)
    if item.kind == "traveller":
        return _of_traveller(connection, item)
    if item.kind == "chain":
        wrong = (
            f"Batch {_short(item)} (seqs {item.first_seq} to {item.last_seq}) names another batch before it"
            " than those that HQ has there: the station was restored from an old copy, or somebody tampers."
        )
        return Plan(wrong, False, "Ask the station's people and close it with what they say.")
    if item.kind == "day":
        return Plan(
            _DAYS.get(item.code, item.code), False, "Ask the station's people; close it with their word."
        )
    wrong = (
        f"Records {item.first_seq} to {item.last_seq} have not come, though later ones did over a day ago."
    )
    return Plan(wrong, False, "It closes by itself when they come; close it when the station is lost.")


def readings(
    connection: Connection, tools: Tools, station: int, batch_id: bytes, seqs: Sequence[int]
) -> dict[int, Reading]:
    """Records of one batch that are in quarantine, as they can be read now, by seq."""
    kept = connection.execute(
        "SELECT seq, bytes FROM quarantine WHERE station = %s AND batch_id = %s AND seq = ANY(%s)"
        " AND bytes IS NOT NULL",
        (station, batch_id, list(seqs)),
    ).fetchall()
    found = set_aside_reading.read_records(connection, tools, station, batch_id, dict(kept))
    return {one.seq: one for one in found}


def is_known(connection: Connection, payload: bytes) -> bool:
    """Whether the ledger has this record's id already, whatever its bytes."""
    record_id = set_aside_reading.id_of(payload)
    return (
        record_id is not None
        and connection.execute(
            "SELECT FROM record WHERE record_id = %(id)s UNION ALL SELECT FROM alert_event"
            " WHERE event_id = %(id)s",
            {"id": record_id},
        ).fetchone()
        is not None
    )


def _is_erased(connection: Connection, payload: bytes) -> bool:
    record_id = set_aside_reading.id_of(payload)
    return (
        connection.execute(
            "SELECT FROM erased_event WHERE event_id = %(id)s UNION ALL SELECT FROM record r"
            " WHERE r.record_id = %(id)s AND NOT EXISTS (SELECT FROM crossing c"
            " WHERE c.record_id = r.record_id AND c.at = r.at)",
            {"id": record_id},
        ).fetchone()
        is not None
    )


def place_of(item: Item) -> tuple[int, bytes, int]:
    """Station, batch and seq of a record's item."""
    if item.station is None or item.batch_id is None or item.first_seq is None:
        raise RuntimeError("an item of a record without its place")
    return item.station, item.batch_id, item.first_seq


def _of_record(connection: Connection, tools: Tools, item: Item) -> Plan:
    station, batch_id, seq = place_of(item)
    reading = readings(connection, tools, station, batch_id, [seq]).get(seq)
    code = FailureCode(item.code)
    wrong = _WRONG.get(code, "The record was turned away.")
    if reading is None:
        return Plan(wrong, False, "Its bytes are erased; close it.")
    ours = set_aside_reading.words_of(reading.payload)
    theirs: dict[str, str] = {}
    if code is FailureCode.RECORD_CONFLICT:
        other = set_aside_reading.rival(connection, tools, station, batch_id, seq, reading.payload)
        theirs = set_aside_reading.words_of(other)
    possible, effect = effect_of(connection, reading)
    return Plan(wrong, possible, effect, ours, theirs)


def effect_of(connection: Connection, reading: Reading) -> tuple[bool, str]:
    """Whether a record can be taken, and what that does or why it cannot."""
    if reading.code is not None or reading.entries is None:
        now = _WRONG.get(reading.code or FailureCode.RECORD_MALFORMED, "")
        return False, f"This program cannot take it either ({reading.code}). {now}"
    if _is_erased(connection, reading.payload):
        return False, "The ledger had this record and erased it; what is erased does not come back."
    if is_known(connection, reading.payload):
        return True, (
            "The ledger keeps what it has, for other stations and people rely on it; these bytes are kept"
            " beside it as evidence, and the crossing is marked as disputed."
        )
    return True, "It enters the ledger as a record of its own, and is screened and joined like any other."


def _of_batch(connection: Connection, tools: Tools, item: Item) -> Plan:
    wrong = f"The station signed this batch of {_count(item)} records, but HQ could not open it."
    if item.station is None or item.batch_id is None:
        raise RuntimeError("an item of a batch without its place")
    try:
        set_aside_reading.batch_of(connection, tools, item.station, item.batch_id)
    except WorldError as error:
        why = error.failure.place
        return Plan(wrong, False, f"It cannot be opened now either ({why}); put HQ's key back, or close it.")
    return Plan(wrong, True, "It can be opened now: its records enter, and a new receipt is signed.")


def _of_traveller(connection: Connection, item: Item) -> Plan:
    wrong = _TRAVELLERS.get(item.code, _TRAVELLERS["doubt"])
    numbers = joining_store.numbers_of(connection, [one for one in (item.one, item.other) if one])
    kept = joining_store.load(connection, numbers.values())
    if len(kept) < 2:
        return Plan(wrong, False, "One of the two is no longer in the ledger; close it.")
    first, second = kept.values()
    row = connection.execute(
        "SELECT reasons, confidence FROM bearer_pair WHERE one = %s AND other = %s", sorted(kept)
    ).fetchone()
    if row is not None:
        wrong += f" Alike ({row[1]:.2f}): {because(row[0])}."
    effect = "They become one traveller; closing says that they are two, and HQ never asks again."
    return Plan(wrong, True, effect, _bearer_words(first), _bearer_words(second))


def _bearer_words(kept: Kept) -> dict[str, str]:
    one: Any = kept.bearer
    return {
        "traveller": str(kept.traveller), "document": f"{one.issuing_state} {one.number}", "kind": one.kind,
        "surname": one.surname, "given_names": one.given_names, "birth_date": str(one.born),
        "sex": one.sex, "nationality": one.nationality,
    }  # fmt: skip


def _short(item: Item) -> str:
    return "" if item.batch_id is None else item.batch_id.hex()[:16]


def _count(item: Item) -> int:
    return (item.last_seq or 0) - (item.first_seq or 0) + 1
