"""Bring one list from the store and its file into memory, and prove it by known answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.alert_record import decode_entry
from app.domain.failure import FailureCode, WorldError
from app.screening.document_index import DocumentIndex, parted
from app.screening.lists import ListKind
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.screener import LoadedList, known_answers
from app.store import list_rows
from app.store.driver import Connection
from app.store.list_files import ListFiles
from app.store.list_rows import ListRow

_log = logging.getLogger(__name__)

KNOWN = 16
"""Entries at each end of a list that are asked for after each load."""
PROVED_WHOLE = 64 << 20
"""Bytes of the largest file of documents of which every byte is read at each load."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One list in memory: what the store points at, and what answers for it."""

    row: ListRow
    loaded: LoadedList
    bytes: int = 0


def load(connection: Connection, files: ListFiles, row: ListRow) -> Holding:
    """Load a list as the store points at it.

    A file of people that is missing or damaged is made anew from the entries. What cannot be opened at
    all is broken, and no other list suffers. Raises WorldError(STORE_*).
    """
    try:
        return hold(connection, files, row)
    except (ValueError, OSError) as error:
        _log.warning("list %s cannot be opened: %s", row.header.list_id, error)
    except WorldError as error:
        if error.failure.code not in (FailureCode.RECORD_MALFORMED, FailureCode.STORE_FULL):
            raise
        _log.warning("list %s cannot be made anew: %s", row.header.list_id, error.failure.code)
    return Holding(row, LoadedList(row.header, broken=True))


def hold(
    connection: Connection, files: ListFiles, row: ListRow, segment: PeopleSegment | None = None
) -> Holding:
    """Load a list, from this segment if it is given, and ask for what is known to stand on it.

    Raises ValueError when an answer is wrong or the file damaged, OSError, WorldError(RECORD_MALFORMED,
    STORE_*).
    """
    if row.header.kind is ListKind.EARLIER:
        return Holding(row, LoadedList(row.header))  # the store itself is asked
    if row.header.kind is ListKind.DOCUMENTS:
        return _documents(connection, files, row)
    return _people(connection, row, segment or _segment(connection, files, row))


def folded(changes: Sequence[tuple[bool, bytes]]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """What a list of documents has gained and lost after all changes, in order."""
    added = removed = np.empty(0, dtype=np.uint64)
    for gone, digests in changes:
        part = parted(digests)
        if gone:
            added, removed = np.setdiff1d(added, part), np.union1d(removed, part)
        else:
            added, removed = np.union1d(added, part), np.setdiff1d(removed, part)
    return added, removed


def _people(connection: Connection, row: ListRow, segment: PeopleSegment) -> Holding:
    overlay, removed, size = None, frozenset[str](), segment.nbytes
    if row.generation != row.base:
        newer = list_rows.newer_entries(connection, row.number, row.base, row.generation)
        removed = list_rows.gone_entries(connection, row.number, row.base, row.generation)
        overlay = PeopleSegment.build(map(decode_entry, newer)) if newer else None
        size += overlay.nbytes if overlay is not None else 0
    loaded = LoadedList(row.header, people=PeopleIndex(segment, overlay, removed))
    sample = list_rows.sample_at(connection, row.number, row.generation, KNOWN)
    if not known_answers(loaded, [decode_entry(entry) for entry in sample]):
        raise ValueError("known answers")
    return Holding(row, loaded, size)


def _segment(connection: Connection, files: ListFiles, row: ListRow) -> PeopleSegment:
    """The segment in a list's file; where that is missing or damaged it is built and sealed anew."""
    try:
        return PeopleSegment.from_bytes(memoryview(files.unseal(row.base, row.secret)))
    except (ValueError, OSError) as error:
        _log.warning("the index of list %s is made anew: %s", row.header.list_id, error)
    entries = list_rows.entries_at(connection, row.number, row.base)
    segment = PeopleSegment.build(map(decode_entry, entries))
    files.seal(row.base, row.secret, segment.to_bytes())
    return segment


def _documents(connection: Connection, files: ListFiles, row: ListRow) -> Holding:
    changes = list_rows.digest_changes(connection, row.number, row.base, row.generation)
    added, removed = folded(changes)
    index = DocumentIndex(files.path(ListKind.DOCUMENTS, row.base), row.secret, added, removed)
    sound = index.fingerprint == row.mark and (index.nbytes > PROVED_WHOLE or index.verify())
    known = np.setdiff1d(parted(row.known), removed).tolist()
    if not sound or not all(index.has(one.to_bytes(8)) for one in known):
        index.close()
        raise ValueError("known answers")
    return Holding(row, LoadedList(row.header, documents=index), index.nbytes)
