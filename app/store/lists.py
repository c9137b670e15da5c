"""The alert lists of this station, for one signed-in officer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import LARGEST_ENTRY, decode_entry, encode_entry
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.alert_ports import ListDiff, ListStatus, ListTaken
from app.screening.document_index import joined
from app.screening.document_index import numbers as ascending
from app.screening.documents import digest
from app.screening.lists import LIST_ID, ListHeader, ListKind
from app.screening.screening import ListAsked, Screening
from app.screening.subject import Subject
from app.store import list_rows
from app.store.audit import AuditAct
from app.store.card_index import id_bytes
from app.store.driver import Connection
from app.store.holdings import Holdings
from app.store.list_asking import ask, read_entry
from app.store.list_rows import ListRow
from app.store.list_staging import EntryStage, Load, clear, is_entry_id
from app.store.list_taking import Change, ListTaking
from app.store.session import Session

MOST_PEOPLE = 2_000_000
MOST_DOCUMENTS = 100_000_000
MOST_COUNTED = 2_000_000
"""Numbers of the longest list of documents of which it is counted one by one which came and went."""

_PLACE = "store.lists"
_SCREENING = (Act.PROCESS, Act.SEARCH, Act.SETTLE_ALERTS)


class Digest(Protocol):
    """What hashes the contents of a list as they pass."""

    def update(self, data: bytes, /) -> None:
        """Hash more."""


class SqlLists:
    """See `ListsPort`."""

    def __init__(self, session: Session, holdings: Holdings) -> None:
        self._session = session
        self.holdings = holdings
        self._taking = ListTaking(session.connections, holdings, session.clock, session.officer.username)

    def screen(self, subject: Subject, record_id: str = "") -> Screening:
        """Ask every list; see `ListsPort.screen`.

        Its audit line costs no wait for the disk: it is safe from a crash at once, and from a power
        cut with the next durable write.
        """
        connections = self._session.connections
        with connections.reading(_PLACE) as connection:
            self._session.require(connection, *_SCREENING)
            lists = self.holdings.current(connection)
            screening = ask(connection, lists, subject, self._session.clock())
        with connections.writing(_PLACE, durable=False) as connection:
            self._note_screening(connection, record_id, screening)
        return screening

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *_SCREENING, Act.MANAGE_LISTS)
            held = self.holdings.current(connection).get(list_id)
            return None if held is None else read_entry(connection, held, entry_id)

    def status(self) -> Sequence[ListStatus]:
        """Every list on board."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *Act)
            lists = self.holdings.current(connection)
        now = self._session.clock()
        return [
            ListStatus(ListAsked(held.row.header, held.loaded.use(now)), held.row.publication, held.bytes)
            for _, held in sorted(lists.items())
        ]

    def take_in(
        self, header: ListHeader, entries: Sequence[AlertEntry], warnings: Sequence[str] = ()
    ) -> ListTaken:
        """Make these entries the next version of a list; see `ListsPort.take_in`."""
        _check(header, ListKind.PEOPLE, len(entries), MOST_PEOPLE)
        if len({entry.entry_id for entry in entries}) != len(entries):
            raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE, reason="same_id_twice")
        content = sha256()
        with self._loading(header) as (load, whole):
            stage = EntryStage(self._session.connections, load)
            stage.change(_encoded(entries, content))
            stage.remove_unseen()
            row = self._taking.people(load, replace(whole, count=len(entries)), 0)
            self._taking.swap(load, Change(row, stage.diff, content.digest()), self._permit(row))
        return ListTaken(row.header, stage.diff, tuple(warnings))

    def take_in_numbers(self, header: ListHeader, numbers: Sequence[tuple[str, str, str]]) -> ListTaken:
        """The same for stolen documents: (issuing state, document class, number)."""
        _check(header, ListKind.DOCUMENTS, len(numbers), MOST_DOCUMENTS)
        with self._loading(header) as (load, whole):
            with self._session.connections.writing(_PLACE) as connection:
                key = list_rows.document_key(connection)
            digests = _digests(key, numbers)
            row = self._taking.documents(load, replace(whole, count=len(digests)), 0, key, digests)
            diff = self._difference(row, digests)
            content = sha256(joined(digests)).digest()
            self._taking.swap(load, Change(row, diff, content), self._permit(row))
        return ListTaken(row.header, diff)

    def own_entries(self, list_id: str) -> Sequence[AlertEntry]:
        """Every entry of a people list of this station."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_LISTS)
            row = _own(list_rows.find_list(connection, list_id))
            if row is None:
                return ()
            return [decode_entry(one) for one in list_rows.entries_at(connection, row.number, row.generation)]

    def remove(self, list_id: str) -> ListHeader:
        """Take a list of this station away; its history stays."""
        connections = self._session.connections
        with self.holdings.swapping():
            with connections.writing(_PLACE) as connection:
                self._session.require(connection, Act.MANAGE_LISTS)
                row = _own(list_rows.find_list(connection, list_id))
                if row is None:
                    raise WorldError(FailureCode.LIST_UNKNOWN, _PLACE)
                list_rows.delete_list(connection, list_id)
                self._session.note(
                    connection, AuditAct.LIST_REMOVED,
                    count=row.header.count, list=list_id, version=row.header.version,
                )  # fmt: skip
            self.holdings.put(list_id, None)
        clear(connections, row.number, 0)
        self.holdings.files.delete(row.base)
        self.holdings.tell()
        return row.header

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call this after each swap of a list, until the officer signs out."""
        self.holdings.on_change(self, listener)

    def close(self) -> None:
        """Forget the lists in memory: the officer signs out."""
        self.holdings.forget(self)

    @contextmanager
    def _loading(self, header: ListHeader) -> Iterator[tuple[Load, ListHeader]]:
        """Hold the claim on a list of this station; the load, and the header with its version."""
        with self.holdings.taking:
            with self._session.connections.reading(_PLACE) as connection:
                self._session.require(connection, Act.MANAGE_LISTS)
                standing = _own(list_rows.find_list(connection, header.list_id))
                if standing is not None and standing.header.kind is not header.kind:
                    raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE, reason="kind")
                version = list_rows.last_version(connection, header.list_id) + 1
            with self._taking.loading(header.list_id, 0) as load:
                yield load, replace(header, version=version)

    def _permit(self, row: ListRow) -> Callable[[Connection], None]:
        """What the transaction that swaps has to prove again: much may have happened since it began."""

        def permit(connection: Connection) -> None:
            self._session.require(connection, Act.MANAGE_LISTS)
            _own(list_rows.find_list(connection, row.header.list_id))

        return permit

    def _difference(self, row: ListRow, digests: NDArray[np.uint64]) -> ListDiff:
        """What came and went; by the counts alone for very long lists and under another key."""
        held = self.holdings.held(row.header.list_id)
        old = None if held is None else held.loaded.documents
        if held is None or old is None:
            return ListDiff(len(digests), 0, 0)
        before = held.row.header.count
        kept = min(len(digests), before)
        if held.row.secret == row.secret and len(digests) <= MOST_COUNTED:
            kept = sum(old.has(one.to_bytes(8)) for one in digests.tolist())
        return ListDiff(len(digests) - kept, max(before - kept, 0), 0)

    def _note_screening(self, connection: Connection, record_id: str, screening: Screening) -> None:
        """Which versions of which lists were asked about a crossing or inspection and which entries were
        met: the chain never names the traveller."""
        hits = [f"{hit.list_id} {hit.entry_id}" for hit in screening.hits]
        self._session.note(
            connection, AuditAct.SCREENED, id_bytes(record_id) if record_id else b"",
            documents=",".join(hit.list_id for hit in screening.documents),
            earlier=len(screening.earlier),
            hits=",".join(hits),
            lists=",".join(map(_asked, screening.lists)),
        )  # fmt: skip


