"""Screen crossings at HQ: each once when it arrives, and those of the last days when lists are newer.

What a pass found, and how far it came, are one transaction: after a crash nothing is lost, and nothing is
told twice. Hits wait in `late_hit` until `sync.hq.late_hits` publishes them to the crossing's port.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import uuid_utils

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import encode_event
from app.domain.alerts import AlertEvent, AlertEventKind, AlertHit, CaseOrigin
from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.record import decode
from app.screening.screening import ListUse, Screening
from app.screening.stolen import STOLEN, stolen_hit
from app.screening.subject import Subject, subject_of
from sync.hq import audit, known_cases
from sync.hq.audit import Reader
from sync.hq.database import Connection, now

_log = logging.getLogger("sync.hq.rescreening")

HQ = "hq"
"""Stands as officer in the events that HQ makes by itself."""
AT_A_TIME = 200
"""Crossings of one transaction of a pass."""
_BY_HQ = Reader("matapa-hq", "screening")
_SCREENING = 0x73637265
"""Advisory lock: one process screens at a time, so that passes do not race for one cursor."""
_FIRST = UUID(int=0)

# Only the newest version of a crossing counts: what was corrected was not so, by whoever recorded it.
_NEWEST = """
NOT EXISTS (SELECT FROM crossing n WHERE n.crossing_id = c.crossing_id AND n.version > 1
    AND n.version > c.version AND n.station = c.station)
"""
_ARRIVED = f"""
SELECT c.at, c.record_id, c.station, c.payload FROM unnest(%s::uuid[], %s::timestamptz[]) AS due (id, at)
JOIN crossing c ON c.record_id = due.id AND c.at = due.at WHERE {_NEWEST} ORDER BY c.at, c.record_id
"""
_NEXT = f"""
SELECT c.at, c.record_id, c.station, c.payload FROM crossing c
WHERE c.at >= %(at)s AND (c.at, c.record_id) > (%(at)s, %(record)s) AND {_NEWEST}
ORDER BY c.at, c.record_id LIMIT {AT_A_TIME}
"""
_INSERT = """
INSERT INTO late_hit (event_id, crossing, record_id, station, port, list_id, list_version, entry_id,
    entry_digest, band, disclosure, event) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


