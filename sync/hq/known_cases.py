"""Say whether a hit that HQ's lists met is known already: told by a booth, told by HQ, or settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain.alert_entry import Band
from app.domain.alert_record import decode_event
from app.domain.alerts import AlertCase, AlertEvent, AlertEventKind, AlertHit, SettledAs
from app.domain.crossing import Crossing
from app.domain.names import document_number_key
from sync.hq.database import Connection

_BANDS = list(Band)
# Of any version of the crossing; an entry that has not changed since is the same hit in every version of
# its list.
_TOLD = """
WITH version AS (
    SELECT unnest(ARRAY[%(crossing)s, %(record)s]::uuid[]) AS id
    UNION SELECT record_id FROM crossing WHERE crossing_id = %(crossing)s AND version > 1
)
SELECT EXISTS (
    SELECT FROM alert_event e JOIN version ON e.crossing = version.id
    WHERE e.kind = 'hit' AND e.list_id = %(list)s AND e.entry_id = %(entry)s AND e.entry_digest = %(digest)s
) OR EXISTS (
    SELECT FROM late_hit WHERE crossing = %(crossing)s
        AND list_id = %(list)s AND entry_id = %(entry)s AND entry_digest = %(digest)s
)
"""
_CASES = """
SELECT payload FROM alert_event WHERE case_id IN (
    SELECT case_id FROM alert_event WHERE kind = 'hit' AND document_key = %(key)s
        AND issuing_state = %(state)s AND station = %(station)s AND list_id = %(list)s
        AND entry_id = %(entry)s AND entry_digest = %(digest)s
) ORDER BY station, seq
"""


def told(connection: Connection, crossing: Crossing, hit: AlertHit) -> bool:
    """Whether a booth or HQ itself has said this hit of this crossing, the entry being the same still."""
    row = connection.execute(
        _TOLD, {"crossing": crossing.crossing_id, "record": crossing.record_id, **_entry(hit)}
    ).fetchone()
    return row == (True,)


def cleared(connection: Connection, crossing: Crossing, station: int, hit: AlertHit) -> bool:
    """Whether this traveller's station settled that the document's holder is somebody else than the entry.

    By the rules of the station: the same document and birth date, the entry as it was, a hit no firmer than
    the one settled, a word that may stand, and nothing revoked since.
    """
    number = document_number_key(crossing.document.number)
    if not number or not hit.entry_digest:
        return False
    rows = connection.execute(
        _CASES,
        {"key": number[:100], "state": crossing.document.issuing_state, "station": station, **_entry(hit)},
    )
    return _cleared(crossing, hit, (decode_event(row[0]) for row in rows.fetchall()))


def _cleared(crossing: Crossing, hit: AlertHit, events: Iterable[AlertEvent]) -> bool:
    cases: dict[str, AlertCase] = {}
    revoked: set[str] = set()
    for event in events:
        if event.kind is AlertEventKind.HIT and event.traveller is not None:
            if event.traveller.birth_date == crossing.traveller.birth_date:
                cases[event.case_id] = AlertCase(event)
        elif event.kind is AlertEventKind.SETTLED and event.settlement and event.case_id in cases:
            case = cases[event.case_id]
            cases[event.case_id] = AlertCase(case.opened, (*case.settlements, event.settlement))
            revoked.discard(event.case_id)
        elif event.kind is AlertEventKind.CLEARANCE_REVOKED and event.case_id in cases:
            revoked.update(cases)  # taking back one word on this traveller takes back all of them
    return any(_lets_pass(case, hit) for case_id, case in cases.items() if case_id not in revoked)


def _lets_pass(case: AlertCase, hit: AlertHit) -> bool:
    word, settled = case.settled, case.opened.hit
    if settled is None or _BANDS.index(settled.band) > _BANDS.index(hit.band):
        return False
    return word is not None and word.settled_as is SettledAs.NOT_SAME and not case.open


def _entry(hit: AlertHit) -> dict[str, Any]:
    return {"list": hit.list_id, "entry": hit.entry_id, "digest": hit.entry_digest}
