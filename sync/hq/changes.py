"""What the next publication of a list says: all of it, or what changed since the newest one."""

from __future__ import annotations

from collections.abc import Iterator

import cbor2
import numpy as np

from app.screening.content import CHUNK, PUT, TAKE_AWAY, Change
from app.screening.lists import ListHeader, ListKind
from sync.hq.database import Connection
from sync.hq.lists import Digests, digests_of

_AT_ONCE = CHUNK // 8
"""Digests of one change, so that each has a chunk of its own."""
_AWAY_ORDER = "ORDER BY digest IS NOT NULL, entry_id"


def all_of(connection: Connection, header: ListHeader) -> Iterator[Change]:
    """Every entry that the list has."""
    if header.kind is ListKind.DOCUMENTS:
        yield from _digests(PUT, digests_of(connection, header.list_id))
        return
    with connection.cursor(name="entries") as cursor:
        cursor.execute(
            "SELECT bytes FROM list_entry WHERE list_id = %s AND digest IS NOT NULL ORDER BY entry_id",
            (header.list_id,),
        )
        for (data,) in cursor:
            yield PUT, _value(header.kind, data)


def since_published(connection: Connection, header: ListHeader) -> Iterator[Change]:
    """What differs from the newest publication: first what is taken away, then what is put."""
    if header.kind is ListKind.DOCUMENTS:
        now = digests_of(connection, header.list_id)
        before = digests_of(connection, header.list_id, published=True)
        yield from _digests(TAKE_AWAY, np.setdiff1d(before, now, assume_unique=True))
        yield from _digests(PUT, np.setdiff1d(now, before, assume_unique=True))
        return
    with connection.cursor(name="changes") as cursor:
        cursor.execute(
            "SELECT entry_id, bytes FROM list_entry WHERE list_id = %s"
            f" AND digest IS DISTINCT FROM published {_AWAY_ORDER}".encode(),
            (header.list_id,),
        )
        for entry_id, data in cursor:
            if data is None:
                yield TAKE_AWAY, _key(header.kind, entry_id)
            else:
                yield PUT, _value(header.kind, data)


def count_unpublished(connection: Connection, header: ListHeader) -> int:
    """How many entries or digests differ from the newest publication."""
    if header.kind is ListKind.DOCUMENTS:
        now = digests_of(connection, header.list_id)
        before = digests_of(connection, header.list_id, published=True)
        return int(np.setxor1d(now, before, assume_unique=True).size)
    row = connection.execute(
        "SELECT count(*) FROM list_entry WHERE list_id = %s AND digest IS DISTINCT FROM published",
        (header.list_id,),
    ).fetchone()
    return 0 if row is None else int(row[0])


def mark_published(connection: Connection, header: ListHeader) -> None:
    """Remember the list's state as that of its newest publication."""
    mine = (header.list_id,)
    if header.kind is ListKind.DOCUMENTS:
        connection.execute(
            "UPDATE document_digest SET published = digests WHERE list_id = %s AND published <> digests", mine
        )
        connection.execute("DELETE FROM document_digest WHERE list_id = %s AND digests = ''", mine)
        return
    connection.execute("DELETE FROM list_entry WHERE list_id = %s AND digest IS NULL", mine)
    connection.execute(
        "UPDATE list_entry SET published = digest WHERE list_id = %s AND published IS DISTINCT FROM digest",
        mine,
    )


def earlier_key(digest: bytes, day: str) -> str:
    """By what HQ keeps one earlier crossing: a digest is said once a day."""
    return f"{digest.hex()}|{day}"


def _digests(kind: int, digests: Digests) -> Iterator[Change]:
    for start in range(0, len(digests), _AT_ONCE):
        yield kind, digests[start : start + _AT_ONCE].astype(">u8").tobytes()


def _value(kind: ListKind, data: bytes) -> object:
    return cbor2.loads(data) if kind is ListKind.EARLIER else data


def _key(kind: ListKind, entry_id: str) -> object:
    if kind is not ListKind.EARLIER:
        return entry_id
    digest, _, day = entry_id.partition("|")
    return [bytes.fromhex(digest), day]
