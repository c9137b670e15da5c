"""Find crossings by document, person, port and time; every look stands in the audit trail first.

Newest first, page by page: a page goes on behind the last record of the one before, wherever new
crossings come in meanwhile. Names and documents are looked for in stretches of time, the newest first
and each longer than the one before, so that a common name costs no more than a rare one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import dict_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.entries import name_key, number_key
from sync.hq.failure import HqCode, HqError

Found: TypeAlias = dict[str, Any]

_SHOWN = (
    "c.record_id, c.crossing_id, c.version, c.at, c.station, c.port, c.booth, c.direction, c.document_kind,"
    " c.issuing_state, c.document_number, c.surname, c.given_names, c.birth_date, c.nationality, c.decision,"
    " c.officer, EXISTS (SELECT FROM evidence e WHERE e.record_id = c.record_id) AS disputed"
)
_BIRTH = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_STRETCH = timedelta(days=31)
_LONGER = 3
"""By how much each stretch of time is longer than the one before."""
_BORN = """
FROM bearer b JOIN bearer_crossing bc ON bc.bearer = b.number
JOIN crossing c ON c.record_id = bc.record_id AND c.at = bc.at
WHERE b.birth = %(birth)s AND b.given_key LIKE %(given_like)s AND {conditions}
ORDER BY bc.at DESC, bc.record_id DESC LIMIT %(limit)s
"""
_INITIAL = "(upper(left(c.given_names, 1)) = left(%(given)s, 1) OR c.given_names !~ '^[A-Za-z]')"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which crossings are asked for; empty fields do not count. Document number, surname and given names
    match by their beginning; `born` is a birth date as text (1974-08-12, 1974-08, 1974). `behind` is the
    last record of the page before."""

    limit: int = 100
    since: datetime | None = None
    until: datetime | None = None
    number: str = ""
    surname: str = ""
    given: str = ""
    born: str = ""
    nationality: str = ""
    port: str = ""
    direction: str = ""
    decision: str = ""
    behind: UUID | None = None


Asked = TypeVar("Asked", bound=Any)


def find_crossings(connection: Connection, wanted: Wanted, reader: Reader) -> list[Found]:
    """Crossings that match, newest first; the look is in the audit trail before anything is returned.

    By a birth date without surname or document, crossings are found once they are joined to travellers,
    their newest versions. Raises HqError(FIELD_WRONG) for given names without anything beside them that
    is rarer, and for a `behind` that the ledger does not have.
    """
    wanted = plain_texts(wanted)
    if wanted.born and not _BIRTH.fullmatch(wanted.born):
        remedy = "Write it as 1974-08-12, or 1974-08 or 1974 where no more is known."
        raise HqError(HqCode.FIELD_WRONG, field="--born", value="no date", remedy=remedy)
    if name_key(wanted.given) and not (_is_text(wanted) or wanted.born):
        remedy = "Add --surname, --number or --born: given names alone are too many people."
        raise HqError(HqCode.FIELD_WRONG, field="--given", value="alone", remedy=remedy)
    with connection.transaction():
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            found = _Search(cursor, wanted).run()
        asked = {name: _plain(value) for name, value in asdict(wanted).items() if name != "limit" and value}
        shown = [str(row["record_id"]) for row in found]
        audit.note(connection, reader, "crossings", {"asked": asked, "shown": shown})
    return found


def plain_texts(wanted: Asked) -> Asked:
    """The same question without signs that no search can mean and no database keeps."""
    texts = {name: value for name, value in asdict(wanted).items() if isinstance(value, str)}
    return replace(wanted, **{name: "".join(filter(str.isprintable, text)) for name, text in texts.items()})


