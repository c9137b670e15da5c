"""A traveller's whole history for people: crossings in all versions with their checks, and hits with words.

Of the ledger, a page of crossings at a time; the look is in the audit trail before anything is returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from app.domain.alert_record import decode_event
from app.domain.alerts import AlertEvent, AlertEventKind, Settlement
from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.record import decode
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.travellers import show_traveller

_LATER: Final = """
SELECT c.crossing_id, c.version, c.payload FROM crossing c
WHERE c.crossing_id = ANY(%s) AND c.version > 1 ORDER BY c.version
"""
_FIRST: Final = """
SELECT c.crossing_id, c.version, c.payload FROM record r
JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
WHERE r.record_id = ANY(%s) AND c.version = 1
"""
_LATE: Final = "SELECT event, found_at, published FROM late_hit WHERE crossing = ANY(%s) ORDER BY number"
_HITS: Final = """
SELECT payload FROM alert_event WHERE case_id IN (
    SELECT case_id FROM alert_event WHERE kind = 'hit' AND crossing = ANY(%(crossings)s))
UNION
SELECT payload FROM alert_event WHERE case_id = ANY(%(cases)s)
"""


@dataclass(slots=True)
class HitHistory:
    """One case: the event that opened it, every word on it, oldest first, and whether a clearance was taken
    back. `told` says of a hit that HQ found whether its port was told; None for one of a booth."""

    opened: AlertEvent
    settlements: list[Settlement] = field(default_factory=list)
    revoked: bool = False
    told: bool | None = None


@dataclass(frozen=True, slots=True)
class CrossingHistory:
    """One crossing: the newest version as `show_traveller` gives it, every version that can be read, oldest
    first, and its hits."""

    newest: dict[str, Any]
    versions: tuple[Crossing, ...]
    hits: tuple[HitHistory, ...]


@dataclass(frozen=True, slots=True)
class TravellerHistory:
    """A traveller as `show_traveller` gives it, and a page of its crossings, newest first."""

    shown: dict[str, Any]
    crossings: tuple[CrossingHistory, ...]


def history(
    connection: Connection, number: int, reader: Reader, limit: int, skip: int = 0
) -> TravellerHistory:
    """The history, with the `limit` newest crossings but for the `skip` newest.

    Raises HqError(TRAVELLER_UNKNOWN).
    """
    with connection.transaction():
        shown = show_traveller(connection, number, reader, limit, skip)
        newest = shown["crossings"][::-1]
        ids = [row["crossing_id"] for row in newest]
        versions = _versions(connection, ids)
        records = {str(one.record_id): key for key, found in versions.items() for one in found}
        records |= {str(one["record_id"]): one["crossing_id"] for one in newest}
        hits = _hits(connection, ids, records)
    return TravellerHistory(
        shown,
        tuple(
            CrossingHistory(
                row, tuple(versions.get(row["crossing_id"], ())), tuple(hits.get(row["crossing_id"], ()))
            )
            for row in newest
        ),
    )


def _versions(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Crossing]]:
    """Every version of these crossings that can be read, oldest first, by crossing."""
    if not ids:
        return {}
    rows = connection.execute(_FIRST, (list(ids),)).fetchall()
    rows += connection.execute(_LATER, (list(ids),)).fetchall()
    found: dict[UUID, list[Crossing]] = {}
    for crossing_id, _, payload in sorted(rows, key=lambda row: (str(row[0]), row[1])):
        try:
            found.setdefault(crossing_id, []).append(decode(payload))
        except WorldError:  # taken at the station's word (`sync.hq.flaws`): its columns are shown alone
            continue
    return found


def _hits(
    connection: Connection, ids: Sequence[UUID], crossing_of: dict[str, UUID]
) -> dict[UUID, list[HitHistory]]:
    """Cases of these crossings, by crossing; `crossing_of` leads there from the id of any version."""
    if not ids:
        return {}
    cases: dict[str, HitHistory] = {}
    for event, _, published in connection.execute(_LATE, (list(ids),)).fetchall():
        opened = decode_event(event)
        cases[opened.case_id] = HitHistory(opened, told=published is not None)
    asked = {
        "crossings": [UUID(one) for one in crossing_of] + list(ids),
        "cases": [UUID(case) for case in cases],
    }
    _add(cases, (decode_event(payload) for (payload,) in connection.execute(_HITS, asked).fetchall()))
    found: dict[UUID, list[HitHistory]] = {}
    for case in sorted(cases.values(), key=lambda one: one.opened.at):
        key = crossing_of.get(case.opened.crossing) or UUID(case.opened.crossing)
        found.setdefault(key, []).append(case)
    return found


def _add(cases: dict[str, HitHistory], events: Iterable[AlertEvent]) -> None:
    later: list[AlertEvent] = []
    for event in events:
        if event.kind is AlertEventKind.HIT:
            cases.setdefault(event.case_id, HitHistory(event))
        else:
            later.append(event)
    for event in sorted(later, key=lambda one: one.at):
        case = cases.get(event.case_id)
        if case is None:
            continue
        if event.kind is AlertEventKind.SETTLED and event.settlement is not None:
            case.settlements.append(event.settlement)
            case.revoked = False
        elif event.kind is AlertEventKind.CLEARANCE_REVOKED:
            case.revoked = True
