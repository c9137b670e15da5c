"""Keep the digest of recent crossings and publish it, so that a port knows who was refused at another.

Nothing in it names anybody: keyed digests of documents and of names with birth dates. Days are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta
from typing import Any

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.record import decode
from app.screening.documents import digest, person_digest
from app.screening.subject import subject_of
from sync.hq.database import Connection, now
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring
from sync.hq.publishing import EARLIER_ID, EarlierRow, publish_earlier
from sync.hq.rescreening import Arrived
from sync.ports import Publication

DAYS = 90
"""How long a crossing is remembered at other ports."""
FRESH = timedelta(hours=12)
"""Time after which the digest is published anew though nothing changed: stations see its age."""
DOCUMENT, PERSON = "document", "person"

_PUBLISHING = 0x6561726C
_PART = 1_000
_FORGET = """
WITH gone AS (DELETE FROM earlier_crossing WHERE crossing = %s RETURNING digest, day, at, version)
, dirty AS (INSERT INTO earlier_dirty SELECT digest, day FROM gone ON CONFLICT DO NOTHING)
SELECT day, at, version FROM gone LIMIT 1
"""
_PUT = """
INSERT INTO earlier_crossing (crossing, digest, way, version, day, at, port, refused, station)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_DIRTY = "INSERT INTO earlier_dirty (digest, day) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_AGED = """
WITH gone AS (DELETE FROM earlier_crossing WHERE day < %s RETURNING digest, day)
INSERT INTO earlier_dirty SELECT digest, day FROM gone ON CONFLICT DO NOTHING
"""
# A digest says one thing a day: a refusal, or else the last crossing.
_CHANGED = """
SELECT d.digest, d.day, said.port, said.refused, said.way, said.station
FROM earlier_dirty d LEFT JOIN LATERAL (
    SELECT * FROM earlier_crossing e WHERE e.digest = d.digest AND e.day = d.day
    ORDER BY e.refused DESC, e.at DESC LIMIT 1
) AS said ON true
"""


def file_arrived(connection: Connection, key: bytes, arrived: Sequence[Arrived]) -> None:
    """Keep what ports may know of these crossings, in the caller's transaction; `key` is the national key
    of document digests. A corrected crossing stands in the place of what it corrects."""
    for one in arrived:
        _file(connection, key, one)


def publish_recent(connection: Connection, home: HqHome, days: int = DAYS) -> list[Publication]:
    """Publish what changed of the digest of the last days, in one transaction; nothing when nothing did.

    The first time it is made from the ledger. Raises HqError(KEYS_MISSING), OSError, psycopg.Error.
    """
    moment = now(connection)
    first = moment.date() - timedelta(days=days)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_PUBLISHING,))
        issued = connection.execute(
            "SELECT issued_at FROM alert_list WHERE list_id = %s", (EARLIER_ID,)
        ).fetchone()
        if issued is None:
            _file_ledger(connection, load_ring(home).document_key, first)
        connection.execute(_AGED, (first,))
        changed = connection.execute(_CHANGED).fetchall()
        if not changed and (issued is None or moment - issued[0] < FRESH):
            return []
        put = [_row(one) for one in changed if one[2] is not None]
        forget = [(one[0], one[1].isoformat()) for one in changed if one[2] is None]
        connection.execute("DELETE FROM earlier_dirty")
        return publish_earlier(connection, home, put, forget)


def _file(connection: Connection, key: bytes, one: Arrived) -> None:
    crossing = one.crossing
    before = connection.execute(_FORGET, (crossing.crossing_id,)).fetchone()
    # A correction is made later, but the traveller crossed when the first version says.
    day, at = (crossing.at.astimezone(UTC).date(), crossing.at) if before is None else before[:2]
    refused = crossing.decision.kind is DecisionKind.REFUSE
    for way, said in _digests(key, crossing):
        connection.execute(
            _PUT,
            (crossing.crossing_id, said, way, crossing.version, day, at, crossing.port, refused, one.station),
        )
        connection.execute(_DIRTY, (said, day))


def _digests(key: bytes, crossing: Crossing) -> Iterator[tuple[str, bytes]]:
    """What a station asks for: the document, and each spelling of the name with the birth date."""
    subject = subject_of(crossing.document, crossing.traveller)
    if subject.document_number:
        number = (subject.issuing_state, subject.document_class, subject.document_number)
        yield DOCUMENT, digest(key, *number)
    if subject.birth.complete:
        yield from ((PERSON, person_digest(key, name, subject.birth)) for name in subject.names)


def _file_ledger(connection: Connection, key: bytes, first: date) -> None:
    """Keep the crossings from a day on that the ledger has, oldest first."""
    with connection.cursor(name="ledger") as cursor:
        cursor.itersize = _PART
        cursor.execute("SELECT station, payload FROM crossing WHERE at >= %s ORDER BY at, version", (first,))
        for station, payload in cursor:
            try:
                one = Arrived(decode(payload), station)
            except WorldError:
                continue  # as when it arrived
            _file(connection, key, one)


def _row(said: tuple[Any, ...]) -> EarlierRow:
    digest, day, port, refused, way, station = said
    return bytes(digest), day.isoformat(), port, refused, way, str(station)
