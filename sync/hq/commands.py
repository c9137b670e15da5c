"""What all commands of `matapa-hq` share: options, HQ's database, and how failures are told."""

from __future__ import annotations

import errno
import functools
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import platformdirs
import psycopg

from sync.hq.database import Connection, connect, database, first_line, migrate
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome

Command = TypeVar("Command", bound=Callable[..., Any])


def _usual_home() -> Path:
    """The folder named before the command (`matapa-hq --home DIRECTORY stats`), or the user's own."""
    context = click.get_current_context(silent=True)
    named: Path | None = None if context is None else context.find_root().params.get("home")
    return named or platformdirs.user_data_path("matapa-hq", appauthor=False)


home = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=_usual_home,
    show_default="the user's data folder",
    help="HQ's folder: settings, keys and, unless --database-url was given, the database.",
)
user = click.option("--user", default=getpass.getuser, show_default="the system's user", help="Who asks.")
json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def told(command: Command) -> Command:
    """Tell failures as code, what happened and remedy, with exit status 1: also of a database that goes away,
    or a disk that fills up, in the middle."""

    @functools.wraps(command)
    def telling(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (HqError, psycopg.OperationalError, OSError) as cause:
            error = cause if isinstance(cause, HqError) else _of_the_machine(cause)
            if error is None:
                raise
            click.echo(f"{error.code}: {error.what}\n{error.remedy}", err=True)
            raise SystemExit(1) from cause

    return telling  # type: ignore[return-value]


def _of_the_machine(error: Exception) -> HqError | None:
    """What a failure of PostgreSQL or of the disk is called; None for any other."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or isinstance(error, psycopg.errors.DiskFull):
        return HqError(HqCode.DISK_FULL, reason=first_line(error))
    if isinstance(error, psycopg.OperationalError):
        return HqError(HqCode.DATABASE_UNREACHABLE, reason=first_line(error))
    return None


@contextmanager
def ledger(folder: Path) -> Iterator[tuple[HqHome, Connection]]:
    """HQ and an open connection to its database, migrated."""
    hq = HqHome(folder)
    settings = hq.settings()
    with database(hq, settings) as url:
        migrate(url)
        with connect(url) as connection:
            yield hq, connection
