"""The inspection under way, kept encrypted so that a power cut does not lose it.

A draft is one of the state after a certain crossing: once another is recorded it holds no more, in
that very transaction and at no cost to it. Only a correction, which is made while a traveller waits,
takes the draft along. Alert events, which come at any time, leave it alone.
"""

from __future__ import annotations

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.session import Session

LARGEST = 1024 * 1024
"""Bytes of the largest draft that is kept."""


_LAST_CROSSING = "coalesce((SELECT seq FROM records WHERE kind = 1 ORDER BY seq DESC LIMIT 1), 0)"
_ONE_BEFORE = "coalesce((SELECT seq FROM records WHERE kind = 1 AND seq < ? ORDER BY seq DESC LIMIT 1), 0)"


class SqlDrafts:
    """The one draft of this station."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, draft: bytes) -> None:
        """Keep the draft, replacing the one before; raises
        WorldError(NOT_ALLOWED, FIELD_INVALID, STORE_*)."""
        if len(draft) > LARGEST:
            raise WorldError(FailureCode.FIELD_INVALID, "store.draft", field="draft", size=str(len(draft)))
        with self._session.connections.writing("store.draft") as connection:
            self._session.require(connection, Act.PROCESS)
            connection.execute(
                "REPLACE INTO draft (place, after, kept_at, officer, draft)"
                f" VALUES (1, {_LAST_CROSSING}, ?, ?, ?)",
                (to_ms(self._session.clock()), self._session.officer.username, draft),
            )

    def take(self) -> bytes | None:
        """The draft left by an interrupted inspection, or None; it stays until recorded or cleared."""
        with self._session.connections.reading("store.draft") as connection:
            self._session.require(connection, Act.PROCESS)
            row = connection.execute(f"SELECT draft FROM draft WHERE after = {_LAST_CROSSING}").fetchone()
        return None if row is None else bytes(row[0])

    def clear(self) -> None:
        """Forget the draft: the inspection was given up."""
        with self._session.connections.writing("store.draft") as connection:
            self._session.require(connection, Act.PROCESS)
            connection.execute("DELETE FROM draft")


def is_under_way(connection: Connection) -> bool:
    """Whether an inspection is under way at this station."""
    return connection.execute(f"SELECT 1 FROM draft WHERE after = {_LAST_CROSSING}").fetchone() is not None


def outlive_correction(connection: Connection, row: int) -> None:
    """Let the draft outlive the correction just recorded as this row: another traveller is on the desk."""
    connection.execute(f"UPDATE draft SET after = ? WHERE after = {_ONE_BEFORE}", (row, row))


def forget_stale(connection: Connection) -> None:
    """Delete a draft that a record has ended, within the caller's transaction."""
    connection.execute(f"DELETE FROM draft WHERE after <> {_LAST_CROSSING}")
