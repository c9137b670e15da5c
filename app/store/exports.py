"""Daily logs that were taken to a drive: when, by whom, to whom encrypted; and what HQ says of it."""

from __future__ import annotations

from app.store.driver import Connection


def exported(connection: Connection) -> dict[int, int]:
    """When each log was exported last, by its number, in milliseconds since 1970; none that never was."""
    rows = connection.execute(
        "SELECT number, max(at) FROM day_exported JOIN day_exports USING (export) GROUP BY number"
    )
    return {int(number): int(at) for number, at in rows.fetchall()}
