"""The station's certificate for HQ, and an enrolment that is under way by stick."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS: tuple[str, ...] = ()


def make_identity(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
