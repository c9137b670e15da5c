"""Save what can still be read of a damaged store, row by row, into a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from app.store import driver
from app.store.driver import Connection

# By what crossings, alert events and cases are found is left out: it is made anew from the records. What
# was screened again is looked at once more. Alert lists are left out with the places of HQ's streams:
# HQ's come again from the beginning, those imported here are imported again, and until then every
# screening says that no list was asked. What a person let go on a dear link is asked for anew.
_NUMBERED = {
    "audit": "seq",
    "records": "seq",
    "batches": "number",
    "batch_files": "number",
    "batch_lanes": "number",
    "receipts": "number",
    "rejections": "seq",
    "trust_certificates": "number",
    "trust_revocations": "number",
    "foreign_events": "number",
    "day_logs": "number",
    "day_files": "number",
    "day_exports": "export",
    "valve_openings": "number",
    "purges": "number",
    "purge_rows": "seq",
    "purge_foreign": "number",
}
_SMALL = ("officers", "settings", "draft", "trust_sources", "link_use", "day_exported")
_CHUNK = 200
_LONGEST_HOLE = 5_000
"""Numbers in a row that cannot be read, or of a table of unknown length give nothing, before a table counts
as read. Some hold a row for few of the numbers: what can be looked for and is not there is no hole."""

Row: TypeAlias = tuple[Any, ...]


def salvage(source: Callable[[], Connection], target: Connection) -> dict[str, int]:
    """Copy every row that can be read, with its number; how many were saved, by table.

    `source` opens the damaged store: anew after each damaged page, since SQLCipher does not trust a
    connection that met one. `target` is a new store with the whole schema. Raises Error of the
    driver when the target cannot be written.
    """
    triggers = target.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    target.execute("PRAGMA foreign_keys = OFF")  # what a lost row is spoken of in may still be there
    target.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        target.execute(f"DROP TRIGGER {name}")
    saved = {}
    reader = _Reader(source)
    try:
        for table in (*_NUMBERED, *_SMALL):
            if reader.lacks(table):
                continue
            rows = reader.numbered(table) if table in _NUMBERED else reader.readable(f"SELECT * FROM {table}")
            saved[table] = _write(target, table, rows)
    finally:
        reader.close()
    for _, sql in triggers:
        target.execute(sql)
    target.execute("COMMIT")
    target.execute("PRAGMA foreign_keys = ON")
    return saved


def _write(target: Connection, table: str, rows: Iterator[Row]) -> int:
    saved = 0
    for row in rows:
        target.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        saved += 1
    return saved


class _Reader:
    """Reads the damaged store on ever new connections."""

    def __init__(self, source: Callable[[], Connection]) -> None:
        self._source = source
        self._connection = source()

    def close(self) -> None:
        """Close the last connection."""
        with suppress(driver.Error):
            self._connection.close()

    def lacks(self, table: str) -> bool:
        """Whether the store is of a version that had no such table; not so if even that is unreadable."""
        return self._whole("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)) == []

    def numbered(self, table: str) -> Iterator[Row]:
        """Every readable row of a table whose key is a number, in order; by chunks, and one by one
        where a chunk cannot be read."""
        key = _NUMBERED[table]
        last, end = 0, self._end(table, key)
        missed = 0
        while last < end and missed < _LONGEST_HOLE:
            condition = f"WHERE {key} > ? AND {key} <= ? ORDER BY {key}"
            until = last + _CHUNK
            chunk = self._whole(f"SELECT * FROM {table} {condition}", (last, until))
            lost = chunk is None or end == float("inf")
            if chunk is None:
                chunk = [
                    row for number in range(last + 1, until + 1) for row in self._one(table, key, number)
                ]
            yield from chunk
            missed = missed + _CHUNK if lost and not chunk else 0
            last = until

    def readable(self, sql: str) -> Iterator[Row]:
        """The rows of a small table up to the first that cannot be read."""
        with suppress(driver.DatabaseError):
            yield from self._connection.execute(sql)
            return
        self._again()

    def _one(self, table: str, key: str, number: int) -> list[Row]:
        return self._whole(f"SELECT * FROM {table} WHERE {key} = ?", (number,)) or []

    def _end(self, table: str, key: str) -> float:
        found = self._whole(f"SELECT coalesce(max({key}), 0) FROM {table}", ())
        return float("inf") if found is None else float(found[0][0])

    def _whole(self, sql: str, values: Row) -> list[Row] | None:
        try:
            return self._connection.execute(sql, values).fetchall()
        except driver.DatabaseError:
            self._again()
            return None

    def _again(self) -> None:
        self.close()
        self._connection = self._source()
