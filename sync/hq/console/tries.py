"""Slow down guessing: who fails often waits, longer each time, by account and by address.

A name that nobody has is counted as any other, so that waiting tells nothing about names. What fails in a
browser that is known as the user's (`sync.hq.console.known`) is counted for that browser alone; what fails
elsewhere makes nobody wait there.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sync.hq.database import Connection

FREE_TRIES: Final = 5
"""Failures of an account that cost no wait."""
FREE_TRIES_OF_ADDRESS: Final = 30
"""A whole office may share an address."""
_FIRST_WAIT: Final = timedelta(seconds=15)
_LONGEST_WAIT: Final = timedelta(hours=1)
"""Nobody can lock a colleague out for a day; and a day has time for few guesses."""
_SWEEP: Final = b"""
DELETE FROM console_try WHERE about IN (
    SELECT about FROM console_try WHERE last_at < now() - interval '24 hours' LIMIT 1000
    FOR UPDATE SKIP LOCKED
)
"""


class Proof(StrEnum):
    """What is tried; each is counted for itself."""

    PASSWORD = "password"
    SECOND_FACTOR = "second factor"


def begin_try(connection: Connection, proof: Proof, name: str, address: str, browser: str = "") -> timedelta:
    """Count a try as failed until `undo` or `forget` takes it back, or say how long to wait: then no try is
    counted and none may be made. `browser` is by what it is known as one of the user's, if it is."""
    connection.execute(_SWEEP)
    free = {_account(proof, name, browser): FREE_TRIES, _address(address): FREE_TRIES_OF_ADDRESS}
    for about in sorted(free):  # in one order: two tries never wait for each other
        connection.execute(
            "INSERT INTO console_try (about, failures) VALUES (%s, 0) ON CONFLICT DO NOTHING", (about,)
        )
    rows = connection.execute(
        # A moment in the future is of a clock that was wrong; nobody waits for it.
        "SELECT about, failures, CASE WHEN last_at > clock_timestamp() + interval '1 minute'"
        " THEN interval '1 day' ELSE clock_timestamp() - last_at END FROM console_try WHERE about = ANY(%s)"
        " ORDER BY about FOR UPDATE",
        (sorted(free),),
    ).fetchall()
    waits = [_wait(failures - free[bytes(about)]) - since for about, failures, since in rows]
    wait: timedelta = max([*waits, timedelta()])
    if not wait:
        connection.execute(
            "UPDATE console_try SET failures = failures + 1, last_at = clock_timestamp()"
            " WHERE about = ANY(%s)",
            (sorted(free),),
        )
    return wait


def undo(connection: Connection, proof: Proof, name: str, address: str, browser: str = "") -> None:
    """Take back one try that did not fail. Those before stay: a right password is not all."""
    connection.execute(
        "UPDATE console_try SET failures = greatest(failures - 1, 0) WHERE about = ANY(%s)",
        (sorted([_account(proof, name, browser), _address(address)]),),
    )


def forget(connection: Connection, name: str, browser: str = "") -> None:
    """Forget an account's failures in this browser, or in all that are not known: its owner has signed in
    there, or was given new means."""
    about = [_account(proof, name, browser) for proof in Proof]
    connection.execute("DELETE FROM console_try WHERE about = ANY(%s)", (sorted(about),))


def _wait(beyond: int) -> timedelta:
    """How long to wait after the last of so many failures beyond the free ones."""
    return timedelta() if beyond < 0 else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(beyond, 12))


def _account(proof: Proof, name: str, browser: str) -> bytes:
    where = b" in browser\0" + browser.encode() + b"\0" if browser else b" of account\0"
    return sha256(proof.encode() + where + name.encode("utf-8", "surrogatepass")).digest()


def _address(address: str) -> bytes:
    return sha256(b"address\0" + address.encode("utf-8", "surrogatepass")).digest()
