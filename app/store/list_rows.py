"""Rows of alert lists, to and from what screening understands: what is in sight of which load."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2

from app.domain.value_rows import from_plain, to_plain
from app.flow.alert_ports import ListDiff
from app.screening.lists import ListHeader
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.port_notes import forget_notes
from sync.ports import Held, KeyRing

_LIST = "SELECT number, header, publication, generation, base, secret, mark, known FROM lists"
_IN_SIGHT = "list = ? AND since <= ? AND (until IS NULL OR until > ?)"
# A column with + in front calls for no index: SQLite would take that of the whole list.
_ALSO_IN_SIGHT = "+list = ? AND +since <= ? AND (until IS NULL OR until > ?)"
_DOCUMENT_KEY = "document_key"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list as the store points at it.

    `generation` is the load in force and `base` the one that made the file of the index; both are
    equal when nothing changed since. `secret` is the key of that file, or of its digests. `mark`
    (documents) names the file's contents, `known` some digests that stand in it.
    """

    number: int
    header: ListHeader
    publication: int
    generation: int
    base: int
    secret: bytes = field(repr=False)
    mark: bytes = b""
    known: bytes = b""


@dataclass(frozen=True, slots=True)
class Version:
    """One line of a list's history."""

    header: ListHeader
    publication: int
    diff: ListDiff
    digest: bytes
    actor: str


def load_lists(connection: Connection) -> tuple[ListRow, ...]:
    """Every list on board, by list id."""
    return tuple(_row(row) for row in connection.execute(f"{_LIST} ORDER BY list_id"))


def find_list(connection: Connection, list_id: str) -> ListRow | None:
    """One list, or None."""
    row = connection.execute(f"{_LIST} WHERE list_id = ?", (list_id,)).fetchone()
    return None if row is None else _row(row)


def pointers(connection: Connection) -> dict[str, int]:
    """The load in force of every list: what tells whether another process changed one."""
    return dict(connection.execute("SELECT list_id, generation FROM lists").fetchall())


def save_list(connection: Connection, row: ListRow) -> None:
    """Point at a load, within the caller's transaction."""
    connection.execute(
        "REPLACE INTO lists (list_id, number, header, publication, generation, base, secret, mark, known)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.header.list_id, row.number, cbor2.dumps(to_plain(row.header), canonical=True),
            row.publication, row.generation, row.base, row.secret, row.mark, row.known,
        ),
    )  # fmt: skip


def delete_list(connection: Connection, list_id: str) -> None:
    """Take a list out of sight, within the caller's transaction; its history stays.

    Whoever is loading its next version fails at the next step.
    """
    connection.execute("DELETE FROM list_loads WHERE list_id = ?", (list_id,))
    connection.execute("DELETE FROM lists WHERE list_id = ?", (list_id,))


def last_version(connection: Connection, list_id: str) -> int:
    """The highest version that a list of this id ever had here; a number is never given twice."""
    (version,) = connection.execute(
        "SELECT coalesce(max(version), 0) FROM list_versions WHERE list_id = ?", (list_id,)
    ).fetchone()
    return int(version)


def insert_version(connection: Connection, version: Version, at: datetime, audit_seq: int) -> None:
    """Add a line to a list's history, within the caller's transaction."""
    header, diff = version.header, version.diff
    connection.execute(
        "INSERT INTO list_versions (list_id, version, publication, issued_at, taken_at, count, added,"
        " removed, changed, digest, actor, audit_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            header.list_id, header.version, version.publication, to_ms(header.issued_at), to_ms(at),
            header.count, diff.added, diff.removed, diff.changed, version.digest, version.actor, audit_seq,
        ),
    )  # fmt: skip


def find_entry(connection: Connection, row: ListRow, entry_id: str) -> bytes | None:
    """The bytes of an entry as of the load in force."""
    found = connection.execute(
        f"SELECT entry FROM list_entries WHERE {_IN_SIGHT} AND entry_id = ?",
        (row.number, row.generation, row.generation, entry_id),
    ).fetchone()
    return None if found is None else found[0]


def entries_at(connection: Connection, number: int, load: int) -> Iterator[bytes]:
    """The bytes of every entry as of a load, without holding or sorting them all."""
    rows = connection.execute(f"SELECT entry FROM list_entries WHERE {_IN_SIGHT}", (number, load, load))
    return (row[0] for row in rows)


def sample_at(connection: Connection, number: int, load: int, limit: int) -> list[bytes]:
    """The bytes of the first, last and newest entries as of a load: whom known answers are asked of."""
    found: dict[int, bytes] = {}
    # Each order is that of an index, so that nothing is sorted.
    for sight, order in (("+since", "entry_id"), ("+since", "entry_id DESC"), ("since", "since DESC")):
        rows = connection.execute(
            f"SELECT row, entry FROM list_entries WHERE list = ? AND {sight} <= ?"
            f" AND (until IS NULL OR until > ?) ORDER BY {order} LIMIT ?",
            (number, load, load, limit),
        )
        found |= dict(rows.fetchall())
    return list(found.values())


def count_changes(connection: Connection, number: int, base: int, load: int) -> int:
    """How many entries came or went between two loads."""
    (came,) = connection.execute(
        "SELECT count(*) FROM list_entries WHERE list = ? AND since > ? AND since <= ?", (number, base, load)
    ).fetchone()
    return int(came) + len(gone_entries(connection, number, base, load))


def newer_entries(connection: Connection, number: int, base: int, load: int) -> list[bytes]:
    """The bytes of the entries that came between two loads and are still there."""
    rows = connection.execute(
        "SELECT entry FROM list_entries WHERE list = ? AND since > ? AND since <= ?"
        " AND (until IS NULL OR until > ?)",
        (number, base, load, load),
    )
    return [row[0] for row in rows]


