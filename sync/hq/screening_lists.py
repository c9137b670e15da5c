"""HQ's own lists, loaded to screen by: each newest version, built from the ledger's rows."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import decode_entry
from app.domain.failure import WorldError
from app.screening.document_index import DocumentIndex, write_base
from app.screening.lists import ListHeader, ListKind
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.screener import LoadedList, Screener, known_answers
from app.screening.screening import Screening
from app.screening.subject import Subject
from sync.hq import lists
from sync.hq.database import Connection
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring

_log = logging.getLogger("sync.hq.screening_lists")

_KNOWN = 20
"""Entries by which a list is asked whether it finds what stands in it."""
_PART = 2_000
_LOADING = 0x6C6F6164
"""Advisory lock: one process writes files of documents at a time."""
_SUFFIX = ".docs"


class ScreeningLists:
    """The lists as this process has them loaded; for one thread and its connection (in autocommit mode)."""

    def __init__(self, connection: Connection, home: HqHome) -> None:
        """Nothing is loaded before `refresh`. Raises HqError(KEYS_MISSING)."""
        self._connection = connection
        self._folder = home.folder / "screening"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._key = load_ring(home).document_key
        self._loaded: dict[str, LoadedList] = {}
        self._screener = Screener((), self.entry)

    @property
    def document_key(self) -> bytes:
        """The national key of document digests."""
        return self._key

    def refresh(self) -> None:
        """Load every list that is newer than it is here; raises OSError, psycopg.Error."""
        headers = [one for one in lists.headers(self._connection) if one.kind is not ListKind.EARLIER]
        before, self._loaded = self._loaded, {}
        for header in headers:
            known = before.get(header.list_id)
            if known is not None and known.header == header:
                self._loaded[header.list_id] = before.pop(header.list_id)
            else:
                self._loaded[header.list_id] = self._load(header)
        for old in before.values():
            _close(old)
        self._sweep()
        self._screener = Screener(tuple(self._loaded.values()), self.entry)

    def screen(self, subject: Subject, now: datetime) -> Screening:
        """Ask every list."""
        return self._screener.screen(subject, now)

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry, or None when the list no longer has it."""
        row = self._connection.execute(
            "SELECT bytes FROM list_entry WHERE list_id = %s AND entry_id = %s AND digest IS NOT NULL",
            (list_id, entry_id),
        ).fetchone()
        return None if row is None else decode_entry(row[0])

    def close(self) -> None:
        """Let go of the files."""
        for one in self._loaded.values():
            _close(one)
        self._loaded = {}

    def _load(self, header: ListHeader) -> LoadedList:
        """Load a list and prove it by known answers; a list that does not give them is not asked."""
        try:
            if header.kind is ListKind.DOCUMENTS:
                return LoadedList(header, documents=self._documents(header))
            loaded = LoadedList(header, people=PeopleIndex(PeopleSegment.build(self._entries(header))))
            if known_answers(loaded, list(islice(self._entries(header), _KNOWN))):
                return loaded
            reason = "known answers"
        except (ValueError, WorldError) as error:
            reason = type(error).__name__
        _log.error("list not asked list=%s version=%d: %s", header.list_id, header.version, reason)
        return LoadedList(header, broken=True)

    def _entries(self, header: ListHeader) -> Iterator[AlertEntry]:
        with self._connection.transaction(), self._connection.cursor(name="screened") as cursor:
            cursor.itersize = _PART
            cursor.execute(
                "SELECT bytes FROM list_entry WHERE list_id = %s AND digest IS NOT NULL ORDER BY entry_id",
                (header.list_id,),
            )
            for (data,) in cursor:
                yield decode_entry(data)

    def _documents(self, header: ListHeader) -> DocumentIndex:
        path = self._path(header)
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOADING,))
            digests = lists.digests_of(self._connection, header.list_id)
            write_base(path, digests)
        index = DocumentIndex(path, self._key)
        known = digests[:: max(1, len(digests) // _KNOWN)]
        if not all(index.has(int(one).to_bytes(8)) for one in known):
            index.close()
            raise ValueError("a digest that stands on the list is not found")
        return index

    def _path(self, header: ListHeader) -> Path:
        named = hashlib.sha256(header.list_id.encode()).hexdigest()[:16]
        return self._folder / f"{named}-{header.version}{_SUFFIX}"

    def _sweep(self) -> None:
        """Delete the files of versions that are gone; one that is still mapped elsewhere stays readable."""
        current = {self._path(one.header).name for one in self._loaded.values()}
        for path in self._folder.glob(f"*{_SUFFIX}*"):
            if path.name.removesuffix(".part") not in current:
                path.unlink(missing_ok=True)


def _close(one: LoadedList) -> None:
    if one.documents is not None:
        one.documents.close()
