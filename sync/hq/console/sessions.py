"""Keep sessions at HQ: the browser has a random token, the database its digest and when it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from psycopg.rows import class_row

from sync.hq.console.roles import HqRole
from sync.hq.database import Connection

COOKIE: Final = "__Host-matapa"
IDLE: Final = "15 minutes"
"""After so long without a page a session is over."""
ABSOLUTE: Final = "10 hours"
"""After so long it is over in any case: a shift, with some room."""
UNPROVED: Final = "10 minutes"
"""How long signing in may take."""
MOST: Final = 5
"""Sessions that one user has open at once."""
_TOKEN_BYTES: Final = 32
# What began in the future was begun while the clock was wrong: it would hold until then.
_ALIVE: Final = f"""
user_.deactivated_at IS NULL AND session.begun_at < now() + interval '1 minute'
AND CASE WHEN session.stage = 'whole'
THEN session.seen_at > now() - interval '{IDLE}' AND session.begun_at > now() - interval '{ABSOLUTE}'
ELSE session.begun_at > now() - interval '{UNPROVED}' END
"""
_VISIT: Final = f"""
UPDATE console_session AS session SET seen_at = now() FROM console_user AS user_
WHERE session.token_hash = %s AND session.username = user_.username AND {_ALIVE}
RETURNING session.username, user_.full_name, user_.role, session.stage
""".encode()
_OF_USER: Final = f"""
SELECT session.number, session.begun_at, session.seen_at, session.address, session.browser,
       session.token_hash = %s AS own
FROM console_session AS session JOIN console_user AS user_ USING (username)
WHERE session.username = %s AND session.stage = 'whole' AND {_ALIVE} ORDER BY session.seen_at DESC
""".encode()
_SWEEP: Final = f"""
DELETE FROM console_session AS session USING console_user AS user_
WHERE session.username = user_.username AND NOT ({_ALIVE})
""".encode()


_MAKE_ROOM: Final = b"""
DELETE FROM console_session WHERE token_hash IN (
    SELECT token_hash FROM console_session WHERE username = %s AND (stage = 'whole') = %s
    ORDER BY seen_at DESC, number DESC OFFSET %s - 1
)
"""


class Stage(StrEnum):
    """How far whoever holds the session has come: a password, the second factor too, or all."""

    PASSWORD = "password"
    PROVED = "proved"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is good now."""

    username: str
    full_name: str
    role: HqRole
    stage: Stage


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it; `own` is the one that asks."""

    number: int
    begun_at: datetime
    seen_at: datetime
    address: str
    browser: str
    own: bool


def new_token() -> str:
    """256 bits by chance, as a cookie carries them."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def begin(connection: Connection, username: str, stage: Stage, address: str, browser: str) -> str:
    """Open a session; its token, which is kept nowhere. Sweeps those that are over.

    Of more than `MOST` of one user's those not seen for longest end: nobody is kept out by old ones. Whoever
    has no more than a password ends none that has been proved.
    """
    connection.execute(_SWEEP)
    connection.execute(_MAKE_ROOM, (username, stage is Stage.WHOLE, MOST))
    token = new_token()
    connection.execute(
        "INSERT INTO console_session (token_hash, username, stage, address, browser)"
        " VALUES (%s, %s, %s, %s, %s)",
        (_digest(token), username, stage, address[:64], browser[:200]),
    )
    return token


def visit(connection: Connection, token: str) -> Session | None:
    """The session of this token, which counts as seen now; None when it is over or never was."""
    found = connection.execute(_VISIT, (_digest(token),)).fetchone()
    if found is None:
        return None
    username, full_name, role, stage = found
    return Session(username, full_name, HqRole(role), Stage(stage))


def end(connection: Connection, token: str) -> bool:
    """End the session of this token; whether there was one."""
    done = connection.execute("DELETE FROM console_session WHERE token_hash = %s", (_digest(token),))
    return done.rowcount > 0


def end_numbered(connection: Connection, username: str, number: int) -> bool:
    """End one session of a user's; whether there was one."""
    done = connection.execute(
        "DELETE FROM console_session WHERE username = %s AND number = %s", (username, number)
    )
    return done.rowcount > 0


def end_all(connection: Connection, username: str, but: str = "") -> int:
    """End every session of a user's except that of the token `but`; how many there were."""
    done = connection.execute(
        "DELETE FROM console_session WHERE username = %s AND token_hash <> %s", (username, _digest(but))
    )
    return done.rowcount


def end_everybodys(connection: Connection) -> None:
    """End every session there is: of a restored database nobody knows which were ended since."""
    connection.execute("DELETE FROM console_session")


def open_sessions(connection: Connection, username: str, token: str = "") -> list[OpenSession]:
    """The sessions that a user has open, the newest seen first."""
    with connection.cursor(row_factory=class_row(OpenSession)) as cursor:
        return cursor.execute(_OF_USER, (_digest(token), username)).fetchall()


def set_aside(connection: Connection, token: str, sealed: bytes) -> None:
    """Keep the key that this session, short of its second factor, is setting up."""
    connection.execute(
        "UPDATE console_session SET second_factor = %s WHERE token_hash = %s AND stage = 'password'",
        (sealed, _digest(token)),
    )


def being_set_up(connection: Connection, token: str) -> bytes | None:
    """The sealed key that this session is setting up."""
    row = connection.execute(
        "SELECT second_factor FROM console_session WHERE token_hash = %s AND stage = 'password'",
        (_digest(token),),
    ).fetchone()
    return None if row is None or row[0] is None else bytes(row[0])


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
