"""Read what was set aside: its records as they can be read now, and what the ledger has in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.alert_record import decode_event
from app.domain.failure import FailureCode, WorldError
from app.domain.record import decode, load_row
from sync.hq import flaws as at
from sync.hq.database import Connection
from sync.hq.entries import Entries, entries_of
from sync.hq.event_entries import read_event
from sync.hq.flaws import Flaws
from sync.hq.keys import HqKeys
from sync.protocol.batch import Header, OpenedBatch, open_batch
from sync.protocol.kinds import ALERT_EVENT, CROSSING

_BATCH = """
SELECT b.bytes, s.public_key, s.station_id FROM batch b JOIN station s ON s.number = b.station
WHERE b.station = %s AND b.id = %s AND b.erased_at IS NULL
"""
_RIVALS = """
SELECT b.bytes, s.public_key FROM batch b JOIN station s ON s.number = b.station
WHERE b.station = %(station)s AND b.first_seq <= %(seq)s AND b.first_seq > %(seq)s - 1001
    AND b.first_seq + b.count > %(seq)s AND b.id <> %(batch)s AND b.state = 'parsed' AND b.erased_at IS NULL
ORDER BY b.received_at
"""


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading needs: HQ's keys, and whether its ledger is one for training."""

    keys: HqKeys
    training: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One record as it can be read now: `entries` holds it alone when it may enter the ledger, and `code`
    says why it may not. `kind` is None when its batch cannot be opened and nothing else tells."""

    seq: int
    kind: int | None
    payload: bytes
    entries: Entries | None
    code: FailureCode | None


def batch_of(connection: Connection, tools: Tools, station: int, batch_id: bytes) -> OpenedBatch:
    """Open a batch that HQ keeps; raises WorldError(BATCH_DAMAGED) when it cannot, or it is erased."""
    row = connection.execute(_BATCH, (station, batch_id)).fetchone()
    if row is None:
        raise WorldError(FailureCode.BATCH_DAMAGED, "batch.erased")
    return open_batch(row[0], row[1], _seals(tools))


def read_records(
    connection: Connection, tools: Tools, station: int, batch_id: bytes, kept: Mapping[int, bytes]
) -> list[Reading]:
    """Read quarantined records of one batch (bytes by seq) as the present program understands them. One of
    another station may enter when HQ has enrolled that station too."""
    known = {name for (name,) in connection.execute("SELECT station_id FROM station").fetchall()}
    row = connection.execute("SELECT station_id FROM station WHERE number = %s", (station,)).fetchone()
    own = "" if row is None else str(row[0])
    try:
        opened: OpenedBatch | None = batch_of(connection, tools, station, batch_id)
    except WorldError:
        opened = None
    return [_read(seq, payload, opened, tools, own, known) for seq, payload in sorted(kept.items())]


def rival(
    connection: Connection, tools: Tools, station: int, batch_id: bytes, seq: int, payload: bytes
) -> bytes | None:
    """What the ledger has under the record's id, or else under its seq; None for nothing."""
    found = None
    record_id = id_of(payload)
    if record_id is not None:
        row = connection.execute(
            "SELECT c.payload FROM record r JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at"
            " WHERE r.record_id = %(id)s UNION ALL SELECT payload FROM alert_event WHERE event_id = %(id)s",
            {"id": record_id},
        ).fetchone()
        found = None if row is None else bytes(row[0])
    return found or _of_seq(connection, tools, station, batch_id, seq)


def id_of(payload: bytes) -> str | None:
    """The id of a crossing's version or of an event; None for bytes that are neither."""
    try:
        return decode(payload).record_id
    except WorldError:
        event = read_event(1, payload)
        return None if event is None else event.event.event_id


def words_of(payload: bytes | None) -> dict[str, str]:
    """A record's fields by name, as people read them; empty for bytes that are no record."""
    if payload is None:
        return {}
    try:
        one = decode(payload)
    except WorldError:
        return _event_words(payload)
    return {
        "record": "crossing", "record_id": one.record_id, "crossing_id": one.crossing_id,
        "version": str(one.version), "correction": one.correction, "station": one.station, "port": one.port,
        "booth": one.booth, "at": one.at.isoformat(timespec="milliseconds"), "direction": one.direction,
        "document": f"{one.document.issuing_state} {one.document.number}", "kind": one.document.kind,
        "surname": one.traveller.surname, "given_names": one.traveller.given_names,
        "birth_date": str(one.traveller.birth_date), "sex": one.traveller.sex,
        "nationality": one.traveller.nationality, "decision": one.decision.kind,
        "note": one.decision.note, "officer": one.officer, "training": "yes" if one.training else "no",
    }  # fmt: skip


def _event_words(payload: bytes) -> dict[str, str]:
    try:
        event = decode_event(payload)
    except WorldError:
        return {}
    return {
        "record": "alert event", "record_id": event.event_id, "kind": event.kind, "station": event.station,
        "port": event.port, "booth": event.booth, "at": event.at.isoformat(timespec="milliseconds"),
        "officer": event.officer, "crossing": event.crossing or "",
        "document": "" if event.document is None else event.document.number,
        "surname": "" if event.traveller is None else event.traveller.surname,
        "training": "yes" if event.training else "no",
    }  # fmt: skip


def _read(
    seq: int, payload: bytes, opened: OpenedBatch | None, tools: Tools, own: str, known: set[str]
) -> Reading:
    kind, alone = _alone(seq, payload, opened)
    if alone is None:
        return Reading(seq, kind, payload, None, FailureCode.RECORD_KIND_UNKNOWN)
    said = _station_of(payload, kind)
    name = said if said in known else own
    entries = entries_of(alone, name, tools.training, Flaws())
    if entries.turned_away:
        return Reading(seq, kind, payload, None, entries.turned_away[0].code)
    return Reading(seq, kind, payload, entries, None)


def _alone(seq: int, payload: bytes, opened: OpenedBatch | None) -> tuple[int | None, OpenedBatch | None]:
    """The record as a batch of one. Where the batch is no more, the bytes themselves say of which kind they
    are, if it is one that the ledger had always known."""
    if opened is None:
        kind = CROSSING if _is_crossing(payload) else ALERT_EVENT if read_event(seq, payload) else None
    else:
        place = seq - opened.header.first_seq
        there = opened.header.first_seq <= seq <= opened.header.last_seq
        kind = opened.kinds[place] if there and opened.payloads[place] == payload else None
    if kind is None:
        return None, None
    return kind, OpenedBatch(b"", Header(0, 0, 0, seq, 1, b"", 0), b"", [kind], [payload], [None])


def _is_crossing(payload: bytes) -> bool:
    try:
        load_row(payload)
    except WorldError:
        return False
    return True


def _station_of(payload: bytes, kind: int | None) -> str:
    try:
        if kind == CROSSING:
            return str(load_row(payload)[at.STATION])
        if kind == ALERT_EVENT:
            return decode_event(payload).station
    except WorldError:
        pass
    return ""


def _of_seq(connection: Connection, tools: Tools, station: int, batch_id: bytes, seq: int) -> bytes | None:
    asked = {"station": station, "seq": seq, "batch": batch_id}
    for data, key in connection.execute(_RIVALS, asked).fetchall():
        try:
            other = open_batch(data, key, _seals(tools))
        except WorldError:
            continue
        return other.payloads[seq - other.header.first_seq]
    return None


def _seals(tools: Tools) -> Sequence[X25519PrivateKey]:
    return [X25519PrivateKey.from_private_bytes(raw) for raw in tools.keys.seals]