class _Search:
    """One search over a cursor that gives rows as dictionaries."""

    def __init__(self, cursor: Cursor[Found], wanted: Wanted) -> None:
        self._cursor, self._wanted = cursor, wanted
        self._values: dict[str, Any] = {
            "number": _beginning(number_key(wanted.number)),
            "surname": _beginning(name_key(wanted.surname)),
            "given": name_key(wanted.given),
            "given_like": _beginning(name_key(wanted.given)) or "%",
            "born": wanted.born,
            "birth": _birth(wanted.born),
            "nationality": wanted.nationality.upper(),
            "direction": wanted.direction,
            "decision": wanted.decision,
            "since": wanted.since,
            "until": wanted.until,
            "limit": wanted.limit,
        }
        self._fixed = self._conditions()

    def run(self) -> list[Found]:
        """The page."""
        if not _is_text(self._wanted):
            return self._by_birth() if self._wanted.born else self._by_time()
        found: list[Found] = []
        for since, until in self._stretches():
            left = self._wanted.limit - len(found)
            values = {**self._values, "from": since, "to": until, "limit": left}
            where = [*self._fixed, "c.at >= %(from)s", "c.at < %(to)s"]
            found += self._named(where, values) if self._values["given"] else self._rows(where, values)
            if len(found) >= self._wanted.limit:
                break
        return self._whole(found) if self._values["given"] else found

    def _by_time(self) -> list[Found]:
        return self._rows(self._fixed, self._values)

    def _by_birth(self) -> list[Found]:
        sql = f"SELECT {_SHOWN} {_BORN.format(conditions=' AND '.join(self._fixed))}"
        return self._cursor.execute(sql.encode(), self._values).fetchall()

    def _rows(self, conditions: list[str], values: dict[str, Any]) -> list[Found]:
        sql = (
            f"SELECT {_SHOWN} FROM crossing c WHERE {' AND '.join(conditions)}"
            " ORDER BY c.at DESC, c.record_id DESC LIMIT %(limit)s"
        )
        return self._cursor.execute(sql.encode(), values).fetchall()

    def _named(self, conditions: list[str], values: dict[str, Any]) -> list[Found]:
        """Record id and moment by given names too: SQL looks at the first letter, the key decides. Nothing
        but the index of names is read."""
        sql = (
            "SELECT c.record_id, c.at, c.given_names FROM crossing c"
            f" WHERE {' AND '.join([*conditions, _INITIAL])} ORDER BY c.at DESC, c.record_id DESC"
        )
        rows = self._cursor.execute(sql.encode(), values).fetchall()
        given = values["given"]
        return [row for row in rows if name_key(row["given_names"]).startswith(given)][: values["limit"]]

    def _whole(self, found: list[Found]) -> list[Found]:
        """The rows of these records, in the months in which they are."""
        if not found:
            return []
        ids, ats = [row["record_id"] for row in found], [row["at"] for row in found]
        return self._rows(
            [
                "c.at BETWEEN %(from)s AND %(to)s",
                "(c.record_id, c.at) IN (SELECT * FROM unnest(%(ids)s::uuid[], %(ats)s::timestamptz[]))",
            ],
            {"ids": ids, "ats": ats, "from": min(ats), "to": max(ats), "limit": self._wanted.limit},
        )

    def _conditions(self) -> list[str]:
        texts = {
            "number": "c.document_key LIKE %(number)s",
            "surname": "c.name_key LIKE %(surname)s",
            "born": "c.birth_date = %(born)s",
            "nationality": "c.nationality = %(nationality)s",
            "direction": "c.direction = %(direction)s",
            "decision": "c.decision = %(decision)s",
            "since": "c.at >= %(since)s",
            "until": "c.at < %(until)s",
        }
        found = [sql for name, sql in texts.items() if self._values[name]]
        if self._wanted.port:
            found.append(self._at_port())
        if self._wanted.behind is not None:
            found.append(self._behind(self._wanted.behind))
        return found or ["true"]

    def _at_port(self) -> str:
        """The port as its stations spell it; one spelling lets its index give the order of time."""
        spelled = self._cursor.execute(
            "SELECT DISTINCT port FROM station WHERE upper(port) = upper(%s)", (self._wanted.port,)
        ).fetchall()
        ports = sorted({self._wanted.port.upper(), *(row["port"] for row in spelled)})
        self._values["port"] = ports[0] if len(ports) == 1 else ports
        return "c.port = %(port)s" if len(ports) == 1 else "c.port = ANY(%(port)s)"

    def _behind(self, record_id: UUID) -> str:
        row = self._cursor.execute("SELECT at FROM record WHERE record_id = %s", (record_id,)).fetchone()
        if row is None:
            remedy = "Take the record_id of the last crossing of the page before."
            raise HqError(HqCode.FIELD_WRONG, field="--behind", value=str(record_id), remedy=remedy)
        self._values |= {"behind_at": row["at"], "behind": record_id}
        return "c.at <= %(behind_at)s AND (c.at, c.record_id) < (%(behind_at)s, %(behind)s)"

    def _stretches(self) -> Iterator[tuple[datetime, datetime]]:
        """From the newest crossing that may be meant back to the oldest, in longer and longer stretches."""
        times = [sql for sql in self._fixed if sql.startswith(("c.at ", "true"))] or ["true"]
        row = self._cursor.execute(
            f"SELECT min(c.at) AS first, max(c.at) AS last FROM crossing c"
            f" WHERE {' AND '.join(times)}".encode(),
            self._values,
        ).fetchone()
        if row is None or row["last"] is None:
            return
        end, length = row["last"] + timedelta(milliseconds=1), _STRETCH
        while end > row["first"]:
            start = max(row["first"], end - length)
            yield start, end
            end, length = start, length * _LONGER


def _is_text(wanted: Wanted) -> bool:
    return bool(number_key(wanted.number) or name_key(wanted.surname))


def _birth(text: str) -> int:
    """YYYYMMDD with unknown parts 0."""
    parts = [int(part) for part in text.split("-") if part]
    year, month, day = (*parts, 0, 0, 0)[:3]
    return year * 10_000 + month * 100 + day


def _beginning(key: str) -> str:
    """A LIKE pattern for texts that begin so; empty for no text."""
    literal = key.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"{literal}%" if literal else ""


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
