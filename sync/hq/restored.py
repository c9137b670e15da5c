"""Take up work again after this HQ was restored from an older copy of its database.

Stations may hold publications that this copy knows nothing of, and trust no smaller sequence again. So
every stream goes on far above what anybody can hold, and begins with a snapshot. What stations had sent
after the copy was made comes again by itself: each compares what HQ has with HQ's receipts
(docs/protocol.md, Standing). Numbers of stations are left out that such may have which were enrolled after
the copy: they enrol again with the number in their certificate.

What such an HQ has forgotten must not count again: stations that were revoked since are revoked first, before
anything is sealed to them, and codes and plans of erasure that wait are void.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.failure import WorldError
from sync.hq import audit, lists, shelf
from sync.hq.audit import Reader
from sync.hq.console.sessions import end_everybodys
from sync.hq.database import Connection
from sync.hq.enrolment import skip_numbers, void_codes
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring
from sync.hq.keys import load_keys
from sync.hq.publishing import Press, Printed, file_of, printed
from sync.hq.restored_stations import revoked_since
from sync.hq.retention_plan import void_plans
from sync.hq.stations import revoke
from sync.ports import Audience
from sync.protocol.publication import KEYS, LATE, head_of, open_contents

A_SECOND: Final = 100
"""Sequences of a stream in a second since 2026, more than anybody publishes: an HQ that goes back goes on at
that place, so that one copy that is put back twice says no sequence twice."""
JUMP: Final = 1_000_000
"""By how much sequences jump where HQ's clock is behind what it has said."""

_LAID_OUT: Final = frozenset({KEYS, "people", "documents", "earlier"})
# What stations say that they hold counts within reason: one that lies must not carry all others beyond what
# readers of a sequence bear.
_ABOVE: Final = """
WITH clock AS (
    SELECT extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00:00+00')::bigint
        * %(second)s AS place
), said AS (SELECT greatest(
    (SELECT coalesce(max(sequence), 0) FROM publication),
    (SELECT coalesce(max(above), 0) FROM restoration)
) AS place), known AS (SELECT greatest(said.place, (
    SELECT max(sequence) FROM station_holds
    WHERE sequence <= greatest(said.place, clock.place) + 100 * %(jump)s
)) AS place FROM said, clock)
SELECT CASE WHEN clock.place > known.place THEN clock.place ELSE known.place + %(jump)s END FROM clock, known
"""
_COMPARED: Final = """
SELECT count(*), count(*) FILTER (WHERE compared_at > r.at)
FROM station LEFT JOIN station_heard ON station = number,
    (SELECT at FROM restoration ORDER BY number DESC LIMIT 1) AS r
WHERE revoked_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What was done: sequences go on above `above`, so many streams were begun anew, and of these nothing
    could be read any more (`lost`). So many stations are expected to compare; these were `revoked` again,
    and so many plans of erasure are void."""

    above: int
    streams: int
    lost: tuple[str, ...]
    stations: int
    revoked: tuple[int, ...]
    void_plans: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many stations there are, and how many have asked how HQ stands since it was restored."""

    stations: int
    compared: int


def take_up(
    connection: Connection,
    home: HqHome,
    reader: Reader,
    revoked: Collection[int] = (),
    told: Callable[[str], object] = lambda _: None,
) -> TakenUp:
    """Begin every stream anew, in one transaction with its line in the audit; `told` hears of each stream.

    First the stations `revoked` since the copy are revoked again, and those that HQ's own word about a port
    says are, where the folder of publications has a younger one than the copy. Harmless when it was not
    needed: every station fetches each list once more, and codes and plans are made anew. Raises
    HqError(KEYS_MISSING, STATION_UNKNOWN), OSError, psycopg.Error; then nothing was done.
    """
    with connection.transaction():
        press = Press(connection, home, reader)
        press.lock()
        before = printed(connection)
        gone = sorted({*revoked, *revoked_since(connection, home)})
        for number in gone:
            revoke(connection, number)
        void_codes(connection)
        plans = void_plans(connection)
        end_everybodys(connection)
        row = connection.execute(_ABOVE, {"jump": JUMP, "second": A_SECOND}).fetchone()
        above = JUMP if row is None else int(row[0])
        connection.execute("INSERT INTO restoration (above, who) VALUES (%s, %s)", (above, reader.who))
        skip_numbers(connection)
        out, lost = [publication.stream for publication in press.publish_keys()], list[str]()
        for header in lists.headers(connection):
            told(f"{header.kind}/{header.list_id}")
            out += [publication.stream for publication in press.publish_list(header.list_id)]
        reading = Reading(connection, home)
        for stream, whom, rows in _others(before):
            told(stream)
            try:
                press.publish_anew(stream, rows[-1].count, reading.chunks(rows), whom)
                out.append(stream)
            except (WorldError, OSError, ValueError):
                lost.append(stream)
        stations = _stations(connection)
        said = {"above": above, "streams": len(out), "lost": lost, "stations": stations}
        audit.note(connection, reader, "restored", {**said, "revoked": gone, "void_plans": plans})
    return TakenUp(above, len(out), tuple(lost), stations, tuple(gone), plans)


def comparison(connection: Connection) -> Comparison | None:
    """How far stations have compared since HQ was restored last; None if it never was."""
    row = connection.execute(_COMPARED).fetchone()
    restored = connection.execute("SELECT 1 FROM restoration LIMIT 1").fetchone()
    return None if row is None or restored is None else Comparison(*row)


def _others(before: list[Printed]) -> Iterator[tuple[str, Audience, list[Printed]]]:
    """Streams that are kept nowhere but in their publications: all of a port's late hits, and the newest of
    each other content for each audience."""
    groups: dict[tuple[str, Audience], list[Printed]] = {}
    for one in before:
        if one.stream.partition("/")[0] not in _LAID_OUT:
            groups.setdefault((one.stream, one.audience), []).append(one)
    for (stream, whom), rows in groups.items():
        snapshots = [place for place, one in enumerate(rows) if one.base == 0]
        first = snapshots[-1] if snapshots and stream.partition("/")[0] != LATE else 0
        yield stream, whom, rows[first:]


class Reading:
    """Reads publications again, from the folder or from the database."""

    def __init__(self, connection: Connection, home: HqHome) -> None:
        self._connection = connection
        self._folder = home.published
        self._receipt_key = load_keys(home).receipt_public
        self._ring = load_ring(home)

    def chunks(self, rows: list[Printed]) -> Iterator[bytes]:
        """The plain chunks of these publications, one after the other; raises WorldError, OSError."""
        for one in rows:
            path = self._file(one)
            head = head_of(path, self._receipt_key)
            with path.open("rb") as file:
                file.seek(head.start)
                yield from open_contents(file, head, self._ring)

    def _file(self, one: Printed) -> Path:
        path = file_of(self._folder, one.stream, one.sequence)
        if not shelf.is_here(path, one.file_size, one.beginning):
            shelf.bring(self._connection, one.stream, one.sequence, path)
        return path


def _stations(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM station WHERE revoked_at IS NULL").fetchone()
    return 0 if row is None else int(row[0])
