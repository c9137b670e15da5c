"""Prove a backup: restore it into a scratch PostgreSQL, look at what is in it, write down what was found."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.domain.failure import WorldError
from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.backup_pgbackrest import forget_configuration
from sync.hq.backup_process import private_folder, scratch_folder, scratch_postgres
from sync.hq.backups import BackupRow, ledger_figures, required_settings, restore
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.keys import load_keys
from sync.protocol import receipt
from sync.protocol.publication import LONGEST_HEAD, read_head

_NEVER_FEWER: Final = ("records", "batches", "audit_lines")
_SAMPLE: Final = """
SELECT station, id, receipt FROM batch WHERE receipt IS NOT NULL ORDER BY received_at DESC, id LIMIT 20
"""
_NEWEST: Final = """
SELECT newest.stream, newest.sequence, newest.digest, (
    SELECT sum(octet_length(bytes)) FROM publication_part p
    WHERE p.stream = newest.stream AND p.sequence = newest.sequence
), (
    SELECT string_agg(bytes, '' ORDER BY at_byte) FROM publication_part p
    WHERE p.stream = newest.stream AND p.sequence = newest.sequence AND at_byte < 1024
) FROM (SELECT DISTINCT ON (stream) * FROM publication ORDER BY stream, sequence DESC) AS newest
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found. `wrong` is empty for a good backup; `age_hours` how old what it brought back was
    when the drill began, `seconds` how long it took to have a server that answers."""

    backup: int
    label: str
    engine: str
    seconds: float
    age_hours: float
    restored: dict[str, Any]
    receipts_proved: int
    publications_proved: int
    wrong: tuple[str, ...]


def drill(connection: Connection, home: HqHome, who: str, at: datetime | None = None) -> Drill:
    """Restore the newest backup into a scratch PostgreSQL and prove it; the scratch is gone afterwards.

    The connection is in autocommit mode. Raises HqError(BACKUP_FAILED, TOOL_MISSING) where it cannot even be
    restored; that too stands in the audit trail.
    """
    settings = required_settings(home)
    try:
        with scratch_folder(settings.owner) as scratch:
            found = _prove(connection, home, scratch, at)
    except HqError as error:
        audit.note(connection, Reader(who, "backup"), "backup drill", {"failed": error.what})
        raise
    with connection.transaction():
        said = {"backup": found.label, "wrong": list(found.wrong), "seconds": str(found.seconds)}
        audit.note(connection, Reader(who, "backup"), "backup drill", said)
        if not found.wrong:
            connection.execute("UPDATE backup_made SET drilled_at = now() WHERE number = %s", (found.backup,))
    return found


def _prove(connection: Connection, home: HqHome, scratch: Path, at: datetime | None) -> Drill:
    settings, began, moment = required_settings(home), time.monotonic(), now(connection)
    data, sockets = scratch / "data", scratch / "s"
    private_folder(sockets, settings.owner)
    chosen, configuration = restore(home, connection, data, at)
    try:
        with scratch_postgres(data, Path(settings.binaries), settings.owner, sockets) as socket:
            seconds = round(time.monotonic() - began, 1)
            with psycopg.connect(_beside(connection, socket), options="-c timezone=UTC") as restored:
                age = (moment - _last_moment(restored, chosen)).total_seconds() / 3600
                figures = ledger_figures(restored)
                wrong = [*_fewer(chosen, figures), *_chain(restored, chosen)]
                receipts, forged = _receipts(restored, home)
                published, lost = _published(restored, home)
    finally:
        if configuration is not None:
            forget_configuration(configuration)
        shutil.rmtree(data, ignore_errors=True)
    told = (*wrong, *forged, *lost)
    return Drill(
        chosen.number,
        chosen.label,
        settings.engine,
        seconds,
        round(max(age, 0.0), 2),
        figures,
        receipts,
        published,
        told,
    )


def _beside(connection: Connection, socket: str) -> str:
    """The same database at another server."""
    known = conninfo_to_dict(connection.info.dsn)
    user = "postgres" if os.geteuid() == 0 else known.get("user", "postgres")
    return make_conninfo(host=socket, port=5432, dbname=connection.info.dbname, user=user)


def _last_moment(restored: Connection, chosen: BackupRow) -> datetime:
    """Up to when it knows anything."""
    row = restored.execute(
        "SELECT greatest((SELECT max(received_at) FROM batch), (SELECT max(at) FROM hq_audit))"
    ).fetchone()
    moment: datetime = chosen.began_at if row is None or row[0] is None else max(row[0], chosen.began_at)
    return moment


def _fewer(chosen: BackupRow, figures: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {figures[name]} of {chosen.figures[name]}"
        for name in _NEVER_FEWER
        if figures[name] < chosen.figures[name]
    ]


def _chain(restored: Connection, chosen: BackupRow) -> list[str]:
    """Whether the audit trail is whole and has the line that was its last when the backup began."""
    broken = audit.first_broken(restored)
    if broken is not None:
        return [f"the audit trail is broken at line {broken}"]
    row = restored.execute(
        "SELECT encode(hash, 'hex') FROM hq_audit WHERE line = %s", (chosen.figures["audit_lines"],)
    ).fetchone()
    head = None if row is None else row[0]
    return [] if head == chosen.figures["audit_head"] else ["the audit trail is another"]


def _receipts(restored: Connection, home: HqHome) -> tuple[int, list[str]]:
    """The newest receipts, each proved under HQ's key and about its batch."""
    key, proved, wrong = load_keys(home).receipt_public, 0, []
    for station, batch, signed in restored.execute(_SAMPLE).fetchall():
        try:
            receipt.require_about(receipt.read(bytes(signed), key), station, bytes(batch))
            proved += 1
        except WorldError as error:
            wrong.append(f"receipt of a batch of station {station}: {error.failure.code}")
    return proved, wrong


def _published(restored: Connection, home: HqHome) -> tuple[int, list[str]]:
    """The newest publication of each stream, its bytes there to the last one and signed by HQ."""
    key, proved, wrong = load_keys(home).receipt_public, 0, []
    for stream, sequence, digest, size, start in restored.execute(_NEWEST).fetchall():
        try:
            head = read_head(bytes(start or b"")[:LONGEST_HEAD], key)
            if (head.publication.digest, head.file_size) != (bytes(digest), size):
                wrong.append(f"publication {stream} {sequence} is another")
            proved += 1
        except WorldError as error:
            wrong.append(f"publication {stream} {sequence}: {error.failure.code}")
    return proved, wrong


def require_good(found: Drill) -> None:
    """Raise HqError(BACKUP_FAILED) for a backup that is not."""
    if found.wrong:
        raise HqError(HqCode.BACKUP_FAILED, reason="; ".join(found.wrong))
