"""The lists as they lie in memory, one holding for a station's whole process.

Every session and the sync thread ask the same holdings. A list is replaced by one assignment, so that
a screening sees it either before a swap or after it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from app.domain.failure import WorldError
from app.store import list_rows
from app.store.driver import Connection
from app.store.list_files import ListFiles
from app.store.list_loading import Holding, load
from app.store.list_staging import sweep
from app.store.session import Session

_log = logging.getLogger(__name__)

_NOTHING: Mapping[str, Holding] = MappingProxyType({})


class Holdings:
    """All lists of a station in memory; methods may be called on any thread."""

    def __init__(self, files: ListFiles) -> None:
        self.files = files
        self.taking = threading.Lock()
        """Held by whoever loads the next version of a list: one at a time, so that memory suffices."""
        self._swapping = threading.RLock()
        self._lists = _NOTHING
        self._listeners: tuple[tuple[object, Callable[[], None]], ...] = ()

    def current(self, connection: Connection) -> Mapping[str, Holding]:
        """The lists as the store points at them.

        Those that another process changed, or that are asked for the first time, are loaded now: some
        milliseconds for a short list, a second for a million people. Raises WorldError(STORE_*).
        """
        if not self._up_to_date(connection):
            with self._swapping:
                if not self._up_to_date(connection):
                    self._load(connection)
        return self._lists

    def held(self, list_id: str) -> Holding | None:
        """One list as it lies in memory, or None."""
        return self._lists.get(list_id)

    @contextmanager
    def swapping(self) -> Iterator[None]:
        """Around the transaction that swaps and the `put` after it: nobody then loads it twice."""
        with self._swapping:
            yield

    def put(self, list_id: str, holding: Holding | None) -> None:
        """Swap a list in, or take it out."""
        with self._swapping:
            others = {key: one for key, one in self._lists.items() if key != list_id}
            self._lists = MappingProxyType(others if holding is None else {**others, list_id: holding})

    def forget(self, owner: object) -> None:
        """Forget every list and the listeners of one session that ends; another loads them anew."""
        with self._swapping:
            self._lists = _NOTHING
            self._listeners = tuple(pair for pair in self._listeners if pair[0] is not owner)

    def on_change(self, owner: object, listener: Callable[[], None]) -> None:
        """Call this after each swap, on whatever thread it was made, until its owner is forgotten."""
        with self._swapping:
            self._listeners = (*self._listeners, (owner, listener))

    def tell(self) -> None:
        """Tell the listeners that a list changed."""
        for _, listener in self._listeners:
            listener()

    def _up_to_date(self, connection: Connection) -> bool:
        return list_rows.pointers(connection) == {
            list_id: held.row.generation for list_id, held in self._lists.items()
        }

    def _load(self, connection: Connection) -> None:
        before, found = self._lists, {}
        for row in list_rows.load_lists(connection):
            held = before.get(row.header.list_id)
            if held is None or held.row.generation != row.generation:
                held = load(connection, self.files, row)
            found[row.header.list_id] = held
        self._lists = MappingProxyType(found)


def load_lists(session: Session, holdings: Holdings) -> None:
    """Delete what a killed process left and load every list; nobody is kept out by a sick one."""
    try:
        needed = sweep(session.connections, session.clock())
        holdings.files.keep_only(needed)
        with session.connections.reading("store.lists") as connection:
            holdings.current(connection)
    except WorldError as error:
        _log.warning("%s the lists cannot be loaded yet", error.failure.code)
