"""Open the encrypted store, one connection per thread, and run truths as whole transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.store import driver
from app.store.driver import Connection
from app.store.failures import translated
from app.store.files import make_private_file
from app.store.keys import DatabaseKey
from app.store.migrations import is_founded, migrate

BUSY_SECONDS = 5.0
"""How long a connection waits for another's transaction: any of ours takes milliseconds."""
CHECKPOINT_PAGES = 1000
"""Pages of write-ahead log (4 MB) after which a commit at the desk folds them into the store: written
over, a log is quicker to fsync than one that grows."""
BACKGROUND_CHECKPOINT_PAGES = 500
"""The same for the sync thread: it does it first, so that no traveller waits for it."""


def create_database(path: Path, key: DatabaseKey) -> None:
    """Make a new encrypted store with the whole schema; raises FileExistsError."""
    make_private_file(path)
    connection = _open(path, key)
    try:
        migrate(connection)
    finally:
        connection.close()


def open_database(path: Path, key: DatabaseKey) -> Connection:
    """Open a store whose key is proven: a file that cannot be read with it is damaged, not locked.

    Raises WorldError(STORE_MISSING, STORE_DAMAGED, STORE_BUSY).
    """
    if not path.exists():
        raise WorldError(FailureCode.STORE_MISSING, "store.open")
    with translated("store.open"):
        return _open(path, key)


def bring_up_to_date(connection: Connection) -> None:
    """Migrate a store of an earlier version; raises WorldError(STORE_NEWER, STORE_DAMAGED, STORE_FULL)."""
    with translated("store.migrate"):
        if not is_founded(connection):
            raise WorldError(FailureCode.STORE_DAMAGED, "store.migrate", reason="empty")
        migrate(connection)


def _open(path: Path, key: DatabaseKey) -> Connection:
    # mode=rw: SQLite must never make an empty store where one is missing.
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=rw", BUSY_SECONDS)
    try:
        # First of all: SQLCipher would write its own lines about damaged pages to stderr.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.raw.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE would delete rows behind the triggers that forbid it.
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA cache_size = -16384")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


class Connections:
    """One connection per thread to one store, opened when a thread first asks (half a millisecond).

    A connection that met a damaged page is closed and opened anew, since SQLCipher does not trust
    it any more (sqlcipher issue 617).
    """

    def __init__(self, opening: Callable[[], Connection], checkpoint_pages: int = CHECKPOINT_PAGES) -> None:
        # The way in holds the key: it is forgotten when this is closed.
        self._opening: Callable[[], Connection] | None = opening
        self._checkpoint_pages = checkpoint_pages
        self._guard = threading.Lock()
        self._open: dict[threading.Thread, Connection] = {}

    @contextmanager
    def reading(self, place: str) -> Iterator[Connection]:
        """This thread's connection; raises WorldError(STORE_DAMAGED, STORE_BUSY, STORE_MISSING)."""
        try:
            with translated(place):
                yield self._mine()
        except WorldError as error:
            if error.failure.code is FailureCode.STORE_DAMAGED:
                self._drop()
            raise

    @contextmanager
    def picture(self, place: str) -> Iterator[Connection]:
        """The same connection while it sees one unmoving picture of the store: nobody waits for its end."""
        with self.reading(place) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                with suppress(driver.Error):
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, place: str, durable: bool = True) -> Iterator[Connection]:
        """One transaction on this thread's connection: whole, or not at all.

        Durable against a power cut on return; with `durable=False` only against the death of the
        process, until the next durable transaction carries it down too. Raises WorldError
        (STORE_FULL, STORE_BUSY, STORE_DAMAGED).
        """
        with self.reading(place) as connection:
            if not durable:
                connection.execute("PRAGMA synchronous = NORMAL")
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                # SQLite itself has rolled back after some errors (disk full).
                if connection.in_transaction:
                    with suppress(driver.Error):
                        connection.execute("ROLLBACK")
                if not durable:
                    with suppress(driver.Error):
                        connection.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close every thread's connection and forget the key; no thread may be using one."""
        with self._guard:
            self._opening = None
            for connection in self._open.values():
                connection.close()
            self._open.clear()

    @property
    def closed(self) -> bool:
        """Whether the key is forgotten."""
        return self._opening is None

    def for_background(self) -> Connections:
        """Connections of their own life for a thread that nobody waits for.

        Raises WorldError(NOT_ALLOWED) when these are closed.
        """
        if self._opening is None:
            raise _signed_out()
        return Connections(self._opening, BACKGROUND_CHECKPOINT_PAGES)

    def _mine(self) -> Connection:
        me = threading.current_thread()
        connection = self._open.get(me)
        if connection is None:
            with self._guard:
                if self._opening is None:
                    raise _signed_out()
                self._close_finished()
                connection = self._open[me] = self._opening()
                connection.execute(f"PRAGMA wal_autocheckpoint = {self._checkpoint_pages}")
        return connection

    def _close_finished(self) -> None:
        for thread in [thread for thread in self._open if not thread.is_alive()]:
            self._open.pop(thread).close()

    def _drop(self) -> None:
        with self._guard:
            connection = self._open.pop(threading.current_thread(), None)
        if connection is not None:
            with suppress(driver.Error):
                connection.close()


def _signed_out() -> WorldError:
    return WorldError(FailureCode.NOT_ALLOWED, "store.open", reason="signed_out")
