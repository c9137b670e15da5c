"""What the station keeps about itself inside the encrypted store."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import cbor2

from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.value_rows import from_plain, to_plain
from app.flow.ports import HqEnrolment, PendingEnrolment, Station
from app.store.attempts import DoorMark
from app.store.driver import Connection
from sync.ports import StationIdentity

_STATION, _ENROLMENT, _DOOR_MARK, _QUERY_KEY = "station", "enrolment", "door_mark", "query_key"
_FOLDING = "folding"
_LOST = "lost"
_PENDING_ENROLMENT, _PENDING_TLS_KEY = "pending_enrolment", "pending_tls_key"
_NEWEST_LOG = "newest_day_log"
_CLEARANCE_KEY, _ALERT_POLICY = "clearance_key", "alert_policy"


def load_station(connection: Connection) -> Station:
    """Who this station is; raises WorldError(STORE_DAMAGED) when the store does not know."""
    value = _load(connection, _STATION)
    if value is None:
        raise WorldError(FailureCode.STORE_DAMAGED, "store.station")
    return Station(**value)


def save_station(connection: Connection, station: Station) -> None:
    """Keep who this station is, within the caller's transaction."""
    _save(connection, _STATION, asdict(station))


def load_enrolment(connection: Connection) -> HqEnrolment | None:
    """What enrolment settled, or None before it."""
    value = _load(connection, _ENROLMENT)
    return None if value is None else HqEnrolment(**value)


def save_enrolment(connection: Connection, enrolment: HqEnrolment) -> None:
    """Keep what enrolment settled, within the caller's transaction."""
    _save(connection, _ENROLMENT, asdict(enrolment))


def station_identity(connection: Connection) -> StationIdentity | None:
    """Who the station is to HQ, for the roads; None before enrolment."""
    known = load_enrolment(connection)
    if known is None:
        return None
    return StationIdentity(**asdict(known), port=load_station(connection).port)


def load_pending_enrolment(connection: Connection) -> PendingEnrolment | None:
    """The enrolment by stick that waits for HQ's answer."""
    value = _load(connection, _PENDING_ENROLMENT)
    return None if value is None else PendingEnrolment(**value)


def save_pending_enrolment(connection: Connection, pending: PendingEnrolment | None) -> None:
    """Keep it, or forget it, within the caller's transaction."""
    _save(connection, _PENDING_ENROLMENT, None if pending is None else asdict(pending))


def load_pending_tls_key(connection: Connection) -> bytes:
    """The key (PEM) for which HQ is asked for a certificate, empty for none."""
    return bytes(_load(connection, _PENDING_TLS_KEY) or b"")


def save_pending_tls_key(connection: Connection, tls_key: bytes) -> None:
    """Keep it, within the caller's transaction."""
    _save(connection, _PENDING_TLS_KEY, tls_key)


def load_door_mark(connection: Connection) -> DoorMark:
    """Up to where the audit chain holds what happened before the door."""
    value = _load(connection, _DOOR_MARK)
    return DoorMark() if value is None else DoorMark(*value)


def save_door_mark(connection: Connection, mark: DoorMark) -> None:
    """Keep that mark, within the caller's transaction."""
    _save(connection, _DOOR_MARK, [mark.file, mark.number])


def load_query_key(connection: Connection) -> bytes:
    """The key under which the audit chain holds what was searched for."""
    return bytes(_load(connection, _QUERY_KEY))


def save_query_key(connection: Connection, key: bytes) -> None:
    """Keep that key, within the caller's transaction; losing it on purpose makes the chain forget."""
    _save(connection, _QUERY_KEY, key)


def load_lost(connection: Connection) -> int:
    """How many records a rescue could not save; they are neither waiting nor sent."""
    return int(_load(connection, _LOST) or 0)


def save_lost(connection: Connection, records: int) -> None:
    """Keep that number, within the caller's transaction."""
    _save(connection, _LOST, records)


def load_folding(connection: Connection) -> bytes:
    """By which way of folding the names in this store were made into keys; empty if it is not said."""
    return bytes(_load(connection, _FOLDING) or b"")


def save_folding(connection: Connection, folding: bytes) -> None:
    """Keep that, within the caller's transaction."""
    _save(connection, _FOLDING, folding)


def load_clearance_key(connection: Connection) -> bytes | None:
    """The key under which cases hold whose they are, None before the first."""
    value = _load(connection, _CLEARANCE_KEY)
    return None if value is None else bytes(value)


def save_clearance_key(connection: Connection, key: bytes) -> None:
    """Keep that key, within the caller's transaction."""
    _save(connection, _CLEARANCE_KEY, key)


def load_alert_policy(connection: Connection) -> AlertPolicy:
    """The station's rules about alerts: that only HQ makes proposals active, until they are set."""
    value = _load(connection, _ALERT_POLICY)
    return AlertPolicy() if value is None else from_plain(AlertPolicy, value)


def save_alert_policy(connection: Connection, policy: AlertPolicy) -> None:
    """Keep those rules, within the caller's transaction."""
    _save(connection, _ALERT_POLICY, to_plain(policy))


def load_newest_log(connection: Connection) -> tuple[int, bytes]:
    """Number of the newest daily log and the SHA-256 of its manifest; 0 and nothing before the first."""
    number, digest = _load(connection, _NEWEST_LOG) or (0, b"")
    return int(number), bytes(digest)


def save_newest_log(connection: Connection, number: int, digest: bytes) -> None:
    """Keep them, within the caller's transaction: should the log itself be lost with a damaged disk, its
    number is not given to another one."""
    _save(connection, _NEWEST_LOG, [number, digest])


def _load(connection: Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else cbor2.loads(row[0])


def _save(connection: Connection, name: str, value: object) -> None:
    connection.execute(
        "REPLACE INTO settings (name, value) VALUES (?, ?)",
        (name, cbor2.dumps(value, canonical=True)),
    )
