"""Count wrong passwords where a restart, a crash or a second process cannot make us forget them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.store import driver
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.failures import translated
from app.store.files import make_private_file
from app.store.moments import from_ms, to_ms

FREE_TRIES = 5
"""Wrong passwords in a row before the account is locked, and again before each longer lock."""
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
UNKNOWN = "?"
"""Stands for every username without a slot: people type passwords into the wrong field."""
MOST_EVENTS = 1000

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS attempts (username TEXT PRIMARY KEY, failures INTEGER NOT NULL,"
    " locked_until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " act TEXT NOT NULL, username TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS file (place INTEGER PRIMARY KEY CHECK (place = 1), id BLOB NOT NULL) STRICT",
    # Numbers begin again when the file is made anew: its id says which numbers these are.
    "INSERT OR IGNORE INTO file VALUES (1, randomblob(8))",
)


@dataclass(frozen=True, slots=True)
class DoorMark:
    """Up to where the events of one attempts file have been seen."""

    file: bytes = b""
    number: int = 0


@dataclass(frozen=True, slots=True)
class DoorEvent:
    """Something that happened before the door opened, waiting to be written into the audit chain."""

    mark: DoorMark
    at: datetime
    act: AuditAct
    username: str


class Attempts:
    """Failed sign-ins in a small file of their own: plain, since it is needed before any key is.

    It holds usernames and times, nothing of travellers. A lock ends at a moment of the wall clock,
    so a clock set back only makes it longer; a supervisor can lift it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def admit_try(self, username: str, now: datetime) -> None:
        """Count a try before its password is looked at, so that many at once gain nothing.

        Raises WorldError(SIGN_IN_LOCKED, until=...).
        """
        with self._writing() as connection:
            failures, until = self._state(connection, username)
            if to_ms(now) < until:
                raise WorldError(
                    FailureCode.SIGN_IN_LOCKED,
                    "store.sign_in",
                    until=from_ms(until).isoformat(timespec="seconds"),
                )
            failures += 1
            until = to_ms(now + _lock_after(failures)) if failures % FREE_TRIES == 0 else 0
            connection.execute("REPLACE INTO attempts VALUES (?, ?, ?)", (username, failures, until))
            self._note(connection, now, AuditAct.SIGN_IN_FAILED, username)
            if until:
                self._note(connection, now, AuditAct.LOCKED_OUT, username)

    def proven(self, username: str) -> None:
        """The password was right: take back what `admit_try` counted against it."""
        with self._writing() as connection:
            failures, _ = self._state(connection, username)
            taken_back = 2 if failures % FREE_TRIES == 0 else 1
            connection.execute(
                "DELETE FROM events WHERE number IN"
                " (SELECT number FROM events WHERE username = ? ORDER BY number DESC LIMIT ?)",
                (username, taken_back if failures else 0),
            )
            connection.execute("DELETE FROM attempts WHERE username = ?", (username,))

    def standing(self) -> dict[str, tuple[int, int]]:
        """Wrong passwords in a row, and until when it is locked (milliseconds), of accounts with any."""
        with self._writing() as connection:
            rows = connection.execute("SELECT username, failures, locked_until FROM attempts").fetchall()
        return {username: (failures, until) for username, failures, until in rows}

    def lift(self, username: str) -> None:
        """Lift a lock-out and forget the failures."""
        with self._writing() as connection:
            connection.execute("DELETE FROM attempts WHERE username = ?", (username,))

    def events(self, after: DoorMark) -> Sequence[DoorEvent]:
        """What has happened since, oldest first."""
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT id, number, at, act, username FROM file, events"
                " WHERE id <> ? OR number > ? ORDER BY number",
                (after.file, after.number),
            ).fetchall()
        return [
            DoorEvent(DoorMark(row[0], row[1]), from_ms(row[2]), AuditAct(row[3]), row[4]) for row in rows
        ]

    def forget_events(self, up_to: DoorMark) -> None:
        """Drop events that the audit chain holds now."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM events WHERE number <= ? AND EXISTS (SELECT 1 FROM file WHERE id = ?)",
                (up_to.number, up_to.file),
            )

    @staticmethod
    def _state(connection: Connection, username: str) -> tuple[int, int]:
        row = connection.execute(
            "SELECT failures, locked_until FROM attempts WHERE username = ?", (username,)
        ).fetchone()
        return (0, 0) if row is None else (row[0], row[1])

    @staticmethod
    def _note(connection: Connection, now: datetime, act: AuditAct, username: str) -> None:
        connection.execute(
            "INSERT INTO events (at, act, username) VALUES (?, ?, ?)", (to_ms(now), act.value, username)
        )
        # Oldest out: a machine that guesses for days must not fill the disk.
        connection.execute(
            "DELETE FROM events WHERE number <= (SELECT max(number) FROM events) - ?", (MOST_EVENTS,)
        )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated("store.attempts"):
            connection = self._open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()

    def _open(self) -> Connection:
        try:
            return self._opened()
        except driver.DatabaseError as error:
            if isinstance(error, driver.OperationalError):
                raise
            return self._start_again()

    def _opened(self) -> Connection:
        with suppress(FileExistsError):
            make_private_file(self._path)
        connection = driver.connect(f"{self._path.absolute().as_uri()}?mode=rw", 5.0)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            for statement in _SCHEMA:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    def _start_again(self) -> Connection:
        # A damaged count must not keep everybody out for good; that it was lost goes into the chain.
        self._path.replace(self._path.with_name(self._path.name + ".damaged"))
        connection = self._opened()
        connection.execute(
            "INSERT INTO events (at, act, username) VALUES (0, ?, ?)", (AuditAct.ATTEMPTS_LOST.value, UNKNOWN)
        )
        return connection


def _lock_after(failures: int) -> timedelta:
    """15 minutes after the first five wrong passwords, doubling with every five more, a day at most."""
    doublings = min(failures // FREE_TRIES - 1, 16)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
