"""What must hold of the nation once all roads are open, counted from the stores themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.record import decode
from app.store.database import open_database
from app.store.driver import Connection as Store
from app.store.identity import load_enrolment
from app.store.keys import unwrap
from app.store.place import StationPlace
from app.store.slots import read_key_file
from sync.hq import audit
from sync.hq.database import Connection, connect
from tests.journeys.chaos.nation import Nation, Station
from tests.journeys.chaos.station import CHIEF

_CROSSING, _ALERT = 1, 2
_NOTED = b"matapa crossing in a port note 1\0"
_RECENT = timedelta(hours=24)
_SAME: Final = """
SELECT record_id, payload FROM crossing WHERE station = %(number)s
UNION ALL SELECT event_id, payload FROM alert_event WHERE station = %(number)s
"""
_BATCHES: Final = """
SELECT batch_id, first_seq, count, receipt FROM batches LEFT JOIN receipts USING (number) ORDER BY number
"""
_CHAIN: Final = (
    "SELECT id, first_seq, count, previous, state FROM batch WHERE station = %s ORDER BY first_seq"
)
_NEWEST: Final = """
SELECT stream, max(sequence) FROM publication
WHERE (for_port IS NULL OR for_port = %s) AND (for_station IS NULL OR for_station = %s) GROUP BY stream
"""
_STRANGERS: Final = """
SELECT count(*) FROM crossing WHERE NOT station = ANY(%s)
UNION ALL SELECT count(*) FROM alert_event WHERE NOT station = ANY(%s)
"""
_WRONG_AT_HQ: Final = {
    "crossings twice": "SELECT count(*) - count(DISTINCT record_id) FROM crossing",
    "record lines without a crossing": "SELECT count(*) FROM record r WHERE NOT EXISTS"
    " (SELECT FROM crossing c WHERE c.record_id = r.record_id)",
    "crossings without a record line": "SELECT count(*) FROM crossing c WHERE NOT EXISTS"
    " (SELECT FROM record r WHERE r.record_id = c.record_id)",
    "batches unsettled": "SELECT count(*) FROM batch WHERE state = 'received'",
    "batches set aside": "SELECT count(*) FROM batch WHERE state = 'quarantined'",
    "records set aside": "SELECT count(*) FROM quarantine",
    "audit lines that do not follow": "SELECT count(*) FROM (SELECT previous, lag(hash) OVER (ORDER BY line)"
    " AS before FROM hq_audit) AS lines WHERE before IS NOT NULL AND previous <> before",
}


class Row(NamedTuple):
    """A record as a station keeps it."""

    seq: int
    kind: int
    made_at: int
    record_id: bytes
    record: bytes


@contextmanager
def opened(station: Station) -> Iterator[Store]:
    """The station's store in one unmoving picture, past all doors."""
    place = StationPlace(station.home)
    slot = read_key_file(place.keys).keys.slot(CHIEF[0])
    key = None if slot is None else unwrap(slot, *CHIEF)
    if key is None:
        raise AssertionError("the administrator's key does not open")
    connection = open_database(place.store, key)
    try:
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def breaches(nation: Nation) -> list[str]:
    """Every invariant that does not hold now; nothing when all do."""
    found: list[str] = []
    with connect(nation.hq.database_url) as hq:
        for station in nation.stations:
            with opened(station) as store:
                wrong = [*_of_records(hq, store, station), *_of_batches(hq, store, station)]
                wrong += [*_of_publications(hq, store, station), *_of_notes(store, nation, station)]
            found += [f"{station.name}: {one}" for one in wrong]
        found += _of_hq(hq, nation)
    return found


def figures(nation: Nation) -> dict[str, int]:
    """How much there is at HQ, for the report."""
    counts = {}
    with connect(nation.hq.database_url) as hq:
        for table in (
            "crossing",
            "alert_event",
            "batch",
            "publication",
            "certificate",
            "hq_audit",
            "restoration",
        ):
            counts[table] = _number(hq, f"SELECT count(*) FROM {table}")
        counts["offered again"] = _number(hq, "SELECT coalesce(sum(offered - 1), 0) FROM batch")
    return counts


def broken_chains(nation: Nation) -> list[str]:
    """Stations whose audit chain, walked by its hashes, has a broken line, and HQ's first broken one."""
    found = []
    for station in nation.stations:
        with opened(station) as store:
            seq = _first_broken(store)
        found += [] if seq is None else [f"{station.name}: audit line {seq}"]
    with connect(nation.hq.database_url) as hq:
        line = audit.first_broken(hq)
    return [*found, *([] if line is None else [f"HQ: audit line {line}"])]


def _of_records(hq: Connection, store: Store, station: Station) -> Iterator[str]:
    rows = [Row(*row) for row in store.execute("SELECT seq, kind, made_at, record_id, record FROM records")]
    made = {UUID(bytes=bytes(row.record_id)): bytes(row.record) for row in rows}
    lost_at_home = {UUID(name) for name in station.kept} - made.keys()
    if lost_at_home:
        yield f"{len(lost_at_home)} records that it said it keeps are not in its store"
    if len(made) != len(rows):
        yield "a record twice in its store"
    arrived = hq.execute(_SAME, {"number": station.number}).fetchall()
    at_hq = {name: bytes(payload) for name, payload in arrived}
    if len(at_hq) != len(arrived):
        yield f"{len(arrived) - len(at_hq)} records at HQ more than once"
    if lacking := made.keys() - at_hq.keys():
        yield f"{len(lacking)} of {len(made)} records are not at HQ"
    if invented := at_hq.keys() - made.keys():
        yield f"{len(invented)} records at HQ that it never made"
    if other := [name for name in made.keys() & at_hq.keys() if made[name] != at_hq[name]]:
        yield f"{len(other)} records have other bytes at HQ"


