"""Publish to stations: lists, earlier crossings, late hits and the national keys, in signed and sealed files.

A publication's file is whole and on disk before the transaction that says so ends: a crash leaves
nothing, or all of it. Sequences count under one advisory lock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import cbor2
from psycopg.rows import class_row

from app.screening import content
from app.screening.lists import ListHeader, ListKind, ListPolicy, WhenStale
from sync.hq import audit, changes, lists, shelf
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring, ring_digest
from sync.hq.keys import load_keys
from sync.ports import EVERYBODY, Audience, Held, Publication
from sync.protocol.publication import KEYS, LATE, STREAM, Hand, write, write_keys
from sync.protocol.thing import Thing, chunks_of

_log = logging.getLogger("sync.hq.publishing")

MOST_DELTAS: Final = 10
"""Deltas after which a snapshot follows, so that a new station need not take in more of them."""
LARGEST_SHARE: Final = 0.3
"""Share of a list (or of its snapshot's bytes) beyond which changes make a snapshot."""
SMALL: Final = 64 << 10
"""Bytes of deltas that are never too many."""
EARLIER_ID: Final = "recent"
SUFFIX: Final = ".mpub"

_STRONG, _QUICK = 19, 3
"""zstd levels: for what compresses, and for digests, which do not."""
_BY_HQ: Final = Reader("matapa-hq", "publication")
_NONE: Final = bytes(32)
_EARLIER: Final = lists.ListFacts(
    EARLIER_ID,
    ListKind.EARLIER,
    "Earlier crossings at other ports",
    "HQ",
    ListPolicy(ttl_hours=48, when_stale=WhenStale.WARN),
)

_PRUNE: Final = """
DELETE FROM publication AS old WHERE stream = %(stream)s AND sequence < (SELECT min(sequence) FROM (
    SELECT sequence FROM publication AS kept WHERE stream = %(stream)s AND base = 0
        AND kept.for_port IS NOT DISTINCT FROM old.for_port
        AND kept.for_station IS NOT DISTINCT FROM old.for_station
    ORDER BY sequence DESC LIMIT 2) AS kept)
"""

EarlierRow = tuple[bytes, str, str, bool, str, str]
"""Digest, day (yyyy-mm-dd), port, refused, by (`document` or `person`), station."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One publication as HQ remembers it."""

    stream: str
    sequence: int
    base: int
    besides: int
    digest: bytes
    issued_at: datetime
    count: int
    file_size: int
    content_key: int
    list_version: int | None
    ring: bytes | None
    for_port: str | None
    for_station: int | None
    beginning: bytes | None

    @property
    def audience(self) -> Audience:
        """For whom it is."""
        return Audience(self.for_port, self.for_station)

    @property
    def held(self) -> Held:
        """Where a station stands that has taken it."""
        return Held(self.sequence, self.digest)


class Press:
    """Publishes for one HQ; every call is one transaction on the connection. `reader` stands in the audit."""

    def __init__(self, connection: Connection, home: HqHome, reader: Reader = _BY_HQ) -> None:
        """Raises HqError(KEYS_MISSING)."""
        self._connection = connection
        self._folder = home.published
        self._keys = load_keys(home)
        self._ring = load_ring(home)
        self._reader = reader

    @property
    def connection(self) -> Connection:
        """On which it publishes."""
        return self._connection

    def publish_list(self, list_id: str) -> list[Publication]:
        """Publish what is new of a list: a delta, a snapshot, both, or nothing. Raises HqError(LIST_UNKNOWN).

        A snapshot that follows a delta repeats its state, so that stations that are up to date need
        not fetch it.
        """
        with self._connection.transaction():
            self.lock()
            header = lists.header_of(self._connection, list_id)
            stream = f"{header.kind}/{list_id}"
            newest, number = self._current(stream), changes.count_unpublished(self._connection, header)
            if newest is not None and newest.list_version == header.version and not number:
                return []
            printed = []
            if newest is not None and number <= LARGEST_SHARE * max(header.count, 1):
                printed.append(self._print_list(stream, header, newest))
            if not printed or self._long_chain(stream):
                printed.append(self._print_list(stream, header, None))
            changes.mark_published(self._connection, header)
            self._prune(stream)
        return printed

    def publish_all(self) -> list[Publication]:
        """Publish what is new of every list, and the keys to stations that lack them."""
        ids = [header.list_id for header in lists.headers(self._connection)]
        return [*self.publish_keys(), *(one for list_id in ids for one in self.publish_list(list_id))]

    def publish_events(self, port: str, events: Sequence[bytes]) -> Publication | None:
        """Publish alert events (canonical bytes) to the stations of one port; None for no events."""
        if not events:
            return None
        stream = f"{LATE}/{port}"
        with self._connection.transaction():
            self.lock()
            newest = self._current(stream)
            count = len(events) + (0 if newest is None else newest.count)
            return self._print(stream, count, _events(events), newest, to=Audience(port))

    def publish_events_anew(self, port: str, events: Sequence[bytes]) -> Publication:
        """Publish a snapshot of these alert events alone, beside what a port was told of last."""
        stream = f"{LATE}/{port}"
        with self._connection.transaction():
            self.lock()
            newest = self._current(stream)
            twin = None if newest is None else newest.held
            return self._print(stream, len(events), _events(events), None, twin, to=Audience(port))

    def publish_thing(self, stream: str, thing: Thing) -> Publication | None:
        """Publish one content of any kind as a snapshot; None if it was the last that these were told.

        Raises ValueError for a name that no stream has, and a content that is empty or too large.
        """
        chunks = chunks_of(thing.content)
        with self._connection.transaction():
            self.lock()
            told = [one for one in printed(self._connection, stream) if one.sequence > self._above()]
            told = [one for one in told if one.audience in (thing.audience, EVERYBODY)]
            if (
                told
                and told[-1].audience == thing.audience
                and told[-1].digest == sha256(thing.content).digest()
            ):
                return None
            publication = self._print(stream, 1, chunks, None, to=thing.audience)
            self._prune(stream)
            return publication

    def publish_anew(self, stream: str, count: int, chunks: Iterable[bytes], to: Audience) -> Publication:
        """Publish a snapshot of what a stream held already, beside nothing: for an HQ that was restored."""
        with self._connection.transaction():
            self.lock()
            return self._print(stream, count, chunks, None, to=to)

    def publish_keys(self, number: int | None = None) -> list[Publication]:
        """Publish the keys to every enrolled station (or this one) that has not got them as they are now."""
        with self._connection.transaction():
            self.lock()
            stations = self._connection.execute(
                "SELECT number, public_key FROM station WHERE revoked_at IS NULL"
                " AND number = coalesce(%s, number) ORDER BY number",
                (number,),
            ).fetchall()
            printed = (self._print_keys(station, bytes(key)) for station, key in stations)
            return [one for one in printed if one is not None]

    def _print_keys(self, station: int, key: bytes) -> Publication | None:
        stream, ring = f"{KEYS}/{station}", ring_digest(self._ring, key)
        newest = self._current(stream)
        if newest is not None and newest.ring == ring:
            return None
        draft = replace(self._draft(stream, 1, None), audience=Audience(station=station))
        path = self._path(draft)
        try:
            publication = write_keys(draft, self._ring, key, self._keys.receipt, path)
        except ValueError:
            _log.warning("keys not sealed station=%d: its key is none", station)
            return None
        self._note(publication, path, 0, ring=ring)
        return publication

    def _print_list(self, stream: str, header: ListHeader, base: Printed | None) -> Publication:
        """A delta on `base`, or for None a snapshot; one that follows a delta of the same state names it."""
        read = changes.all_of if base is None else changes.since_published
        chunks = content.write(header, read(self._connection, header))
        newest = self._current(stream)
        same = base is None and newest is not None and newest.list_version == header.version
        twin = newest.held if same and newest is not None else None
        if base is not None and base.base == 0 and base.besides:
            twin = self._printed(stream, base.besides).held
        level = _QUICK if header.kind is ListKind.DOCUMENTS else _STRONG
        return self._print(stream, header.count, chunks, base, twin, level, header.version)

    def _print(
        self,
        stream: str,
        count: int,
        chunks: Iterable[bytes],
        base: Printed | None,
        twin: Held | None = None,
        level: int = _STRONG,
        list_version: int | None = None,
        to: Audience = EVERYBODY,
    ) -> Publication:
        draft = replace(self._draft(stream, count, base), besides=twin, audience=to)
        path, key = self._path(draft), self._ring.content_keys[-1]
        publication = write(draft, chunks, Hand(self._keys.receipt, key), path, level)
        self._note(publication, path, key[0], list_version=list_version)
        return publication

    def _draft(self, stream: str, count: int, base: Printed | None) -> Publication:
        if not STREAM.fullmatch(stream):
            raise ValueError(f"{stream} is not the name of a stream")
        on, previous = (0, _NONE) if base is None else (base.sequence, base.digest)
        newest = self._newest(stream)
        sequence = max(0 if newest is None else newest.sequence, self._above()) + 1
        row = self._connection.execute("SELECT date_trunc('milliseconds', clock_timestamp())").fetchone()
        if row is None:
            raise RuntimeError("a query without conditions gave no row")
        return Publication(stream, sequence, on, previous, row[0], _NONE, 0, count)

    def _path(self, draft: Publication) -> Path:
        path = file_of(self._folder, draft.stream, draft.sequence)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def _note(
        self,
        one: Publication,
        path: Path,
        content_key: int,
        list_version: int | None = None,
        ring: bytes | None = None,
    ) -> None:
        """The row of a publication whose file is on disk, its bytes, and its line in the audit."""
        besides, size = 0 if one.besides is None else one.besides.sequence, path.stat().st_size
        beginning = shelf.keep(self._connection, one.stream, one.sequence, path)
        self._connection.execute(
            "INSERT INTO publication (stream, sequence, base, besides, digest, issued_at, count, file_size,"
            " content_key, list_version, ring, for_port, for_station, beginning)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                one.stream, one.sequence, one.base, besides, one.digest, one.issued_at, one.count, size,
                content_key, list_version, ring, one.audience.port, one.audience.station, beginning,
            ),
        )  # fmt: skip
        said = {"stream": one.stream, "sequence": one.sequence, "base": one.base, "count": one.count}
        audit.note(self._connection, self._reader, "publish", {**said, "digest": one.digest.hex()})

    def lock(self) -> None:
        """Let nobody else publish until the caller's transaction ends."""
        shelf.take_turn(self._connection)

    def _newest(self, stream: str) -> Printed | None:
        found = printed(self._connection, stream)
        return found[-1] if found else None

    def _above(self) -> int:
        """The sequence above which all go on since this HQ was restored last; 0 if it never was."""
        row = self._connection.execute("SELECT coalesce(max(above), 0) FROM restoration").fetchone()
        return 0 if row is None else int(row[0])

    def _current(self, stream: str) -> Printed | None:
        """The newest publication of a stream if others may build on it: one from before HQ was restored is
        not what stations hold."""
        newest = self._newest(stream)
        return newest if newest is not None and newest.sequence > self._above() else None

    def _printed(self, stream: str, sequence: int) -> Printed:
        return next(one for one in printed(self._connection, stream) if one.sequence == sequence)

    def _long_chain(self, stream: str) -> bool:
        """Whether the deltas since the last snapshot are many or large."""
        found = printed(self._connection, stream)
        last = max(place for place, one in enumerate(found) if one.base == 0)
        size = sum(one.file_size for one in found[last + 1 :])
        largest = max(LARGEST_SHARE * found[last].file_size, SMALL)
        return len(found) - last > MOST_DELTAS or size > largest

    def _prune(self, stream: str) -> None:
        """Forget what comes before the last snapshot but one for the same stations, and delete files that
        no row names.

        Files go one publication later than their rows: the transaction may still be undone.
        """
        known = {one.sequence for one in printed(self._connection, stream)}
        for path in (self._folder / stream).glob(f"*{SUFFIX}"):
            if int(path.name.removesuffix(SUFFIX)) not in known:
                path.unlink()
        self._connection.execute(_PRUNE, {"stream": stream})


