"""Keep legal holds: what must not be erased, for whom, by whose order, whatever a rule says.

A hold is wider than its words where nobody can tell: a record that cannot be compared is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.rows import class_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.entries import name_key, number_key
from sync.hq.failure import HqCode, HqError

_SHOWN: Final = "number, kind, reason, authority, placed_by, placed_at, released_by, released_at"
# A hold at a time: PostgreSQL, which knows nothing of a table so small, would read all crossings instead.
_GATHER: Final = """
CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT DISTINCT found.* FROM legal_hold h CROSS JOIN LATERAL (
    (SELECT c.record_id, c.crossing_id, c.station, c.seq FROM crossing c
        WHERE h.kind = 'document' AND c.document_key = h.document_key
            AND (h.issuing_state = '' OR h.issuing_state = c.issuing_state) OFFSET 0)
    UNION ALL (SELECT c.record_id, c.crossing_id, c.station, c.seq FROM crossing c
        WHERE h.kind = 'person' AND c.name_key = h.name_key AND c.birth_date = h.birth_date OFFSET 0)
    UNION ALL (SELECT c.record_id, c.crossing_id, c.station, c.seq FROM crossing c
        WHERE h.kind = 'crossing' AND (c.crossing_id = h.crossing OR c.record_id = h.crossing) OFFSET 0)
    UNION ALL (SELECT c.record_id, c.crossing_id, c.station, c.seq FROM crossing c
        WHERE h.kind = 'port' AND upper(c.port) = h.port AND c.at >= h.since AND c.at < h.until OFFSET 0)
) AS found
WHERE h.released_at IS NULL
"""
# An event of a case of which anything is held, or of nobody that can be compared while a person is held.
_GATHER_EVENTS: Final = """
CREATE TEMPORARY TABLE held_event ON COMMIT DROP AS
SELECT e.event_id, e.station, e.seq FROM alert_event e WHERE e.case_id IN (
    SELECT s.case_id FROM alert_event s WHERE s.crossing IN (SELECT record_id FROM held)
        OR s.crossing IN (SELECT crossing_id FROM held)
        OR EXISTS (SELECT FROM legal_hold h WHERE h.released_at IS NULL AND (
            (h.kind = 'document' AND h.document_key = s.document_key)
            OR (h.kind = 'person' AND s.kind = 'hit' AND s.crossing IS NULL)
            OR (h.kind = 'crossing' AND h.crossing = s.crossing)
            OR (h.kind = 'port' AND upper(s.port) = h.port AND s.at >= h.since AND s.at < h.until))))
"""


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held: a document (number, perhaps its issuer), a person (surname and birth date as printed,
    yyyy-mm-dd), a crossing by any of its ids, or a port from a moment to before another."""

    kind: str
    reason: str
    authority: str
    number: str = ""
    issuing_state: str = ""
    surname: str = ""
    birth_date: str = ""
    crossing: UUID | None = None
    port: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A hold without what it is about: that is in the database alone."""

    number: int
    kind: str
    reason: str
    authority: str
    placed_by: str
    placed_at: datetime
    released_by: str | None
    released_at: datetime | None


def place(connection: Connection, hold: Hold, who: str) -> int:
    """Hold it from now on; the hold's number. Raises HqError(FIELD_WRONG)."""
    _require_sound(hold)
    values: dict[str, Any] = {
        "kind": hold.kind,
        "document": number_key(hold.number),
        "state": hold.issuing_state.upper(),
        "name": name_key(hold.surname),
        "birth": hold.birth_date,
        "crossing": hold.crossing,
        "port": hold.port.upper(),
        "since": hold.since,
        "until": hold.until,
        "reason": hold.reason,
        "authority": hold.authority,
        "who": who,
    }
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO legal_hold (kind, document_key, issuing_state, name_key, birth_date, crossing, port,"
            " since, until, reason, authority, placed_by) VALUES (%(kind)s, %(document)s, %(state)s,"
            " %(name)s, %(birth)s, %(crossing)s, %(port)s, %(since)s, %(until)s, %(reason)s,"
            " %(authority)s, %(who)s) RETURNING number",
            values,
        ).fetchone()
        number = 0 if row is None else int(row[0])
        said = {"hold": number, "kind": hold.kind, "authority": hold.authority}
        audit.note(connection, Reader(who, "retention"), "legal hold", said)
    return number


def release(connection: Connection, number: int, reason: str, who: str) -> None:
    """End a hold; raises HqError(RETENTION_REFUSED) when none of this number is in force."""
    with connection.transaction():
        ended = connection.execute(
            "UPDATE legal_hold SET released_at = now(), released_by = %s"
            " WHERE number = %s AND released_at IS NULL",
            (who, number),
        ).rowcount
        if not ended:
            remedy = "See the holds with: matapa-hq retention holds"
            reason = f"no hold in force has the number {number}"
            raise HqError(HqCode.RETENTION_REFUSED, reason=reason, remedy=remedy)
        said = {"hold": number, "reason": reason}
        audit.note(connection, Reader(who, "retention"), "legal hold released", said)


def holds(connection: Connection, released: bool = False) -> list[Placed]:
    """The holds in force, and with `released` those that ended, oldest first."""
    with connection.cursor(row_factory=class_row(Placed)) as cursor:
        return cursor.execute(
            f"SELECT {_SHOWN} FROM legal_hold WHERE released_at IS NULL OR %s ORDER BY number".encode(),
            (released,),
        ).fetchall()


def gather(connection: Connection) -> None:
    """Gather what is held into the tables `held` and `held_event` of the caller's transaction."""
    connection.execute(_GATHER)
    connection.execute("CREATE INDEX ON held (record_id)")
    connection.execute("CREATE INDEX ON held (station, seq)")
    connection.execute(_GATHER_EVENTS)
    connection.execute("CREATE INDEX ON held_event (event_id)")
    connection.execute("ANALYZE held, held_event")


def _require_sound(hold: Hold) -> None:
    wanted = {
        "document": bool(number_key(hold.number)),
        "person": bool(name_key(hold.surname)) and bool(hold.birth_date),
        "crossing": hold.crossing is not None,
        "port": bool(hold.port) and hold.since is not None and hold.until is not None,
    }
    if not wanted.get(hold.kind):
        remedy = (
            "Name a document (--number), a person (--surname and --born), a crossing (--crossing)"
            " or a port and its days (--port, --since, --until)."
        )
        raise HqError(HqCode.FIELD_WRONG, field="hold", value="not said of what", remedy=remedy)
    if hold.since is not None and hold.until is not None and hold.since >= hold.until:
        remedy = "Its end comes after its beginning."
        raise HqError(HqCode.FIELD_WRONG, field="--until", value=str(hold.until), remedy=remedy)
    if not hold.reason.strip() or not hold.authority.strip():
        remedy = "Say why, and by whose order (court, minister, commissioner)."
        raise HqError(HqCode.FIELD_WRONG, field="--reason and --authority", value="empty", remedy=remedy)
