"""Show travellers over all ports; each look at one stands in HQ's audit trail with its purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.enquiries_crossings import plain_texts
from sync.hq.entries import name_key, number_key
from sync.hq.failure import HqCode, HqError

MOST_CROSSINGS = 10_000
"""Crossings of one traveller that are shown, the newest ones."""
_CROSSED = """
CASE WHEN bc.version = 1 THEN bc.at ELSE
    coalesce((SELECT min(c.at) FROM crossing c WHERE c.record_id = bc.crossing_id), bc.at) END
"""
"""When the traveller crossed: `bc.at` of a corrected crossing is when it was corrected."""
_FOUND = f"""
WITH chosen AS (
    SELECT b.traveller FROM bearer b WHERE {{conditions}} GROUP BY b.traveller ORDER BY b.traveller
    LIMIT %(limit)s)
SELECT b.traveller, b.document_number, b.issuing_state, b.surname, b.given_names, b.birth, b.nationality,
    b.sex, seen.crossings, seen.first_seen, seen.last_seen
FROM chosen JOIN bearer b USING (traveller) CROSS JOIN LATERAL (
    SELECT count(*) AS crossings, min({_CROSSED}) AS first_seen, max({_CROSSED}) AS last_seen
    FROM bearer_crossing bc WHERE bc.bearer = b.number) AS seen
ORDER BY b.traveller, seen.last_seen DESC, b.number
"""
_AT_PORT = """
EXISTS (SELECT FROM bearer_crossing bc JOIN crossing c ON c.record_id = bc.record_id AND c.at = bc.at
    WHERE bc.bearer = b.number AND {conditions})
"""
_BEARERS = """
SELECT number, kind, issuing_state, document_number, surname, given_names, birth, nationality, sex, expiry,
    apart FROM bearer WHERE traveller = %s ORDER BY number
"""
_CROSSINGS = f"""
SELECT c.record_id, c.crossing_id, c.version, c.at, c.port, c.booth, c.direction, c.mode, c.conveyance,
    c.document_kind, c.issuing_state, c.document_number, c.surname, c.given_names, c.birth_date,
    c.nationality, c.decision, c.officer, bc.bearer,
    EXISTS (SELECT FROM evidence e WHERE e.record_id = c.record_id) AS disputed
FROM bearer b JOIN bearer_crossing bc ON bc.bearer = b.number
JOIN crossing c ON c.record_id = bc.record_id AND c.at = bc.at
WHERE b.traveller = %s ORDER BY {_CROSSED} DESC, bc.record_id DESC LIMIT %s OFFSET %s
"""
_COUNT = """
SELECT count(*) FROM bearer b JOIN bearer_crossing bc ON bc.bearer = b.number WHERE b.traveller = %s
"""
_WHY = """
SELECT p.one, p.other, p.confidence, p.reasons FROM bearer_pair p
JOIN bearer a ON a.number = p.one JOIN bearer b ON b.number = p.other
WHERE a.traveller = %(number)s AND b.traveller = %(number)s AND p.verdict = 'join' AND NOT p.held
UNION ALL
SELECT a.number, b.number, 1.0, ARRAY['by_hand'] FROM traveller_word w
JOIN bearer a ON a.fingerprint = w.one JOIN bearer b ON b.fingerprint = w.other
WHERE w.kind = 'join' AND w.undone_by IS NULL AND a.traveller = %(number)s AND b.traveller = %(number)s
ORDER BY 1, 2
"""
_MAYBE = """
SELECT CASE WHEN a.traveller = %(number)s THEN b.traveller ELSE a.traveller END AS traveller,
    p.verdict, p.held, p.confidence, p.reasons
FROM bearer_pair p JOIN bearer a ON a.number = p.one JOIN bearer b ON b.number = p.other
WHERE (a.traveller = %(number)s) <> (b.traveller = %(number)s)
    AND (p.one = ANY(%(bearers)s) OR p.other = ANY(%(bearers)s))
    AND NOT EXISTS (SELECT FROM traveller_word w WHERE w.kind = 'refuse' AND w.undone_by IS NULL
        AND ((w.one, w.other) = (a.fingerprint, b.fingerprint)
            OR (w.one, w.other) = (b.fingerprint, a.fingerprint)))
