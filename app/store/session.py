"""A signed-in officer's hold on the open store: who it is, what that role may do, and when it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import PERMITTED, Act, Officer, Role
from app.flow.ports import Station
from app.store import audit
from app.store.audit import AuditAct, AuditEntry, Value
from app.store.database import Connections
from app.store.driver import Connection
from app.store.keys import DatabaseKey


@dataclass(frozen=True, slots=True)
class Session:
    """What every port of a signed-in officer shares."""

    officer: Officer
    station: Station
    key: DatabaseKey
    connections: Connections
    clock: Callable[[], datetime]

    def require(self, connection: Connection, *acts: Act) -> None:
        """Let the call go on if the officer may do any of the acts; raises WorldError(NOT_ALLOWED).

        The role is read anew each time: an account taken away meanwhile has no more rights, even in
        a window that is still open.
        """
        if not self.may(connection, *acts):
            raise WorldError(FailureCode.NOT_ALLOWED, "store.permission", act=acts[0].value)

    def may(self, connection: Connection, *acts: Act) -> bool:
        """Whether the officer may do any of the acts, by the role that the store names now."""
        row = connection.execute(
            "SELECT role FROM officers WHERE username = ? AND active = 1", (self.officer.username,)
        ).fetchone()
        return row is not None and bool(PERMITTED[Role(row[0])].intersection(acts))

    def note(
        self, connection: Connection, act: AuditAct, subject: bytes = b"", purpose: str = "", **detail: Value
    ) -> int:
        """Add this officer's line to the audit chain, within the caller's transaction; its seq."""
        entry = AuditEntry(self.officer.username, act, subject, purpose, tuple(sorted(detail.items())))
        return audit.append(connection, self.clock(), entry)
