"""The newest content of each stream that HQ publishes beside lists, also of kinds that nothing here knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.roster import Roster, read_roster
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from sync.ports import Publication
from sync.protocol.plain import read_plain
from sync.protocol.publication import STATIONS, USERS

MOST_STATIONS: Final = 10_000
"""Stations that a port may have."""
LONGEST_BOOTH: Final = 64


@dataclass(frozen=True, slots=True)
class PublishedContent:
    """What a stream holds by now; `issued_at` is HQ's moment, `taken_at` the station's."""

    stream: str
    sequence: int
    issued_at: datetime
    taken_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class StationOfPort:
    """A station of this port as HQ tells: number, booth, raw Ed25519 key, serial of its newest certificate
    (big-endian; empty for none), and whether HQ has revoked it."""

    number: int
    booth: str
    public_key: bytes
    certificate_serial: bytes
    revoked: bool


def save_content(connection: Connection, publication: Publication, content: bytes, now: datetime) -> None:
    """Keep a content in the place of the stream's earlier one, within the caller's transaction."""
    connection.execute(
        "REPLACE INTO published (stream, sequence, issued_at, taken_at, content) VALUES (?, ?, ?, ?, ?)",
        (publication.stream, publication.sequence, to_ms(publication.issued_at), to_ms(now), content),
    )


def load_content(connection: Connection, stream: str) -> bytes | None:
    """The newest content of a stream, None before the first."""
    row = connection.execute("SELECT content FROM published WHERE stream = ?", (stream,)).fetchone()
    return None if row is None else bytes(row[0])


def list_contents(connection: Connection) -> tuple[PublishedContent, ...]:
    """Every stream that has a content, by name."""
    rows = connection.execute(
        "SELECT stream, sequence, issued_at, taken_at, length(content) FROM published ORDER BY stream"
    )
    return tuple(
        PublishedContent(stream, sequence, from_ms(issued), from_ms(taken), size)
        for stream, sequence, issued, taken, size in rows
    )


def roster_of_port(connection: Connection, port: str) -> Roster | None:
    """The officers of this port as HQ names them, None before HQ's first roster."""
    content = load_content(connection, f"{USERS}/{port}")
    return None if content is None else read_roster(read_plain(content))


def stations_of_port(connection: Connection, port: str) -> tuple[StationOfPort, ...] | None:
    """The stations of this port by HQ's newest word, by number; None before its first."""
    content = load_content(connection, f"{STATIONS}/{port}")
    return None if content is None else read_stations(read_plain(content))


def read_stations(value: Any) -> tuple[StationOfPort, ...]:
    """The stations in plain values `[1, [[number, booth, key, serial, revoked]...]]`; raises ValueError."""
    if type(value) is not list or len(value) != 2 or value[0] != 1 or type(value[1]) is not list:
        raise ValueError("not stations")
    if len(value[1]) > MOST_STATIONS:
        raise ValueError("too many stations")
    stations = tuple(map(_station, value[1]))
    if [one.number for one in stations] != sorted({one.number for one in stations}):
        raise ValueError("stations follow one another by number")
    return stations


def _station(row: Any) -> StationOfPort:
    if type(row) is not list or tuple(map(type, row)) != (int, str, bytes, bytes, bool):
        raise ValueError("not a station")
    number, booth, key, serial, _ = row
    if number < 1 or len(booth) > LONGEST_BOOTH or len(key) != 32 or len(serial) > 20:
        raise ValueError("not a station")
    return StationOfPort(*row)
