"""Tables of exports."""

from __future__ import annotations

from app.store.driver import Database

_STATEMENTS: tuple[str, ...] = ()


def make_exports(database: Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        database.conn.execute(statement)
