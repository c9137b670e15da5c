"""Bring the next version of a list into force: index and known answers first, then one transaction."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.alert_record import decode_entry
from app.domain.failure import FailureCode, WorldError
from app.flow.alert_ports import ListDiff
from app.screening.document_index import DocumentIndex, joined, parted, write_base
from app.screening.lists import ListHeader, ListKind
from app.screening.people_index import PeopleSegment
from app.store import audit, list_rows
from app.store.audit import AuditAct, AuditEntry
from app.store.database import Connections
from app.store.driver import Connection
from app.store.holdings import Holdings
from app.store.list_loading import KNOWN, folded, hold
from app.store.list_rows import ListRow, Version
from app.store.list_staging import Load, loading, purge
from app.store.moments import to_ms

PEOPLE_OVERLAY = 20_000
DOCUMENT_OVERLAY = 1_000_000
"""Changes since its file was made after which a list's file is made anew; a tenth of the list at most."""
FEWEST_DOCUMENTS = 20_000
"""Changed documents for which no file is written anew, however short the list."""

_PLACE = "store.lists"
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Change:
    """What a load leads to: the row to point at, what it changed, and the digest of what came in."""

    row: ListRow
    diff: ListDiff
    digest: bytes


class ListTaking:
    """Takes versions in, in the name of one officer or of the station."""

    def __init__(
        self, connections: Connections, holdings: Holdings, clock: Callable[[], datetime], actor: str
    ) -> None:
        self._connections = connections
        self._holdings = holdings
        self._clock = clock
        self._actor = actor

    @contextmanager
    def loading(self, list_id: str, publication: int) -> Iterator[Load]:
        """Hold the claim on a list; what fails leaves nothing, and a wrong answer is written down."""
        with loading(self._connections, list_id, self._clock()) as load:
            self._holdings.files.delete(load.ousted)
            try:
                yield load
            except BaseException as error:
                self._holdings.files.delete(load.load)
                if isinstance(error, WorldError) and error.failure.code is FailureCode.LIST_KNOWN_ANSWERS:
                    self._refuse(list_id, publication)
                raise

    def people(self, load: Load, header: ListHeader, publication: int) -> ListRow:
        """Make and seal the index of all entries of a load; raises WorldError(LIST_BAD_ENTRY, STORE_*)."""
        row = ListRow(load.number, header, publication, load.load, load.load, secrets.token_bytes(32))
        with self._connections.reading(_PLACE) as connection, entries_sound():
            entries = list_rows.entries_at(connection, load.number, load.load)
            segment = PeopleSegment.build(map(decode_entry, entries))
        self._holdings.files.seal(load.load, row.secret, segment.to_bytes())
        return row

    def changed_people(self, load: Load, standing: ListRow, header: ListHeader, publication: int) -> ListRow:
        """Lay the changes of a load over the index on board, or make it anew where there are many."""
        row = replace(standing, header=header, publication=publication, generation=load.load)
        with self._connections.reading(_PLACE) as connection:
            size = list_rows.count_changes(connection, row.number, row.base, row.generation)
        if size <= min(PEOPLE_OVERLAY, header.count // 10):
            return row
        return self.people(load, header, publication)

    def documents(
        self, load: Load, header: ListHeader, publication: int, key: bytes, digests: NDArray[np.uint64]
    ) -> ListRow:
        """Write the file of these digests under their key; raises WorldError(LIST_TOO_LARGE, STORE_FULL)."""
        files = self._holdings.files
        files.make_folder()
        path = files.path(ListKind.DOCUMENTS, load.load)
        with file_written():
            write_base(path, digests)
        places = np.linspace(0, max(len(digests) - 1, 0), min(2 * KNOWN, len(digests))).astype(np.int64)
        row = ListRow(load.number, header, publication, load.load, load.load, key)
        return replace(row, mark=_mark(path), known=joined(digests[places]))

    def changed_documents(
        self, load: Load, standing: ListRow, header: ListHeader, publication: int
    ) -> ListRow:
        """Lay the changes of a load over the file on board, or write it anew where there are many."""
        row = replace(standing, header=header, publication=publication, generation=load.load)
        with self._connections.reading(_PLACE) as connection:
            added, removed = folded(
                list_rows.digest_changes(connection, row.number, row.base, row.generation)
            )
        few = min(DOCUMENT_OVERLAY, max(header.count // 10, FEWEST_DOCUMENTS))
        if len(added) + len(removed) <= few:
            return row
        old, new = (self._holdings.files.path(ListKind.DOCUMENTS, one) for one in (row.base, load.load))
        with file_written():
            index = DocumentIndex(old, row.secret, added, removed)
            index.rebased(new)
            index.close()
        known = np.union1d(np.setdiff1d(parted(row.known), removed), added[:KNOWN])
        return replace(row, base=load.load, mark=_mark(new), known=joined(known))

    def swap(self, load: Load, change: Change, also: Callable[[Connection], None]) -> None:
        """Prove the load by known answers and bring it into force, with `also` in the same transaction.

        Raises WorldError(LIST_KNOWN_ANSWERS, LIST_BAD_ENTRY, STORE_*), and what `also` raises.
        """
        row, files = change.row, self._holdings.files
        list_id = row.header.list_id
        with self._connections.reading(_PLACE) as connection, answers_known(row.header), entries_sound():
            holding = hold(connection, files, row)
        with self._holdings.swapping():
            with self._connections.writing(_PLACE) as connection:
                load.settle(connection)
                also(connection)
                list_rows.save_list(connection, row)
                self._write_down(connection, change)
            self._holdings.put(list_id, holding)
        purge(self._connections, row)
        if load.standing is not None and load.standing.base != row.base:
            files.delete(load.standing.base)
        self._holdings.tell()

    def _refuse(self, list_id: str, publication: int) -> None:
        detail = (
            ("code", FailureCode.LIST_KNOWN_ANSWERS.value), ("list", list_id), ("publication", publication),
        )  # fmt: skip
        with self._connections.writing(_PLACE) as connection:
            entry = AuditEntry(self._actor, AuditAct.LIST_REFUSED, detail=detail)
            audit.append(connection, self._clock(), entry)

    def _write_down(self, connection: Connection, change: Change) -> None:
        header, diff, publication = change.row.header, change.diff, change.row.publication
        detail = (
            ("added", diff.added), ("changed", diff.changed), ("count", header.count),
            ("issued", to_ms(header.issued_at)), ("list", header.list_id), ("publication", publication),
            ("removed", diff.removed), ("version", header.version),
        )  # fmt: skip
        entry = AuditEntry(self._actor, AuditAct.LIST_TAKEN, change.digest, detail=detail)
        seq = audit.append(connection, self._clock(), entry)
        version = Version(header, publication, diff, change.digest, self._actor)
        list_rows.insert_version(connection, version, self._clock(), seq)


@contextmanager
def answers_known(header: ListHeader) -> Iterator[None]:
    """Raise WorldError(LIST_KNOWN_ANSWERS) where an index does not answer as it must."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise WorldError(FailureCode.LIST_KNOWN_ANSWERS, _PLACE, list=header.list_id) from error


@contextmanager
def entries_sound() -> Iterator[None]:
    """Raise WorldError(LIST_BAD_ENTRY) for bytes that are no entry."""
    try:
        yield
    except WorldError as error:
        if error.failure.code is not FailureCode.RECORD_MALFORMED:
            raise
        raise WorldError(FailureCode.LIST_BAD_ENTRY, _PLACE) from error


@contextmanager
def file_written() -> Iterator[None]:
    """Raise WorldError(STORE_FULL) for a full disk, LIST_TOO_LARGE for more than a file holds."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise WorldError(FailureCode.STORE_FULL, "store.files") from error
    except ValueError as error:
        raise WorldError(FailureCode.LIST_TOO_LARGE, _PLACE) from error


def _mark(path: Path) -> bytes:
    """What names the contents of a file of digests."""
    index = DocumentIndex(path, b"")
    index.close()
    return index.fingerprint
