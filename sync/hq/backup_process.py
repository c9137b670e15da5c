"""Run PostgreSQL's and pgBackRest's programs as the user whose files they touch."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Final

import psycopg

from sync.hq.failure import HqCode, HqError

ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"}
"""All that programs are told: nothing of the caller's steers PostgreSQL or pgBackRest."""
_PATIENCE: Final = 6 * 3600
"""Seconds that one program may take."""
_GLANCE: Final = 0.05
"""Seconds between two looks at a server that recovers."""
_PACKAGES: Final = {"pgbackrest": "pgbackrest", "postgres": "postgresql"}
_SCRATCH: Final = """\
listen_addresses = ''
unix_socket_permissions = 0700
port = 5432
archive_mode = off
hot_standby = off
fsync = off
full_page_writes = off
autovacuum = off
logging_collector = off
log_min_messages = fatal
log_min_error_statement = panic
shared_buffers = '64MB'
max_connections = 20
"""


def call(command: Sequence[str | Path], owner: str) -> str:
    """What a program prints; raises HqError(BACKUP_FAILED, TOOL_MISSING)."""
    said = [str(word) for word in command]
    try:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            said, check=False, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, cwd="/",
            stdin=subprocess.DEVNULL, env=ENVIRONMENT, **as_owner(owner),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise missing(Path(said[0]).name) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HqError(HqCode.BACKUP_FAILED, reason=f"{said[0]}: {type(error).__name__}") from error
    if done.returncode:
        raise HqError(HqCode.BACKUP_FAILED, reason=last_words(done.stderr or done.stdout, done.returncode))
    return done.stdout


def as_owner(owner: str) -> dict[str, Any]:
    """Options that make a program another user's, which only root can."""
    if os.geteuid() != 0 or not owner:
        return {}
    entry = pwd.getpwnam(owner)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": os.getgrouplist(owner, entry.pw_gid)}


def missing(tool: str) -> HqError:
    """HQ-19 with the package that brings the program."""
    return HqError(HqCode.TOOL_MISSING, tool=tool, package=_PACKAGES.get(tool, "postgresql"))


def last_words(text: str, status: int) -> str:
    """The last line that a program said, without line ends."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines or [f"exit status {status}"])[-1][:500]


def give(path: Path, owner: str) -> None:
    """Make a file or a whole folder the owner's, where we are root."""
    if os.geteuid() == 0 and owner:
        for one in [path, *path.rglob("*")]:
            shutil.chown(one, owner, pwd.getpwnam(owner).pw_gid)


def private_folder(path: Path, owner: str) -> None:
    """Make a folder that only its owner can enter; raises HqError(BACKUP_FAILED)."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except OSError as error:
        raise HqError(HqCode.BACKUP_FAILED, reason=f"{path}: {error.strerror}") from error
    if os.geteuid() == 0 and owner:
        shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)


@contextmanager
def scratch_folder(owner: str) -> Iterator[Path]:
    """A folder of the owner's for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="matapa-drill-"))
    private_folder(folder, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_postgres(data: Path, binaries: Path, owner: str, sockets: Path) -> Iterator[str]:
    """A PostgreSQL on restored files, reached by its socket alone, for the time of the block; its socket's
    folder. It recovers first. Nothing of it is archived, and it must not live on: it does not fsync."""
    config, hba = sockets / "drill.conf", sockets / "drill_hba.conf"
    hba.write_text("local all all trust\n")
    config.write_text(f"{_SCRATCH}unix_socket_directories = '{sockets}'\nhba_file = '{hba}'\n")
    give(config, owner)
    give(hba, owner)
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w", "-t", "3600"]
    options = f"-c config_file={config} -c data_directory={data}"
    try:
        call([*control, "-l", sockets / "log", "-o", options, "start"], owner)
    except HqError as error:
        raise HqError(
            HqCode.BACKUP_FAILED, reason=f"the restored database does not start: {_log(sockets)}"
        ) from error
    try:
        _await_recovered(sockets)
        yield str(sockets)
    finally:
        with contextlib.suppress(HqError):
            call([*control, "-m", "immediate", "stop"], owner)


def _await_recovered(sockets: Path) -> None:
    """Until it lets anybody in; raises HqError(BACKUP_FAILED) once it has ended instead."""
    pause = Event()
    while True:
        try:
            psycopg.connect(host=str(sockets), port=5432, dbname="postgres", user="postgres").close()
        except psycopg.errors.CannotConnectNow:
            pause.wait(_GLANCE)
        except psycopg.OperationalError as error:
            if "not accepting" not in str(error) and "starting up" not in str(error):
                reason = f"the restored database ended while it rolled on: {_log(sockets)}"
                raise HqError(HqCode.BACKUP_FAILED, reason=reason) from error
            pause.wait(_GLANCE)
        else:
            return


def _log(sockets: Path) -> str:
    path = sockets / "log"
    return last_words(path.read_text(errors="replace") if path.exists() else "", 1)


def setting(connection: psycopg.Connection[Any], name: str) -> str:
    """A setting of the server; empty where HQ's user may not see it."""
    row = connection.execute("SELECT coalesce(current_setting(%s, true), '')", (name,)).fetchone()
    return "" if row is None else str(row[0])
