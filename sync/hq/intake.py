"""Take batches in: who sends, what is kept already, the parts that came, the whole raw bytes.

Every call is one short transaction of its own; what it returns is on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg_pool import AsyncConnectionPool

from sync.hq.database import Connection
from sync.hq.ledger import BatchName
from sync.protocol.batch import Header

Pool: TypeAlias = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

_MOST_UPLOADS = 8
"""Unfinished batches kept per station; a station sends one or two at a time."""

_KEEP = """
WITH done AS (DELETE FROM upload WHERE station = %(station)s AND batch_id = %(id)s)
INSERT INTO batch (station, id, first_seq, count, previous, bytes)
VALUES (%(station)s, %(id)s, %(first)s, %(count)s, %(previous)s, %(data)s)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a station and one batch id stand with HQ, seen at once.

    `state` is None while the whole batch has not come; `received` and `length` tell of its parts.
    """

    number: int
    public_key: bytes
    state: str | None
    receipt: bytes | None
    size: int | None
    length: int | None
    received: int


class Intake:
    """What HQ keeps of batches on their way in, over a pool of connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def standing(self, number: int, batch_id: bytes) -> Standing:
        """How this station, which there is, stands with this batch."""
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Standing))
            await cursor.execute(
                "SELECT s.number, s.public_key, b.state, b.receipt,"
                " octet_length(b.bytes) AS size, u.length, coalesce(u.received, 0) AS received"
                " FROM station s LEFT JOIN batch b ON b.station = s.number AND b.id = %(id)s"
                " LEFT JOIN upload u ON u.station = s.number AND u.batch_id = %(id)s"
                " WHERE s.number = %(number)s",
                {"id": batch_id, "number": number},
            )
            found = await cursor.fetchone()
            if found is None:
                raise RuntimeError("stations are never deleted")
            return found

    async def keep_part(self, name: BatchName, length: int, at_byte: int, part: bytes) -> bool:
        """Keep the next part; False if HQ holds other than `at_byte` bytes by now."""
        async with self._pool.connection() as connection:
            if at_byte == 0:
                await connection.execute(
                    "INSERT INTO upload (station, batch_id, length) VALUES (%s, %s, %s)"
                    " ON CONFLICT DO NOTHING",
                    (name.station, name.batch_id, length),
                )
                await connection.execute(
                    "DELETE FROM upload WHERE (station, batch_id) IN (SELECT station, batch_id FROM upload"
                    " WHERE station = %s ORDER BY begun_at DESC OFFSET %s)",
                    (name.station, _MOST_UPLOADS),
                )
            cursor = await connection.execute(
                "WITH grown AS (UPDATE upload SET received = received + %(size)s WHERE station = %(station)s"
                " AND batch_id = %(id)s AND length = %(length)s AND received = %(at)s RETURNING station)"
                " INSERT INTO upload_part SELECT station, %(id)s, %(at)s, %(part)s FROM grown",
                {
                    "station": name.station,
                    "id": name.batch_id,
                    "length": length,
                    "at": at_byte,
                    "size": len(part),
                    "part": part,
                },
            )
            return cursor.rowcount == 1

    async def parts(self, name: BatchName) -> bytes:
        """All parts that were kept, in order."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT coalesce(string_agg(bytes, ''::bytea ORDER BY at_byte), ''::bytea) FROM upload_part"
                " WHERE station = %s AND batch_id = %s",
                (name.station, name.batch_id),
            )
            row = await cursor.fetchone()
            return b"" if row is None else bytes(row[0])

    async def forget_parts(self, name: BatchName) -> None:
        """Drop the parts of a batch that turned out damaged, so that it can come anew."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "DELETE FROM upload WHERE station = %s AND batch_id = %s", (name.station, name.batch_id)
            )

    async def keep_batch(self, name: BatchName, header: Header, data: bytes) -> None:
        """Keep the whole raw bytes for good; keeping them twice is harmless."""
        async with self._pool.connection() as connection:
            await connection.execute(_KEEP, _kept(name, header, data))

    async def note_repeat(self, name: BatchName) -> None:
        """Count that a settled batch was offered again."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "UPDATE batch SET offered = offered + 1 WHERE station = %s AND id = %s",
                (name.station, name.batch_id),
            )

    async def unsettled(self, for_seconds: float = 0.0) -> list[BatchName]:
        """Batches that were kept so long ago and are not settled, oldest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT station, id FROM batch WHERE state = 'received'"
                " AND received_at <= now() - %s * interval '1 second' ORDER BY received_at",
                (for_seconds,),
            )
            return [BatchName(station, batch_id) for station, batch_id in await cursor.fetchall()]


def keep_from_stick(connection: Connection, name: BatchName, header: Header, data: bytes) -> bool:
    """Keep for good raw bytes that came by stick, as `keep_batch` does; whether HQ had not got them yet."""
    kept = connection.execute(_KEEP, _kept(name, header, data)).rowcount
    if not kept:
        connection.execute(
            "UPDATE batch SET offered = offered + 1 WHERE station = %s AND id = %s",
            (name.station, name.batch_id),
        )
    return bool(kept)


def _kept(name: BatchName, header: Header, data: bytes) -> dict[str, object]:
    return {
        "station": name.station,
        "id": name.batch_id,
        "first": header.first_seq,
        "count": header.count,
        "previous": header.previous,
        "data": data,
    }


def token_hash(token: str) -> bytes:
    """What HQ keeps of a station's token."""
    return sha256(token.encode()).digest()
