"""Keep the rules of retention: how many days each class of records is kept, by country and port."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from psycopg.rows import class_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

NEVER: Final = "audit"
"""The class of which nothing is ever erased."""
_LONGEST_DAYS: Final = 36_525
_COUNTRY: Final = re.compile(r"[A-Z]{1,3}")
_PORT: Final = re.compile(r"[A-Z0-9]{2,16}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Records of `class_name` are kept so many days; `country` is an issuing state or nationality, `port` a
    UN/LOCODE, empty for all. Of several rules the most specific counts (country and port, country, port,
    neither), of equally specific ones the longest."""

    class_name: str
    country: str
    port: str
    keep_days: int
    authority: str
    who: str

    def __str__(self) -> str:
        where = " ".join(filter(None, (self.country, self.port and f"at {self.port}"))) or "all others"
        return f"{where}: {self.keep_days} days"


LEAST_DAYS: Final[dict[str, int]] = {
    "crossings": 1,
    "alerts": 1,
    "batches": 1,
    "quarantine": 1,
    "evidence": 1,
    "late-hits": 31,  # sooner, the next pass of screening would find and tell them anew
    "uploads": 1,
    "earlier": 1,
    "publications": 7,
    "travellers": 1,
}
"""Classes of records in the order in which a plan erases them, and the least days that each is kept."""
WITH_COUNTRY: Final = frozenset({"crossings", "alerts", "travellers"})
"""Classes whose records say of which country somebody is."""


def rules(connection: Connection) -> list[Rule]:
    """Every rule, by class, then from general to specific."""
    with connection.cursor(row_factory=class_row(Rule)) as cursor:
        return cursor.execute(
            "SELECT class AS class_name, country, port, keep_days, authority, who FROM retention_rule"
            " ORDER BY class, country, port"
        ).fetchall()


def set_rule(connection: Connection, rule: Rule) -> None:
    """Keep a rule in the place of one about the same; raises HqError(FIELD_WRONG)."""
    _require_sound(rule)
    with connection.transaction():
        connection.execute(
            "INSERT INTO retention_rule (class, country, port, keep_days, authority, who)"
            " VALUES (%(class)s, %(country)s, %(port)s, %(days)s, %(authority)s, %(who)s)"
            " ON CONFLICT (class, country, port) DO UPDATE SET keep_days = excluded.keep_days,"
            " authority = excluded.authority, who = excluded.who, set_at = now()",
            {
                "class": rule.class_name,
                "country": rule.country,
                "port": rule.port,
                "days": rule.keep_days,
                "authority": rule.authority,
                "who": rule.who,
            },
        )
        said = {"class": rule.class_name, "country": rule.country, "port": rule.port}
        said |= {"days": str(rule.keep_days), "authority": rule.authority}
        audit.note(connection, Reader(rule.who, "retention"), "retention rule", said)


def drop_rule(connection: Connection, class_name: str, country: str, port: str, who: str) -> bool:
    """Forget a rule: what it was about is kept by a more general one, or for ever. Whether there was one."""
    with connection.transaction():
        gone = connection.execute(
            "DELETE FROM retention_rule WHERE class = %s AND country = %s AND port = %s",
            (class_name, country, port),
        ).rowcount
        said = {"class": class_name, "country": country, "port": port, "dropped": bool(gone)}
        audit.note(connection, Reader(who, "retention"), "retention rule", said)
    return bool(gone)


def _require_sound(rule: Rule) -> None:
    name = rule.class_name
    if name == NEVER or name not in LEAST_DAYS:
        remedy = "The audit trail is kept for ever. Classes: " + ", ".join(LEAST_DAYS)
        raise HqError(HqCode.FIELD_WRONG, field="class", value=name, remedy=remedy)
    least = LEAST_DAYS[name]
    if not least <= rule.keep_days <= _LONGEST_DAYS:
        remedy = f"Of {name}, {least} to {_LONGEST_DAYS} days can be kept."
        raise HqError(HqCode.FIELD_WRONG, field="--keep-days", value=str(rule.keep_days), remedy=remedy)
    if rule.country and (name not in WITH_COUNTRY or not _COUNTRY.fullmatch(rule.country)):
        remedy = f"A code of one to three letters as in passports, for {', '.join(sorted(WITH_COUNTRY))}."
        raise HqError(HqCode.FIELD_WRONG, field="--country", value=rule.country, remedy=remedy)
    if rule.port and not _PORT.fullmatch(rule.port):
        raise HqError(HqCode.FIELD_WRONG, field="--port", value=rule.port, remedy="A UN/LOCODE, as VUVLI.")
    if not rule.authority.strip():
        remedy = "Name the law or order by which it is kept so long."
        raise HqError(HqCode.FIELD_WRONG, field="--authority", value="empty", remedy=remedy)
