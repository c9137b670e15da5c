"""Let go of old late hits that ports were told of: what is younger is told once more, in a snapshot.

Whoever is up to date need not fetch it; whoever is not, or is new, begins with it.
"""

from __future__ import annotations

from sync.hq.database import Connection
from sync.hq.home import HqHome
from sync.hq.publishing import SUFFIX, Press
from sync.protocol.publication import LATE

_YOUNGER = "SELECT event FROM late_hit WHERE port = %s AND published > %s ORDER BY number"


def prune_late(connection: Connection, home: HqHome) -> None:
    """Forget the publications in the table `due`, in the caller's transaction.

    Their files go by `sweep`, once the transaction has ended. Raises HqError(KEYS_MISSING), OSError.
    """
    streams = connection.execute(
        "SELECT stream, max(sequence) FROM due GROUP BY stream ORDER BY stream"
    ).fetchall()
    for stream, last in streams:
        port = stream.partition("/")[2]
        events = [event for (event,) in connection.execute(_YOUNGER, (port, last)).fetchall()]
        Press(connection, home).publish_events_anew(port, events)
        connection.execute("DELETE FROM publication WHERE stream = %s AND sequence <= %s", (stream, last))


def sweep(connection: Connection, home: HqHome) -> int:
    """Delete files of late hits that no row names; how many. The connection is in autocommit mode."""
    gone = 0
    for folder in (home.published / LATE).glob("*"):
        rows = connection.execute(
            "SELECT sequence FROM publication WHERE stream = %s", (f"{LATE}/{folder.name}",)
        ).fetchall()
        known = {int(row[0]) for row in rows}
        newest = max(known, default=0)
        for path in folder.glob(f"*{SUFFIX}"):
            # One that is newer than any row is being published just now.
            if int(path.stem) not in known and int(path.stem) < newest:
                path.unlink()
                gone += 1
    return gone
