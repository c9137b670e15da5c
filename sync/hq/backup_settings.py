"""Keep how HQ's backups are made: by which engine, whereto, and how long a month's backups live."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private

PGBACKREST: Final = "pgbackrest"
BASEBACKUP: Final = "basebackup"
LONGEST_MONTH: Final = 31
_FILE: Final = "backup.json"


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """`engine` is one of the two; `repository` the folder that holds a folder for each month; `keep_days`
    how long a month's backups live after it has ended. `data` and `binaries` are PostgreSQL's data folder and
    programs, `owner` the system user whose files they are; `socket` and `port` where it listens; `config` the
    folder of pgBackRest's configuration."""

    engine: str
    repository: str
    keep_days: int
    data: str
    binaries: str
    owner: str
    socket: str
    port: int
    config: str


def backup_settings(home: HqHome) -> BackupSettings | None:
    """What `backup setup` settled, or None; raises HqError(KEYS_MISSING) for a damaged file."""
    path = home.folder / _FILE
    try:
        return BackupSettings(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.folder), file=_FILE) from error


def save_backup_settings(home: HqHome, settings: BackupSettings) -> None:
    """Keep them."""
    write_private(home.folder / _FILE, json.dumps(asdict(settings), indent=2).encode())


def longest_life(settings: BackupSettings) -> int:
    """Days after which a backup is dead at the latest: the month in which it was made, and the days after."""
    return LONGEST_MONTH + settings.keep_days
