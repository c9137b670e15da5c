"""List hits that HQ has to follow up: what its lists met late, and silent ones of which no booth was told.

No names: a hit leads to its traveller by number. Whether a port was told is what HQ published; whether its
booths have it is what they say that they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.rows import dict_row

from app.domain.alert_record import decode_event
from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.protocol.publication import LATE

_LATE: Final = """
SELECT l.number, l.event, l.port, l.list_id, l.list_version, l.entry_id, l.band, l.disclosure,
    l.found_at AS at, l.published, s.booth, b.traveller, told.booths, told.having
FROM late_hit l LEFT JOIN station s ON s.number = l.station
LEFT JOIN bearer_crossing bc ON bc.crossing_id = l.crossing LEFT JOIN bearer b ON b.number = bc.bearer
CROSS JOIN LATERAL (
    SELECT count(*) AS booths, count(*) FILTER (WHERE h.sequence >= l.published) AS having
    FROM station o LEFT JOIN station_holds h ON h.station = o.number AND h.stream = %(late)s || l.port
    WHERE o.port = l.port AND o.revoked_at IS NULL) AS told
WHERE (%(port)s = '' OR l.port = %(port)s) AND (NOT %(waiting)s OR l.published IS NULL)
ORDER BY l.number DESC LIMIT %(limit)s OFFSET %(skip)s
"""
_SILENT: Final = """
SELECT e.event_id, e.case_id, e.port, e.list_id, e.list_version, e.entry_id, e.band, e.disclosure, e.at,
    s.booth, b.traveller
FROM alert_event e LEFT JOIN station s ON s.number = e.station
LEFT JOIN record r ON r.record_id = e.crossing
LEFT JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
LEFT JOIN bearer_crossing bc ON bc.crossing_id = c.crossing_id LEFT JOIN bearer b ON b.number = bc.bearer
WHERE e.kind = 'hit' AND e.disclosure = 'silent' AND (%(port)s = '' OR e.port = %(port)s)
ORDER BY e.at DESC, e.event_id LIMIT %(limit)s OFFSET %(skip)s
"""
_WORDS: Final = """
SELECT DISTINCT ON (case_id) case_id, settled_as, officer, at FROM alert_event
WHERE case_id = ANY(%s) AND kind = 'settled' ORDER BY case_id, at DESC
"""


@dataclass(frozen=True, slots=True)
class WantedHits:
    """Which hits: of a port, and of late ones only those `waiting` to be published."""

    port: str = ""
    waiting: bool = False
    limit: int = 50
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a port knows of a late hit: the publication's sequence, None before it was published, and how
    many of its `booths` say that they have it."""

    sequence: int | None
    booths: int
    having: int


@dataclass(frozen=True, slots=True)
class Word:
    """The last word on a case: `settled_as` as in `app.domain.alerts.SettledAs`."""

    settled_as: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListedHit:
    """One hit. `traveller` is None until its crossing was joined to one; `told` None for one of a booth."""

    port: str
    booth: str | None
    list_id: str
    list_version: int
    entry_id: str
    band: str
    disclosure: str
    at: datetime
    traveller: int | None
    told: Told | None
    word: Word | None


def late_hits(connection: Connection, wanted: WantedHits, reader: Reader) -> list[ListedHit]:
    """What HQ's own lists met after the crossing, newest first; the look is audited."""
    rows = _asked(connection, _LATE, wanted)
    for row in rows:
        row["case_id"] = UUID(decode_event(row["event"]).case_id)
    return _listed(connection, rows, reader, "late hits")


def silent_hits(connection: Connection, wanted: WantedHits, reader: Reader) -> list[ListedHit]:
    """What booths' lists met without telling the booth, newest first; the look is audited."""
    return _listed(connection, _asked(connection, _SILENT, wanted), reader, "silent hits")


def untold(connection: Connection) -> int:
    """Late hits that wait to be published."""
    row = connection.execute("SELECT count(*) FROM late_hit WHERE published IS NULL").fetchone()
    return 0 if row is None else int(row[0])


def _asked(connection: Connection, sql: str, wanted: WantedHits) -> list[dict[str, Any]]:
    values = {
        "port": wanted.port, "waiting": wanted.waiting, "limit": wanted.limit, "skip": wanted.skip,
        "late": f"{LATE}/",
    }  # fmt: skip
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.encode(), values).fetchall()


def _listed(
    connection: Connection, rows: Sequence[dict[str, Any]], reader: Reader, act: str
) -> list[ListedHit]:
    words: dict[UUID, Word] = {}
    if rows:
        for case, settled_as, officer, at in connection.execute(_WORDS, ([row["case_id"] for row in rows],)):
            words[case] = Word(settled_as, officer, at)
    audit.note(connection, reader, act, {"shown": [str(row["case_id"]) for row in rows]})
    return [
        ListedHit(
            row["port"], row["booth"], row["list_id"], row["list_version"], row["entry_id"], row["band"],
            row["disclosure"], row["at"], row["traveller"],
            Told(row["published"], row["booths"], row["having"]) if "published" in row else None,
            words.get(row["case_id"]),
        )
        for row in rows
    ]  # fmt: skip
