"""Read the contents of HQ's publications of lists into the next version of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import cbor2
import numpy as np

from app.domain.alert_record import LARGEST_ENTRY
from app.domain.failure import FailureCode, WorldError
from app.flow.alert_ports import ListDiff
from app.screening import content
from app.screening.content import PUT
from app.screening.document_index import numbers, parted
from app.screening.documents import DIGEST_SIZE
from app.screening.lists import ListHeader, ListKind
from app.store import list_rows
from app.store.database import Connections
from app.store.list_asking import DOCUMENT, PERSON
from app.store.list_rows import ListRow
from app.store.list_staging import LONGEST_ID, PART, EntryChange, EntryStage, Load, is_entry_id, staging
from app.store.list_taking import Change, ListTaking
from sync.ports import KeyRing, Publication

LATE = "late"
MOST_EVENTS = 100_000
"""Late hits of one publication; a port has some hundred a year."""

_PLACE = "store.inbox"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PORT = re.compile(r"[A-Z0-9]{0,8}")
_KINDS = {kind.value: kind for kind in ListKind}


def list_of(stream: str) -> str | None:
    """The id of the list whose stream this is; None for every other stream."""
    kind, _, name = stream.partition("/")
    return name if kind in _KINDS else None


def is_late(stream: str) -> bool:
    """Whether this is a stream of late hits."""
    return stream.partition("/")[0] == LATE


def late_events(chunks: Iterable[bytes]) -> list[bytes]:
    """The bytes of every event of a publication of late hits; raises WorldError(PUBLICATION_DAMAGED)."""
    events: list[bytes] = []
    for chunk in chunks:
        try:
            part = cbor2.loads(chunk) if len(chunk) <= content.LARGEST_CHUNK else None
        except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
            raise damaged("events") from error
        if not isinstance(part, list) or not all(isinstance(event, bytes) for event in part):
            raise damaged("events")
        events += part
        if len(events) > MOST_EVENTS:
            raise damaged("events")
    return events


class Intake:
    """Reads one publication of a list and stages what it changes."""

    def __init__(
        self,
        connections: Connections,
        taking: ListTaking,
        load: Load,
        publication: Publication,
        keyring: KeyRing | None,
    ) -> None:
        self._connections = connections
        self._taking = taking
        self._load = load
        self._publication = publication
        self._keyring = keyring
        self._kind = _KINDS[publication.stream.partition("/")[0]]

    def read(self, chunks: Iterable[bytes]) -> Change:
        """Stage everything and make the index; raises as `StationInbox.take` does."""
        header, changes = content.read(chunks)
        if header.kind is not self._kind or header.list_id != self._load.list_id:
            raise damaged("header")
        standing = self._load.standing
        if standing is not None and standing.header.kind is not self._kind:
            raise damaged("kind")
        header = replace(header, count=self._publication.count)
        if self._kind is ListKind.PEOPLE:
            return self._people(header, changes)
        if self._kind is ListKind.DOCUMENTS:
            return self._documents(header, changes)
        return self._earlier(header, changes)

    @property
    def _snapshot(self) -> bool:
        return not self._publication.base

    def _standing(self) -> ListRow:
        """The list on which a delta builds; raises WorldError(PUBLICATION_GAP)."""
        row = self._load.standing
        if row is None or not row.publication or row.header.kind is not self._kind:
            raise WorldError(FailureCode.PUBLICATION_GAP, _PLACE, stream=self._publication.stream)
        return row

    def _people(self, header: ListHeader, changes: Iterable[content.Change]) -> Change:
        stage, publication = EntryStage(self._connections, self._load), self._publication
        standing = None if self._snapshot else self._standing()
        stage.change(entry_changes(changes))
        if standing is None:
            stage.remove_unseen()
        had = 0 if self._load.standing is None else self._load.standing.header.count
        if had + stage.diff.added - stage.diff.removed != publication.count:
            raise damaged("count")
        if standing is None:
            row = self._taking.people(self._load, header, publication.sequence)
        else:
            row = self._taking.changed_people(self._load, standing, header, publication.sequence)
        return Change(row, stage.diff, publication.digest)

    def _documents(self, header: ListHeader, changes: Iterable[content.Change]) -> Change:
        key, publication = self._document_key(), self._publication
        if self._snapshot:
            parts = []
            for kind, digests in changes:
                if kind != PUT:
                    raise damaged("digests")
                parts.append(digest_numbers(digests))
            found = numbers(np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64))
            if len(found) != publication.count:
                raise damaged("count")
            had = 0 if self._load.standing is None else self._load.standing.header.count
            row = self._taking.documents(self._load, header, publication.sequence, key, found)
            diff = ListDiff(max(len(found) - had, 0), max(had - len(found), 0), 0)
            return Change(row, diff, publication.digest)
        standing = self._standing()
        if standing.secret != key:
            # Digests under another key cannot be laid over these: only a snapshot goes on from here.
            raise WorldError(FailureCode.PUBLICATION_GAP, _PLACE, stream=publication.stream)
        added, removed = 0, 0
        for kind, digests in changes:
            count = len(digest_numbers(digests))
            added, removed = (added + count, removed) if kind == PUT else (added, removed + count)
            with staging(self._connections, self._load) as connection:
                list_rows.insert_digests(connection, self._load.number, self._load.load, kind != PUT, digests)
        row = self._taking.changed_documents(self._load, standing, header, publication.sequence)
        return Change(row, ListDiff(added, removed, 0), publication.digest)

    def _earlier(self, header: ListHeader, changes: Iterable[content.Change]) -> Change:
        key, load = self._document_key(), self._load
        if not self._snapshot and self._standing().secret != key:
            raise WorldError(FailureCode.PUBLICATION_GAP, _PLACE, stream=self._publication.stream)
        parts, put, gone = iter(changes), 0, 0
        while part := [crossing_row(kind, value) for kind, value in islice(parts, PART)]:
            with staging(self._connections, load) as connection:
                gone += list_rows.end_earlier(connection, load.number, load.load, [row[:2] for row in part])
                rows = [row for row in part if len(row) > 2]
                list_rows.insert_earlier(connection, load.number, load.load, rows)
            put += len(rows)
        ended = int(self._snapshot)
        while ended:
            with staging(self._connections, load) as connection:
                ended = list_rows.end_earlier_before(connection, load.number, load.load, 10 * PART)
            gone += ended
        row = ListRow(load.number, header, self._publication.sequence, load.load, load.load, key)
        return Change(row, ListDiff(put, gone, 0), self._publication.digest)

    def _document_key(self) -> bytes:
        if self._keyring is None:
            raise WorldError(FailureCode.PUBLICATION_NO_KEY, _PLACE, stream=self._publication.stream)
        return self._keyring.document_key


def damaged(what: str) -> WorldError:
    """The failure of contents that are not what a publication may hold."""
    return WorldError(FailureCode.PUBLICATION_DAMAGED, _PLACE, what=what)


def entry_changes(changes: Iterable[content.Change]) -> Iterator[EntryChange]:
    """Changes of a list of people; raises WorldError(PUBLICATION_DAMAGED, LIST_BAD_ENTRY)."""
    for kind, value in changes:
        if kind == PUT:
            yield _entry_id(value), value
        elif is_entry_id(value):
            yield value, None
        else:
            raise damaged("entry")


def _entry_id(data: Any) -> str:
    """The id in an entry's bytes; the whole of it is read when the index is made."""
    if not isinstance(data, bytes) or len(data) > LARGEST_ENTRY:
        raise damaged("entry")
    try:
        _, (entry_id, *_) = cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
        raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE) from error
    if not is_entry_id(entry_id):
        raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE)
    return str(entry_id)


def digest_numbers(value: Any) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """The digests of one change of a list of documents; raises WorldError(PUBLICATION_DAMAGED)."""
    if not isinstance(value, bytes):
        raise damaged("digests")
    try:
        return parted(value)
    except ValueError as error:
        raise damaged("digests") from error


def crossing_row(kind: int, value: Any) -> tuple[Any, ...]:
    """A row of earlier crossings, or digest and day of one to forget.

    Raises WorldError(PUBLICATION_DAMAGED).
    """
    wanted = (bytes, str, str, bool, str, str) if kind == PUT else (bytes, str)
    if not isinstance(value, list) or tuple(map(type, value)) != wanted:
        raise damaged("crossing")
    digest, day, *rest = value
    sound = len(digest) == DIGEST_SIZE and _DAY.fullmatch(day) is not None
    if rest:
        port, _, way, station = rest
        sound &= _PORT.fullmatch(port) is not None and way in (DOCUMENT, PERSON)
        sound &= len(station) <= LONGEST_ID and station.isprintable()
    if not sound:
        raise damaged("crossing")
    return tuple(value)
