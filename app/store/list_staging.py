"""Load the next version of a list beside the one in force, in short transactions that nobody waits for.

Who loads a list holds a claim on it. A later claim on the same list takes it over: the earlier loader
then fails cleanly at its next step. What a loader that died has left is out of sight and is deleted by
the next claim, or at sign-in once the claim is old.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeAlias

import numpy as np

from app.domain.failure import FailureCode, WorldError
from app.flow.alert_ports import ListDiff
from app.store.database import Connections
from app.store.driver import Connection
from app.store.list_rows import ListRow, find_list
from app.store.moments import to_ms

PART = 500
"""Entries a transaction: some milliseconds, and a booth gets its turn between two of them."""
DEAD_AFTER = timedelta(hours=1)
"""When a claim that nobody ended counts as left by a process that died."""
LONGEST_ID = 200
"""Letters of the longest id of an entry; the UN's have some ten."""
VERSIONED = ("list_entries", "earlier_crossings")
"""Tables whose rows are in sight from one load until another."""
OF_LISTS = (*VERSIONED, "list_digests")

_PLACE = "store.lists"
_SWEEP = 1_000

EntryChange: TypeAlias = "tuple[str, bytes | None]"
"""An entry's id and its bytes, or None to take it away."""


@dataclass(frozen=True, slots=True)
class Load:
    """A claim: `number` is that of the list, `standing` the list as it is until the swap, `ousted` the load
    from which the claim was taken over, 0 if there was none."""

    load: int
    list_id: str
    number: int
    standing: ListRow | None
    ousted: int = 0

    @property
    def generation(self) -> int:
        """The load in force, 0 for a list that is not there yet."""
        return 0 if self.standing is None else self.standing.generation

    def prove(self, connection: Connection) -> None:
        """Raise WorldError(STORE_BUSY) when another load has taken the claim over."""
        held = connection.execute("SELECT 1 FROM list_loads WHERE load = ?", (self.load,)).fetchone()
        if held is None:
            raise WorldError(FailureCode.STORE_BUSY, _PLACE, reason="another_load")

    def settle(self, connection: Connection) -> None:
        """Prove and end the claim, within the transaction that swaps."""
        self.prove(connection)
        connection.execute("DELETE FROM list_loads WHERE load = ?", (self.load,))


@contextmanager
def loading(connections: Connections, list_id: str, now: datetime) -> Iterator[Load]:
    """Hold the claim on a list; whatever was not swapped at the end is deleted again."""
    load = _claim(connections, list_id, now)
    try:
        clear(connections, load.number, load.generation)
        yield load
    except BaseException:
        # The first failure is the one to tell; what stays is out of sight, and goes next time.
        with suppress(WorldError):
            _give_up(connections, load)
        raise


def purge(connections: Connections, row: ListRow) -> None:
    """Delete what only earlier loads of a list had in sight and its index no longer needs."""
    for table in VERSIONED:
        _delete(connections, table, "list = ? AND until <= ?", (row.number, row.base))
    _delete(connections, "list_digests", "list = ? AND since <= ?", (row.number, row.base))


def sweep(connections: Connections, now: datetime) -> frozenset[int]:
    """Delete dead claims and the rows of lists that are gone; the loads whose files are needed."""
    with connections.writing(_PLACE, durable=False) as connection:
        dead = (to_ms(now - DEAD_AFTER), to_ms(now + DEAD_AFTER))
        connection.execute("DELETE FROM list_loads WHERE at < ? OR at > ?", dead)
        needed = {row[0] for row in connection.execute("SELECT base FROM lists")}
        needed |= {row[0] for row in connection.execute("SELECT load FROM list_loads")}
        lists = connection.execute(
            "SELECT number, generation FROM lists WHERE list_id NOT IN (SELECT list_id FROM list_loads)"
        ).fetchall()
        known = {row[0] for row in connection.execute("SELECT number FROM lists")} | needed
        gone = {number for table in OF_LISTS for number in _numbers(connection, table)} - known
    for number, generation in (*lists, *((number, 0) for number in gone)):
        clear(connections, number, generation)
    return frozenset(needed)


