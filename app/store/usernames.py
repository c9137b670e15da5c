"""What a username and a person's name may look like."""

from __future__ import annotations

from app.domain.failure import FailureCode, WorldError
from app.domain.roster import LONGEST_NAME, RESERVED, USERNAME


def canonical_username(typed: str) -> str:
    """The form in which accounts are kept: lower case, without surrounding blanks."""
    return typed.strip().casefold()


def check_username(username: str) -> None:
    """Accept a new username or raise WorldError(FIELD_INVALID, field=username)."""
    if not USERNAME.fullmatch(username) or username == RESERVED:
        raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="username")


def check_full_name(full_name: str) -> None:
    """Accept a person's name or raise WorldError(FIELD_INVALID, field=full_name)."""
    if not full_name.strip() or len(full_name) > LONGEST_NAME or not full_name.isprintable():
        raise WorldError(FailureCode.FIELD_INVALID, "store.officers", field="full_name")