def _of_batches(hq: Connection, store: Store, station: Station) -> Iterator[str]:
    enrolment = load_enrolment(store)
    if enrolment is None:
        yield "it is not enrolled"
        return
    if enrolment.station_number != station.number:
        yield f"it is station {enrolment.station_number}, not {station.number}"
    key = Ed25519PublicKey.from_public_bytes(enrolment.hq_receipt_key)
    rows = store.execute(_BATCHES).fetchall()
    end = 1
    for batch_id, first_seq, count, receipt in rows:
        if first_seq != end:
            yield f"batches leave out rows {end} to {first_seq - 1}"
        end = first_seq + count
        if receipt is None:
            yield f"the batch from {first_seq} has no receipt"
        elif not _is_receipt(key, receipt, station.number, batch_id):
            yield f"the receipt of the batch from {first_seq} is not HQ's word about it"
    yield from _of_rows(store, end)
    yield from _of_chain(hq, station, {bytes(row[0]) for row in rows})


def _of_rows(store: Store, end: int) -> Iterator[str]:
    (last,) = store.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
    if end != last + 1:
        yield f"{last + 1 - end} rows are in no batch"
    (rejected,) = store.execute("SELECT count(*) FROM rejections").fetchone()
    if rejected:
        yield f"HQ turned {rejected} records away"


def _of_chain(hq: Connection, station: Station, made: set[bytes]) -> Iterator[str]:
    at_hq = hq.execute(_CHAIN, (station.number,)).fetchall()
    if {bytes(row[0]) for row in at_hq} != made:
        yield f"HQ has {len(at_hq)} batches, the station {len(made)}"
    before, place = bytes(32), 1
    for batch_id, first_seq, count, previous, _ in at_hq:
        if first_seq != place or bytes(previous) != before[:12]:
            yield f"HQ's chain of batches breaks at {first_seq}"
        before, place = bytes(batch_id), first_seq + count


def _is_receipt(key: Ed25519PublicKey, data: bytes, number: int, batch_id: bytes) -> bool:
    try:
        key.verify(data[-64:], data[:-64])
    except InvalidSignature:
        return False
    said: list[Any] = cbor2.loads(data[:-64])
    return said[1] == number and bytes(said[2]) == bytes(batch_id) and not said[5]


def _of_publications(hq: Connection, store: Store, station: Station) -> Iterator[str]:
    held = dict(store.execute("SELECT stream, sequence FROM streams").fetchall())
    newest: dict[str, int] = dict(hq.execute(_NEWEST, (station.port, station.number)).fetchall())
    for stream, sequence in sorted(newest.items()):
        if held.get(stream) != sequence:
            yield f"it holds {stream} {held.get(stream)}, HQ has {sequence}"
    if strange := held.keys() - newest.keys():
        yield f"it holds {sorted(strange)}, which HQ does not have"


def _of_notes(store: Store, nation: Nation, station: Station) -> Iterator[str]:
    """Refusals of the other booths of this port, of the last day by their own clocks, as it knows them."""
    since = int((datetime.now(UTC) - _RECENT).timestamp() * 1000)
    for other in nation.stations:
        if other is station or other.port != station.port:
            continue
        with opened(other) as theirs:
            rows = theirs.execute(
                "SELECT record FROM records WHERE kind = ? AND made_at > ?", (_CROSSING, since)
            ).fetchall()
        newest: dict[str, Crossing] = {}
        for crossing in (decode(row[0]) for row in rows):
            if crossing.crossing_id not in newest or newest[crossing.crossing_id].version < crossing.version:
                newest[crossing.crossing_id] = crossing
        refused = {
            hashlib.sha256(_NOTED + UUID(one.crossing_id).bytes).digest()[:16]
            for one in newest.values()
            if one.decision.kind is DecisionKind.REFUSE
        }
        known = {
            bytes(row[0])
            for row in store.execute(
                "SELECT crossing FROM port_notes WHERE station = ? AND refused = 1", (other.number,)
            )
        }
        if refused - known:
            yield f"{len(refused - known)} of {len(refused)} refusals at {other.name} are not known"


def _of_hq(hq: Connection, nation: Nation) -> Iterator[str]:
    for what, sql in _WRONG_AT_HQ.items():
        if count := _number(hq, sql):
            yield f"HQ: {count} {what}"
    numbers = [station.number for station in nation.stations]
    strangers = sum(row[0] for row in hq.execute(_STRANGERS, (numbers, numbers)).fetchall())
    if strangers:
        yield f"HQ: {strangers} records of stations that there are not"


def _first_broken(store: Store) -> int | None:
    previous, expected = bytes(32), 1
    rows = store.execute(
        "SELECT seq, at, actor, act, subject, purpose, detail, previous, hash FROM audit ORDER BY seq"
    )
    for *line, before, found in rows:
        digest = hashlib.sha256(cbor2.dumps([*line, bytes(before)], canonical=True)).digest()
        if line[0] != expected or bytes(found) != digest or (expected > 1 and bytes(before) != previous):
            return expected
        previous, expected = bytes(found), expected + 1
    return None


def _number(hq: Connection, sql: str) -> int:
    row = hq.execute(sql.encode()).fetchone()
    return 0 if row is None else int(row[0])
