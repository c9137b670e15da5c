"""Back HQ up: set it up, make backups by the month, let old months die with their key, restore."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from psycopg.rows import class_row

from sync.hq import audit, backup_base, backup_pgbackrest
from sync.hq.audit import Reader
from sync.hq.backup_process import call, private_folder, setting
from sync.hq.backup_settings import (
    BASEBACKUP,
    PGBACKREST,
    BackupSettings,
    backup_settings,
    save_backup_settings,
)
from sync.hq.database import Connection, now
from sync.hq.erasure import alive_in, destroy_file
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private
from sync.hq.keys import read_key

KEEP_DAYS: Final = 14
_BACKUP: Final = "backup"
_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_DEBIAN: Final = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup that was made. `period` is its month (yyyy-mm), `figures` what the ledger had before it."""

    number: int
    label: str
    period: str
    kind: str
    began_at: datetime
    ended_at: datetime
    size: int
    figures: dict[str, Any]
    drilled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Made:
    """What a run did: the backup, and the months whose backups died; `alive_in` are copies of the keys that
    still open one of those."""

    backup: BackupRow
    died: tuple[str, ...]
    alive_in: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What setup settled, and lines that somebody has to carry out."""

    settings: BackupSettings
    to_do: tuple[str, ...]


def set_up(
    connection: Connection,
    home: HqHome,
    repository: Path,
    keep_days: int = KEEP_DAYS,
    config: Path | None = None,
) -> SetUp:
    """Find the server out and settle how it is backed up; the connection is in autocommit mode.

    Raises HqError(BACKUP_FAILED) for a server on another machine, HqError(TOOL_MISSING).
    """
    data = setting(connection, "data_directory")
    if not data or not Path(data).is_dir():
        reason = (
            "HQ's database is on another machine, or its user may not see where: run this there, as its owner"
        )
        raise HqError(HqCode.BACKUP_FAILED, reason=reason)
    version = int(setting(connection, "server_version_num")) // 10_000
    embedded = Path(data).resolve() == home.database.resolve()
    engine = BASEBACKUP if embedded or not backup_pgbackrest.knows(version) else PGBACKREST
    settings = BackupSettings(
        engine,
        str(repository.resolve()),
        keep_days,
        data,
        str(_binaries(home, version, embedded)),
        Path(data).owner() if os.name == "posix" else "",
        setting(connection, "unix_socket_directories").split(",")[0].strip(),
        int(setting(connection, "port")),
        str(config or home.folder / "pgbackrest"),
    )
    private_folder(repository, settings.owner)
    if engine == PGBACKREST:
        _require_reachable(Path(settings.config), settings.owner)
    to_do = _archive(connection, settings) if engine == PGBACKREST else ()
    save_backup_settings(home, settings)
    said = {"engine": engine, "keep_days": keep_days}
    audit.note(connection, Reader("matapa-hq", "backup"), "backup setup", said)
    return SetUp(settings, to_do)


def _require_reachable(config: Path, owner: str) -> None:
    private_folder(config, owner)
    try:
        call(["test", "-x", config], owner)
    except HqError as error:
        remedy = f"Name a folder that the user {owner} reaches: PostgreSQL archives by what is in it."
        raise HqError(HqCode.FIELD_WRONG, field="--config", value=str(config), remedy=remedy) from error


def _binaries(home: HqHome, version: int, embedded: bool) -> Path:
    """Where PostgreSQL's programs of this version are."""
    if embedded:
        from sync.hq.embedded import programs

        return programs(home.database)
    found = _DEBIAN / str(version) / "bin"
    beside = shutil.which("pg_ctl")
    if found.is_dir():
        return found
    if beside is not None:
        return Path(beside).parent
    raise HqError(HqCode.TOOL_MISSING, tool="pg_ctl", package=f"postgresql-{version}")


