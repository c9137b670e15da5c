"""The commands `matapa-hq backup ...`: set up, make, list, restore, prove; and copies of the keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sync.hq import audit, backup_drill, backup_keys, backups, commands, erasure
from sync.hq.audit import Reader
from sync.hq.backup_settings import backup_settings, longest_life
from sync.hq.database import Connection, connect, database, migrate
from sync.hq.home import HqHome
from sync.hq.printing import print_figures, print_json, print_table

_COLUMNS = ("number", "label", "period", "kind", "ended_at", "size", "drilled_at")
_folder = click.Path(file_okay=False, path_type=Path)
_moment = click.DateTime(formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"])
_passphrase = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the passphrase in its first line; asked for otherwise.",
)


@click.group("backup")
def backup_group() -> None:
    """Back HQ up, and prove by a drill that the backup can be restored.

    Begin with `setup`; let cron call `run` daily and `drill` weekly. The keys are copied on their own with
    `keys`: without them no backup of a batch opens.
    """


@contextmanager
def _hq(home: Path) -> Iterator[tuple[HqHome, Connection]]:
    """HQ and a connection in autocommit mode: a backup lasts, and its transactions must not."""
    hq = HqHome(home)
    with database(hq, hq.settings()) as url:
        migrate(url)
        with connect(url, autocommit=True) as connection:
            yield hq, connection


@backup_group.command("setup")
@commands.home
@click.option(
    "--to", "repository", type=_folder, required=True, help="Folder for the backups, on another disk."
)
@click.option(
    "--keep-days", type=click.IntRange(1, 3650), default=backups.KEEP_DAYS, show_default=True,
    help="Days for which a month's backups live after it has ended.",
)  # fmt: skip
@click.option(
    "--config", type=_folder, help="Folder for pgBackRest's configuration; PostgreSQL's user reads it."
)
@commands.json
@commands.told
def setup_command(home: Path, repository: Path, keep_days: int, config: Path | None, as_json: bool) -> None:
    """Settle where backups go and how long they live. Run it as PostgreSQL's user, or as root."""
    with _hq(home) as (hq, connection):
        done = backups.set_up(connection, hq, repository, keep_days, config)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"Backups are made by {done.settings.engine} into {done.settings.repository}.")
    click.echo(f"What is erased is gone from them after {longest_life(done.settings)} days at most.")
    for line in done.to_do:
        click.echo(f"Still to do: {line}")
    click.echo("Next: matapa-hq backup run, and matapa-hq backup keys --to FILE")


@backup_group.command("run")
@commands.home
@click.option("--full", is_flag=True, help="Whole, even where a difference to the last would do.")
@commands.user
@commands.json
@commands.told
def run_command(home: Path, full: bool, user: str, as_json: bool) -> None:
    """Make a backup now, and destroy the keys and backups of months that are past their days."""
    with _hq(home) as (hq, connection):
        made = backups.make(connection, hq, user, full)
    if as_json:
        print_json(asdict(made))
        return
    click.echo(f"Backup {made.backup.label} ({made.backup.kind}) has {made.backup.size} bytes.")
    for month in made.died:
        click.echo(f"The backups of {month} are dead: their key is destroyed.")
    if made.alive_in:
        click.echo(
            f"Copies of the keys still hold it: {', '.join(map(str, made.alive_in))}. Destroy them too."
        )


@backup_group.command("list")
@commands.home
@commands.json
@commands.told
def list_command(home: Path, as_json: bool) -> None:
    """Show the backups that live, and the copies of the keys."""
    with _hq(home) as (hq, connection):
        rows = [asdict(row) for row in backups.backups(connection)]
        copies = erasure.copies(connection)
        settings = backup_settings(hq)
    if as_json:
        print_json({"settings": settings and asdict(settings), "backups": rows, "key_copies": copies})
        return
    print_table(rows, _COLUMNS, "No backup yet. See: matapa-hq backup setup -h")
    print_table(
        copies, ("number", "made_at", "made_by", "gone_at"), "No copy of the keys yet: backup keys --to FILE"
    )


