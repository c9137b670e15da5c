"""Accounts of the station: who they are in the store, how they get in by the key file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer, Role
from app.store.attempts import Attempts
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.keys import Hardness, wrap
from app.store.passwords import check_password
from app.store.place import StationPlace
from app.store.published import roster_of_port
from app.store.session import Session
from app.store.slots import MOST_SLOTS, read_key_file, write_key_file
from app.store.thing_taking import awaited
from app.store.usernames import canonical_username, check_full_name, check_username


class SqlOfficers:
    """The accounts, as administrators (and for lock-outs supervisors) change them."""

    def __init__(self, session: Session, place: StationPlace, attempts: Attempts, hardness: Hardness) -> None:
        self._session = session
        self._place = place
        self._attempts = attempts
        self._hardness = hardness

    @property
    def keys(self) -> Path:
        """The key file."""
        return self._place.keys

    def awaited(self) -> Sequence[Officer]:
        """Officers whom HQ names for this port and who have no account yet: `add` gives each the first
        password, with the name and role that HQ names."""
        with self._session.connections.reading("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER)
            return awaited(connection, roster_of_port(connection, self._session.station.port))

    def list(self) -> Sequence[Officer]:
        """Every account, also the inactive ones."""
        with self._session.connections.reading("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER)
            return all_officers(connection)

    def add(self, username: str, full_name: str, role: Role, password: str) -> None:
        """Make an account with its key slot.

        A username is never given to a second person: crossings and audit lines carry it for good.
        Raises WorldError(NOT_ALLOWED, PASSWORD_TOO_WEAK, FIELD_INVALID).
        """
        username = canonical_username(username)
        check_username(username)
        check_full_name(full_name)
        check_password(password, username)
        with self._session.connections.reading("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
        slot = wrap(self._session.key, username, password, self._hardness)
        with self._session.connections.writing("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
            keys = read_key_file(self._place.keys).keys
            known = connection.execute("SELECT 1 FROM officers WHERE username = ?", (username,)).fetchone()
            if known or len(keys.slots) >= MOST_SLOTS:
                raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="username")
            insert_officer(connection, Officer(username, full_name.strip(), role))
            self._session.note(connection, AuditAct.OFFICER_ADDED, username.encode(), role=role.value)
            # Inside the transaction, which also keeps another process from the key file. A crash in
            # between leaves a slot without an account, which opens nothing.
            write_key_file(self._place.keys, keys.with_slot(username, slot))

    def reset_password(self, username: str, password: str) -> None:
        """Wrap the store's key anew for an officer who forgot the password; a lock-out ends with it.

        Raises WorldError(NOT_ALLOWED, PASSWORD_TOO_WEAK, FIELD_INVALID).
        """
        username = canonical_username(username)
        check_password(password, username)
        with self._session.connections.reading("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
        slot = wrap(self._session.key, username, password, self._hardness)
        with self._session.connections.writing("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
            self._role_of(connection, username)
            self._session.note(connection, AuditAct.PASSWORD_RESET, username.encode())
            write_key_file(self._place.keys, read_key_file(self._place.keys).keys.with_slot(username, slot))
        self._attempts.lift(username)

    def deactivate(self, username: str) -> None:
        """Take an account's rights and key slot away; refuses the last active administrator."""
        username = canonical_username(username)
        with self._session.connections.writing("store.officers") as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
            role = self._role_of(connection, username)
            if role is Role.ADMINISTRATOR and _administrators(connection) == 1:
                raise WorldError(FailureCode.NOT_ALLOWED, "store.officers", reason="last_administrator")
            connection.execute("UPDATE officers SET active = 0 WHERE username = ?", (username,))
            self._session.note(connection, AuditAct.OFFICER_DEACTIVATED, username.encode())
        # After it is durable: should the power fail here, the slot opens the door to nothing.
        with self._session.connections.writing("store.officers"):
            write_key_file(self._place.keys, read_key_file(self._place.keys).keys.without_slot(username))

    def unlock(self, username: str) -> None:
        """Lift the lock-out after failed sign-ins."""
        username = canonical_username(username)
        with self._session.connections.writing("store.officers") as connection:
            self._session.require(connection, Act.UNLOCK_OFFICER)
            self._role_of(connection, username)
            self._session.note(connection, AuditAct.LOCK_OUT_LIFTED, username.encode())
        self._attempts.lift(username)

    @staticmethod
    def _role_of(connection: Connection, username: str) -> Role:
        row = connection.execute(
            "SELECT role FROM officers WHERE username = ? AND active = 1", (username,)
        ).fetchone()
        if row is None:
            raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="username")
        return Role(row[0])


def insert_officer(connection: Connection, officer: Officer) -> None:
    """Add an account, within the caller's transaction."""
    connection.execute(
        "INSERT INTO officers (username, full_name, role, active) VALUES (?, ?, ?, 1)",
        (officer.username, officer.full_name, officer.role.value),
    )


def all_officers(connection: Connection) -> list[Officer]:
    """Every account, also the inactive ones."""
    rows = connection.execute("SELECT username, full_name, role, active FROM officers ORDER BY username")
    return [Officer(row[0], row[1], Role(row[2]), bool(row[3])) for row in rows.fetchall()]


def find_officer(connection: Connection, username: str) -> Officer | None:
    """The active account of that name."""
    row = connection.execute(
        "SELECT full_name, role FROM officers WHERE username = ? AND active = 1", (username,)
    ).fetchone()
    return None if row is None else Officer(username, row[0], Role(row[1]))


def _administrators(connection: Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM officers WHERE role = ? AND active = 1", (Role.ADMINISTRATOR.value,)
    ).fetchone()
    return int(row[0])
