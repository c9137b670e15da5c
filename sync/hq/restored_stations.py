"""Read from HQ's own publications which stations were revoked after the copy was made that was restored.

The folder of publications is not the database: where it was not lost, it has HQ's younger words about who the
stations of each port are, under HQ's own signature. HQ looks there whenever it starts to serve, since a
station that calls first would otherwise be let in, and the word about it written over.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.domain.failure import WorldError
from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection, connect
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring
from sync.hq.keys import load_keys
from sync.hq.publishing import SUFFIX
from sync.hq.stations import revoke
from sync.protocol.plain import read_plain
from sync.protocol.publication import STATIONS, head_of, open_contents

_log = logging.getLogger("sync.hq.restored")
_GOOD: Final = "SELECT FROM station WHERE number = %s AND public_key = %s AND revoked_at IS NULL"
_NEWEST: Final = "SELECT coalesce(max(sequence), 0) FROM publication WHERE stream = %s"


def revoke_again(url: str, home: HqHome) -> list[int]:
    """Revoke these stations again, with a line in the audit; their numbers. Raises HqError(KEYS_MISSING),
    psycopg.Error."""
    with connect(url) as connection:
        gone = revoked_since(connection, home)
        for number in gone:
            revoke(connection, number)
        if gone:
            audit.note(connection, Reader("matapa-hq", "restored"), "revoked again", {"stations": gone})
            _log.warning(
                "this database is older than HQ's publications: stations=%s are revoked again; if it was"
                " restored from an older copy, run: matapa-hq restored",
                ",".join(map(str, gone)),
            )
    return gone


def revoked_since(connection: Connection, home: HqHome) -> list[int]:
    """Stations that this copy knows as good ones and HQ's youngest word about their port as revoked.

    Raises HqError(KEYS_MISSING).
    """
    folder = home.published / STATIONS
    ports = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return sorted(
        number
        for port in ports
        for number, _, key, _, gone in _youngest(connection, home, port)
        if gone and connection.execute(_GOOD, (number, key)).rowcount
    )


def _youngest(connection: Connection, home: HqHome, port: str) -> list[Any]:
    """The rows of the youngest file about a port that this copy does not know and that can be read."""
    stream = f"{STATIONS}/{port}"
    row = connection.execute(_NEWEST, (stream,)).fetchone()
    for path in _younger(home.published / STATIONS / port, 0 if row is None else int(row[0])):
        try:
            head = head_of(path, load_keys(home).receipt_public)
            if head.publication.stream != stream:
                continue
            with path.open("rb") as file:
                file.seek(head.start)
                content = b"".join(open_contents(file, head, load_ring(home)))
            rows: Any = read_plain(content)
            return list(rows[1])
        except (WorldError, OSError, ValueError):
            continue
    return []


def _younger(folder: Path, known: int) -> Iterator[Path]:
    numbered = {int(path.stem): path for path in folder.glob(f"*{SUFFIX}") if path.stem.isdigit()}
    return (numbered[number] for number in sorted(numbered, reverse=True) if number > known)