@backup_group.command("restore")
@commands.home
@click.option("--to", type=_folder, required=True, help="Empty folder for PostgreSQL's files.")
@click.option("--at", type=_moment, help="As it was at this moment, UTC.")
@commands.user
@commands.json
@commands.told
def restore_command(home: Path, to: Path, at: datetime | None, user: str, as_json: bool) -> None:
    """Restore PostgreSQL's files into a folder; the database that runs is left alone."""
    moment = None if at is None else at.replace(tzinfo=UTC)
    with _hq(home) as (hq, connection):
        row, configuration = backups.restore(hq, connection, to, moment)
        audit.note(connection, Reader(user, "backup"), "backup restored", {"label": row.label})
    if as_json:
        print_json({"backup": row.label, "to": to, "configuration": configuration})
        return
    click.echo(f"Backup {row.label} lies in {to}. Start PostgreSQL on it; it rolls on by itself.")
    if configuration is not None:
        click.echo(f"Then destroy {configuration}: it holds the passphrase of {row.period}.")
    click.echo("Stations notice that HQ went back, and send again what it lacks. Then: retention preview")


@backup_group.command("open")
@commands.home
@click.argument("backup", type=click.Path(exists=True, path_type=Path))
@click.option("--to", type=_folder, required=True, help="Empty folder for PostgreSQL's files.")
@commands.json
@commands.told
def open_command(home: Path, backup: Path, to: Path, as_json: bool) -> None:
    """Restore BACKUP where HQ's database is lost: a .base file, or pgBackRest's folder of a month.

    It needs HQ's keys and settings alone, as keys-open brings them.
    """
    configuration = backups.open_backup(HqHome(home), backup, to)
    if as_json:
        print_json({"backup": backup.name, "to": to})
    else:
        click.echo(f"{backup.name} lies in {to}. For the embedded PostgreSQL that folder is HOME/database.")
    if configuration is not None and not as_json:
        click.echo(f"Once PostgreSQL has rolled on, destroy {configuration}: it holds a passphrase.")


@backup_group.command("drill")
@commands.home
@click.option("--at", type=_moment, help="As it was at this moment, UTC.")
@commands.user
@commands.json
@commands.told
def drill_command(home: Path, at: datetime | None, user: str, as_json: bool) -> None:
    """Restore the newest backup into a scratch PostgreSQL and prove it; exit status 1 if it is bad."""
    moment = None if at is None else at.replace(tzinfo=UTC)
    with _hq(home) as (hq, connection):
        found = backup_drill.drill(connection, hq, user, moment)
    if as_json:
        print_json(asdict(found))
    else:
        print_figures(_figures(asdict(found)))
    backup_drill.require_good(found)
    if not as_json:
        click.echo("The backup is good.")


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    shown = {name: found[name] for name in ("label", "engine", "seconds", "age_hours")}
    restored = {name: value for name, value in found["restored"].items() if name != "audit_head"}
    proved = {"receipts": found["receipts_proved"], "publications": found["publications_proved"]}
    return shown | {"restored": restored, "proved": proved}


@backup_group.command("keys")
@commands.home
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A file that is not there."
)
@_passphrase
@commands.user
@commands.json
@commands.told
def keys_command(home: Path, to: Path, passphrase_file: Path | None, user: str, as_json: bool) -> None:
    """Copy HQ's keys into one file under a passphrase. Keep it locked away, and the passphrase elsewhere.

    A copy keeps alive what its keys open: destroy it once a newer one is made, and say so with keys-gone.
    """
    passphrase = _asked(passphrase_file, again=True)
    with _hq(home) as (hq, connection):
        if backup_settings(hq) is not None:
            backups.make_keys_ahead(connection, hq)
        held = backup_keys.copy_keys(hq, to, passphrase)
        number = erasure.note_copy(connection, held, user)
    if as_json:
        print_json({"copy": number, "to": to, "holds": held})
    else:
        click.echo(f"Copy {number} of the keys is in {to}. Open it with: matapa-hq backup keys-open")


@backup_group.command("keys-open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", type=_folder, required=True, help="Empty folder, which is then HQ's --home.")
@_passphrase
@commands.json
@commands.told
def keys_open_command(file: Path, to: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """Open a copy of the keys in FILE into the folder of an HQ that is to be restored."""
    names = backup_keys.open_keys(file, _asked(passphrase_file, again=False), to)
    if as_json:
        print_json({"to": to, "files": names})
    else:
        click.echo(f"{len(names)} files are in {to}. Next: restore the database.")


@backup_group.command("keys-gone")
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def keys_gone_command(home: Path, number: int, user: str, as_json: bool) -> None:
    """Say that copy NUMBER of the keys was destroyed."""
    with _hq(home) as (_, connection):
        erasure.copy_gone(connection, number, user)
    if as_json:
        print_json({"copy": number, "gone": True})
    else:
        click.echo(f"Copy {number} counts as destroyed.")


def _asked(file: Path | None, again: bool) -> str:
    if file is not None:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0].strip()
    said: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=again, err=True)
    return said