def _archive(connection: Connection, settings: BackupSettings) -> tuple[str, ...]:
    """Let the server archive its log; what is left for somebody to do."""
    command = backup_pgbackrest.archive_command(settings)
    superuser = setting(connection, "is_superuser") == "on"
    if not superuser:
        return (
            f"archive_mode = on\narchive_command = '{command}'   (postgresql.conf, then restart PostgreSQL)",
        )
    connection.execute("ALTER SYSTEM SET archive_mode = on")
    connection.execute(f"ALTER SYSTEM SET archive_command = '{command}'".encode())
    connection.execute("SELECT pg_reload_conf()")
    return (
        ()
        if setting(connection, "archive_mode") == "on"
        else ("Restart PostgreSQL once: archive_mode needs it.",)
    )


def make(connection: Connection, home: HqHome, who: str, full: bool = False) -> Made:
    """Make a backup now, and let months die that are past their days. The connection is in autocommit mode.

    The first of a month is full. Raises HqError(BACKUP_FAILED, TOOL_MISSING, KEYS_MISSING).
    """
    settings = required_settings(home)
    began, figures = now(connection), ledger_figures(connection)
    period = began.strftime("%Y-%m")
    key, new = _month_key(connection, home, period)
    folder = month_folder(settings, period)
    private_folder(folder, settings.owner)
    if settings.engine == PGBACKREST:
        backup_pgbackrest.begin_month(settings, folder, key)
        label, size, kind = backup_pgbackrest.make_pgbackrest(settings, full or new)
    else:
        label, size = backup_base.make_base(settings, folder, key, began)
        kind = "full"
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO backup_made (label, period, kind, began_at, ended_at, size, figures)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING number",
            (label, period, kind, began, now(connection), size, json.dumps(figures)),
        ).fetchone()
        said = {"label": label, "kind": kind, "bytes": size}
        audit.note(connection, Reader(who, "backup"), "backup made", said)
    number = 0 if row is None else int(row[0])
    died = expire(connection, home, who)
    copies = tuple(sorted({copy for month in died for copy in alive_in(connection, _BACKUP, month)}))
    return Made(next(one for one in backups(connection) if one.number == number), died, copies)


def expire(connection: Connection, home: HqHome, who: str) -> tuple[str, ...]:
    """Destroy the keys of months that ended over `keep_days` ago, and their backups; which months.

    A month stays while no later one has a backup.
    """
    settings, moment = required_settings(home), now(connection)
    newest = max((one.period for one in backups(connection)), default="")
    died = []
    for period in _months(home):
        year, month = map(int, period.split("-"))
        over = (date(year, month, 1) + timedelta(days=32)).replace(day=1)
        if period < newest and moment.date() >= over + timedelta(days=settings.keep_days):
            destroy_file(month_file(home, period))
            shutil.rmtree(month_folder(settings, period), ignore_errors=True)
            died.append(period)
            with connection.transaction():
                connection.execute(
                    "UPDATE period_key SET destroyed_at = now(), destroyed_by = %s"
                    " WHERE kind = %s AND name = %s",
                    (who, _BACKUP, period),
                )
                connection.execute("DELETE FROM backup_made WHERE period = %s", (period,))
                audit.note(connection, Reader(who, "retention"), "backups destroyed", {"period": period})
    return tuple(died)


def restore(
    home: HqHome, connection: Connection, to: Path, at: datetime | None
) -> tuple[BackupRow, Path | None]:
    """Restore into an empty folder: the newest backup, or the ledger as it was `at` a moment.

    Gives the backup and, by pgBackRest, the folder of the configuration that the restored server needs until
    it has rolled on. Raises HqError(BACKUP_FAILED, FIELD_WRONG).
    """
    settings = required_settings(home)
    chosen = chosen_backup(connection, at)
    if to.exists() and any(to.iterdir()):
        raise _not_empty(to)
    private_folder(to, settings.owner)
    folder, key = month_folder(settings, chosen.period), read_key(month_file(home, chosen.period))
    if settings.engine == BASEBACKUP:
        backup_base.restore_base(settings, folder / f"{chosen.label}{backup_base.SUFFIX}", key, to)
        return chosen, None
    label = None if at is None else chosen.label
    return chosen, backup_pgbackrest.restore_pgbackrest(settings, folder, key, to.resolve(), label, at)


