"""Tell the stations of a port who they are: numbers, booths, keys, and which of them is revoked.

By it booths of a port accept each other (docs/protocol.md, `stations/PORT`). It is looked at whenever a
station asks what there is, and made anew when a station was enrolled, renewed or revoked meanwhile.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import cbor2

from sync.hq.publishing import Press
from sync.ports import Audience, Publication
from sync.protocol.publication import STATIONS, STREAM
from sync.protocol.thing import Thing

# The certificate that a station got last; a port that had stations keeps its list when all are revoked.
STATIONS_OF_PORT = """
SELECT s.number, s.booth, s.public_key, coalesce((
        SELECT c.serial FROM certificate c WHERE c.station = s.number ORDER BY c.made_at DESC LIMIT 1
    ), ''::bytea), s.revoked_at IS NOT NULL
FROM station s WHERE s.port = %s ORDER BY s.number
"""
NEWEST_DIGEST = "SELECT digest, sequence FROM publication WHERE stream = %s ORDER BY sequence DESC LIMIT 1"
MOST_STATIONS = 10_000

_LAYOUT = 1


def stream_of(port: str) -> str | None:
    """The stream of a port's stations; None for a port whose name no stream can have."""
    stream = f"{STATIONS}/{port}"
    return stream if STREAM.fullmatch(stream) else None


def stations_thing(port: str, rows: list[tuple[Any, ...]]) -> Thing:
    """What the stations of a port are told, from the rows of `STATIONS_OF_PORT`."""
    said = [[number, booth, bytes(key), bytes(serial), gone] for number, booth, key, serial, gone in rows]
    return Thing(cbor2.dumps([_LAYOUT, said[:MOST_STATIONS]], canonical=True), Audience(port))


def is_told(thing: Thing, newest: tuple[Any, ...] | None) -> bool:
    """Whether the newest publication (a row of `NEWEST_DIGEST`) says this already."""
    return newest is not None and bytes(newest[0]) == sha256(thing.content).digest()


def publish_stations(press: Press, port: str) -> Publication | None:
    """Publish who the stations of a port are, in one transaction; None if nothing has changed."""
    stream = stream_of(port)
    if stream is None:
        return None
    with press.connection.transaction():
        press.lock()  # whoever comes later sees what is newer
        rows = press.connection.execute(STATIONS_OF_PORT, (port,)).fetchall()
        return press.publish_thing(stream, stations_thing(port, rows)) if rows else None
