"""What a username and a person's name may look like."""

from __future__ import annotations

import re

from app.domain.failure import FailureCode, WorldError
from app.store.audit import STATION

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_LONGEST_NAME = 80


def canonical_username(typed: str) -> str:
    """The form in which accounts are kept: lower case, without surrounding blanks."""
    return typed.strip().casefold()


def check_username(username: str) -> None:
    """Accept a new username or raise WorldError(FIELD_INVALID, field=username)."""
    if not _USERNAME.fullmatch(username) or username == STATION:
        raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="username")


def check_full_name(full_name: str) -> None:
    """Accept a person's name or raise WorldError(FIELD_INVALID, field=full_name)."""
    if not full_name.strip() or len(full_name) > _LONGEST_NAME or not full_name.isprintable():
        raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="full_name")