class Screens(Protocol):
    """What asks the lists: `app.screening.screener.Screener`, and what fetches the entry of a hit."""

    def screen(self, subject: Subject, now: datetime) -> Screening:
        """Ask every list."""

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit, or None when the list no longer has it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A crossing of the ledger and the number of the station that sent it."""

    crossing: Crossing
    station: int


Filing = Callable[[Connection, Sequence[Arrived]], None]
Stopped = Callable[[], bool]


def _never() -> bool:
    return False


def _file_nothing(_connection: Connection, _arrived: Sequence[Arrived]) -> None:
    """Nothing is kept of what arrived."""


def screen_new(
    connection: Connection, screens: Screens, filing: Filing = _file_nothing, stopped: Stopped = _never
) -> int:
    """Screen every crossing that arrived and was not screened yet, batch by batch; how many hits are new.

    `filing` gets the crossings of each batch within its transaction. The connection is in autocommit
    mode. Raises psycopg.Error.
    """
    hits = 0
    while not stopped():
        with connection.transaction():
            _alone(connection)
            due = connection.execute(
                "DELETE FROM screening_due WHERE number = (SELECT min(number) FROM screening_due)"
                " RETURNING number, records, ats"
            ).fetchone()
            if due is None:
                break
            number, records, moments = due
            arrived = _read(connection.execute(_ARRIVED, (records, moments)).fetchall())
            found = _screen(connection, screens, arrived)
            filing(connection, arrived)
            said = {"arrival": number, "screened": len(arrived), "hits": found}
            audit.note(connection, _BY_HQ, "screen", said)
        hits += len(found)
    return hits


def screen_again(connection: Connection, screens: Screens, days: int, stopped: Stopped = _never) -> int:
    """Screen the crossings of so many days against these lists, unless that was done with each of them.

    How many hits are new. A pass that was cut short goes on where it stood, as long as the lists are the
    same; newer ones begin it anew. The connection is in autocommit mode. Raises psycopg.Error.
    """
    versions = _versions(connection, screens)
    if not _some_new(connection, versions):
        return 0
    lists = " ".join(f"{list_id}:{version}" for list_id, version in versions)
    hits, more = 0, True
    while more and not stopped():
        with connection.transaction():
            _alone(connection)
            found, more = _go_on(connection, screens, lists, days)
            if not more:
                _finish(connection, lists, versions)
        hits += found
    return hits


def _go_on(connection: Connection, screens: Screens, lists: str, days: int) -> tuple[int, bool]:
    """One step of a pass: how many hits are new, and whether there is more to look at."""
    since = now(connection) - timedelta(days=days)
    at, record = _cursor(connection, lists, since)
    rows = connection.execute(_NEXT, {"at": at, "record": record}).fetchall()
    if not rows:
        return 0, False
    found = _screen(connection, screens, _read(rows))
    connection.execute(
        "UPDATE list_pass SET next_at = %s, next_record = %s, screened = screened + %s, hits = hits + %s"
        " WHERE lists = %s",
        (rows[-1][0], rows[-1][1], len(rows), len(found), lists),
    )
    if found:
        said = {"lists": lists, "screened": len(rows), "hits": found}
        audit.note(connection, _BY_HQ, "screen again", said)
    return len(found), len(rows) == AT_A_TIME


def _cursor(connection: Connection, lists: str, since: datetime) -> tuple[datetime, UUID]:
    connection.execute(
        "INSERT INTO list_pass (lists, since, next_at, next_record) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (lists, since, since, _FIRST),
    )
    row = connection.execute(
        "SELECT next_at, next_record FROM list_pass WHERE lists = %s", (lists,)
    ).fetchone()
    if row is None:
        raise RuntimeError("a row just made is not there")
    return row[0], row[1]


def _finish(connection: Connection, lists: str, versions: Sequence[tuple[str, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO list_passed (list_id, version) VALUES (%s, %s) ON CONFLICT DO NOTHING", versions
        )
        cursor.execute("UPDATE list_pass SET finished_at = now() WHERE lists = %s", (lists,))
        row = cursor.execute("SELECT screened, hits FROM list_pass WHERE lists = %s", (lists,)).fetchone()
    screened, hits = (0, 0) if row is None else row
    audit.note(connection, _BY_HQ, "screened again", {"lists": lists, "screened": screened, "hits": hits})


def _versions(connection: Connection, screens: Screens) -> list[tuple[str, int]]:
    """Id and version of every list that is asked now."""
    asked = screens.screen(Subject(names=()), now(connection)).lists
    used = (ListUse.ASKED, ListUse.STALE)
    return sorted((one.header.list_id, one.header.version) for one in asked if one.use in used)


def _some_new(connection: Connection, versions: Sequence[tuple[str, int]]) -> bool:
    passed = set(connection.execute("SELECT list_id, version FROM list_passed").fetchall())
    return any(one not in passed for one in versions)


def _alone(connection: Connection) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SCREENING,))


def _read(rows: Iterable[tuple[Any, ...]]) -> list[Arrived]:
    found = []
    for _, record_id, station, payload in rows:
        try:
            found.append(Arrived(decode(payload), station))
        except WorldError as error:  # its MRZ lines were taken at the station's word (`sync.hq.flaws`)
            _log.warning("%s not screened record=%s", error.failure.code, record_id)
    return found


def _screen(connection: Connection, screens: Screens, arrived: Sequence[Arrived]) -> list[str]:
    """Screen these and keep what is new; the ids of its events."""
    moment = now(connection)
    kept = []
    for one in arrived:
        crossing = one.crossing
        answer = screens.screen(subject_of(crossing.document, crossing.traveller), moment)
        stolen = [stolen_hit(found, crossing.document.number) for found in answer.documents]
        for hit in (*answer.hits, *stolen):
            if known_cases.told(connection, crossing, hit):
                continue
            if known_cases.cleared(connection, crossing, one.station, hit):
                continue
            event = _event(crossing, hit, screens, moment)
            if _keep(connection, one, hit, event):
                kept.append(event.event_id)
    return kept


def _event(crossing: Crossing, hit: AlertHit, screens: Screens, at: datetime) -> AlertEvent:
    entry = None if hit.entry_id == STOLEN else screens.entry(hit.list_id, hit.entry_id)
    return AlertEvent(
        str(uuid_utils.uuid7()),
        str(uuid_utils.uuid7()),
        AlertEventKind.HIT,
        at,
        crossing.station,
        crossing.port,
        crossing.booth,
        HQ,
        crossing.record_id,
        CaseOrigin.HQ,
        hit,
        entry,
        crossing.traveller,
        crossing.document,
        training=crossing.training,
    )


def _keep(connection: Connection, one: Arrived, hit: AlertHit, event: AlertEvent) -> bool:
    return bool(
        connection.execute(
            _INSERT,
            (
                event.event_id, one.crossing.crossing_id, one.crossing.record_id, one.station,
                one.crossing.port, hit.list_id, hit.list_version, hit.entry_id, hit.entry_digest,
                str(hit.band), str(hit.disclosure), encode_event(event),
            ),
        ).rowcount
    )  # fmt: skip
