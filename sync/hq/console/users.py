"""Keep the console's users. Each change is in the audit trail, and ends the sessions that it touches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.console import sessions, tries
from sync.hq.console.roles import HqRole
from sync.hq.console.second_factor import recovery_digest
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

FIRST_HOURS: Final = 72
"""How long a first password is good."""
USERNAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_COLUMNS: Final = """
username, full_name, role, first_until, second_factor IS NOT NULL AS has_second_factor, made_at, made_by,
signed_in_at, deactivated_at
"""


@dataclass(frozen=True, slots=True)
class User:
    """A user as administrators see one. `first_until` is when a first password ends; None for one's own."""

    username: str
    full_name: str
    role: str
    first_until: datetime | None
    has_second_factor: bool
    made_at: datetime
    made_by: str
    signed_in_at: datetime | None
    deactivated_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to add: `password` as it is kept; `first` when its owner has to choose another."""

    username: str
    full_name: str
    role: HqRole
    password: str
    first: bool = True
    second_factor: bytes | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a user proves itself by, as the database has it."""

    password: str
    first: bool
    second_factor: bytes | None
    last_step: int


def name_fault(username: str) -> str | None:
    """What is wrong with a username, as a sentence; None for a good one."""
    if USERNAME.fullmatch(username):
        return None
    return "A username has 2 to 32 small letters, digits, dots, dashes or underscores, a letter first."


def full_name_fault(full_name: str) -> str | None:
    """What is wrong with a full name, as a sentence; None for a good one."""
    if 1 <= len(full_name) <= 80 and full_name.isprintable() and full_name.strip() == full_name:
        return None
    return "Say the person's name in up to 80 characters."


def add(connection: Connection, by: Reader, new: NewUser) -> None:
    """Add a user; raises HqError(USER_REFUSED) for a name that is taken or no name."""
    fault = name_fault(new.username) or full_name_fault(new.full_name)
    if fault is not None:
        raise HqError(HqCode.USER_REFUSED, reason="a name is not right", remedy=fault)
    made = connection.execute(
        "INSERT INTO console_user (username, full_name, role, password, first_until, second_factor, made_by)"
        " VALUES (%s, %s, %s, %s, CASE WHEN %s THEN now() + make_interval(hours => %s) END, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (
            new.username, new.full_name, new.role, new.password, new.first, FIRST_HOURS, new.second_factor,
            by.who,
        ),
    )  # fmt: skip
    if not made.rowcount:
        raise HqError(
            HqCode.USER_REFUSED,
            reason=f"{new.username} is taken",
            remedy="Choose another username; names are never used again for somebody else.",
        )
    audit.note(connection, by, "console-user-added", {"username": new.username, "role": new.role.value})


def all_users(connection: Connection) -> list[User]:
    """Every user: active ones first, by name."""
    with connection.cursor(row_factory=class_row(User)) as cursor:
        query = f"SELECT {_COLUMNS} FROM console_user ORDER BY deactivated_at IS NOT NULL, username"
        return cursor.execute(query.encode()).fetchall()


def one(connection: Connection, username: str) -> User:
    """This user; raises HqError(USER_UNKNOWN)."""
    with connection.cursor(row_factory=class_row(User)) as cursor:
        query = f"SELECT {_COLUMNS} FROM console_user WHERE username = %s"
        found = cursor.execute(query.encode(), (username,)).fetchone()
    if found is None:
        raise HqError(HqCode.USER_UNKNOWN, username=username)
    return found


def means(connection: Connection, username: str) -> Means | None:
    """What an active user proves itself by; None for nobody, and once a first password is over."""
    row = connection.execute(
        "SELECT password, first_until IS NOT NULL, second_factor, last_step FROM console_user"
        " WHERE username = %s AND deactivated_at IS NULL AND (first_until IS NULL OR first_until > now())",
        (username,),
    ).fetchone()
    return None if row is None else Means(*row)


def hold(connection: Connection, username: str) -> None:
    """Let nobody reset, deactivate or change this user until the transaction ends: what was proved a moment
    ago is looked at once more behind it."""
    connection.execute(
        "LOCK TABLE console_user IN ROW EXCLUSIVE MODE"
    )  # before any row: no two wait crosswise
    connection.execute("SELECT FROM console_user WHERE username = %s FOR UPDATE", (username,))


def set_role(connection: Connection, by: Reader, username: str, role: HqRole) -> None:
    """Give another role, which ends the user's sessions; raises HqError(USER_UNKNOWN, USER_REFUSED)."""
    found = _touch(connection, username)
    if found.role == role:
        raise HqError(HqCode.USER_REFUSED, reason="it has this role already", remedy="Choose another role.")
    if role is not HqRole.ADMINISTRATOR:
        _leave_one_administrator(connection, found)
    connection.execute("UPDATE console_user SET role = %s WHERE username = %s", (role, username))
    sessions.end_all(connection, username)
    details = {"username": username, "role": role.value, "before": found.role}
    audit.note(connection, by, "console-user-role", details)