def _asked(asked: ListAsked) -> str:
    return f"{asked.header.list_id} {asked.header.version} {asked.use.value}"


def _check(header: ListHeader, kind: ListKind, count: int, most: int) -> None:
    if count > most:
        raise WorldError(FailureCode.LIST_TOO_LARGE, _PLACE, count=str(count))
    if header.kind is not kind or not LIST_ID.fullmatch(header.list_id):
        raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE, reason="header")


def _own(row: ListRow | None) -> ListRow | None:
    if row is not None and row.publication:
        raise WorldError(FailureCode.LIST_OF_HQ, _PLACE, list=row.header.list_id)
    return row


def _encoded(entries: Sequence[AlertEntry], content: Digest) -> Iterator[tuple[str, bytes]]:
    for entry in entries:
        try:
            data = encode_entry(entry)
        except UnicodeEncodeError:
            data = b""  # half a sign of UTF-16, which no text can hold
        if not is_entry_id(entry.entry_id) or not 0 < len(data) <= LARGEST_ENTRY:
            raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE, reason="entry", entry=entry.entry_id[:80])
        content.update(data)
        yield entry.entry_id, data


def _digests(key: bytes, asked: Sequence[tuple[str, str, str]]) -> NDArray[np.uint64]:
    return ascending(digest(key, *one) for one in asked)