ORDER BY p.confidence DESC, 1
"""


@dataclass(frozen=True, slots=True)
class WantedTraveller:
    """Whom to find; empty fields do not count, texts match by their beginning. `born` is YYYYMMDD."""

    document: str = ""
    surname: str = ""
    given: str = ""
    born: int = 0
    nationality: str = ""
    port: str = ""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100


def find_travellers(
    connection: Connection, wanted: WantedTraveller, reader: Reader, values_in_trail: bool = True
) -> list[dict[str, Any]]:
    """Travellers that match, a row for each document and name that they had; the look is audited.

    Without `values_in_trail` the audit trail says by which fields was asked, and nobody's name or number.
    Raises HqError(FIELD_WRONG) without a document, surname, given names or birth date to begin with.
    """
    wanted = plain_texts(wanted)
    if not says_whom(wanted):
        remedy = "Give --number, --surname, --given or --born as well; for a port alone use: crossings --port"
        raise HqError(HqCode.FIELD_WRONG, field="search", value="too little to search by", remedy=remedy)
    conditions, values = _conditions(wanted)
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_FOUND.format(conditions=conditions).encode(), {**values, "limit": wanted.limit})
        found = cursor.fetchall()
        asked = {key: _plain(value) for key, value in asdict(wanted).items() if value}
        shown = sorted({row["traveller"] for row in found})
        said = {"asked": asked} if values_in_trail else {"asked_by": sorted(set(asked) - {"limit"})}
        audit.note(connection, reader, "travellers", {**said, "shown": shown})
    return found


def says_whom(wanted: WantedTraveller) -> bool:
    """Whether there is anything to begin a search with."""
    texts = (number_key(wanted.document), name_key(wanted.surname), name_key(wanted.given))
    return any(texts) or bool(wanted.born)


def show_traveller(
    connection: Connection, number: int, reader: Reader, limit: int = MOST_CROSSINGS, skip: int = 0
) -> dict[str, Any]:
    """Everything about a traveller: documents and names, crossings in order of time, why they are one, and
    who else it may be. Of the crossings the `limit` newest but for the `skip` newest; `total` counts all.
    The look is audited. Raises HqError(TRAVELLER_UNKNOWN)."""
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        current = resolve(connection, number)
        bearers = cursor.execute(_BEARERS, (current,)).fetchall()
        crossings = cursor.execute(_CROSSINGS, (current, limit, skip)).fetchall()[::-1]
        total = cursor.execute(_COUNT, (current,)).fetchall()[0]["count"]
        why = cursor.execute(_WHY, {"number": current}).fetchall()
        ids = [one["number"] for one in bearers]
        maybe = cursor.execute(_MAYBE, {"number": current, "bearers": ids}).fetchall()
        words = cursor.execute(
            "SELECT w.number, w.at, w.who, w.kind, w.note, w.undone_by FROM traveller_word w"
            " WHERE EXISTS (SELECT FROM bearer b WHERE b.traveller = %s"
            " AND b.fingerprint IN (w.one, w.other)) ORDER BY w.number",
            (current,),
        ).fetchall()
        said = {"traveller": current, "shown": [str(one["record_id"]) for one in crossings]}
        audit.note(connection, reader, "traveller", said)
    return {
        "traveller": current,
        "asked": number,
        "confidence": min((one["confidence"] for one in why), default=1.0),
        "bearers": bearers,
        "crossings": crossings,
        "total": total,
        "why": why,
        "maybe": maybe,
        "words": words,
    }


def resolve(connection: Connection, number: int) -> int:
    """The number that this traveller has now; raises HqError(TRAVELLER_UNKNOWN)."""
    row = connection.execute(
        "WITH RECURSIVE led (number, step) AS (SELECT %s::bigint, 0 UNION ALL"
        " SELECT t.became, led.step + 1 FROM led JOIN traveller_became t USING (number)"
        " WHERE led.step < 1000)"
        " SELECT led.number FROM led WHERE EXISTS (SELECT FROM bearer b WHERE b.traveller = led.number)"
        " ORDER BY led.step LIMIT 1",
        (number,),
    ).fetchone()
    if row is None:
        raise HqError(HqCode.TRAVELLER_UNKNOWN, number=str(number))
    return int(row[0])


def _conditions(wanted: WantedTraveller) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {
        "document": _beginning(number_key(wanted.document)),
        "surname": _beginning(name_key(wanted.surname)),
        "given": _beginning(name_key(wanted.given)),
        "born": wanted.born,
        "nationality": wanted.nationality.upper(),
        "port": wanted.port.upper(),
        "since": wanted.since,
        "until": wanted.until,
    }
    texts = {
        "document": "b.document_key LIKE %(document)s",
        "surname": "b.name_key LIKE %(surname)s",
        "given": "b.given_key LIKE %(given)s",
        "born": "b.birth = %(born)s",
        "nationality": "b.nationality = %(nationality)s",
    }
    seen = {"port": "c.port = %(port)s", "since": "bc.at >= %(since)s", "until": "bc.at < %(until)s"}
    conditions = [sql for name, sql in texts.items() if values[name]]
    at_port = [sql for name, sql in seen.items() if values[name]]
    if at_port:
        conditions.append(_AT_PORT.format(conditions=" AND ".join(at_port)))
    return " AND ".join(conditions), values


def _beginning(key: str) -> str:
    """A LIKE pattern for texts that begin so; empty for no text."""
    literal = key.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"{literal}%" if literal else ""


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
