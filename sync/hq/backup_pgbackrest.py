"""Backups by pgBackRest: a repository for each month, encrypted under a passphrase of its own.

The configuration names the month that is now; a restore has one of its own.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sync.hq.backup_process import call, give, private_folder
from sync.hq.backup_settings import BackupSettings
from sync.hq.erasure import destroy_file
from sync.hq.failure import HqCode, HqError
from sync.hq.home import write_private

STANZA: Final = "hq"
_FILE: Final = "pgbackrest.conf"
_CONFIG: Final = """\
[global]
repo1-path={repository}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass={secret}
repo1-bundle=y
repo1-retention-full=9999999
archive-timeout=120
log-path={logs}
lock-path={logs}
spool-path={logs}
log-level-console=error
log-level-stderr=error
log-level-file=off
compress-type=zst
start-fast=y

[{stanza}]
pg1-path={data}
pg1-port={port}
pg1-socket-path={socket}
pg1-user=postgres
"""
# From pgBackRest's release notes: which PostgreSQL each version began to know.
_KNOWS: Final = ((57, 18), (54, 17), (48, 16), (35, 15))


def knows(version: int) -> bool:
    """Whether the pgBackRest on this machine backs up this PostgreSQL; raises HqError(TOOL_MISSING)."""
    found = re.search(r"pgBackRest 2\.(\d+)", call(["pgbackrest", "version"], ""))
    minor = int(found[1]) if found else 0
    return any(minor >= since and version <= newest for since, newest in _KNOWS)


def archive_command(settings: BackupSettings) -> str:
    """What PostgreSQL runs for each piece of its log."""
    return f'pgbackrest --config="{Path(settings.config) / _FILE}" --stanza={STANZA} archive-push %p'


def begin_month(settings: BackupSettings, folder: Path, key: bytes) -> None:
    """Make a month's folder the repository from now on. The configuration before it, with its passphrase, is
    overwritten. Raises HqError(BACKUP_FAILED, TOOL_MISSING)."""
    private_folder(folder, settings.owner)
    config = Path(settings.config) / _FILE
    private_folder(config.parent, settings.owner)
    said = _said(settings, folder, key, config.parent)
    if not config.exists() or config.read_text() != said:
        destroy_file(config)
        write_private(config, said.encode())
        give(config, settings.owner)
    call([*_command(config), "stanza-create"], settings.owner)


def make_pgbackrest(settings: BackupSettings, full: bool) -> tuple[str, int, str]:
    """Make a backup in the month's repository; label, size and kind (full or incr)."""
    config = Path(settings.config) / _FILE
    call([*_command(config), f"--type={'full' if full else 'incr'}", "backup"], settings.owner)
    newest = _backups(call([*_command(config), "--output=json", "info"], settings.owner))[-1]
    return newest["label"], int(newest["info"]["repository"]["delta"]), newest["type"]


def restore_pgbackrest(
    settings: BackupSettings, folder: Path, key: bytes, to: Path, label: str | None, at: datetime | None
) -> Path:
    """Restore a backup (the newest for None) that rolls on to a moment, or as far as the log reaches.

    What is restored archives nothing. While it rolls on it reads the log by the configuration whose folder is
    given back: to be destroyed afterwards, for it holds the month's passphrase. Raises HqError(BACKUP_FAILED,
    TOOL_MISSING).
    """
    beside = to.with_name(f"{to.name}-pgbackrest")
    private_folder(beside, settings.owner)
    config = beside / _FILE
    write_private(config, _said(settings, folder, key, beside).encode())
    give(config, settings.owner)
    words = [f"--pg1-path={to}", "--archive-mode=off"]
    if label is not None:
        words.append(f"--set={label}")
    if at is not None:
        words += ["--type=time", f"--target={at:%Y-%m-%d %H:%M:%S.%f%z}", "--target-action=promote"]
    call([*_command(config), *words, "restore"], settings.owner)
    return beside


def forget_configuration(folder: Path) -> None:
    """Destroy the configuration of a restore."""
    destroy_file(folder / _FILE)
    shutil.rmtree(folder, ignore_errors=True)


def _said(settings: BackupSettings, folder: Path, key: bytes, logs: Path) -> str:
    return _CONFIG.format(
        repository=folder, secret=key.hex(), logs=logs, stanza=STANZA, data=settings.data, port=settings.port,
        socket=settings.socket,
    )  # fmt: skip


def _command(config: Path) -> list[str]:
    return ["pgbackrest", f"--config={config}", f"--stanza={STANZA}"]


def _backups(said: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(said)[0]["backup"]
    except (ValueError, LookupError, TypeError) as error:
        raise HqError(HqCode.BACKUP_FAILED, reason="pgBackRest tells of no backup") from error
    if not found:
        raise HqError(HqCode.BACKUP_FAILED, reason="pgBackRest tells of no backup")
    return found
