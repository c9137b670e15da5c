"""Count who crossed, for a day or any other span: figures by nationality, purpose, mode, way and decision.

Exact: the newest version of each crossing counts, on the day of the first. A day of ten thousand
crossings takes a fraction of a second, because only that day is read. Purpose stands in the record alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.crossing import Purpose
from app.domain.failure import WorldError
from app.domain.record import load_row
from app.domain.statistics import country_label
from sync.hq import flaws as at
from sync.hq.database import Connection

UNKNOWN: Final = "unknown"
_PURPOSES: Final = [str(word) for word in Purpose]
# A correction is made later than the traveller crossed, and moves nobody to another day: the first version
# says when, the newest what.
_SPAN: Final = """
SELECT n.port, n.direction, n.mode, n.nationality, n.decision, n.payload FROM crossing c
CROSS JOIN LATERAL (
    SELECT v.* FROM crossing v WHERE v.crossing_id = c.crossing_id AND v.version > 1 AND v.station = c.station
    UNION ALL SELECT c.*
    ORDER BY version DESC LIMIT 1
) n
WHERE c.version = 1 AND c.at >= %(since)s AND c.at < %(until)s
"""
_AT_A_TIME: Final = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    """Crossings of a span: how many, and how many by each word of a kind; ports by their UN/LOCODE."""

    crossings: int
    by_direction: Mapping[str, int]
    by_mode: Mapping[str, int]
    by_purpose: Mapping[str, int]
    by_nationality: Mapping[str, int]
    by_decision: Mapping[str, int]
    by_port: Mapping[str, int]


def count_crossings(connection: Connection, since: datetime, until: datetime, port: str = "") -> Counted:
    """Figures of what crossed from `since` to before `until`, at one port or at all; nobody's data.

    Purposes are those of whom was asked for one. Raises psycopg.Error.
    """
    counts: dict[str, Counter[str]] = {
        kind: Counter() for kind in ("port", "direction", "mode", "nationality", "decision", "purpose")
    }
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        sql = _SPAN + ("AND n.port = ANY(%(ports)s)" if port else "")
        values = {"since": since, "until": until, "ports": _spellings(connection, port)}
        with connection.cursor(name="span", binary=True) as cursor:
            cursor.itersize = _AT_A_TIME
            _count(counts, cursor.execute(sql.encode(), values))
    ordered = {f"by_{kind}": dict(found.most_common()) for kind, found in counts.items()}
    return Counted(crossings=sum(counts["direction"].values()), **ordered)


def _spellings(connection: Connection, port: str) -> list[str]:
    """The port as its stations spell it."""
    rows = connection.execute("SELECT DISTINCT port FROM station WHERE upper(port) = upper(%s)", (port,))
    return sorted({port.upper(), *(str(row[0]) for row in rows.fetchall())})


def _count(counts: Mapping[str, Counter[str]], rows: Iterable[tuple[Any, ...]]) -> None:
    for port, direction, mode, nationality, decision, payload in rows:
        counts["port"][port] += 1
        counts["direction"][direction] += 1
        counts["mode"][mode] += 1
        counts["nationality"][country_label(nationality) or UNKNOWN] += 1
        counts["decision"][decision] += 1
        purpose = _purpose(payload)
        if purpose is not None:
            counts["purpose"][purpose] += 1


def _purpose(payload: bytes) -> str | None:
    """The purpose that a record says; None where nobody was asked."""
    try:
        code = load_row(payload)[at.PURPOSE]
    except WorldError:  # the ledger takes no such bytes; one that went bad on disk is counted all the same
        return UNKNOWN
    return None if code is None else _PURPOSES[code] if code in range(len(_PURPOSES)) else UNKNOWN
