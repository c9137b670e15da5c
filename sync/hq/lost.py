"""A station is lost or stolen: shut it out at once, and see to it that everybody else learns of it.

What it holds is under its own encryption and its officers' passwords. This is for the case that they do not
hold: nothing of it counts at HQ any more, what is published from now on is under a key that it never
gets, and the booths of its port no longer accept it. What it sent before stays, and counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.hq import audit, held
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.keyring import add_content_key
from sync.hq.publishing import Press
from sync.hq.stations import revoke
from sync.hq.stations_published import publish_stations
from sync.protocol.publication import KEYS, STATIONS


@dataclass(frozen=True, slots=True)
class Waiting:
    """A station that lacks what shuts the lost one out; `by_link` says that it has asked by link before."""

    station: int
    port: str
    booth: str
    lacks: tuple[str, ...]
    by_link: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A lost station and who does not know of it yet. `content_key` is the new key's number, None if none
    was made now."""

    number: int
    station_id: str
    port: str
    booth: str
    content_key: int | None
    waiting: tuple[Waiting, ...]


def lose(connection: Connection, home: HqHome, number: int, reader: Reader, reason: str) -> Lost:
    """Revoke station `number`, make a new content key, publish it to all others and its port's stations anew.

    Repeated it does all of it again, so what broke off half-way is mended by calling it again. Raises
    HqError(STATION_UNKNOWN, KEYS_MISSING).
    """
    _require(connection, number)
    with connection.transaction():
        revoke(connection, number)
        audit.note(connection, reader, "station_lost", {"number": number, "reason": reason})
    connection.commit()  # shut out, whatever happens to the rest
    key = add_content_key(home)
    press = Press(connection, home, reader)
    press.publish_keys()
    publish_stations(press, _require(connection, number)[1])
    connection.commit()
    return standing(connection, number, key)


def standing(connection: Connection, number: int, content_key: int | None = None) -> Lost:
    """Who still lacks the newest keys, and at its port the newest list of stations.

    Raises HqError(STATION_UNKNOWN).
    """
    station_id, port, booth = _require(connection, number)
    lacking: dict[int, list[held.Holding]] = {}
    for one in held.holdings(connection):
        kind, _, name = one.stream.partition("/")
        if one.lacks_since is not None and (kind == KEYS or (kind == STATIONS and name == port)):
            lacking.setdefault(one.station, []).append(one)
    waiting = (
        Waiting(one, rows[0].port, rows[0].booth, tuple(row.stream for row in rows), bool(rows[0].asked_at))
        for one, rows in sorted(lacking.items())
    )
    return Lost(number, station_id, port, booth, content_key, tuple(waiting))


def what_ports_do(lost: Lost) -> list[tuple[str, str]]:
    """Port and what its people still have to do, the lost station's own port first."""
    at_home = (
        f"If booth {lost.booth} was the relay, make another booth the relay. Keep apart the sticks that it"
        " wrote: HQ takes nothing from them by itself any more. Change the passwords of all who worked there."
        " Give a new machine a new one-time code: matapa-hq enrol"
    )
    said = [(lost.port, at_home)]
    for port in sorted({one.port for one in lost.waiting}):
        ours = [one for one in lost.waiting if one.port == port]
        linked = ", ".join(one.booth for one in ours if one.by_link)
        carried = ", ".join(one.booth for one in ours if not one.by_link)
        if linked:
            said.append((port, f"Booth {linked}: open the desk where there is a link; it fetches by itself."))
        if carried:
            said.append((port, f"Booth {carried}: bring a stick, matapa-hq courier write."))
    return said


def _require(connection: Connection, number: int) -> tuple[str, str, str]:
    row = connection.execute(
        "SELECT station_id, port, booth FROM station WHERE number = %s", (number,)
    ).fetchone()
    if row is None:
        raise HqError(HqCode.STATION_UNKNOWN, number=str(number))
    return row[0], row[1], row[2]
