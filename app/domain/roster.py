"""The officers of a port as HQ names them: who they are and what they may do, never a password."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from app.domain.officer import Officer, Role

USERNAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
"""How accounts are called."""
RESERVED: Final = "station"
"""The actor of what a station does by itself; nobody is called so."""
LONGEST_NAME: Final = 80
MOST_OFFICERS: Final = 2000

_LAYOUT: Final = 1
_ROLES: Final = tuple(Role)
_PORT: Final = re.compile(r"[A-Z0-9]{2,8}")


@dataclass(frozen=True, slots=True)
class Roster:
    """Every officer whom HQ names for a port, each once, by username."""

    port: str
    officers: tuple[Officer, ...]


def require_officer(officer: Officer) -> None:
    """Raise ValueError, which says what is wrong, unless an account may look like this."""
    if not USERNAME.fullmatch(officer.username) or officer.username == RESERVED:
        raise ValueError(f"{officer.username!r} is no username: 2 to 32 of a-z, 0-9, dot, dash, underscore")
    name = officer.full_name
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"the full name of {officer.username} is empty, too long or not printable")


def make_roster(port: str, officers: Iterable[Officer]) -> Roster:
    """The roster of these officers; raises ValueError, which says what is wrong."""
    by_name: dict[str, Officer] = {}
    for officer in officers:
        require_officer(officer)
        if by_name.setdefault(officer.username, officer) is not officer:
            raise ValueError(f"{officer.username} stands in it twice")
    if not _PORT.fullmatch(port):
        raise ValueError(f"{port!r} is no port")
    if not 0 < len(by_name) <= MOST_OFFICERS:
        raise ValueError(f"a roster names 1 to {MOST_OFFICERS} officers")
    return Roster(port, tuple(by_name[name] for name in sorted(by_name)))


def encode_roster(roster: Roster) -> bytes:
    """Canonical CBOR `[1, port, [[username, full name, role, active]...]]`, roles by place."""
    rows = [[one.username, one.full_name, _ROLES.index(one.role), one.active] for one in roster.officers]
    return cbor2.dumps([_LAYOUT, roster.port, rows], canonical=True)


def read_roster(value: Any) -> Roster:
    """The roster in plain values that were read from those bytes; raises ValueError for anything else."""
    if type(value) is not list or len(value) != 3 or value[0] != _LAYOUT or type(value[2]) is not list:
        raise ValueError("not a roster")
    if type(value[1]) is not str or len(value[2]) > MOST_OFFICERS:
        raise ValueError("not a roster")
    return make_roster(value[1], map(_officer, value[2]))


def _officer(row: Any) -> Officer:
    if type(row) is not list or tuple(map(type, row)) != (str, str, int, bool):
        raise ValueError("not an officer")
    username, full_name, role, active = row
    if not 0 <= role < len(_ROLES):
        raise ValueError("a role of a newer program")
    return Officer(username, full_name, _ROLES[role], active)