def publish_events(
    connection: Connection, home: HqHome, port: str, events: Sequence[bytes]
) -> Publication | None:
    """Publish alert events to the stations of one port, in the caller's transaction if there is one."""
    return Press(connection, home).publish_events(port, events)


def publish_earlier(
    connection: Connection,
    home: HqHome,
    put: Iterable[EarlierRow],
    forget: Iterable[tuple[bytes, str]] = (),
    reader: Reader = _BY_HQ,
) -> list[Publication]:
    """Publish earlier crossings to every station: rows to put, and (digest, day) of those to forget."""
    with connection.transaction():
        now = connection.execute("SELECT clock_timestamp()").fetchone()
        lists.put_rows(
            connection,
            _EARLIER if now is None else replace(_EARLIER, issued_at=now[0]),
            [(changes.earlier_key(row[0], row[1]), cbor2.dumps(list(row), canonical=True)) for row in put],
            [changes.earlier_key(digest, day) for digest, day in forget],
            lists.Source(reader),
        )
        return Press(connection, home, reader).publish_list(EARLIER_ID)


def printed(connection: Connection, stream: str | None = None, after: int = 0) -> list[Printed]:
    """The publications of a stream (of all streams for None) after a sequence, by stream and sequence."""
    with connection.cursor(row_factory=class_row(Printed)) as cursor:
        return cursor.execute(
            "SELECT stream, sequence, base, besides, digest, issued_at, count, file_size, content_key,"
            " list_version, ring, for_port, for_station, beginning FROM publication"
            " WHERE stream = coalesce(%s, stream) AND sequence > %s"
            " ORDER BY stream, sequence",
            (stream, after),
        ).fetchall()


def file_of(folder: Path, stream: str, sequence: int) -> Path:
    """Where a publication lies in HQ's folder."""
    return folder / stream / f"{sequence}{SUFFIX}"


def _events(events: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks, each a CBOR array of events."""
    waiting: list[bytes] = []
    for event in events:
        if waiting and sum(map(len, waiting)) + len(event) > content.CHUNK:
            yield cbor2.dumps(waiting, canonical=True)
            waiting = []
        waiting.append(event)
    yield cbor2.dumps(waiting, canonical=True)