def open_backup(home: HqHome, backup: Path, to: Path) -> Path | None:
    """Restore without a database: a sealed file in its month's folder, or the newest of pgBackRest's in a
    month's folder. Gives and raises as `restore`."""
    settings, folder = required_settings(home), backup.resolve()
    if to.exists() and any(to.iterdir()):
        raise _not_empty(to)
    private_folder(to, settings.owner)
    if folder.is_dir():
        key = read_key(month_file(home, folder.name))
        return backup_pgbackrest.restore_pgbackrest(settings, folder, key, to.resolve(), None, None)
    backup_base.restore_base(settings, backup, read_key(month_file(home, folder.parent.name)), to)
    return None


def _not_empty(to: Path) -> HqError:
    remedy = "Name an empty folder, or one that is not there: nothing is overwritten."
    return HqError(HqCode.FIELD_WRONG, field="--to", value=str(to), remedy=remedy)


def chosen_backup(connection: Connection, at: datetime | None) -> BackupRow:
    """The newest backup, or the newest that ended before a moment; raises HqError(BACKUP_FAILED)."""
    found = [one for one in backups(connection) if at is None or one.ended_at <= at]
    if not found:
        raise HqError(HqCode.BACKUP_FAILED, reason="there is no backup of then; see: matapa-hq backup list")
    return found[-1]


def backups(connection: Connection) -> list[BackupRow]:
    """Every backup that lives, oldest first."""
    with connection.cursor(row_factory=class_row(BackupRow)) as cursor:
        return cursor.execute(
            "SELECT number, label, period, kind, began_at, ended_at, size, figures, drilled_at"
            " FROM backup_made ORDER BY number"
        ).fetchall()


def ledger_figures(connection: Connection) -> dict[str, Any]:
    """What a restored ledger is measured by; none of these ever shrinks but `crossings`."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM crossing), (SELECT count(*) FROM record), (SELECT count(*) FROM batch),"
        " (SELECT count(*) FROM publication), (SELECT coalesce(max(line), 0) FROM hq_audit),"
        " (SELECT encode(hash, 'hex') FROM hq_audit ORDER BY line DESC LIMIT 1)"
    ).fetchone()
    names = ("crossings", "records", "batches", "publications", "audit_lines", "audit_head")
    return dict(zip(names, row or (), strict=True))


def required_settings(home: HqHome) -> BackupSettings:
    """What setup settled; raises HqError(BACKUP_FAILED) before it."""
    settings = backup_settings(home)
    if settings is None:
        raise HqError(
            HqCode.BACKUP_FAILED, reason="no backups are set up: matapa-hq backup setup --to FOLDER"
        )
    return settings


def month_folder(settings: BackupSettings, period: str) -> Path:
    """Where a month's backups lie."""
    return Path(settings.repository) / period


def month_file(home: HqHome, period: str) -> Path:
    """Where a month's key lies: never in the repository."""
    return home.keys / f"backup-{period}.key"


def _months(home: HqHome) -> list[str]:
    names = (
        path.name.removeprefix("backup-").removesuffix(".key") for path in home.keys.glob("backup-*.key")
    )
    return sorted(name for name in names if _MONTH.fullmatch(name))


def make_keys_ahead(connection: Connection, home: HqHome) -> None:
    """Make the keys of this month and the next, so that a copy of the keys opens what follows it soon."""
    today = now(connection).date()
    for day in (today, today.replace(day=1) + timedelta(days=32)):
        path = month_file(home, day.strftime("%Y-%m"))
        if not path.exists():
            write_private(path, secrets.token_bytes(32))


def _month_key(connection: Connection, home: HqHome, period: str) -> tuple[bytes, bool]:
    """The key of a month, made with its first backup; whether it is new."""
    make_keys_ahead(connection, home)
    key = read_key(month_file(home, period))
    connection.execute(
        "INSERT INTO period_key (kind, name, hash) VALUES (%s, %s, %s)"
        " ON CONFLICT (kind, name) DO UPDATE SET hash = excluded.hash, destroyed_at = NULL",
        (_BACKUP, period, sha256(key).digest()),
    )
    known = {one.period for one in backups(connection)}
    return key, period not in known