def gone_entries(connection: Connection, number: int, base: int, load: int) -> frozenset[str]:
    """The ids of the entries of one load that a later one took away or replaced."""
    rows = connection.execute(
        "SELECT entry_id FROM list_entries WHERE list = ? AND until > ? AND until <= ? AND since <= ?",
        (number, base, load, base),
    )
    return frozenset(row[0] for row in rows)


def digest_changes(connection: Connection, number: int, base: int, load: int) -> list[tuple[bool, bytes]]:
    """What came to and left a list of documents between two loads, in order: (gone, digests joined)."""
    rows = connection.execute(
        "SELECT gone, digests FROM list_digests WHERE list = ? AND since > ? AND since <= ? ORDER BY row",
        (number, base, load),
    )
    return [(bool(gone), digests) for gone, digests in rows]


def load_held(connection: Connection) -> dict[str, Held]:
    """Where every stream of HQ's stands."""
    rows = connection.execute("SELECT stream, sequence, digest FROM streams")
    return {stream: Held(sequence, digest) for stream, sequence, digest in rows}


def save_held(connection: Connection, stream: str, held: Held, at: datetime) -> None:
    """Keep where a stream stands, within the caller's transaction."""
    connection.execute(
        "REPLACE INTO streams (stream, sequence, digest, taken_at) VALUES (?, ?, ?, ?)",
        (stream, held.sequence, held.digest, to_ms(at)),
    )


def forget_streams(connection: Connection) -> None:
    """Forget what another HQ published, within the caller's transaction: its sequences, its keys, and that
    the lists on board are its own. Each list keeps the key of its digests."""
    connection.execute("DELETE FROM streams")
    connection.execute("DELETE FROM keyring")
    connection.execute("UPDATE lists SET publication = 0")
    forget_notes(connection)


def load_keyring(connection: Connection) -> KeyRing | None:
    """The national keys, or None."""
    row = connection.execute("SELECT ring FROM keyring").fetchone()
    if row is None:
        return None
    keys, document_key = cbor2.loads(row[0])
    return KeyRing(tuple((number, key) for number, key in keys), document_key)


def save_keyring(connection: Connection, keyring: KeyRing) -> None:
    """Keep the national keys, within the caller's transaction."""
    ring = cbor2.dumps([[list(key) for key in keyring.content_keys], keyring.document_key], canonical=True)
    connection.execute("REPLACE INTO keyring (place, ring) VALUES (1, ?)", (ring,))


def document_key(connection: Connection) -> bytes:
    """The key of document digests: HQ's, else one of this station alone, made when it is first needed.

    Within the caller's transaction.
    """
    keyring = load_keyring(connection)
    if keyring is not None:
        return keyring.document_key
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_DOCUMENT_KEY,)).fetchone()
    if row is not None:
        return bytes(row[0])
    key = secrets.token_bytes(32)
    connection.execute("INSERT INTO settings (name, value) VALUES (?, ?)", (_DOCUMENT_KEY, key))
    return key


def _row(row: tuple[int, bytes, int, int, int, bytes, bytes, bytes]) -> ListRow:
    return ListRow(row[0], from_plain(ListHeader, cbor2.loads(row[1])), *row[2:])


def find_earlier(
    connection: Connection, row: ListRow, digest: bytes, way: str
) -> list[tuple[str, str, bool, str]]:
    """Recent crossings with this digest: (day, port, refused, station), newest first, at most 20."""
    rows = connection.execute(
        f"SELECT day, port, refused, station FROM earlier_crossings WHERE digest = ? AND way = ?"
        f" AND {_ALSO_IN_SIGHT} ORDER BY day DESC LIMIT 20",
        (digest, way, row.number, row.generation, row.generation),
    )
    return [(day, port, bool(refused), station) for day, port, refused, station in rows]


def insert_digests(connection: Connection, number: int, load: int, gone: bool, digests: bytes) -> None:
    """Stage digests that come to or leave a list of documents."""
    connection.execute(
        "INSERT INTO list_digests (list, since, gone, digests) VALUES (?, ?, ?, ?)",
        (number, load, gone, digests),
    )


def insert_earlier(connection: Connection, number: int, load: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Stage earlier crossings: (digest, day, port, refused, way, station)."""
    connection.executemany(
        "INSERT INTO earlier_crossings (list, since, digest, day, port, refused, way, station)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, load, *row) for row in rows],
    )


def end_earlier(connection: Connection, number: int, load: int, keys: Sequence[tuple[Any, ...]]) -> int:
    """Let earlier crossings, by digest and day, end with a load; how many that were in force."""
    same = "+list = ? AND digest = ? AND day = ?"
    own = [(number, digest, day, load) for digest, day in keys]
    connection.executemany(f"DELETE FROM earlier_crossings WHERE {same} AND +since = ?", own)
    asked = [(load, number, digest, day) for digest, day in keys]
    ending = f"UPDATE earlier_crossings SET until = ? WHERE {same} AND until IS NULL"
    return int(connection.executemany(ending, asked).rowcount)


def end_earlier_before(connection: Connection, number: int, load: int, limit: int) -> int:
    """Let so many of the earlier crossings that older loads brought end with this one; how many did."""
    return connection.execute(
        "UPDATE earlier_crossings SET until = ? WHERE row IN (SELECT row FROM earlier_crossings"
        " WHERE list = ? AND since < ? AND until IS NULL LIMIT ?)",
        (load, number, load, limit),
    ).rowcount
