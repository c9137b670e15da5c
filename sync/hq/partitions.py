"""Make the ledger's months as their first crossings come."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import psycopg

from sync.hq.database import Connection

_EARLIEST, _LATEST = date(2020, 1, 1), date(2100, 1, 1)
"""Beyond these a station's clock is wrong; its crossings go to the partition for all others."""
_DAY = 86_400_000
_EPOCH = date(1970, 1, 1)
_MAKING = 0x6D6F6E74
"""Advisory lock: one process makes months at a time."""


class Months:
    """The months that have a partition, as far as this process knows."""

    def __init__(self) -> None:
        self._made: set[date] = set()

    def ensure(self, connection: Connection, moments: Iterable[int]) -> None:
        """Make the partitions for these milliseconds since 1970; commits at once."""
        days = {moment // _DAY for moment in moments}
        months = {(_EPOCH + timedelta(days=day)).replace(day=1) for day in days if day < 2_000_000}
        for month in sorted(months - self._made):
            if _EARLIEST <= month < _LATEST:
                _make(connection, month)
            self._made.add(month)


def _make(connection: Connection, month: date) -> None:
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = (start + timedelta(days=32)).replace(day=1)
    # A month that was erased whole, of which a straggler came since: it lies among all others, and so will
    # those that follow it.
    with suppress(psycopg.errors.CheckViolation), connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS crossing_{start:%Y_%m} PARTITION OF crossing"
            f" FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')".encode()
        )
