"""Keep why somebody looks at travellers in the console, and whom they asked for, behind a random reference.

An address of the console holds the reference alone: no name, number or birth date is ever in one, nor in
the log of whatever carries it. A reference is good for the session in which it was made, for an hour.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from app.wording.choices import READ_PURPOSES
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

PURPOSES: Final[Mapping[str, str]] = {
    name: READ_PURPOSES[name] for name in ("inquiry", "data_subject_request", "supervision", "correction")
}
"""Why one may look, the words beside; the same as for `matapa-hq traveller`."""
LONGEST_MATTER: Final = 60
"""Characters of the number or name of the file that the look is for."""
REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_GOOD_FOR: Final = "1 hour"


@dataclass(frozen=True, slots=True)
class Look:
    """Why somebody looks, for which `matter` (a file's number, perhaps empty), and what was asked for by the
    names of `WantedTraveller`."""

    purpose: str
    matter: str
    asked: Mapping[str, str]

    def reader(self, username: str) -> Reader:
        """Who the audit trail says looked, and why."""
        return Reader(username, f"{self.purpose}: {self.matter}" if self.matter else self.purpose)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a reference is: a user, in the session that has this `secret`."""

    username: str
    secret: str


def begin(connection: Connection, holder: Holder, look: Look) -> str:
    """Keep it; the reference for an address. Raises HqError(FIELD_WRONG) for a purpose that is none.

    Those that are over go at the same time.
    """
    if look.purpose not in PURPOSES:
        remedy = "Choose first why you look: it stands in the audit trail."
        raise HqError(HqCode.FIELD_WRONG, field="Purpose", value="not chosen", remedy=remedy)
    if len(look.matter) > LONGEST_MATTER or not look.matter.isprintable():
        remedy = f"Give the number of your file in at most {LONGEST_MATTER} characters, no person's name."
        raise HqError(HqCode.FIELD_WRONG, field="File", value="too long", remedy=remedy)
    reference = secrets.token_urlsafe(24)
    connection.execute(f"DELETE FROM traveller_look WHERE made_at < now() - interval '{_GOOD_FOR}'".encode())
    connection.execute(
        "INSERT INTO traveller_look (reference, session, username, purpose, matter, asked)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            _hash(reference), _hash(holder.secret), holder.username, look.purpose, look.matter,
            json.dumps(dict(look.asked)),
        ),
    )  # fmt: skip
    return reference


def find(connection: Connection, holder: Holder, reference: str) -> Look | None:
    """What was kept under a reference; None for one of nobody, of somebody else, or that is over."""
    if not REFERENCE.fullmatch(reference):
        return None
    row = connection.execute(
        "SELECT purpose, matter, asked FROM traveller_look WHERE reference = %s AND session = %s"
        f" AND username = %s AND made_at >= now() - interval '{_GOOD_FOR}'".encode(),
        (_hash(reference), _hash(holder.secret), holder.username),
    ).fetchone()
    return None if row is None else Look(*row)


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()
