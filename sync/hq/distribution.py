"""How the ledger lies on several machines under Citus: which table by which column, as its keys allow.

Citus spreads a table by the hash of one column. Every unique key must have that column, since uniqueness is
kept within a shard; foreign keys lead to a table that is spread alike or that every machine has whole. What
is small, or kept in order by one lock, stays on the coordinator. Citus is not among Debian's packages: these
statements were checked against the rules of its documentation, and not run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.hq.database import Connection


@dataclass(frozen=True, slots=True)
class Spread:
    """A table spread by `column`; rows that are equal in it lie on one machine with those of `beside`."""

    table: str
    column: str
    beside: str = ""


SPREAD = (
    Spread("batch", "station"),
    Spread("upload", "station", beside="batch"),
    Spread("upload_part", "station", beside="batch"),
    Spread("quarantine", "station", beside="batch"),
    Spread("record", "record_id"),
    Spread("crossing", "record_id", beside="record"),
    Spread("evidence", "record_id", beside="record"),
    Spread("alert_event", "event_id"),
    Spread("erased_event", "event_id", beside="alert_event"),
)
"""In the order in which they are spread. A record id is looked for on one machine, whoever sends it."""

EVERYWHERE = ("station", "certificate")
"""Small, and asked together with what is spread: every machine has them whole."""

ON_COORDINATOR = (
    # One of each, or kept in order by one lock.
    "ledger", "schema_version", "hq_audit", "restoration", "period_key", "key_copy", "backup_made",
    # Asked alone; their size goes with stations, lists and officers, not with travellers.
    "enrolment_code", "enrolment_answer", "station_holds", "station_heard", "station_told",
    "publication", "publication_part",
    "alert_list", "list_version", "list_entry", "document_digest", "list_pass", "list_passed",
    "retention_rule", "retention_plan", "retention_step", "legal_hold", "queue_item", "queue_looked",
    "day_log", "day_log_difference",
    "console_user", "console_recovery", "console_session", "console_try",
    "entry_change", "statistics_clock", "statistics_day", "statistics_month", "statistics_pass",
    # Waiting, or of the last days.
    "screening_due", "late_hit", "earlier_crossing", "earlier_dirty", "traveller_look",
    "statistics_arrived", "statistics_due",
    # Travellers are compared all with all: two unique keys of `bearer` have no column in common.
    "bearer", "bearer_key", "bearer_pair", "bearer_crossing", "traveller_became", "traveller_word",
    "traveller_due", "traveller_pass", "statistics_correction",
)  # fmt: skip
"""Tables that stay whole on the coordinator, by the reason."""


def statements() -> list[str]:
    """The SQL that spreads an empty or a filled ledger, in order, for a database with the extension."""
    lines = ["CREATE EXTENSION IF NOT EXISTS citus;"]
    lines += [f"SELECT create_reference_table('{table}');" for table in EVERYWHERE]
    for one in SPREAD:
        beside = f", colocate_with => '{one.beside}'" if one.beside else ", colocate_with => 'none'"
        lines.append(f"SELECT create_distributed_table('{one.table}', '{one.column}'{beside});")
    return lines


def misfits(connection: Connection) -> list[str]:
    """What of this database's schema could not be spread so, in words; nothing when all of it can."""
    named = [one.table for one in SPREAD] + [*EVERYWHERE, *ON_COORDINATOR]
    there = {str(table) for (table,) in connection.execute(_TABLES).fetchall()}
    found = [f"{table}: nobody says where it lies" for table in sorted(there - set(named))]
    found += [
        f"{table}: is not in the schema" for table in named if table not in there or named.count(table) > 1
    ]
    columns = {one.table: one.column for one in SPREAD}
    for table, key, parts in connection.execute(_KEYS).fetchall():
        if table in columns and columns[table] not in parts:
            found.append(f"{table}: key {key} lacks {columns[table]}")
    found += [
        f"{table}: its foreign key to {to} leaves the machine"
        for table, to, parts in connection.execute(_FOREIGN).fetchall()
        if not _stays(str(table), str(to), parts)
    ]
    found += [
        f"{table}: identity column {column} has to be bigint"
        for table, column in connection.execute(_NARROW).fetchall()
        if table in columns or table in EVERYWHERE
    ]
    return found


def _stays(table: str, to: str, columns: Sequence[str]) -> bool:
    if to in EVERYWHERE:
        return True
    groups = {one.table: (one.beside or one.table, one.column) for one in SPREAD}
    if table in groups and to in groups:
        return groups[table] == groups[to] and groups[table][1] in columns
    return table in ON_COORDINATOR and to in ON_COORDINATOR


_HERE = "n.nspname = 'public' AND NOT c.relispartition"
_TABLES = f"""
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND {_HERE}
""".encode()
_KEYS = f"""
SELECT c.relname, i.relname, array_agg(a.attname::text) FROM pg_index x
JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(x.indkey)
WHERE x.indisunique AND {_HERE} GROUP BY c.relname, i.relname ORDER BY c.relname, i.relname
""".encode()
_FOREIGN = f"""
SELECT c.relname, f.confrelid::regclass::text, array_agg(a.attname::text) FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(f.conkey)
WHERE f.contype = 'f' AND {_HERE} GROUP BY f.oid, c.relname, f.confrelid ORDER BY c.relname
""".encode()
_NARROW = f"""
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype AND c.relkind IN ('r', 'p') AND {_HERE}
""".encode()
