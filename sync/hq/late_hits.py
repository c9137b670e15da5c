"""Tell ports of what HQ's lists met in their crossings: publications of the streams `late/<port>`."""

from __future__ import annotations

import logging

from sync.hq.database import Connection
from sync.hq.home import HqHome
from sync.hq.publishing import Press
from sync.protocol.publication import LATE, STREAM

_log = logging.getLogger("sync.hq.late_hits")

AT_A_TIME = 500
"""Events of one publication."""
_WAITING = """
SELECT number, event FROM late_hit WHERE port = %s AND published IS NULL
ORDER BY number LIMIT %s FOR UPDATE
"""


def publish_late_hits(connection: Connection, home: HqHome) -> int:
    """Publish every late hit that no port was told of yet, oldest first; how many.

    A hit and its publication are one transaction. The connection is in autocommit mode. Raises
    HqError(KEYS_MISSING), OSError, psycopg.Error.
    """
    ports = connection.execute("SELECT DISTINCT port FROM late_hit WHERE published IS NULL").fetchall()
    told = 0
    for (port,) in sorted(ports):
        if not STREAM.fullmatch(f"{LATE}/{port}"):
            _log.warning("late hits wait: a port whose name no stream can have")
            continue
        while count := _publish(connection, home, port):
            told += count
    return told


def _publish(connection: Connection, home: HqHome, port: str) -> int:
    with connection.transaction():
        rows = connection.execute(_WAITING, (port, AT_A_TIME)).fetchall()
        printed = Press(connection, home).publish_events(port, [event for _, event in rows])
        if printed is None:
            return 0
        connection.execute(
            "UPDATE late_hit SET published = %s WHERE number = ANY(%s)",
            (printed.sequence, [number for number, _ in rows]),
        )
    return len(rows)