def is_entry_id(value: object) -> bool:
    """Whether an entry can be called so."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()


class EntryStage:
    """The entries of one load, put and taken away in the order they come."""

    def __init__(self, connections: Connections, load: Load) -> None:
        self._connections = connections
        self._load = load
        self._seen: list[int] = []
        self._added = self._removed = self._changed = 0

    @property
    def diff(self) -> ListDiff:
        """What this load changes."""
        return ListDiff(self._added, self._removed, self._changed)

    def change(self, changes: Iterable[EntryChange]) -> None:
        """Put entries in the place of those with their ids, and take others away; the last word on an
        id holds. Raises WorldError(STORE_*)."""
        parts = iter(changes)
        while part := dict(islice(parts, PART)):
            digests = {
                entry_id: b"" if entry is None else hashlib.sha256(entry).digest()
                for entry_id, entry in part.items()
            }
            with staging(self._connections, self._load) as connection:
                self._change(connection, part, digests)

    def remove_unseen(self) -> None:
        """Take away whatever was in force and was not put again: the end of a snapshot."""
        with self._connections.reading(_PLACE) as connection:
            rows = connection.execute(
                "SELECT row FROM list_entries WHERE list = ? AND until IS NULL AND since <= ?",
                (self._load.number, self._load.generation),
            ).fetchall()
        standing = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        gone = np.setdiff1d(standing, np.asarray(self._seen, dtype=np.int64))
        for at in range(0, len(gone), _SWEEP):
            with staging(self._connections, self._load) as connection:
                self._end(connection, [int(row) for row in gone[at : at + _SWEEP]])
        self._removed += len(gone)

    def _change(
        self, connection: Connection, part: dict[str, bytes | None], digests: dict[str, bytes]
    ) -> None:
        load = self._load
        standing = {
            entry_id: (row, since, digest)
            for entry_id, row, since, digest in connection.execute(
                "SELECT entry_id, row, since, digest FROM list_entries"
                " WHERE list = ? AND until IS NULL AND entry_id IN (SELECT value FROM json_each(?))",
                (load.number, json.dumps(list(part))),
            )
        }
        fresh, ended = [], []
        for entry_id, entry in part.items():
            row, since, digest = standing.get(entry_id, (0, 0, None))
            if digest == digests[entry_id]:
                self._seen.append(row)
                continue
            if row:
                ended.append(row)
            if entry is not None:
                fresh.append((load.number, entry_id, load.load, digests[entry_id], entry))
            self._count(entry is not None, bool(row), since == load.load)
        self._end(connection, ended)
        connection.executemany(
            "INSERT INTO list_entries (list, entry_id, since, digest, entry) VALUES (?, ?, ?, ?, ?)", fresh
        )

    def _end(self, connection: Connection, rows: list[int]) -> None:
        """Let rows end with this load; those that it brought itself go at once."""
        asked = json.dumps(rows)
        connection.execute(
            "DELETE FROM list_entries WHERE since = ? AND row IN (SELECT value FROM json_each(?))",
            (self._load.load, asked),
        )
        connection.execute(
            "UPDATE list_entries SET until = ? WHERE row IN (SELECT value FROM json_each(?))",
            (self._load.load, asked),
        )

    def _count(self, put: bool, stood: bool, staged: bool) -> None:
        if put and not stood:
            self._added += 1
        elif put and not staged:
            self._changed += 1
        elif not put and stood:
            self._removed += not staged
            self._added -= staged


@contextmanager
def staging(connections: Connections, load: Load) -> Iterator[Connection]:
    """One short transaction of a load; raises WorldError(STORE_BUSY) when the claim is lost."""
    with connections.writing(_PLACE, durable=False) as connection:
        load.prove(connection)
        yield connection


def _claim(connections: Connections, list_id: str, now: datetime) -> Load:
    with connections.writing(_PLACE, durable=False) as connection:
        ousted = connection.execute("SELECT load FROM list_loads WHERE list_id = ?", (list_id,)).fetchone()
        connection.execute("DELETE FROM list_loads WHERE list_id = ?", (list_id,))
        cursor = connection.execute(
            "INSERT INTO list_loads (list_id, at) VALUES (?, ?)", (list_id, to_ms(now))
        )
        load, standing = int(cursor.lastrowid or 0), find_list(connection, list_id)
    number = load if standing is None else standing.number
    return Load(load, list_id, number, standing, 0 if ousted is None else int(ousted[0]))


def _give_up(connections: Connections, load: Load) -> None:
    with connections.writing(_PLACE, durable=False) as connection:
        held = connection.execute("DELETE FROM list_loads WHERE load = ?", (load.load,)).rowcount
    if held:
        clear(connections, load.number, load.generation)


def clear(connections: Connections, number: int, generation: int) -> None:
    """Delete what was loaded after a generation and never came into force; after 0, all of a list."""
    for table in OF_LISTS:
        _delete(connections, table, "list = ? AND since > ?", (number, generation))
    for table in VERSIONED:
        _in_parts(
            connections,
            f"UPDATE {table} SET until = NULL WHERE row IN"
            f" (SELECT row FROM {table} WHERE list = ? AND until > ? LIMIT {_SWEEP})",
            (number, generation),
        )


def _numbers(connection: Connection, table: str) -> Iterator[int]:
    """The lists that have rows in a table, by one step down the index each."""
    number = 0
    while number is not None:
        (number,) = connection.execute(f"SELECT min(list) FROM {table} WHERE list > ?", (number,)).fetchone()
        if number is not None:
            yield number


def _delete(connections: Connections, table: str, condition: str, values: tuple[int, int]) -> None:
    statement = f"DELETE FROM {table} WHERE row IN (SELECT row FROM {table} WHERE {condition} LIMIT {_SWEEP})"
    _in_parts(connections, statement, values)


def _in_parts(connections: Connections, statement: str, values: tuple[int, int]) -> None:
    changed = 1
    while changed:
        with connections.writing(_PLACE, durable=False) as connection:
            changed = connection.execute(statement, values).rowcount
