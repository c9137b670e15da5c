"""What the other booths of this port told, and up to where the port's relay was told and heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.store.driver import Connection
from sync.protocol.notes import Note

MOST_KEPT = 20_000
"""Notes kept: some ten days of a busy port. By number and not by age, so that no clock can empty them; of
whoever told most the oldest go first."""
_PORTION = 500
TOLD, HEARD = "told", "heard"


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A crossing at another booth of this port that has a digest that was asked for."""

    day: str
    port: str
    refused: bool
    station: str
    version: int


def find_notes(connection: Connection, digest: bytes, way: str) -> list[NoteHit]:
    """What the booths of this port told of a digest, at most 20: refusals first, then the newest, so that no
    heap of other words hides one."""
    rows = connection.execute(
        "SELECT day, port, refused, station, version FROM port_note_digests JOIN port_notes ON note = number"
        " WHERE digest = ? AND way = ? ORDER BY refused DESC, day DESC, number DESC LIMIT 20",
        (digest, way),
    )
    return [
        NoteHit(day, port, bool(refused), str(station), version)
        for day, port, refused, station, version in rows
    ]


def keep_notes(connection: Connection, notes: Sequence[Note]) -> int:
    """Keep what is new of these, within the caller's transaction; how many said something new.

    A note stands in the place of an earlier version of the same crossing at the same station; an older
    version, one that is here and one that was forgotten since count for nothing.
    """
    kept = sum(_keep(connection, note) for note in notes)
    (count,) = connection.execute("SELECT count(*) FROM port_notes").fetchone() if kept else (0,)
    if count > MOST_KEPT + _PORTION:
        _forget_oldest(connection, count - MOST_KEPT)
    return kept


def forget_before(connection: Connection, day: str) -> None:
    """Forget what was told of days before this one (ISO 8601), within the caller's transaction: a purge that
    two people approved keeps nothing of those who crossed at the other booths either."""
    connection.execute("DELETE FROM port_notes WHERE day < ?", (day,))


def load_cursor(connection: Connection, way: str) -> tuple[bytes, int]:
    """The relay's epoch and how far it was told or heard; (b"", 0) before the first time."""
    row = connection.execute("SELECT epoch, reached FROM port_cursors WHERE way = ?", (way,)).fetchone()
    return (b"", 0) if row is None else (row[0], row[1])


def save_cursor(connection: Connection, way: str, epoch: bytes, reached: int) -> None:
    """Keep that, within the caller's transaction."""
    connection.execute(
        "REPLACE INTO port_cursors (way, epoch, reached) VALUES (?, ?, ?)", (way, epoch, reached)
    )


def forget_notes(connection: Connection) -> None:
    """Forget all, within the caller's transaction: this station has another HQ, under other keys."""
    for table in ("port_note_digests", "port_notes", "port_note_floors", "port_cursors"):
        connection.execute(f"DELETE FROM {table}")


def _keep(connection: Connection, note: Note) -> bool:
    row = connection.execute(
        "SELECT number, version FROM port_notes WHERE station = ? AND crossing = ?",
        (note.station_number, note.crossing),
    ).fetchone()
    if row is not None and row[1] >= note.version:
        return False
    floor = connection.execute(
        "SELECT 1 FROM port_note_floors WHERE station = ? AND seq >= ?", (note.station_number, note.seq)
    ).fetchone()
    if floor is not None:
        return False
    if row is not None:
        connection.execute("DELETE FROM port_notes WHERE number = ?", (row[0],))
    cursor = connection.execute(
        "INSERT INTO port_notes (station, seq, crossing, version, day, port, refused)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            note.station_number, note.seq, note.crossing, note.version, note.day, note.port,
            int(note.refused),
        ),
    )  # fmt: skip
    number = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO port_note_digests (note, digest, way) VALUES (?, ?, ?)",
        [(number, digest, way) for digest, way in note.digests],
    )
    return True


def _forget_oldest(connection: Connection, count: int) -> None:
    """Forget so many of the station that told most: one that floods its port drives out its own alone."""
    station, own = connection.execute(
        "SELECT station, count(*) FROM port_notes GROUP BY station ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()
    (limit,) = connection.execute(
        "SELECT number FROM port_notes WHERE station = ? ORDER BY number LIMIT 1 OFFSET ?",
        (station, min(count, own - 1)),
    ).fetchone()
    connection.execute(
        "INSERT INTO port_note_floors (station, seq)"
        " SELECT station, max(seq) FROM port_notes WHERE station = ? AND number < ? GROUP BY station"
        " ON CONFLICT (station) DO UPDATE SET seq = max(seq, excluded.seq)",
        (station, limit),
    )
    connection.execute("DELETE FROM port_notes WHERE station = ? AND number < ?", (station, limit))
