"""Work off what was set aside: take it after all, or close it with a word of why not.

Every act stands in the audit trail. Nothing ever replaces what the ledger has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sync.hq import alert_events, audit, set_aside_reading, staging, travellers_acts
from sync.hq import joining_store as store
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.ledger import SETTLING, BatchName, Ledger
from sync.hq.partitions import Months
from sync.hq.set_aside import Item, find_item
from sync.hq.set_aside_plan import effect_of, is_known, place_of, plan_of, readings
from sync.hq.set_aside_reading import Reading, Tools

_KEEP_BESIDE = """
INSERT INTO evidence (record_id, station, batch_id, seq, bytes, who, note) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_CLOSE = """
UPDATE queue_item SET closed_at = now(), outcome = %s, who = %s, note = %s
WHERE number = %s AND closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Word:
    """Who acts, and what that person says of it."""

    reader: Reader
    note: str


def take(connection: Connection, tools: Tools, number: int, word: Word) -> str:
    """Take one item after all; what was done, in words. The connection is in autocommit mode.

    Raises HqError(QUEUE_ITEM_UNKNOWN, FIELD_WRONG) for one that is closed or cannot be taken.
    """
    item = _waiting(connection, number)
    plan = plan_of(connection, tools, item)
    if not plan.possible:
        remedy = f"Close it with a word on why: here, or by matapa-hq queue close {number} --note WHY"
        raise HqError(HqCode.FIELD_WRONG, field=f"item {number}", value=plan.effect, remedy=remedy)
    if item.kind == "record":
        why = take_records(connection, tools, [item], word)[number]
        if why is not None:
            remedy = (
                "The ledger turned it away again. Close it with a word on why: here, or by"
                f" matapa-hq queue close {number} --note WHY"
            )
            raise HqError(HqCode.FIELD_WRONG, field=f"item {number}", value=why, remedy=remedy)
    elif item.kind == "batch":
        _take_batch(connection, tools, item, word)
    else:
        _join(connection, item, word)
    return plan.effect


def take_records(
    connection: Connection,
    tools: Tools,
    items: Sequence[Item],
    word: Word,
    told: Callable[[int], None] = lambda _: None,
) -> dict[int, str | None]:
    """Take every record of these items that can be taken, batch by batch, one transaction each: by number,
    None for one that entered, else why it did not. `told` hears how many are done. The connection is in
    autocommit mode; cut short, the next call goes on with what is left."""
    outcome: dict[int, str | None] = {}
    for (station, batch_id), group in groupby(sorted(items, key=place_of), lambda one: place_of(one)[:2]):
        of_seq = {place_of(one)[2]: one for one in group}
        read = readings(connection, tools, station, batch_id, list(of_seq))
        good = {}
        for seq, item in of_seq.items():
            possible, why = effect_of(connection, read[seq]) if seq in read else (False, "It is erased.")
            outcome[item.number] = None if possible else why
            if possible:
                good[seq] = read[seq]
        if good:
            away = _enter(connection, station, batch_id, good, of_seq, word)
            outcome |= {of_seq[seq].number: str(code) for seq, code in away.items()}
        told(len(outcome))
    return outcome


def close(connection: Connection, number: int, word: Word) -> Item:
    """Close an item with a note; of two bearers this says that they are two people. The connection is in
    autocommit mode. Raises HqError(QUEUE_ITEM_UNKNOWN, FIELD_WRONG)."""
    if not word.note.strip():
        remedy = "Say with --note why: it stays with the item."
        raise HqError(HqCode.FIELD_WRONG, field="--note", value="empty", remedy=remedy)
    with connection.transaction():
        item = _waiting(connection, number)
        if item.one is not None and item.other is not None:
            travellers_acts.refuse_travellers(connection, item.one, item.other, word.note, word.reader)
        _end(connection, item, "closed", word)
    return find_item(connection, number)


def _enter(
    connection: Connection,
    station: int,
    batch_id: bytes,
    good: dict[int, Reading],
    of_seq: dict[int, Item],
    word: Word,
) -> dict[int, str]:
    """Enter records, or keep them as evidence where the ledger has their id; codes of what PostgreSQL
    itself turned away."""
    moments = [
        int(at) for one in good.values() if one.entries is not None for at in one.entries.column("at_ms")
    ]
    Months().ensure(connection, moments)
    staging.prepare(connection)
    away: dict[int, str] = {}
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SETTLING, station))
        for seq, reading in good.items():
            if reading.entries is None:
                continue
            if is_known(connection, reading.payload):
                _keep_beside(connection, station, batch_id, reading, word)
            else:
                connection.execute("DELETE FROM staging")
                (entered,) = staging.enter(connection, [(station, reading.entries)])
                (told,) = alert_events.enter(connection, [(station, reading.entries.events)])
                turned = [*entered.turned_away, *told.turned_away]
                if turned:
                    away[seq] = turned[0].code
                    continue
            _end(connection, of_seq[seq], "taken", word)
        taken = [seq for seq in good if seq not in away]
        connection.execute(
            "DELETE FROM quarantine WHERE station = %s AND batch_id = %s AND seq = ANY(%s)",
            (station, batch_id, taken),
        )
    return away


def _keep_beside(connection: Connection, station: int, batch_id: bytes, reading: Reading, word: Word) -> None:
    record_id = set_aside_reading.id_of(reading.payload)
    connection.execute(
        _KEEP_BESIDE,
        (record_id, station, batch_id, reading.seq, reading.payload, word.reader.who, word.note),
    )


def _take_batch(connection: Connection, tools: Tools, item: Item, word: Word) -> None:
    """Settle the batch as if it had just come; killed meanwhile, HQ settles it at its next start."""
    if item.station is None or item.batch_id is None:
        raise RuntimeError("an item of a batch without its place")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SETTLING, item.station))
        connection.execute(
            "UPDATE batch SET state = 'received', receipt = NULL, code = NULL"
            " WHERE station = %s AND id = %s AND state = 'quarantined'",
            (item.station, item.batch_id),
        )
        _end(connection, item, "taken", word)
    Ledger(connection, tools.keys, tools.training).settle([BatchName(item.station, item.batch_id)])


def _join(connection: Connection, item: Item, word: Word) -> None:
    if item.one is None or item.other is None:
        raise RuntimeError("an item of a traveller without bearers")
    with connection.transaction():
        numbers = store.numbers_of(connection, [item.one, item.other])
        kept = store.load(connection, numbers.values())
        travellers = [one.traveller for one in kept.values()]
        _end(connection, item, "taken", word)
        travellers_acts.join_bearers(connection, item.one, item.other, word.note, word.reader)
        audit.note(connection, word.reader, "join travellers", {"travellers": travellers, "note": word.note})


def _waiting(connection: Connection, number: int) -> Item:
    item = find_item(connection, number)
    if item.closed_at is not None:
        said = f"it was {item.outcome} by {item.who}"
        remedy = "Closed items stay as they are; see it with: matapa-hq queue show " + str(number)
        raise HqError(HqCode.FIELD_WRONG, field=f"item {number}", value=said, remedy=remedy)
    return item


def _end(connection: Connection, item: Item, outcome: str, word: Word) -> None:
    connection.execute(_CLOSE, (outcome, word.reader.who, word.note, item.number))
    said = {"item": item.number, "kind": item.kind, "code": item.code, "outcome": outcome, "note": word.note}
    audit.note(connection, word.reader, "queue", said)