def deactivate(connection: Connection, by: Reader, username: str) -> None:
    """Let a user in no more, and end its sessions; raises HqError(USER_UNKNOWN, USER_REFUSED)."""
    found = _touch(connection, username)
    if found.deactivated_at is not None:
        raise HqError(HqCode.USER_REFUSED, reason="it is not active", remedy="Nothing has to be done.")
    _leave_one_administrator(connection, found)
    connection.execute("UPDATE console_user SET deactivated_at = now() WHERE username = %s", (username,))
    sessions.end_all(connection, username)
    audit.note(connection, by, "console-user-deactivated", {"username": username})


def reset(connection: Connection, by: Reader, username: str, password: str) -> None:
    """Give a new first password and take the second factor away: its owner sets both up again.

    A deactivated user is active again. Ends its sessions and its waiting; raises HqError(USER_UNKNOWN).
    """
    _touch(connection, username)
    connection.execute(
        "UPDATE console_user SET password = %s, first_until = now() + make_interval(hours => %s),"
        " second_factor = NULL, last_step = 0, deactivated_at = NULL WHERE username = %s",
        (password, FIRST_HOURS, username),
    )
    connection.execute("DELETE FROM console_recovery WHERE username = %s", (username,))
    sessions.end_all(connection, username)
    tries.forget(connection, username)
    audit.note(connection, by, "console-user-reset", {"username": username})


def end_sessions(connection: Connection, by: Reader, username: str) -> int:
    """End all sessions of a user; how many there were. Raises HqError(USER_UNKNOWN)."""
    _touch(connection, username)
    ended = sessions.end_all(connection, username)
    audit.note(connection, by, "console-sessions-ended", {"username": username, "sessions": ended})
    return ended


def set_password(connection: Connection, username: str, password: str, token: str) -> bool:
    """Keep the user's own new password and end all sessions but that of `token`; whether it was done: a
    session that was ended meanwhile, by a reset say, changes nothing any more."""
    hold(connection, username)
    if sessions.visit(connection, token) is None:
        return False
    connection.execute(
        "UPDATE console_user SET password = %s, first_until = NULL WHERE username = %s", (password, username)
    )
    sessions.end_all(connection, username, but=token)
    audit.note(connection, Reader(username, "console"), "console-password", {})
    return True


def keep_password(connection: Connection, username: str, before: str, password: str) -> None:
    """Keep the same password at another cost, unless it is another one than `before` by now."""
    connection.execute(
        "UPDATE console_user SET password = %s WHERE username = %s AND password = %s",
        (password, username, before),
    )


def set_second_factor(
    connection: Connection, username: str, sealed: bytes, step: int, recovery: list[str]
) -> bool:
    """Keep a second factor that the code of `step` has proved, and new recovery codes; whether it was done:
    one that is there already stays."""
    done = connection.execute(
        "UPDATE console_user SET second_factor = %s, last_step = %s"
        " WHERE username = %s AND second_factor IS NULL",
        (sealed, step, username),
    )
    if done.rowcount:
        set_recovery(connection, username, recovery)
        audit.note(connection, Reader(username, "console"), "console-second-factor", {})
    return done.rowcount > 0


def set_recovery(connection: Connection, username: str, codes: list[str]) -> None:
    """Keep these recovery codes and no others."""
    connection.execute("DELETE FROM console_recovery WHERE username = %s", (username,))
    for code in codes:
        connection.execute(
            "INSERT INTO console_recovery (username, code_hash) VALUES (%s, %s)",
            (username, recovery_digest(username, code)),
        )


def use_step(connection: Connection, username: str, before: int, step: int) -> bool:
    """Use up the codes of this time step and all before; whether it was still to be used. `before` is the
    newest step that was used when the code was looked at: of two at once one does."""
    done = connection.execute(
        "UPDATE console_user SET last_step = %s WHERE username = %s AND last_step = %s",
        (step, username, before),
    )
    return done.rowcount > 0


def use_recovery(connection: Connection, username: str, code: str) -> bool:
    """Use up a recovery code; whether it was one that was still good."""
    done = connection.execute(
        "UPDATE console_recovery SET used_at = now()"
        " WHERE username = %s AND code_hash = %s AND used_at IS NULL",
        (username, recovery_digest(username, code)),
    )
    return done.rowcount > 0


def recovery_left(connection: Connection, username: str) -> int:
    """How many recovery codes are still good."""
    row = connection.execute(
        "SELECT count(*) FROM console_recovery WHERE username = %s AND used_at IS NULL", (username,)
    ).fetchone()
    return 0 if row is None else int(row[0])


def note_signed_in(connection: Connection, username: str) -> None:
    """Remember that the user has come in now."""
    connection.execute("UPDATE console_user SET signed_in_at = now() WHERE username = %s", (username,))


def _touch(connection: Connection, username: str) -> User:
    """This user, and nobody else changes users meanwhile."""
    connection.execute("LOCK TABLE console_user IN SHARE ROW EXCLUSIVE MODE")
    return one(connection, username)


def _leave_one_administrator(connection: Connection, leaving: User) -> None:
    others = connection.execute(
        "SELECT count(*) FROM console_user WHERE role = %s AND deactivated_at IS NULL AND username <> %s",
        (HqRole.ADMINISTRATOR, leaving.username),
    ).fetchone()
    if leaving.role == HqRole.ADMINISTRATOR and others is not None and not others[0]:
        raise HqError(
            HqCode.USER_REFUSED,
            reason="nobody could add or reset users any more",
            remedy="Make another administrator first.",
        )
